"""The worked examples: read from golden/, with bases and presets filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.scheme import Scheme, Value, evaluate, load_yaml

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"
PATHS = {
    path.stem: path
    for path in [*ROOT.glob("schemes/*.yaml"), *ROOT.glob("schemes/examples/*.yaml")]
}
SCHEMES = sorted(PATHS)
FEATURES = {
    "S0-04": "pp-08 pp-t1 pp-t2", "S0-05": "pp-03 pp-04 pp-t3 pp-t4 pp-t5 pp-t6",
    "S0-06": "pp-t7 pp-t8 pp-t9", "S0-16": "pp-05 pp-06 pp-07", "S0-19": "pp-t10 pp-t11",
    "S0-22": "pp-t12 pp-t13", "S0-32": "pp-01 pp-02", "S0-36": "pp-s1 pp-s2",
    "S1-03": "cu-01", "S1-04": "cu-14", "S1-05": "cu-11 cu-12 cu-13 cu-14 cu-15 cu-16 cu-17 cu-18",
    "S1-06": "cu-02 cu-10 cu-13", "S1-07": "cu-02 cu-03 cu-10 cu-11 cu-12",
    "S1-08": "cu-07 cu-08 cu-17 cu-18", "S1-09": "cu-04 cu-05 cu-06 cu-19",
    "S1-10": "cu-20 cu-21 cu-22", "S1-41": "cu-t1 cu-t2 cu-t3", "S1-42": "cu-t4 cu-t5 cu-t6",
    "S2-05": "tp-t1 tp-t2 tp-t3 tp-t4", "S2-07": "tp-06 tp-t5 tp-t6", "S2-08": "tp-03 tp-04",
    "S2-13": "tp-08", "S2-25": "tp-t8", "S2-26": "tp-t7", "S2-33": "tp-01 tp-02",
    "S3-03": "ds-01", "S3-04": "ds-01 ds-02", "S3-05": "ds-03 ds-w1 ds-w2 ds-w3", "S3-08": "ds-07",
    "S3-09": "ds-04 ds-05 ds-06", "S3-11": "ds-10", "S3-12": "ds-11 ds-12 ds-15",
    "S3-13": "ds-14", "S3-15": "ds-13", "S3-17": "ds-16", "S3-18": "ds-17 ds-18",
    "S3-19": "ds-19", "S3-20": "ds-02 ds-08", "S3-21": "ds-09",
}  # fmt: skip
"""The worked examples that show a row of the feature table."""


def shows(id: str) -> tuple[pytest.MarkDecorator, ...]:
    """The mark that names the rows of the feature table which an example shows."""
    rows = [row for row, ids in FEATURES.items() if id in ids.split()]
    return (pytest.mark.feature(*rows),) if rows else ()


@dataclass(frozen=True)
class Example:
    id: str
    scheme: Scheme
    ladder: str
    facts: dict[str, Value]
    expect: dict[str, Any]


@cache
def scheme(id: str) -> Scheme:
    return load_yaml(PATHS[id].read_text(encoding="utf-8"))


@cache
def golden(kind: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every golden item of a kind (``examples``, ``target_examples`` …) with its scheme's id."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.iterdir())]
    return tuple((file["scheme"], item) for file in files for item in file.get(kind, ()))


def examples() -> Iterator[Example]:
    """Every tier example."""
    items = {item["id"]: (scheme_id, item) for scheme_id, item in golden("examples")}
    for id, (scheme_id, item) in items.items():
        ladder, preset, facts = _filled(item, {id: item for id, (_, item) in items.items()})
        found = scheme(scheme_id)
        yield Example(
            id, found, ladder, {**_preset(found, ladder, preset), **facts}, item["expect"]
        )


def value(given: Any) -> Value:
    """A fact as YAML gives it."""
    if isinstance(given, bool) or given is None:
        return given
    return Decimal(str(given)) if isinstance(given, int | float) else str(given)


def _filled(
    item: dict[str, Any], items: dict[str, dict[str, Any]]
) -> tuple[str, bool, dict[str, Value]]:
    ladder, preset = "", False
    facts: dict[str, Value] = {}
    if "base" in item:
        ladder, preset, facts = _filled(items[item["base"]], items)
    own = {name: value(given) for name, given in item.get("facts", {}).items()}
    return item.get("ladder", ladder), preset or "preset" in item, {**facts, **own}


def _preset(found: Scheme, ladder: str, preset: bool) -> dict[str, Value]:
    """``all_met``: every boolean that the ladder reads is true, every finding met."""
    met: dict[str, Value] = {"boolean": True, "qualitative": "met"}
    read = evaluate(found, ladder, {}).read if preset else ()
    criteria = [criterion for criterion in found.criteria if criterion.id in read]
    return {c.id: met[c.type] for c in criteria if c.type in met}
