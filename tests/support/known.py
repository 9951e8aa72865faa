"""A NATS server that knows its users, an access file, and everybody's nkey."""

import asyncio
import json
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra import nats_users
from infra.child import Child
from infra.embedded import Nats
from infra.ports import free_ports
from infra.provision import AWAY, connect_and_provision
from infra.streams import Room
from services.runtime.access.file import read
from services.runtime.access.nats import SignIn
from services.runtime.connection import Connection
from tests.support.engines import fresh_room, wait_until

App = Mapping[str, Any]
"""An app as the access file has it; its nkey is made here."""
PUBLISHER: App = {"roles": ["publisher"], "places": "everywhere"}


class KnownNats:
    """``url``; ``access``: the access file; ``keys``: folder of all nkeys."""

    def __init__(
        self,
        apps: Mapping[str, App],
        *,
        room: Room | None = None,
        more: str = "",
        ca: Path | None = None,
    ) -> None:
        self.folder, self.ca = fresh_room(), ca
        self.access, self.keys, self.room = self.folder / "access.yaml", self.folder / "keys", room
        nats_users.make_keys(self.keys)
        self.write(apps)
        port, monitor_port = free_ports(2)
        self.engine = Nats(
            self.folder / "nats", port=port, monitor_port=monitor_port,
            accounts=self.configuration(), more=more,
        )  # fmt: skip
        self.engine.prepare()
        self.url, self.monitor_url = self.engine.url, self.engine.monitor_url
        self.log = self.folder / "nats.log"
        self._child = Child(self.engine.program(), self.log)

    def write(self, apps: Mapping[str, App]) -> None:
        """Write the access file."""
        nats_users.make_keys(self.keys, apps)
        keys = nats_users.public_keys(self.keys)
        known = {name: {**app, "nkey": keys[name]} for name, app in apps.items()}
        self.access.write_text(json.dumps({"apps": known}))

    def configuration(self) -> str:
        return nats_users.configuration(read(self.access), nats_users.public_keys(self.keys))

    def start(self) -> None:
        self._child.start()
        wait_until(self.engine.ready, "nats ready")

    def provision(self) -> None:
        """Streams and consumers, as the operator makes them."""
        apps = read(self.access).on_nats()
        sign_in = self.sign_in(nats_users.OPERATOR)
        asyncio.run(connect_and_provision(self.url, apps=apps, room=self.room, sign_in=sign_in))

    def take_up(self, apps: Mapping[str, App]) -> None:
        """Change the access file, and let the running server know, as docs/security.md says."""
        self.write(apps)
        self.engine.accounts = self.configuration()
        self.engine.prepare()
        self._child.signal(signal.SIGHUP)
        wait_until(self._provisioned, "the accounts are taken up")
        self._child.signal(signal.SIGHUP)

    def _provisioned(self) -> bool:
        """A server that is just reading its configuration lets go of who connects."""
        try:
            self.provision()
        except AWAY:
            return False
        return True

    def remove(self) -> None:
        self._child.stop()
        shutil.rmtree(self.folder)

    def sign_in(self, name: str) -> SignIn:
        return SignIn(self.seed(name), self.ca)

    def seed(self, name: str) -> Path:
        return nats_users.seed_file(self.keys, name)

    async def connect(self, name: str, **options: Any) -> Connection:
        """A connection of a user, which does not come again by itself."""
        client = Connection(self.sign_in(name))
        await client.connect_as(name, self.url, allow_reconnect=False, **options)
        return client


@contextmanager
def known_nats(apps: Mapping[str, App], **settings: Any) -> Iterator[KnownNats]:
    """The server, with streams."""
    server = KnownNats(apps, **settings)
    try:
        server.start()
        server.provision()
        yield server
    finally:
        server.remove()
