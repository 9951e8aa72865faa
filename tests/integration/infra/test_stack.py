"""A whole stack: it starts, mends itself, stops, and leaves nothing behind."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from infra.addresses import Addresses
from infra.child import PROJECT
from tests.support.engines import wait_until
from tests.support.stack import Stack, gradetrail, running, stack

ORGANISATION = (
    '{"specversion":"1.0","id":"o-1","source":"/tests","subject":"organisation:example",'
    '"type":"gradetrail.grading.OrganisationRegistered.v1","time":"2011-10-10T09:00:00+08:00",'
    '"actor":"example","data":{"kind":"township_committee","name_zh":"示例乡党委"}}'
)


@pytest.fixture(scope="module")
def up() -> Iterator[Stack]:
    """One stack for the tests that leave it running."""
    with stack() as made:
        made.up()
        yield made


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def publish(up: Stack) -> subprocess.CompletedProcess[str]:
    return gradetrail("publish", "-", "--data", str(up.data), stdin=ORGANISATION)


def test_a_line_that_no_message_holds_is_refused_by_name_and_the_others_go(up: Stack) -> None:
    first, large, last = (json.loads(ORGANISATION) | {"id": id} for id in ("p-1", "p-2", "p-3"))
    first["subject"], last["subject"] = "organisation:before", "organisation:after"
    large["data"] = large["data"] | {"name_note": "报" * 1_500_000}
    lines = "\n\n".join(map(json.dumps, (first, large, last)))
    told = gradetrail("publish", "-", "--data", str(up.data), stdin=lines)
    assert told.returncode == 1, told.stderr
    before, refused, after = told.stdout.splitlines()
    assert before.startswith("accepted  p-1")
    assert refused.startswith("refused   p-2 line 3: the message has 4,500,")
    assert refused.endswith("accepted is at most 4,194,304 bytes]")
    assert after.startswith("accepted  p-3")


def test_a_port_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        refused = gradetrail("up", "--ports", f"postgres={taken}")
    assert refused.returncode == 2
    assert refused.stderr == f"gradetrail: port {taken}, wanted for postgres, is in use\n"


def test_a_second_stack_on_the_same_folder_is_refused(up: Stack) -> None:
    refused = gradetrail("up", "--data", str(up.data))
    assert refused.returncode == 2
    assert refused.stderr == (
        f"gradetrail: a gradetrail (process {up.pid}) is running on {up.data} already\n"
    )


def test_all_is_ready_when_up_says_so(up: Stack) -> None:
    here = up.addresses
    assert all(map(ready, (here.grading, here.pledges, here.training, here.projections)))
    assert set(up.pids()) == {
        "nats", "postgres", "grading", "pledges", "training", "projections"
    }  # fmt: skip
    assert all(map(running, up.pids().values()))


def test_what_is_secret_is_for_this_user_alone(up: Stack) -> None:
    for name in ("passwords.json", "stack.json", "lock"):
        assert (up.data / name).stat().st_mode & 0o077 == 0
    assert (up.data / "nats").stat().st_mode & 0o077 == 0
    assert "password" not in up.addresses.line()


def test_status_and_doctor_find_nothing_wrong(up: Stack) -> None:
    status = up.run("status")
    assert status.returncode == 0, status.stdout
    assert {"grading", "pledges", "training", "projections"} <= set(status.stdout.split())
    doctor = up.json("doctor")
    assert [finding for finding in doctor["findings"] if not finding["ok"]] == []


@pytest.mark.parametrize(
    "name", ["grading", "pledges", "training", "projections", "nats", "postgres"]
)
def test_a_killed_child_starts_again_and_all_is_ready(up: Stack, name: str) -> None:
    before = up.pids()[name]
    up.kill(name)
    assert up.pids()[name] != before
    here = up.addresses
    for service in (here.grading, here.pledges, here.training, here.projections):
        wait_until(partial(ready, service), f"{service} ready", within_s=30)


def test_a_killed_stack_leaves_no_process_and_comes_back_with_its_data() -> None:
    with stack() as made:
        first = made.up()
        assert publish(made).stdout.split() == ["accepted", "o-1", "grading:1"]
        made.kill_supervisor()

        second = made.up()
        assert addresses_apart_from_pid(second) == addresses_apart_from_pid(first)
        assert publish(made).stdout.split() == ["duplicate", "o-1", "grading:1"]
        children = made.pids()
        assert made.down(signal.SIGINT) == 0
        assert not any(map(running, children.values()))
        assert not (made.data / "stack.json").exists()


def test_a_temporary_stack_is_gone_after_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "up"], cwd=PROJECT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        data = Path(line.rpartition("  data ")[2].split("  ")[0])
        assert line.startswith("gradetrail is up: page http://127.0.0.1:")
        assert data.is_dir()
        found = gradetrail("status", "--json", env={"GRADETRAIL_ADDRESSES": ""})
        assert str(data) in found.stdout
        process.terminate()
        assert process.wait(30) == 0
    assert not data.exists()


def test_an_interrupted_start_leaves_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "up", "--ports", "", "--data", str(tmp_path / "data")],
        cwd=PROJECT, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) in (2, 130)


def addresses_apart_from_pid(addresses: Addresses) -> dict[str, object]:
    return {name: value for name, value in vars(addresses).items() if name != "pid"}
