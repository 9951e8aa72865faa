"""Runs a whole gradetrail on one machine: engines, then provisioning, then the services."""

import asyncio
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

import psycopg

from infra import databases, nats_users
from infra.addresses import STACK, Addresses, of_ports, remember_latest
from infra.answering import answers
from infra.child import Program
from infra.data_folder import DataFolder
from infra.databases import SERVICES
from infra.embedded import Nats, Postgres
from infra.embedded.access import SESSION, Access, ticker_key
from infra.embedded.postgres import ADMIN
from infra.keeping.engines import Engines
from infra.kept import Kept
from infra.migrating import migrate
from infra.provision import AWAY, Change, ProvisioningRefused, connect_and_provision
from infra.trouble import CannotRun
from services.runtime.access.document import TICKER
from services.runtime.access.nats import OPEN

READY_WITHIN_S = 90.0
DEATHS_BEFORE_GIVING_UP = 3
TAKE_UP_AGAIN_S = 1.0
"""Until NATS is told again of an access file that it has not taken up."""


class Stopped(Exception):
    """Somebody asked for a stop while the stack was starting."""


class Supervisor:
    """Call ``start``, then ``tend`` some ten times a second, and ``stop`` however it went.

    All from one thread that lives as long as the process: the children are tied to it. ``say``
    takes a line about what is going on; ``stopping`` ends a start that is under way; ``services``
    are those to run, ``ticker`` whether the app that says which deadlines passed runs beside them.
    ``access``: the access file; None: everybody on this machine may do everything.
    """

    def __init__(
        self,
        folder: DataFolder,
        ports: Mapping[str, int],
        *,
        say: Callable[[str], None],
        stopping: threading.Event,
        services: Sequence[str] = SERVICES,
        ticker: bool = False,
        access: Path | None = None,
    ) -> None:
        self._folder, self._ports = folder, ports
        self._say, self._stopping = say, stopping
        self._services, self._ticker = services, ticker
        self._passwords = folder.passwords((ADMIN, SESSION, TICKER, *SERVICES))
        self._access = Access(access, folder.path) if access else None
        self._nats = Nats(
            folder.path / "nats",
            port=ports["nats"],
            monitor_port=ports["nats_monitor"],
            accounts=self._access.accounts() if self._access else None,
        )
        self._postgres = Postgres(
            folder.path / "postgres",
            port=ports["postgres"],
            password=self._passwords[ADMIN],
            durable=not folder.temporary,
        )
        self._take_up_at = math.inf
        self._kept: list[Kept] = []
        self.roles = {service: self._passwords[service] for service in SERVICES}
        """The services' passwords in PostgreSQL."""
        self.addresses: Addresses = of_ports(ports, folder.path)

    def start(self) -> None:
        """Start everything, in order, until all is ready.

        Raises:
            CannotRun: a child does not come up; names it and its last words.
            Stopped: ``stopping`` was set meanwhile.
        """
        self.start_engines()
        self.start_services()
        remember_latest(self._folder.path)

    def start_engines(self) -> Engines:
        """Start NATS and PostgreSQL alone, to be kept or restored before the services see them."""
        self._say("starting NATS and PostgreSQL")
        if not self._postgres.cluster.exists():
            # Loaded while initdb works; only databases that are behind need it.
            threading.Thread(target=import_module, args=["alembic.command"], daemon=True).start()
        self._nats.prepare()
        self._keep(self._nats.program(), self._nats.ready)
        self._postgres.prepare()
        self._keep(self._postgres.program(), self._postgres.ready)
        self._wait_for(self._kept)
        sign_in = self._access.sign_in(nats_users.OPERATOR) if self._access else OPEN
        return Engines(self._postgres.admin_dsn(), self._nats.url, sign_in)

    def start_services(self) -> None:
        """Make what they need on engines that run, and start them."""
        self._provision()
        self._start_services()
        if self._ticker and (self._access is None or TICKER in self._access.file.apps):
            self._keep(self._ticker_program(), lambda: True)
        self._folder.write("ports", dict(self._ports))
        self._describe()

    def tend(self) -> None:
        """Start again what has died; let those sign in to NATS whom the access file now names."""
        events = [event for kept in self._kept if (event := kept.tend())]
        if self._access and (self._access.has_changed() or time.monotonic() > self._take_up_at):
            events += self._take_up_access()
        for event in events:
            self._say(event)
        if events:
            self._describe()

    def stop(self) -> None:
        """Stop the services, then the engines; leave no process behind."""
        services = [kept for kept in self._kept if kept.name in (*SERVICES, TICKER)]
        engines = [kept for kept in self._kept if kept not in services]
        for together in (services, engines):
            for kept in reversed(together):
                kept.child.signal(kept.child.program.stop_with)
            for kept in reversed(together):
                if not kept.child.stop():
                    self._say(f"{kept.name} did not stop in time and was killed")
        self._kept.clear()
        self._folder.forget(STACK)

    def kill(self) -> None:
        """End every process at once; what was recorded stays recorded."""
        for kept in self._kept:
            kept.child.kill()

    def _provision(self) -> None:
        self._say("provisioning databases and streams")
        databases.provision(self._postgres.admin_dsn(), self.roles)
        try:
            changed = migrate({service: self._database_url(service) for service in SERVICES})
        except psycopg.Error as error:
            raise CannotRun(f"a migration failed and changed nothing: {error}") from error
        for service, (was, now) in changed.items():
            if was:
                self._say(f"database {service}: revision {was} → {now}")
        try:
            changes = asyncio.run(self._make_streams())
        except ProvisioningRefused as error:
            raise CannotRun(f"NATS refused a stream: {error}") from error
        for change in changes:
            if change.drift:
                self._say(f"had drifted and was set right: {change}")

    async def _make_streams(self) -> list[Change]:
        if self._access is None:
            return await connect_and_provision(self._nats.url)
        sign_in = self._access.sign_in(nats_users.OPERATOR)
        apps = self._access.file.on_nats()
        return await connect_and_provision(self._nats.url, apps=apps, sign_in=sign_in)

    def _take_up_access(self) -> list[str]:
        assert self._access
        self._take_up_at = math.inf
        try:
            self._nats.accounts = self._access.accounts()
            self._nats.prepare()
            (nats,) = (kept for kept in self._kept if kept.name == "nats")
            nats.child.signal(signal.SIGHUP)
            asyncio.run(self._make_streams())
            # nats-server 2.15 passes on nothing of an account that it has just come to know.
            nats.child.signal(signal.SIGHUP)
        except CannotRun as error:
            return [f"the access file has changed, and NATS keeps to the earlier one: {error}"]
        except (ProvisioningRefused, *AWAY) as error:  # it may still be reading its configuration
            self._take_up_at = time.monotonic() + TAKE_UP_AGAIN_S
            return [f"the access file has changed, and NATS has not taken it up yet: {error}"]
        return ["the access file has changed; NATS has taken it up"]

    def _start_services(self) -> None:
        self._say("starting the services")
        services = [
            self._keep(
                self._service_program(name),
                partial(answers, f"{self.addresses.service(name)}/readyz"),
            )
            for name in self._services
        ]
        self._wait_for(services)

    def _service_program(self, name: str) -> Program:
        settings = {
            "NATS_URL": self._nats.url,
            "DATABASE_URL": self._database_url(name),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(self._ports[name]),
            "LOG_FORMAT": "json",
            **(self._access.environment(name, self._passwords) if self._access else {}),
        }
        return Program(
            name,
            (sys.executable, "-m", f"services.{name}.main"),
            env={
                "PYTHONUNBUFFERED": "1",
                **{f"{name.upper()}_{key}": value for key, value in settings.items()},
            },
        )

    def _database_url(self, service: str) -> str:
        return databases.dsn(
            service, self._passwords[service], host="127.0.0.1", port=self._ports["postgres"]
        )

    def _ticker_program(self) -> Program:
        settings = {"NATS_URL": self._nats.url, "PROJECTIONS_URL": self.addresses.projections}
        if self._access:
            settings["NATS_SEED_FILE"] = str(self._access.seed_file(TICKER))
            settings["API_KEY"] = ticker_key(self._passwords)
        return Program(
            TICKER,
            (sys.executable, "-m", "ticker.main"),
            env={
                "PYTHONUNBUFFERED": "1",
                **{f"{TICKER.upper()}_{key}": value for key, value in settings.items()},
            },
        )

    def _keep(self, program: Program, ready: Callable[[], bool]) -> Kept:
        kept = Kept(program, self._folder.logs / f"{program.name}.log", ready)
        self._kept.append(kept)
        kept.start()
        return kept

    def _wait_for(self, wanted: Sequence[Kept]) -> None:
        end = time.monotonic() + READY_WITHIN_S
        waiting = list(wanted)
        while waiting := [kept for kept in waiting if not (kept.child.alive and kept.ready())]:
            if self._stopping.wait(0.05):
                raise Stopped
            self.tend()
            for kept in waiting:
                if kept.restarts >= DEATHS_BEFORE_GIVING_UP or time.monotonic() > end:
                    raise CannotRun(
                        f"{kept.name} does not come up; the end of {kept.child.log}:\n"
                        f"{kept.child.last_words()}"
                    )

    def _describe(self) -> None:
        """Write down who runs where, for commands and tests."""
        self._folder.write(
            STACK,
            {
                "addresses": vars(self.addresses),
                "described_at": datetime.now(UTC).isoformat(),
                "children": {
                    kept.name: {"pid": kept.child.pid, "restarts": kept.restarts}
                    for kept in self._kept
                },
            },
        )
