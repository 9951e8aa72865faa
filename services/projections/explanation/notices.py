"""What an auditor would want to be told about a case, most serious first."""

from collections.abc import Iterator
from datetime import date, datetime

from contracts.events.grading import BranchAssessed, DeadlinePassed
from contracts.events.pledges import UpgradeTargetAmended, UpgradeTargetMissed
from services.projections.explanation.facts import Pieces, adds_up, counting
from services.projections.explanation.model import Classification, ValueRead
from services.projections.explanation.model_case import Notice, Weight
from services.projections.explanation.speech import Fact, Speech, shown
from services.projections.explanation.story import Story
from services.projections.parts import Source
from services.projections.said import said
from services.projections.texts import Bi
from services.projections.texts import notices as texts


class Notices:
    """The notices of one case."""

    def __init__(
        self, story: Story, made: list[Classification], known: Pieces, speech: Speech
    ) -> None:
        self.story, self.made, self.known, self.speech = story, made, known, speech
        self._evidence = counting(known)

    def all(self) -> list[Notice]:
        """Errors, then warnings, then what is merely worth knowing."""
        found = [
            *self._figures(),
            *(notice for one in self.made for notice in self._of(one)),
            *self._late(),
            *self._deadlines(),
            *self._amended_targets(),
            *self._assessed_without_appraisal(),
            *self._entered_out_of_order(),
        ]
        return sorted(found, key=lambda notice: WEIGHTS.index(notice.weight))

    def _of(self, one: Classification) -> Iterator[Notice]:
        sources = [one.source] if one.source else []
        if one.derived and one.derived.snapshot.rederived == "different":
            yield self._notice("snapshot_differs", "error", "R-18", texts.SNAPSHOT_DIFFERS, sources)
        if one.corrected_since and one.kind != "self_rating":
            changed = any(after.changes_indicated for after in one.corrected_since)
            text = texts.CORRECTED_CHANGES if changed else texts.CORRECTED
            yield self._notice(
                "corrected_since", "warning", "R-18", text,
                [*sources, *(after.after.source for after in one.corrected_since)],
                criteria=[after.after.criterion for after in one.corrected_since],
            )  # fmt: skip
        overruled = [
            r.criterion for r in (one.derived.facts if one.derived else ()) if self._overrules(r)
        ]
        if overruled:
            yield self._notice(
                "opinion_overruled", "information", None, texts.OPINION_OVERRULED, sources,
                criteria=overruled,
            )  # fmt: skip
        if one.decided:
            yield from self._of_decision(one, sources)
        rating = one.voted.self_rating
        if one.kind == "self_rating" and rating:
            for gap in rating.missing_basis:
                yield Notice(
                    id="basis_incomplete", rule="R-04", weight="warning", text=gap, sources=sources
                )

    def _overrules(self, read: ValueRead) -> bool:
        """Whether what was judged gives another value than the evidence on record."""
        opinion = self._evidence.get(read.criterion.id) if read.rests_on == "counts" else None
        return opinion is not None and shown(opinion.value) != read.value

    def _of_decision(self, one: Classification, sources: list[Source]) -> Iterator[Notice]:
        found, rating = one.decided, one.voted.self_rating
        assert found is not None
        if found.differs_from_rules:
            text = texts.DIFFERS if found.deviation_reason else texts.DIFFERS_UNARGUED
            weight: Weight = "information" if found.deviation_reason else "warning"
            yield self._notice("differs_from_rules", weight, "R-08", text, sources)
        if one.kind != "decision":
            return
        decided_on = found.source.happened.astimezone(self.story.zone).date()
        later = [review.body for review in one.voted.reviews if review.held_on > decided_on]
        if unheard := [*one.voted.missing_bodies, *later]:
            yield self._notice(
                "decided_before_review", "warning", "R-06", texts.BEFORE_REVIEW, sources,
                bodies=unheard,
            )  # fmt: skip
        unconsidered = [
            a for a in (found.meeting.aspects if found.meeting else []) if not a.finding
        ]
        if unconsidered:
            yield self._notice(
                "aspects_not_considered", "warning", None, texts.ASPECTS, sources,
                aspects=[one.aspect for one in unconsidered],
            )  # fmt: skip
        recorders = {rating.source.recorded_by, found.source.recorded_by} if rating else set()
        if rating and len(recorders) == 1 and None not in recorders:
            yield self._notice(
                "same_recorder", "warning", "R-25", texts.SAME_RECORDER,
                [rating.source, *sources], person=found.source.recorder or "",
            )  # fmt: skip

    def _figures(self) -> Iterator[Notice]:
        for piece in self.known.values():
            if adds_up(self.story.scheme, piece) is False:
                yield self._notice(
                    "figures_do_not_add_up", "error", "R-27", texts.DOES_NOT_ADD_UP,
                    [self.speech.source(piece.recorded)],
                    criterion=self.speech.criterion(piece.criterion),
                )  # fmt: skip

    def _late(self) -> Iterator[Notice]:
        late = [one for one in self.story.told if said(one.event, "late")]
        if late:
            sources = [self.speech.source(one) for one in late]
            text = texts.LATE if len(late) > 1 else texts.LATE_ONE
            yield self._notice("late", "warning", "R-22", text, sources, n=len(late))

    def _deadlines(self) -> Iterator[Notice]:
        for one in self.story.of(DeadlinePassed):
            yield self._notice(
                "deadline_passed", "warning", "R-22", texts.DEADLINE, [self.speech.source(one)],
                step=self.speech.called("step", one.event.step),
                day=one.event.due_on,
            )  # fmt: skip

    def _amended_targets(self) -> Iterator[Notice]:
        missed = {one.event.target_id: one.position for one in self.story.of(UpgradeTargetMissed)}
        for one in self.story.of(UpgradeTargetAmended):
            target = one.event.target_id
            if missed.get(target, one.position) < one.position:
                yield self._notice(
                    "target_changed_after_missed", "warning", None, texts.CHANGED_AFTER_MISSED,
                    [self.speech.source(one)], target=target,
                )  # fmt: skip

    def _assessed_without_appraisal(self) -> Iterator[Notice]:
        for one in self.story.of(BranchAssessed):
            if one.event.period == "year" and one.event.appraisal_event_id is None:
                yield self._notice(
                    "assessed_without_appraisal", "warning", "R-13", texts.NO_APPRAISAL,
                    [self.speech.source(one)],
                )  # fmt: skip

    def _entered_out_of_order(self) -> Iterator[Notice]:
        """Entries of an earlier day than another that the same service knew before them."""
        latest: dict[str, datetime] = {}
        behind = []
        for one in self.story.told:
            service, time = one.event.service, one.envelope.time
            before = latest.setdefault(service, time)
            if time < before and self._day(time) < self._day(before):
                behind.append(one)
            latest[service] = max(time, before)
        if behind:
            text = texts.OUT_OF_ORDER if len(behind) > 1 else texts.OUT_OF_ORDER_ONE
            sources = [self.speech.source(one) for one in behind]
            yield self._notice("out_of_order", "information", None, text, sources, n=len(behind))

    def _day(self, time: datetime) -> date:
        return time.astimezone(self.story.zone).date()

    def _notice(
        self, id: str, weight: Weight, rule: str | None, text: Bi, sources: list[Source], /,
        **facts: Fact,
    ) -> Notice:  # fmt: skip
        return Notice(
            id=id, rule=rule, weight=weight, text=self.speech.say(text, **facts), sources=sources
        )


WEIGHTS: tuple[Weight, ...] = ("error", "warning", "information")
