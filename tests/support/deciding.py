"""The three services that decide, as processes on engines of their own, without projections."""

import asyncio
import json
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from contracts.subjects import SERVICES
from infra import databases
from infra.addresses import VARIABLE, Addresses
from infra.child import Child, Program
from infra.migrating import migrate
from infra.ports import free_ports
from infra.provision import connect_and_provision
from tests.support.engines import Engines, fresh_room, wait_until

PASSWORD = "tests-only"


@dataclass(frozen=True)
class Deciding:
    """Where they answer. ``http``: address by service."""

    nats: str
    http: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """The variables that examples in the docs and the command ``gradetrail`` read."""
        addresses = Addresses(page="", nats=self.nats, projections="", **self.http)
        return {"NATS_URL": self.nats, VARIABLE: json.dumps(vars(addresses))} | {
            f"{service.upper()}_URL": address for service, address in self.http.items()
        }

    def submit(self, service: str, event: Mapping[str, Any]) -> Any:
        """POST one CloudEvent; the parsed answer, whatever its status."""
        request = urllib.request.Request(
            f"{self.http[service]}/events",
            json.dumps(event).encode(),
            {"content-type": "application/cloudevents+json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return json.load(error)


@contextmanager
def deciding(engines: Engines, patience_s: float = 5.0) -> Iterator[Deciding]:
    """Start everything; returns once all is ready, leaves nothing behind.

    ``patience_s``: how long a submission waits for what another service must have said before.
    """
    with ExitStack() as ending:
        room = fresh_room()
        ending.callback(shutil.rmtree, room)
        nats, postgres = engines.nats(), engines.postgres()
        for engine in (nats, postgres):
            ending.callback(engine.remove)
            engine.start()
        asyncio.run(connect_and_provision(nats.url))
        databases.provision(postgres.dsn(), dict.fromkeys(SERVICES, PASSWORD))
        urls = {
            service: databases.dsn(service, PASSWORD, host="127.0.0.1", port=postgres.port)
            for service in SERVICES
        }
        migrate(urls)
        ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        for service, port in ports.items():
            settings = {
                "NATS_URL": nats.url,
                "DATABASE_URL": urls[service],
                "HTTP_PORT": str(port),
                "PATIENCE_S": str(patience_s),
            }
            program = Program(
                service,
                (sys.executable, "-m", f"services.{service}.main"),
                env={f"{service.upper()}_{key}": value for key, value in settings.items()},
            )
            child = Child(program, room / f"{service}.log")
            ending.callback(child.stop)
            child.start()
        http = {service: f"http://127.0.0.1:{port}" for service, port in ports.items()}
        for address in http.values():
            wait_until(partial(_ready, address), f"{address} ready", within_s=60)
        yield Deciding(nats.url, http)


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
