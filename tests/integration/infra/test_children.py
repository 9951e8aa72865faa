"""A child cannot outlive who started it, however that one ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.child import PROJECT, Child, Program
from infra.kept import Kept
from tests.support.engines import wait_until
from tests.support.stack import running

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")

STARTER = """
import sys, time
from pathlib import Path
from infra.child import Child, Program
child = Child(Program("sleeper", {argv!r}), Path({log!r}), guard={guard})
child.start()
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("guard", [False, True], ids=["by the kernel", "by a guard process"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_ends_with_its_starter(tmp_path: Path, guard: bool, end: signal.Signals) -> None:
    if not guard and sys.platform != "linux":
        pytest.skip("the kernel ties processes on Linux only")
    script = STARTER.format(argv=SLEEP, log=str(tmp_path / "log"), guard=guard)
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert running(pid)
        starter.send_signal(end)
        starter.wait()
        wait_until(lambda: not running(pid), "the child gone", within_s=5)


def test_a_child_that_was_given_up_before_it_ran_does_not_run(tmp_path: Path) -> None:
    launcher = Path(PROJECT) / "infra" / "launch.py"
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(launcher), "1", "9", "-", "-", "/bin/echo", "ran"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (1, "")


def test_a_child_stops_in_its_own_way_or_by_force(tmp_path: Path) -> None:
    willing = Child(Program("willing", SLEEP), tmp_path / "willing.log")
    willing.start()
    assert willing.stop()
    assert not willing.alive

    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(1, flush=True); time.sleep(600)"
    )
    stubborn = Child(
        Program("stubborn", (sys.executable, "-u", "-c", deaf), stop_within_s=0.3),
        tmp_path / "stubborn.log",
    )
    stubborn.start()
    wait_until(lambda: stubborn.last_words() == "1", "deaf to SIGTERM")
    assert not stubborn.stop()
    assert not stubborn.alive


def test_a_terminal_interrupt_does_not_reach_the_child(tmp_path: Path) -> None:
    child = Child(Program("sleeper", SLEEP), tmp_path / "log")
    child.start()
    assert os.getpgid(child.pid) != os.getpgid(0)
    child.kill()


def test_a_dead_child_starts_again_each_time_a_little_later(tmp_path: Path) -> None:
    kept = Kept(Program("sleeper", SLEEP), tmp_path / "log", ready=lambda: True)
    kept.start()
    pauses = []
    for _ in range(2):
        first = kept.child.pid
        kept.child.kill()
        died = time.monotonic()
        wait_until(lambda: kept.tend() and kept.child.alive, "started again")
        pauses.append(time.monotonic() - died)
        assert kept.child.pid != first
    kept.child.kill()
    assert kept.restarts == 2
    assert 0.2 <= pauses[0] < 0.4 <= pauses[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends another account")
def test_root_is_dropped_for_good(tmp_path: Path) -> None:
    look = ("/bin/sh", "-c", "id -ru; id -u; id -G")
    child = Child(Program("look", look, run_as=65534), tmp_path / "log")
    child.start()
    wait_until(lambda: not child.alive, "said who it is")
    assert child.last_words() == "65534\n65534\n65534"
