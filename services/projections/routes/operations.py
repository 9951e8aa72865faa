"""Events by position, and what operators do."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.projections.events import Events
from services.projections.operations import Operations
from services.projections.routes.asking import Asked, answers
from services.runtime.access.sender import Sender
from services.runtime.web import Json


def router(events: Events, operations: Operations) -> APIRouter:
    """The routes /api/events, /api/parked and /api/rebuilds."""
    routes = APIRouter(prefix="/api")

    @routes.get(
        "/events/{service}/{position}", tags=["events"], responses=answers("EventAnswer", 404)
    )
    async def event(
        service: str, position: Annotated[int, Path(ge=1, lt=2**62)], asked: Asked
    ) -> Response:
        """The event at a position of a service's log."""
        return Json(await events.one(service, position, asked))

    @routes.get("/parked", tags=["operate"], responses=answers("ParkedAnswer"))
    async def parked(reader: Sender) -> Response:
        """Events that could not be applied, and those that wait behind them."""
        return Json(await operations.parked(reader.places))

    @routes.post(
        "/parked/{projection}/{case}/replay",
        tags=["operate"],
        responses=answers("Replayed", 404, 409),
    )
    async def replay(projection: str, case: str, reader: Sender) -> Response:
        """Apply a case's parked events again, after a mend."""
        return Json(await operations.replay(projection, case, reader.places))

    @routes.post(
        "/rebuilds/{projection}",
        status_code=202,
        tags=["operate"],
        responses=answers("Rebuild", 404, 409) | {202: answers("Rebuild")[200]},
    )
    async def rebuild(projection: str) -> Response:
        """Start to rebuild a projection beside the live one, which goes on being read."""
        return Json(operations.rebuild(projection), status_code=202)

    @routes.get("/rebuilds/{projection}", tags=["operate"], responses=answers("Rebuild", 404))
    async def rebuilt(projection: str) -> Response:
        """How the last rebuild goes or went."""
        return Json(operations.rebuilt(projection))

    return routes
