"""How a programme target is reckoned from what is on record: whom or what it counts."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from contracts.scheme.parts import FactId, Part
from contracts.values import Token

SOURCES = (
    "ladder", "record", "evidence", "selected", "commended", "letters", "sessions", "attendances",
    "not",
)  # fmt: skip
"""Where the names come from; a tally has one of them."""


class Tally(Part):
    """One source of names, and what narrows it; a name counts once, however often it is found.

    ``ladder``: organisations enrolled on it, with ``tier``: only those that entered the cycle in
    it, or ever stood in it in the ``window``; ``tier_gte``: at this tier or above. ``record``:
    records of a kind, named ``by`` their case's organisation, themselves or one of their fields.
    ``evidence``: organisations with evidence of a criterion that holds. ``where``: CEL over the
    record's fields, or the criterion. ``selected``: exemplars of these categories. ``commended``,
    ``letters``: organisations with a commendation of this form, a letter of this kind.
    ``sessions``, ``attendances``: of a kind of training. ``not``: whoever else is among the whole.
    ``figure``: figures of the register whose sum is the number, for names that are not all known.
    """

    ladder: Token | None = None
    tier: Token | None = None
    tier_gte: Token | None = None
    when: Literal["cycle_opens", "window"] = "cycle_opens"
    record: Token | None = None
    by: Token = "organisation"
    evidence: FactId | None = None
    where: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    selected: tuple[Token, ...] = ()
    commended: Token | None = None
    letters: Token | None = None
    sessions: Token | None = None
    attendances: Token | None = None
    not_: "Tally | None" = Field(default=None, alias="not")
    figure: tuple[Token, ...] = ()

    @property
    def source(self) -> str | None:
        """Which of ``SOURCES`` it names; a bare ``tier_gte`` is of the ladder of the whole."""
        given = [name for name in SOURCES if getattr(self, "not_" if name == "not" else name)]
        return given[0] if given else "ladder" if self.tier_gte else None

    @model_validator(mode="after")
    def _one_source(self) -> "Tally":
        given = [name for name in SOURCES if getattr(self, "not_" if name == "not" else name)]
        if len(given) > 1 or (self.source is None and not self.figure):
            raise ValueError("a tally names one source: " + ", ".join(SOURCES))
        if self.source != "ladder" and (self.tier or self.tier_gte or self.when == "window"):
            raise ValueError("tier, tier_gte and when belong to a ladder")
        if self.where is not None and self.source not in ("record", "evidence"):
            raise ValueError("where belongs to a record or evidence")
        if self.by != "organisation" and self.record is None:
            raise ValueError("by belongs to a record")
        return self
