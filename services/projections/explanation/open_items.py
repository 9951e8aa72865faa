"""What a case still waits for, on the day it is judged at."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.projections.explanation.model import Classification
from services.projections.explanation.model_case import (
    Assessment,
    LookedBack,
    Notice,
    Outcome,
    PledgesSection,
    Record,
    Rectification,
    TargetsSection,
    Weight,
)
from services.projections.explanation.speech import Fact, Speech
from services.projections.parts import Source
from services.projections.texts import Bi
from services.projections.texts import notices as texts


@dataclass(frozen=True)
class OpenItems:
    """The sections that items are looked for in."""

    made: list[Classification]
    targets: TargetsSection
    pledges: PledgesSection
    assessments: list[Assessment]
    outcomes: list[Outcome]
    rectifications: list[Rectification]
    look_back: list[LookedBack]
    records: list[Record]
    speech: Speech

    def all(self) -> list[Notice]:
        """In the order of the procedure."""
        return [
            *self._reviews(), *self._promises(), *self._targets(), *self._unanswered(),
            *self._criticisms(), *self._rectifications(), *self._problems(), *self._records(),
        ]  # fmt: skip

    def _reviews(self) -> Iterator[Notice]:
        for one in self.made:
            bodies = one.voted.missing_bodies
            if one.kind == "now" and one.voted.self_rating and bodies:
                yield self._item(
                    "review_missing", "information", "R-06", texts.REVIEW_MISSING, [],
                    bodies=bodies,
                )  # fmt: skip

    def _promises(self) -> Iterator[Notice]:
        missing = self.pledges.missing
        if missing and any(one.decided for one in self.made):
            yield self._item(
                "pledge_missing", "warning", "R-09", texts.PLEDGE_MISSING, [],
                kinds=missing,
            )  # fmt: skip

    def _targets(self) -> Iterator[Notice]:
        section = self.targets
        if section.targets and section.shortfalls_without_target:
            yield self._item(
                "shortfall_without_target", "warning", None, texts.NO_TARGET, [],
                criteria=section.shortfalls_without_target,
            )  # fmt: skip
        if section.unassigned:
            yield self._item(
                "target_unassigned", "warning", "R-12", texts.TARGET_UNASSIGNED, [],
                targets=section.unassigned,
            )  # fmt: skip
        for target in section.targets:
            if target.state == "overdue":
                yield self._item(
                    "target_overdue", "warning", "R-11", texts.TARGET_OVERDUE, [target.source],
                    target=target.id,
                    day=target.due_on or "",
                )  # fmt: skip

    def _unanswered(self) -> Iterator[Notice]:
        """What calls for criticism, and nobody was criticised for (Q-25)."""
        criticised = {one.rests_on for one in self.outcomes if one.kind == "criticism"}
        for one in self.assessments:
            if one.calls_for_criticism and one.source.event_id not in criticised:
                yield self._item(
                    "failed_not_criticised", "warning", "R-14", texts.FAILED_UNANSWERED,
                    [one.source], day=one.held_on,
                )  # fmt: skip

    def _criticisms(self) -> Iterator[Notice]:
        for one in self.outcomes:
            if one.incomplete:
                yield self._item(
                    "criticism_without_order", "warning", "R-14", texts.CRITICISM_WITHOUT_ORDER,
                    [one.source], day=one.issued_on,
                )  # fmt: skip

    def _rectifications(self) -> Iterator[Notice]:
        for one in self.rectifications:
            if one.state == "closed":
                continue
            text = texts.RECTIFICATION_OPEN
            if one.overdue:
                text = texts.RECTIFICATION_OVERDUE
            elif one.state == "reported":
                text = texts.RECTIFICATION_UNVERIFIED
            yield self._item(
                "rectification_overdue" if one.overdue else "rectification_open",
                "warning" if one.overdue else "information", "R-14", text, [one.ordered],
                order=one.order_id,
                day=one.due_on,
                days=one.days_overdue,
            )  # fmt: skip

    def _problems(self) -> Iterator[Notice]:
        for one in self.look_back:
            for problem in one.unsolved:
                yield self._item(
                    "problem_unsolved", "information", None, texts.PROBLEM_UNSOLVED, [one.source],
                    problem=problem,
                )  # fmt: skip

    def _records(self) -> Iterator[Notice]:
        for one in self.records:
            if one.open:
                yield self._item(
                    "record_open", "warning", "R-24", texts.RECORD_OPEN, [one.source],
                    kind=one.kind,
                    record=one.id,
                )  # fmt: skip

    def _item(
        self, id: str, weight: Weight, rule: str | None, text: Bi, sources: list[Source], /,
        **facts: Fact,
    ) -> Notice:  # fmt: skip
        said = self.speech.say(text, **facts)
        return Notice(id=id, rule=rule, weight=weight, text=said, sources=sources)
