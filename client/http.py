"""Asks the services over HTTP."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from client import credentials
from client.faults import Fault

TIMEOUT_S = 30.0
WAITS_S = 5
"""For how long it waits where it asked too much at once; longer is told to who gave the command."""
ASKS_AGAIN = 20
"""So often; who is still turned away then shares a key with somebody who floods."""
SHOW_KEY = f"{credentials.KEY} or --key-file gives the key"
JSON_TYPES = ("application/json", "application/problem+json")


class Refused(Fault):
    """A service answered with a problem document (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        self.problem = dict(problem)
        super().__init__(sentence(problem))


class NotLetIn(Fault):
    """A service does not know who asks."""


def sentence(problem: Mapping[str, Any]) -> str:
    """A problem document in a sentence: what stood in the way, where, and what would do."""
    said = problem.get("detail") or problem.get("title") or "the service refused"
    errors = problem.get("errors") or ()
    places = "; ".join(
        f"{error.get('pointer') or '/'} ({error.get('rule')}): accepted is {error.get('accepts')}"
        for error in errors
    )
    return f"{said} [{places}]" if places else str(said)


def get(base: str, path: str, **query: str | int | list[str] | None) -> Any:
    """GET a JSON answer; query parameters that are None are left out.

    Raises:
        Refused: the answer is a problem.
        Fault: nothing answers there, or not in JSON.
    """
    return json.loads(fetch(base, path, **query))


def fetch(base: str, path: str, **query: str | int | list[str] | None) -> bytes:
    """GET an answer as it is. Raises as ``get`` does."""
    given = {name: value for name, value in query.items() if value is not None}
    asked = urlencode(given, doseq=True)
    return _ask(urllib.request.Request(base.rstrip("/") + path + (f"?{asked}" if asked else "")))


def post(base: str, path: str, body: object = None, *, content_type: str = JSON_TYPES[0]) -> Any:
    """POST a JSON body, if any, and read the JSON answer. Raises as ``get`` does."""
    return json.loads(_ask(_request(base, path, body, content_type=content_type)))


def put(base: str, path: str, body: object) -> Any:
    """PUT a JSON body and read the JSON answer. Raises as ``get`` does."""
    return json.loads(_ask(_request(base, path, body, method="PUT")))


def delete(base: str, path: str) -> Any:
    """DELETE, and read the JSON answer. Raises as ``get`` does."""
    return json.loads(_ask(_request(base, path, None, method="DELETE")))


def segment(text: str) -> str:
    """Text as one segment of a path."""
    return quote(text, safe=":")


def _request(
    base: str, path: str, body: object, *, method: str = "POST", content_type: str = JSON_TYPES[0]
) -> urllib.request.Request:
    data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {} if body is None else {"content-type": content_type}
    return urllib.request.Request(base.rstrip("/") + path, data, headers, method=method)


def _ask(request: urllib.request.Request, again: int = ASKS_AGAIN) -> bytes:
    for name, value in credentials.header().items():
        request.add_unredirected_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError as error:
        wait_s = _asked_to_wait(error)
        if wait_s is None or not again:
            raise _refused(error, request) from None
        error.close()
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        reason = getattr(error, "reason", error)
        raise Fault(f"nothing answers at {_place(request)}: {reason}") from None
    time.sleep(wait_s)  # as the service asks for
    return _ask(request, again - 1)


def _asked_to_wait(error: urllib.error.HTTPError) -> int | None:
    """Seconds, if it is only that too much was asked at once."""
    told = error.headers.get("retry-after", "")
    if error.code != http.client.TOO_MANY_REQUESTS or not told.isdecimal():
        return None
    return int(told) if int(told) <= WAITS_S else None


def _place(request: urllib.request.Request) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(request.full_url))


def _refused(error: urllib.error.HTTPError, request: urllib.request.Request) -> Fault:
    body = error.read()
    if error.headers.get_content_type() in JSON_TYPES:
        problem = json.loads(body)
        if error.code == http.client.UNAUTHORIZED:
            said = f"{_place(request)} does not let you in: {sentence(problem)} ({SHOW_KEY})"
            return NotLetIn(said)
        if isinstance(problem, dict) and ("title" in problem or "detail" in problem):
            return Refused(problem)
    return Fault(f"{request.full_url} answered {error.code} {error.reason}")
