"""Every container is killed while an app publishes, and all are restarted in any order: then all
that was accepted is there, once, at the position that its receipt names.
"""

import asyncio
import json
import random
from collections.abc import Callable
from functools import partial

from tests.deploy.telling import all_is_there_once, tell
from tests.support.deployment import LASTING, Deployment, docker

SCHEME = "pioneer-project"
EVENTS, MISTAKES = 15_230, 5
EVERY = 1_500
"""Receipts between two crashes."""


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
    played = asyncio.run(tell(as_upstream, SCHEME, kills))
    as_upstream.healthy()
    assert len(played.receipts) - len(played.refused) >= EVENTS
    assert len(played.refused) == MISTAKES
    all_is_there_once(as_upstream, played)
    _read_models_are_those_of_the_log(as_upstream)


def test_containers_come_back_in_any_order(as_upstream: Deployment) -> None:
    order = random.sample(LASTING, len(LASTING))
    print(order)  # noqa: T201 - shown where it fails, to do the same again
    for service in order:
        assert docker("restart", "--time", "5", as_upstream.container(service)).returncode == 0
    as_upstream.healthy()
    again = asyncio.run(tell(as_upstream, SCHEME, {}))
    assert again.counts == {"duplicate": EVENTS, "refused": MISTAKES}
    all_is_there_once(as_upstream, again)
