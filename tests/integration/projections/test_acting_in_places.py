"""Two townships at one query API: what one may name, forget and mend is one's own."""

from collections.abc import AsyncIterator

import httpx2
import psycopg
import pytest_asyncio

from contracts.events import training as t
from tests.integration.projections.served import served
from tests.integration.projections.townships import OTHER_CASE, PLAYED, WHO, Library
from tests.support.signed_in import AS, SignedIn
from tests.unit.projections.history import CASE


@pytest_asyncio.fixture
async def own_library(postgres: str) -> AsyncIterator[Library]:
    """For a test that changes something."""
    async with served(postgres, PLAYED.carried, SignedIn(WHO)) as api:
        yield Library(api)


async def test_a_person_is_known_to_whoever_sees_an_event_that_names_them(
    own_library: Library,
) -> None:
    library = own_library
    for person in ("person-other-clerk", "person-other-1", "person-11", "person-other", "idle"):
        told = await library.api.client.put(
            f"/api/people/{person}", json={"name_zh": "王某"}, headers={AS: "all"}
        )
        assert told.status_code == 200

    async def known(who: str, person: str) -> bool:
        return (await library.ask(who, f"/api/people/{person}")).status_code == 200

    assert await known("other", "person-other-clerk"), "who entered it"
    assert await known("other", "person-other-1"), "who attended it"
    assert await known("other", "person-other"), "themself"
    assert not await known("longtan", "person-other")
    assert not await known("longtan", "person-other-clerk")
    assert await known("longtan", "person-11")
    assert not await known("county", "idle")
    assert await known("all", "idle")
    hidden = await library.ask("longtan", "/api/people/person-other-clerk")
    absent = await library.ask("longtan", "/api/people/person-none")
    assert hidden.text.replace("other-clerk", "none") == absent.text


async def test_a_person_is_renamed_by_who_named_them_or_sees_them(own_library: Library) -> None:
    client = own_library.api.client

    async def name(who: str, person: str, **also: str) -> httpx2.Response:
        told = {"name_zh": f"由{who}", **also}
        return await client.put(f"/api/people/{person}", json=told, headers={AS: who})

    new, contact = "person-new", "ext. 17"
    assert (await name("longtan", new, contact=contact)).status_code == 200
    assert (await own_library.ask("longtan", f"/api/people/{new}")).json()["names"]
    refused = await name("other", new, since="2012-01-01")
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["pointer"] == "/person"
    assert contact not in refused.text
    assert (await name("county", new)).status_code == 200, "above who named them"
    assert (await name("longtan", new)).status_code == 200
    assert (await name("all", "person-11")).status_code == 200
    assert (await name("longtan", "person-11")).status_code == 200, "an event there names them"
    assert (await name("branch", "person-7")).status_code == 200
    both = [{"person": new, "name_zh": "某"}, {"person": "person-8", "name_zh": "某"}]
    told = await client.post("/api/people", json=both, headers={AS: "other"})
    assert [one["status"] for one in told.json()["verdicts"]] == ["refused", "accepted"]


async def test_a_person_is_forgotten_by_whoever_sees_them(own_library: Library) -> None:
    library, person = own_library, "/api/people/person-other-1"
    told = await library.api.client.put(person, json={"name_zh": "王某"}, headers={AS: "all"})
    assert told.status_code == 200
    hidden = await library.api.client.delete(person, headers={AS: "longtan"})
    assert hidden.status_code == 404
    assert (await library.ask("other", person)).json()["erased_at"] is None
    erased = await library.api.client.delete(person, headers={AS: "other"})
    assert erased.json()["erased_at"]


async def test_what_is_parked_elsewhere_is_not_told(own_library: Library, postgres: str) -> None:
    library = own_library
    with psycopg.connect(postgres, autocommit=True) as conn:
        for position, case, type_ in (
            (4, OTHER_CASE, t.TrainingAttended.type), (5, CASE, t.TrainingSessionHeld.type)
        ):  # fmt: skip
            conn.execute(
                "INSERT INTO trail.parked VALUES ('training', %s, %s, %s, 'otherton broke', now())",
                (position, case, type_),
            )

    async def parked(who: str) -> list[str]:
        answer = await library.get(who, "/api/parked")
        return [e["case"] for one in answer["data"] for e in one["events"]]

    assert await parked("all") == [OTHER_CASE, CASE]
    assert await parked("longtan") == [CASE]
    trail = await library.get("longtan", f"/api/cases/{CASE}/trail")
    told = {e["position"]: e for e in trail["completeness"]["parked"]}
    assert (told[4]["case"], told[4]["error"]) == ("", "not shown")
    assert told[5]["case"] == CASE
    path = "/api/parked/trail/{case}/replay"
    for case, status in ((OTHER_CASE, 404), (CASE, 200)):
        url = path.format(case=case)
        assert (await library.api.client.post(url, headers={AS: "longtan"})).status_code == status
