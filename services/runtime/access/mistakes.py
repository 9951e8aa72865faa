"""What is wrong with an access file: in its shape, and beyond what a shape can say."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from contracts.scheme.mistakes import Mistake, one_of, pointer
from services.runtime.access.document import (
    PEOPLE,
    RESERVED,
    STREAMS,
    AccessFile,
    App,
    Issuer,
    Key,
    Login,
    Member,
    Person,
    Subject,
)
from services.runtime.access.identity import Identity, Role

_MODELS: dict[tuple[str | int, ...], type[BaseModel]] = {
    (): AccessFile,
    ("apps",): App,
    ("apps", "keys"): Key,
    ("apps", "oidc"): Subject,
    ("people",): Person,
    ("people", "oidc"): Subject,
    ("people", "login"): Login,
    ("issuers",): Issuer,
}
"""What stands under which keys; names and indices between them are left out."""

_ACCEPTS = {
    "missing": "a value",
    "enum": "one of " + ", ".join(Role),
    "literal_error": "one of " + ", ".join(STREAMS),
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "frozen_set_type": "a list",
    "too_short": "a list of one or more",
    "string_type": "a text",
    "date_from_datetime_parsing": "a day, like 2027-03-01",
    "date_parsing": "a day, like 2027-03-01",
    "date_type": "a day, like 2027-03-01",
}


def in_shape(found: ErrorDetails) -> Mistake:
    """A mistake in the shape, as it is told to who wrote the file."""
    named, below = found["loc"][:2], found["loc"][2:]  # any word may be a name
    path = (*named, *(key for key in below if key not in _UNION))
    where, kind, given = pointer(*path), found["type"], found["input"]
    if kind == "extra_forbidden":
        known = _MODELS[path[:-1][::2]].model_fields
        return Mistake(where, f"unknown key {path[-1]}", kind, one_of(known, str(path[-1])))
    if kind == "missing":
        return Mistake(where, f"{path[-1]} is missing", kind, f"the key {path[-1]}")
    accepts = _ACCEPTS.get(kind, found["msg"].removeprefix("Value error, "))
    said = f"not accepted: {given!r}" if isinstance(given, str | int) else "not of this form"
    return Mistake(where, said, kind, accepts)


_UNION = ("Subject", "constrained-str", "str", "[key]")
"""What pydantic adds to the place of a mistake in something of several forms, or in a name."""


def beyond_the_shape(file: AccessFile) -> Iterator[Mistake]:
    """What two parts of the file say that does not go together."""
    for name, app in file.apps.items():
        at = ("apps", name)
        if app.reads and app.places is not None:
            said = "a stream holds what happened everywhere"
            yield Mistake(pointer(*at, "reads"), said, "reads.everywhere", "places: everywhere")
        for source in app.sources or ():
            if source.startswith(PEOPLE):
                said = f"{source} is a person's source"
                yield Mistake(pointer(*at, "sources"), said, "sources.apps", f"/apps/{name}")
    for name, person in file.people.items():
        if person.login and not file.demo:
            said, accepts = "a local account outside a demonstration", "oidc, or demo: true"
            yield Mistake(pointer("people", name, "login"), said, "login.demo", accepts)
    yield from _issuers(file)
    for name in RESERVED & file.apps.keys():
        said = f"{name} is a name of ours"
        yield Mistake(pointer("apps", name), said, "name.reserved", "another name")
    yield from _twice(file, "sources", lambda one, identity: sorted(identity.sources or ()))
    yield from _twice(file, "keys", lambda one, _: [key.id for key in _keys(one)])
    yield from _twice(file, "keys", lambda one, _: [key.sha256 for key in _keys(one)])
    yield from _twice(file, "nkey", lambda one, _: [getattr(one, "nkey", None)])
    yield from _twice(file, "login", lambda one, _: [_login(one)])
    yield from _twice(file, "oidc", lambda one, _: [one.oidc and str(one.oidc)])


def _login(member: Member) -> str | None:
    return member.login.name if isinstance(member, Person) and member.login else None


KNOWN = frozenset(
    {
        "a945c26bf46c9b4964885a56e0b4e422b7a2c48bf75ad2da4e6f33af0c1eccb5",
        "UAOM7NFWBZJEGCW2O4JUOCY7S7GLPICS3J6RNDZ5XTCNJ5MS5QKZPPEZ",
    }
)
"""Keys of the demonstration, which stand in our own files: infra/demo."""


def known_to_all(file: AccessFile) -> Iterator[Mistake]:
    """What everybody could open: it has secrets of the demonstration."""
    accepts = "DEMO=true, if this is a demonstration"
    if file.demo:
        yield Mistake("/demo", "the secrets of this file are known", "demo", accepts)
    for name, app in file.apps.items():
        if KNOWN & {app.nkey, *(key.sha256 for key in app.keys)}:
            said = f"{name} has a key of the demonstration, which everybody knows"
            yield Mistake(pointer("apps", name), said, "demo.key", accepts)


def _keys(member: Member) -> tuple[Key, ...]:
    return member.keys if isinstance(member, App) else ()


def _issuers(file: AccessFile) -> Iterator[Mistake]:
    known = [issuer.issuer for issuer in file.issuers]
    for at, member, _ in _members(file):
        where = pointer(*at, "oidc")
        if isinstance(member.oidc, str) and len(known) != 1:
            said = f"{member.oidc} is known to an issuer, of which there are {len(known)}"
            yield Mistake(where, said, "oidc.issuer", "{issuer: …, sub: …}")
        elif isinstance(member.oidc, Subject) and member.oidc.issuer not in known:
            said = f"no issuer is {member.oidc.issuer}"
            yield Mistake(where, said, "oidc.issuer", one_of(known, member.oidc.issuer))


def _members(file: AccessFile) -> Iterator[tuple[tuple[str, str], Member, Identity]]:
    for name, app in file.apps.items():
        yield ("apps", name), app, file.identity_of_app(name)
    for id, person in file.people.items():
        yield ("people", id), person, file.identity_of_person(id)


def _twice(
    file: AccessFile, field: str, values: Callable[[Member, Identity], Iterable[Any]]
) -> Iterator[Mistake]:
    """What may be one member's alone, and is two members'."""
    of: dict[Any, str] = {}
    for at, member, identity in _members(file):
        for value in filter(None, values(member, identity)):
            if value in of:
                said = f"{value} is {of[value]}'s"
                yield Mistake(pointer(*at, field), said, f"{field}.unique", "another")
            of.setdefault(value, "/".join(at))
