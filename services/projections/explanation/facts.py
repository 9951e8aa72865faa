"""What was on record for each criterion: evidence, its corrections, and which of it counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import EvidenceCorrected, EvidenceRecorded
from contracts.scheme import Scheme, Value
from contracts.scheme.derive import derive
from contracts.values import Quantity
from services.projections.explanation.model import Evidence, Figure
from services.projections.explanation.speech import Speech, shown

Evidenced = Recorded[EvidenceRecorded | EvidenceCorrected]


class Piece(Struct, frozen=True):
    """A piece of evidence. A correction holds for the days of what it corrects, and in its place.

    ``place``: position of what was first recorded.
    """

    id: str
    criterion: str
    value: Value
    as_of: date
    inputs: tuple[Quantity, ...]
    recorded: Evidenced
    place: int
    period_from: date | None = None
    period_to: date | None = None
    corrects: str | None = None
    corrected_by: str | None = None


Pieces = dict[str, Piece]
"""Evidence by id, in the order it was recorded."""


def pieces(told: Iterable[Recorded[Event]]) -> Pieces:
    """All evidence, corrected or not."""
    found: Pieces = {}
    for recorded in told:
        match recorded.event:
            case EvidenceRecorded() as event:
                found[event.evidence_id] = Piece(
                    event.evidence_id, event.criterion, _value(event), event.as_of, event.inputs,
                    cast("Evidenced", recorded), recorded.position, event.period_from,
                    event.period_to,
                )  # fmt: skip
            case EvidenceCorrected() as event if event.corrects in found:
                old = found[event.corrects]
                found[old.id] = replace(old, corrected_by=event.evidence_id)
                found[event.evidence_id] = replace(
                    old, id=event.evidence_id, value=_value(event), inputs=event.inputs,
                    recorded=cast("Evidenced", recorded), corrects=old.id,
                )  # fmt: skip
            case _:
                pass  # nothing else is evidence
    return found


def _value(event: EvidenceRecorded | EvidenceCorrected) -> Value:
    return event.value.value if event.value else None


def before(known: Pieces, position: int) -> Pieces:
    """The evidence that was on record just before a position, corrected by nothing later."""
    then = {id: piece for id, piece in known.items() if piece.recorded.position < position}
    return {
        id: replace(piece, corrected_by=None)
        if piece.corrected_by and piece.corrected_by not in then
        else piece
        for id, piece in then.items()
    }


def counting(known: Pieces) -> dict[str, Piece]:
    """By criterion the evidence that counts: the latest day's, of those the last recorded.

    A correction without a value withdraws what it corrects: what was there beside it counts again.
    """
    latest: dict[str, Piece] = {}
    for piece in known.values():
        before = latest.get(piece.criterion)
        stands = piece.corrected_by is None and piece.value is not None
        if stands and (before is None or (piece.as_of, piece.place) > (before.as_of, before.place)):
            latest[piece.criterion] = piece
    return latest


def mended(known: Pieces, position: int) -> Pieces:
    """The evidence that was on record just before a position, with all later corrections of it."""
    return {id: piece for id, piece in known.items() if piece.place < position}


def newest(known: Pieces, id: str) -> Piece:
    """What became of a piece of evidence after all its corrections."""
    piece = known[id]
    while piece.corrected_by is not None:
        piece = known[piece.corrected_by]
    return piece


def adds_up(scheme: Scheme, piece: Piece) -> bool | None:
    """Whether the figures of a derived value give it; None where there are none."""
    criterion = scheme.criterion(piece.criterion)
    if criterion is None or criterion.derived is None or not piece.inputs:
        return None
    try:
        return derive(criterion, {one.name: one.value for one in piece.inputs}) == piece.value
    except ValueError:
        return False


@dataclass(frozen=True)
class Evidences:
    """Pieces of evidence as the answer shows them, each made once."""

    scheme: Scheme
    speech: Speech
    _made: dict[str, Evidence] = field(default_factory=dict)

    def of(self, piece: Piece) -> Evidence:
        """One piece."""
        if piece.id not in self._made:
            self._made[piece.id] = _as_evidence(piece, self.speech, self.scheme)
        return self._made[piece.id]


def _as_evidence(piece: Piece, speech: Speech, scheme: Scheme) -> Evidence:
    event, criterion = piece.recorded.event, scheme.criterion(piece.criterion)
    inputs = {one.id: one for one in criterion.inputs} if criterion else {}
    first = event if isinstance(event, EvidenceRecorded) else None
    return Evidence(
        id=piece.id,
        criterion=speech.criterion(piece.criterion),
        value=shown(piece.value),
        text=speech.value(piece.criterion, piece.value),
        finding=event.value.finding if event.value else None,
        kind=first.kind if first else None,
        found_in=first.found_in if first else None,
        as_of=piece.as_of,
        period_from=piece.period_from,
        period_to=piece.period_to,
        figures=[
            Figure(
                name=speech.piece(inputs.get(one.name), one.name), value=one.value, unit=one.unit
            )
            for one in piece.inputs
        ],
        adds_up=adds_up(scheme, piece),
        corrects=piece.corrects,
        reason=event.reason if isinstance(event, EvidenceCorrected) else None,
        source=speech.source(piece.recorded),
    )
