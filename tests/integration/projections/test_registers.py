"""Registers over HTTP and as a page, from real tables."""

from collections.abc import AsyncIterator

import pytest

from services.projections.registers import REGISTERS
from tests.integration.projections.served import Served, served
from tests.unit.projections.history import CASE, whole


@pytest.fixture
async def api(postgres: str) -> AsyncIterator[Served]:
    async with served(postgres, whole().carried) as found:
        yield found


async def test_a_register_is_folded_from_the_trail_at_any_time(api: Served) -> None:
    today = await api.get("/api/registers/outcomes")
    assert (today["scheme"]["id"], today["cycle"]) == ("classification-upgrade", "2011-2012")
    assert {row["case"] for row in today["data"]} == {CASE}
    assert today["total"] == len(today["data"])
    assert today["completeness"]["complete"]
    earlier = await api.get("/api/registers/outcomes", as_of="2011-12-31")
    assert earlier["data"] == []


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


async def test_only_rows_that_say_so_are_given(api: Served) -> None:
    orders = await api.get("/api/registers/outcomes", only="kind:rectification")
    assert {row["kind"]["id"] for row in orders["data"]} == {"rectification"}
    both = await api.get("/api/registers/outcomes", only=["kind:criticism", "attention:*"])
    assert both["data"] == []
    problem = await api.problem("/api/registers/outcomes", only="colour:red")
    assert problem["status"] == 422
    assert "kind" in str(problem)


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
