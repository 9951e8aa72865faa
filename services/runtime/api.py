"""HTTP of a service that decides: submissions in, receipts out; what was refused."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from contracts.messages import MAX_BYTES, STRUCTURED
from services.runtime import tracing
from services.runtime.access.authority import owns
from services.runtime.access.door import Access, guard
from services.runtime.access.identity import Identity, Role
from services.runtime.access.sender import Sender
from services.runtime.kept import ReceiptsKept, RefusalsKept
from services.runtime.openapi import CORRECTED, SUBMISSIONS, answers, describe
from services.runtime.parameters import refuse_unknown
from services.runtime.receipts import Receipts
from services.runtime.submitting import Submitting
from services.runtime.web import Json, create_app, length, not_found, problem_response, read_body
from services.runtime.wire import Submission, read_message


def build(
    service: str,
    submitting: Submitting,
    refusals: RefusalsKept,
    receipts: ReceiptsKept,
    *,
    faults: Callable[[], Awaitable[list[str]]],
    status: Callable[[], Awaitable[dict[str, Any]]],
    access: Access | None = None,
) -> FastAPI:
    """The application of one service. ``access``: who may ask; None: anybody."""
    access = access or Access()
    app = create_app(
        f"gradetrail {service}",
        "Submit events as CloudEvents, one or up to 1,000; each gets a receipt.",
        faults,
        access,
    )

    async def read(request: Request, sender: Identity) -> bytes:
        said = length(request)
        with submitting.reading(sender, MAX_BYTES if said is None else min(said, MAX_BYTES)):
            return await read_body(request)

    @app.post("/events", tags=["submit"], responses=answers("Receipts"), openapi_extra=SUBMISSIONS)
    async def submit(request: Request, sender: Sender) -> Response:
        """Submit events: structured, batch or binary CloudEvents.

        The answer comes when all is recorded. A batch is answered item by item, also where items
        are refused; only one that cannot be read at all is answered by a problem.
        """
        headers = {
            k: v for k, v in request.headers.items() if k.startswith("ce-") or k == "content-type"
        }
        submissions = read_message(headers, await read(request, sender))
        found = await submitting.submit(submissions, sender, tracing.current())
        if found[0].problem is not None and not submissions[0].of_batch:
            return problem_response(found[0].problem)
        return Json(Receipts(found))

    @app.get("/receipts", tags=["submit"], responses=answers("Receipt"))
    async def receipt(
        source: str, id: Annotated[str, Query(min_length=1)], sender: Sender
    ) -> Response:
        """The receipt of an accepted event, found by its source and id."""
        shown = sender.may(Role.OPERATOR) or owns(sender, source)
        found = await receipts.find(source, id) if shown else None
        if found is None:
            raise not_found(f"nothing of {source} was accepted under the id {id}")
        return Json(found)

    @app.get("/refused", tags=["refused"], responses=answers("RefusedPage"))
    async def refused(
        sender: Sender,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
        all: bool = False,
    ) -> Response:
        """What was refused and not yet accepted after all; ``all`` shows that as well."""
        page = await refusals.page(cursor, limit, open_only=not all, sources=_sees(sender))
        return Json({"data": page, "next": page[-1].number if len(page) == limit else None})

    @app.get("/refused/{number}", tags=["refused"], responses=answers("RefusedSubmission"))
    async def refused_one(number: int, sender: Sender) -> Response:
        """One refused submission, as it came, with its problem."""
        return Json((await _one(refusals, number, sender))[0])

    @app.post(
        "/refused/{number}/resubmit",
        tags=["refused"],
        responses=answers("Receipt"),
        openapi_extra=CORRECTED,
    )
    async def resubmit(number: int, request: Request, sender: Sender) -> Response:
        """Submit again: as it came, or the corrected CloudEvent in the body."""
        _, submission = await _one(refusals, number, sender)
        if body := await read(request, sender):
            (submission,) = read_message({"content-type": STRUCTURED}, body)
        (found,) = await submitting.submit([submission], sender)
        if found.problem is not None:
            return problem_response(found.problem)
        await refusals.note_accepted(number, found)
        return Json(found)

    @app.get("/status", tags=["operate"])
    async def current() -> Response:
        """Positions, what waits, and how far the streams are carried and heard."""
        return Json(await status())

    describe(app, service)
    refuse_unknown(app)
    guard(app, service, access)
    return app


def _sees(sender: Identity) -> frozenset[str] | None:
    """The sources of which a sender sees what was refused; None: all."""
    return None if sender.may(Role.OPERATOR) else sender.sources


async def _one(refusals: RefusalsKept, number: int, sender: Identity) -> tuple[Any, Submission]:
    found = await refusals.one(number, _sees(sender)) if 0 < number < 2**62 else None
    if found is None:
        raise not_found(f"no refusal has the number {number}")
    return found
