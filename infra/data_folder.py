"""The folder a stack keeps everything in; locked while the stack runs."""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from infra.trouble import CannotRun


class DataFolder:
    """An open data folder. Its lock ends with the process, however that ends."""

    def __init__(self, path: Path, *, temporary: bool) -> None:
        self.path, self.temporary = path, temporary
        self._lock = _locked(path)

    @classmethod
    def open(cls, path: Path | None) -> "DataFolder":
        """The folder at ``path``, made if it is not there; None: a fresh temporary one.

        Raises:
            CannotRun: another stack runs on it, or it cannot be written.
        """
        temporary = path is None
        if path is None:
            path = Path(tempfile.mkdtemp(prefix="gradetrail-"))
        path = path.expanduser().absolute()
        try:
            path.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:  # PostgreSQL's own account must find its way through
                path.chmod(path.stat().st_mode & 0o777 | 0o011)
            return cls(path, temporary=temporary)
        except OSError as error:
            raise CannotRun(f"cannot use {path} for data: {error.strerror}") from error

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def passwords(self, roles: Iterable[str]) -> dict[str, str]:
        """A random password for each role, the same at every start."""
        known = self.read("passwords") or {}
        wanted = {role: known.get(role) or secrets.token_urlsafe(24) for role in roles}
        if wanted != known:
            self.write("passwords", {**known, **wanted})
        return wanted

    def read(self, name: str) -> dict[str, Any] | None:
        """What was written under the name; None if nothing."""
        return read_json(self.path / f"{name}.json")

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Write whole or not at all, for this user's eyes only."""
        draft = self.path / f"{name}.json.new"
        draft.touch(mode=0o600)
        with draft.open("w") as file:
            json.dump(content, file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / f"{name}.json")

    def forget(self, name: str) -> None:
        (self.path / f"{name}.json").unlink(missing_ok=True)

    def close(self, *, keep: bool = False) -> None:
        """Let go of the lock; a temporary folder goes with it, unless it is to be kept."""
        if self.temporary and not keep:
            shutil.rmtree(self.path)
        os.close(self._lock)


def in_use(path: Path) -> bool:
    """Whether a stack runs on the folder now."""
    lock = path / "lock"
    if not lock.exists():
        return False
    descriptor = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in the file; None if there is no file."""
    if not path.exists():
        return None
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def _locked(path: Path) -> int:
    descriptor = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode().strip()
        os.close(descriptor)
        raise CannotRun(
            f"a gradetrail (process {holder or 'unknown'}) is running on {path} already"
        ) from None
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
