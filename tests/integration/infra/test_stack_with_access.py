"""A whole stack with an access file: all get by on what they are allowed."""

import json
from pathlib import Path
from typing import Any

import httpx2
import psycopg
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from infra.child import PROJECT
from infra.data_folder import read_json
from tests.support.engines import wait_until
from tests.support.stack import Stack, stack

CASE = "classification-upgrade:2011-2012:village"
SCHEME = PROJECT / "schemes" / "classification-upgrade.yaml"


def gradetrail(*arguments: str, stdin: str | None = None, **env: str) -> Result:
    return CliRunner(env=env).invoke(app, arguments, input=stdin)


def handed_over(*arguments: str) -> dict[str, str]:
    """The keys that a command makes."""
    keys: dict[str, str] = json.loads(gradetrail("access", *arguments, "--json").stdout)["keys"]
    return keys


def said(id: str, event: str, subject: str, actor: str, **data: Any) -> str:
    source = "/apps/platform" if id != "figure" else "/apps/committee"
    type = f"gradetrail.grading.{event}.v1"
    return json.dumps(
        {
            "specversion": "1.0", "id": id, "source": source, "type": type, "subject": subject,
            "time": "2011-10-10T09:00:00+08:00", "actor": actor, "data": data,
        }
    )  # fmt: skip


def body(id: str, kind: str, parent: str | None) -> str:
    data = {"kind": kind, "name_zh": id, "parent": parent}
    return said(id, "OrganisationRegistered", f"organisation:{id}", "county", **data)


REGISTERED = "\n".join(
    (
        body("county", "county_organisation_department", None),
        body("town", "township_committee", "county"),
        body("village", "village_branch", "town"),
    )
)
OPENED = "\n".join(
    (
        said("c", "CycleOpened", "cycle:classification-upgrade:2011-2012", "town",
             scheme_version=1),
        said("e", "BranchEnrolled", CASE, "town", ladders=["grade"]),
    )
)  # fmt: skip
FIGURE = said(
    "figure", "RegisterFigureRecorded", "organisation:village", "county",
    figure="members", value=25, as_of="2011-10-01", reported_from="roll",
)  # fmt: skip


def park(up: Stack, position: int) -> None:
    """Have the standings give up on an event of the case that changes no row of theirs."""
    password = (read_json(up.data / "passwords.json") or {})["postgres"]
    address = f"postgresql://postgres:{password}@{up.addresses.postgres}/projections"
    with psycopg.connect(address) as conn:
        conn.execute(
            "INSERT INTO standings.parked VALUES"
            " ('grading', %s, %s, 'gradetrail.grading.DeadlinePassed.v1', 'made up', now())",
            (position, CASE),
        )


def test_nobody_needs_more_than_they_are_allowed(tmp_path: Path) -> None:
    access, seeds = tmp_path / "access.yaml", tmp_path / "seeds"
    with stack() as up:
        here = ("--data", str(up.data))
        keys = handed_over("init", str(access), "--organisation", "county")
        up.up("--access", str(access), ticker=True)

        # A new app is taken up while all runs, and publishes over NATS; another does over HTTP.
        gradetrail("access", "nats-keys", str(seeds), "--name", "platform")
        nkey = (seeds / "platform.pub").read_text().strip()
        of_all = ("--role", "committee", "--place", "county")
        handed_over("app", "add", str(access), "platform", *of_all, "--nkey", nkey)
        platform = {
            "GRADETRAIL_APP": "platform",
            "GRADETRAIL_NATS_SEED_FILE": str(seeds / "platform.seed"),
        }

        def publish(lines: str) -> bool:
            return gradetrail("publish", "-", *here, stdin=lines, **platform).exit_code == 0

        wait_until(lambda: publish(REGISTERED), "the new app let in", within_s=30)
        scheme = gradetrail("scheme", "publish", str(SCHEME), "--actor", "town", *here, **platform)
        assert scheme.stdout.startswith("accepted")
        assert publish(OPENED)
        told = httpx2.post(
            f"{up.addresses.grading}/events",
            content=FIGURE.encode(),
            headers={
                "authorization": f"Bearer {keys['committee']}",
                "content-type": "application/cloudevents+json",
            },
        )
        assert told.json()["receipts"][0]["status"] == "accepted", told.text

        # The ticker of the stack has a key of its own, which nobody had to hand over.
        tick = gradetrail(
            "tick", "--until", "2011-11-16", *here,
            GRADETRAIL_KEY=keys["ticker"], GRADETRAIL_APP="ticker",
            GRADETRAIL_NATS_SEED_FILE=str(up.data / "nats-keys" / "ticker.seed"),
        )  # fmt: skip
        assert f"accepted  {CASE}/step/self_rating/2011-11-15 grading:8" in tick.stdout
        let_in, asked = '"who": "ticker", "by": "key ticker"', up.data / "logs" / "projections.log"
        wait_until(
            lambda: let_in in asked.read_text(), "the stack's own ticker let in", within_s=60
        )
        assert "tick_failed" not in (up.data / "logs" / "ticker.log").read_text()

        def operate(*command: str) -> str:
            done = gradetrail(*command, *here, GRADETRAIL_KEY=keys["operations"])
            assert done.exit_code == 0, done.output
            return done.stdout

        assert "it equals the old one" in operate("rebuild", "trail")
        park(up, position=8)
        assert operate("parked", "replay", CASE) == f"standings: 1 event of {CASE} applied\n"
        assert operate("parked", "list") == "nothing is parked\n"
        kept = operate("backup", "--to", str(tmp_path / "backups"), "--access", str(access))
        assert "9 events (grading 9, pledges 0, training 0)" in kept
        assert "violation" not in (up.data / "logs" / "nats.log").read_text().lower()
