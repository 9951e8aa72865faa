"""A cluster goes on whichever one of its parts is gone: a NATS node, a replica, the primary."""

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.deploy.telling import all_is_there_once, tell
from tests.support.deployment import Deployment, deployed, docker
from tests.support.stack import gradetrail

SCHEME = "classification-upgrade"
CASE = "classification-upgrade:2011-2012:village-07"
EVENTS = 5_386


@pytest.fixture(scope="module")
def cluster(image: str) -> Iterator[Deployment]:
    with deployed("compose.cluster.yaml") as made:
        yield made


def gone(cluster: Deployment, service: str) -> None:
    """Kill -9, and nobody starts it again."""
    assert docker("kill", cluster.container(service)).returncode == 0


def promote(cluster: Deployment) -> None:
    """As docs/operator.md says: the old primary stays down, the standby takes its place."""
    cluster.compose("stop", "--timeout", "0", "postgres")
    cluster.compose("exec", "--no-TTY", "postgres-standby", "pg_ctl", "promote")
    cluster.database = "postgres-standby"


def test_any_one_part_may_go_while_an_app_publishes(
    cluster: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in cluster.environment.items():
        monkeypatch.setenv(name, value)
    happening: dict[int, Callable[[], object]] = {
        500: partial(cluster.kill, "nats-2"),
        1_100: partial(cluster.kill, "nats"),
        1_700: partial(gone, cluster, "grading"),
        2_300: partial(gone, cluster, "projections-2"),
        2_900: partial(cluster.kill, "nats-3"),
        3_500: partial(promote, cluster),
        4_400: partial(gone, cluster, "pledges-2"),
    }
    played = asyncio.run(tell(cluster, SCHEME, happening))
    assert len(played.receipts) - len(played.refused) >= EVENTS
    all_is_there_once(cluster, played)
    told = gradetrail("explain", CASE, "--json", env=cluster.environment)
    assert told.returncode == 0, told.stderr
    (decision,) = [
        one for one in json.loads(told.stdout)["classifications"] if one["kind"] == "decision"
    ]
    assert decision["tier"]["id"] == "backward"


def test_the_old_primary_comes_back_as_the_standby_and_is_waited_for(cluster: Deployment) -> None:
    cluster.up()
    following = cluster.asked("postgres", "SELECT state, sync_state FROM pg_stat_replication")
    assert following == [["streaming", "sync"]]
    count = "SELECT count(*) FROM grading.accepted"
    promoted = cluster.asked("grading", count)
    cluster.database = "postgres"
    assert cluster.asked("postgres", "SELECT pg_is_in_recovery()") == [["t"]]
    assert cluster.asked("grading", count) == promoted != [["0"]]
