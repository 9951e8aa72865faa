"""Two townships at one service: each speaks for itself, and sees what it sent."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from contracts.messages import BATCH, STRUCTURED
from services.runtime import api
from services.runtime.access.identity import Identity, Role
from services.runtime.kept import ReceiptsKept, RefusalsKept
from services.runtime.submitting import Submitting
from tests.support.desks import at_work, check_log
from tests.support.signed_in import AS, SignedIn
from tests.support.toy import evidence

TREE = {"county": None, "town-a": "county", "town-b": "county", "branch-a": "town-a"}


def app_of(place: str, *roles: Role) -> Identity:
    named = frozenset({Role.PUBLISHER, *roles})
    return Identity(place, named, frozenset({place}), frozenset({f"/apps/{place}"}))


WHO = {
    "county": app_of("county", Role.COMMITTEE),
    "a": app_of("town-a", Role.COMMITTEE),
    "b": app_of("town-b"),
    "clerk": Identity(
        "person-7", frozenset({Role.CLERK}), frozenset({"town-a"}),
        frozenset({"/people/person-7"}), is_person=True,
    ),
    "operator": Identity("ops", frozenset({Role.OPERATOR})),
}  # fmt: skip


def entered(id: str, parent: str | None, **also: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": f"o-{id}", "source": "/apps/county",
        "type": "gradetrail.grading.OrganisationRegistered.v1", "subject": f"organisation:{id}",
        "time": "2011-11-01T09:00:00+08:00", "actor": "county",
        "data": {"kind": "body", "name_zh": id} | ({"parent": parent} if parent else {}), **also,
    }  # fmt: skip


def by_a(number: int | str, **also: Any) -> dict[str, Any]:
    """Evidence of the township A, as its app says it."""
    told = evidence(number, "s:c:branch-a", source="/apps/town-a", actor="town-a")
    return told | also


class Door:
    """A service's HTTP, as several who signed in see it."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def submit(self, who: str, *events: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A batch: its receipts."""
        headers = {"content-type": BATCH, AS: who}
        answer = await self.client.post("/events", json=list(events), headers=headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["receipts"]
        return found

    async def statuses(self, who: str, *events: Mapping[str, Any]) -> list[str]:
        """What became of each: accepted, duplicate, or the field at fault."""
        return [
            one["problem"]["errors"][0]["pointer"] if one["problem"] else one["status"]
            for one in await self.submit(who, *events)
        ]

    async def get(self, who: str, path: str, **params: Any) -> tuple[int, Any]:
        answer = await self.client.get(path, params=params, headers={AS: who})
        return answer.status_code, answer.json()

    async def refused(self, who: str) -> list[str]:
        """Ids of the refused that somebody sees."""
        _, found = await self.get(who, "/refused")
        return [one["attributes"]["id"] for one in found["data"]]


@pytest.fixture
async def door(postgres: str) -> AsyncIterator[Door]:
    async def nothing() -> Any:
        return []

    pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
        postgres, min_size=1, max_size=2, open=False, kwargs={"autocommit": True}
    )
    with at_work(postgres) as office:
        async with pool:
            app = api.build(
                "grading",
                Submitting(office.desk), RefusalsKept(pool), ReceiptsKept(pool, "grading"),
                faults=nothing, status=nothing, access=SignedIn(WHO),
            )  # fmt: skip
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
                found = Door(client)
                await found.submit("county", *(entered(*one) for one in TREE.items()))
                yield found


async def test_each_township_acts_for_itself(door: Door, postgres: str) -> None:
    assert await door.statuses("a", by_a(1), by_a(2, actor="branch-a")) == ["accepted"] * 2
    assert await door.statuses("b", by_a(3, source="/apps/town-b")) == ["/actor"]
    assert await door.statuses("b", by_a(4)) == ["/source"]
    assert await door.statuses("a", by_a(5, actor="county")) == ["/actor"]
    assert check_log(postgres)[-2:] == ["e1", "e2"]


async def test_the_past_of_an_id_is_not_told_to_others(door: Door) -> None:
    """Not whether the id was used, nor whether the payload was the same."""
    await door.submit("a", by_a(1))
    (used,), (free,) = [await door.submit("b", by_a(n)) for n in (1, 2)]
    assert used | {"id": "e2"} == free
    assert await door.statuses("a", by_a(1)) == ["duplicate"]


async def test_a_retry_is_a_duplicate_also_once_the_actor_stands_elsewhere(door: Door) -> None:
    assert await door.statuses("a", by_a(1, actor="branch-a")) == ["accepted"]
    await door.submit("county", entered("branch-a", "town-b") | {"id": "moved"})
    told = by_a(1, actor="branch-a"), by_a(2, actor="branch-a")
    assert await door.statuses("a", *told) == ["duplicate", "/actor"]


async def test_an_organisation_entered_in_the_same_breath_may_act(door: Door) -> None:
    own = entered("new", "town-a", source="/apps/town-a", actor="town-a")
    assert await door.statuses("a", own, by_a(1, actor="new")) == ["accepted"] * 2


async def test_a_persons_submission_bears_their_id(door: Door, postgres: str) -> None:
    told = by_a(1, source="/people/person-7")
    del told["recordedby"]
    assert await door.statuses("clerk", told) == ["accepted"]
    assert await door.statuses("clerk", told) == ["duplicate"]
    assert await door.statuses("clerk", told | {"recordedby": "person-7"}) == ["duplicate"]
    assert await door.statuses("clerk", told | {"recordedby": "person-8"}) == ["/recordedby"]
    with psycopg.connect(postgres) as conn:
        row = conn.execute(
            "SELECT convert_from(state, 'UTF8')::json->'envelope'->>'recordedby'"
            " FROM stored_events ORDER BY notification_id DESC LIMIT 1"
        ).fetchone()
    assert row == ("person-7",)


async def test_receipts_are_shown_to_their_sender(door: Door) -> None:
    await door.submit("a", by_a(1))
    asked = {"source": "/apps/town-a", "id": "e1"}
    assert (await door.get("a", "/receipts", **asked))[0] == 200
    assert (await door.get("operator", "/receipts", **asked))[0] == 200
    there = await door.get("b", "/receipts", **asked)
    not_there = await door.get("b", "/receipts", **asked | {"source": "/apps/town-c"})
    assert there[0] == not_there[0] == 404
    assert there[1]["detail"].replace("town-a", "town-c") == not_there[1]["detail"]


async def test_refusals_are_shown_to_their_sender(door: Door) -> None:
    await door.submit("a", by_a(1, actor="town-b"), by_a(2, time="soon"))
    await door.submit("b", by_a(3), by_a(4, source="/apps/town-b"))
    assert await door.refused("a") == ["e2", "e1"]
    assert await door.refused("b") == ["e4"]
    assert await door.refused("operator") == ["e4", "e3", "e2", "e1"]
    _, found = await door.get("a", "/refused")
    number = found["data"][0]["number"]
    assert (await door.get("a", f"/refused/{number}"))[0] == 200
    assert (await door.get("b", f"/refused/{number}"))[0] == 404


async def test_who_sends_the_same_under_anothers_source_hides_nothing(door: Door) -> None:
    """The very bytes that A will send are kept as B's, and A's own as A's."""
    for who in ("b", "a", "a"):
        await door.submit(who, by_a(1, actor="county"))
    assert await door.refused("a") == ["e1"]
    assert await door.refused("operator") == ["e1", "e1"]


async def test_an_accepted_event_mends_its_own_senders_refusals_alone(door: Door) -> None:
    await door.submit("b", by_a(1))
    await door.submit("a", by_a(1, time="soon"))
    await door.submit("a", by_a(1))
    assert await door.refused("a") == []
    assert await door.refused("operator") == ["e1"]


async def test_who_submits_again_is_judged_anew(door: Door) -> None:
    await door.submit("a", by_a(1, actor="town-b"))
    _, found = await door.get("a", "/refused")
    path = f"/refused/{found['data'][0]['number']}/resubmit"

    async def again(who: str, body: Mapping[str, Any] | None = None) -> int:
        headers = {"content-type": STRUCTURED, AS: who}
        answer = await door.client.post(path, json=body, headers=headers)
        return answer.status_code

    assert await again("b", by_a(1)) == 404, "not B's to see"
    assert await again("operator") == 403, "an operator speaks for nobody"
    assert await again("a") == 403, "nothing has changed"
    assert await again("a", by_a(1)) == 200
