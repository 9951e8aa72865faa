"""The access file's shape: which apps and people there are, and what they may do."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from contracts.attributes import is_uri_reference
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
