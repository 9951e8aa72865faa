"""``gradetrail register``: questions about many cases, a row for each finding."""

from pathlib import Path
from typing import Any

import typer

from cli import reading
from cli.output import console, print_json, print_table
from infra.addresses import find


def run_registers(data: Path | None, lang: str, as_json: bool) -> None:
    """Print which registers there are."""
    there = reading.registers(find(data))
    if as_json:
        print_json({"data": there})
        return
    rows = [(one["id"], one["title"][lang], one["about"][lang]) for one in there]
    print_table(("register", "title", "what it tells"), rows, whole=1)


def run_register(
    id: str, data: Path | None, lang: str, *, as_json: bool, **asked: str | list[str] | None
) -> None:
    """Print a register. ``asked``: only, scheme, cycle, township, as_of, effective_at."""
    found = reading.register(find(data), id, wait_for=None, **asked)
    if as_json:
        print_json(found)
        return
    title, scheme = found["register"]["name"][lang], found["scheme"]["name"][lang]
    console().print(f"[bold]{title}[/bold] · {scheme} · {found['cycle']}")
    # A case is named by its organisation; a column that nothing stands in is left out.
    said = {id for row in found["data"] for id, value in row.items() if value not in (None, [], "")}
    columns = [one for one in found["columns"] if one["id"] in said and one["id"] != "case"]
    print_table(
        [one["name"][lang] for one in columns],
        [[cell(row[one["id"]], lang) for one in columns] for row in found["data"]],
    )
    typer.echo(f"{found['total']:,} rows; complete: {found['completeness']['complete']}")


def cell(value: Any, lang: str) -> str:
    """A field of a row for a person, as short as it can be."""
    match value:
        case None:
            return ""
        case bool():
            return {"en": ("no", "yes"), "zh": ("否", "是")}[lang][value]
        case {"name": {"en": _, "zh": _} as name}:
            return str(name[lang])
        case {"en": _, "zh": _}:
            return str(value[lang])
        case [{"name": _, "text": _}, *_]:
            return "; ".join(
                f"{cell(one['name'], lang)} {cell(one['text'], lang)}" for one in value
            )
        case {"service": service, "position": position, **_rest}:
            return f"{service}:{position}"
        case dict():
            parts = ((key, cell(one, lang)) for key, one in value.items())
            return "; ".join(f"{key.replace('_', ' ')} {part}" for key, part in parts if part)
        case list():
            return ", ".join(cell(one, lang) for one in value)
        case _:
            return str(value)
