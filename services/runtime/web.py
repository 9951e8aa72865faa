"""What every HTTP surface shares: problems, health, vendored API pages, graceful serving."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import structlog
import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import make_asgi_app
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from contracts.messages import MAX_BYTES
from services.runtime.access.door import Access, Door, TurnedAway
from services.runtime.database import said_of
from services.runtime.metrics import Metrics, ServiceMetrics
from services.runtime.problems import PROBLEM, explanations, failed, plain_problem
from services.runtime.settings import Settings
from services.runtime.shapes import in_words

log = structlog.get_logger()

AGAIN_S = 2
"""When to come again, where nothing says how long it will take."""
_VENDORED = Path(__file__).parent / "vendored"


class Json(JSONResponse):
    """JSON of anything msgspec knows: structs, times, decimals."""

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


class ProblemFound(Exception):
    """Answer the request with this problem. ``retry_after_s``: when to come again."""

    def __init__(self, problem: dict[str, Any], *, retry_after_s: float | None = None) -> None:
        super().__init__(problem["detail"])
        self.problem, self.retry_after_s = problem, retry_after_s


def problem_response(problem: dict[str, Any], retry_after_s: float | None = None) -> Response:
    """A problem document with its status; where asking again may help, it says when."""
    again = {} if retry_after_s is None else {"retry-after": str(math.ceil(retry_after_s))}
    body = msgspec.json.encode(problem)
    return Response(body, status_code=problem["status"], headers=again, media_type=PROBLEM)


def length(request: Request) -> int | None:
    """Bytes of the body of a request; None: it does not say."""
    told = request.headers.get("content-length")
    return None if told is None else int(told)


async def read_body(request: Request) -> bytes:
    """The body of a request.

    Raises:
        ProblemFound: it is too large; what comes after the limit is not read.
    """
    size, parts = length(request) or 0, []
    if size <= MAX_BYTES:
        size = 0
        async for part in request.stream():
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                break
    if size > MAX_BYTES:
        detail = f"a request may have at most {MAX_BYTES:,} bytes"
        raise ProblemFound(plain_problem("too-large", "Too large", 413, detail))
    return b"".join(parts)


def not_found(detail: str) -> ProblemFound:
    """To raise where nothing is kept under a name."""
    return ProblemFound(plain_problem("not-found", "Not found", 404, detail))


async def _found(_: Request, error: ProblemFound) -> Response:
    return problem_response(error.problem, error.retry_after_s)


async def _turned_away(_: Request, error: TurnedAway) -> Response:
    response = problem_response(error.problem, error.retry_after_s)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers["www-authenticate"] = error.challenge
    return response


async def _http(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    slug = status.phrase.lower().replace(" ", "-")
    detail = {
        404: f"there is nothing at {request.url.path}",
        405: f"{request.method} is not possible at {request.url.path}",
    }.get(status, str(error.detail))
    response = problem_response(plain_problem(slug, status.phrase, status, detail))
    response.headers.update(error.headers or {})
    return response


async def _away(_: Request, error: psycopg.OperationalError) -> Response:
    log.warning("database_away", error=str(error))
    detail = f"{said_of(error)}: try again"
    problem = plain_problem("unavailable", "Not available now", 503, detail)
    return problem_response(problem, retry_after_s=AGAIN_S)


async def _invalid(_: Request, error: RequestValidationError) -> Response:
    errors = []
    for found in error.errors():
        detail, accepts = in_words(found)
        where = "/" + "/".join(str(part) for part in found["loc"])
        errors.append(
            {"pointer": where, "rule": found["type"], "detail": detail, "accepts": accepts}
        )
    said = "; ".join(found["detail"] for found in errors)
    problem = plain_problem("bad-request", "The request is not understood", 422, said)
    return problem_response(problem | {"errors": errors})


async def _failed(_: Request, __: Exception) -> Response:
    return problem_response(failed())


_ANSWERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    ProblemFound: _found,
    TurnedAway: _turned_away,
    HTTPException: _http,
    psycopg.OperationalError: _away,
    RequestValidationError: _invalid,
    Exception: _failed,
}
"""Whatever goes wrong is answered by a problem."""


def create_app(
    title: str,
    description: str,
    faults: Callable[[], Awaitable[list[str]]],
    access: Access,
    **kwargs: Any,
) -> FastAPI:
    """An application with problems, health and API pages; ``faults``: why it is not ready.

    Once it has all its routes, ``guard`` it.
    """
    app = FastAPI(
        title=title,
        description=description,
        version="1",
        docs_url=None,
        redoc_url=None,
        servers=[{"url": "."}],
        default_response_class=Json,
        exception_handlers=_ANSWERS,
        telemetry={"operation_spans": False, "metrics": False, "logs": False},
        **kwargs,
    )
    app.add_middleware(Door, access=access)

    @app.get("/livez", include_in_schema=False)
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/at-work", include_in_schema=False)
    async def at_work() -> dict[str, str]:
        """For gateways: here a replica that stands by (lease.py) answers 503."""
        return {"status": "at work"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> Response:
        found = await faults()
        return Json({"ready": not found, "faults": found}, status_code=503 if found else 200)

    @app.get("/keys", include_in_schema=False)
    async def keys() -> Response:
        return Json({"data": await access.uses.last()})

    _add_pages(app)
    return app


def _add_pages(app: FastAPI) -> None:
    """What a person reads: the API, and what each problem means."""
    app.mount("/vendored", StaticFiles(directory=_VENDORED), name="vendored")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="openapi.json",  # relative: behind a gateway it stands under a prefix
            title=app.title,
            swagger_js_url="vendored/swagger-ui-bundle.js",
            swagger_css_url="vendored/swagger-ui.css",
            swagger_favicon_url="data:,",
        )

    @app.get("/problems/{slug}", include_in_schema=False)
    async def problem_page(slug: str) -> HTMLResponse:
        if slug not in explanations():
            raise not_found(f"no problem is called {slug}")
        heading, text = explanations()[slug]
        return HTMLResponse(
            '<!doctype html><html lang=en><meta name=color-scheme content="light dark">'
            f"<title>{heading}</title><h1>{heading}</h1><p>{text}</p>"
        )


async def serve_metrics(metrics: Metrics, settings: Settings, stopping: asyncio.Event) -> None:
    """Tell Prometheus until ``stopping`` is set, if metrics have a port."""
    if settings.metrics_port is None:
        await stopping.wait()
        return
    told = make_asgi_app(metrics.registry)
    await serve(told, settings.http_host, settings.metrics_port, stopping, settings.stop_within_s)


async def serve_counted(
    app: ASGIApp, metrics: ServiceMetrics, settings: Settings, stopping: asyncio.Event
) -> None:
    """Serve until ``stopping`` is set, as the settings say, and count the requests."""
    told = metrics.counting(app) if settings.metrics_port else app
    host, port, within_s = settings.http_host, settings.http_port, settings.stop_within_s
    await serve(told, host, port, stopping, within_s, settings)


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    stopping: asyncio.Event,
    within_s: float,
    settings: Settings | None = None,
) -> None:
    """Serve until ``stopping`` is set, then finish the requests under way.

    ``settings``: over TLS, if they name a certificate.
    """
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, lifespan="off",
        timeout_graceful_shutdown=int(within_s),
        ssl_certfile=settings.http_cert_file if settings else None,
        ssl_keyfile=settings.http_key_file if settings else None,
    )  # fmt: skip
    server = uvicorn.Server(config)

    async def stop() -> None:
        await stopping.wait()
        server.should_exit = True

    waiting = asyncio.create_task(stop())
    try:
        await server._serve()
    except SystemExit as error:  # uvicorn's answer to a port that is taken
        raise OSError(f"cannot serve on {host}:{port}") from error
    finally:
        waiting.cancel()
        for listening in getattr(server, "servers", ()):  # open still, where this was cancelled
            listening.close()
