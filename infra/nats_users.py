"""Who may publish and read what on NATS: the part of the server's configuration that says so.

Services and the operator are users of one account, each with the subjects it needs. Each app has an
**account of its own**, into which just its own subjects are imported. Users of one account would
not be enough: whoever publishes chooses where the answer goes, the server asks nobody whether they
may write there, and a stream would take the server's acknowledgement for an event.
"""

import importlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nkeys

from contracts.subjects import REFUSED, SERVICES, inbox, inbox_stream, refused, stream, submit
from infra.reloading import SYSTEM
from infra.trouble import CannotRun
from services.runtime.access.document import AccessFile
from services.runtime.access.nats import inbox_prefix

ACCOUNT = "GRADETRAIL"
"""Of services and operator; it alone has JetStream."""
PROJECTIONS, OPERATOR = "projections", "operator"
USERS = (*SERVICES, PROJECTIONS, OPERATOR)
"""Users of that account."""
API, READING = "$JS.API", "gradetrail.api"
"""JetStream's own subjects, and what they are called for an app that reads."""


@dataclass(frozen=True)
class Rights:
    """Subjects to which a user may publish, and to which it may subscribe."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def of_service(service: str, apps: Iterable[str]) -> Rights:
    """A service that decides: reads its share of the inboxes, answers, writes its own stream."""
    own = stream(service)
    return Rights(
        publish=(
            f"gradetrail.{service}.>",
            refused(service),
            *(f"{inbox_prefix(app)}.>" for app in apps),
            "_R_.>",  # the answer to an app's request, on its way into the app's account
            f"{API}.STREAM.INFO.{own}",
            f"{API}.STREAM.MSG.GET.{own}",
            f"{API}.STREAM.MSG.GET.{REFUSED}",
            # Only inboxes have consumers that are called as a service.
            f"{API}.CONSUMER.INFO.*.{service}",
            f"{API}.CONSUMER.MSG.NEXT.*.{service}",
            f"{API}.CONSUMER.RESET.*.{service}",
            *(f"{API}.STREAM.PURGE.{inbox_stream(app)}" for app in (None, *apps)),
            *(
                subject
                for other in map(stream, heard_by(service))
                for subject in (
                    *_following(other),
                    f"{API}.STREAM.INFO.{other}",
                    f"{API}.CONSUMER.INFO.{other}.*",
                )
            ),
        ),
        subscribe=(f"{inbox_prefix(service)}.>", f"gradetrail.submit.{service}.>"),
    )


def of_projections() -> Rights:
    """The projections: follow every service's stream, and fetch single events of it again."""
    return Rights(
        publish=tuple(
            subject
            for name in map(stream, SERVICES)
            for subject in (*_following(name), f"{API}.STREAM.MSG.GET.{name}")
        ),
        subscribe=(f"{inbox_prefix(PROJECTIONS)}.>",),
    )


def of_operator() -> Rights:
    """Whoever provisions, backs up and restores: all of JetStream's API, and nothing else."""
    return Rights(
        publish=(f"{API}.>", "$JS.SNAPSHOT.>"), subscribe=(f"{inbox_prefix(OPERATOR)}.>",)
    )


def of_app(app: str, reads: Iterable[str] = ()) -> Rights:
    """An upstream app, in its own account: publishes as itself, reads its receipts.

    ``reads``: event streams, by a durable consumer of its name or message by message.
    """
    return Rights(
        publish=(
            inbox("*", "*", app),
            submit("*", "*", app),
            *(to for _, to in _reading(app, reads)),
            *(f"$JS.ACK.{name}.{app}.>" for name in reads),
        ),
        subscribe=(f"{inbox_prefix(app)}.>",),
    )


def heard_by(service: str) -> list[str]:
    """The other services whose events a service folds in."""
    domain = importlib.import_module(f"services.{service}.domain")
    return sorted({event.service for event in domain.HEARS} - {service})


def _following(name: str) -> tuple[str, ...]:
    return (
        f"{API}.CONSUMER.CREATE.{name}.*",
        f"{API}.CONSUMER.MSG.NEXT.{name}.*",
    )


def _reading(app: str, reads: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What an app that reads asks of JetStream: as the server calls it, and as the app does."""
    for name in reads:
        for what in ("INFO", "MSG.NEXT", "RESET"):
            asked = f"CONSUMER.{what}.{name}.{app}"
            yield f"{API}.{asked}", f"{READING}.{asked}"
        yield f"{API}.DIRECT.GET.{name}", f"{READING}.DIRECT.GET.{name}"


# The configuration ------------------------------------------------------------------------


def configuration(file: AccessFile, keys: Mapping[str, str]) -> str:
    """The accounts of nats-server.conf, to be included there.

    ``keys``: public nkeys by name, of each of ``USERS`` and of the ticker. If it has that of the
    ``SYSTEM`` user, too, new accounts can be taken up on request (reloading.py).

    Raises:
        CannotRun: one of ours has no key.
    """
    apps = file.on_nats()
    nkey = {**keys, **{name: file.apps[name].nkey or keys.get(name, "") for name in apps}}
    if missing := [name for name in (*USERS, *apps) if not nkey.get(name)]:
        raise CannotRun(f"there is no nkey of {', '.join(missing)}")
    rights = {name: of_service(name, apps) for name in SERVICES}
    rights |= {PROJECTIONS: of_projections(), OPERATOR: of_operator()}
    lines = [
        "# Made by `gradetrail access nats`: change the access file, and make it again.",
        "accounts {",
        f"  {ACCOUNT} {{",
        "    jetstream: enabled",
        "    users: [",
        *(f"      {_user(nkey[name], rights[name])}" for name in USERS),
        "    ]",
        "    exports: [",
        *(f"      {line}" for app, reads in apps.items() for line in _exports(app, reads)),
        "    ]",
        "  }",
        *(line for app, reads in apps.items() for line in _account(app, reads, nkey[app])),
        *([f"  SYS {{users: [{{nkey: {keys[SYSTEM]}}}]}}"] if SYSTEM in keys else []),
        "}",
        *(["system_account: SYS"] if SYSTEM in keys else []),
    ]
    return "\n".join(lines) + "\n"


def _account(app: str, reads: Iterable[str], nkey: str) -> Iterator[str]:
    yield f"  {_q(app)} {{"
    yield f"    users: [{_user(nkey, of_app(app, reads))}]"
    yield "    imports: ["
    for subject in (inbox("*", "*", app), submit("*", "*", app)):
        yield f"      {{service: {_of_ours(subject)}}}"
    yield f"      {{stream: {_of_ours(f'{inbox_prefix(app)}.>')}}}"
    for asked, called in _reading(app, reads):
        yield f"      {{service: {_of_ours(asked)}, to: {_q(called)}}}"
    for name in reads:
        yield f"      {{service: {_of_ours(f'$JS.ACK.{name}.{app}.>')}}}"
    yield "    ]"
    yield "  }"


def _exports(app: str, reads: Iterable[str]) -> Iterator[str]:
    def export(kind: str, subject: str, more: str = "") -> str:
        return f"{{{kind}: {_q(subject)}, accounts: [{_q(app)}]{more}}}"

    for subject in (inbox("*", "*", app), submit("*", "*", app)):
        yield export("service", subject)
    yield export("stream", f"{inbox_prefix(app)}.>")
    for asked, _ in _reading(app, reads):
        many = ".MSG.NEXT." in asked or ".DIRECT." in asked
        yield export("service", asked, ", response_type: stream" if many else "")
    for name in reads:
        yield export("service", f"$JS.ACK.{name}.{app}.>")


def _user(nkey: str, rights: Rights) -> str:
    allowed = (
        f"{what}: {{allow: [{', '.join(map(_q, subjects))}]}}"
        for what, subjects in (("publish", rights.publish), ("subscribe", rights.subscribe))
    )
    return f"{{nkey: {nkey}, permissions: {{{', '.join(allowed)}}}}}"


def _of_ours(subject: str) -> str:
    return f"{{account: {ACCOUNT}, subject: {_q(subject)}}}"


def _q(text: str) -> str:
    return json.dumps(text)


# Keys ---------------------------------------------------------------------------------------


def make_keys(folder: Path, names: Iterable[str] = USERS) -> list[str]:
    """An nkey for each name that has none in the folder: ``<name>.seed``, for its owner's eyes
    alone, and the public key as ``<name>.pub``. The names for which one was made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [name for name in names if not seed_file(folder, name).exists()]
    for name in made:
        pair = new_nkey()
        descriptor = os.open(seed_file(folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(pair.seed)
        (folder / f"{name}.pub").write_bytes(pair.public_key)
        pair.wipe()
    return made


def public_keys(folder: Path) -> dict[str, str]:
    """The public keys in a folder, by name."""
    return {file.stem: file.read_text().strip() for file in sorted(folder.glob("*.pub"))}


def seed_file(folder: Path, name: str) -> Path:
    """Where ``make_keys`` puts a seed."""
    return folder / f"{name}.seed"


def new_nkey() -> nkeys.KeyPair:
    """A fresh nkey of a user: ``seed`` and ``public_key``."""
    return nkeys.from_seed(nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER))
