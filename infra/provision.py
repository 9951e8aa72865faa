"""Makes the streams and durables what infra/streams.py says; safe to run again at any time.

Speaks JetStream's own API: nats-py's config classes drop settings that they do not know.
``python -m infra.provision --nats URL`` runs it; with ``--check`` it changes nothing and
exits 1 on drift. With ``--access FILE`` each app that signs in to NATS has an inbox of its own.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nats
from nats.aio.client import Client

from contracts.subjects import INBOX
from infra.nats_users import OPERATOR
from infra.streams import Apps, Room, Settings, consumers, streams
from services.runtime.access.file import AccessFileBroken, read
from services.runtime.access.nats import OPEN, CannotSignIn, SignIn
from services.runtime.connection import Connection

NO_SUCH_STREAM, NO_SUCH_CONSUMER = 10059, 10014
AWAY = (OSError, nats.errors.Error, TimeoutError)
"""How a server that does not answer shows."""


@dataclass(frozen=True)
class Change:
    """What provisioning found and did. ``drift``: setting → (as it was, as it must be)."""

    kind: Literal["stream", "consumer"]
    name: str
    done: Literal["created", "updated", "unchanged", "missing", "drifted"]
    drift: dict[str, tuple[Any, Any]]

    def __str__(self) -> str:
        settings = ", ".join(f"{key}: {was!r} → {is_!r}" for key, (was, is_) in self.drift.items())
        return f"{self.kind} {self.name}: {self.done}" + (f" ({settings})" if settings else "")


class ProvisioningRefused(Exception):
    """The server did not take a setting; says what it answered."""


async def provision(
    client: Client,
    *,
    check_only: bool = False,
    apps: Apps | None = None,
    room: Room | None = None,
) -> list[Change]:
    """Create what is missing, update what drifted, and say which; ``check_only`` only looks.

    Raises:
        ProvisioningRefused: the server answered with an error, e.g. storage that is not there.
    """
    changes = [await _stream(client, wanted, check_only) for wanted in streams(apps, room)]
    for stream, wanted in consumers(apps):
        changes.append(await _consumer(client, stream, wanted, check_only))
    return changes


async def connect_and_provision(
    url: str,
    *,
    check_only: bool = False,
    apps: Apps | None = None,
    room: Room | None = None,
    sign_in: SignIn = OPEN,
) -> list[Change]:
    """Provision the server at ``url`` over a connection of its own, as the user ``operator``."""
    client = Connection(sign_in)
    await client.connect_as(
        OPERATOR, url,
        connect_timeout=5,
        allow_reconnect=False,
        # Also bounds the first connect, which would else go on for two minutes.
        max_reconnect_attempts=1,
        reconnect_time_wait=0.1,
    )  # fmt: skip
    try:
        return await provision(client, check_only=check_only, apps=apps, room=room)
    finally:
        await client.close()


async def _stream(client: Client, wanted: Settings, check_only: bool) -> Change:
    name = wanted["name"]
    found = await _ask(client, f"STREAM.INFO.{name}", {}, absent=NO_SUCH_STREAM)
    if found is None:
        if not check_only:
            await _ask(client, f"STREAM.CREATE.{name}", wanted)
        return Change("stream", name, "missing" if check_only else "created", {})
    drift = _drift(found["config"], wanted)
    if drift and not check_only:
        await _ask(client, f"STREAM.UPDATE.{name}", {**found["config"], **wanted})
    return Change("stream", name, _said(drift, check_only), drift)


async def _consumer(client: Client, stream: str, wanted: Settings, check_only: bool) -> Change:
    name = wanted["name"]
    found = await _ask(
        client, f"CONSUMER.INFO.{stream}.{name}", {}, absent=(NO_SUCH_STREAM, NO_SUCH_CONSUMER)
    )
    drift = _drift(found["config"], wanted) if found else {}
    if not check_only and (found is None or drift):
        of = ".".join([stream, name, *filter(None, [wanted.get("filter_subject")])])
        await _ask(
            client,
            f"CONSUMER.CREATE.{of}",
            {
                "stream_name": stream,
                "config": {**(found["config"] if found else {}), **wanted},
                "action": "update" if found else "create",
            },
        )
    shown = name if stream == INBOX else f"{name} of {stream}"
    if found is None:
        return Change("consumer", shown, "missing" if check_only else "created", {})
    return Change("consumer", shown, _said(drift, check_only), drift)


def _said(drift: object, check_only: bool) -> Literal["unchanged", "drifted", "updated"]:
    if not drift:
        return "unchanged"
    return "drifted" if check_only else "updated"


def _drift(found: Settings, wanted: Settings) -> dict[str, tuple[Any, Any]]:
    """The wanted settings that differ; the server leaves false and empty ones out."""
    return {
        key: (found.get(key), value)
        for key, value in wanted.items()
        if found.get(key, type(value)()) != value
    }


async def _ask(
    client: Client, what: str, request: Settings, *, absent: int | tuple[int, ...] = ()
) -> dict[str, Any] | None:
    """One request to JetStream's API; None if it answers with one of the ``absent`` codes."""
    reply = await client.request(f"$JS.API.{what}", json.dumps(request).encode(), timeout=10)
    answer: dict[str, Any] = json.loads(reply.data)
    error = answer.get("error")
    if not error:
        return answer
    if error.get("err_code") in (absent if isinstance(absent, tuple) else (absent,)):
        return None
    raise ProvisioningRefused(f"{what}: {error.get('description')} ({error.get('err_code')})")


def main() -> int:
    """Provision from the command line; exit code 1 on an error, or drift with ``--check``."""
    parser = argparse.ArgumentParser(prog="python -m infra.provision", description=__doc__)
    parser.add_argument("--nats", default="nats://127.0.0.1:4222", help="URL of the NATS server")
    parser.add_argument("--check", action="store_true", help="look only, change nothing")
    parser.add_argument("--access", type=Path, help="the access file, if there is one")
    parser.add_argument("--seed-file", type=Path, help=f"nkey seed of the user {OPERATOR}")
    parser.add_argument("--ca-file", type=Path, help="who vouches for the server (PEM)")
    for name, value in vars(Room()).items():
        said = "how many of each stream" if name == "replicas" else "-1: as much as there is"
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=value, help=said)
    asked = parser.parse_args()
    try:
        changes = asyncio.run(
            connect_and_provision(
                asked.nats,
                check_only=asked.check,
                apps=read(asked.access).on_nats() if asked.access else None,
                room=Room(**{name: getattr(asked, name) for name in vars(Room())}),
                sign_in=SignIn(asked.seed_file, asked.ca_file),
            )
        )
    except (*AWAY, ProvisioningRefused, CannotSignIn, AccessFileBroken) as no:
        sys.stderr.write(f"provisioning failed: {no}\n")
        return 1
    sys.stdout.writelines(f"{change}\n" for change in changes)
    return int(any(change.done in ("missing", "drifted") for change in changes))


if __name__ == "__main__":
    sys.exit(main())
