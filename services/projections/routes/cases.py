"""Questions about one case, and the list of all."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from contracts.events import BY_TYPE
from contracts.events.upcasting import UPCASTERS
from services.projections.boards import Boards
from services.projections.cases import Cases
from services.projections.problems import bad_parameter
from services.projections.routes.asking import Asked, answers
from services.projections.standings.rows import Filter
from services.projections.trail.rows import Page
from services.runtime.web import Json

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
Cursor = Annotated[str | None, Query(description="The next of the answer before", max_length=500)]
Id = Annotated[str | None, Query(max_length=80)]
Event = Annotated[list[str], Query(description="Names of events: GradeRevised; repeatable")]


def router(cases: Cases, boards: Boards) -> APIRouter:
    """The routes under /api/cases."""
    routes = APIRouter(prefix="/api/cases", tags=["cases"])

    @routes.get("", responses=answers("CasesPage"))
    async def listed(
        asked: Asked,
        scheme: Id = None,
        cycle: Id = None,
        organisation: Id = None,
        township: Annotated[Id, Query(description="Id of the superior organisation")] = None,
        ladder: Id = None,
        tier: Annotated[Id, Query(description="Tier in force")] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        """The enrolled cases, by their ids."""
        wanted = Filter(scheme, cycle, organisation, township, ladder, tier)
        return Json(await boards.cases(asked, wanted, limit=limit, token=cursor))

    @routes.get("/{case}/trail", responses=answers("TrailPage", 404))
    async def trail(
        case: str,
        asked: Asked,
        event: Event = [],  # noqa: B006
        sort: Annotated[
            Literal["recorded", "happened"], Query(description="By which of the two times")
        ] = "recorded",
        order: Literal["asc", "desc"] = "asc",
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        """Every entry of a case, or of scheme:…, cycle:… or organisation:…"""
        wanted = Page(sort, order == "desc", None, limit, types_of(event))
        return Json(await cases.trail(case, asked, wanted, cursor))

    @routes.get("/{case}/explanation", responses=answers("Explanation", 404))
    async def explanation(case: str, asked: Asked) -> Response:
        """Why the organisation stands where it stands."""
        return Json(await cases.explanation(case, asked))

    @routes.get("/{case}/export", responses=answers("CaseFile", 404))
    async def export(case: str, asked: Asked) -> Response:
        """The whole case in one file: events verbatim, what they stand in, the explanation."""
        found = Json(await cases.export(case, asked))
        name = case.replace(":", "_")
        found.headers["content-disposition"] = f'attachment; filename="{name}.json"'
        return found

    return routes


def types_of(names: list[str]) -> tuple[str, ...]:
    """Every version's type of these events.

    Raises:
        ProblemFound: an event that there is not.
    """
    if not names:
        return ()
    known = {event.name: event.type for event in BY_TYPE.values()}
    for name in names:
        if name not in known:
            raise bad_parameter("event", f"no event is called {name}", ", ".join(sorted(known)))
    wanted = {known[name] for name in names}
    older = {old for old, (type_, _) in UPCASTERS.items() if type_ in wanted}
    return tuple(sorted(wanted | older))
