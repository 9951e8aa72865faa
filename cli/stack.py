"""``gradetrail up``: the whole stack under this process."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer

from cli.output import print_json_line
from client.faults import Fault
from infra.data_folder import DataFolder
from infra.ports import choose, from_base
from infra.supervisor import Stopped, Supervisor
from infra.trouble import CannotRun

LOOK_EVERY_S = 0.1


def run_up(
    data: Path | None,
    port_base: int | None,
    ports: str | None,
    as_json: bool,
    *,
    ticker: bool,
    access: Path | None,
) -> None:
    """Run a stack until SIGINT or SIGTERM."""
    with stopping_on_signals() as stopping, running_stack(
        data, given_ports(port_base, ports), stopping, ticker=ticker, access=access
    ) as stack:  # fmt: skip
        if as_json:
            print_json_line(asdict(stack.addresses))
        else:
            typer.echo(f"gradetrail is up: {stack.addresses.line()}")
        sys.stdout.flush()
        while not stopping.wait(LOOK_EVERY_S):
            stack.tend()


@contextmanager
def running_stack(
    data: Path | None,
    ports: dict[str, int],
    stopping: threading.Event,
    *,
    ticker: bool = False,
    access: Path | None = None,
) -> Iterator[Supervisor]:
    """A stack that is ready; stopped however the block ends. ``ticker``: with one beside it.

    Raises:
        typer.Exit: ``stopping`` was set while it was starting.
    """
    folder = DataFolder.open(data)
    stack: Supervisor | None = None
    keep = False
    try:
        chosen = choose(ports, folder.read("ports"))
        stack = Supervisor(folder, chosen, say=say, stopping=stopping, ticker=ticker, access=access)
        stack.start()
        yield stack
    except Stopped:
        raise typer.Exit(130) from None
    except CannotRun:
        keep = True  # for its logs
        raise
    finally:
        if stack:
            stack.stop()
        folder.close(keep=keep)


@contextmanager
def stopping_on_signals() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C, SIGTERM or hang-up sets; a second one ends at once."""
    stopping = threading.Event()

    def on_signal(number: int, _: object) -> None:
        if stopping.is_set():
            raise KeyboardInterrupt  # the children end with this process
        stopping.set()
        say("stopping")

    before = {
        number: signal.signal(number, on_signal)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def given_ports(base: int | None, single: str | None) -> dict[str, int]:
    """The ports that the user named.

    Raises:
        Fault: ``--ports`` is not name=number,….
    """
    given = from_base(base) if base is not None else {}
    for item in (single or "").split(","):
        name, equals, number = item.partition("=")
        if equals and number.strip().isdecimal():
            given[name.strip()] = int(number)
        elif item:
            raise Fault(f"--ports takes name=number,…; {item} is not")
    return given


def say(line: str) -> None:
    """What is going on, beside what is printed."""
    typer.echo(line, err=True)
