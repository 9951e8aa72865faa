"""The load: a published scheme, enrolled branches, and evidence of them, as bytes ready to send."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.scheme import read_yaml
from contracts.subjects import inbox

SCHEME = Path(__file__).parent.parent / "schemes" / "classification-upgrade.yaml"
CASES = 2_000
CYCLE = "2011-2012"


def _event(id_: str, name: str, subject: str, actor: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": id_,
        "source": "bench",
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


def opening() -> list[dict[str, Any]]:
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


def evidence(first: int, count: int) -> Iterator[dict[str, Any]]:
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


Sent = tuple[str, dict[str, str], bytes, int]
"""Subject, headers, body, and how many events it holds."""


def singles(events: Iterator[dict[str, Any]], reply: str) -> list[Sent]:
    """One event a message, in structured mode."""
    headers = {"content-type": "application/cloudevents+json", "receipt-to": reply}
    return [
        (
            inbox("grading", "EvidenceRecorded"),
            dict(headers),
            json.dumps(event, ensure_ascii=False).encode(),
            1,
        )
        for event in events
    ]


def batches(events: Iterator[dict[str, Any]], reply: str, size: int) -> list[Sent]:
    """``size`` events a message, in batch mode."""
    headers = {"content-type": "application/cloudevents-batch+json", "receipt-to": reply}
    every = list(events)
    return [
        (
            inbox("grading", "batch"),
            dict(headers),
            json.dumps(every[start : start + size], ensure_ascii=False).encode(),
            len(every[start : start + size]),
        )
        for start in range(0, len(every), size)
    ]
