"""Every answer names an as_of that gives it again, whatever is recorded later, and whenever."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
import pytest_asyncio

from contracts.events import grading as g
from services.projections.registers import REGISTERS
from tests.integration.projections.served import Served, served
from tests.support.engines import PostgresEngine, fresh_database
from tests.unit.projections.history import CASE, TOWNSHIP, whole
from tests.unit.projections.play import Play

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEFORE = datetime(2013, 3, 5, 4, 0, tzinfo=UTC)  # a rectification is overdue since 28 February


CYCLE = "cycle:classification-upgrade:"
EVIDENCE = next(
    one.position
    for one in whole().log["grading"]
    if isinstance(one.event, g.EvidenceRecorded) and one.event.criterion == "satisfaction_pct"
)


@cache
def gone_on() -> Play:
    """The whole history; a correction; then its cycle is closed, and the next one opened."""
    play = whole().apart()
    corrected = g.EvidenceCorrected(
        evidence_id="ev-late", corrects="ev-satisfaction_pct", value=g.Value(value=Decimal(67)),
        reason="抄录有误",
    )  # fmt: skip
    play.say(corrected, TOWNSHIP, "2013-03-25T10:00")
    closed = g.CycleClosed(closed_on=date(2013, 3, 26))
    play.say(closed, TOWNSHIP, "2013-03-26", subject=f"{CYCLE}2011-2012")
    play.say(g.CycleOpened(scheme_version=1), TOWNSHIP, "2013-03-27", subject=f"{CYCLE}2013")
    return play


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def before(postgres_server: PostgresEngine) -> AsyncIterator[Served]:
    """The beginning of the history, asked on an earlier day."""
    log = [one for one in gone_on().carried if one.headers["ce-recordedat"] < BEFORE.isoformat()]
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        async with served(dsn, log, now=BEFORE) as found:
            yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def later(postgres_server: PostgresEngine) -> AsyncIterator[Served]:
    """All of it."""
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        async with served(dsn, gone_on().carried) as found:
            yield found


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """All but how complete it is, and what was asked."""
    return {name: one for name, one in answer.items() if name not in ("completeness", "asked")}


@pytest.mark.parametrize(
    "path",
    [f"/api/cases/{CASE}/explanation", f"/api/cases/{CASE}/trail", "/api/cases",
     "/api/standings", "/api/schemes", "/api/cycles", f"/api/events/grading/{EVIDENCE}",
     *(f"/api/registers/{id}" for id in REGISTERS)],
)  # fmt: skip
async def test_the_as_of_of_an_answer_gives_it_again_on_a_later_day(
    before: Served, later: Served, path: str
) -> None:
    asked: dict[str, str]
    for asked in (
        {}, {"as_of": "grading:30"}, {"as_of": "2012-06-30"}, {"as_of": "2013-03-05"},
        {"as_of": "2013-12-31"}, {"effective_at": "2013-03-01"}, {"effective_at": "2013-12-31"},
    ):  # fmt: skip
        first = await before.get(path, **asked)
        named = first["completeness"]["as_of"]
        again = await later.get(path, **asked | {"as_of": named})
        assert told(again) == told(first), asked
        assert again["completeness"]["as_of"] == named


async def test_a_position_is_judged_on_the_day_it_was_recorded(later: Served) -> None:
    order = next(o for o in whole().log["grading"] if o.event.name == "RectificationOrdered")
    asked = {"as_of": f"grading:{order.position}"}
    answer = await later.get(f"/api/cases/{CASE}/explanation", **asked)
    assert answer["asked"]["judged_at"] == "2012-12-28"
    answer = await later.get(f"/api/cases/{CASE}/explanation", **asked, effective_at="2013-03-01")
    assert answer["asked"]["judged_at"] == "2013-03-01"


async def test_a_register_tells_the_cycle_that_was_known_then(later: Served) -> None:
    for path in ("/api/standings", "/api/registers/grades"):
        now = await later.get(path)
        assert (now["cycle"], now["closed_on"]) == ("2013", None), path
        closed = await later.get(path, cycle="2011-2012")
        assert closed["closed_on"] == "2013-03-26", path
        then = await later.get(path, as_of="2012-06-30")
        assert (then["cycle"], then["closed_on"]) == ("2011-2012", None), path
        happened = await later.get(path, effective_at="2012-06-30")
        assert (happened["cycle"], happened["closed_on"]) == ("2011-2012", None), path
    assert len((await later.get("/api/registers/grades", as_of="2012-06-30"))["data"]) == 1


async def test_a_cycle_that_was_not_opened_yet_is_none(later: Served) -> None:
    for asked in ({"as_of": "2012-06-30"}, {"effective_at": "2012-06-30"}):
        details = [
            (await later.problem(path, cycle="2013", **asked))["detail"]
            for path in ("/api/standings", "/api/registers/grades")
        ]
        assert details == [
            "no cycle 2013 has been opened; known: classification-upgrade 2011-2012"
        ] * 2  # fmt: skip


async def test_cycles_are_those_that_were_known_then(later: Served) -> None:
    async def cycles(**asked: str) -> list[tuple[str, str | None]]:
        found = await later.get("/api/cycles", **asked)
        return [(one["id"], one["closed_on"]) for one in found["data"]]

    assert await cycles() == [("2011-2012", "2013-03-26"), ("2013", None)]
    assert await cycles(as_of="2013-03-26") == [("2011-2012", "2013-03-26")]
    assert await cycles(as_of="2012-06-30") == [("2011-2012", None)]
    assert await cycles(as_of="2011-10-31") == []
