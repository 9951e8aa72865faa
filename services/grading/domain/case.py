"""What later decisions ask about a case."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from contracts.feeding import Heard

FactValue = Decimal | bool | str


class Evidence(Struct, frozen=True):
    """A piece of evidence that stands, i.e. that no correction has replaced."""

    criterion: str
    value: FactValue
    as_of: date


class SelfRating(Struct, frozen=True):
    """A branch's latest rating of itself. ``number``: 1 for the first, 2 for its replacement."""

    tier: str
    number: int = 1
    filed: bool = False


class Review(Struct, frozen=True):
    """What a body of members or masses said. ``of``: number of the self-rating it had before it."""

    tier: str
    of: int


class Assessment(Struct, frozen=True):
    """The latest assessment of the branch.

    ``before``: the tiers in force by ladder when it was made; ``after``: those assigned since.
    """

    event_id: str
    task_completed: bool | None
    poorly_organised: bool
    before: Mapping[str, str] = {}
    after: Mapping[str, str] = {}


class Order(Struct, frozen=True):
    """A rectification order: the items still to put right and by when."""

    items: frozenset[str]
    due_on: date
    reported: bool = False
    closed: bool = False


class CaseState(Struct, frozen=True):
    """One stream folded. Of a cycle's stream only ``selected`` is used; other streams keep nothing.

    ``ladders`` is empty until the branch is enrolled. ``progress``: what the case has on record, by
    event name or record kind, and by which body or of which kind. ``served``: by the same names,
    the kind and due day of each deadline that it was recorded for, in time or late. ``evidence``:
    what stands, by id, in the order recorded; ``spent``: the ids that corrections have used up.
    ``reviews``: by ladder and body. ``decided``: ladders whose self-rating was decided on.
    ``assigned``: ladders with the basis on which a tier was assigned. ``heard``: what other
    services said; ``due``: by target not judged yet, the day that it has. ``appraisal``,
    ``commendation``: the latest one's event id. ``assessed``: periods. ``criticisms``: event ids in
    order, and whether rectification was ordered. ``passed``: deadlines recorded as gone by (step,
    day, order or target). ``records``: kinds of what stands, by id; ``mended``: ids that
    corrections have used up. ``nominated``: (selection, category, nominee). ``selected``: by
    (selection, category), the positions of the nominees.
    """

    ladders: tuple[str, ...] = ()
    progress: Mapping[str, frozenset[str]] = {}
    served: Mapping[str, frozenset[tuple[str, date]]] = {}
    evidence: Mapping[str, Evidence] = {}
    spent: frozenset[str] = frozenset()
    self_ratings: Mapping[str, SelfRating] = {}
    reviews: Mapping[tuple[str, str], Review] = {}
    meetings: frozenset[str] = frozenset()
    in_force: Mapping[str, str] = {}
    decided: frozenset[str] = frozenset()
    assigned: frozenset[tuple[str, str]] = frozenset()
    heard: Heard = Heard()
    due: Mapping[str, date] = {}
    appraisal: str | None = None
    assessed: frozenset[str] = frozenset()
    assessment: Assessment | None = None
    commendation: str | None = None
    criticisms: Mapping[str, bool] = {}
    orders: Mapping[str, Order] = {}
    passed: frozenset[tuple[str, date, str]] = frozenset()
    records: Mapping[str, str] = {}
    mended: frozenset[str] = frozenset()
    nominated: frozenset[tuple[str, str, str]] = frozenset()
    selected: Mapping[tuple[str, str], Mapping[str, int]] = {}

    def facts(self) -> dict[str, tuple[str, FactValue]]:
        """By criterion, the evidence that counts: the latest day's, of those the last recorded."""
        latest: dict[str, tuple[str, Evidence]] = {}
        for evidence_id, evidence in self.evidence.items():
            known = latest.get(evidence.criterion)
            if known is None or evidence.as_of >= known[1].as_of:
                latest[evidence.criterion] = evidence_id, evidence
        return {criterion: (id, kept.value) for criterion, (id, kept) in latest.items()}
