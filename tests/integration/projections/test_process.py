"""The projections service on real engines: from a service's stream to an auditor's answer."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.runtime.wire import Carried
from tests.integration.projections.running import CHECK_S, answer, carry, running
from tests.support.engines import HasUrl
from tests.unit.projections.history import CASE, whole

SERVICES = ("grading", "pledges", "training")


@pytest.fixture
async def client(nats_server: HasUrl, postgres: str) -> AsyncIterator[httpx2.AsyncClient]:
    await carry(nats_server.url, whole().carried)
    async with running(nats_server.url, postgres) as found:
        yield found


async def test_what_the_streams_carry_is_answered_once_it_is_applied(
    client: httpx2.AsyncClient,
) -> None:
    found = await answer(client, f"/api/cases/{CASE}/explanation", *SERVICES)
    assert found["standing"][0]["tier"]["id"] == "backward"
    assert found["completeness"]["complete"] is True
    assert found["completeness"]["services"]["grading"]["oldest_unapplied_s"] == 0
    status = (await client.get("/status")).json()
    assert status["faults"] == []


async def test_an_event_that_cannot_be_applied_parks_its_case_and_is_told(
    nats_server: HasUrl, postgres: str
) -> None:
    log = list(whole().carried)
    at = next(i for i, one in enumerate(log) if "BranchSelfRated" in one.headers["ce-type"])
    poison = Carried(log[at].service, log[at].position, log[at].headers, b'{"tier": 1}')
    await carry(nats_server.url, [*log[:at], poison, *log[at + 1 :]])
    async with running(nats_server.url, postgres) as client:
        row = (await answer(client, "/api/cases", "grading"))["data"][0]
        assert row["ladders"][0]["self_rated"] is None
        parked = (await client.get("/api/parked")).json()["data"]
        by_name = {one["projection"]: one["events"] for one in parked}
        assert by_name["trail"] == []
        assert by_name["standings"][0]["event"] == "BranchSelfRated"
        response = await client.post(f"/api/parked/standings/{CASE}/replay")
        assert response.status_code == 409
        assert response.json()["type"] == "/problems/still-failing"


async def test_a_rebuild_equals_what_was_there(client: httpx2.AsyncClient) -> None:
    before = (await answer(client, f"/api/cases/{CASE}/trail", *SERVICES))["data"]
    assert (await client.post("/api/rebuilds/trail")).status_code == 202
    async with asyncio.timeout(CHECK_S):
        while True:
            note = (await client.get("/api/rebuilds/trail")).json()
            # Whatever the rebuild is at, an answer is to be had.
            assert (await client.get(f"/api/cases/{CASE}/trail")).status_code == 200
            if note["state"] not in ("filling", "comparing"):
                break
            await asyncio.sleep(0.02)
    assert (note["state"], note["differing"]) == ("swapped", {"entry": 0})
    assert (await client.get(f"/api/cases/{CASE}/trail")).json()["data"] == before


async def test_an_answer_names_what_parked_it(nats_server: HasUrl, postgres: str) -> None:
    """An attendance that cannot be read parks the trail of its organiser's case."""
    log = list(whole().carried)
    at = next(i for i, one in enumerate(log) if "TrainingAttended" in one.headers["ce-type"])
    poison = Carried(log[at].service, log[at].position, log[at].headers, b'{"organisation": 1}')
    await carry(nats_server.url, [*log[:at], poison, *log[at + 1 :]])
    async with running(nats_server.url, postgres) as client:
        path = f"/api/cases/{CASE}/explanation"
        completeness = (await answer(client, path, "grading", "training"))["completeness"]
        assert completeness["complete"] is False
        assert completeness["incomplete_since"] == "training:2"
        page = (await client.get(f"/cases/{CASE}", params={"lang": "en"})).text
        assert "Incomplete since training:2" in page
