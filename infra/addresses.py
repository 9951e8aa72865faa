"""Where a running stack answers, and how a command finds it."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra.data_folder import in_use, read_json
from infra.trouble import CannotRun

VARIABLE = "GRADETRAIL_ADDRESSES"
STACK = "stack"
"""Name of the file in the data folder that describes the running stack."""


@dataclass(frozen=True)
class Addresses:
    """URLs of a stack. ``data`` and ``pid`` are None where it is not an embedded one."""

    page: str
    nats: str
    grading: str
    pledges: str
    training: str
    projections: str
    nats_monitor: str | None = None
    postgres: str | None = None
    data: str | None = None
    pid: int | None = None

    def line(self) -> str:
        """All of it in one line for a person."""
        return "  ".join(f"{name} {value}" for name, value in asdict(self).items() if value)

    def service(self, name: str) -> str:
        """The HTTP address of a service."""
        return str(getattr(self, name))


def of_ports(ports: Mapping[str, int], data: Path) -> Addresses:
    """The addresses of an embedded stack on these ports, run by this process."""
    url = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    return Addresses(
        page=f"{url['projections']}/",
        nats=f"nats://127.0.0.1:{ports['nats']}",
        grading=url["grading"],
        pledges=url["pledges"],
        training=url["training"],
        projections=url["projections"],
        nats_monitor=url["nats_monitor"],
        postgres=f"127.0.0.1:{ports['postgres']}",
        data=str(data),
        pid=os.getpid(),
    )


def of_gateway(url: str) -> Addresses:
    """The addresses behind a gateway such as ``https://gradetrail.example.org``."""
    base = url.rstrip("/")
    return Addresses(
        page=f"{base}/",
        nats=f"ws{base.removeprefix('http')}/nats",
        grading=f"{base}/grading",
        pledges=f"{base}/pledges",
        training=f"{base}/training",
        projections=base,
    )


def find(data: Path | None = None) -> Addresses:
    """The running stack: of ``data``, else of GRADETRAIL_ADDRESSES, else the latest ``up``.

    GRADETRAIL_ADDRESSES holds the URL of a gateway, what ``gradetrail up --json`` prints, or a
    file with that.

    Raises:
        CannotRun: nothing runs there, or the variable cannot be read.
    """
    if data is not None:
        return _running_on(data.expanduser().absolute())
    named = os.environ.get(VARIABLE)
    if named:
        return _from_variable(named)
    if latest := next(_running(), None):
        return _running_on(latest)
    raise CannotRun("no gradetrail is running: start one with `gradetrail up`")


def remember_latest(data: Path) -> None:
    """Make this the stack that commands find when told nothing."""
    others = [other for other in _running() if other != data]
    _latest().write_text("\n".join(map(str, [data, *others])))


def _running() -> Iterator[Path]:
    """Folders of stacks that are up, the one that was started last first."""
    pointer = _latest()
    noted = pointer.read_text().splitlines() if pointer.exists() else []
    return (one for one in map(Path, noted) if in_use(one) and (one / f"{STACK}.json").exists())


def _latest() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_dir():
        return Path(runtime) / "gradetrail-latest"
    room = Path(tempfile.gettempdir()) / f"gradetrail-of-{os.getuid()}"
    room.mkdir(mode=0o700, exist_ok=True)
    if room.stat().st_uid != os.getuid():
        raise CannotRun(f"{room} belongs to another user: set {VARIABLE} or give --data")
    return room / "latest"


def _running_on(data: Path) -> Addresses:
    if not in_use(data):
        raise CannotRun(f"no gradetrail is running on {data}: start one with `gradetrail up`")
    stack = read_json(data / f"{STACK}.json")
    if stack is None:
        raise CannotRun(f"the gradetrail on {data} is still starting")
    return _parsed(stack["addresses"], str(data))


def _from_variable(named: str) -> Addresses:
    if named.startswith(("http://", "https://")):
        return of_gateway(named)
    if named.lstrip().startswith("{"):
        text = named
    elif Path(named).is_file():
        text = Path(named).read_text()
    else:
        raise CannotRun(f"{VARIABLE} is no URL, no object and no file: {named}")
    try:
        return _parsed(json.loads(text), VARIABLE)
    except json.JSONDecodeError as error:
        raise CannotRun(f"{VARIABLE} is not JSON: {error}") from error


def _parsed(content: Mapping[str, Any], place: str) -> Addresses:
    try:
        return Addresses(**content)
    except TypeError as error:
        raise CannotRun(f"the addresses in {place} are not gradetrail's: {error}") from error
