"""A deployment from a clean clone: contained, and told from outside it comes to the same."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest

from client import reading
from demo.fingerprint import _lasting as lasting
from tests.support.deployment import BASE, LASTING, ONCE, SERVICES, Deployment, docker
from tests.support.engines import wait_until
from tests.support.stack import gradetrail

CASE = "classification-upgrade:2011-2012:village-07"


def test_it_is_healthy_within_90_seconds(deployment: Deployment) -> None:
    assert deployment.up_s < 90


@pytest.mark.parametrize("service", [*LASTING, *ONCE])
def test_a_container_may_do_its_work_and_nothing_else(deployment: Deployment, service: str) -> None:
    found = deployment.inspected(service)
    host = found["HostConfig"]
    assert int(found["Config"]["User"].split(":")[0]) > 0
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    added = ["CAP_NET_BIND_SERVICE"] if service == "gateway" else None
    assert [f"CAP_{one.removeprefix('CAP_')}" for one in host["CapAdd"] or []] == (added or [])
    assert "no-new-privileges:true" in host["SecurityOpt"]
    assert host["Memory"] > 0
    assert host["NanoCpus"] > 0
    assert host["PidsLimit"] > 0
    assert all("noexec" in options for options in host["Tmpfs"].values())
    assert not host["Privileged"]


@pytest.mark.parametrize("service", [*SERVICES, "ticker"])
def test_a_process_has_no_capability_and_writes_nowhere(
    deployment: Deployment, service: str
) -> None:
    told = deployment.inside(service, "grep", "CapEff", "/proc/1/status").stdout
    assert told.split() == ["CapEff:", "0" * 16]
    assert deployment.inside(service, "touch", "/app/new").returncode != 0


def test_only_the_gateway_is_published_and_on_loopback(deployment: Deployment) -> None:
    bound = {
        service: [
            one["HostIp"]
            for ports in deployment.inspected(service)["NetworkSettings"]["Ports"].values()
            for one in ports or ()
        ]
        for service in LASTING
    }
    assert {service: hosts for service, hosts in bound.items() if hosts} == {
        "gateway": ["127.0.0.1"]
    }


@pytest.mark.parametrize("service", SERVICES[:3])
def test_a_services_api_page_is_about_that_service(deployment: Deployment, service: str) -> None:
    page = f"http://127.0.0.1:{deployment.port}/{service}/docs"
    with urlopen(page) as answer:
        (named,) = re.findall(r"url: '([^']+)'", answer.read().decode())
    with urlopen(urljoin(page, named)) as answer:
        assert json.load(answer)["info"]["title"] == f"gradetrail {service}"


REACH = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 3)
except OSError:
    sys.exit(1)
"""


@pytest.mark.parametrize("service", [*SERVICES, "ticker"])
def test_a_service_reaches_its_engines_and_no_other_network(
    deployment: Deployment, service: str
) -> None:
    def reaches(host: str, port: int) -> bool:
        asked = ("python", "-c", REACH, host, str(port))
        return deployment.inside(service, *asked).returncode == 0

    (outside,) = [
        network["Gateway"]
        for name, network in deployment.inspected("gateway")["NetworkSettings"]["Networks"].items()
        if name.endswith("_outside")
    ]
    assert reaches("nats", 4222)
    assert reaches("postgres", 5432) == (service != "ticker")
    assert not reaches("192.0.2.1", 443)  # an address anywhere in the world (RFC 5737)
    assert not reaches(outside, deployment.port)


def test_a_service_sees_its_own_secrets_alone(deployment: Deployment) -> None:
    seen = {
        service: set(deployment.inside(service, "ls", "/run/secrets").stdout.split())
        for service in ("grading", "ticker")
    }
    assert seen == {
        "grading": {"grading_database_url", "grading_session_secret", "nats.seed"},
        "ticker": {"ticker_api_key", "nats.seed"},
    }


def test_the_image_adds_less_than_150_megabytes(deployment: Deployment, image: str) -> None:
    sizes = docker("image", "inspect", "--format", "{{.Size}}", image, BASE)
    ours, base = map(int, sizes.stdout.split())
    assert ours - base < 150_000_000


def test_a_service_starts_in_less_than_3_seconds(deployment: Deployment) -> None:
    def start_s() -> float:
        container = deployment.container("training")
        docker("restart", container)
        since = deployment.inspected("training")["State"]["StartedAt"]

        def started() -> str | None:
            logged = docker("logs", "--since", since, container)
            text = logged.stdout + logged.stderr
            lines = [json.loads(line) for line in text.splitlines() if line[:1] == "{"]
            return next((x["timestamp"] for x in lines if x["event"] == "started"), None)

        wait_until(started, "started", within_s=60, every_s=0.2)
        return (_time(str(started())) - _time(since)).total_seconds()

    times = [start_s()]  # of a machine with other work to do, the quickest tells
    while min(times) >= 3 and len(times) < 5:
        times.append(start_s())
    assert min(times) < 3, times


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text[:26].rstrip("Z") + "+00:00")


def test_the_year_told_from_outside_comes_to_the_same(
    deployment: Deployment, embedded: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = gradetrail("demo", "--running", "--json", env=deployment.environment)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["receipts"] == embedded["receipts"]
    assert told["fingerprint"] == embedded["fingerprint"]
    assert told["positions"] == embedded["positions"]
    assert _without_positions(told["explanation"]) == _without_positions(embedded["explanation"])
    monkeypatch.setenv("GRADETRAIL_KEY", deployment.key)
    over_http = reading.explanation(deployment.addresses, CASE)
    assert over_http["classifications"] == told["explanation"]["classifications"]


def _without_positions(explanation: dict[str, Any]) -> str:
    """What does not depend on how the cases of a cycle interleave, nor on when it was recorded.

    The story is of 2011 and 2012: a moment of these days is one of recording.
    """
    text = json.dumps(lasting(explanation), sort_keys=True, ensure_ascii=False)
    text = re.sub(r'(?<=["@])20[2-9]\d-\d\d-\d\dT[^"]*', "…", text)
    return re.sub(r"\b(grading|pledges|training):\d+", r"\1:…", text)


def test_what_dies_is_started_again(deployment: Deployment) -> None:
    before = deployment.inspected("pledges")["State"]["StartedAt"]
    deployment.inside("pledges", "python", "-c", "import os; os.kill(-1, 9)")
    wait_until(lambda: deployment.inspected("pledges")["State"]["StartedAt"] > before, "a restart")
    deployment.healthy("pledges")


def test_who_shows_no_key_is_turned_away(deployment: Deployment) -> None:
    done = gradetrail(
        "explain", CASE, "--json", env={**deployment.environment, "GRADETRAIL_KEY": ""}
    )
    assert done.returncode == 2
    assert "does not let you in" in done.stderr


def test_a_migration_that_cannot_be_done_fails(deployment: Deployment) -> None:
    nowhere = ("--env", "MIGRATE_NATS_URL=nats://nowhere:4222", "--env", "MIGRATE_WAIT_S=1")
    with pytest.raises(AssertionError, match="not ready"):
        deployment.compose("run", "--rm", "--no-deps", "--no-TTY", *nowhere, "migrate")
