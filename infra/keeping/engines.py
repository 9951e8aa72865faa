"""The engines of an installation, as whoever keeps it reaches them."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra.child import tied
from infra.databases import SERVICES as DATABASES
from infra.embedded.postgres import installed
from infra.trouble import CannotRun
from services.runtime.access.nats import OPEN, SignIn

__all__ = ["DATABASES", "Engines", "Failed"]


class Failed(CannotRun):
    """One of PostgreSQL's own programs failed; has its last words."""


@dataclass(frozen=True)
class Engines:
    """``admin_url``: where PostgreSQL's superuser connects. ``sign_in``: to NATS, as the operator.

    ``suffix``: of the databases meant.
    """

    admin_url: str
    nats_url: str
    sign_in: SignIn = OPEN
    suffix: str = ""

    def name(self, service: str) -> str:
        """A service's database."""
        return service + self.suffix

    def connect(self, service: str, **options: Any) -> psycopg.Connection[Any]:
        """A connection to a service's database that sees its tables as the service does."""
        url = make_conninfo(
            self.admin_url, dbname=self.name(service), options=f"-csearch_path={service},public"
        )
        return psycopg.connect(url, **options)

    def admin(self) -> psycopg.Connection[Any]:
        """A connection to no service's database."""
        return psycopg.connect(self.admin_url, autocommit=True)

    def run(self, program: str, database: str, options: Sequence[str]) -> None:
        """Run pg_dump or pg_restore on a database; it ends with this process.

        Raises:
            Failed: it said why.
        """
        told: dict[str, Any] = {**conninfo_to_dict(self.admin_url), "dbname": database}
        password = str(told.pop("password", None) or "")  # not where others see a command line
        command = (
            str(installed() / "bin" / program),
            *options,
            f"--dbname={make_conninfo(**told)}",
        )
        done = subprocess.run(
            tied(command, run_as=None), env={"PGPASSWORD": password},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            said = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
            raise Failed(f"{program} of {database}: {said[0]}")
