"""Wrong input gets one clear sentence on stderr, exit code 2, and no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from client import http
from infra.child import PROJECT

runner = CliRunner()
SCHEME = PROJECT / "schemes" / "classification-upgrade.yaml"


@pytest.fixture(autouse=True)
def no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADETRAIL_ADDRESSES", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


def refused(*arguments: str, stdin: str | None = None) -> str:
    """What stderr says; the command must end with 2."""
    result = runner.invoke(app, list(arguments), input=stdin)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.stderr


def test_an_unknown_command_is_named() -> None:
    assert "No such command 'uplift'" in refused("uplift")


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",), ("explain", "a:b:c"), ("trail", "a:b:c"), ("export", "a:b:c"),
        ("refused", "list"), ("refused", "show", "grading", "1"), ("parked", "list"),
        ("parked", "replay", "a:b:c"), ("rebuild", "trail"),
        ("scheme", "publish", str(SCHEME), "--actor", "x"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_without_a_stack_it_says_how_to_start_one(arguments: tuple[str, ...]) -> None:
    said = refused(*arguments)
    assert said == "gradetrail: no gradetrail is running: start one with `gradetrail up`\n"


def test_a_data_folder_without_a_stack_is_named(tmp_path: Path) -> None:
    assert f"no gradetrail is running on {tmp_path}" in refused("status", "--data", str(tmp_path))


def test_addresses_where_nobody_answers_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = dict.fromkeys(
        ("page", "grading", "pledges", "training", "projections"), "http://127.0.0.1:1"
    )
    monkeypatch.setenv("GRADETRAIL_ADDRESSES", json.dumps({**urls, "nats": "nats://127.0.0.1:1"}))
    said = refused("explain", "a:b:c")
    assert said.startswith("gradetrail: nothing answers at http://127.0.0.1:1: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "no.ndjson")
    assert refused("publish", missing) == (
        f"gradetrail: cannot read {missing}: No such file or directory\n"
    )


def test_every_line_that_cannot_be_published_is_listed_and_nothing_is_sent() -> None:
    lines = [
        '{"id": "1", "source": "s", "type": "gradetrail.grading.X.v1"}',
        "{broken",
        "[1]",
        "",
        '{"source": "s", "type": "gradetrail.grading.X.v1"}',
        '{"id": "1", "source": "s", "type": "gradetrail.mail.X.v1"}',
    ]
    said = refused("publish", "-", stdin="\n".join(lines))
    assert "nothing was published" in said
    assert "line 2: not JSON at column 2: Expecting property name" in said
    assert "line 3: not a JSON object" in said
    assert "line 5: the attribute id is missing or not a text" in said
    assert "line 6: gradetrail.mail.X.v1 is not gradetrail.<grading|pledges|training>" in said
    assert "line 1:" not in said
    assert "line 4:" not in said


def test_a_line_ends_where_ndjson_ends_it_not_within_a_text() -> None:
    said = refused("publish", "-", stdin='{"note": "甲\u2028乙\u0085丙"}\r\n[1]\n')
    assert "line 1: the attribute id is missing" in said
    assert "line 2: not a JSON object" in said
    assert "line 3" not in said


def test_bytes_that_are_not_utf8_are_placed(tmp_path: Path) -> None:
    file = tmp_path / "e.ndjson"
    file.write_bytes(b'{"id": "\xff"}')
    assert "is not UTF-8: invalid start byte at byte 8" in refused("publish", str(file))


@pytest.mark.parametrize(
    "command",
    [
        ("import", "people", "{table}", "--dry-run"), ("scheme", "show", str(SCHEME)),
        ("scheme", "show", str(SCHEME), "--json"),
    ],
    ids=lambda command: command[0] + command[-1],
)  # fmt: skip
def test_where_nobody_reads_on_it_ends_quietly(tmp_path: Path, command: tuple[str, ...]) -> None:
    table = tmp_path / "people.csv"
    table.write_text("person,name_zh\np-1,示例\n")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "cli", *(one.format(table=table) for one in command)],
            cwd=PROJECT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert ended.returncode == 141, "as a shell tells of a program that ended so"
    assert str(table) not in ended.stderr
    assert "roken pipe" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


def test_a_batch_out_of_bounds_is_refused() -> None:
    assert "less than or equal to 1000" in refused("publish", "-", "--batch", "1001")


def test_a_language_that_nobody_speaks_here_is_refused() -> None:
    said = refused("explain", "a:b:c", "--lang", "fr")
    assert said == "gradetrail: --lang is en or zh, not fr\n"


@pytest.mark.parametrize("who", [("app", "add"), ("person", "add")], ids="".join)
def test_a_role_that_there_is_not_is_refused(who: tuple[str, str], tmp_path: Path) -> None:
    file = str(tmp_path / "access.yaml")
    said = refused("access", *who, file, "li", "--role", "clerk", "--role", "baker")
    assert said == (
        "gradetrail: --role is publisher, clerk, committee, auditor or operator, not baker\n"
    )


def test_without_a_key_status_says_that_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_let_in(base: str, path: str) -> None:
        raise http.NotLetIn(f"{base} does not let you in: show a key ({http.SHOW_KEY})")

    urls = dict.fromkeys(("page", "grading", "pledges", "training", "projections"), "http://g")
    monkeypatch.setenv("GRADETRAIL_ADDRESSES", json.dumps({**urls, "nats": "nats://127.0.0.1:1"}))
    monkeypatch.setattr(http, "get", not_let_in)
    result = runner.invoke(app, ["status"])
    assert result.exit_code == 1
    assert "all of their work" not in result.output
    *_, last = result.stdout.splitlines()
    assert last.startswith("grading, pledges, training, projections: http://g does not let you in")
    assert last.endswith(f"({http.SHOW_KEY})")


def test_a_service_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = dict.fromkeys(
        ("page", "grading", "pledges", "training", "projections"), "http://127.0.0.1:1"
    )
    monkeypatch.setenv("GRADETRAIL_ADDRESSES", json.dumps({**urls, "nats": "nats://127.0.0.1:1"}))
    said = refused("refused", "show", "grade", "1")
    assert said == "gradetrail: grade is not one of grading, pledges, training\n"


@pytest.mark.parametrize(
    ("ports", "said"),
    [
        ("nats", "--ports takes name=number,…; nats is not"),
        ("nats=x", "--ports takes name=number,…; nats=x is not"),
        ("gate=4222", "gate is not one of nats, nats_monitor, "),
        ("nats=70000", "port 70000 of nats is not between 1 and 65535"),
    ],
)
def test_ports_that_make_no_sense_are_refused(ports: str, said: str) -> None:
    assert said in refused("up", "--ports", ports)


def test_a_story_that_there_is_not_is_refused() -> None:
    assert "there is a story for classification-upgrade" in refused("demo", "--scheme", "x")


def test_a_scheme_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert "cannot read" in refused("scheme", "check", str(tmp_path / "no.yaml"))


def test_a_scheme_with_mistakes_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("id: x\n")
    said = refused("scheme", "show", str(file))
    assert f"{file}:1:1" in said
    assert "more: gradetrail scheme check" in said


def test_a_defect_of_ours_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("cli.status.run_status", broken)
    assert refused("status") == (
        "gradetrail: a defect of ours: ZeroDivisionError: oh (GRADETRAIL_TRACEBACK=1 shows where)\n"
    )


def test_a_file_that_cannot_be_used_is_no_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/backups")

    monkeypatch.setattr("cli.status.run_status", denied)
    assert refused("status").startswith("gradetrail: /backups: Permission denied (")


def test_the_command_starts_without_loading_what_only_some_commands_need() -> None:
    heavy = ("nats", "psycopg", "pydantic", "msgspec", "fastapi", "rich.table", "contracts.scheme")
    script = f"import sys, cli.main; print([m for m in {heavy!r} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
