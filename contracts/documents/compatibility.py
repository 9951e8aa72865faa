"""Whether a contract may change as it did: earlier readers still read, earlier senders still send.

A new optional field may come: readers ignore what they do not know, and those that do not (our own
classes) are deployed before writers. Whatever else changes what may be sent, or what may be
written, needs a new version of the event.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Schema = dict[str, Any]

_ANNOTATIONS = frozenset(
    ["$schema", "$id", "$defs", "$ref", "title", "description", "examples", "default", "readOnly"]
)
_AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_WALKED = frozenset(
    [
        *("type", "enum", "const", "anyOf", "allOf", "items", "properties", "required"),
        *("additionalProperties", "propertyNames", *_AT_MOST, *_AT_LEAST),
    ]
)
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}
_NONE: Any = object()


class Break(NamedTuple):
    """A change that needs a new version. ``pointer``: JSON pointer into the schema."""

    pointer: str
    rule: str
    detail: str


FIELD_REMOVED = "an earlier field stays"
FIELD_REQUIRED = "a new field is optional, and an optional field stays so"
FIELD_OPTIONAL = "a required field is always written"
NARROWED = "what an earlier sender may send is accepted"
WIDENED = "what is written, an earlier reader can read"
DERIVED = "a field stays the sender's, or the service's"
DEFAULT = "a missing field goes on meaning the same"


def breaks(
    earlier: Schema,
    present: Schema,
    *,
    sent: bool = True,
    read: bool = True,
    roots: tuple[Schema, Schema] | None = None,
) -> list[Break]:
    """What the present schema breaks. ``sent``: others send this; ``read``: others read it.

    ``roots``: the documents that references point into, if they are not the schemas themselves.
    """
    comparison = _Comparison(*(roots or (earlier, present)))
    comparison.compare(earlier, present, _At("", sent, read))
    return comparison.found


@dataclass(frozen=True)
class _At:
    pointer: str
    sent: bool
    read: bool

    def __truediv__(self, part: str) -> "_At":
        escaped = part.replace("~", "~0").replace("/", "~1")
        return replace(self, pointer=f"{self.pointer}/{escaped}")


@dataclass
class _Comparison:
    earlier: Schema
    present: Schema
    found: list[Break] = field(default_factory=list)
    _open: set[tuple[str, str, _At]] = field(default_factory=set)

    def compare(self, old: Schema, new: Schema, at: _At) -> None:
        """Compare two places; a pair of references that is being compared is not entered again."""
        references = (old.get("$ref", ""), new.get("$ref", ""), replace(at, pointer=""))
        if all(references[:2]):
            if references in self._open:
                return
            self._open.add(references)
        olds = list(_alternatives(old, self.earlier))
        news = list(_alternatives(new, self.present))
        if len(olds) == len(news) == 1:
            self._shape(olds[0], news[0], at)
        else:
            self._alternatives(olds, news, at)
        self._open.discard(references)

    def _alternatives(self, olds: list[Schema], news: list[Schema], at: _At) -> None:
        """Pair what is the same, then what is of the same type; what is left came or went."""
        for same in (self._same, self._alike):
            for old in list(olds):
                new = next((n for n in news if same(old, n, at)), None)
                if new is not None:
                    olds.remove(old)
                    news.remove(new)
                    self._shape(old, new, at)
        for old in olds:
            self._add(at, NARROWED, f"{_said(old)} was possible", at.sent)
        for new in news:
            self._add(at, WIDENED, f"{_said(new)} was not possible", at.read)

    def _same(self, old: Schema, new: Schema, at: _At) -> bool:
        trial = _Comparison(self.earlier, self.present)
        trial._shape(old, new, at)
        return not trial.found

    def _alike(self, old: Schema, new: Schema, _: _At) -> bool:
        return _type_of(old) == _type_of(new)

    def _shape(self, old: Schema, new: Schema, at: _At) -> None:
        if _type_of(old) != _type_of(new):
            self._type(_type_of(old), _type_of(new), at)
            return
        self._values(old, new, at)
        self._limits(old, new, at)
        self._others(old, new, at)
        for keyword in ("items", "propertyNames", "additionalProperties"):
            self._inner(old.get(keyword, True), new.get(keyword, True), at / keyword)
        self._properties(old, new, at)

    def _type(self, old: str | None, new: str | None, at: _At) -> None:
        at = at / "type"
        if new is not None and (old, new) != ("integer", "number"):
            self._add(at, NARROWED, f"{old or 'anything'} became {new}", at.sent)
        if old is not None and (old, new) != ("number", "integer"):
            self._add(at, WIDENED, f"{old} became {new or 'anything'}", at.read)

    def _values(self, old: Schema, new: Schema, at: _At) -> None:
        before, after = _values(old), _values(new)
        at = at / "enum"
        if after is not None and (gone := after if before is None else _less(before, after)):
            detail = "only so many values are left" if before is None else f"without {gone}"
            self._add(at, NARROWED, detail, at.sent)
        if before is not None and (came := before if after is None else _less(after, before)):
            detail = "any value is possible" if after is None else f"{came} is new"
            self._add(at, WIDENED, detail, at.read)

    def _limits(self, old: Schema, new: Schema, at: _At) -> None:
        for keywords, none, sign in ((_AT_MOST, "inf", 1), (_AT_LEAST, "-inf", -1)):
            for keyword in keywords:
                before, after = (float(s.get(keyword, none)) * sign for s in (old, new))
                detail = f"{old.get(keyword, 'no limit')} became {new.get(keyword, 'no limit')}"
                self._add(at / keyword, NARROWED, detail, at.sent and after < before)
                self._add(at / keyword, WIDENED, detail, at.read and after > before)

    def _others(self, old: Schema, new: Schema, at: _At) -> None:
        """Keywords such as pattern and format, of which we only know whether they are the same."""
        for keyword in sorted((old.keys() | new.keys()) - _ANNOTATIONS - _WALKED):
            before, after = old.get(keyword, _NONE), new.get(keyword, _NONE)
            if before != after:
                detail = f"{_shown(before)} became {_shown(after)}"
                self._add(at / keyword, NARROWED, detail, at.sent and after is not _NONE)
                self._add(at / keyword, WIDENED, detail, at.read and before is not _NONE)

    def _inner(self, old: Schema | bool, new: Schema | bool, at: _At) -> None:
        """Schemas of what is inside; ``False`` takes nothing, ``True`` anything."""
        if isinstance(old, dict) and isinstance(new, dict):
            self.compare(old, new, at)
        elif old != new:
            fewer, more = new is False or old is True, old is False or new is True
            detail = f"{_shown(old)} became {_shown(new)}"
            self._add(at, NARROWED, detail, at.sent and fewer)
            self._add(at, WIDENED, detail, at.read and more)

    def _properties(self, old: Schema, new: Schema, at: _At) -> None:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed = set(old.get("required", ())), set(new.get("required", ()))
        inside = at / "properties"
        for name in before.keys() - after.keys():
            self._add(inside / name, FIELD_REMOVED, f"{name} is gone", True)
        for name in sorted(needed - needed_before):
            self._add(inside / name, FIELD_REQUIRED, f"{name} is now required", at.sent)
        for name in sorted((needed_before - needed) & after.keys()):
            self._add(inside / name, FIELD_OPTIONAL, f"{name} may be missing", at.read)
        for name, schema in before.items():
            if name in after:
                optional = name not in needed | needed_before
                self._property(schema, after[name], inside / name, optional)

    def _property(self, old: Schema, new: Schema, at: _At, optional: bool) -> None:
        marks = bool(old.get("readOnly")), bool(new.get("readOnly"))
        if marks[0] != marks[1]:
            whose = "the service fills it in" if marks[1] else "the sender gives it"
            self._add(at / "readOnly", DERIVED, f"now {whose}", True)
        elif all(marks):
            at = replace(at, sent=False)
        if optional and old.get("default", _NONE) != new.get("default", _NONE):
            detail = f"{_shown(old.get('default'))} became {_shown(new.get('default'))}"
            self._add(at / "default", DEFAULT, detail, True)
        self.compare(old, new, at)

    def _add(self, at: _At, rule: str, detail: str, broken: bool) -> None:
        if broken:
            self.found.append(Break(at.pointer, rule, detail))


def _alternatives(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schemas of which one must hold, each with its reference followed."""
    schema = _resolved(schema, root)
    others = {key: value for key, value in schema.items() if key not in ("anyOf", *_ANNOTATIONS)}
    for alternative in schema.get("anyOf", [{}]):
        if alternative:
            yield from (one | others for one in _alternatives(alternative, root))
        else:
            yield others


def _resolved(schema: Schema, root: Schema) -> Schema:
    """With its reference followed, whether it stands plain or in an ``allOf`` of its own."""
    found = dict(schema)
    for part in found.pop("allOf", ()):
        found = {**part, **found}
    while reference := found.pop("$ref", None):
        target: Any = root
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        found = {**target, **found}
    return found


def _type_of(schema: Schema) -> str | None:
    """The type that is stated, or that all its values have; None for any."""
    stated: str | None = schema.get("type")
    types = {_TYPES.get(type(value), "null") for value in _values(schema) or ()}
    return stated or (types.pop() if len(types) == 1 else None)


def _values(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def _less(some: list[Any], others: list[Any]) -> list[Any]:
    return [value for value in some if value not in others]


def _said(schema: Schema) -> str:
    values = _values(schema)
    return f"{schema.get('type', 'anything')}{f' of {values}' if values else ''}"


def _shown(value: Any) -> str:
    return "nothing" if value is _NONE else repr(value)
