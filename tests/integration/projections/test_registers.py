"""Registers over HTTP and as a page, from real tables."""

import asyncio
import re
import threading
from dataclasses import replace
from typing import Any

import pytest

from services.projections.registers import REGISTERS
from services.projections.registers.chronicle import Chronicle
from tests.integration.projections.served import Served
from tests.unit.projections.history import CASE, OFFICE, TOWNSHIP

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_register_is_folded_from_the_trail_at_any_time(api: Served) -> None:
    today = await api.get("/api/registers/outcomes")
    assert (today["scheme"]["id"], today["cycle"]) == ("classification-upgrade", "2011-2012")
    assert {row["case"] for row in today["data"]} == {CASE}
    assert today["total"] == len(today["data"])
    assert today["completeness"]["complete"]
    earlier = await api.get("/api/registers/outcomes", as_of="2011-12-31")
    assert earlier["data"] == []


@pytest.mark.feature("S1-41", "S1-42")
async def test_the_programmes_targets_with_their_names(api: Served) -> None:
    answer = await api.get("/api/registers/targets")
    targets = {one["target"]["id"]: one for one in answer["data"]}
    promoted = targets["T1-02"]
    assert (promoted["numerator"], promoted["denominator"], promoted["met"]) == (0, 1, False)
    assert (promoted["rate"], promoted["needed"], promoted["short_by"]) == ("0/1", 1, 1)
    assert promoted["not_counted"][0]["name"]["zh"] == "示例七里村党支部"
    assert targets["T1-01"]["state"] == "not_applicable"
    converted = targets["T1-03"]
    assert (converted["numerator"], converted["denominator"], converted["state"]) == (0, 1, "open")
    assert (targets["T1-04"]["state"], targets["T1-04"]["how"]) == ("in_words", "none")


async def test_targets_are_told_as_they_were_known_then(api: Served) -> None:
    before = await api.get("/api/registers/targets", as_of="2012-11-30")
    (promoted,) = [one for one in before["data"] if one["target"]["id"] == "T1-02"]
    assert [one["id"] for one in promoted["waiting"]] == ["longtan-07"]
    elsewhere = await api.get("/api/registers/targets", township=OFFICE)
    (promoted,) = [one for one in elsewhere["data"] if one["target"]["id"] == "T1-02"]
    assert (promoted["denominator"], promoted["state"]) == (0, "not_applicable")


@pytest.mark.parametrize("path", ["/api/registers/grades", "/api/cases", "/api/standings"])
async def test_a_township_with_a_slip_is_told_from_one_without_rows(api: Served, path: str) -> None:
    problem = await api.problem(path, township="longtam")
    assert problem["status"] == 422
    assert "longtam" in problem["detail"]
    (error,) = problem["errors"]
    assert error["pointer"] == "/query/township"
    assert TOWNSHIP in error["accepts"]
    assert (await api.client.get(path, params={"township": OFFICE})).status_code == 200


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "0 of 1 = 0 %"), ("zh", "1个中0个 = 0 %")], ids=["en", "zh"]
)
async def test_the_list_of_cases_shows_the_targets(api: Served, lang: str, said: str) -> None:
    page = await api.client.get("/", params={"lang": lang})
    assert page.status_code == 200
    assert said in page.text
    register = await api.client.get("/registers/targets", params={"lang": lang})
    assert register.status_code == 200
    assert "0/1" in register.text


async def test_the_parts_of_a_register_join_to_the_whole(api: Served) -> None:
    whole = await api.get("/api/registers/outcomes")
    first = await api.get("/api/registers/outcomes", limit=1)
    rest = await api.get("/api/registers/outcomes", cursor=first["next"])
    assert [*first["data"], *rest["data"]] == whole["data"]


async def test_a_register_lists_all_there_are_and_names_what_is_unknown(api: Served) -> None:
    listed = await api.get("/api/registers")
    assert "outcomes" in {one["id"] for one in listed["data"]}
    response = await api.client.get("/api/registers/outcomes", params={"cycle": "1999"})
    assert response.status_code == 404
    assert "classification-upgrade 2011-2012" in response.json()["detail"]


async def test_others_are_answered_while_a_register_is_folded(
    api: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    folding, answered = threading.Event(), threading.Event()

    def long(chronicle: Chronicle) -> list[Any]:
        folding.set()
        assert answered.wait(20)
        return []

    monkeypatch.setitem(REGISTERS, "outcomes", replace(REGISTERS["outcomes"], rows=long))
    asked = asyncio.create_task(api.get("/api/registers/outcomes"))
    assert await asyncio.to_thread(folding.wait, 20)
    assert (await api.get("/api/cases"))["data"]
    answered.set()
    assert (await asked)["data"] == []


async def test_only_rows_that_say_so_are_given(api: Served) -> None:
    orders = await api.get("/api/registers/outcomes", only="kind:rectification")
    assert {row["kind"]["id"] for row in orders["data"]} == {"rectification"}
    both = await api.get("/api/registers/outcomes", only=["kind:criticism", "attention:*"])
    assert both["data"] == []
    problem = await api.problem("/api/registers/outcomes", only="colour:red")
    assert problem["status"] == 422
    assert "kind" in str(problem)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/cases/a:b:c", "没有个案“a:b:c”的记录"), ("/registers/none", "没有台账“none”"),
        ("/?cycle=1999", "没有所选的方案或周期"),
        ("/?township=longtam", "没有编号为“longtam”的组织"),
        ("/registers/grades?only=colour:red", "无法按“colour:red”筛选"),
        ("/?as_of=yesterday", "不能按“yesterday”回看"),
    ],
)  # fmt: skip
async def test_a_problem_is_told_in_chinese_to_who_reads_it(
    api: Served, path: str, said: str
) -> None:
    page = await api.client.get(path, headers={"accept-language": "zh-CN"})
    assert page.status_code in (404, 422)
    assert said in page.text


@pytest.mark.parametrize("register", REGISTERS)
async def test_each_register_answers_and_is_a_page(api: Served, register: str) -> None:
    answer = await api.get(f"/api/registers/{register}", limit=1)
    assert answer["total"] >= len(answer["data"])
    page = await api.client.get(f"/registers/{register}", params={"only": "attention:*"})
    assert page.status_code == 200


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_register_is_a_page(api: Served, lang: str) -> None:
    page = await api.client.get("/registers/outcomes", params={"lang": lang})
    assert page.status_code == 200
    assert {"en": "Outcomes", "zh": "结果运用"}[lang] in page.text
    unknown = await api.client.get("/registers/none", params={"lang": lang})
    assert unknown.status_code == 404


@pytest.mark.parametrize("register", ["targets", "obligations"])
async def test_events_are_told_in_chinese_in_a_folded_list_too(api: Served, register: str) -> None:
    page = await api.client.get(f"/registers/{register}", params={"lang": "zh"})
    cells = re.findall(r'(?s)<td data-label="(?:推算所据事件|记录事件)"[^>]*>(.*?)</td>', page.text)
    assert cells
    assert [one for one in cells if re.search("[A-Z][a-z]+[A-Z]", one)] == []


async def test_an_obligation_tells_the_first_day_worked_by_the_calendar(api: Served) -> None:
    found = await api.get("/api/registers/obligations")
    filed = [row for row in found["data"] if row["due_on"] == "2011-11-15"]
    assert filed
    assert {row["worked_on"] for row in filed} == {"2011-11-15"}  # a Tuesday
