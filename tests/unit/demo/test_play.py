"""How the upstream app plays: in order, after what it rests on, again if it was too early."""

from collections.abc import Callable, Iterable

from client.submissions import Receipt, Submission
from demo.play import play
from demo.programme import MISTAKES, Chapter


def said(*ids: str) -> tuple[Submission, ...]:
    return tuple({"id": id, "source": "s", "type": "gradetrail.pledges.X.v1"} for id in ids)


def refused(id: str, slug: str) -> Receipt:
    return Receipt(id, "s", "refused", "pledges", problem={"type": f"/problems/{slug}"})


class FakePublisher:
    """Accepts everything at positions 1, 2, 3 …, but for what ``refuses`` says."""

    def __init__(self, refuses: Callable[[str, int], Receipt | None] = lambda id, n: None) -> None:
        self.refuses, self.published, self._position = refuses, list[list[Submission]](), 0

    async def publish(
        self,
        submissions: Iterable[Submission],
        *,
        batch: int = 1,
        on_receipt: Callable[[Receipt], None] | None = None,
    ) -> list[Receipt]:
        self.published.append(list(submissions))
        return [self._receipt(one["id"]) for one in self.published[-1]]

    def _receipt(self, id: str) -> Receipt:
        no = self.refuses(id, len(self.published))
        if no:
            return no
        self._position += 1
        return Receipt(id, "s", "accepted", "pledges", position=self._position)


def silent(_: int, __: str) -> None:
    return None


async def test_what_is_too_early_is_submitted_again() -> None:
    publisher = FakePublisher(
        lambda id, n: refused(id, "step-not-open") if id == "b" and n < 3 else None
    )
    played = await play([Chapter("c", "c", said("a", "b"))], publisher, silent, ask_again_after_s=0)
    assert played.counts == {"accepted": 2}
    assert [[one["id"] for one in some] for some in publisher.published] == [
        ["a", "b"],
        ["b"],
        ["b"],
    ]


async def test_a_mistake_is_not_submitted_again_nor_what_time_does_not_cure() -> None:
    def refuses(id: str, _: int) -> Receipt | None:
        return {"m": refused("m", "step-not-open"), "w": refused("w", "rule-broken")}.get(id)

    publisher = FakePublisher(refuses)
    chapters = [Chapter("c", "c", said("a", "w")), Chapter(MISTAKES, "m", said("m"))]
    played = await play(chapters, publisher, silent, ask_again_after_s=0)
    assert [receipt.id for receipt in played.refused] == ["w", "m"]
    assert len(publisher.published) == 2


async def test_a_chapter_may_wait_for_all_that_a_service_has_recorded() -> None:
    publisher = FakePublisher()
    chapters = [Chapter("1", "1", said("a", "b")), Chapter("2", "2", said("c"), after="pledges")]
    played = await play(chapters, publisher, silent)
    assert publisher.published[1][0]["after"] == "pledges:2"
    assert played.positions == {"pledges": 3}
