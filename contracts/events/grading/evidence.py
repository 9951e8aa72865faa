"""A case begins: an organisation enters a cycle, and evidence comes for its criteria."""

from pydantic import Field

from contracts.events.base import Event
from contracts.values import CriterionValue, Day, Part, Quantity, Text, Token, derived


class BranchEnrolled(Event, service="grading"):
    """An organisation entered a cycle. ``opening_tiers``: tier in force by ladder."""

    ladders: tuple[Token, ...] = Field(min_length=1)
    domain: Token | None = None
    opening_tiers: dict[Token, Token] = Field(default_factory=dict)


class Value(Part):
    """A criterion's value: a decimal, a truth value, a level of an ordinal, or met / not_met.

    ``finding`` is the written finding that a qualitative verdict needs.
    """

    value: CriterionValue
    finding: Text | None = None


class EvidenceRecorded(Event, service="grading"):
    """Evidence for a criterion. ``inputs``: the figures a derived value comes from."""

    evidence_id: Token
    criterion: Token
    value: Value | None = None
    as_of: Day
    period_from: Day | None = None
    period_to: Day | None = None
    kind: Token
    found_in: Text
    inputs: tuple[Quantity, ...] = ()


class EvidenceCorrected(Event, service="grading"):
    """Evidence was wrong; the old stays on record (R-17)."""

    evidence_id: Token
    corrects: Token
    value: Value | None = None
    inputs: tuple[Quantity, ...] = ()
    reason: Text
    criterion: str = derived("")
