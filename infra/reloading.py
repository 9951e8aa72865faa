"""Lets every NATS server of a cluster read its configuration again, and so take up new accounts."""

import json

import nats.errors

from services.runtime.access.nats import SignIn
from services.runtime.connection import Connection

SYSTEM = "system"
"""User of NATS's system account, who may do this and sees no message of ours."""
ANSWER_WITHIN_S = 2.0


class NotTakenUp(Exception):
    """A server keeps to its earlier configuration; says why."""


async def reload(url: str, sign_in: SignIn) -> list[str]:
    """The names of the servers that have read their configuration.

    Raises:
        NotTakenUp: one found a mistake in it.
        nats.errors.Error, OSError: there is nobody to ask.
    """
    client = Connection(sign_in)
    await client.connect_as(
        SYSTEM, url, connect_timeout=5, allow_reconnect=False, max_reconnect_attempts=1
    )
    try:
        servers = await _servers(client)
        for id, name in servers.items():
            told = await client.request(f"$SYS.REQ.SERVER.{id}.RELOAD", timeout=10)
            if error := json.loads(told.data).get("error"):
                raise NotTakenUp(f"NATS server {name}: {error.get('description')}")
        return sorted(servers.values())
    finally:
        await client.close()


async def _servers(client: Connection) -> dict[str, str]:
    """Each server's name by its id: all answer, and nobody says how many there are."""
    inbox = client.new_inbox()
    answers = await client.subscribe(inbox)
    await client.publish("$SYS.REQ.SERVER.PING", reply=inbox)
    found: dict[str, str] = {}
    while True:
        try:
            answer = await answers.next_msg(timeout=ANSWER_WITHIN_S if not found else 0.3)
        except nats.errors.TimeoutError:
            return found
        server = json.loads(answer.data)["server"]
        found[server["id"]] = server["name"]
