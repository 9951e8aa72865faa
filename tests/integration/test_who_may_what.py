"""Every route of every service, asked with every role and with none: as docs/security.md says.

Whatever is asked for leaves one line about who asked, health and the like apart.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route
from structlog.testing import capture_logs

from contracts.subjects import SERVICES
from docs.tables import filled
from services.projections import api as projections
from services.projections.pages.signing_in import SigningIn
from services.projections.reading import Views
from services.runtime import api as deciding
from services.runtime.access.door import UNLOGGED, Access, guard
from services.runtime.access.roles import Role
from tests.docs.tables import SECURITY, TABLES
from tests.unit.runtime.access.members import access_in, client, key_of

NOBODY = "nobody"
FILLED = {"number": "1", "position": "1", "version": "1", "service": "grading", "slug": "defect"}
"""What stands for a part of a path; anything else is a name."""
TURNED_AWAY = ("/problems/not-signed-in", "/problems/role-missing")


def told(table: str) -> dict[str, set[str]]:
    """Who may ask for each route, as the page says."""
    text = SECURITY.read_text("utf-8").partition(f"<!-- table: {table} -->\n\n")[2]
    heads, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.partition("\n\n")[0].splitlines()
    ]
    return {
        row[0].strip("`"): {who for who, cell in zip(heads[1:], row[1:], strict=True) if cell}
        for row in rows
    }


async def nothing() -> Any:
    return {}


def app_of(service: str, access: Access) -> FastAPI:
    """A service that lets in and then has nothing to answer with."""
    without: Any = None
    if service == "projections":
        signing_in = SigningIn(access)
        return projections.build(
            Views(without, {}), faults=nothing, status=nothing, signing_in=signing_in
        )
    return deciding.build(
        service, without, without, without, faults=nothing, status=nothing, access=access
    )


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }


def row_of(table: dict[str, set[str]], method: str, path: str) -> set[str]:
    """The row for a route; one with a part of the path in braces is for every such part."""
    if (exact := f"{method} {path}") in table:
        return table[exact]
    for row, who in table.items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/{}]+", row), exact):
            return who
    raise AssertionError(f"{exact} stands in no row of docs/security.md")


async def lets_in(app: FastAPI, method: str, path: str, who: str) -> bool:
    """Whether the route is reached; who is turned away is so with the right answer, and logged."""
    asked = re.sub(r"\{(\w+)\}", lambda part: FILLED.get(part[1], "name"), path)
    headers = {} if who == NOBODY else key_of(Role(who))
    async with client(app) as asking:
        with capture_logs() as lines:
            answer = await asking.request(method, asked, headers=headers)
    said = [(x["who"], x["method"], x["path"]) for x in lines if x["event"] == "asked"]
    name = None if who == NOBODY else f"an-{who}"
    assert said == ([] if UNLOGGED.fullmatch(asked) else [(name, method, asked)])
    if answer.status_code == 303 and answer.headers["location"].startswith("/login?next="):
        return False
    if any(kind.encode() in answer.content for kind in TURNED_AWAY):
        assert answer.status_code == (401 if who == NOBODY else 403)
        return False
    return True


@pytest.mark.parametrize("service", [*SERVICES, "projections"])
@pytest.mark.parametrize("who", [*Role, NOBODY])
async def test_every_route_is_open_to_whom_the_page_says(
    service: str, who: str, tmp_path: Path
) -> None:
    table = told(f"routes_{service if service == 'projections' else 'deciding'}")
    app = app_of(service, access_in(tmp_path))
    for method, path in sorted(routes_of(app)):
        expected = who in row_of(table, method, path)
        assert await lets_in(app, method, path, who) is expected, (who, method, path)


@pytest.mark.parametrize("service", [*SERVICES, "projections"])
def test_every_row_is_a_route(service: str, tmp_path: Path) -> None:
    table = told(f"routes_{service if service == 'projections' else 'deciding'}")
    routes = {
        f"{method} {path}" for method, path in routes_of(app_of(service, access_in(tmp_path)))
    }
    for row in table:
        form = re.sub(r"\{\w+\}", "[^/]+", row)
        assert any(re.fullmatch(form, route) for route in routes), row


@pytest.mark.parametrize("service", [*SERVICES, "projections"])
def test_what_is_mounted_is_for_everybody_and_nothing_else_is(service: str, tmp_path: Path) -> None:
    mounted = {r.path for r in app_of(service, access_in(tmp_path)).routes if isinstance(r, Mount)}
    assert mounted <= {"/vendored", "/assets"}


async def test_a_route_that_the_table_lacks_keeps_a_service_from_starting(tmp_path: Path) -> None:
    app = app_of("grading", access_in(tmp_path))
    app.add_api_route("/back-door", nothing)
    with pytest.raises(LookupError, match="GET /back-door"):
        guard(app, "grading", access_in(tmp_path))


def test_the_tables_of_the_page_are_those_of_the_code() -> None:
    page = SECURITY.read_text("utf-8")
    assert page == filled(page, TABLES), "run python -m tests.docs.tables"
