"""Every name that a scheme declares, for the checks that look names up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.events import BY_TYPE, Event
from contracts.scheme.mistakes import Mistake, one_of, pointer
from contracts.scheme.scheme import Scheme

CEL_WORDS = frozenset(
    [
        "as",
        "bool",
        "break",
        "bytes",
        "const",
        "continue",
        "double",
        "duration",
        "dyn",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "int",
        "let",
        "list",
        "loop",
        "map",
        "namespace",
        "null",
        "package",
        "return",
        "size",
        "string",
        "timestamp",
        "true",
        "type",
        "uint",
        "var",
        "void",
        "while",
    ]
)
"""Words that CEL reserves, and its built-in functions that a variable would hide."""

LISTS = (
    "cycles", "scopes", "domains", "criteria", "ladders", "selections", "designations",
    "record_kinds", "procedure", "responsibility_letters", "pledges", "training", "targets",
    "outcomes",
)  # fmt: skip
EVENTS: dict[str, type[Event]] = {event.name: event for event in BY_TYPE.values()}


@dataclass(frozen=True)
class Names:
    """Ids by the key of the document they stand under, parts that were set aside included."""

    by_key: dict[str, frozenset[str]]

    @staticmethod
    def of(document: dict[str, Any]) -> "Names":
        """The ids that a document declares, whatever else is wrong with it."""
        found = {key: frozenset(_ids(document.get(key))) for key in LISTS}
        groups = document.get("groups")
        found["groups"] = frozenset(map(str, groups)) if isinstance(groups, dict) else frozenset()
        return Names(found)

    def __getitem__(self, key: str) -> frozenset[str]:
        return self.by_key[key]

    @property
    def recordable(self) -> frozenset[str]:
        """What a step may record: events and the scheme's record kinds."""
        return frozenset(EVENTS) | self["record_kinds"]

    def unknown(
        self, key: str, name: str | None, *where: str | int, what: str
    ) -> Iterator[Mistake]:
        """A mistake, if ``name`` is given and not declared under ``key``."""
        known = self.recordable if key == "recordable" else self[key]
        if name is not None and name not in known:
            yield unknown_name(what, name, known, *where)


def unknown_name(
    what: str, name: str, known: frozenset[str] | tuple[str, ...], *where: str | int
) -> Mistake:
    """``name`` is nowhere declared; near misses are suggested."""
    return Mistake(pointer(*where), f"no {what} {name}", "name.exists", one_of(known, name))


def _ids(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list | tuple) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield item["id"]


def check_ids(scheme: Scheme) -> Iterator[Mistake]:
    """Ids are unique in their list; a fact's id can be a variable in CEL."""
    for key in LISTS:
        yield from _unique(key, [piece.id for piece in getattr(scheme, key)], key)
    for i, criterion in enumerate(scheme.criteria):
        here = ("criteria", i)
        yield from _unique("levels", list(criterion.level_ids), *here, "levels")
        yield from _unique("inputs", [item.id for item in criterion.inputs], *here, "inputs")
        yield from _reserved(criterion.id, *here, "id")
        for j, item in enumerate(criterion.inputs):
            yield from _reserved(item.id, *here, "inputs", j, "id")
    for i, ladder in enumerate(scheme.ladders):
        yield from _unique("tiers", list(ladder.tier_ids), "ladders", i, "tiers")
    for i, kind in enumerate(scheme.record_kinds):
        fields = [field.id for field in kind.fields]
        yield from _unique("fields", fields, "record_kinds", i, "fields")
        if kind.id in EVENTS:
            yield Mistake(
                pointer("record_kinds", i, "id"), f"{kind.id} is the name of an event",
                "record_kind.id", "a name that no event has",
            )  # fmt: skip


def _unique(what: str, ids: list[str], *where: str | int) -> Iterator[Mistake]:
    for i, id in enumerate(ids):
        if id in ids[:i]:
            yield Mistake(
                pointer(*where, i, "id"), f"the id {id} stands twice among the {what}",
                "id.unique", "an id of its own",
            )  # fmt: skip


def _reserved(id: str, *where: str | int) -> Iterator[Mistake]:
    if id in CEL_WORDS:
        yield Mistake(
            pointer(*where), f"{id} is a word of CEL and cannot name a fact",
            "id.cel_word", "another id",
        )  # fmt: skip
