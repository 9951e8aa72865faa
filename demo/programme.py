"""What a story is: chapters of submissions, told from a scheme's document, and cases to read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from client.submissions import Submission
from contracts.scheme import Scheme

MISTAKES = "mistakes"
"""The title of a chapter all of whose submissions must be refused."""


@dataclass(frozen=True)
class Chapter:
    """Submissions that are published together; the next chapter waits for their receipts.

    ``batch``: submissions in a message. ``after``: the service whose events up to now must have
    been heard by whoever takes these (CloudEvents attribute ``after``).
    """

    title_en: str
    title_zh: str
    submissions: tuple[Submission, ...]
    batch: int = 500
    after: str | None = None


@dataclass(frozen=True)
class Programme:
    """The story of one scheme. ``cases``: those worth reading; the first is explained."""

    tell: Callable[[dict[str, Any], Scheme], list[Chapter]]
    cases: tuple[str, ...]


def refused(*submissions: Submission) -> Chapter:
    """What an upstream app gets wrong; each is refused, so they go one by one."""
    return Chapter(MISTAKES, "差错", submissions, batch=1)


def expected_refusals(chapters: Iterable[Chapter]) -> set[str]:
    """The ids of what the services must refuse."""
    return {
        submission["id"]
        for chapter in chapters
        if chapter.title_en == MISTAKES
        for submission in chapter.submissions
    }
