"""The tables in docs/operator.md that repeat the code: ``python -m infra.documented [--check]``.

A table stands under the comment ``<!-- table: name -->`` and ends with the first empty line.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pydantic.fields import FieldInfo

from infra.migrate import Settings as MigrateSettings
from services.runtime.settings import FromEnvironment, Settings
from ticker.main import Settings as TickerSettings

OPERATOR = Path(__file__).parents[1] / "docs" / "operator.md"
Tables = Mapping[str, Callable[[], str]]

ENVIRONMENT = {
    "GRADETRAIL_ADDRESSES": "where the commands find a stack: what `gradetrail up --json` prints,"
    " or a file with it",
    "GRADETRAIL_TRACEBACK": "set: a command that fails shows where in our code",
    "LC_ALL": "before `LC_MESSAGES` and `LANG`: the language in which commands answer; `zh…` is"
    " Chinese, all else English",
    "LC_MESSAGES": "as above",
    "LANG": "as above",
    "XDG_RUNTIME_DIR": "where the stack that was started last is noted",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "of the event store; must be off, a service refuses to start"
    " with it",
}
"""Every variable that is read and is no service's setting."""


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([*row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def filled(page: str, tables: Tables) -> str:
    """The page with its tables as they should be."""

    def put(found: re.Match[str]) -> str:
        return f"{found[1]}\n{tables[found[2]]()}"

    return re.sub(r"(<!-- table: (\w+) -->\n)(?:\n(?:\|.*\n)+)?", put, page)


def settings_of(kind: type[FromEnvironment], prefix: str = "") -> str:
    """What may be set, its default, and what it is."""
    rows = [
        (f"`{prefix}{name.upper()}`", _default(field), field.description or "")
        for name, field in kind.model_fields.items()
    ]
    return table(("setting", "default", "what it is"), rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "to be set"
    return "none" if field.default is None else f"`{field.default}`"


def environment() -> str:
    """The variables that are no service's settings."""
    return table(("variable", "what it is"), [(f"`{n}`", t) for n, t in ENVIRONMENT.items()])


TABLES: Tables = {
    "settings": lambda: settings_of(Settings),
    "ticker": lambda: settings_of(TickerSettings, "TICKER_"),
    "migrate": lambda: settings_of(MigrateSettings, "MIGRATE_"),
    "environment": environment,
}


def main() -> None:
    """Write the tables; with ``--check`` only look, and exit 1 if the page is not up to date."""
    page = OPERATOR.read_text("utf-8")
    wanted = filled(page, TABLES)
    if "--check" not in sys.argv[1:]:
        OPERATOR.write_text(wanted, encoding="utf-8")
    elif page != wanted:
        sys.exit(f"{OPERATOR} is out of date: python -m infra.documented")


if __name__ == "__main__":
    main()
