"""Two townships at one query API: each sees its own, and nothing of the other."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from contracts.events import grading as g
from contracts.events import training as t
from contracts.subjects import SERVICES
from services.projections.registers import REGISTERS
from tests.integration.projections.served import Served, served
from tests.integration.projections.townships import (
    CYCLE,
    OTHER,
    OTHER_BRANCH,
    OTHER_CASE,
    PLAYED,
    WHO,
    Library,
)
from tests.support.engines import PostgresEngine, fresh_database
from tests.support.signed_in import SignedIn
from tests.unit.projections.history import BRANCH, CASE, COUNTY, OFFICE, SCHEME, TOWNSHIP

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library(postgres_server: PostgresEngine) -> AsyncIterator[Library]:
    """For tests that only ask."""
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        async with served(dsn, PLAYED.carried, SignedIn(WHO)) as api:
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


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/cases", "organisation"), ("/api/cases", "township"), ("/api/standings", "township"),
        ("/api/registers/grades", "township"), ("/", "township"), ("/registers/grades", "township"),
    ],
)  # fmt: skip
async def test_to_ask_by_an_organisation_elsewhere_is_to_ask_by_none(
    library: Library, path: str, field: str
) -> None:
    for who, elsewhere in (("longtan", OTHER), ("longtan", OTHER_BRANCH), ("branch", TOWNSHIP)):
        there = await library.ask(who, path, **{field: elsewhere})
        nothing = await library.ask(who, path, **{field: "x" + elsewhere[1:]})
        assert there.status_code == nothing.status_code == 422
        assert f"/query/{field}" in there.text
        assert there.text.replace(elsewhere, "x" + elsewhere[1:]) == nothing.text
    # One's own, one's superiors, and whatever one sees; for some of them there are no rows.
    for who, known in (
        ("longtan", TOWNSHIP), ("longtan", BRANCH), ("longtan", COUNTY), ("branch", OTHER),
        ("both", OTHER), ("county", OTHER_BRANCH), ("all", OTHER), ("all", COUNTY),
    ):  # fmt: skip
        assert (await library.ask(who, path, **{field: known})).status_code == 200, (who, known)


async def test_standings_are_of_ones_own(library: Library) -> None:
    enrolled = {}
    for who in ("all", "county", "longtan", "other", "branch"):
        answer = await library.get(who, "/api/standings")
        (ladder,) = answer["ladders"]
        enrolled[who] = ladder["enrolled"]
        assert (answer["within"] is None) == (who == "all")
    assert enrolled == {"all": 2, "county": 2, "longtan": 1, "other": 1, "branch": 1}
    assert (await library.get("nowhere", "/api/standings"))["ladders"] == []


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


async def test_a_training_elsewhere_is_marked_where_it_was_corrected(postgres: str) -> None:
    play, session = PLAYED.apart(), {"session_id": "session-1", "person": "person-11"}
    held = t.TrainingSessionHeld(
        session_id="session-1", kind="study_phase", starts_on=date(2012, 7, 1),
        ends_on=date(2012, 7, 1), form="member_training", audience=("member",),
    )  # fmt: skip
    play.say(held, OTHER_BRANCH, "2012-07-02", subject=OTHER_CASE)
    came = t.TrainingAttended(
        **session, organisation=BRANCH, role="member",
        attended_from=date(2012, 7, 1), attended_to=date(2012, 7, 1),
    )  # fmt: skip
    attended = play.say(came, OTHER_BRANCH, "2012-07-02", subject=OTHER_CASE)
    removed = t.AttendanceCorrected(**session, change="removed", reason="冒名")
    correction = play.say(removed, OTHER_BRANCH, "2012-08-01", subject=OTHER_CASE)
    at = [{"service": "training", "position": correction.position}]
    async with served(postgres, play.carried, SignedIn(WHO)) as api:
        library = Library(api)

        async def corrected(who: str, case: str, **asked: Any) -> dict[int, Any]:
            trail = await library.get(who, f"/api/cases/{case}/trail", **asked)
            return {
                one["position"]: one["corrected_by"]
                for one in trail["data"]
                if "corrected" in one["marks"] and one["service"] == "training"
            }

        # The branch has a session of its own with this id, in which the same person was.
        for who, case in (("all", OTHER_CASE), ("all", CASE), ("longtan", CASE)):
            for asked in ({"limit": 200}, {"event": "TrainingAttended"}):
                assert await corrected(who, case, **asked) == {attended.position: at}
        assert await corrected("longtan", CASE, limit=200, as_of="2012-07-31") == {}
        event = await library.get("longtan", f"/api/events/training/{attended.position}")
        assert event["entry"]["corrected_by"] == at
        page = (await library.ask("all", f"/cases/{CASE}", lang="en")).text
        assert f'href="/cases/{OTHER_CASE}?lang=en#training-{correction.position}"' in page


# The tree as it stands now -----------------------------------------------------------------------


async def test_who_is_responsible_now_sees_the_whole_past(postgres: str) -> None:
    play = PLAYED.apart()
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
