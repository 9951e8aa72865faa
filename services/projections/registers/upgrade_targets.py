"""Upgrade targets of the branches, and the weaknesses that none answers (Q-16 to Q-20)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import Meta

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    BranchAssessed,
    GradeConfirmed,
    GradeRevised,
    RegisterFigureRecorded,
)
from contracts.events.pledges import (
    OpinionsHeard,
    PledgeMade,
    UpgradeTargetAmended,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetFiled,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from contracts.scheme import evaluate
from services.projections.explanation.classifications import kind_of
from services.projections.explanation.decided import decisions
from services.projections.explanation.model_case import Amount, Target, TargetsSection
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.explanation.targets import targets
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts

SHORTLY_BEFORE = timedelta(days=30)
"""A change within this time before the year's assessment is told of."""


class TargetRow(Row, frozen=True, kw_only=True):
    """A target; a weakness without one; or how many members of a branch carry a share.

    Of a ``weakness`` only ``addresses`` is told, of ``coverage`` only ``assigned_to`` and
    ``carry_none``: members known by their pledge.
    """

    kind: Name
    id: str | None
    text: str | None
    addresses: list[Name]
    quantity: Amount | None
    quality: str | None
    demand: Annotated[str | None, Meta(description="Of a target that cannot be measured")]
    due_on: date | None
    set_on: date | None
    filed_on: date | None
    opinions_heard_on: date | None
    heard_members: Annotated[int | None, Meta(description="Persons, when opinions were last heard")]
    heard_masses: int | None
    opinions_taken_up: Annotated[str | None, Meta(description="taken up/heard")]
    taken_up: Annotated[list[str], Meta(description="The opinions that were taken up")]
    assigned_to: list[Name]
    carry_none: Annotated[list[Name], Meta(description="Members who carry no share of any target")]
    amended: Annotated[list[Said], Meta(description="Each change: its day, who agreed, and why")]
    state: Name | None
    done: Amount | None
    reason: str | None
    source: Source | None


def rows(chronicle: Chronicle) -> list[TargetRow]:
    """What is unaddressed, unassigned, changed late or overdue first."""
    found = [
        row
        for story in chronicle.stories.values()
        if story.of(UpgradeTargetSet)
        for row in _Of(chronicle, story).rows()
    ]
    return attended(
        found, lambda row: (row.case, row.kind.id, row.due_on or date.max, row.id or "")
    )


class _Of:
    """The targets of one case."""

    def __init__(self, chronicle: Chronicle, story: Story) -> None:
        self.chronicle, self.story = chronicle, story
        self.speech: Speech = chronicle.speech
        self.section: TargetsSection = targets(story, weaknesses(story, self.speech), self.speech)
        self.events = {one.event.target_id: one for one in story.of(UpgradeTargetSet)}
        self.heard = story.of(OpinionsHeard)

    def rows(self) -> Iterator[TargetRow]:
        """Each target, each weakness without one, and the coverage of members."""
        for target in self.section.targets:
            yield self._target(target)
        for criterion in self.section.shortfalls_without_target:
            yield self._row("weakness", [self.speech.say(texts.NO_TARGET)], addresses=[criterion])
        carrying = {p.id: p for one in self.section.targets for p in one.assigned_to}
        members = self.story.figures.get("members")
        if members is not None:
            text = self.speech.say(texts.CARRY_NONE, n=max(0, members - len(carrying)), of=members)
            attention = [text] if len(carrying) < members else []
            yield self._row(
                "coverage", attention, assigned_to=[carrying[id] for id in sorted(carrying)],
                carry_none=[self.speech.name(id) for id in sorted(self._members() - set(carrying))],
            )  # fmt: skip

    def _members(self) -> set[str]:
        """Members known by name: those who pledged as such."""
        made = [one.event for one in self.story.of(PledgeMade)]
        return {id for one in made if one.pledger_kind == "member" for id in one.pledger_ids}

    def _target(self, one: Target) -> TargetRow:
        made = self.events[one.id]
        day = made.envelope.time.astimezone(self.story.zone).date()
        return self._row(
            "target", list(self._attention(one, made)), id=one.id, text=one.text,
            addresses=one.addresses, quantity=one.quantity, quality=one.quality,
            demand=one.qualitative_demand, due_on=one.due_on, set_on=day, filed_on=one.filed_on,
            assigned_to=one.assigned_to, amended=[self._change(c) for c in self._changes(one.id)],
            state=self.speech.term("state", one.state), done=one.done, reason=one.reason,
            source=one.source,
        )  # fmt: skip

    def _attention(self, one: Target, made: Recorded[UpgradeTargetSet]) -> Iterator[Said]:
        speech, event = self.speech, made.event
        measured = one.quantity is not None and one.quality and one.due_on
        if not (measured if event.quantifiable else one.qualitative_demand):
            yield speech.say(texts.NOT_MEASURABLE)
        if not one.assigned_to and self._asks(UpgradeTargetAssigned):
            yield speech.say(texts.UNASSIGNED)
        heard = any(heard.position < made.position for heard in self.heard)
        if not heard and self._asks(OpinionsHeard):
            yield speech.say(texts.NOT_HEARD)
        yield from self._changed(one.id, made.event.due_on)
        if one.state in ("overdue", "missed"):
            yield speech.say(texts.TARGET_OVERDUE if one.state == "overdue" else texts.MISSED)
        if one.late:
            yield speech.say(texts.LATE)

    def _asks(self, event: type[Event]) -> bool:
        """Whether the scheme has a step for it."""
        return any(event.name in step.records for step in self.story.scheme.procedure)

    def _changed(self, id: str, due_on: date | None) -> Iterator[Said]:
        """Changes after its day had gone by, or shortly before the year was assessed (Q-20)."""
        year = [o for o in self.story.of(BranchAssessed) if o.event.period == "year"]
        for change in self._changes(id):
            day = change.envelope.time.astimezone(self.story.zone).date()
            if due_on and day > due_on:
                yield self.speech.say(texts.AMENDED_AFTER_DUE, day=day, due=due_on)
            elif any(timedelta(0) <= o.event.held_on - day <= SHORTLY_BEFORE for o in year):
                yield self.speech.say(texts.AMENDED_BEFORE_ASSESSMENT, day=day)
            due_on = change.event.due_on or due_on

    def _changes(self, id: str) -> list[Recorded[UpgradeTargetAmended]]:
        return [one for one in self.story.of(UpgradeTargetAmended) if one.event.target_id == id]

    def _change(self, one: Recorded[UpgradeTargetAmended]) -> Said:
        return self.speech.say(
            texts.AMENDED, day=one.envelope.time, by=self.speech.name(one.event.agreed_by),
            reason=one.event.reason,
        )  # fmt: skip

    def _row(
        self, kind: Literal["target", "weakness", "coverage"], attention: list[Said], *,
        id: str | None = None, text: str | None = None, addresses: list[Name] | None = None,
        quantity: Amount | None = None, quality: str | None = None, demand: str | None = None,
        due_on: date | None = None, set_on: date | None = None, filed_on: date | None = None,
        assigned_to: list[Name] | None = None, carry_none: list[Name] | None = None,
        amended: list[Said] | None = None, state: Name | None = None, done: Amount | None = None,
        reason: str | None = None, source: Source | None = None,
    ) -> TargetRow:  # fmt: skip
        opinions = [one for held in self.heard for one in held.event.opinions]
        taken_up = [one.text for one in opinions if one.taken_up]
        last = self.heard[-1].event if self.heard else None
        return TargetRow(
            **self.chronicle.of_case(self.story.case), attention=attention,
            kind=self.speech.term("row", kind), id=id, text=text,
            addresses=addresses or [], quantity=quantity, quality=quality, demand=demand,
            due_on=due_on, set_on=set_on, filed_on=filed_on,
            opinions_heard_on=last.held_on if last else None,
            heard_members=last.members if last else None,
            heard_masses=last.masses if last else None,
            opinions_taken_up=f"{len(taken_up)}/{len(opinions)}" if opinions else None,
            taken_up=taken_up,
            assigned_to=assigned_to or [], carry_none=carry_none or [], amended=amended or [],
            state=state, done=done, reason=reason, source=source,
        )  # fmt: skip


def weaknesses(story: Story, speech: Speech) -> list[Name]:
    """What the last decision before the year's end found wanting, from its snapshot alone."""
    made = [one for one in decisions(story) if kind_of(one.event) in ("decision", "revision")]
    if not made:
        return []
    event = made[-1].event
    short: tuple[str, ...] = ()
    if event.snapshot:
        facts = {id: fact.value for id, fact in event.snapshot.facts.items()}
        short = evaluate(story.scheme, event.ladder, facts).shortfalls
    relied_on = event.criteria if isinstance(event, GradeRevised) else ()
    return [speech.criterion(id) for id in dict.fromkeys((*short, *relied_on))]


REGISTER = Register(
    id="upgrade-targets",
    title=Bi("Upgrade targets", "升级目标"),
    about=Bi(
        "Each branch's targets: measure, weaknesses answered, who carries them, changes, and what"
        " became of them; gaps first.",
        "各支部升级目标：数量、质量、时限，针对的不足，责任分解，变更及完成情况；有缺漏者在前。",
    ),
    row=TargetRow,
    reads=frozenset(
        {
            BranchAssessed, GradeConfirmed, GradeRevised, OpinionsHeard, PledgeMade,
            RegisterFigureRecorded, UpgradeTargetAmended, UpgradeTargetAssigned,
            UpgradeTargetCompleted, UpgradeTargetFiled, UpgradeTargetMissed, UpgradeTargetSet,
        }
    ),
    rows=rows,
)  # fmt: skip
