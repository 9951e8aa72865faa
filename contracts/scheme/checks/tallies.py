"""What the targets of a programme are reckoned from is declared, and fits together."""

import re
from collections.abc import Iterator

from contracts.scheme.checks.cel_text import check_cel
from contracts.scheme.checks.names import Names, unknown_name
from contracts.scheme.mistakes import Mistake, pointer
from contracts.scheme.programme import Target
from contracts.scheme.records import RecordField, RecordKind
from contracts.scheme.scheme import Scheme
from contracts.scheme.standards import Criterion, Level
from contracts.scheme.tally import Tally

NAMED_BY = ("organisation", "record")
DECLARED = {
    "record": ("record_kinds", "record kind"),
    "evidence": ("criteria", "criterion"),
    "letters": ("responsibility_letters", "letter"),
    "sessions": ("training", "training"),
    "attendances": ("training", "training"),
}
_is_variable = re.compile(r"[a-z][a-z0-9_]{0,79}").fullmatch


def check_tallies(scheme: Scheme, names: Names, target: Target, i: int) -> Iterator[Mistake]:
    """What a target is reckoned from."""
    among, reaching = target.among, target.reaching
    if _cannot_be_reckoned(target):
        yield Mistake(
            pointer("targets", i), f"{target.id} cannot be reckoned", "target.reckoned",
            "a rate with both among and reaching, or neither; of another target reaching, and"
            " among only beside it; nothing of a qualitative one",
        )  # fmt: skip
    whole = among.ladder if among else None
    for key, tally in (("among", among), ("reaching", reaching)):
        if tally is not None:
            yield from _tally(scheme, names, tally, whole, "targets", i, key)
    if target.per == "category" and not (reaching and reaching.selected):
        yield Mistake(
            pointer("targets", i, "per"), f"{target.id} selects in no category",
            "target.per", "a target that is reaching selected exemplars",
        )  # fmt: skip


def _cannot_be_reckoned(target: Target) -> bool:
    if target.kind == "rate":
        return (target.among is None) != (target.reaching is None)
    qualitative = target.kind == "qualitative" and target.reaching is not None
    return qualitative or (target.among is not None and target.reaching is None)


def _tally(
    scheme: Scheme, names: Names, tally: Tally, whole: str | None, *where: str | int
) -> Iterator[Mistake]:
    for key, (under, what) in DECLARED.items():
        yield from names.unknown(under, getattr(tally, key), *where, key, what=what)
    for j, category in enumerate(tally.selected):
        if scheme.selections:
            here = (*where, "selected", j)
            yield from names.unknown("selections", category, *here, what="selection")
    if tally.source == "ladder":
        yield from _tiers(scheme, names, tally, whole, *where)
    if tally.not_ is not None:
        yield from _tally(scheme, names, tally.not_, whole, *where, "not")
    kind = scheme.record_kind(tally.record) if tally.record else None
    if kind is not None and tally.by not in NAMED_BY and kind.field(tally.by) is None:
        known = frozenset({*NAMED_BY, *(field.id for field in kind.fields)})
        yield unknown_name(f"field of {kind.id}", tally.by, known, *where, "by")
    if tally.where is not None:
        facts = _facts(scheme, kind, tally)
        if facts:
            yield from check_cel(tally.where, facts, "bool", *where, "where")


def _tiers(
    scheme: Scheme, names: Names, tally: Tally, whole: str | None, *where: str | int
) -> Iterator[Mistake]:
    id = tally.ladder or whole
    ladder = scheme.ladder(id) if id else None
    if ladder is None:
        here = (*where, "ladder") if tally.ladder else where
        yield from names.unknown("ladders", id or "", *here, what="ladder")
        return
    for key, tier in (("tier", tally.tier), ("tier_gte", tally.tier_gte)):
        if tier is not None and tier not in ladder.tier_ids:
            yield unknown_name("tier", tier, frozenset(ladder.tier_ids), *where, key)


def _facts(
    scheme: Scheme, kind: RecordKind | None, tally: Tally
) -> dict[str, Criterion | None] | None:
    """What the CEL of a tally may read; None where that itself is not known."""
    if kind is not None:
        return {one.id: _typed(one) for one in kind.fields if _is_variable(one.id)}
    criterion = scheme.criterion(tally.evidence) if tally.evidence else None
    return {criterion.id: criterion} if criterion else None


def _typed(field: RecordField) -> Criterion | None:
    """A field as a fact of its type; None of one that only its record can tell."""
    match field.type:
        case "number":
            return Criterion(id=field.id, type="numeric")
        case "boolean":
            return Criterion(id=field.id, type="boolean")
        case "choice":
            levels = tuple(Level(id=choice) for choice in field.choices)
            return Criterion(id=field.id, type="ordinal", levels=levels)
        case _:
            return None
