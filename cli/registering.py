"""The group of ``gradetrail``: people."""

from typing import Annotated

import typer

from cli.app import Data, Json, group

people = group("Name the persons behind the ids, and erase them again.")
Person = Annotated[str, typer.Argument(help="The id that events carry.")]


@people.command("show")
def people_show(person: Person, data: Data = None, json: Json = False) -> None:
    """Show a person's names and contacts, or when they were erased."""
    from cli.people import run_show

    run_show(person, data, json)


@people.command("set")
def people_set(
    person: Person,
    name_zh: Annotated[str | None, typer.Option(help="The name in Chinese.")] = None,
    name_en: Annotated[str | None, typer.Option(help="The name in Latin letters.")] = None,
    contact: Annotated[str | None, typer.Option(help="Shown by `people show` alone.")] = None,
    since: Annotated[
        str | None, typer.Option(help="First day of the name (2012-01-31). Default: always.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Name a person from a day on; a name of the same day is replaced.

    gradetrail people set person-17 --name-zh 张三 --since 2012-01-31
    """
    from cli.people import run_set

    naming = {"name_zh": name_zh, "name_en": name_en, "contact": contact, "since": since}
    run_set(person, naming, data, json)


@people.command("erase")
def people_erase(
    persons: Annotated[list[str], typer.Argument(help="Their ids.", metavar="PERSON...")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Erase the names and contacts of persons for good; events keep their ids.

    gradetrail people erase person-17
    """
    from cli.people import run_erase

    run_erase(persons, yes, data, json)
