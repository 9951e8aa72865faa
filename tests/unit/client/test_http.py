"""The commands ask again where they asked too much at once."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from client import http

TOO_MANY = {"title": "Too many requests", "status": 429, "detail": "1 per 1 day"}


class Door(BaseHTTPRequestHandler):
    """Says ``Retry-After`` once for each path, and then answers; at ``/0`` it never does."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        again = self.asked.count(self.path) > 1 and self.path != "/0"
        self.send_response(200 if again else 429)
        self.send_header("content-type", "application/problem+json")
        self.send_header("retry-after", self.path.strip("/"))
        self.end_headers()
        self.wfile.write(json.dumps(TOO_MANY).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def door() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Door)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_moment_is_waited_and_a_day_is_told(door: str) -> None:
    assert http.get(door, "/1") == TOO_MANY
    with pytest.raises(http.Refused, match="1 per 1 day"):
        http.get(door, "/86400")
    assert Door.asked == ["/1", "/1", "/86400"]


def test_who_is_turned_away_again_and_again_is_told(door: str) -> None:
    with pytest.raises(http.Refused, match="1 per 1 day"):
        http.get(door, "/0")
    assert Door.asked.count("/0") == 1 + http.ASKS_AGAIN
