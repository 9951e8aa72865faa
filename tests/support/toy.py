"""A service small enough to see through: it records what is said, and counts.

A grade is confirmed only after a pledge, which another service records; evidence of the kind
``defect`` meets a bug. ``python -m tests.support.toy`` runs it as a process, as grading.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.envelope import Recorded, Said
from contracts.events import Event
from contracts.events.grading import EvidenceRecorded, GradeConfirmed
from contracts.events.pledges import PledgeMade
from contracts.refusals import AlreadyRecorded, StepNotOpen
from contracts.register import Register

SERVICE = "grading"
HEARS: frozenset[type[Event]] = frozenset({PledgeMade})

EVIDENCE = "gradetrail.grading.EvidenceRecorded.v1"
CONFIRMED = "gradetrail.grading.GradeConfirmed.v1"


@dataclass(frozen=True)
class Toy:
    """The order of the evidence of one case, the pledges heard, and whether its tier is decided."""

    evidence: tuple[str, ...] = ()
    pledges: int = 0
    confirmed: bool = False


START = Toy()


def decide(said: Said[Any], state: Toy, register: Register) -> Event:
    """Record it as it was said."""
    event: Event = said.event
    if isinstance(event, EvidenceRecorded) and event.kind == "defect":
        raise ZeroDivisionError("a bug in a domain")
    if isinstance(event, GradeConfirmed):
        if not state.pledges:
            raise StepNotOpen(
                "nothing has been pledged", field="/subject", rule="R-00",
                accepts="a pledge first", awaits=frozenset({"PledgeMade"}),
            )  # fmt: skip
        if state.confirmed:
            raise AlreadyRecorded(
                "the tier is decided", field="/data/tier", rule="R-01", accepts="one decision"
            )
    return event


def evolve(state: Toy, recorded: Recorded[Any]) -> Toy:
    """Fold one more event in."""
    match recorded.event:
        case EvidenceRecorded(evidence_id=evidence_id):
            return replace(state, evidence=(*state.evidence, evidence_id))
        case PledgeMade():
            return replace(state, pledges=state.pledges + 1)
        case GradeConfirmed():
            return replace(state, confirmed=True)
        case _:
            return state


def evidence(
    number: int | str,
    case: str = "s:c:north",
    *,
    data: Mapping[str, Any] | None = None,
    **also: Any,
) -> dict[str, Any]:
    """A CloudEvent that the toy accepts; ``data`` and ``also`` change its fields and attributes."""
    told = {
        "evidence_id": f"ev-{number}",
        "criterion": "satisfaction_pct",
        "value": {"value": "89.99"},
        "as_of": "2011-11-01",
        "kind": "survey",
        "found_in": "村民满意度测评表",
        **(data or {}),
    }
    return {
        "specversion": "1.0",
        "id": f"e{number}",
        "source": "tests/app",
        "type": EVIDENCE,
        "subject": case,
        "time": "2011-11-12T09:00:00+08:00",
        "actor": "north",
        "recordedby": "person-7",
        "data": told,
        **also,
    }


def confirmed(number: int | str, case: str = "s:c:north", **also: Any) -> dict[str, Any]:
    """A CloudEvent that the toy accepts once a pledge was heard."""
    data = {"ladder": "level", "tier": "good", "meeting_id": "m1"}
    return evidence(number, case) | {"type": CONFIRMED, "data": data} | also


if __name__ == "__main__":
    from services.runtime.service import main

    main(sys.modules["__main__"])
