"""A deployment with Docker Compose for tests: from a clean clone, under a project of its own."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from infra import nats_users
from infra.addresses import Addresses
from infra.child import PROJECT
from infra.ports import free_ports
from tests.support.engines import fresh_room, wait_until

BASE = "python:3.13-slim-trixie"
SERVICES = ("grading", "pledges", "training", "projections")
LASTING = ("nats", "postgres", *SERVICES, "ticker", "gateway")
"""What runs on, once all is up."""
ONCE = ("keyring", "migrate")
APP = "upstream"
"""The app that tests publish and ask as; it may say and see everything."""
TAG = f"gt-test-{os.getpid()}"
IMAGE = f"gradetrail:{TAG}"
"""What every deployment of a test session runs: it is built once."""


def docker(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """A command of Docker, run to its end."""
    return subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, check=False, **more
    )


def why_not() -> str | None:
    """Why nothing can be deployed here; None if it can."""
    if shutil.which("docker") is None:
        return "there is no docker"
    engine = docker("info", "--format", "{{.ServerVersion}}")
    if engine.returncode:
        return f"no Docker engine answers: {engine.stderr.strip()}"
    if docker("compose", "version").returncode:
        return "Docker has no Compose"
    return None


class Deployment:
    """``folder``: what a clone has. ``up_s``: how long it took until all was healthy.

    ``on_top``: Compose files besides compose.yaml. ``database``: the PostgreSQL that is written to.
    """

    def __init__(self, folder: Path, on_top: Sequence[str] = ()) -> None:
        self.folder, self.up_s, self.database = folder, 0.0, "postgres"
        self.files = ("compose.yaml", *on_top)
        self.project = f"{TAG}{'-and-more' if on_top else ''}"
        (self.port,) = free_ports(1)
        self._environment = {
            **os.environ, "GRADETRAIL_TAG": TAG, "GRADETRAIL_PORT": str(self.port),
            "DOCKER_BUILDKIT": os.environ.get("DOCKER_BUILDKIT", "0"),
        }  # fmt: skip

    @property
    def addresses(self) -> Addresses:
        """As seen from outside: all of it behind the gateway's one port."""
        http = f"http://127.0.0.1:{self.port}"
        services = {name: f"{http}/{name}" for name in SERVICES[:3]}
        return Addresses(
            page=f"{http}/", nats=f"ws://127.0.0.1:{self.port}/nats", projections=http, **services
        )

    def compose(self, *arguments: str) -> str:
        """What ``docker compose`` printed."""
        files = [word for file in self.files for word in ("--file", f"infra/{file}")]
        done = docker(
            "compose", "--project-name", self.project, *files, *arguments,
            cwd=self.folder, env=self._environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def admin(self, *arguments: str) -> str:
        """What a command of gradetrail printed, inside."""
        return self.compose("run", "--rm", "--no-TTY", "admin", *arguments)

    def build(self) -> None:
        self.compose("build", "--quiet")

    def up(self) -> None:
        started = time.monotonic()
        self.compose("up", "--wait", "--no-build")
        self.up_s = time.monotonic() - started

    def let_in(self) -> None:
        """Make the tests' app known, as an operator does it."""
        nats_users.make_keys(self.folder / "nkeys", [APP])
        access, public = "/var/lib/gradetrail/access/access.yaml", self._seed.with_suffix(".pub")
        sources = [f"example-{one}-app" for one in ("township", "district", "county", "town")]
        printed = self.admin(
            "access", "app", "add", access, APP, "--everywhere", "--json",
            "--role", "committee", "--role", "auditor", "--nkey", public.read_text().strip(),
            *(word for source in sources for word in ("--source", source)),
        )  # fmt: skip
        self.key = json.loads(printed)["keys"][APP]
        self.compose("up", "--wait", "--no-build")

    @cached_property
    def environment(self) -> dict[str, str]:
        """With which commands of gradetrail, run outside, reach it as the tests' app."""
        return {
            "GRADETRAIL_ADDRESSES": json.dumps(asdict(self.addresses)),
            "GRADETRAIL_KEY": self.key,
            "GRADETRAIL_APP": APP,
            "GRADETRAIL_NATS_SEED_FILE": str(self._seed),
        }

    @property
    def _seed(self) -> Path:
        return nats_users.seed_file(self.folder / "nkeys", APP)

    def container(self, service: str) -> str:
        """A service's container, by Docker alone, which is quicker than Compose."""
        labels = {"project": self.project, "service": service, "oneoff": "False"}
        filters = (f"--filter=label=com.docker.compose.{key}={labels[key]}" for key in labels)
        return docker("ps", "--all", "--quiet", *filters).stdout.strip()

    def inspected(self, service: str) -> Any:
        """What Docker knows of a service's container."""
        return json.loads(docker("inspect", self.container(service)).stdout)[0]

    def inside(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """A command in a service's container, as its own user."""
        return docker("exec", self.container(service), *command)

    def kill(self, service: str) -> None:
        """Kill -9 a container and start it again; Docker takes a kill by hand for a stop."""
        container = self.container(service)
        assert docker("kill", container).returncode == 0
        assert docker("start", container).returncode == 0

    def healthy(self, *services: str, within_s: float = 120) -> None:
        """Wait until these are; all that last, if none is named."""
        for service in services or LASTING:
            wait_until(partial(self._is_healthy, service), service, within_s=within_s, every_s=0.2)

    def _is_healthy(self, service: str) -> bool:
        return bool(self.inspected(service)["State"]["Health"]["Status"] == "healthy")

    def asked(self, database: str, query: str) -> list[list[str]]:
        """Rows of a query, as PostgreSQL's superuser."""
        secret = 'PGPASSWORD="$(cat /run/secrets/postgres_password)"'
        script = (
            f'{secret} exec psql -X -A -t -F "|" -h 127.0.0.1 -U postgres -d {database} -c "$0"'
        )
        done = self.inside(self.database, "sh", "-c", script, query)
        assert done.returncode == 0, done.stderr
        return [line.split("|") for line in done.stdout.splitlines()]

    def remove(self) -> None:
        self.compose("--profile", "*", "down", "--volumes", "--timeout", "1")
        shutil.rmtree(self.folder)


def clean_clone() -> Path:
    """A folder with what git has, as it stands in this working tree."""
    room = fresh_room()
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        if (PROJECT / name).is_file():
            (room / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, room / name)
    return room


@contextmanager
def deployed(*on_top: str) -> Iterator[Deployment]:
    """A deployment that is up and knows the tests' app; removed at the end, but for its image."""
    made = Deployment(clean_clone(), on_top)
    try:
        if docker("image", "inspect", IMAGE).returncode:
            made.build()
        made.up()
        made.let_in()
        yield made
    finally:
        made.remove()


def overlays() -> Sequence[tuple[str, ...]]:
    """Every combination of the files that go on top of compose.yaml."""
    files = sorted(
        file.name for file in (PROJECT / "infra").glob("compose.*.yaml") if file.is_file()
    )
    return [
        tuple(file for number, file in enumerate(files) if which >> number & 1)
        for which in range(2 ** len(files))
    ]
