"""What several questions read of the raw events and of a scheme's document."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from infra.child import PROJECT
from tests.support.programmes import Programmes, Told

ZONE = ZoneInfo("Asia/Shanghai")


@cache
def document(scheme: str) -> Any:
    """A scheme as its author wrote it."""
    return yaml.safe_load((PROJECT / "schemes" / f"{scheme}.yaml").read_text(encoding="utf-8"))


def called(scheme: str, part: str) -> dict[str, str]:
    """The English names in a part of a scheme (criteria, record_kinds), by id."""
    return {one["id"]: one["en"] for one in document(scheme)[part]}


def filed(told: Programmes, kind: str, scheme: str, cycle: str | None = None) -> list[Told]:
    """The records of a kind, as they were filed."""
    return [
        one
        for one in told.events("RecordFiled", scheme=scheme, cycle=cycle)
        if one.data["kind"] == kind
    ]


def counted(scheme: str, records: Iterable[Told]) -> str | None:
    """How many of each kind, in the words of the scheme and the order they came."""
    names = called(scheme, "record_kinds")
    numbers = Counter(one.data["kind"] for one in records)
    return ", ".join(f"{names[kind]} {n}" for kind, n in numbers.items()) or None


def spoken(day: str) -> str:
    """``2004-12-28`` as a reader sees it."""
    then = date.fromisoformat(day)
    return f"{then.day} {then:%B} {then.year}"


def fields(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record's row, by their ids."""
    return {one["name"]["id"]: one["value"] for one in row["fields"]}


def day(one: Told) -> str:
    """The day on which it happened where the programmes are."""
    return one.time.astimezone(ZONE).date().isoformat()


def by_case(events: list[Told]) -> dict[str, list[Told]]:
    """The events of each case, in the order of each service's log."""
    found: dict[str, list[Told]] = {}
    for one in events:
        found.setdefault(one.subject, []).append(one)
    return found


def decisions(played: Programmes, scheme: str) -> list[Told]:
    """Every event that gives a tier."""
    return played.events("GradeConfirmed", "GradeRevised", "GradeAssigned", scheme=scheme)


def tier_of(decision: Told) -> str:
    """The tier that a decision gives."""
    tier: str = decision.data.get("tier") or decision.data["to_tier"]
    return tier
