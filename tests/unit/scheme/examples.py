"""The worked examples: read from golden/, with bases and presets filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from contracts.scheme import Scheme, Value, evaluate, load_yaml

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"
PATHS = {
    path.stem: path
    for path in [*ROOT.glob("schemes/*.yaml"), *ROOT.glob("schemes/examples/*.yaml")]
}
SCHEMES = sorted(PATHS)


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
