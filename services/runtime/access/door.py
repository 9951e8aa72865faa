"""The door of every service: who asks, what they may ask for, and a line about it.

``Door`` finds out who asks and puts them at ``request.state.identity``; ``guard`` then lets a
request through to its route if the table of routes allows it.
"""

import asyncio
import math
import re
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.runtime.access.allowed import OPEN, ROUTES, Allowed, Roles, allowed
from services.runtime.access.directory import Directory, NotKnown
from services.runtime.access.identity import ANYBODY, Identity
from services.runtime.access.sessions import COOKIE, Sessions
from services.runtime.access.tokens import Tokens
from services.runtime.access.uses import KeyUses, Pool
from services.runtime.problems import PROBLEM, plain_problem
from services.runtime.rates import Rates

asked = structlog.get_logger(log="access")

SAFE = ("GET", "HEAD", "OPTIONS")
UNLOGGED = re.compile(r"/(livez|readyz|at-work|docs|openapi\.json|(vendored|assets|problems)/.*)")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class TurnedAway(Exception):
    """Answer the request with this problem; with 401, say what would let it in."""

    def __init__(
        self,
        slug: str,
        title: str,
        status: int,
        detail: str,
        *,
        shown: bool = False,
        retry_after_s: float | None = None,
    ):
        super().__init__(detail)
        self.problem = plain_problem(slug, title, status, detail)
        self.retry_after_s = retry_after_s
        self.challenge = 'Bearer realm="gradetrail"' + (', error="invalid_token"' if shown else "")


class FromAnotherSite(NotKnown):
    """A browser sends it from a page that is not ours, in the name of who is signed in here."""


class Access:
    """Who is behind a request, and how often. Without a directory it is anybody, who may do
    anything."""

    def __init__(
        self,
        directory: Directory | None = None,
        sessions: Sessions | None = None,
        rates: Rates | None = None,
    ):
        self.directory, self.sessions, self.rates = directory, sessions, rates or Rates()
        self.tokens = Tokens(directory) if directory else None
        self.uses = KeyUses()

    def kept_up(self, pool: Pool) -> "list[asyncio.Task[None]]":
        """What follows the access file, and writes down which keys are used, until cancelled."""
        if self.directory is None:
            return []
        self.uses.use(pool)
        return [asyncio.create_task(one) for one in (self.directory.watch(), self.uses.keep())]

    async def who(self, method: str, headers: Headers) -> tuple[Identity | None, str]:
        """Who asks, and by what they are known; None where nothing was shown.

        Raises:
            NotKnown: what was shown is nobody's, or not shown by who it belongs to.
        """
        if self.directory is None or self.tokens is None:
            return ANYBODY, ""
        shown = headers.get("authorization")
        if shown is not None:
            scheme, _, credentials = shown.partition(" ")
            if scheme.lower() != "bearer":
                raise NotKnown("Authorization takes Bearer and an API key or a token")
            credentials = credentials.strip()
            if credentials.startswith("gt_"):
                identity, key = self.directory.key(credentials)
                self.uses.note(key)
                return identity, f"key {key}"
            return await self.tokens.who(credentials), "token"
        return self._signed_in(method, headers)

    def _signed_in(self, method: str, headers: Headers) -> tuple[Identity | None, str]:
        if (
            self.directory is None
            or self.sessions is None
            or COOKIE not in headers.get("cookie", "")
        ):
            return None, ""
        cookie = cookie_parser(headers["cookie"]).get(COOKIE, "")
        person = self.sessions.person(cookie)
        identity = self.directory.person(person) if person else None
        if identity and method not in SAFE and not self.from_here(headers):
            raise FromAnotherSite(
                "a page of another site may not act in the name of who is signed in here"
            )
        return identity, "cookie" if identity else ""

    @staticmethod
    def from_here(headers: Headers) -> bool:
        """Whether a browser sends a request from one of our own pages."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        return urlsplit(headers.get("origin", "")).netloc == headers.get("host")


class Door:
    """ASGI: finds out who asks, before anything else; says what became of it, afterwards."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, state = Headers(scope=scope), scope.setdefault("state", {})
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        state["identity"], state["by"], state["not_known"] = None, "", None
        started, status = time.perf_counter(), 0
        logged = self.access.directory is not None and not UNLOGGED.fullmatch(scope["path"])

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = MutableHeaders(scope=message)
                answered["x-request-id"] = request_id
                if logged:
                    answered.setdefault("cache-control", "no-store")
            await send(message)

        try:
            state["identity"], state["by"] = await self.access.who(scope["method"], headers)
        except NotKnown as error:
            state["not_known"] = error
        try:
            await self.app(scope, receive, sent)
        finally:
            if logged:
                _say(scope, status, time.perf_counter() - started)


def _say(scope: Scope, status: int, took_s: float) -> None:
    """One line: who asked for what, and what came of it. Of a sign-in, nothing that was shown."""
    state, identity = scope["state"], scope["state"]["identity"]
    signing_in = scope["path"].startswith("/login")
    asked.info(
        "asked",
        who=identity.name if identity else None,
        by=state["by"] or None,
        not_known=state["not_known"] and str(state["not_known"]),
        method=scope["method"],
        path=scope["path"],
        query="" if signing_in else scope["query_string"].decode("latin-1"),
        status=int(status) or 500,
        ms=round(took_s * 1000, 1),
    )


def guard(app: FastAPI, service: str, access: Access) -> None:
    """Let nobody through to a route of a service whom the table does not allow it.

    Raises:
        LookupError: the table lacks a route.
    """
    table = ROUTES[service]
    for route in app.routes:
        if isinstance(route, Mount):
            if route.name not in ("vendored", "assets"):
                raise LookupError(f"nobody may ask for what is mounted at {route.path}")
        elif isinstance(route, Route):
            (method,) = (route.methods or set()) - {"HEAD"}
            to = allowed(table, method, route.path)
            if to.roles != OPEN:
                route.app = _Guarded(route.app, to, access)
        else:
            raise LookupError(f"{route} is no route with a method and a path")


def secured(document: dict[str, Any], problem: str) -> None:
    """Say in an OpenAPI document what to show, and when to come again.

    Without an access file nothing will do. ``problem``: name of the schema of problems.
    """
    shown = {"type": "http", "scheme": "bearer", "description": "an API key (gt_…) or a token"}
    document.setdefault("components", {})["securitySchemes"] = {"bearer": shown}
    document["security"] = [{"bearer": []}, {}]
    seconds = {"description": "seconds until it may be sent again", "schema": {"type": "integer"}}
    answered = {
        "headers": {"Retry-After": seconds},
        "content": {PROBLEM: {"schema": {"$ref": f"#/components/schemas/{problem}"}}},
    }
    too_often = {"description": "Too much of one app or person; nothing was done", **answered}
    not_now = {"description": "The database is away or has no room", **answered}
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] |= {"429": too_often, "503": not_now}


class _Guarded:
    """A route behind its roles."""

    def __init__(self, app: ASGIApp, to: Allowed, access: Access) -> None:
        self.app, self.to, self.access = app, to, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        identity: Identity | None = scope["state"]["identity"]
        if identity is not None and identity.may(*self.to.roles):
            if self.to.counted and (wait_s := self.access.rates.wait_s(identity)):
                raise _too_often(self.access.rates, wait_s)
            await self.app(scope, receive, send)
        elif self.to.page and self.access.sessions:
            await RedirectResponse(_sign_in(scope), HTTPStatus.SEE_OTHER)(scope, receive, send)
        else:
            raise _turned_away(identity, scope["state"]["not_known"], self.to.roles)


def _sign_in(scope: Scope) -> str:
    """The page for signing in, which leads back to what was asked for."""
    request = Request(scope)
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    lang = request.query_params.get("lang")
    return f"/login?next={quote(back, safe='')}" + (f"&lang={quote(lang)}" if lang else "")


def _too_often(rates: Rates, wait_s: float) -> TurnedAway:
    detail = f"one app or person is answered {rates.rate}: ask again in {math.ceil(wait_s)} s"
    return TurnedAway("too-many-requests", "Too many requests", 429, detail, retry_after_s=wait_s)


def _turned_away(identity: Identity | None, not_known: NotKnown | None, roles: Roles) -> TurnedAway:
    if isinstance(not_known, FromAnotherSite):
        return TurnedAway("from-another-site", "From another site", 403, str(not_known))
    if identity is None:
        detail = str(not_known or "show an API key or a token: Authorization: Bearer …")
        return TurnedAway(
            "not-signed-in", "Not signed in", 401, detail, shown=not_known is not None
        )
    has = ", ".join(sorted(identity.roles))
    detail = f"{identity.name} is {has}; this is for {', '.join(sorted(roles))}"
    return TurnedAway("role-missing", "Not for this role", 403, detail)
