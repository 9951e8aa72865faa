"""Questions about cycles and schemes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.projections.boards import Boards
from services.projections.routes.asking import Asked, answers
from services.projections.schemes import Schemes
from services.runtime.web import Json

Id = Annotated[str | None, Query(max_length=80)]


def router(boards: Boards, schemes: Schemes) -> APIRouter:
    """The routes /api/standings and /api/schemes."""
    routes = APIRouter(prefix="/api", tags=["standings"])

    @routes.get("/standings", responses=answers("StandingsAnswer", 404))
    async def standings(
        asked: Asked,
        scheme: Id = None,
        cycle: Id = None,
        township: Annotated[Id, Query(description="Id of the superior organisation")] = None,
    ) -> Response:
        """Tiers and movement of a cycle; without parameters, of the latest."""
        return Json(await boards.standings(asked, scheme, cycle, township))

    @routes.get("/schemes", responses=answers("SchemesAnswer"))
    async def listed(asked: Asked) -> Response:
        """The published versions of all schemes."""
        return Json(await boards.schemes(asked))

    @routes.get("/schemes/{scheme}/{version}", responses=answers("SchemeAnswer", 404))
    async def scheme(
        scheme: str, version: Annotated[int, Path(ge=1, le=10**6)], asked: Asked
    ) -> Response:
        """A version of a scheme, as it was published."""
        return Json(await schemes.one(scheme, version, asked))

    return routes
