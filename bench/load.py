"""The load: a published scheme, enrolled branches, and evidence of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.apps import Told
from contracts.scheme import read_yaml

SCHEME = Path(__file__).parent.parent / "schemes" / "classification-upgrade.yaml"
CASES = 2_000
CYCLE = "2011-2012"


def _event(id_: str, name: str, subject: str, actor: str, data: dict[str, Any]) -> Told:
    return {
        "specversion": "1.0",
        "id": id_,
        "type": f"gradetrail.grading.{name}.v1",
        "subject": subject,
        "time": "2011-11-02T09:00:00+08:00",
        "actor": actor,
        "recordedby": "example-clerk",
        "data": data,
    }


def case(number: int) -> str:
    """The subject of one of the enrolled cases."""
    return f"classification-upgrade:{CYCLE}:village-{number % CASES:04}"


def opening() -> list[Told]:
    """The events that stand before any evidence: scheme, organisations, cycle, enrolments."""
    document, _ = read_yaml(SCHEME.read_text())
    villages = [f"village-{number:04}" for number in range(CASES)]
    kinds: list[tuple[str, str, str | None]] = [("township", "township_committee", None)]
    kinds += [(village, "village_branch", "township") for village in villages]
    return [
        _event(
            "scheme", "SchemePublished", "scheme:classification-upgrade", "township",
            {"scheme_version": 1, "effective_from": "2011-11-01", "definition": document},
        ),
        *(
            _event(
                f"org-{id_}", "OrganisationRegistered", f"organisation:{id_}", "township",
                {"kind": kind, "name_zh": f"示例{id_}", "parent": parent},
            )
            for id_, kind, parent in kinds
        ),
        _event(
            "cycle", "CycleOpened", f"cycle:classification-upgrade:{CYCLE}", "township",
            {"scheme_version": 1},
        ),
        *(
            _event(f"enrol-{n}", "BranchEnrolled", case(n), "township", {"ladders": ["grade"]})
            for n in range(CASES)
        ),
    ]  # fmt: skip


def evidence(first: int, count: int) -> Iterator[Told]:
    """So many pieces of evidence, spread over all cases."""
    for number in range(first, first + count):
        yield _event(
            f"evidence-{number}", "EvidenceRecorded", case(number), case(number).split(":")[2],
            {
                "evidence_id": f"e-{number}",
                "criterion": "satisfaction_pct",
                "value": {"value": f"{70 + number % 30}.5"},
                "as_of": "2011-11-01",
                "kind": "satisfaction_survey",
                "found_in": "示例: survey of the example village, sheet 3",
            },
        )  # fmt: skip
