"""Questions about many cases: a route for each register."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.projections.registers import REGISTERS
from services.projections.registers.asking import Registers
from services.projections.registers.gather import Wanted
from services.projections.registers.register import AnyRegister
from services.projections.routes.asking import Asked, answers
from services.runtime.web import Json

Id = Annotated[str | None, Query(max_length=80)]
MOST = 1_000


def router(registers: Registers) -> APIRouter:
    """The routes /api/cycles, /api/registers and /api/registers/{register}."""
    routes = APIRouter(prefix="/api", tags=["registers"])

    @routes.get("/cycles", responses=answers("CyclesAnswer"))
    async def cycles(asked: Asked, scheme: Id = None) -> Response:
        """The cycles that were opened, in the order in which they open."""
        return Json(await registers.cycles(asked, scheme or None))

    @routes.get("/registers")
    async def listed() -> Response:
        """The registers there are."""
        return Json({"data": [_told(one) for one in REGISTERS.values()]})

    for one in REGISTERS.values():
        _add(routes, registers, one)
    return routes


def _told(one: AnyRegister) -> dict[str, Any]:
    return {"id": one.id, "title": one.title._asdict(), "about": one.about._asdict()}


def _add(routes: APIRouter, registers: Registers, register: AnyRegister) -> None:
    async def asked_for(
        asked: Asked,
        scheme: Id = None,
        cycle: Annotated[Id, Query(description="Without it, the latest")] = None,
        township: Annotated[Id, Query(description="Only organisations under this one")] = None,
        only: Annotated[
            list[str] | None,
            Query(description="Rows that say so: column:value; column:* for anything at all"),
        ] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
    ) -> Response:
        wanted = Wanted(scheme or None, cycle or None, township or None, only or ())
        return Json(await registers.register(register.id, asked, wanted, limit=limit, token=cursor))

    routes.add_api_route(
        f"/registers/{register.id}",
        asked_for,
        name=register.id,
        summary=register.title.en,
        description=register.about.en,
        responses=answers(f"RegisterAnswer_{register.row.__name__}_", 404),
    )
