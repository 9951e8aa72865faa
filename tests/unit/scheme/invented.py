"""Schemes of any rules that there may be, and facts with gaps."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from contracts.scheme import Criterion, Scheme, Value, load

DOCUMENT: dict[str, Any] = {
    "id": "invented", "version": 1, "title": {"en": "Invented"}, "source": {"document": "none"},
    "issuer": {"kind": "board"}, "timezone": "UTC", "applies_to": ["school"],
    "window": {"opens": "2025-01-01", "closes": "2025-12-31"},
    "cycles": [{"id": "2025", "opens": "2025-01-01", "closes": "2025-12-31"}],
    "criteria": [
        {"id": "score", "type": "numeric"},
        {"id": "interview", "type": "numeric"},
        {"id": "trained", "type": "boolean"},
        {"id": "order", "type": "ordinal", "levels": [{"id": i} for i in ("poor", "fair", "good")]},
        {"id": "spirit", "type": "qualitative"},
    ],
}  # fmt: skip
LEAVES: list[Any] = [
    "trained", "spirit", {"c": "trained", "is": False}, {"c": "spirit", "met": False},
    {"c": "score", "gte": 90}, {"c": "score", "lt": 60.5}, {"c": "interview", "between": [50, 70]},
    {"c": "interview", "eq": 0}, {"c": "order", "level_gte": "fair"},
    {"c": "order", "level_lte": "fair"}, {"c": "order", "level_is": "good"},
    {"cel": "score + interview >= 150.0"}, {"cel": "[score, interview].all(s, s <= 80.0)"},
    {"cel": "trained || score > 50.0"},
]  # fmt: skip
CONDITIONS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda of: {"all": of}),
        st.lists(inner, min_size=1, max_size=4).map(lambda of: {"any": of}),
        inner.map(lambda of: {"not": of}),
        st.lists(inner, min_size=2, max_size=5).flatmap(
            lambda of: st.integers(1, len(of)).map(lambda n: {"count_gte": {"n": n, "of": of}})
        ),
    ),
    max_leaves=12,
)
EVERYTHING = {"all": [leaf for leaf in LEAVES if leaf not in ("trained", "spirit")]}
NUMBERS = st.sampled_from([Decimal(n) for n in ("-1", "0", "50", "60.5", "70", "80", "90", "100")])


def values(criterion: Criterion) -> st.SearchStrategy[Value]:
    match criterion.type:
        case "numeric":
            return NUMBERS
        case "boolean":
            return st.booleans()
        case "ordinal":
            return st.sampled_from(criterion.level_ids)
        case _:
            return st.sampled_from(["met", "not_met"])


def with_rules(high: Any, middle: Any) -> Scheme:
    """A scheme of three tiers with these rules; a second ladder reads every criterion."""
    tiers = [{"id": "low"}, {"id": "middle"}, {"id": "high"}]
    ladder: dict[str, Any] = {
        "id": "grade", "applies_to": ["school"], "tiers": tiers, "decided_by": {"actor": "board"},
        "evaluate": ["high", "middle", "low"],
        "rules": {"high": high, "middle": middle, "low": {"otherwise": True}},
    }  # fmt: skip
    reader = ladder | {"id": "reader", "rules": ladder["rules"] | {"high": EVERYTHING}}
    return load(DOCUMENT | {"ladders": [ladder, reader]})


@st.composite
def situations(draw: st.DrawFn) -> tuple[Scheme, dict[str, Value], dict[str, Value]]:
    """A scheme, facts with gaps, and the same facts with one or more gaps filled."""
    found = with_rules(draw(CONDITIONS), draw(CONDITIONS))
    full = {criterion.id: draw(values(criterion)) for criterion in found.criteria}
    known = draw(st.sets(st.sampled_from(sorted(full))))
    more = known | draw(st.sets(st.sampled_from(sorted(full))))
    return found, {n: full[n] for n in known}, {n: full[n] for n in more}
