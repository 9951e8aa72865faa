"""The data folder, its lock, and the ports that go with it."""

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from infra import addresses
from infra.answering import answers
from infra.data_folder import DataFolder, in_use
from infra.ports import NAMES, choose, free_ports, from_base, is_free
from infra.trouble import CannotRun


def test_a_folder_in_use_is_refused_and_its_holder_named(tmp_path: Path) -> None:
    held = DataFolder.open(tmp_path)
    assert in_use(tmp_path)
    with pytest.raises(CannotRun, match=rf"process {os.getpid()}\) is running on .* already"):
        DataFolder.open(tmp_path)
    held.close()
    assert not in_use(tmp_path)
    DataFolder.open(tmp_path).close()


def test_the_lock_of_a_killed_process_holds_nobody_up(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal; from infra.data_folder import DataFolder;"
        f"DataFolder.open(pathlib.Path({str(tmp_path)!r})); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    assert not in_use(tmp_path)
    DataFolder.open(tmp_path).close()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotRun, match=r"cannot use .*file/data for data: Not a directory"):
        DataFolder.open(tmp_path / "file" / "data")


def test_passwords_are_random_kept_and_private(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path)
    first = folder.passwords(("grading", "pledges"))
    assert first["grading"] != first["pledges"]
    assert folder.passwords(("grading", "pledges")) == first
    assert folder.passwords(("training",)).keys() == {"training"}
    assert folder.passwords(("grading",))["grading"] == first["grading"]
    assert stat.S_IMODE((tmp_path / "passwords.json").stat().st_mode) == 0o600
    folder.close()


def test_a_temporary_folder_goes_with_its_stack_unless_kept() -> None:
    folder = DataFolder.open(None)
    folder.close(keep=True)
    assert folder.path.exists()
    again = DataFolder(folder.path, temporary=True)
    again.close()
    assert not folder.path.exists()


def test_ports_are_found_kept_and_different() -> None:
    found = choose({})
    assert list(found) == list(NAMES)
    assert len(set(found.values())) == len(NAMES)
    assert choose({}, found) == found
    (wanted,) = free_ports(1)
    assert choose({"grading": wanted}, found) == {**found, "grading": wanted}


def test_two_processes_are_never_given_the_same_port() -> None:
    """Neither has bound any yet. Of 12,000 ports, 300 and 300 would have some in common."""
    script = "from infra.ports import free_ports; print(*free_ports(300), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        theirs = set(map(int, other.stdout.readline().split()))
        ours = set(free_ports(300))
        other.communicate("\n")
    assert (len(theirs), len(ours), theirs & ours) == (300, 300, set())


def test_whoever_speaks_no_http_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as client:
                client.recv(65_536)
                client.sendall(b"INFO {}\r\n")

        greeting = threading.Thread(target=greet)
        greeting.start()
        assert not answers(f"http://127.0.0.1:{server.getsockname()[1]}/readyz")
        greeting.join()


def test_a_remembered_port_that_is_taken_is_replaced_a_given_one_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert not is_free(taken)
        assert choose({}, {"grading": taken})["grading"] != taken
        with pytest.raises(CannotRun, match=f"port {taken}, wanted for nats, is in use"):
            choose({"nats": taken})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"grade": 4000}, "grade is not one of nats, "),
        ({"nats": 0}, "port 0 of nats is not between 1 and 65535"),
        ({"nats": 29_000, "grading": 29_000}, "port 29000 is given twice"),
        (from_base(65_530), "port 65536 of projections is not between"),
    ],
)
def test_ports_that_make_no_sense_are_refused(given: dict[str, int], said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        choose(given)


def test_a_stack_is_found_by_folder_by_variable_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(addresses.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(CannotRun, match="no gradetrail is running: start one"):
        addresses.find()
    with pytest.raises(CannotRun, match="no gradetrail is running on"):
        addresses.find(tmp_path / "nothing")

    data = tmp_path / "data"
    folder = DataFolder.open(data)
    with pytest.raises(CannotRun, match="still starting"):
        addresses.find(data)
    described = addresses.of_ports(choose({}), data)
    folder.write(addresses.STACK, {"addresses": vars(described)})
    addresses.remember_latest(data)
    assert addresses.find(data) == addresses.find() == described
    folder.close()
    with pytest.raises(CannotRun, match="no gradetrail is running: start one"):
        addresses.find()

    monkeypatch.setenv(addresses.VARIABLE, json.dumps(vars(described)))
    assert addresses.find() == described
    (tmp_path / "addresses.json").write_text(json.dumps(vars(described)))
    monkeypatch.setenv(addresses.VARIABLE, str(tmp_path / "addresses.json"))
    assert addresses.find() == described


def test_a_stack_that_has_ended_gives_way_to_the_one_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(addresses.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folders = {name: DataFolder.open(tmp_path / name) for name in ("first", "second", "third")}
    for folder in folders.values():
        described = addresses.of_ports(choose({}), folder.path)
        folder.write(addresses.STACK, {"addresses": vars(described)})
        addresses.remember_latest(folder.path)
    for name in ("third", "second"):
        assert addresses.find().data == str(tmp_path / name)
        folders[name].close()
    assert addresses.find().data == str(tmp_path / "first")
    folders["first"].close()


@pytest.mark.parametrize("value", ["/no/such/file", "{broken", '{"page": "x", "unknown": 1}'])
def test_a_variable_that_names_no_addresses_is_said(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(addresses.VARIABLE, value)
    with pytest.raises(CannotRun, match=addresses.VARIABLE):
        addresses.find()
