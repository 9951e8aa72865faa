"""The engines from wheels, as tests and the supervisor run them."""

import asyncio
import json
from typing import Any

import nats
import psycopg
import pytest

from infra.databases import dsn, provision
from infra.provision import connect_and_provision
from tests.support.engines import NatsEngine, PostgresEngine


async def _ask(url: str, subject: str, request: object) -> dict[str, Any]:
    client = await nats.connect(url)
    reply = await client.request(subject, json.dumps(request).encode(), timeout=5)
    await client.close()
    answer: dict[str, Any] = json.loads(reply.data)
    return answer


def ask(server: NatsEngine, subject: str, request: object) -> dict[str, Any]:
    """One request to JetStream's API."""
    return asyncio.run(_ask(server.url, subject, request))


def test_each_service_has_a_database_that_only_its_role_may_enter(
    postgres_server: PostgresEngine,
) -> None:
    secrets = {"grading": "one", "pledges": "two"}
    provision(postgres_server.dsn(), secrets)
    provision(postgres_server.dsn(), secrets)

    own = dsn("grading", "one", host="127.0.0.1", port=postgres_server.port)
    with psycopg.connect(own) as connection:
        row = connection.execute(
            "SELECT current_user, current_schema(), upper('é') || '村'"
        ).fetchone()
    assert row == ("grading", "grading", "É村")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(own.replace("one", "two"))
    foreign = own.removesuffix("/grading") + "/pledges"
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(foreign)


@pytest.mark.embedded
def test_commits_are_synced_and_only_the_loopback_is_served(
    postgres_server: PostgresEngine,
) -> None:
    with psycopg.connect(postgres_server.dsn()) as connection:
        row = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('listen_addresses'), current_setting('server_encoding')"
        ).fetchone()
    assert row == ("on", "on", "127.0.0.1", "UTF8")


def test_a_killed_postgres_starts_again_with_what_it_had(
    postgres_server: PostgresEngine, postgres: str
) -> None:
    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    postgres_server.kill()
    postgres_server.start()
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_provisioning_again_changes_nothing(nats_server: NatsEngine) -> None:
    changes = asyncio.run(connect_and_provision(nats_server.url))
    assert {change.done for change in changes} == {"unchanged"}
    assert len(changes) == 8


def test_drift_is_reported_and_mended(nats_server: NatsEngine) -> None:
    found = ask(nats_server, "$JS.API.STREAM.INFO.GRADING", {})["config"]
    ask(nats_server, "$JS.API.STREAM.UPDATE.GRADING", {**found, "max_age": 3_600_000_000_000})

    looked = asyncio.run(connect_and_provision(nats_server.url, check_only=True))
    assert [str(change) for change in looked if change.drift] == [
        "stream GRADING: drifted (max_age: 3600000000000 → 0)"
    ]
    mended = asyncio.run(connect_and_provision(nats_server.url))
    assert [change.name for change in mended if change.done == "updated"] == ["GRADING"]
    assert ask(nats_server, "$JS.API.STREAM.INFO.GRADING", {})["config"]["max_age"] == 0


def test_a_deleted_stream_and_its_durables_are_made_again(nats_server: NatsEngine) -> None:
    ask(nats_server, "$JS.API.STREAM.DELETE.INBOX", {})
    looked = asyncio.run(connect_and_provision(nats_server.url, check_only=True))
    assert [c.name for c in looked if c.done == "missing"] == [
        "INBOX", "grading", "pledges", "training"
    ]  # fmt: skip
    made = asyncio.run(connect_and_provision(nats_server.url))
    assert sum(change.done == "created" for change in made) == 4


def test_what_is_for_no_service_is_not_acknowledged(nats_server: NatsEngine) -> None:
    async def publish() -> None:
        async with await nats.connect(nats_server.url) as client:
            await client.jetstream().publish("gradetrail.inbox.gradings.X", b"{}")

    with pytest.raises(nats.js.errors.NoStreamResponseError):
        asyncio.run(publish())


def test_one_message_of_a_service_stream_cannot_be_deleted_the_whole_stream_can(
    nats_server: NatsEngine,
) -> None:
    deleted = ask(nats_server, "$JS.API.STREAM.MSG.DELETE.GRADING", {"seq": 1})
    assert "error" in deleted
    assert ask(nats_server, "$JS.API.STREAM.PURGE.GRADING", {})["success"] is True
    assert ask(nats_server, "$JS.API.STREAM.DELETE.GRADING", {})["success"] is True


def test_what_nats_acknowledged_survives_a_kill(nats_server: NatsEngine) -> None:
    async def publish() -> int:
        client = await nats.connect(nats_server.url)
        ack = await client.jetstream().publish("gradetrail.inbox.grading.X", b"{}")
        await client.close()
        return ack.seq

    assert asyncio.run(publish()) == 1
    nats_server.kill()
    nats_server.start()
    assert ask(nats_server, "$JS.API.STREAM.INFO.INBOX", {})["state"]["messages"] == 1
