"""Problems as pages, for whoever came with a browser: of paths that there are not, of refusals, of
a database that is away. A page's own problems (``pages.routes``) come out of here unchanged."""

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.projections.pages.language import language
from services.projections.pages.routes import POLICY, environment
from services.projections.pages.ui import Ui
from services.runtime.access.identity import ANYBODY
from services.runtime.problems import PROBLEM

_FOR_PROGRAMS = ("/api/", "/assets/", "/vendored/")


def answer_browsers(app: FastAPI) -> None:
    """Give who comes with a browser the application's problems as pages.

    This stands outside of all of it, as a defect is answered outside of its middleware.
    """
    inside = app.build_middleware_stack  # the one place that stands outside; it is no setting
    app.build_middleware_stack = lambda: ProblemPages(inside())  # type: ignore[method-assign]


class ProblemPages:
    """Answers a problem document as a page, outside the query API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.template = app, environment().get_template("problem.html")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _reads_pages(scope):
            await self.app(scope, receive, send)
            return
        held: Headers | None = None
        body = b""

        async def sent(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
                held = headers if headers.get("content-type") == PROBLEM else None
            if held is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message["type"] == "http.response.body" and not message.get("more_body"):
                await self._page(scope, msgspec.json.decode(body), held)(scope, receive, send)

        await self.app(scope, receive, sent)

    def _page(self, scope: Scope, problem: dict[str, Any], headers: Headers) -> HTMLResponse:
        request = Request(scope)
        reads = language(request.query_params.get("lang"), request.headers.get("accept-language"))
        who = scope.get("state", {}).get("identity")
        asked = {name: one for name, one in request.query_params.items() if name != "lang"}
        ui = Ui(reads, request.url.path, asked, who=None if who is ANYBODY else who)
        kept = {n: v for n, v in headers.items() if n not in ("content-type", "content-length")}
        ours = {
            "content-security-policy": POLICY, "content-language": ui.lang,
            "vary": "accept, accept-language",
        }  # fmt: skip
        text = self.template.render(ui=ui, problem=problem)
        return HTMLResponse(text, problem["status"], kept | ours)


def _reads_pages(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["path"].startswith(_FOR_PROGRAMS):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")
