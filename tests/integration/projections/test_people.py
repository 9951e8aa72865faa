"""The register of people over HTTP: named, shown on every answer, and erased to the last byte."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.embedded.postgres import installed
from services.projections.main import pool_of
from services.projections.people.register import PeopleRegister
from tests.integration.projections.served import Served, served
from tests.unit.projections.history import CASE, whole

NAME, CONTACT = "欧阳独一无二", "139-0000-4711"
PERSON = "person-11"


@pytest.fixture
async def api(postgres: str) -> AsyncIterator[Served]:
    async with served(postgres, whole().carried) as found:
        yield found


async def put(api: Served, person: str, **naming: str) -> Any:
    return (await api.client.put(f"/api/people/{person}", json=naming)).json()


async def sentences(api: Served, **asked: str) -> list[str]:
    answer = await api.get(f"/api/cases/{CASE}/trail", limit=200, event="TrainingAttended", **asked)
    return [one["sentence"]["zh"] for one in answer["data"]]


async def test_a_name_reaches_trail_explanation_event_and_page(api: Served) -> None:
    assert (await put(api, PERSON, name_zh=NAME, contact=CONTACT))["names"] == [
        {"since": None, "name_zh": NAME, "name_en": None, "contact": CONTACT}
    ]
    (attended,) = await sentences(api)
    assert attended.startswith(f"{NAME}（{PERSON}）")
    page = (await api.client.get(f"/cases/{CASE}", params={"lang": "zh"})).text
    assert f"{NAME}（{PERSON}）" in page
    assert CONTACT not in page
    explanation = (await api.client.get(f"/api/cases/{CASE}/explanation")).text
    assert f"{NAME}（{PERSON}）" in explanation
    (entry,) = (await api.get(f"/api/cases/{CASE}/trail", event="TrainingAttended"))["data"]
    event = await api.get(f"/api/events/{entry['service']}/{entry['position']}")
    assert event["entry"]["sentence"] == entry["sentence"]
    assert event["cloudevent"]["data"]["person"] == PERSON


async def test_the_name_that_held_then(api: Served) -> None:
    await put(api, PERSON, name_zh="先前")
    await put(api, PERSON, name_zh="后来", since="2012-02-01")

    async def targets(effective_at: str) -> str:
        path = f"/api/cases/{CASE}/explanation"
        return str((await api.get(path, effective_at=effective_at))["targets"])

    assert f"先前（{PERSON}）" in await targets("2012-01-31")
    assert f"后来（{PERSON}）" in await targets("2012-12-31")


async def test_after_an_erasure_the_id_and_the_day(api: Served) -> None:
    await put(api, PERSON, name_zh=NAME)
    gone = (await api.client.delete(f"/api/people/{PERSON}")).json()
    assert gone["names"] == []
    day = gone["erased_at"][:4]
    (attended,) = await sentences(api)
    assert attended.startswith(f"{PERSON}（已于{day}年")
    page = (await api.client.get(f"/cases/{CASE}", params={"lang": "en"})).text
    assert f"{PERSON} (erased on " in page
    assert NAME not in page
    again = (await api.client.delete(f"/api/people/{PERSON}")).json()
    assert again == gone


async def test_who_was_erased_is_not_named_again(api: Served) -> None:
    await put(api, PERSON, name_zh=NAME)
    await api.client.delete(f"/api/people/{PERSON}")
    response = await api.client.put(f"/api/people/{PERSON}", json={"name_zh": NAME})
    assert response.status_code == 409
    (error,) = response.json()["errors"]
    assert (error["rule"], error["accepts"]) == ("erasure", "another id")
    assert NAME not in response.text


async def test_many_are_told_at_once_and_answered_one_by_one(api: Served) -> None:
    told = [
        {"person": "a-1", "name_zh": "甲"}, {"person": "a 2", "name_zh": NAME}, {"person": "a-3"},
        {"person": "a-1", "name_zh": "甲甲", "since": "2012-01-01"}, 7,
    ]  # fmt: skip

    async def tell(**params: str) -> list[Any]:
        response = await api.client.post("/api/people", json=told, params=params)
        assert NAME not in response.text
        return [one["status"] for one in response.json()["verdicts"]]

    expected = ["accepted", "refused", "refused", "accepted", "refused"]
    assert await tell(dry_run="true") == expected
    assert (await api.client.get("/api/people/a-1")).status_code == 404
    assert await tell() == expected
    assert await tell() == ["duplicate", "refused", "refused", "duplicate", "refused"]
    person = await api.get("/api/people/a-1")
    assert [one["since"] for one in person["names"]] == [None, "2012-01-01"]


async def test_of_two_names_of_one_day_the_later_one_holds(api: Served) -> None:
    told = [{"person": "a-1", "name_zh": "甲"}, {"person": "a-1", "name_zh": "乙"}]
    await api.client.post("/api/people", json=told)
    assert [one["name_zh"] for one in (await api.get("/api/people/a-1"))["names"]] == ["乙"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/api/people/p-1", b"{", 422), ("PUT", "/api/people/p-1", b"[]", 422),
        ("PUT", "/api/people/p%20x", b'{"name_zh": "x"}', 422),
        ("PUT", "/api/people/p", b"{}", 422),
        ("POST", "/api/people", b"{}", 422), ("POST", "/api/people", b"\xff", 422),
        ("POST", "/api/people", b"[" + b"0," * 1000 + b"0]", 422),
        ("DELETE", "/api/people/nobody", None, 404), ("GET", "/api/people/nobody", None, 404),
        ("PATCH", "/api/people/p-1", b"{}", 405),
    ],
)  # fmt: skip
async def test_what_cannot_be_understood_gets_a_problem(
    api: Served, method: str, path: str, body: bytes | None, status: int
) -> None:
    response = await api.client.request(method, path, content=body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def holding(folder: Path, text: str) -> list[str]:
    """The files in which a text stands; the write-ahead log apart."""
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and "pg_wal" not in file.parts and text.encode() in file.read_bytes()
    ]


@pytest.mark.embedded  # it reads the files of the cluster
async def test_no_byte_of_an_erased_name_stays_in_the_database(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as conn:
        (folder,) = conn.execute("SHOW data_directory").fetchone() or ("",)
        async with pool_of(postgres) as pool:
            register = PeopleRegister(pool)
            others = [{"person": f"o-{n}", "name_zh": f"甲{n}"} for n in range(900)]
            await register.tell([*others, {"person": PERSON, "name_zh": NAME, "contact": CONTACT}])
            await register.tell([{"person": PERSON, "name_zh": NAME, "contact": "another"}])
            conn.execute("ANALYZE")
            conn.execute("CHECKPOINT")
            assert holding(Path(folder), NAME), "the search finds what is there"
            assert NAME in dumped(postgres)
            # What an older snapshot still sees, a vacuum would leave in its place.
            with psycopg.connect(postgres) as older:
                older.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                older.execute("SELECT count(*) FROM pg_class")
                await register.erase(PERSON)
            conn.execute("CHECKPOINT")
            for text in (NAME, CONTACT):
                assert holding(Path(folder), text) == []
                assert text not in dumped(postgres)
            assert (await register.one("o-899")).names[0].name_zh == "甲899"


async def test_a_name_told_during_an_erasure_does_not_outlive_it(postgres: str) -> None:
    async with pool_of(postgres) as pool:
        register = PeopleRegister(pool)
        await register.tell([{"person": PERSON, "name_zh": NAME}])

        async def tell() -> None:
            for n in range(20):
                await register.tell([{"person": PERSON, "name_zh": f"{NAME}{n}"}])

        telling = asyncio.create_task(tell())
        await asyncio.sleep(0.01)
        await register.erase(PERSON)
        await telling
        assert (await register.one(PERSON)).names == []


async def test_many_tell_and_erase_at_the_same_time(postgres: str) -> None:
    persons = [f"p-{n}" for n in range(12)]
    told = [{"person": person, "name_zh": NAME} for person in persons]
    async with pool_of(postgres) as pool:
        register = PeopleRegister(pool)
        await register.tell(told)
        await asyncio.gather(
            *(register.erase(person) for person in persons[:6]),
            *(register.tell(told[::step]) for step in (1, -1, 1, -1)),
        )
        found = [(await register.one(person)).erased_at is not None for person in persons]
    assert found == [True] * 6 + [False] * 6


@pytest.mark.embedded  # with pg_dump from the wheel
async def test_an_erasure_does_not_wait_for_a_backup(api: Served, postgres: str) -> None:
    await put(api, PERSON, name_zh=NAME)
    with psycopg.connect(postgres) as backup:
        backup.execute("SELECT count(*) FROM people.name")
        response = await api.client.delete(f"/api/people/{PERSON}")
        assert response.status_code == 503
        assert "perhaps by a backup: try again" in response.json()["detail"]
        assert (await sentences(api))[0].startswith(NAME)
    assert (await api.client.delete(f"/api/people/{PERSON}")).status_code == 200


def dumped(dsn: str) -> str:
    return subprocess.run(
        [installed() / "bin" / "pg_dump", dsn], capture_output=True, text=True, check=True
    ).stdout
