"""Two townships at one query API: each sees its own, and nothing of the other."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import httpx2
import psycopg
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from contracts.events import grading as g
from contracts.events import training as t
from contracts.register import Register
from contracts.subjects import SERVICES
from services.projections.registers import REGISTERS
from services.runtime.access.identity import Identity, Role
from tests.integration.projections.served import Served, served
from tests.support.engines import PostgresEngine, fresh_database
from tests.support.signed_in import AS, SignedIn
from tests.unit.projections.history import (
    BRANCH,
    CASE,
    COUNTY,
    OFFICE,
    SCHEME,
    TOWNSHIP,
    evidence,
    whole,
)
from tests.unit.projections.play import Play

OTHER, OTHER_BRANCH = "otherton", "otherton-01"
OTHER_CASE = f"classification-upgrade:2011-2012:{OTHER_BRANCH}"
CYCLE = "cycle:classification-upgrade:2011-2012"


def reader(name: str, *places: str, everywhere: bool = False, person: bool = False) -> Identity:
    roles = frozenset({Role.CLERK, Role.AUDITOR, Role.COMMITTEE, Role.OPERATOR})
    sees = None if everywhere else frozenset(places)
    return Identity(name, roles, sees, frozenset(), is_person=person)


WHO = {
    "all": reader("all", everywhere=True),
    "county": reader("county", COUNTY),
    "longtan": reader("longtan", TOWNSHIP),
    "other": reader("person-other", OTHER, person=True),
    "branch": reader("branch", OTHER_BRANCH),
    "both": reader("both", OTHER, BRANCH),
    "nowhere": reader("nowhere"),
}


def going_on(play: Play) -> Play:
    """The same story, to be gone on with apart."""
    register = {one.name: dict(getattr(play.register, one.name)) for one in fields(Register)}
    return replace(
        play, log={service: list(told) for service, told in play.log.items()},
        carried=list(play.carried), states=dict(play.states), register=Register(**register),
    )  # fmt: skip


def played() -> Play:
    """The story of longtan-07, and one of another township under the same county."""
    play = going_on(whole())
    for id, kind, parent in (
        (OTHER, "township_committee", COUNTY), (OTHER_BRANCH, "village_branch", OTHER)
    ):  # fmt: skip
        play.say(
            g.OrganisationRegistered(kind=kind, name_zh=f"外地{id}", name_en=id, parent=parent),
            COUNTY, "2011-10-21", subject=f"organisation:{id}",
        )  # fmt: skip
    for id, value in ((OTHER_BRANCH, 44), (COUNTY, 987654)):
        play.say(
            g.RegisterFigureRecorded(
                figure="members", value=Decimal(value), as_of=date(2011, 10, 31),
                reported_from="册",
            ),
            id, "2011-10-31", subject=f"organisation:{id}",
        )  # fmt: skip
    play.say(
        g.BranchEnrolled(ladders=("grade",), opening_tiers={"grade": "advanced"}),
        OTHER, "2011-11-02", subject=OTHER_CASE,
    )  # fmt: skip
    play.say(
        evidence("satisfaction_pct", 91, "ev-other"), OTHER_BRANCH, "2011-11-06",
        subject=OTHER_CASE, clerk="person-other-clerk",
    )  # fmt: skip
    held = t.TrainingSessionHeld(
        session_id="session-other", kind="study_phase", starts_on=date(2012, 6, 1),
        ends_on=date(2012, 6, 2), form="member_training", audience=("member",),
    )  # fmt: skip
    play.say(held, OTHER_BRANCH, "2012-06-02", subject=OTHER_CASE)
    for person, organisation in (("person-11", BRANCH), ("person-other-1", OTHER_BRANCH)):
        play.say(
            t.TrainingAttended(
                session_id="session-other", person=person, organisation=organisation,
                role="member", attended_from=date(2012, 6, 1), attended_to=date(2012, 6, 2),
            ),
            OTHER_BRANCH, "2012-06-02", subject=OTHER_CASE,
        )  # fmt: skip
    return play


PLAYED = played()


@dataclass
class Library:
    """The query API and its pages, as several readers see them."""

    api: Served

    async def ask(self, who: str, path: str, **params: Any) -> httpx2.Response:
        return await self.api.client.get(path, params=params, headers={AS: who})

    async def get(self, who: str, path: str, **params: Any) -> Any:
        answer = await self.ask(who, path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library(postgres_server: PostgresEngine) -> AsyncIterator[Library]:
    """For tests that only ask."""
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        async with served(dsn, PLAYED.carried, SignedIn(WHO)) as api:
            yield Library(api)


@pytest_asyncio.fixture(loop_scope="module")
async def own_library(postgres: str) -> AsyncIterator[Library]:
    """For a test that changes something."""
    async with served(postgres, PLAYED.carried, SignedIn(WHO)) as api:
        yield Library(api)


# Every route -----------------------------------------------------------------------------------


def paths(api: Served, case: str) -> Iterator[str]:
    """Every path there is to read, filled in; a route with a new blank has to be thought of."""
    blanks: dict[str, list[str]] = {
        "case": [case, CYCLE, "scheme:classification-upgrade", "organisation:" + case[-10:]],
        "register": list(REGISTERS), "service": list(SERVICES), "scheme": [SCHEME.id],
        "position": [str(n) for n in range(1, max(map(len, PLAYED.log.values())) + 1)],
        "version": ["1"], "person": ["person-other-clerk"], "projection": ["trail"],
        "slug": ["not-found"],
    }  # fmt: skip
    for route in api.app.routes:
        if isinstance(route, APIRoute) and "GET" in route.methods:
            filled = [route.path]
            for name in re.findall(r"{(\w+)}", route.path):
                values = blanks[name]
                filled = [path.replace(f"{{{name}}}", value) for path in filled for value in values]
            yield from filled


async def test_no_answer_speaks_of_what_is_not_the_readers(library: Library) -> None:
    """Of every event, page and register; unless an event in the reader's own case names it."""
    answers = {path: await library.ask("longtan", path) for path in paths(library.api, CASE)}
    seen = {path: one.text for path, one in answers.items() if one.status_code == 200}
    assert len(seen) > 80
    told = {path for path, text in seen.items() if "otherton" in text or "外地" in text}
    # Where person-11 of longtan-07 was trained by the other branch.
    attended = next(
        one.position for one in PLAYED.log["training"]
        if isinstance(one.event, t.TrainingAttended) and one.event.session_id == "session-other"
    )  # fmt: skip
    assert f"/api/events/training/{attended}" in told
    assert told <= {
        f"/cases/{CASE}", f"/api/cases/{CASE}/trail", f"/api/cases/{CASE}/export",
        f"/api/cases/{CASE}/explanation", f"/api/events/training/{attended}",
    }  # fmt: skip
    hidden = ("ev-other", "person-other", OTHER_CASE.replace(":", "_"))
    assert not [path for path, text in seen.items() if any(one in text for one in hidden)]


@pytest.mark.parametrize(
    "path",
    [
        "/cases/{case}", "/api/cases/{case}/trail", "/api/cases/{case}/explanation",
        "/api/cases/{case}/export", "/api/cases/{case}/trail?as_of=2013-01-01",
        "/api/cases/{case}/explanation?effective_at=2013-01-01",
    ],
)  # fmt: skip
async def test_a_case_elsewhere_is_as_if_it_were_not(library: Library, path: str) -> None:
    for who in ("other", "branch", "nowhere"):
        there = await library.ask(who, path.format(case=CASE))
        nothing = await library.ask(who, path.format(case=CASE.replace("longtan", "nowhere")))
        assert there.status_code == nothing.status_code == 404
        assert there.text.replace("longtan", "nowhere") == nothing.text
    for who in ("all", "county", "longtan", "both"):
        assert (await library.ask(who, path.format(case=CASE))).status_code == 200


async def test_an_event_elsewhere_is_as_if_it_were_not(library: Library) -> None:
    position = next(
        one.position for one in PLAYED.log["grading"] if one.envelope.subject == OTHER_CASE
    )
    there = await library.ask("longtan", f"/api/events/grading/{position}")
    beyond = await library.ask("longtan", "/api/events/grading/9999")
    assert there.status_code == beyond.status_code == 404
    assert there.text.replace(f"event {position} ", "event 9999 ") == beyond.text
    assert (await library.ask("other", f"/api/events/grading/{position}")).status_code == 200


async def test_an_organisation_elsewhere_is_as_if_it_were_not(library: Library) -> None:
    """Its entry and figures; what it is called is told wherever an event names it."""
    for organisation, sees in (
        (TOWNSHIP, {"all", "county", "longtan"}), (OTHER_BRANCH, {"all", "county", "other"}),
        (COUNTY, {"all", "county"}),
    ):  # fmt: skip
        path = f"/api/cases/organisation:{organisation}/trail"
        found = {w for w in WHO if (await library.ask(w, path)).status_code == 200}
        assert found - {"branch", "both"} == sees


async def test_cycles_and_schemes_are_for_all_who_read(library: Library) -> None:
    for path in (
        f"/api/cases/{CYCLE}/trail", "/api/cases/scheme:classification-upgrade/trail",
        "/api/cycles", "/api/schemes", "/api/schemes/classification-upgrade/1",
    ):  # fmt: skip
        answers = [(await library.ask(who, path)).text for who in WHO]
        assert len(set(answers)) == 1, path


# Lists and registers -----------------------------------------------------------------------------


async def test_the_list_holds_ones_own_cases_and_says_so(library: Library) -> None:
    found = {who: await library.get(who, "/api/cases") for who in WHO}
    cases = {who: [row["case"] for row in answer["data"]] for who, answer in found.items()}
    both = [CASE, OTHER_CASE]
    assert cases == {
        "all": both, "county": both, "both": both, "longtan": [CASE], "other": [OTHER_CASE],
        "branch": [OTHER_CASE], "nowhere": [],
    }  # fmt: skip
    assert found["all"]["within"] is None
    assert [one["id"] for one in found["both"]["within"]] == [BRANCH, OTHER]
    assert found["longtan"]["within"][0]["name"]["zh"] == "示例龙潭乡党委"
    asked = await library.get("longtan", "/api/cases", organisation=OTHER_BRANCH)
    assert asked["data"] == []
    asked = await library.get("longtan", "/api/cases", township=OTHER, tier="advanced")
    assert asked["data"] == []


async def test_standings_are_of_ones_own(library: Library) -> None:
    enrolled = {}
    for who in ("all", "county", "longtan", "other", "branch"):
        answer = await library.get(who, "/api/standings")
        (ladder,) = answer["ladders"]
        enrolled[who] = ladder["enrolled"]
        assert (answer["within"] is None) == (who == "all")
    assert enrolled == {"all": 2, "county": 2, "longtan": 1, "other": 1, "branch": 1}
    assert (await library.get("nowhere", "/api/standings"))["ladders"] == []
    asked = await library.get("longtan", "/api/standings", township=OTHER)
    assert asked["ladders"] == []


@pytest.mark.parametrize("register", REGISTERS)
async def test_a_register_is_of_ones_own(library: Library, register: str) -> None:
    path = f"/api/registers/{register}"
    rows = {who: await library.get(who, path) for who in ("all", "county", "longtan", "other")}
    by = {
        who: {row["case"] for row in answer["data"] if row.get("case")}
        for who, answer in rows.items()
    }
    assert all(case.endswith((BRANCH, TOWNSHIP, OFFICE)) for case in by["longtan"])
    assert all(case.endswith((OTHER, OTHER_BRANCH)) for case in by["other"])
    assert by["longtan"] | by["other"] <= by["all"] == by["county"]
    assert [one["id"] for one in rows["other"]["within"]] == [OTHER]
    if rows["all"]["data"]:
        assert rows["county"]["data"] == rows["all"]["data"], "a county that holds all of it"
    nobody = await library.get("nowhere", path)
    assert not [row for row in nobody["data"] if row.get("case")]


async def test_targets_are_reckoned_of_ones_own(library: Library) -> None:
    found = {}
    for who in ("all", "longtan", "other"):
        answer = await library.get(who, "/api/registers/targets")
        (row,) = [one for one in answer["data"] if one["target"]["id"] == "T1-02"]
        found[who] = row["denominator"], [one["id"] for one in row["not_counted"]]
    # longtan-07 began in the middle; the other, which began at the top, is none of those to rise.
    assert found["longtan"] == (1, [BRANCH])
    assert found["other"] == (0, [])
    assert found["all"] == (1, [BRANCH])


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "You see Longtan township committee"), ("zh", "您可查看示例龙潭乡党委及其下属组织")],
)
@pytest.mark.parametrize("path", ["/", "/registers/grades"])
async def test_pages_say_whose_figures_they_show(
    library: Library, path: str, lang: str, words: str
) -> None:
    page = await library.ask("longtan", path, lang=lang)
    assert words in page.text
    assert "otherton" not in page.text
    for who in ("all", "longtan"):
        text = (await library.ask(who, path, lang=lang)).text
        assert (words[:6] in text) == (who == "longtan")


@pytest.mark.parametrize("who", ["longtan", "both"])
async def test_no_link_of_a_page_leads_to_what_is_not_shown(library: Library, who: str) -> None:
    to_read, seen = ["/"], set[str]()
    while to_read:
        path = to_read.pop()
        answer = await library.ask(who, path)
        assert answer.status_code == 200, path
        seen.add(path)
        if answer.headers["content-type"].startswith("text/html") and len(seen) < 60:
            links = {unescape(one) for one in re.findall(r'href="(/[^"#]*)', answer.text)}
            to_read += sorted(one for one in links - seen - set(to_read) if "/assets/" not in one)
    assert any(path.startswith(f"/cases/{CASE}") for path in seen)
    assert any("/export" in path for path in seen)


# The file to take away ---------------------------------------------------------------------------


async def test_the_case_file_holds_its_references_and_no_figures_elsewhere(
    library: Library,
) -> None:
    whole = await library.get("all", f"/api/cases/{CASE}/export")
    own = await library.get("longtan", f"/api/cases/{CASE}/export")
    other = await library.get("other", f"/api/cases/{OTHER_CASE}/export")
    assert own["events"] == whole["events"]
    (left_out,) = [one for one in whole["references"] if one not in own["references"]]
    assert left_out["subject"] == f"organisation:{OTHER_BRANCH}"
    assert left_out["data"]["value"] == "44", "a figure of an organisation elsewhere"

    def about(file: Any, subject: str) -> set[str]:
        return {r["type"].split(".")[2] for r in file["references"] if r["subject"] == subject}

    figured = {"OrganisationRegistered", "RegisterFigureRecorded"}
    assert about(other, f"organisation:{OTHER_BRANCH}") == figured
    assert CASE not in json.dumps(other)


async def test_a_training_elsewhere_is_in_the_attendees_trail(library: Library) -> None:
    trail = await library.get("longtan", f"/api/cases/{CASE}/trail", limit=200)
    (entry,) = [one for one in trail["data"] if "of_another_case" in one["marks"]]
    assert (entry["subject"], entry["actor"]["name"]["en"]) == (OTHER_CASE, OTHER_BRANCH)
    event = await library.get("longtan", f"/api/events/training/{entry['position']}")
    assert event["cases"] == [CASE]
    by_all = await library.get("all", f"/api/events/training/{entry['position']}")
    assert by_all["cases"] == [OTHER_CASE, CASE]


# The tree as it stands now -----------------------------------------------------------------------


async def test_who_is_responsible_now_sees_the_whole_past(postgres: str) -> None:
    play = going_on(PLAYED)
    moved = g.OrganisationRegistered(kind="village_branch", name_zh="迁", parent=TOWNSHIP)
    play.say(moved, COUNTY, "2013-03-30", subject=f"organisation:{OTHER_BRANCH}")
    async with served(postgres, play.carried, SignedIn(WHO)) as api:
        library = Library(api)
        for then in ({}, {"as_of": "2012-01-01"}):
            path = f"/api/cases/{OTHER_CASE}/trail"
            assert (await library.ask("longtan", path, **then)).status_code == 200
            assert (await library.ask("other", path, **then)).status_code == 404
            for who, cases in (("longtan", 2), ("other", 0)):
                assert len((await library.get(who, "/api/cases", **then))["data"]) == cases
                grades = await library.get(who, "/api/registers/grades", **then)
                assert len({row["case"] for row in grades["data"]}) == cases


# People and parked events ------------------------------------------------------------------------


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
