"""A process dies before and after each of its writes in turn: nothing is lost, nothing is twice."""

import asyncio
import subprocess

import nats
import pytest
from nats.aio.client import Client

from contracts.subjects import inbox
from tests.faults.processes import process, ready
from tests.support.app import App, binary, structured, until
from tests.support.desks import check_log
from tests.support.engines import HasUrl
from tests.support.load import stream_is_log
from tests.support.toy import evidence

WRITES = 14
"""More than a service does for the messages of one round."""


@pytest.mark.embedded
async def test_death_at_any_write_leaves_one_effect_of_each_submission(
    postgres: str, nats_server: HasUrl
) -> None:
    nc = await nats.connect(nats_server.url)
    app = App(nc, "http://127.0.0.1", "grading")
    await app.listen()
    published = []
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with process(postgres, nats_server.url, "tests.support.dying", **pipes) as (dying, _):
        for at in range(1, 2 * WRITES):
            published += await publish(nc, app, at)
            assert await died(dying, at) == -9
    with process(postgres, nats_server.url) as (_, base_url):
        await ready(base_url)
        await until(lambda: answered(nc), "all is answered", within_s=30)
        await stream_is_log(nats_server.url, postgres)
    assert check_log(postgres) == published
    await app.receipt_of(*published)
    refused = {receipt["id"] for receipt in app.receipts if receipt["status"] == "refused"}
    assert refused == {f"e{at}-wrong" for at in range(1, 2 * WRITES)}
    await app.close()


async def publish(nc: Client, app: App, at: int) -> list[str]:
    """Two submissions that are accepted, one that is not."""
    good = [evidence(f"{at}-{n}", f"s:c:n{n}") for n in range(2)]
    wrong = evidence(f"{at}-wrong", data={"criterion": ""})
    for body, headers in (binary(good[0]), structured(wrong), binary(good[1])):
        told = {**headers, "receipt-to": app.receipt_to}
        await nc.jetstream().publish(inbox("grading", "EvidenceRecorded"), body, headers=told)
    return [event["id"] for event in good]


async def died(dying: "subprocess.Popen[bytes]", at: int) -> int:
    """The exit code of a process that was to die at this moment."""
    assert dying.stdin
    assert dying.stdout
    dying.stdin.write(b"%d\n" % at)
    dying.stdin.flush()
    async with asyncio.timeout(30):
        return int(await asyncio.to_thread(dying.stdout.readline))


async def answered(nc: Client) -> bool:
    return bool((await nc.jetstream().stream_info("INBOX")).state.messages == 0)
