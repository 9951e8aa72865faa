"""Small parts of the command line."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest

from cli.app import language
from client import http as ask
from client.faults import Fault
from client.submissions import batches


@pytest.mark.parametrize(
    ("given", "environment", "spoken"),
    [
        (None, {}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_given_else_the_environments(
    given: str | None, environment: dict[str, str], spoken: str
) -> None:
    assert language(given, environment) == spoken


def test_batches_keep_the_order_within_a_service() -> None:
    said = [
        {"id": str(n), "source": "s", "type": f"gradetrail.{service}.X.v1"}
        for n, service in enumerate(("grading", "grading", "pledges", "grading", "pledges"))
    ]
    found = [(service, event, [s["id"] for s in some]) for service, event, some in batches(said, 2)]
    assert found == [
        ("grading", "batch", ["0", "1"]),
        ("pledges", "batch", ["2", "4"]),
        ("grading", "batch", ["3"]),
    ]


PROBLEM = {
    "type": "/problems/step-not-open", "title": "The procedure is not at this step", "status": 409,
    "detail": "GradeConfirmed needs first: SelfRatingFiled",
    "errors": [{"pointer": "/type", "rule": "R-06", "detail": "-", "accepts": "the same later"}],
}  # fmt: skip


class Answers(http.server.BaseHTTPRequestHandler):
    replies: ClassVar[dict[str, tuple[int, str, bytes]]] = {
        "/ok?q=%E6%9D%91": (200, "application/json", b'{"ok": true}'),
        "/refused": (409, "application/problem+json", json.dumps(PROBLEM).encode()),
        "/html": (502, "text/html", b"<h1>Bad gateway</h1>"),
    }

    def do_GET(self) -> None:
        status, content_type, body = self.replies[self.path]
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def base() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_problem_is_a_sentence_with_its_fields(base: str) -> None:
    with pytest.raises(ask.Refused) as refused:
        ask.get(base, "/refused")
    assert str(refused.value) == (
        "GradeConfirmed needs first: SelfRatingFiled [/type (R-06): accepted is the same later]"
    )


def test_any_other_error_names_the_address(base: str) -> None:
    with pytest.raises(Fault, match=r"/html answered 502 Bad Gateway"):
        ask.get(base, "/html")


def test_queries_are_encoded_and_empty_ones_left_out(base: str) -> None:
    assert ask.get(base, "/ok", q="村", cursor=None) == {"ok": True}
