"""Every answer names an as_of that gives it again, whatever is recorded later, and whenever."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from tests.integration.projections.served import Served, served
from tests.support.engines import PostgresEngine, fresh_database
from tests.unit.projections.history import CASE, whole

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEFORE = datetime(2013, 3, 5, 4, 0, tzinfo=UTC)  # a rectification is overdue since 28 February


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def before(postgres_server: PostgresEngine) -> AsyncIterator[Served]:
    """The history of which ``api`` has more, asked on an earlier day."""
    log = [one for one in whole().carried if one.headers["ce-recordedat"] < BEFORE.isoformat()]
    assert len(log) < len(whole().carried)
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        async with served(dsn, log, now=BEFORE) as found:
            yield found


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """All but how complete it is, and what was asked."""
    return {name: one for name, one in answer.items() if name not in ("completeness", "asked")}


@pytest.mark.parametrize(
    "asked",
    [{}, {"as_of": "grading:30"}, {"as_of": "2013-03-05"}, {"as_of": "2013-12-31"},
     {"as_of": "2012-06-30"}, {"effective_at": "2013-03-01"}, {"effective_at": "2013-12-31"}],
    ids=lambda asked: ", ".join(f"{name} {one}" for name, one in asked.items()) or "now",
)  # fmt: skip
@pytest.mark.parametrize(
    "path",
    [f"/api/cases/{CASE}/explanation", f"/api/cases/{CASE}/trail", "/api/cases",
     "/api/standings", "/api/schemes",
     *(f"/api/registers/{id}" for id in ("obligations", "outcomes", "grades", "targets"))],
)  # fmt: skip
async def test_the_as_of_of_an_answer_gives_it_again_on_a_later_day(
    before: Served, api: Served, path: str, asked: dict[str, str]
) -> None:
    first = await before.get(path, **asked)
    named = first["completeness"]["as_of"]
    again = await api.get(path, **asked | {"as_of": named})
    assert told(again) == told(first)
    assert again["completeness"]["as_of"] == named


async def test_a_position_is_judged_on_the_day_it_was_recorded(api: Served) -> None:
    order = next(o for o in whole().log["grading"] if o.event.name == "RectificationOrdered")
    asked = {"as_of": f"grading:{order.position}"}
    answer = await api.get(f"/api/cases/{CASE}/explanation", **asked)
    assert answer["asked"]["judged_at"] == "2012-12-28"
    answer = await api.get(f"/api/cases/{CASE}/explanation", **asked, effective_at="2013-03-01")
    assert answer["asked"]["judged_at"] == "2013-03-01"
