"""A whole gradetrail for the benchmark, durable as in production, and what its processes use."""

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from infra.addresses import Addresses
from infra.data_folder import DataFolder
from infra.databases import SERVICES
from infra.embedded.postgres import ADMIN
from infra.ports import NAMES, free_ports
from infra.supervisor import Supervisor


@dataclass
class Stack:
    """A running stack. ``admin``: DSN of PostgreSQL's own database, for peers' tables."""

    addresses: Addresses
    folder: DataFolder
    admin: str

    def database(self, name: str, role: str) -> str:
        """DSN of a service's database, or of a new one for a peer (``role`` is then ADMIN)."""
        if role == ADMIN:
            with psycopg.connect(self.admin, autocommit=True) as conn:
                conn.execute(f"CREATE DATABASE {name}")
        password = self.folder.passwords([role])[role]
        return f"postgresql://{role}:{password}@{self.addresses.postgres}/{name}"

    def settle(self) -> None:
        """What PostgreSQL does by itself within minutes after a load; pgbench has it done, too."""
        with psycopg.connect(self.admin, autocommit=True) as conn:
            names = "SELECT datname FROM pg_database WHERE datallowconn"
            for (name,) in conn.execute(names).fetchall():
                with psycopg.connect(self.admin, dbname=name, autocommit=True) as one:
                    one.execute("VACUUM ANALYZE")
            conn.execute("CHECKPOINT")

    def memory_mb(self) -> dict[str, float]:
        """Unique and shared resident memory of each process; PostgreSQL's processes as one."""
        described = self.folder.read("stack") or {}
        used = {}
        for name, child in described["children"].items():
            process = psutil.Process(child["pid"])
            family = [process, *process.children(recursive=True)]
            used[name] = round(sum(_pss(one) for one in family) / 2**20, 1)
        return used


def for_eventsourcing(dsn: str) -> dict[str, str]:
    """The environment by which an ``Application`` of the library finds this database."""
    said = psycopg.conninfo.conninfo_to_dict(dsn)
    keys = ("dbname", "host", "port", "user", "password")
    return {"PERSISTENCE_MODULE": "eventsourcing.postgres"} | {
        f"POSTGRES_{key.upper()}": str(said[key]) for key in keys
    }


def _pss(process: psutil.Process) -> int:
    """Proportional set size: memory shared by several processes is counted once in all."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


@contextmanager
def data_folder() -> Iterator[DataFolder]:
    """A data folder for several stacks, one after the other; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gradetrail-bench-") as room:
        Path(room).chmod(0o755)
        folder = DataFolder.open(Path(room) / "data")
        try:
            yield folder
        finally:
            folder.close()


@contextmanager
def running(
    folder: DataFolder, services: Sequence[str] = SERVICES, access: Path | None = None
) -> Iterator[Stack]:
    """The engines and these services on free ports; no app is held to a rate."""
    ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
    os.environ.update({f"{service.upper()}_SUBMIT_RATE": "" for service in services})
    stack = Supervisor(
        folder, ports, say=lambda _: None, stopping=threading.Event(), services=services,
        access=access,
    )  # fmt: skip
    try:
        stack.start()
        secret = folder.passwords([ADMIN])[ADMIN]
        admin = f"postgresql://{ADMIN}:{secret}@127.0.0.1:{ports['postgres']}/postgres"
        yield Stack(stack.addresses, folder, admin)
    finally:
        stack.stop()
