"""``gradetrail register``: questions about many cases, a row for each finding."""

from pathlib import Path
from typing import Any

import typer

from cli.output import console, counted, print_json, print_table
from client import reading
from client.faults import Fault
from client.http import Refused
from infra.addresses import find

_WORDS = {
    "en": {
        "headings": ("register", "title", "what it tells"), "rows": "{rows}",
        "whole": "complete", "not_whole": "incomplete since {since}",
    },
    "zh": {
        "headings": ("台账", "名称", "内容"), "rows": "共{n:,}行",
        "whole": "完整", "not_whole": "自{since}起不完整",
    },
}  # fmt: skip
_LEAST_WIDTH = 12
"""Characters that a column needs to be read; where there are fewer, each row is a list."""


def run_registers(data: Path | None, lang: str, as_json: bool) -> None:
    """Print which registers there are."""
    there = reading.registers(find(data))
    if as_json:
        print_json({"data": there})
        return
    rows = [(one["id"], one["title"][lang], one["about"][lang]) for one in there]
    print_table(_WORDS[lang]["headings"], rows, whole=1)


def run_register(
    id: str, data: Path | None, lang: str, *, as_json: bool, **asked: str | list[str] | None
) -> None:
    """Print a register. ``asked``: only, scheme, cycle, township, as_of, effective_at.

    Raises:
        Fault: there is no such register.
        Refused: a parameter is not understood, or there is no such cycle.
    """
    addresses = find(data)
    try:
        found = reading.register(addresses, id, wait_for=None, **asked)
    except Refused:
        there = [one["id"] for one in reading.registers(addresses)]
        if id in there:
            raise
        raise Fault(f"there is no register {id}; there are {', '.join(there)}") from None
    if as_json:
        print_json(found)
        return
    title, scheme = found["register"]["name"][lang], found["scheme"]["name"][lang]
    console().print(f"[bold]{title}[/bold] · {scheme} · {found['cycle']}")
    # A case is named by its organisation; a column that nothing stands in is left out.
    said = {id for row in found["data"] for id, value in row.items() if value not in (None, [], "")}
    columns = [one for one in found["columns"] if one["id"] in said and one["id"] != "case"]
    names = [one["name"][lang] for one in columns]
    rows = [[cell(row[one["id"]], lang) for one in columns] for row in found["data"]]
    if len(columns) * _LEAST_WIDTH <= console().width:
        print_table(names, rows)
    else:
        _print_lists(names, rows)
    n = found["total"]
    in_all = _words(lang, "rows", n=n, rows=counted(n, "row"))
    typer.echo(f"{in_all}; {_how_complete(found, lang)}")


def _print_lists(names: list[str], rows: list[list[str]]) -> None:
    """Each row below the one before, its fields one under another; an empty one is left out."""
    for row in rows:
        print_table(("", ""), [(name, said) for name, said in zip(names, row, strict=True) if said])


def _how_complete(found: dict[str, Any], lang: str) -> str:
    since = found["completeness"]["incomplete_since"]
    return _words(lang, "not_whole", since=since) if since else _words(lang, "whole")


def _words(lang: str, key: str, **values: object) -> str:
    return str(_WORDS[lang][key]).format(**values)


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
