"""The register of people: who is behind an id, and how they are forgotten."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response

from contracts.people import Naming
from services.projections.people.register import BATCH, PeopleRegister, Verdicts
from services.projections.problems import bad_body
from services.projections.routes.asking import answers
from services.runtime.access.identity import Identity
from services.runtime.access.sender import Sender
from services.runtime.web import Json, problem_response, read_body

DryRun = Annotated[bool, Query(description="Only say what would become of it")]


def router(register: PeopleRegister) -> APIRouter:
    """The routes under /api/people."""
    routes = APIRouter(prefix="/api/people", tags=["people"])

    @routes.post("", responses=answers("Verdicts"), openapi_extra=_body(many=True))
    async def tell(request: Request, sender: Sender, dry_run: DryRun = False) -> Response:
        """Name up to 1,000 persons; answered one by one."""
        told = await _read(request, list)
        if len(told) > BATCH:
            raise bad_body(f"{len(told):,} persons at once", f"at most {BATCH:,}")
        verdicts = await register.tell(told, sender.places, dry_run=dry_run)
        return Json(Verdicts(verdicts=verdicts))

    @routes.get("/{person}", responses=answers("Person", 404))
    async def one(person: str, reader: Sender) -> Response:
        """A person's names and contacts, and whether they were erased."""
        return Json(await register.one(person, _where(reader, person)))

    @routes.put("/{person}", responses=answers("Person", 403, 409), openapi_extra=_body(many=False))
    async def name(person: str, request: Request, sender: Sender) -> Response:
        """Name a person from a day on; a name of the same day is replaced."""
        told = await _read(request, dict)
        (verdict,) = await register.tell([told | {"person": person}], sender.places)
        if verdict.problem:
            return problem_response(verdict.problem)
        return Json(await register.one(person))

    @routes.delete("/{person}", responses=answers("Person", 404, 503))
    async def erase(person: str, reader: Sender) -> Response:
        """Erase a person's names and contacts for good. The id stays, in every event."""
        return Json(await register.erase(person, _where(reader, person)))

    return routes


def _where(reader: Identity, person: str) -> frozenset[str] | None:
    """From where events are seen that may name the person; None: who asks need not see any."""
    themself = reader.is_person and reader.name == person
    return None if themself else reader.places


async def _read(request: Request, form: type[Any]) -> Any:
    accepts = "a JSON list of persons" if form is list else "a JSON object"
    try:
        return msgspec.json.decode(await read_body(request), type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError):  # which may repeat what they read
        raise bad_body("the body is not understood", accepts) from None


def _body(*, many: bool) -> dict[str, Any]:
    """The documented body: a naming, whose person the path may name, or a list of them."""
    schema = Naming.model_json_schema()
    if many:
        schema = {"type": "array", "maxItems": BATCH, "items": schema}
    else:
        del schema["properties"]["person"]
        schema["required"] = [name for name in schema["required"] if name != "person"]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
