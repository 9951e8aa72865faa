"""HTTP of the projections: the query API, the pages, and what operators do."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import msgspec
import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from contracts.workdays import WorkingDays
from services.projections.boards import Boards
from services.projections.cases import CaseFile, Cases
from services.projections.events import EventAnswer, Events
from services.projections.explanation.model_case import Explanation
from services.projections.operations import Operations, ParkedAnswer, Rebuild, Replayed
from services.projections.pages import routes as pages
from services.projections.pages import signing_in as login
from services.projections.pages.problems import answer_browsers
from services.projections.pages.signing_in import SigningIn
from services.projections.people.register import PeopleRegister, Person, Verdicts
from services.projections.reading import Views
from services.projections.references import Shelf
from services.projections.registers import REGISTERS
from services.projections.registers.asking import Registers
from services.projections.registers.register import CyclesAnswer, RegisterAnswer
from services.projections.routes import cases, operations, people, registers, standings
from services.projections.schemes import SchemeAnswer, Schemes
from services.projections.standings.model import CasesPage, SchemesAnswer, StandingsAnswer
from services.projections.trail.shown import TrailPage
from services.runtime.access.door import Access, guard, secured
from services.runtime.parameters import refuse_unknown
from services.runtime.problems import plain_problem
from services.runtime.web import AGAIN_S, Json, create_app, problem_response
from services.runtime.workdays import china

ANSWERS = (
    CasesPage, TrailPage, Explanation, CaseFile, StandingsAnswer, SchemesAnswer, SchemeAnswer,
    CyclesAnswer, EventAnswer, ParkedAnswer, Replayed, Rebuild, Person, Verdicts,
    # A type for each register, which a checker cannot know before the registers are there.
    *(RegisterAnswer[register.row] for register in REGISTERS.values()),  # type: ignore[name-defined]
)  # fmt: skip
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    name: {"type": "string"} for name in ("pointer", "rule", "detail", "accepts")
                },
            },
        },
    },
}


def build(
    views: Views,
    *,
    faults: Callable[[], Awaitable[list[str]]],
    status: Callable[[], Awaitable[dict[str, Any]]],
    workdays: WorkingDays | None = None,
    signing_in: SigningIn | None = None,
) -> FastAPI:
    """The application that answers auditors and operators. ``signing_in``: None: nobody has to."""
    signing_in = signing_in or SigningIn(Access())
    access = signing_in.access
    shelf = Shelf()
    cases_, boards = Cases(views, shelf), Boards(views, shelf)
    registers_ = Registers(views, shelf, workdays or china())
    app = create_app(
        "gradetrail projections",
        "Ask how a classification was reached: trails, explanations, standings. Every answer says "
        "how complete it is.",
        faults,
        access,
    )
    app.mount("/assets", StaticFiles(directory=pages.HERE / "assets"), name="assets")
    # The routes themselves, not their routers: what a path allows is then the sum of its routes.
    for router in (
        pages.router(cases_, boards, registers_),
        cases.router(cases_, boards),
        standings.router(boards, Schemes(views, shelf)),
        registers.router(registers_),
        operations.router(Events(views, shelf), Operations(views)),
        people.router(PeopleRegister(views.pool)),
        login.router(signing_in),
    ):
        app.routes.extend(router.routes)

    @app.get("/status", tags=["operate"])
    async def current() -> Response:
        """Positions, heads and faults of each projection."""
        return Json(await status())

    @app.exception_handler(psycopg.errors.UndefinedTable)
    async def not_there_yet(_: Request, __: Exception) -> Response:
        detail = "the read models are not made yet: try again"
        problem = plain_problem("unavailable", "Not available now", 503, detail)
        return problem_response(problem, retry_after_s=AGAIN_S)

    @app.exception_handler(HTTPStatus.METHOD_NOT_ALLOWED)
    async def not_possible(request: Request, error: HTTPException) -> Response:
        """A path allows what any of its routes does."""
        detail = f"{request.method} is not possible at {request.url.path}"
        response = problem_response(
            plain_problem("method-not-allowed", "Method Not Allowed", error.status_code, detail)
        )
        response.headers["allow"] = ", ".join(_methods(app, request))
        return response

    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    refuse_unknown(app)
    guard(app, "projections", access)
    answer_browsers(app)
    return app


def _methods(app: FastAPI, request: Request) -> list[str]:
    fitting = (
        route.methods or set()
        for route in app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
    )
    return sorted(set().union(*fitting))


def _openapi(app: FastAPI) -> dict[str, Any]:
    if not app.openapi_schema:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        _, components = msgspec.json.schema_components(
            ANSWERS, ref_template="#/components/schemas/{name}"
        )
        known = schema.setdefault("components", {}).setdefault("schemas", {})
        known |= components | {"Problem": PROBLEM}
        secured(schema, "Problem")
        app.openapi_schema = schema
    return app.openapi_schema
