"""Every container is killed while an app publishes, and all are restarted in any order: then all
that was accepted is there, once, at the position that its receipt names.
"""

import asyncio
import json
import random
from collections.abc import Callable
from functools import partial

import pytest

from cli.publisher import connected_publisher
from cli.signing_in import AsApp
from demo.main import told_by
from demo.play import Play, play
from tests.support.deployment import LASTING, SERVICES, Deployment, docker

SCHEME = "pioneer-project"
EVENTS, MISTAKES = 15_230, 5
EVERY = 1_500
"""Receipts between two crashes."""


@pytest.fixture
def as_upstream(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    for name, value in deployment.environment.items():
        monkeypatch.setenv(name, value)
    return deployment


async def _play(deployment: Deployment, at: dict[int, Callable[[], object]]) -> Play:
    """Plays the programme; ``at`` so many receipts, something happens meanwhile."""
    loop, happening = asyncio.get_running_loop(), []

    def progress(done: int, _: str) -> None:
        for count in [count for count in at if done >= count]:
            happening.append(loop.run_in_executor(None, at.pop(count)))

    async with connected_publisher(
        deployment.addresses.nats, AsApp.of_environment(), answer_within_s=5.0
    ) as publisher:
        played = await play(told_by(SCHEME), publisher, progress)
        await asyncio.gather(*happening)
    assert not at, "it was over before all had happened"
    return played


def _all_is_there_once(deployment: Deployment, played: Play) -> None:
    """The logs have no hole, each accepted submission is one event, at its receipt's position."""
    told = {(r.service, r.id, r.position) for r in played.receipts if r.status != "refused"}
    recorded = set()
    for service in SERVICES[:3]:
        count, last = deployment.asked(
            service, f"SELECT count(*), max(notification_id) FROM {service}.stored_events"
        )[0]
        assert count == last, f"{service}: holes"
        rows = deployment.asked(
            service,
            f"SELECT a.id, e.notification_id FROM {service}.accepted a"
            f" JOIN {service}.stored_events e ON e.originator_id = a.originator_id"
            " AND e.originator_version = a.originator_version",
        )
        assert len(rows) == len({position for _, position in rows}) == int(count), service
        recorded |= {(service, id, int(position)) for id, position in rows}
    assert len(told) == EVENTS
    assert told <= recorded


def _read_models_are_those_of_the_log(deployment: Deployment) -> None:
    for model in ("trail", "standings"):
        note = json.loads(deployment.admin("rebuild", model, "--json"))
        assert note["state"] == "swapped"
        assert set(note["differing"].values()) == {0}


def test_no_crash_loses_or_doubles_anything(as_upstream: Deployment) -> None:
    kills: dict[int, Callable[[], object]] = {
        EVERY * number: partial(as_upstream.kill, service)
        for number, service in enumerate(LASTING, 1)
    }
    played = asyncio.run(_play(as_upstream, kills))
    as_upstream.healthy()
    assert len(played.refused) == MISTAKES
    _all_is_there_once(as_upstream, played)
    _read_models_are_those_of_the_log(as_upstream)


def test_containers_come_back_in_any_order(as_upstream: Deployment) -> None:
    order = random.sample(LASTING, len(LASTING))
    print(order)  # noqa: T201
    for service in order:
        assert docker("restart", "--time", "5", as_upstream.container(service)).returncode == 0
    as_upstream.healthy()
    again = asyncio.run(_play(as_upstream, {}))
    assert again.counts == {"duplicate": EVENTS, "refused": MISTAKES}
    _all_is_there_once(as_upstream, again)
