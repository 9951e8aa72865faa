"""``gradetrail people``: who is behind the ids, and how somebody is forgotten."""

from pathlib import Path
from typing import Any

import typer

from cli.output import print_json, print_table
from client import reading
from infra.addresses import find


def run_show(person: str, data: Path | None, as_json: bool) -> None:
    """Print a person's names and contacts, or when they were erased."""
    _print(reading.person(find(data), person), as_json)


def run_set(person: str, naming: dict[str, str | None], data: Path | None, as_json: bool) -> None:
    """Name a person from a day on."""
    given = {name: value for name, value in naming.items() if value is not None}
    _print(reading.name_person(find(data), person, given), as_json)


def run_erase(persons: list[str], sure: bool, data: Path | None, as_json: bool) -> None:
    """Erase the names and contacts of persons for good."""
    addresses = find(data)
    if not sure:
        typer.confirm(f"Erase {', '.join(persons)} for good?", abort=True, err=True)
    erased = [reading.erase_person(addresses, person) for person in persons]
    if as_json:
        print_json({"data": erased})
        return
    for one in erased:
        typer.echo(_gone(one))


def _print(person: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(person)
    elif person["erased_at"]:
        typer.echo(_gone(person))
    else:
        columns = ("since", "name_zh", "name_en", "contact")
        print_table(
            ("person", *columns),
            [(person["person"], *(name[c] for c in columns)) for name in person["names"]],
            whole=2,
        )


def _gone(person: dict[str, Any]) -> str:
    return f"{person['person']} was erased on {person['erased_at'][:10]}"
