"""Plays chapters to a running stack over NATS and keeps the receipts."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from client.submissions import Receipt, Submission
from demo.programme import Chapter, expected_refusals

OnProgress = Callable[[int, str], None]
OnReceipt = Callable[[Receipt], None]

ASK_AGAIN = 5
TOO_EARLY = frozenset({"step-not-open", "not-heard", "unknown-subject", "unknown-reference"})
"""Problem types that the coming of another event can cure."""


@dataclass(frozen=True)
class Played:
    """A chapter with its receipts, in the order of its submissions. ``seconds``: until the last."""

    chapter: Chapter
    receipts: list[Receipt]
    seconds: float


@dataclass
class Play:
    """All that was played. ``positions``: the last position on a receipt, by service."""

    played: list[Played] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    @property
    def receipts(self) -> list[Receipt]:
        return [receipt for played in self.played for receipt in played.receipts]

    @property
    def counts(self) -> Counter[str]:
        """Receipts by status."""
        return Counter(receipt.status for receipt in self.receipts)

    @property
    def refused(self) -> list[Receipt]:
        return [receipt for receipt in self.receipts if receipt.status == "refused"]

    @property
    def seconds(self) -> float:
        return sum(played.seconds for played in self.played)

    @property
    def seen(self) -> str:
        """The positions as a reader waits for them: ``grading:123,pledges:45``."""
        return ",".join(f"{service}:{at}" for service, at in sorted(self.positions.items()))

    @property
    def subjects(self) -> set[str]:
        """What the accepted events are about."""
        return {
            submission["subject"]
            for played in self.played
            for submission, receipt in zip(played.chapter.submissions, played.receipts, strict=True)
            if receipt.status != "refused"
        }

    @property
    def surprises(self) -> list[str]:
        """Receipts that the story does not tell of."""
        told = expected_refusals(part.chapter for part in self.played)
        refused = {receipt.id for receipt in self.refused}
        return [
            *(f"refused, and should not have been: {id}" for id in sorted(refused - told, key=str)),
            *(f"accepted, and should not have been: {id}" for id in sorted(told - refused)),
        ]

    def note(self, played: Played) -> None:
        """Add a chapter."""
        self.played.append(played)
        for receipt in played.receipts:
            if receipt.position is not None:
                known = self.positions.get(receipt.service, 0)
                self.positions[receipt.service] = max(known, receipt.position)


class Publishes(Protocol):
    """What a publisher must be able to do for us."""

    async def publish(
        self,
        submissions: Iterable[Submission],
        *,
        batch: int = 1,
        on_receipt: OnReceipt | None = None,
    ) -> list[Receipt]: ...


async def play(
    chapters: Sequence[Chapter],
    publisher: Publishes,
    on_progress: OnProgress,
    *,
    ask_again_after_s: float = 2.0,
) -> Play:
    """Publish chapter after chapter, each once the receipts of the one before have come.

    What is refused as too early is submitted again, a few times: another service, on whose events
    it rests, may have been away for longer than its own service waits for them.
    """
    whole, done = Play(), 0
    mistakes = expected_refusals(chapters)

    def count(_: Receipt) -> None:
        nonlocal done
        done += 1
        on_progress(done, chapter.title_en)

    for chapter in chapters:
        submissions = list(chapter.submissions)
        if chapter.after:
            after = f"{chapter.after}:{whole.positions[chapter.after]}"
            submissions = [{**submission, "after": after} for submission in submissions]
        started = time.monotonic()
        receipts = await publisher.publish(submissions, batch=chapter.batch, on_receipt=count)
        for _ in range(ASK_AGAIN):
            early = [i for i, receipt in enumerate(receipts) if _too_early(receipt, mistakes)]
            if not early:
                break
            await asyncio.sleep(ask_again_after_s)
            again = await publisher.publish([submissions[i] for i in early], batch=chapter.batch)
            for i, receipt in zip(early, again, strict=True):
                receipts[i] = receipt
        whole.note(Played(chapter, receipts, time.monotonic() - started))
    return whole


def _too_early(receipt: Receipt, mistakes: set[str]) -> bool:
    if receipt.status != "refused" or receipt.id in mistakes or receipt.problem is None:
        return False
    return str(receipt.problem["type"]).rpartition("/")[2] in TOO_EARLY
