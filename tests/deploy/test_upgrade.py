"""The version is changed under load, and back: no read fails, no write is lost or long refused."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.deployment import IMAGE, TAG, Deployment, docker
from tests.support.traffic import Traffic

READS = ("/livez", "/api/cycles", "/grading/refused?limit=1")
ONE_MORE = """
from alembic import op
revision, down_revision = "9999", "{newest}"
def upgrade():
    op.execute("ALTER TABLE accepted ADD COLUMN note text")
"""


@pytest.fixture
def next_version(deployment: Deployment, image: str) -> Iterator[str]:
    """The tag of an image with one more revision of the event store."""
    newer, room = f"{image}-next", deployment.folder / "next"
    room.mkdir()
    of_store = deployment.folder / "services" / "runtime" / "migrations"
    newest = max(file.name[1:5] for file in of_store.glob("r*.py"))
    (room / "r9999_more.py").write_text(ONE_MORE.format(newest=newest))
    (room / "Dockerfile").write_text(
        f"FROM {image}\n"
        "LABEL org.opencontainers.image.version=next\n"
        "COPY r9999_more.py /app/services/runtime/migrations/\n"
    )
    built = docker("build", "--quiet", "--tag", newer, str(room))
    assert built.returncode == 0, built.stderr
    yield newer.rpartition(":")[2]
    docker("rmi", "--force", newer)


def upgrade(deployment: Deployment, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The shipped command, run on the host."""
    return subprocess.run(
        [sys.executable, str(deployment.folder / "infra" / "upgrade.py"), *arguments],
        env={
            **os.environ,
            "COMPOSE_FILE": str(deployment.folder / "infra" / "compose.yaml"),
            "COMPOSE_PROJECT_NAME": deployment.project,
            "GRADETRAIL_TAG": TAG,
            "GRADETRAIL_PORT": str(deployment.port),
        },
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip


def images(deployment: Deployment) -> set[str]:
    """What the services run."""
    running = docker(
        "ps", "--filter", f"label=com.docker.compose.project={deployment.project}",
        "--format", "{{.Label \"com.docker.compose.service\"}} {{.Image}}",
    )  # fmt: skip
    return {
        image
        for service, image in map(str.split, running.stdout.splitlines())
        if service in ("grading", "pledges", "training", "projections", "ticker")
    }


def revision(deployment: Deployment) -> str:
    return deployment.asked("grading", "SELECT version_num FROM grading.alembic_version")[0][0]


def test_an_upgrade_and_the_way_back_under_load(deployment: Deployment, next_version: str) -> None:
    base = f"http://127.0.0.1:{deployment.port}"
    with Traffic(base, deployment.key, READS, source="example-township-app") as traffic:
        broken = upgrade(deployment, "--to", "no-such-image", "--no-backup")
        assert broken.returncode == 1
        assert images(deployment) == {IMAGE}

        there = upgrade(deployment, "--to", next_version)
        assert there.returncode == 0, there.stdout + there.stderr
        assert images(deployment) == {f"gradetrail:{next_version}"}
        assert revision(deployment) == "9999"

        back = upgrade(deployment, "--back")
        assert back.returncode == 0, back.stdout + back.stderr
        assert images(deployment) == {IMAGE}
        assert revision(deployment) == "9999"
    assert traffic.failed_reads == []
    assert traffic.answered_reads > 100
    assert traffic.refused_s <= 5
    ids = {id_ for (id_,) in deployment.asked("grading", "SELECT id FROM grading.accepted")}
    assert len(traffic.written) > 20
    assert set(traffic.written) <= ids
