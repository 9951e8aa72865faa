"""Prometheus' own tool on our rules: each alert fires in its situation, none while all is well."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from infra.child import PROJECT
from tests.support.engines import fresh_room

MONITORING = PROJECT / "infra" / "monitoring"
OVERLAY = PROJECT / "infra" / "compose.monitoring.yaml"
SITUATIONS = Path(__file__).with_name("alerts_test.yml")


def image() -> str:
    """The image that the overlay names; where Docker has none, the test is skipped."""
    named = yaml.safe_load(OVERLAY.read_text("utf-8"))["services"]["prometheus"]["image"]
    name = str(named).partition(":-")[2].rstrip("}")
    if not shutil.which("docker"):
        pytest.skip("Docker is not here")
    found = subprocess.run(["docker", "image", "inspect", name], capture_output=True, check=False)
    if found.returncode:
        pytest.skip(f"{name} is not here")
    return name


def promtool(room: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["docker", "run", "--rm", "--network=none", "--volume", f"{room}:/etc/prometheus:ro",
         "--entrypoint=promtool", image(), *arguments],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder with our files in it; pytest's own are not open to the image's user."""
    made = fresh_room()
    made.chmod(0o755)
    for file in (*MONITORING.glob("*.yml"), SITUATIONS):
        shutil.copy(file, made)
    yield made
    shutil.rmtree(made)


def test_rules_and_configuration_are_as_prometheus_wants_them(room: Path) -> None:
    config = promtool(room, "check", "config", "/etc/prometheus/prometheus.yml")
    assert config.returncode == 0, config.stdout + config.stderr
    told = promtool(room, "test", "rules", "/etc/prometheus/alerts_test.yml")
    assert told.returncode == 0, told.stdout + told.stderr
