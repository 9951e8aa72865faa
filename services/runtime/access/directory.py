"""Everybody whom the access file knows, by what they show; read anew when the file changes."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import structlog

from services.runtime.access.document import TICKER, AccessFile, Key
from services.runtime.access.file import AccessFileBroken, read
from services.runtime.access.identity import Identity

log = structlog.get_logger()

LOOK_EVERY_S = 2.0
"""Between two looks at whether the file has changed."""


class NotKnown(Exception):
    """Nobody is known by this key, token or account; the message may be told to who showed it."""


class Known(NamedTuple):
    """What shows whom, of one version of the file."""

    file: AccessFile
    apps: dict[str, Identity]
    people: dict[str, Identity]
    keys: dict[str, tuple[Identity, Key]]
    subjects: dict[tuple[str, str], Identity]
    logins: dict[str, tuple[Identity, str]]

    @classmethod
    def of(cls, file: AccessFile, ticker_key: str | None = None) -> "Known":
        """Look everything up once, so that a request costs a look into a dictionary."""
        apps = {name: file.identity_of_app(name) for name in file.apps}
        people = {id: file.identity_of_person(id) for id in file.people}
        members = [(apps[name], one) for name, one in file.apps.items()]
        everybody = [*members, *((people[id], one) for id, one in file.people.items())]
        keys = {key.sha256: (who, key) for who, app in members for key in app.keys}
        if ticker_key and TICKER in apps:
            keys[ticker_key] = apps[TICKER], Key(id=TICKER, sha256=ticker_key, expires=date.max)
        return cls(
            file,
            apps,
            people,
            keys,
            {
                (subject.issuer, subject.sub): who
                for who, one in everybody
                if (subject := file.subject_of(one))
            },
            {
                one.login.name: (people[id], one.login.argon2)
                for id, one in file.people.items()
                if one.login
            },
        )


class Directory:
    """The access file as it stands. ``fault``: why its latest version is not in force, if so.

    ``demo``: whether its secrets may be known. ``ticker_key``: SHA-256 of a key of the ticker that
    is not in the file, as where one stack runs both.

    Raises:
        AccessFileBroken: at the start there is no earlier version to keep to.
    """

    def __init__(
        self,
        path: Path,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        *,
        demo: bool = False,
        ticker_key: str | None = None,
    ) -> None:
        self.path, self._today, self._demo = path, today, demo
        self._ticker_key = ticker_key
        self.fault: str | None = None
        self._seen = _signature(path)
        self.known = self._read()

    @property
    def file(self) -> AccessFile:
        """The version in force."""
        return self.known.file

    def app(self, name: str) -> Identity | None:
        """An app, by the name with which it signed in to NATS."""
        return self.known.apps.get(name)

    def person(self, id: str) -> Identity | None:
        """A person, by their id."""
        return self.known.people.get(id)

    def subject(self, issuer: str, sub: str) -> Identity | None:
        """An app or a person, by what an issuer calls them."""
        return self.known.subjects.get((issuer, sub))

    def login(self, name: str) -> tuple[Identity, str] | None:
        """A person and the Argon2 hash of their password, by the name of a local account."""
        return self.known.logins.get(name)

    def key(self, key: str) -> tuple[Identity, str]:
        """Whose API key this is, and the key's id.

        Raises:
            NotKnown: nobody's, or it has expired.
        """
        found = self.known.keys.get(digest(key))
        if found is None:
            raise NotKnown("this API key is not known, or was revoked")
        identity, record = found
        if record.expires < self._today():
            raise NotKnown(f"this API key, {record.id}, expired on {record.expires}")
        return identity, record.id

    def look(self) -> None:
        """Read the file if it has changed; a broken one leaves the earlier version in force."""
        signature = _signature(self.path)
        if signature == self._seen:
            return
        self._seen = signature
        try:
            self.known = self._read()
        except Exception as error:  # whatever it is: an edit of the file shall end no service
            self.fault = f"the access file is broken, its earlier version is in force: {error}"
            ours = not isinstance(error, AccessFileBroken)
            log.error("access_file_broken", file=str(self.path), mistakes=str(error), exc_info=ours)
        else:
            self.fault = None
            log.info("access_file_read", file=str(self.path))

    def _read(self) -> Known:
        return Known.of(read(self.path, demo=self._demo), self._ticker_key)

    async def watch(self) -> None:
        """Look at the file again and again."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await asyncio.to_thread(self.look)


def digest(key: str) -> str:
    """What the access file keeps of an API key: it is long and random, so that a hash hides it."""
    return sha256(key.encode()).hexdigest()


def _signature(path: Path) -> tuple[int, ...] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
