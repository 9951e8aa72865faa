"""The Compose files, read by Compose; and what they promise of every container there is."""

import json
from typing import Any

import pytest

from infra.child import PROJECT
from tests.support.deployment import docker, overlays

compose = pytest.mark.skipif(
    docker("compose", "version").returncode != 0, reason="there is no Compose"
)


def read(*on_top: str) -> Any:
    """The configuration that Compose makes of the files."""
    files = [word for file in ("compose.yaml", *on_top) for word in ("--file", f"infra/{file}")]
    done = docker(
        "compose", *files, "--profile", "*", "config", "--format", "json", cwd=PROJECT
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@compose
@pytest.mark.parametrize("on_top", overlays(), ids=lambda files: "+".join(files) or "alone")
def test_every_combination_is_understood(on_top: tuple[str, ...]) -> None:
    assert read(*on_top)["services"].keys() >= {"grading", "gateway"}


@compose
def test_every_container_is_contained_and_limited() -> None:
    for name, service in read()["services"].items():
        limits = service["deploy"]["resources"]["limits"]
        assert limits.keys() >= {"cpus", "memory", "pids"}, name
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert int(service["user"].split(":")[0]) > 0, name
        assert all("noexec" in mount for mount in service["tmpfs"]), name
        assert ":" in service["image"], f"{name}: no tag"
        assert "latest" not in service["image"], name


@compose
def test_every_container_that_runs_on_is_asked_whether_it_is_well() -> None:
    services = read()["services"]
    lasting = {name for name, service in services.items() if service["restart"] != "no"}
    assert lasting == {
        "nats", "postgres", "grading", "pledges", "training", "projections", "ticker", "gateway",
    }  # fmt: skip
    for name in lasting:
        assert services[name]["healthcheck"].keys() >= {"test", "start_period", "start_interval"}


@compose
def test_no_secret_stands_in_a_file_of_ours() -> None:
    text = json.dumps(read())
    assert "postgresql://" not in text
    assert "gt_" not in text


@compose
def test_a_failed_migration_keeps_the_services_from_starting() -> None:
    services = read()["services"]
    for name in ("grading", "pledges", "training", "projections", "ticker"):
        needed = services[name]["depends_on"]["migrate"]
        assert needed == {"condition": "service_completed_successfully", "required": True}
