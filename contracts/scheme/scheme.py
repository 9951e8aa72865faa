"""A whole scheme document, and the ways to look something up in it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, Strict

from contracts.scheme.parts import Kind, Label, Named
from contracts.scheme.programme import (
    Activity,
    BasedOn,
    Domain,
    Issuer,
    LetterKind,
    Lookback,
    OutcomeKind,
    PledgeKind,
    Population,
    Scope,
    Source,
    Target,
    TaskRule,
    TrainingKind,
)
from contracts.scheme.records import RecordKind
from contracts.scheme.rulebook import Rulebook
from contracts.scheme.standards import (
    Criterion,
    Cycle,
    Designation,
    Group,
    Ladder,
    Selection,
    Window,
)
from contracts.scheme.steps import Step
from contracts.values import Text, Token


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_HasId)


def _with_id(pieces: Iterable[N], id: str) -> N | None:
    return next((piece for piece in pieces if piece.id == id), None)


class Scheme(BaseModel):
    """A published way of grading, read once and never changed (R-01).

    ``persons``: the kinds of persons that may act in a step; they act through their organisation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Token
    version: Annotated[int, Strict(), Field(ge=1)]
    status: Literal["draft", "published"] = "draft"
    title: Label
    source: Source
    issuer: Issuer
    based_on: BasedOn | None = None
    timezone: Text
    applies_to: tuple[Kind, ...] = Field(min_length=1)
    persons: tuple[Kind, ...] = ()
    population: Population = Field(default_factory=dict)
    window: Window
    cycles: tuple[Cycle, ...] = Field(min_length=1)
    scopes: tuple[Scope, ...] = ()
    domains: tuple[Domain, ...] = ()
    structure: dict[Token, tuple[Activity, ...]] = Field(default_factory=dict)
    lookback_years: Lookback | None = None
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    groups: dict[Token, Group] = Field(default_factory=dict)
    ladders: tuple[Ladder, ...] = Field(min_length=1)
    selections: tuple[Selection, ...] = ()
    designations: tuple[Designation, ...] = ()
    record_kinds: tuple[RecordKind, ...] = ()
    procedure: tuple[Step, ...] = ()
    responsibility_letters: tuple[LetterKind, ...] = ()
    pledges: tuple[PledgeKind, ...] = ()
    training: tuple[TrainingKind, ...] = ()
    targets: tuple[Target, ...] = ()
    outcomes: tuple[OutcomeKind, ...] = ()
    upgrade_task_completed: dict[Token, TaskRule] = Field(default_factory=dict)

    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical document, in hex: what a decision's snapshot names."""
        return self._sha256

    @cached_property
    def rulebook(self) -> Rulebook:
        """Its rules, resolved and compiled once."""
        return Rulebook(self.ladders, self._criteria, self.groups, self.selections)

    @cached_property
    def _criteria(self) -> dict[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def fed(self) -> tuple[Criterion, ...]:
        """The criteria that other services' events feed."""
        return tuple(criterion for criterion in self.criteria if criterion.fed_by)

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.id: step for step in self.procedure}

    @cached_property
    def _recording(self) -> dict[str, tuple[Step, ...]]:
        names = dict.fromkeys(name for step in self.procedure for name in step.records)
        return {name: tuple(s for s in self.procedure if name in s.records) for name in names}

    @cached_property
    def _record_kinds(self) -> dict[str, RecordKind]:
        return {kind.id: kind for kind in self.record_kinds}

    def criterion(self, id: str) -> Criterion | None:
        """The criterion with this id."""
        return self._criteria.get(id)

    def ladder(self, id: str) -> Ladder | None:
        """The ladder with this id."""
        return _with_id(self.ladders, id)

    def aspect(self, id: str) -> Named | None:
        """What a committee considers, on whichever ladder."""
        return _with_id((one for ladder in self.ladders for one in ladder.considers), id)

    def grades(self, kind: str) -> bool:
        """Whether some ladder is for organisations of this kind."""
        return any(kind in ladder.applies_to for ladder in self.ladders)

    def cycle(self, id: str) -> Cycle | None:
        """The cycle with this id."""
        return _with_id(self.cycles, id)

    def step(self, id: str) -> Step | None:
        """The step of the procedure with this id."""
        return self._steps.get(id)

    def steps_recording(self, name: str) -> tuple[Step, ...]:
        """The steps that record an event or a record kind of this name, in their order."""
        return self._recording.get(name, ())

    def record_kind(self, id: str) -> RecordKind | None:
        """The record kind with this id."""
        return self._record_kinds.get(id)

    def selection(self, id: str) -> Selection | None:
        """The selection with this id."""
        return _with_id(self.selections, id)

    def pledge(self, id: str) -> PledgeKind | None:
        """The pledge kind with this id."""
        return _with_id(self.pledges, id)

    def letter(self, id: str) -> LetterKind | None:
        """The kind of responsibility letter with this id."""
        return _with_id(self.responsibility_letters, id)

    def training_kind(self, id: str) -> TrainingKind | None:
        """The kind of training with this id."""
        return _with_id(self.training, id)

    def target(self, id: str) -> Target | None:
        """The programme target with this id."""
        return _with_id(self.targets, id)

    def outcome(self, id: str) -> OutcomeKind | None:
        """The outcome with this id."""
        return _with_id(self.outcomes, id)
