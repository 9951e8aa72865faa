"""Plays chapters to a running stack over NATS and keeps the receipts."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cli.publisher import Publisher
from cli.submissions import Receipt
from demo.story import Chapter

OnProgress = Callable[[int, str], None]


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

    def note(self, played: Played) -> None:
        """Add a chapter."""
        self.played.append(played)
        for receipt in played.receipts:
            if receipt.position is not None:
                known = self.positions.get(receipt.service, 0)
                self.positions[receipt.service] = max(known, receipt.position)


async def play(chapters: Sequence[Chapter], publisher: Publisher, on_progress: OnProgress) -> Play:
    """Publish chapter after chapter, each once the receipts of the one before have come."""
    whole, done = Play(), 0

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
        whole.note(Played(chapter, receipts, time.monotonic() - started))
    return whole
