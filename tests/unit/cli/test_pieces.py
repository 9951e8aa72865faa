"""Small parts of the command line."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import ClassVar

import msgspec
import pytest

from cli.app import language
from client import http as ask
from client.faults import Fault
from client.submissions import batches
from contracts.messages import MAX_BYTES


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


def test_batches_are_no_larger_than_a_message_may_be() -> None:
    kind, third = "gradetrail.grading.X.v1", "报" * (MAX_BYTES // 9)
    said = [{"id": str(n), "source": "s", "type": kind, "data": third} for n in range(4)]
    said.insert(2, {"id": "large", "source": "s", "type": kind, "data": third * 4})
    found = [some for *_, some in batches(said, 100)]
    assert [[one["id"] for one in some] for some in found] == [["0", "1"], ["large"], ["2", "3"]]
    sizes = [len(json.dumps(some, ensure_ascii=False).encode()) for some in found]
    assert max(sizes[0], sizes[2]) <= MAX_BYTES


def test_a_batch_may_fill_a_message_to_the_last_byte() -> None:
    bare = {"id": "1", "source": "s", "type": "gradetrail.grading.X.v1", "data": ""}
    room = MAX_BYTES // 2 - len(msgspec.json.encode([bare])) + 1  # each with a bracket, one comma
    first, second = bare | {"data": "x" * room}, bare | {"data": "x" * (room - 1)}
    assert len(msgspec.json.encode([first, second])) == MAX_BYTES
    assert len(list(batches([first, second], 100))) == 1
    assert len(list(batches([first, first], 100))) == 2


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
