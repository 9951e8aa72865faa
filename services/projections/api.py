"""HTTP of the projections: the query API, the pages, and what operators do."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from psycopg_pool import PoolTimeout

from services.projections.boards import Boards
from services.projections.cases import CaseFile, Cases
from services.projections.events import EventAnswer, Events
from services.projections.explanation.model_case import Explanation
from services.projections.operations import Operations, ParkedAnswer, Rebuild, Replayed
from services.projections.pages import routes as pages
from services.projections.reading import Views
from services.projections.references import Shelf
from services.projections.routes import cases, operations, standings
from services.projections.schemes import SchemeAnswer, Schemes
from services.projections.standings.model import CasesPage, SchemesAnswer, StandingsAnswer
from services.projections.trail.shown import TrailPage
from services.runtime.problems import plain_problem
from services.runtime.web import Json, create_app, problem_response

ANSWERS = (
    CasesPage, TrailPage, Explanation, CaseFile, StandingsAnswer, SchemesAnswer, SchemeAnswer,
    EventAnswer, ParkedAnswer, Replayed, Rebuild,
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
) -> FastAPI:
    """The application that answers auditors and operators."""
    shelf = Shelf()
    cases_, boards = Cases(views, shelf), Boards(views, shelf)
    app = create_app(
        "gradetrail projections",
        "Ask how a classification was reached: trails, explanations, standings. Every answer says "
        "how complete it is.",
        faults,
    )
    app.mount("/assets", StaticFiles(directory=pages.HERE / "assets"), name="assets")
    app.include_router(pages.router(cases_, boards))
    app.include_router(cases.router(cases_, boards))
    app.include_router(standings.router(boards, Schemes(views, shelf)))
    app.include_router(operations.router(Events(views, shelf), Operations(views)))

    @app.get("/status", tags=["operate"])
    async def current() -> Response:
        """Positions, heads and faults of each projection."""
        return Json(await status())

    @app.exception_handler(psycopg.OperationalError)
    @app.exception_handler(psycopg.errors.UndefinedTable)
    @app.exception_handler(PoolTimeout)
    async def database_away(_: Request, error: Exception) -> Response:
        return problem_response(
            plain_problem(
                "unavailable", "Not available now", 503, f"the read models cannot be read: {error}"
            )
        )

    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


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
        app.openapi_schema = schema
    return app.openapi_schema
