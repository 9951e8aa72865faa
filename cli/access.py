"""``gradetrail access``: who may do what; keys are made here and shown once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import typer

from cli.output import counted, print_json, print_table
from client import http
from client.faults import Fault
from contracts.subjects import SERVICES
from infra.access_file import HEAD, OURS, new_key, write
from infra.access_text import with_keys, with_member
from infra.addresses import find
from infra.trouble import CannotRun
from services.runtime.access.document import EVERYWHERE, AccessFile
from services.runtime.access.file import AccessFileBroken, read
from services.runtime.access.identity import Role


class Given(NamedTuple):
    """What was said of a new app or person."""

    roles: list[Role]
    places: list[str]
    everywhere: bool

    def member(self, **more: Any) -> dict[str, Any]:
        """The same as the file has it; what is None or empty is left out."""
        if self.everywhere and self.places:
            raise Fault("either --place or --everywhere")
        places: Any = EVERYWHERE if self.everywhere else self.places
        told = {"roles": [role.value for role in self.roles], "places": places} | more
        return {name: value for name, value in told.items() if value}


def run_init(file: Path, organisation: str, days: int, as_json: bool) -> None:
    """Write a first access file, and print the keys of its apps, this once."""
    if file.exists():
        raise Fault(f"{file} is there already; `gradetrail access app add` adds to it")
    committee = {"roles": [Role.COMMITTEE.value], "places": [organisation]}
    apps = OURS | {"committee": committee}
    keys = {name: new_key(days) for name in apps}
    text = HEAD
    for name, app in apps.items():
        text = with_member(text, "apps", name, app | {"keys": [keys[name].record]})
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, text)
    _hand_over({name: key.secret for name, key in keys.items()}, as_json)


def run_app_add(
    file: Path, name: str, given: Given, days: int, as_json: bool,
    *, sources: list[str], reads: list[str], nkey: str | None, oidc: str | None,
) -> None:  # fmt: skip
    """Add an app, and print its first key, this once."""
    key = new_key(days)
    more = {"sources": sources, "reads": reads, "nkey": nkey, "oidc": oidc, "keys": [key.record]}
    _free(_opened(file).apps, name, file)
    _change(file, lambda text: with_member(text, "apps", name, given.member(**more)))
    _hand_over({name: key.secret}, as_json)


def run_key_add(file: Path, app: str, days: int, as_json: bool) -> None:
    """Give an app one more key, and print it, this once."""
    known = _opened(file).apps.get(app)
    if known is None:
        raise Fault(f"{file} has no app {app}")
    key = new_key(days)
    records = [*(one.model_dump() for one in known.keys), key.record]
    _change(file, lambda text: with_keys(text, app, records))
    _hand_over({app: key.secret}, as_json)


def run_key_revoke(file: Path, id: str) -> None:
    """Take a key out of the file; within two seconds it opens nothing."""
    apps = _opened(file).apps
    name = next((name for name, app in apps.items() if id in [key.id for key in app.keys]), None)
    if name is None:
        raise Fault(f"{file} has no key {id}")
    left = [key.model_dump() for key in apps[name].keys if key.id != id]
    _change(file, lambda text: with_keys(text, name, left))
    typer.echo(f"{id} of {name} is revoked")


def run_person_add(
    file: Path, id: str, given: Given, oidc: str | None, login: str | None, password: str | None
) -> None:
    """Add a person, known by an issuer or, in a demonstration, by a local account."""
    if (oidc is None) == (login is None):
        raise Fault("either --oidc or --login")
    _free(_opened(file).people, id, file)
    account = {"name": login, "argon2": _hashed(password)} if login else None
    member = given.member(oidc=oidc, login=account)
    _change(file, lambda text: with_member(text, "people", id, member))
    typer.echo(f"{id} may sign in")


def run_check(file: Path) -> int:
    """Print every mistake of an access file with its place; 1 if there are any."""
    try:
        found = read(file)
    except AccessFileBroken as broken:
        for mistake in broken.mistakes:
            typer.echo(f"{file}:{mistake}")
        return 1
    people = counted(len(found.people), "person", "people")
    typer.echo(f"{file}: {counted(len(found.apps), 'app')}, {people}")
    return 0


def run_list(file: Path, data: Path | None, as_json: bool) -> None:
    """Print who may do what, and when each key was last used."""
    used, today = _last_used(data), datetime.now(UTC).date()
    rows = list(_rows(_opened(file), used, today))
    if as_json:
        print_json({"data": rows})
        return
    print_table(
        ("who", "roles", "places", "known by", "until", "last used"),
        [[*(row | {"last_used": (row["last_used"] or "")[:16]}).values()] for row in rows],
        whole=1,
    )


def _rows(file: AccessFile, used: Mapping[str, str], today: date) -> Iterable[dict[str, Any]]:
    """A row for each way in which somebody is known."""
    for name, app in file.apps.items():
        identity = file.identity_of_app(name)
        for key in app.keys:
            until = f"{key.expires}" + (" (expired)" if key.expires < today else "")
            yield _row(name, identity, f"key {key.id}", until, used.get(key.id))
        if app.nkey:
            yield _row(name, identity, f"nkey {app.nkey[:8]}…")
        if app.oidc or not (app.keys or app.nkey):
            yield _row(name, identity, f"issuer: {app.oidc}" if app.oidc else "nothing")
    for id, person in file.people.items():
        by = f"login {person.login.name}" if person.login else f"issuer: {person.oidc}"
        yield _row(id, file.identity_of_person(id), by)


def _row(
    who: str, identity: Any, by: str, until: str | None = None, used: str | None = None
) -> dict[str, Any]:
    places = EVERYWHERE if identity.places is None else ", ".join(sorted(identity.places))
    roles = ", ".join(sorted(identity.roles))
    named = ("who", "roles", "places", "known_by", "until", "last_used")
    return dict(zip(named, (who, roles, places, by, until, used), strict=True))


def _last_used(data: Path | None) -> dict[str, str]:
    """The last use of each key in any service, as far as they answer."""
    latest: dict[str, str] = {}
    try:
        addresses = find(data)
        for service in (*SERVICES, "projections"):
            for key, used in http.get(addresses.service(service), "/keys")["data"].items():
                latest[key] = max(used, latest.get(key, ""))
    except (Fault, CannotRun) as error:
        typer.echo(f"when keys were used is not known: {error}", err=True)
    return latest


def _change(file: Path, change: Callable[[str], str]) -> None:
    write(file, change(file.read_text("utf-8")))


def _opened(file: Path) -> AccessFile:
    try:
        return read(file)
    except AccessFileBroken as error:
        raise Fault(f"{file} has mistakes: {error}") from None


def _free(known: Mapping[str, Any], name: str, file: Path) -> None:
    if name in known:
        raise Fault(f"{file} has {name} already")


def _hashed(password: str | None) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password or typer.prompt("Password", hide_input=True))


def _hand_over(keys: Mapping[str, str], as_json: bool) -> None:
    if as_json:
        print_json({"keys": keys})
        return
    for name, key in keys.items():
        typer.echo(f"{name}  {key}")
    typer.echo(
        "keep them now: the file has their hashes alone, and this is not said again", err=True
    )
