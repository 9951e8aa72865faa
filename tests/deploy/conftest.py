"""One deployment for all tests of this folder; where nothing can be deployed they are skipped."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.deployment import IMAGE, Deployment, deployed, docker, why_not
from tests.support.engines import fresh_room
from tests.support.stack import gradetrail


@pytest.fixture(scope="session")
def image() -> Iterator[str]:
    """What the first deployment builds, and all run; removed at the end."""
    if reason := why_not():
        pytest.skip(reason)
    yield IMAGE
    docker("rmi", IMAGE)


@pytest.fixture(scope="session")
def deployment(image: str) -> Iterator[Deployment]:
    with deployed() as made:
        yield made


@pytest.fixture(scope="session")
def embedded() -> Iterator[dict[str, Any]]:
    """What the demo says of itself on this machine, without containers."""
    data = fresh_room()
    done = gradetrail("demo", "--once", "--json", "--data", str(data))
    assert done.returncode == 0, done.stderr
    yield json.loads(done.stdout)
    shutil.rmtree(data)


@pytest.fixture
def as_upstream(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    for name, value in deployment.environment.items():
        monkeypatch.setenv(name, value)
    return deployment
