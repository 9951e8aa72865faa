"""Undecided submissions are kept and put back: content, order, and what each durable has seen."""

import json
from pathlib import Path

import nats

from infra.keeping import inboxes
from infra.keeping.engines import Engines
from infra.provision import connect_and_provision
from tests.support.engines import HasUrl

SENT = [("grading", b"one"), ("pledges", b"two"), ("grading", b"\x00three" * 100_000)]


async def test_an_inbox_is_put_back_as_it_was(nats_server: HasUrl, tmp_path: Path) -> None:
    engines = Engines("", nats_server.url)
    client = await nats.connect(nats_server.url)
    js = client.jetstream()
    for service, body in [("grading", b"decided"), *SENT]:
        await js.publish(f"gradetrail.inbox.{service}.X", body, headers={"a": service})
    read = await js.pull_subscribe_bind("grading", "INBOX")
    (decided,) = await read.fetch(1)
    await decided.ack_sync()

    kept = json.loads(json.dumps(await inboxes.save(engines, tmp_path)))
    assert kept["INBOX"]["state"]["messages"] == len(SENT)
    await inboxes.delete_all(engines)
    assert set((await inboxes.last_sequences(engines)).values()) == {0}
    await inboxes.restore(engines, tmp_path, kept)

    changes = await connect_and_provision(nats_server.url)
    assert {c.name: c.done for c in changes if c.name in ("INBOX", "grading")} == {
        "INBOX": "unchanged", "grading": "unchanged"
    }  # fmt: skip
    found = []
    for service in ("grading", "pledges"):
        read = await js.pull_subscribe_bind(service, "INBOX")
        found += [
            (m.headers["a"], m.data) for m in await read.fetch(2 if service == "grading" else 1)
        ]
    assert sorted(found) == sorted(SENT)
    await client.close()


async def test_an_empty_inbox_is_kept_as_well(nats_server: HasUrl, tmp_path: Path) -> None:
    engines = Engines("", nats_server.url)
    kept = await inboxes.save(engines, tmp_path)
    await inboxes.delete_all(engines)
    await inboxes.restore(engines, tmp_path, kept)
    assert await inboxes.last_sequences(engines) == dict.fromkeys(
        ("GRADING", "PLEDGES", "TRAINING", "REFUSED", "INBOX"), 0
    )
