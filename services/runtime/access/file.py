"""The access file: which apps and people there are, what they may do, and how they are known."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from contracts.attributes import is_uri_reference
from contracts.scheme.load import in_order
from contracts.scheme.mistakes import Mistake, SchemeMistakes, one_of, pointer
from contracts.scheme.places import decoded, read_on
from contracts.subjects import SERVICES
from contracts.values import Token
from services.runtime.access.identity import Identity, Role

EVERYWHERE = "everywhere"
STREAMS = ("GRADING", "PLEDGES", "TRAINING")
RESERVED = frozenset({*SERVICES, "projections", "operator"})
"""Users of NATS that are no apps."""
TICKER = "ticker"
"""The app that says which deadlines passed; its nkey is made with the services' own."""
PEOPLE = "/people/"
"""Sources that begin so are those of persons."""


def _form(pattern: str, accepts: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(accepts)
        return text

    return AfterValidator(check)


def _places(value: Any) -> Any:
    if value == EVERYWHERE:
        return None
    if not isinstance(value, list):
        raise ValueError("a list of organisations, or everywhere")
    return value


def _source(text: str) -> str:
    if not is_uri_reference(text):
        raise ValueError("a URI reference, like /apps/county-platform")
    return text


def _hash(text: str) -> str:
    try:
        extract_parameters(text)
    except InvalidHashError:
        raise ValueError("an Argon2 hash, as `gradetrail access person add` makes one") from None
    return text


Name = Annotated[str, _form(r"[a-z0-9][a-z0-9-]{0,39}", "up to 40 of a-z, 0-9 and -")]
"""An app's name: one token of a NATS subject."""
KeyId = Annotated[str, _form(r"[a-z][a-z0-9]{3,15}", "4 to 16 of a-z and 0-9, a letter first")]
Sha256 = Annotated[str, _form(r"[0-9a-f]{64}", "64 of 0-9 and a-f: the SHA-256 of the whole key")]
Nkey = Annotated[str, _form(r"U[A-Z2-7]{55}", "a public nkey of a user: 56 letters, U first")]
Source = Annotated[str, AfterValidator(_source)]
Places = Annotated[frozenset[Token] | None, BeforeValidator(_places)]
Url = Annotated[str, _form(r"https?://[^\s]+", "a URL")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Key(_Part):
    """An API key. ``expires``: its last day (UTC). ``sha256``: of the whole key, in hex."""

    id: KeyId
    sha256: Sha256
    expires: date


class Subject(_Part):
    """Somebody at an issuer of tokens: its ``sub``."""

    issuer: Url
    sub: Annotated[str, Field(min_length=1, max_length=255)]


class Login(_Part):
    """A local account, for demonstrations."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    argon2: Annotated[str, AfterValidator(_hash)]


class Member(_Part):
    """What apps and people share. ``places`` None: everywhere; ``sources`` None: the default."""

    roles: Annotated[frozenset[Role], Field(min_length=1)]
    places: Places = frozenset()
    sources: frozenset[Source] | None = None
    oidc: Subject | Annotated[str, Field(min_length=1, max_length=255)] | None = None


class App(Member):
    """A program. ``reads``: event streams that it may read over NATS."""

    nkey: Nkey | None = None
    reads: tuple[Literal["GRADING", "PLEDGES", "TRAINING"], ...] = ()
    keys: tuple[Key, ...] = ()


class Person(Member):
    """A person, known by an issuer (``oidc``) or a local account (``login``)."""

    login: Login | None = None


class Issuer(_Part):
    """Who signs tokens. ``jwks``: URL of its public keys, or a file beside the access file."""

    issuer: Url
    audience: Annotated[str, Field(min_length=1)] = "gradetrail"
    jwks: Annotated[str, Field(min_length=1)]


class AccessFile(_Part):
    """The whole file. ``demo``: its secrets are known to everybody."""

    demo: bool = False
    apps: dict[Name, App] = {}
    people: dict[Token, Person] = {}
    issuers: tuple[Issuer, ...] = ()

    def identity_of_app(self, name: str) -> Identity:
        """An app as it acts."""
        return _identity(name, self.apps[name], f"/apps/{name}")

    def identity_of_person(self, id: str) -> Identity:
        """A person as they act."""
        return _identity(id, self.people[id], f"{PEOPLE}{id}", is_person=True)

    def on_nats(self) -> dict[str, tuple[str, ...]]:
        """The apps that sign in to NATS, by name, and which event streams each reads there."""
        return {n: app.reads for n, app in self.apps.items() if app.nkey or n == TICKER}

    def subject_of(self, member: Member) -> Subject | None:
        """Issuer and ``sub`` by which a member is known; a bare ``sub`` is of the only issuer."""
        if isinstance(member.oidc, str):
            return Subject(issuer=self.issuers[0].issuer, sub=member.oidc)
        return member.oidc


def _identity(name: str, member: Member, source: str, *, is_person: bool = False) -> Identity:
    sources = member.sources if member.sources is not None else frozenset({source})
    return Identity(name, member.roles, member.places, sources, is_person=is_person)


class AccessFileBroken(Exception):
    """A text is not a valid access file; ``mistakes`` are all that were found, in their order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(map(str, self.mistakes)))


def read(path: Path, *, demo: bool = True) -> AccessFile:
    """The access file at a path. ``demo``: whether it may be one whose secrets are known.

    Raises:
        AccessFileBroken: it cannot be read, or has mistakes, each with field, rule and line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        missing = Mistake("", f"cannot read it: {error.strerror}", "file", "a file", 1, 1)
        raise AccessFileBroken([missing]) from None
    return parse(content, demo=demo)


def parse(content: bytes, *, demo: bool = True) -> AccessFile:
    """The access file in this YAML. Raises as ``read`` does."""
    try:
        document, places, misread = read_on(decoded(content))
    except SchemeMistakes as error:
        raise AccessFileBroken(error.mistakes) from None
    # A day is read as one here, quoted or not.
    misread = [one for one in misread if not one.pointer.endswith("/expires")]
    try:
        file = AccessFile.model_validate(document)
        found = [*misread, *_beyond_the_shape(file), *([] if demo else _known(file))]
    except ValidationError as error:
        found = [*misread, *map(_mistake, error.errors(include_url=False))]
    if found:
        raise AccessFileBroken(in_order(found, document, places))
    return file


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


def _mistake(found: ErrorDetails) -> Mistake:
    path = tuple(key for key in found["loc"] if key != "[key]" and key not in _UNION)
    where, kind, given = pointer(*path), found["type"], found["input"]
    if kind == "extra_forbidden":
        known = _MODELS[path[:-1][::2]].model_fields
        return Mistake(where, f"unknown key {path[-1]}", kind, one_of(known, str(path[-1])))
    if kind == "missing":
        return Mistake(where, f"{path[-1]} is missing", kind, f"the key {path[-1]}")
    accepts = _ACCEPTS.get(kind, found["msg"].removeprefix("Value error, "))
    said = f"not accepted: {given!r}" if isinstance(given, str | int) else "not of this form"
    return Mistake(where, said, kind, accepts)


_UNION = ("Subject", "constrained-str", "str")
"""What pydantic adds to the place of a mistake in something of several forms."""


def _beyond_the_shape(file: AccessFile) -> Iterator[Mistake]:
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


def _known(file: AccessFile) -> Iterator[Mistake]:
    """What everybody could open."""
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
