"""The access file of an embedded stack, and the nkeys with which its processes sign in to NATS."""

from collections.abc import Mapping
from pathlib import Path

from infra import nats_users
from infra.trouble import CannotRun
from services.runtime.access.directory import digest
from services.runtime.access.document import TICKER, AccessFile
from services.runtime.access.file import AccessFileBroken, read
from services.runtime.access.nats import SignIn

KEYS = "nats-keys"
"""Folder of the nkeys, in the data folder."""
SESSION = "session"
"""Under which the data folder keeps the secret of sessions."""


class Access:
    """``file``: as it stood when ``accounts`` was last asked for. ``keys``: public, by name.

    Raises:
        CannotRun: it cannot be read, or has mistakes.
    """

    def __init__(self, path: Path, data: Path) -> None:
        self.path, self._folder = path.expanduser().absolute(), data / KEYS
        nats_users.make_keys(self._folder, (*nats_users.USERS, TICKER))
        self.keys = nats_users.public_keys(self._folder)
        self._seen = self._changed_at()
        self.file = self._read()

    def accounts(self) -> str:
        """Who may sign in to NATS, as the file has it now: a part of the server's configuration."""
        self._seen = self._changed_at()
        self.file = self._read()
        return nats_users.configuration(self.file, self.keys)

    def has_changed(self) -> bool:
        """Whether the file is another than when ``accounts`` was last asked for."""
        return self._changed_at() != self._seen

    def seed_file(self, name: str) -> Path:
        """Of a process of ours."""
        return nats_users.seed_file(self._folder, name)

    def sign_in(self, name: str) -> SignIn:
        """How a process of ours signs in."""
        return SignIn(self.seed_file(name))

    def environment(self, name: str, secrets: Mapping[str, str]) -> dict[str, str]:
        """Settings of a service; a demonstration on one's own machine needs no more words."""
        return {
            "ACCESS_FILE": str(self.path),
            "NATS_SEED_FILE": str(self.seed_file(name)),
            "SESSION_SECRET": secrets[SESSION],
            "TICKER_KEY_SHA256": digest(ticker_key(secrets)),
            "DEMO": str(self.file.demo).lower(),
        }

    def _read(self) -> AccessFile:
        try:
            return read(self.path)
        except AccessFileBroken as error:
            raise CannotRun(f"the access file {self.path} is broken: {error}") from None

    def _changed_at(self) -> int:
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0


def ticker_key(secrets: Mapping[str, str]) -> str:
    """The API key of the stack's own ticker; services know it beside those of the file."""
    return f"gt_{TICKER}_{secrets[TICKER]}"


def operator_seed(data: Path) -> Path | None:
    """The operator's nkey in a stack's data folder; None where it asks nobody who they are."""
    found = nats_users.seed_file(data / KEYS, nats_users.OPERATOR)
    return found if found.exists() else None
