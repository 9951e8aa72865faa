"""The demo's year of a township, in which nothing goes wrong: in Chinese, and then once more."""

import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.child import PROJECT
from tests.support.engines import fresh_room
from tests.support.stack import gradetrail

EVENTS = 5_386


@dataclass(frozen=True)
class Stayed:
    """The demo as a person sees it: what it printed, the page it named, how it ended."""

    stdout: str
    page: str
    returncode: int


@dataclass(frozen=True)
class Year:
    """``first``: until Ctrl-C. ``again``: what it says for a program, on the same data."""

    first: Stayed
    again: dict[str, Any]


def told_twice() -> Year:
    data = fresh_room()
    first = stay(data)
    second = gradetrail("demo", "--once", "--json", "--data", str(data))
    assert second.returncode == 0, second.stderr
    shutil.rmtree(data)
    return Year(first, json.loads(second.stdout))


def stay(data: Path) -> Stayed:
    """Run it, read the page that it names while it stays up, and interrupt it."""
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "demo", "--lang", "zh", "--data", str(data)],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    ) as demo:  # fmt: skip
        assert demo.stdout is not None
        printed = list(iter_until(demo.stdout, "Ctrl-C"))
        (address,) = re.findall(r"http://127\.0\.0\.1:\S+lang=zh", "".join(printed))
        with urllib.request.urlopen(address, timeout=10) as answer:
            page = answer.read().decode()
        demo.send_signal(signal.SIGINT)
        return Stayed("".join(printed), page, demo.wait(60))


def iter_until(lines: Iterable[str], ending: str) -> Iterator[str]:
    """The lines up to the one that holds the ending."""
    for line in lines:
        yield line
        if ending in line:
            return
