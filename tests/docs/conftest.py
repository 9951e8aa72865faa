"""One running stack for all pages, in which the demo's year has been played."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from client.publisher import connected_publisher
from demo.play import play
from demo.story import told_by
from infra.addresses import VARIABLE, Addresses
from tests.docs.snippets import PROJECT, Room
from tests.support.stack import Stack, stack

SCHEME = PROJECT / "schemes" / "classification-upgrade.yaml"


@pytest.fixture(scope="session")
def stack_with_a_year() -> Iterator[Stack]:
    """Up, with every event of the demo recorded."""
    with stack() as running:
        running.up()
        asyncio.run(_played(running.addresses))
        yield running
        assert running.down() == 0


@pytest.fixture
def running(stack_with_a_year: Stack, tmp_path: Path) -> Room:
    """Where a page's examples find the stack, in English, on a wide screen."""
    (PROJECT / "build").mkdir(exist_ok=True)
    return Room(tmp_path, environment(stack_with_a_year.addresses))


def environment(addresses: Addresses) -> dict[str, str]:
    """The variables that the examples read."""
    services = ("grading", "pledges", "training", "projections")
    return {
        VARIABLE: json.dumps(asdict(addresses)),
        "NATS_URL": addresses.nats,
        "DATA": addresses.data or "",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
        **{f"{name.upper()}_URL": addresses.service(name) for name in services},
    }


async def _played(addresses: Addresses) -> None:
    async with connected_publisher(addresses.nats) as publisher:
        await play(told_by(SCHEME.stem), publisher, lambda *_: None)
