"""Parameters that nobody knows: a question with one is refused, not answered without it."""

from typing import Any

from fastapi import FastAPI, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.scheme.mistakes import one_of
from services.runtime.problems import clip, plain_problem
from services.runtime.web import ProblemFound

_MOST = 20
"""So many of them are told of."""


def refuse_unknown(app: FastAPI) -> None:
    """Let the documented routes refuse a query parameter that they do not know.

    Pages, health and the like go on with whatever a browser or a link adds.
    """
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            route.app = _Strict(route.app, _known(route))


def _known(route: APIRoute) -> frozenset[str]:
    fields = get_flat_params(route.dependant)
    return frozenset(one.alias for one in fields if isinstance(one.field_info, params.Query))


class _Strict:
    """A route that answers only what it has understood."""

    def __init__(self, app: ASGIApp, known: frozenset[str]) -> None:
        self.app, self.known = app, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        unknown = [name for name in Request(scope).query_params if name not in self.known]
        if unknown:
            raise _refused([clip(name) for name in unknown[:_MOST]], self.known)
        await self.app(scope, receive, send)


def _refused(unknown: list[str], known: frozenset[str]) -> ProblemFound:
    errors: list[dict[str, Any]] = [
        {
            "pointer": f"/query/{name}", "rule": "parameter",
            "detail": f"there is no parameter {name}",
            "accepts": one_of(known, name) if known else "no parameter",
        }
        for name in unknown
    ]  # fmt: skip
    said = "; ".join(error["detail"] for error in errors)
    problem = plain_problem("bad-request", "The request is not understood", 422, said)
    return ProblemFound(problem | {"errors": errors})
