"""Changes the version of a deployment while it runs, or goes back to the one before.

    python3 infra/upgrade.py --to 1.2.0
    python3 infra/upgrade.py --back

Runs where Docker does, with nothing but Python. First it looks whether all is well and takes a
backup, then it migrates, which only adds, and then each service in turn gets a new container beside
the old one, which goes once the new one is healthy. If anything fails, the services that were
changed go back to the version that they had. ``COMPOSE_FILE``, ``COMPOSE_PROJECT_NAME`` and the
deployment's other variables are read as ``docker compose`` reads them.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DECIDING = ("grading", "pledges", "training")
IN_TURN = (*DECIDING, "projections", "ticker")
TAG, BEFORE = "GRADETRAIL_TAG", "GRADETRAIL_TAG_BEFORE"
BACKUPS = "/var/lib/gradetrail/backups"
HEALTHY_WITHIN_S = 120.0


class Failed(Exception):
    """A step of the change failed; says which."""


class Deployment:
    """A Compose project. ``tag``: of the image that new containers get."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.files = os.environ.get("COMPOSE_FILE") or str(HERE / "compose.yaml")

    def compose(self, *arguments: str) -> str:
        """What ``docker compose`` printed."""
        environment = {**os.environ, "COMPOSE_FILE": self.files, TAG: self.tag}
        return run("compose", *arguments, env=environment)

    def containers(self, service: str) -> list[str]:
        """The ids of a service's containers."""
        return self.compose("ps", "--all", "--quiet", service).split()

    def replace(self, service: str) -> None:
        """Give a service a container of this tag, beside the old one until it is healthy."""
        old = self.containers(service)
        scale = f"{service}={len(old) + 1}"
        self.compose("up", "--no-start", "--no-deps", "--no-recreate", "--scale", scale, service)
        (new,) = set(self.containers(service)) - set(old)
        # Who stands by takes nothing: the gateway shall not find it before it is at work.
        hidden = inner_network(new) if service in DECIDING else None
        try:
            if hidden:
                run("network", "disconnect", hidden, new)
            run("start", new)
            wait_healthy(new)
        except Failed:
            run("rm", "--force", new)
            raise
        for container in old:
            run("stop", container)
            if hidden:
                run("network", "connect", "--alias", service, hidden, new)
                hidden = None
            run("rm", container)


def run(*arguments: str, env: Mapping[str, str] | None = None) -> str:
    """What a command of Docker printed.

    Raises:
        Failed: with what it said.
    """
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, env=env)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-12:]
        raise Failed(f"docker {' '.join(arguments)}:\n  " + "\n  ".join(said))
    return done.stdout


def inspect(container: str) -> Any:
    """What Docker knows of a container."""
    return json.loads(run("inspect", container))[0]


def inner_network(container: str) -> str:
    """The network on which the gateway finds a service."""
    networks: list[str] = list(inspect(container)["NetworkSettings"]["Networks"])
    return next(name for name in networks if name.endswith("_inside"))


def wait_healthy(container: str) -> None:
    """Wait until a container's own check says that it is well."""
    end = time.monotonic() + HEALTHY_WITHIN_S
    while (state := inspect(container)["State"])["Health"]["Status"] != "healthy":
        if time.monotonic() > end or state["Status"] not in ("running", "created"):
            log = run("logs", "--tail", "5", container)
            raise Failed(f"{container[:12]} does not become healthy: {log or state['Health']}")
        time.sleep(0.3)  # Docker tells of health only where it is asked


def running_tag() -> str:
    """The tag of what runs now."""
    found = Deployment(os.environ.get(TAG, "dev")).containers("grading")
    if not found:
        raise Failed("grading does not run: `docker compose up --wait` starts a deployment")
    return str(inspect(found[0])["Config"]["Image"]).rpartition(":")[2]


def check(deployment: Deployment) -> None:
    """Look whether everything is well."""
    for service in IN_TURN:
        for container in deployment.containers(service):
            health = inspect(container)["State"]["Health"]["Status"]
            if health != "healthy":
                raise Failed(f"{service} is {health}")


def change(was: Deployment, to: Deployment, *, backup: bool, migrate: bool) -> None:
    """Change all services, or none."""
    say(f"{was.tag} → {to.tag}: looking whether all is well")
    check(was)
    if backup:
        say("backing up")
        say(was.compose("run", "--rm", "--no-TTY", "admin", "backup", "--to", BACKUPS).strip())
    if migrate:
        say("migrating")
        say(to.compose("run", "--rm", "--no-TTY", "--no-deps", "migrate").strip())
    changed = []
    try:
        for service in IN_TURN:
            say(f"{service}: a new container beside the old one")
            changed.append(service)
            to.replace(service)
        check(to)
    except Failed:
        for service in reversed(changed):
            say(f"{service}: back to {was.tag}")
            if any(inspect(one)["Config"]["Image"].endswith(f":{to.tag}")
                   for one in was.containers(service)):  # fmt: skip
                was.replace(service)
        raise


def remember(was: str, now: str) -> None:
    """Write both tags where ``docker compose`` finds the one that runs."""
    file = HERE / ".env"
    lines = file.read_text().splitlines() if file.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in (TAG, BEFORE)]
    draft = HERE / ".env.new"
    draft.write_text("\n".join([*kept, f"{TAG}={now}", f"{BEFORE}={was}"]) + "\n")
    draft.replace(file)


def tag_before() -> str:
    """The tag that ran before the last change."""
    file = HERE / ".env"
    lines = file.read_text().splitlines() if file.exists() else []
    for line in lines:
        name, _, value = line.partition("=")
        if name == BEFORE:
            return value
    raise Failed(f"{file} names no earlier version: say --to")


def say(line: str) -> None:
    """What is going on."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Change the version; 1 if that failed, and everything is as it was."""
    parser = argparse.ArgumentParser(prog="upgrade.py", description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--to", metavar="TAG", help="the tag of the image to change to")
    which.add_argument("--back", action="store_true", help="to the version before the last change")
    parser.add_argument("--no-backup", action="store_true", help="there is a fresh one")
    asked = parser.parse_args()
    try:
        was = running_tag()
        to = tag_before() if asked.back else asked.to
        change(
            Deployment(was), Deployment(to),
            backup=not (asked.back or asked.no_backup), migrate=not asked.back,
        )  # fmt: skip
    except Failed as error:
        sys.stderr.write(f"the version was not changed: {error}\n")
        return 1
    remember(was, to)
    say(f"all services run {to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
