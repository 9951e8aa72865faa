"""Submissions that wait for a decision, kept and put back by JetStream's own snapshots."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from contracts.subjects import INBOX, REFUSED, SERVICES, stream
from infra.keeping.engines import Engines
from infra.nats_users import OPERATOR
from infra.trouble import CannotRun
from services.runtime.connection import Connection

_CHUNK, _WINDOW = 128 * 1024, 8 * 1024 * 1024
_WITHIN_S = 30
_NO_SUCH_STREAM = 10059


Kept = Mapping[str, Any]
"""An inbox's ``config`` and ``state``, as JetStream tells them and wants them back."""


async def save(engines: Engines, folder: Path) -> dict[str, Kept]:
    """Write each inbox into a file ``<name>.snapshot`` of the folder; what they are, by name.

    Take it before the databases: what is decided in between is only submitted once more.
    """
    async with _connected(engines) as client:
        return {name: await _save(client, name, folder) for name in await _inboxes(client)}


async def restore(engines: Engines, folder: Path, inboxes: Mapping[str, Kept]) -> None:
    """Put inboxes back as they were, durables included; none of them may be there."""
    async with _connected(engines) as client:
        for name, kept in inboxes.items():
            await _restore(client, name, kept, folder)


async def last_sequences(engines: Engines) -> dict[str, int]:
    """By stream, the sequence that its last message has or had."""
    async with _connected(engines) as client:
        names = [*map(stream, SERVICES), REFUSED, *await _inboxes(client)]
        found = {}
        for name in names:
            told = await _ask(client, f"STREAM.INFO.{name}", {}, absent=_NO_SUCH_STREAM)
            found[name] = int(told["state"]["last_seq"]) if told else 0
        return found


async def delete_all(engines: Engines) -> None:
    """Remove every stream of ours."""
    for name in await last_sequences(engines):
        async with _connected(engines) as client:
            await _delete(client, name)


async def _inboxes(client: Client) -> list[str]:
    """One, or one an app: INBOX, INBOX-…"""
    told = await _ask(client, "STREAM.NAMES", {}) or {}
    return sorted(name for name in told["streams"] or () if name.partition("-")[0] == INBOX)


async def _save(client: Client, name: str, folder: Path) -> Kept:
    to = client.new_inbox()
    subscription = await client.subscribe(to)
    told = await _ask(
        client,
        f"STREAM.SNAPSHOT.{name}",
        {"deliver_subject": to, "chunk_size": _CHUNK, "window_size": _WINDOW},
    )
    assert told
    with (folder / f"{name}.snapshot").open("wb") as file:
        while True:
            chunk = await subscription.next_msg(_WITHIN_S)
            if chunk.reply:
                await chunk.respond(b"")
            if not chunk.data:
                break
            file.write(chunk.data)
    await subscription.unsubscribe()
    return {"config": told["config"], "state": told["state"]}


async def _restore(client: Client, name: str, kept: Kept, folder: Path) -> None:
    told = await _ask(client, f"STREAM.RESTORE.{name}", dict(kept))
    assert told
    with (folder / f"{name}.snapshot").open("rb") as snapshot:
        while chunk := await asyncio.to_thread(snapshot.read, _CHUNK):
            await client.request(told["deliver_subject"], chunk, timeout=_WITHIN_S)
    done = await client.request(told["deliver_subject"], b"", timeout=_WITHIN_S)
    _checked(json.loads(done.data), f"restoring {name}")


async def _delete(client: Client, name: str) -> None:
    await _ask(client, f"STREAM.DELETE.{name}", {}, absent=_NO_SUCH_STREAM)


@asynccontextmanager
async def _connected(engines: Engines) -> AsyncIterator[Client]:
    client = Connection(engines.sign_in)
    await client.connect_as(
        OPERATOR, engines.nats_url,
        connect_timeout=5, allow_reconnect=False, max_reconnect_attempts=1,
    )  # fmt: skip
    try:
        yield client
    finally:
        await client.close()


async def _ask(
    client: Client, what: str, request: dict[str, Any], absent: int = 0
) -> dict[str, Any] | None:
    reply = await client.request(f"$JS.API.{what}", json.dumps(request).encode(), timeout=_WITHIN_S)
    answer: dict[str, Any] = json.loads(reply.data)
    if absent and answer.get("error", {}).get("err_code") == absent:
        return None
    return _checked(answer, what)


def _checked(answer: dict[str, Any], what: str) -> dict[str, Any]:
    if error := answer.get("error"):
        raise CannotRun(f"NATS refused {what}: {error.get('description')}")
    return answer
