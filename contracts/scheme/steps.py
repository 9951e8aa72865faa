"""The procedure of a scheme: steps, who acts in them, what comes before, until when."""

from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from contracts.scheme.parts import Day, Kind, Month, Named, Part
from contracts.values import Flag, Text, Token

Occurs = Literal[
    "once", "first_cycle", "every_cycle", "yearly", "half_yearly", "quarterly", "monthly",
    "recurring", "when_ordered", "when_triggered",
]  # fmt: skip
PeriodRule = Literal[
    "year_end", "half_year_end", "quarter_end", "within_year", "within_quarter", "within_month",
    "early_next_year",
]  # fmt: skip


class Within(Part):
    """So many days after the first event or record ``of`` this name in the case: one of the two."""

    days: Annotated[int, Strict(), Field(ge=1, le=366)] | None = None
    working_days: Annotated[int, Strict(), Field(ge=1, le=366)] | None = None
    of: Token

    @model_validator(mode="after")
    def _one_count(self) -> "Within":
        if (self.days is None) == (self.working_days is None):
            raise ValueError("within counts either days or working_days")
        return self


class Deadline(Part):
    """Until when: one of the forms below, or only words.

    ``on_or_before``: one day a cycle. ``within_month``: ``yyyy-mm``. ``between``: first and last
    day. ``rule``: a day reckoned from the cycle or the act. ``from_event`` and ``field``: the day
    stands in an event. ``within``: days after an event. ``promptly`` and a mere ``zh`` or ``en``
    have no day.
    """

    on_or_before: tuple[Day, ...] | None = Field(default=None, min_length=1)
    within_month: Month | None = None
    between: tuple[Day, Day] | None = None
    rule: PeriodRule | None = None
    from_event: Token | None = None
    field: Token | None = None
    within: Within | None = None
    promptly: Literal[True] | None = None
    en: Text | None = None
    zh: Text | None = None
    day: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None = None
    days: Annotated[int, Strict(), Field(ge=1, le=366)] | None = None

    @property
    def only_words(self) -> bool:
        """Whether it says no more than the source's wording."""
        return not self._forms

    @property
    def _forms(self) -> list[object]:
        forms = (
            self.on_or_before, self.within_month, self.between, self.rule, self.from_event,
            self.within, self.promptly,
        )  # fmt: skip
        return [form for form in forms if form is not None]

    @model_validator(mode="after")
    def _one_form(self) -> "Deadline":
        given = len(self._forms)
        if given > 1 or (given == 0 and not (self.zh or self.en)):
            raise ValueError("a deadline has exactly one form")
        if (self.from_event is None) != (self.field is None):
            raise ValueError("from_event and field belong together")
        if self.day is not None and self.rule != "early_next_year":
            raise ValueError("day (mm-dd) belongs to the rule early_next_year")
        if self.between is not None and self.between[0] > self.between[1]:
            raise ValueError("the first day of between is after the last")
        return self


class Requirement(Part):
    """What has to be on record before a step: another step, or an event."""

    step: Token | None = None
    event: Token | None = None
    strength: Literal["explicit", "ours"]
    both_bodies: Flag = False

    @model_validator(mode="after")
    def _one_subject(self) -> "Requirement":
        if (self.step is None) == (self.event is None):
            raise ValueError("a requirement names either a step or an event")
        return self

    @property
    def blocks(self) -> bool:
        """Whether acting without it is refused; one of ours may only warn, as its note says."""
        return self.strength == "explicit" or "warn" not in (self.note or "").lower()


class Basis(Part):
    """What a self-rating rests on: the last ``years`` full calendar years, and these fields."""

    years: Annotated[int, Strict(), Field(ge=1, le=50)]
    inputs: tuple[Token, ...] = ()
    en: Text | None = None
    zh: Text | None = None


class TargetNeeds(Part):
    """What a target must carry: if it is quantifiable, and otherwise."""

    quantifiable: tuple[Token, ...] = ()
    otherwise: tuple[Token, ...] = ()


class Step(Named):
    """A step of the procedure.

    ``records``: events and record kinds. ``done_by``: those that complete it (default: any of
    ``records``). ``acted_by``: events that another body than ``actor`` records. ``variants``: the
    kinds of pledge, letter, session, assessment period or grade basis that belong to this step.
    ``bodies``: all of them have to act.
    """

    order: Annotated[int, Strict(), Field(ge=1)]
    actor: Kind
    acted_by: dict[Token, Kind] = Field(default_factory=dict)
    occurs: Occurs
    records: tuple[Token, ...] = Field(min_length=1)
    done_by: tuple[Token, ...] = ()
    variants: tuple[Token, ...] = ()
    deadline: Deadline | None
    requires: tuple[Requirement, ...]
    scope: tuple[Token, ...] = ()
    bodies: tuple[Token, ...] = ()
    form: Token | None = None
    to: tuple[Token, ...] = ()
    with_: tuple[Kind, ...] = Field(default=(), alias="with")
    attendees: tuple[Token, ...] = ()
    guided_by: Token | None = None
    counterparty: Kind | None = None
    basis: Basis | None = None
    letter_needs: tuple[Token, ...] = ()
    target_needs: TargetNeeds | None = None
    principle_en: Text | None = None
    principle_zh: Text | None = None
    areas_en: tuple[Text, ...] = ()
    areas_zh: tuple[Text, ...] = ()

    @property
    def completed_by(self) -> tuple[str, ...]:
        """The events and record kinds any of which completes it."""
        return self.done_by or self.records

    def actor_of(self, name: str) -> str:
        """The kind of body that records this event in this step."""
        return self.acted_by.get(name, self.actor)
