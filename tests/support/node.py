"""Node.js, and the packages that tests need of npm: installed once, from a committed lock file."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

INTEROP = Path(__file__).parents[1] / "interop"
MODULES = INTEROP / "node_modules"
_INSTALLED = MODULES / ".installed-from"


def node() -> str | None:
    """The path of Node.js; None if there is none."""
    return shutil.which("node")


def installed_packages() -> Path:
    """The folder of packages as the lock file has them; installs what is missing."""
    lock = (INTEROP / "package-lock.json").read_text("utf-8")
    with (INTEROP / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not _INSTALLED.exists() or _INSTALLED.read_text("utf-8") != lock:
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
                cwd=INTEROP,
                check=True,
            )
            _INSTALLED.write_text(lock, encoding="utf-8")
    return MODULES


def run_node(program: Path, *arguments: str, stdin: str = "", **environment: str) -> str:
    """Run a program; what it printed.

    Raises:
        AssertionError: it did not end well; holds what it complained of.
    """
    done = subprocess.run(
        [node() or "node", str(program), *arguments],
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{program.name} ended with {done.returncode}: {done.stderr}"
    return done.stdout
