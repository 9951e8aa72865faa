"""What is wrong with a document's shape, in words, and the document without those parts."""

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from math import isfinite
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.dataclasses import is_pydantic_dataclass
from pydantic_core import ErrorDetails

from contracts.scheme.conditions import KEYS, Condition
from contracts.scheme.mistakes import MAX_DEPTH, Mistake, one_of, pointer
from contracts.scheme.parts import Part
from contracts.scheme.scheme import Scheme
from contracts.scheme.standards import Ladder

ACCEPTS = {
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dataclass_type": "a mapping",
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "missing": "a value in the list",
    "too_short": "a list of {min_length} or more",
    "too_long": "a list of {max_length}",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a text of at most {max_length} characters",
    "decimal_max_digits": "a number of at most {max_digits} digits",
    "greater_than_equal": "a number from {ge} on",
    "less_than_equal": "a number up to {le}",
    "finite_number": "a finite number",
}
"""What is accepted where pydantic reports an error of this type."""

PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$": "an id: up to 80 letters, digits, - and _, no blank; "
    "the first a letter or digit",
    r"^[a-z][a-z0-9_]{0,79}$": "the id of a fact: lower-case letters, digits and _; "
    "the first a letter",
    r"^[A-Z][A-Za-z0-9]*$": "the id of a record kind: letters and digits; the first a capital",
    r"^[12]\d{3}-(0[1-9]|1[0-2])$": 'a month, like "2011-03"',
    r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$": 'a day of any year, like "03-31"',
}
"""What a text has to look like, by the pattern that pydantic matches it with."""

_PLAIN = re.compile(r"-?\d+(\.\d+)?|true|false")
"""A number or truth value that was written as text."""

STAND_INS: dict[str, Any] = {
    "id": "none", "version": 1, "title": {"en": "none"}, "source": {}, "issuer": {"kind": "none"},
    "timezone": "UTC", "window": {"opens": "1000-01-01", "closes": "9999-12-31"},
    "cycles": [{"id": "none", "opens": "1000-01-01", "closes": "9999-12-31"}],
}  # fmt: skip
"""What the other parts are looked at with where the document has no such part in shape."""

LADDER_MAY: dict[str, Any] = {
    "decided_by": {"actor": "none"},
    **dict.fromkeys(name for name, field in Ladder.model_fields.items() if not field.is_required()),
}
"""What a ladder is looked at with in place of a part in no shape; None: without it."""
UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")

Path = tuple[str | int, ...]
Document = dict[str, Any]


def unsound(document: Document) -> list[Mistake]:
    """What no JSON document of a scheme can hold: endless depth, numbers that are not finite."""
    found: list[Mistake] = []
    todo: list[tuple[Path, Any]] = [((), document)]
    while todo:
        path, value = todo.pop()
        if len(path) > MAX_DEPTH:
            limit = f"at most {MAX_DEPTH} levels"
            found.append(Mistake(pointer(*path), "nested too deeply", "document.depth", limit))
        elif isinstance(value, dict):
            todo.extend(((*path, str(key)), item) for key, item in value.items())
        elif isinstance(value, list | tuple):
            todo.extend(((*path, i), item) for i, item in enumerate(value))
        elif isinstance(value, int | float | Decimal) and not _held_by_a_double(value):
            said = f"{value} is out of range"
            found.append(Mistake(pointer(*path), said, "number.finite", "at most 2^53"))
        elif not isinstance(value, str | int | float | Decimal | None):
            what = f"a {type(value).__name__}"
            found.append(Mistake(pointer(*path), what, "document.json", "what JSON can hold"))
    return found


def _held_by_a_double(number: int | float | Decimal) -> bool:
    return isfinite(number) and -(2**53) <= number <= 2**53


def shape_mistakes(error: ValidationError) -> list[Mistake]:
    """One mistake for each error of shape; a misspelt key is not missing under its right name."""
    found = [_mistake(e) for e in error.errors(include_url=False) if not _follows(e)]
    meant = {
        (one.pointer.rpartition("/")[0], one.accepts) for one in found if one.rule == "key.known"
    }
    return [one for one in found if not _is_misspelt(one, meant)]


def _is_misspelt(mistake: Mistake, meant: set[tuple[str, str]]) -> bool:
    inside, _, key = mistake.pointer.rpartition("/")
    return mistake.rule == "key.required" and (inside, f"did you mean {key}?") in meant


def _follows(found: ErrorDetails) -> bool:
    """Whether a list counts as too short only because its items, named themselves, are wrong."""
    given = found["input"]
    return (
        found["type"] == "too_short"
        and isinstance(given, list | tuple)
        and len(given) >= found["ctx"]["min_length"]
    )


def _mistake(found: ErrorDetails) -> Mistake:
    tagged = found["loc"]
    path = tuple(key for key in tagged if not _is_tag(key))
    where, kind = pointer(*path), found["type"]
    if kind in UNKNOWN_KEY:
        known = frozenset(_keys(tagged[:-1]))
        return Mistake(where, f"unknown key {path[-1]}", "key.known", one_of(known, str(path[-1])))
    if kind == "missing" and isinstance(path[-1], str):
        return Mistake(where, f"{path[-1]} is missing", "key.required", f"the key {path[-1]}")
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        forms = "a criterion id or a mapping with one of " + ", ".join(KEYS)
        return Mistake(where, "not a condition", "condition.form", forms)
    given = found["input"]
    if kind == "literal_error":
        choices = re.findall(r"'(\w+)'", found["ctx"]["expected"]) or ["true"]
        accepts = one_of(choices, str(given))
        return Mistake(where, f"{_shown(given)} is not allowed here", "value.allowed", accepts)
    message = found["msg"].removeprefix("Value error, ")
    accepts = _accepts(found) or message.removeprefix("not ")
    said = message if kind == "value_error" else f"not {accepts.partition(':')[0]}"
    shown = f": {_shown(given)}" if isinstance(given, str | int | float | bool) else ""
    return Mistake(where, said + shown, f"shape.{kind}", accepts + _hint(found))


def _accepts(found: ErrorDetails) -> str:
    """What would be in shape, in words; empty where the error says it itself."""
    context = found.get("ctx", {})
    if found["type"] == "string_pattern_mismatch":
        return PATTERNS[context["pattern"]]
    return ACCEPTS.get(found["type"], "").format(**context)


def _hint(found: ErrorDetails) -> str:
    """How to write what was likely meant."""
    kind, given = found["type"], found["input"]
    if kind in ("model_type", "model_attributes_type", "dataclass_type"):
        return " with keys like " + ", ".join([*_keys(found["loc"])][:4])
    if not isinstance(given, str):
        return ""
    if kind == "tuple_type":
        return f": [{given}]" if given[:1].isalpha() else f': ["{given}"]'
    if kind != "string_pattern_mismatch" and _PLAIN.fullmatch(given):
        return f", without quotes: {given}"
    return ""


def _shown(given: Any) -> str:
    """A value as the document has it."""
    return str(given).lower() if isinstance(given, bool) else repr(given)


def _is_tag(key: str | int) -> bool:
    return isinstance(key, str) and key.startswith("<")


def _keys(path: Path) -> Iterator[str]:
    """The keys that the mapping at a path may have: those of its own before those of any part."""
    kind = _at(Scheme, path)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = sorted(kind.model_fields.items(), key=lambda item: item[0] in Part.model_fields)
        yield from (field.alias or name for name, field in fields)
    elif isinstance(kind, type) and is_pydantic_dataclass(kind):
        yield from kind.__pydantic_fields__


def _at(kind: Any, path: Path) -> Any:
    """The type that stands at a path below a type."""
    kind = _bare(kind)
    if not path:
        return kind
    key, rest = path[0], path[1:]
    if _is_tag(key):
        return _at(_tagged(str(key)), rest)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if key in (name, field.alias):
                return _at(field.annotation, rest)
        return None
    arguments = [_bare(argument) for argument in get_args(kind) if argument is not ...]
    return _at(arguments[-1], rest) if arguments else None


def _bare(kind: Any) -> Any:
    """A type without its annotation and without ``| None``; a condition stays as it is."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        choices = [choice for choice in get_args(kind) if choice is not type(None)]
        return _bare(choices[0]) if len(choices) == 1 else kind
    return kind


def _tagged(tag: str) -> Any:
    for choice in get_args(get_args(Condition)[0]):
        kind, *marks = get_args(choice)
        if any(isinstance(mark, Tag) and mark.tag == tag for mark in marks):
            return kind
    return None


def set_aside(document: Document, error: ValidationError) -> tuple[Document, dict[str, list[int]]]:
    """The document without the parts that have errors of shape.

    Also, for each list of the document, the index that each remaining item had. A part is a whole
    key of the document, or one item of the list or mapping under it. What must be there and is
    not has a stand-in.
    """
    document, spoilt = _mended(document, error)
    rest: Document = {}
    kept: dict[str, list[int]] = {}
    for key, value in document.items():
        if (key,) in spoilt:
            continue
        if isinstance(value, list):
            kept[key] = [i for i in range(len(value)) if (key, i) not in spoilt]
            rest[key] = [value[i] for i in kept[key]]
        elif isinstance(value, dict) and key in ("groups", "structure"):
            rest[key] = {name: v for name, v in value.items() if (key, name) not in spoilt}
        elif not any(path[0] == key for path in spoilt if path):
            rest[key] = value
    return rest | {key: value for key, value in STAND_INS.items() if not rest.get(key)}, kept


def _mended(document: Document, error: ValidationError) -> tuple[Document, set[Path]]:
    """The document where what can be done without is mended, and the parts that cannot be.

    A condition of wrong shape becomes one that holds, a text in place of a list a list of it; an
    unknown key and what a ladder may go without are left out.
    """
    document, spoilt = deepcopy(document), set()
    for found in error.errors():
        if _follows(found):
            continue
        tagged = found["loc"]
        path = tuple(key for key in tagged if not _is_tag(key))
        tags = [i for i, key in enumerate(tagged) if _is_tag(key)]
        if tags or found["type"].startswith("union_tag"):
            end = tags[-1] - len(tags) + 1 if tags else len(path)
            _put(document, path[:end], {"cel": "true"})
        elif found["type"] == "tuple_type" and isinstance(found["input"], str):
            _put(document, path, [found["input"]])
        elif path[:1] == ("ladders",) and len(path) > 2 and path[2] in LADDER_MAY:
            _put(document, path[:3], LADDER_MAY[str(path[2])])
        elif found["type"] in UNKNOWN_KEY:
            _put(document, path, None)
        else:
            spoilt.add(path[:2])
    return document, spoilt


def _put(document: Any, path: Path, value: Any) -> None:
    """Put a value at a path, or take out what stands there; nothing where the path ends before."""
    *before, last = path
    for key in before:
        document = document[key] if _has(document, key) else None
    if value is not None and _has(document, last):
        document[last] = value
    elif isinstance(document, dict):
        document.pop(last, None)


def _has(value: Any, key: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(key, int) and key < len(value)
    return isinstance(value, dict) and key in value


def restored(mistake_pointer: str, kept: dict[str, list[int]]) -> str:
    """A pointer into what remained, as a pointer into the whole document."""
    parts = mistake_pointer.split("/")
    if len(parts) > 2 and parts[1] in kept and parts[2].isdigit():
        parts[2] = str(kept[parts[1]][int(parts[2])])
    return "/".join(parts)
