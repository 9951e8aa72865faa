"""Ports on the loopback interface: given ones are checked, free ones found."""

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from infra.trouble import CannotRun

NAMES = ("nats", "nats_monitor", "postgres", "grading", "pledges", "training", "projections")
# Below the range that systems hand to outgoing connections, so that none of those takes a port
# between the look and the start.
LOWEST, HIGHEST = 20_000, 32_000


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _claim(port: int) -> bool:
    """Keep a port from this user's other processes, which may be about to take one, too.

    Until this process ends: the claim is a lock on one byte of a file that all of them know.
    """
    try:
        fcntl.lockf(_claims(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True


@cache
def _claims() -> int:
    file = Path(tempfile.gettempdir()) / f"gradetrail-ports-{os.getuid()}"
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def free_ports(count: int) -> list[int]:
    """So many different free ports, which no other process that asks here is given."""
    found: list[int] = []
    for port in random.sample(range(LOWEST, HIGHEST), 2_000):
        if len(found) == count:
            break
        if is_free(port) and _claim(port):
            found.append(port)
    if len(found) < count:
        raise CannotRun(f"there are no {count} free ports between {LOWEST} and {HIGHEST}")
    return found


def choose(given: Mapping[str, int], remembered: Mapping[str, int] | None = None) -> dict[str, int]:
    """A port for each of NAMES: the given, else the remembered if free, else a free one.

    Raises:
        CannotRun: a given port is in use, or given twice.
    """
    _check(given)
    chosen = dict(given)
    taken = set(chosen.values())
    for name, port in (remembered or {}).items():
        if name in NAMES and name not in chosen and port not in taken and is_free(port):
            chosen[name] = port
            taken.add(port)
    missing = [name for name in NAMES if name not in chosen]
    fresh = [port for port in free_ports(len(missing) + len(taken)) if port not in taken]
    chosen.update(zip(missing, fresh, strict=False))
    return {name: chosen[name] for name in NAMES}


def from_base(base: int) -> dict[str, int]:
    """Seven ports in a row, in the order of NAMES."""
    return {name: base + offset for offset, name in enumerate(NAMES)}


def _check(given: Mapping[str, int]) -> None:
    unknown = sorted(set(given) - set(NAMES))
    if unknown:
        raise CannotRun(f"{unknown[0]} is not one of {', '.join(NAMES)}")
    for name, port in given.items():
        if not 0 < port < 65_536:
            raise CannotRun(f"port {port} of {name} is not between 1 and 65535")
    twice = _repeated(given.values())
    if twice:
        raise CannotRun(f"port {twice} is given twice")
    for name, port in given.items():
        if not is_free(port):
            raise CannotRun(f"port {port}, wanted for {name}, is in use")


def _repeated(ports: Iterable[int]) -> int | None:
    seen: set[int] = set()
    for port in ports:
        if port in seen:
            return port
        seen.add(port)
    return None
