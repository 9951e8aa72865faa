"""What auditors ask over HTTP, from real tables."""

import asyncio
import json
from datetime import date

import pytest

from contracts.events import grading as g
from services.runtime.wire import Carried
from tests.integration.projections.served import Served, served
from tests.unit.projections.explained import explained
from tests.unit.projections.history import CASE, DOCUMENT, OFFICE, SCHEME, TOWNSHIP, whole
from tests.unit.projections.play import Play

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_trail_holds_every_entry_of_the_case_with_its_sentence(api: Served) -> None:
    answer = await api.get(f"/api/cases/{CASE}/trail", limit=200)
    entries = [one for one in whole().entries() if one.case_id == CASE]
    assert {(one["service"], one["position"]) for one in answer["data"]} == {
        (one.service, one.position) for one in entries
    }
    assert answer["next"] is None
    assert answer["timezone"] == "Asia/Shanghai"
    for one in answer["data"]:
        assert one["sentence"]["en"]
        assert one["sentence"]["zh"]
    revision = next(one for one in answer["data"] if one["event"] == "GradeRevised")
    assert revision["data"]["to_tier"] == "backward"
    assert revision["actor"]["name"]["zh"] == "示例龙潭乡党委"


@pytest.mark.parametrize("sort", ["recorded", "happened"])
@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_pages_join_to_the_whole_without_gap_or_repeat(
    api: Served, sort: str, order: str
) -> None:
    path = f"/api/cases/{CASE}/trail"
    at_once = await api.get(path, limit=200, sort=sort, order=order)
    found, token = [], None
    while True:
        more = {"cursor": token} if token else {}
        page = await api.get(path, limit=7, sort=sort, order=order, **more)
        found += page["data"]
        token = page["next"]
        if token is None:
            break
    assert found == at_once["data"]


async def test_late_corrected_and_correcting_entries_are_marked(api: Served) -> None:
    answer = await api.get(f"/api/cases/{CASE}/trail", limit=200)
    marked = {(one["event"], one["id"]): one for one in answer["data"] if one["marks"]}
    marks = {event: one["marks"] for (event, _), one in marked.items()}
    assert marks["SelfRatingFiled"] == ["late"]
    assert marks["EvidenceCorrected"] == ["correction"]
    (corrected,) = [one for one in marked.values() if one["marks"] == ["corrected"]]
    assert corrected["evidence_ids"] == ["ev-income_gap_pct"]
    correction = next(one for one in marked.values() if one["event"] == "EvidenceCorrected")
    assert corrected["corrected_by"] == [
        {"service": correction["service"], "position": correction["position"]}
    ]


async def test_only_the_events_asked_for(api: Served) -> None:
    answer = await api.get(f"/api/cases/{CASE}/trail", event=["GradeRevised", "GradeAssigned"])
    assert [one["event"] for one in answer["data"]] == ["GradeRevised", "GradeAssigned"]


@pytest.mark.parametrize(
    ("as_of", "last"),
    [("2011-11-13", "BranchSelfRated"), ("2011-11-12T02:00:00+00:00", "BranchSelfRated"),
     ("2011-12-31", "UpgradeTargetSet")],
)  # fmt: skip
async def test_as_of_shows_what_was_known_then(api: Served, as_of: str, last: str) -> None:
    answer = await api.get(f"/api/cases/{CASE}/trail", limit=200, as_of=as_of)
    assert answer["data"][-1]["event"] == last
    assert answer["completeness"]["as_of"] == as_of


async def test_as_of_a_position_cuts_the_other_services_at_its_time(api: Served) -> None:
    revision = next(o for o in whole().log["grading"] if o.event.name == "GradeRevised")
    answer = await api.get(
        f"/api/cases/{CASE}/trail", limit=200, as_of=f"grading:{revision.position}"
    )
    assert {one["service"] for one in answer["data"]} == {"grading"}
    assert answer["data"][-1]["position"] == revision.position


async def test_the_answers_own_as_of_gives_the_same_answer(api: Served) -> None:
    first = await api.get(f"/api/cases/{CASE}/explanation")
    again = await api.get(f"/api/cases/{CASE}/explanation", as_of=first["completeness"]["as_of"])
    assert again["classifications"] == first["classifications"]


async def test_effective_at_shows_what_had_happened_by_then(api: Served) -> None:
    answer = await api.get(f"/api/cases/{CASE}/explanation", effective_at="2012-01-31")
    assert [one["kind"] for one in answer["classifications"]] == ["self_rating", "decision"]
    assert answer["asked"]["judged_at"] == "2012-01-31"


@pytest.mark.feature("S1-19")
async def test_the_explanation_over_http_is_the_one_folded_in_memory(api: Served) -> None:
    answer = await api.get(f"/api/cases/{CASE}/explanation")
    told = [[text.zh for text in one.summary] for one in explained(whole()).classifications]
    assert [[text["zh"] for text in one["summary"]] for one in answer["classifications"]] == told
    assert answer["organisation"]["name"]["zh"] == "示例七里村党支部"
    assert answer["superior"]["id"] == TOWNSHIP


async def test_every_answer_says_how_complete_it_is(api: Served) -> None:
    for path in (
        f"/api/cases/{CASE}/trail", f"/api/cases/{CASE}/explanation", "/api/cases",
        "/api/standings", "/api/schemes", "/api/schemes/classification-upgrade/1",
        "/api/events/grading/1",
    ):  # fmt: skip
        completeness = (await api.get(path))["completeness"]
        assert completeness["complete"] is True, path
        assert completeness["services"]["grading"]["position"] == len(whole().log["grading"])
        assert completeness["reducer"]


async def test_a_case_file_holds_every_event_verbatim(api: Served) -> None:
    response = await api.client.get(f"/api/cases/{CASE}/export")
    assert (
        'filename="classification-upgrade_2011-2012_longtan-07.json"'
        in (response.headers["content-disposition"])
    )
    file = response.json()
    entries = [one for one in whole().entries() if one.case_id == CASE]
    assert [json.dumps(one["data"]) for one in file["events"]] == [
        json.dumps(json.loads(one.data)) for one in entries
    ]
    assert {one["subject"].split(":")[0] for one in file["references"]} == {
        "scheme", "cycle", "organisation",
    }  # fmt: skip
    assert file["explanation"]["case"] == CASE


async def test_an_event_by_its_position(api: Served) -> None:
    answer = await api.get("/api/events/grading/42")
    assert answer["entry"]["event"] == "GradeRevised"
    assert answer["cloudevent"]["specversion"] == "1.0"
    assert answer["cases"] == [CASE]


async def test_a_case_of_nobody_is_a_problem_that_says_what_is_missing(api: Served) -> None:
    found = await api.problem("/api/cases/classification-upgrade:2011-2012:nowhere/trail")
    assert found["status"] == 404
    assert "not on record either: the organisation nowhere" in found["detail"]
    found = await api.problem("/api/cases/nonsense/explanation")
    assert "<scheme>:<cycle>:<organisation>" in found["detail"]


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"as_of": "yesterday"}, "/query/as_of"),
        ({"as_of": "2011-11-31"}, "/query/as_of"),
        ({"as_of": "2011-11-12T00:00:00"}, "/query/as_of"),
        ({"as_of": "grading:99999"}, "/query/as_of"),
        ({"as_of": "marketing:1"}, "/query/as_of"),
        ({"effective_at": "grading:1"}, "/query/effective_at"),
        ({"wait_for": "soon"}, "/query/wait_for"),
        ({"cursor": "abc"}, "/query/cursor"),
        ({"limit": 201}, "/query/limit"),
        ({"event": "Nothing"}, "/query/event"),
        ({"sort": "colour"}, "/query/sort"),
    ],
)
async def test_a_malformed_parameter_is_a_problem_that_names_it(
    api: Served, params: dict[str, object], pointer: str
) -> None:
    found = await api.problem(f"/api/cases/{CASE}/trail", **params)
    assert found["status"] == 422
    assert found["errors"][0]["pointer"] == pointer
    assert found["errors"][0]["accepts"]


@pytest.mark.parametrize(
    ("path", "params", "accepts"),
    [
        ("/api/cases", {"teir": "advanced"}, "did you mean tier?"),
        (f"/api/cases/{CASE}/trail", {"effective-at": "2011-11-30"}, "did you mean effective_at?"),
        ("/api/registers/grades", {"onyl": "tier:advanced"}, "did you mean only?"),
        ("/api/cycles", {"lang": "zh"}, "one of as_of, effective_at, scheme, wait_for"),
        ("/status", {"verbose": "1"}, "no parameter"),
    ],
)
async def test_a_parameter_that_there_is_not_is_a_problem_that_names_it(
    api: Served, path: str, params: dict[str, str], accepts: str
) -> None:
    found = await api.problem(path, **params)
    (name,) = params
    assert (found["status"], found["detail"]) == (422, f"there is no parameter {name}")
    (error,) = found["errors"]
    assert (error["pointer"], error["accepts"]) == (f"/query/{name}", accepts)


async def test_a_change_with_a_misspelt_parameter_is_not_made(api: Served) -> None:
    person = {"person": "person-of-nobody", "name_zh": "无"}
    answer = await api.client.post("/api/people", params={"dryrun": "true"}, json=[person])
    assert answer.status_code == 422
    path = "/api/people/person-of-nobody"
    assert (await api.client.get(path)).status_code == 404
    assert (await api.client.delete(path, params={"dry_run": "true"})).status_code == 422


@pytest.mark.parametrize("path", ["/", f"/cases/{CASE}", "/registers/grades", "/livez"])
async def test_a_page_goes_on_with_what_a_link_adds(api: Served, path: str) -> None:
    assert (await api.client.get(path, params={"utm_source": "mail"})).status_code == 200


async def test_waiting_in_vain_is_a_problem_that_says_how_far_it_is(api: Served) -> None:
    found = await api.problem(f"/api/cases/{CASE}/trail", wait_for="grading:9999")
    assert found["status"] == 504
    assert found["applied"]["grading"] == len(whole().log["grading"])
    await api.get(f"/api/cases/{CASE}/trail", wait_for="grading:3")


async def test_waiting_for_a_service_that_a_view_does_not_rest_on_is_a_problem(api: Served) -> None:
    found = await api.problem("/api/standings", wait_for="pledges:1")
    assert found["errors"][0]["pointer"] == "/query/wait_for"
    assert "not on pledges" in found["errors"][0]["detail"]


async def test_a_reference_has_a_trail_too(api: Served) -> None:
    answer = await api.get("/api/cases/cycle:classification-upgrade:2011-2012/trail")
    assert [one["event"] for one in answer["data"]] == ["CycleOpened"]


async def test_the_list_of_cases_with_the_tier_in_force(api: Served) -> None:
    (row,) = (await api.get("/api/cases"))["data"]
    assert row["case"] == CASE
    assert row["superior"]["id"] == TOWNSHIP
    (ladder,) = row["ladders"]
    stages = ("opening", "self_rated", "decided", "current")
    assert [ladder[stage]["id"] for stage in stages] == [
        "intermediate", "intermediate", "backward", "backward",
    ]  # fmt: skip
    assert ladder["movement"] == "down"


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"tier": "backward"}, 1),
        ({"tier": "advanced"}, 0),
        ({"tier": "intermediate", "as_of": "2011-11-30"}, 1),
        ({"township": TOWNSHIP}, 1),
        ({"township": OFFICE}, 0),
        ({"scheme": "classification-upgrade", "cycle": "2011-2012", "ladder": "grade"}, 1),
        ({"organisation": "longtan-07"}, 1),
        ({"as_of": "2011-10-31"}, 0),
    ],
)
async def test_cases_are_filtered(api: Served, params: dict[str, str], found: int) -> None:
    assert len((await api.get("/api/cases", **params))["data"]) == found


@pytest.mark.parametrize(
    ("name", "asked", "there"),
    [
        ("scheme", "classification-upgrad", "classification-upgrade"),
        ("cycle", "2013", "2011-2012"),
        ("ladder", "grades", "grade"),
        ("tier", "advance", "advanced, backward, intermediate"),
    ],
)
async def test_a_filter_with_a_slip_is_told_from_one_that_nothing_fits(
    api: Served, name: str, asked: str, there: str
) -> None:
    problem = await api.problem("/api/cases", **{name: asked})
    assert (problem["status"], problem["detail"]) == (422, f"there is no {name} {asked}")
    (error,) = problem["errors"]
    assert (error["pointer"], error["accepts"]) == (f"/query/{name}", there)


@pytest.mark.feature("S1-35")
async def test_the_standings_of_the_latest_cycle(api: Served) -> None:
    answer = await api.get("/api/standings")
    (ladder,) = answer["ladders"]
    counts = {one["tier"]["id"]: one for one in ladder["tiers"]}
    assert list(counts) == ["advanced", "intermediate", "backward"]
    assert counts["backward"]["year_end"] == 1
    assert counts["intermediate"]["opening"] == 1
    (moved,) = ladder["movement"]
    assert (moved["direction"], moved["organisations"][0]["id"]) == ("down", "longtan-07")


async def test_schemes_with_the_cycles_that_pin_them(api: Served) -> None:
    (scheme,) = (await api.get("/api/schemes"))["data"]
    assert [cycle["id"] for cycle in scheme["cycles"]] == ["2011-2012"]
    one = await api.get("/api/schemes/classification-upgrade/1")
    assert one["sha256"] == scheme["sha256"]
    assert one["definition"]["id"] == "classification-upgrade"
    assert (await api.problem("/api/schemes/classification-upgrade/2"))["status"] == 404


@pytest.mark.parametrize("opened", [True, False], ids=["with a cycle", "without one"])
async def test_schemes_as_of_a_day_are_those_published_by_its_end_on_their_clock(
    postgres: str, opened: bool
) -> None:
    play = Play(CASE)
    town = g.OrganisationRegistered(kind="township_committee", name_zh="示例龙潭乡党委")
    play.say(town, TOWNSHIP, "2011-10-20", subject=f"organisation:{TOWNSHIP}")
    published = g.SchemePublished(
        scheme_version=1, effective_from=date(2011, 11, 1), definition=DOCUMENT
    )
    # At seven in the morning in Shanghai, when in Greenwich the day before is not over.
    play.say(published, TOWNSHIP, "2011-10-25T06:00", subject=f"scheme:{SCHEME.id}")
    if opened:
        cycle = f"cycle:{SCHEME.id}:2011-2012"
        play.say(g.CycleOpened(scheme_version=1), TOWNSHIP, "2011-11-01", subject=cycle)
    async with served(postgres, play.carried) as api:
        assert (await api.get("/api/schemes", as_of="2011-10-24"))["data"] == []
        assert len((await api.get("/api/schemes", as_of="2011-10-25"))["data"]) == 1


async def test_nothing_is_parked_and_nothing_to_replay(api: Served) -> None:
    answer = await api.get("/api/parked")
    assert answer["data"] == [
        {"projection": "trail", "events": []}, {"projection": "standings", "events": []},
    ]  # fmt: skip
    response = await api.client.post(f"/api/parked/trail/{CASE}/replay")
    assert response.status_code == 404


async def test_a_rebuild_is_started_and_watched(api: Served) -> None:
    assert (await api.problem("/api/rebuilds/trail"))["status"] == 404
    response = await api.client.post("/api/rebuilds/trail")
    assert response.status_code == 202
    await asyncio.sleep(0)  # the played runner needs one turn
    found = await api.get("/api/rebuilds/trail")
    assert (found["state"], found["differing"]) == ("swapped", {})
    assert (await api.client.post("/api/rebuilds/nothing")).status_code == 404


async def test_the_openapi_document_describes_every_answer(api: Served) -> None:
    document = (await api.client.get("/openapi.json")).json()
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    referred = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert referred <= schemas.keys()
    assert schemas["Explanation"]["description"]


async def test_an_entry_that_cannot_be_read_is_shown_and_told_and_nothing_fails(
    postgres: str,
) -> None:
    log = [
        Carried(one.service, one.position, one.headers, b'{"tier": 1}')
        if "BranchSelfRated" in one.headers["ce-type"]
        else one
        for one in whole().carried
    ]
    async with served(postgres, log) as api:
        trail = await api.get(f"/api/cases/{CASE}/trail", limit=200)
        (unread,) = [one for one in trail["data"] if "unreadable" in one["marks"]]
        assert unread["data"] == {"tier": 1}
        assert unread["sentence"]["en"].startswith("An entry of the kind BranchSelfRated")
        answer = await api.get(f"/api/cases/{CASE}/explanation")
        assert [one["kind"] for one in answer["classifications"]] == ["decision", "year_end"]
        for completeness in (trail["completeness"], answer["completeness"]):
            assert completeness["complete"] is False
            assert completeness["incomplete_since"] == f"grading:{unread['position']}"
        assert (await api.client.get(f"/cases/{CASE}")).status_code == 200
        one = await api.get(f"/api/events/grading/{unread['position']}")
        assert one["completeness"]["complete"] is False
