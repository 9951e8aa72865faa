"""What is valid in a scheme and yet likely not meant: told, never refused."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from contracts.scheme.checks.reach import unreachable
from contracts.scheme.conditions import Otherwise, Reference, inner
from contracts.scheme.mistakes import Mistake, near, pointer
from contracts.scheme.scheme import Scheme

_KINDS = {
    "kind", "actor", "acted_by", "filed_by", "applies_to", "persons", "kinds", "given_by",
    "subject", "with", "counterparty",
}  # fmt: skip
"""Keys whose values are kinds of organisations, bodies or persons."""
_ALSO = {("responsibility_letters", "between"), ("pledges", "by")}
_NO_KINDS = {"targets", "cycles", "closes"}
"""Where ``kind`` says something else."""
_DECISIONS = ("GradeConfirmed", "GradeRevised", "GradeAssigned")
Path = tuple[str | int, ...]


def advise(scheme: Scheme, document: dict[str, Any]) -> Iterator[Mistake]:
    """All advice on a valid scheme."""
    yield from _texts(scheme)
    yield from _kinds(document)
    yield from _groups(scheme)
    yield from unreachable(scheme)
    yield from _last_rules(scheme)
    yield from _days(scheme)
    yield from _decisions(scheme)


def _texts(scheme: Scheme) -> Iterator[Mistake]:
    """What is shown to people has a text in each language that the title has."""
    wanted = [lang for lang in ("en", "zh") if getattr(scheme.title, lang)]
    for path, piece in _shown(scheme):
        missing = [lang for lang in wanted if not (getattr(piece, lang) or "").strip()]
        if missing:
            name = getattr(piece, "id", path[-1])
            lang = " and ".join({"en": "English", "zh": "Chinese"}[one] for one in missing)
            yield Mistake(
                pointer(*path), f"no {lang} text of {name}", "text.given",
                f"a text under {' and '.join(missing)}",
            )  # fmt: skip


def _shown(scheme: Scheme) -> Iterator[tuple[Path, Any]]:
    for key in (
        "criteria", "ladders", "selections", "record_kinds", "procedure", "pledges",
        "responsibility_letters", "training", "targets", "outcomes",
    ):  # fmt: skip
        for i, piece in enumerate(getattr(scheme, key)):
            yield (key, i), piece
            for inside in ("levels", "inputs", "tiers", "considers", "fields"):
                for j, part in enumerate(getattr(piece, inside, ())):
                    yield (key, i, inside, j), part
    yield from ((("groups", name), group) for name, group in scheme.groups.items())


def _kinds(document: dict[str, Any]) -> Iterator[Mistake]:
    """A kind that is named once, and looks like one that is named elsewhere."""
    named = [*_named_kinds(document, ())]
    times = Counter(kind for _, kind in named)
    for path, kind in named:
        others = [other for other in times if times[other] > 1]
        if times[kind] == 1 and (like := near(kind, others, cutoff=0.85)):
            yield Mistake(
                pointer(*path), f"only here is {kind} named", "kind.near",
                f"did you mean {like[0]}? If not, let it be",
            )  # fmt: skip


def _named_kinds(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            here = (*path, key)
            is_kind = key in _KINDS and not _NO_KINDS & {*path}
            if is_kind or (*path[:1], key) in _ALSO:
                yield from _texts_in(item, here)
            else:
                yield from _named_kinds(item, here)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _named_kinds(item, (*path, i))


def _texts_in(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    parts: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for key, item in parts:
        yield from _texts_in(item, (*path, key))


def _groups(scheme: Scheme) -> Iterator[Mistake]:
    """A group that nothing names is shown nowhere."""
    named = {name for ladder in scheme.ladders for name in ladder.group_ids}
    todo: list[Any] = [selection.eligible for selection in scheme.selections]
    for ladder in scheme.ladders:
        named |= {*ladder.shortfall_groups.values()}
        todo += ladder.rules.values()
    todo += [condition for group in scheme.groups.values() for condition in group.conditions]
    while todo:
        part = todo.pop()
        if isinstance(part, Reference):
            named.add(part.group)
        todo += [piece for _, piece in inner(part)]
    for name in scheme.groups:
        if name not in named:
            yield Mistake(
                pointer("groups", name), f"nothing names the group {name}", "group.used",
                f"{{group: {name}}} in a rule, shortfall_groups or group_ids",
            )  # fmt: skip


def _last_rules(scheme: Scheme) -> Iterator[Mistake]:
    """Whom no rule takes has no tier."""
    for i, ladder in enumerate(scheme.ladders):
        last = ladder.evaluate[-1]
        if not isinstance(ladder.rules[last], Otherwise):
            yield Mistake(
                pointer("ladders", i, "rules", last),
                f"whoever fulfils no rule, not even that of {last}, has no tier", "tier.last",
                f"{{otherwise: true}} as the rule of {last}, if everyone is to have one",
            )  # fmt: skip


def _days(scheme: Scheme) -> Iterator[Mistake]:
    """A step of every cycle has its day in each of them."""
    for i, step in enumerate(scheme.procedure):
        days = step.deadline.on_or_before if step.deadline else None
        for cycle in scheme.cycles if days and step.occurs == "every_cycle" else ():
            if not any(cycle.opens <= day <= cycle.closes for day in days or ()):
                yield Mistake(
                    pointer("procedure", i, "deadline", "on_or_before"),
                    f"no day of {step.id} lies in the cycle {cycle.id}", "deadline.each_cycle",
                    f"a day from {cycle.opens} to {cycle.closes}",
                )  # fmt: skip


def _decisions(scheme: Scheme) -> Iterator[Mistake]:
    """Some step records a decision, and the body that the ladder names acts in it."""
    deciding = {step.actor_of(name) for name in _DECISIONS for step in scheme.steps_recording(name)}
    for i, ladder in enumerate(scheme.ladders):
        if ladder.decided_by.actor not in deciding:
            said = f"no step records a decision of {ladder.decided_by.actor} on {ladder.id}"
            yield Mistake(
                pointer("ladders", i, "decided_by"), said, "decision.step",
                f"a step of this actor that records {', '.join(_DECISIONS)}",
            )  # fmt: skip
