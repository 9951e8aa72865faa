"""The groups of ``gradetrail``: people, import."""

from pathlib import Path
from typing import Annotated

import typer

from cli.app import Data, Json, Lang, group, language

people = group("Name the persons behind the ids, and erase them again.")
imports = group(
    "Import a table (CSV or XLSX): organisations, people, evidence, attendance."
    " The first row names the columns."
)
Person = Annotated[str, typer.Argument(help="The id that events carry.")]
Table = Annotated[
    Path, typer.Argument(help="CSV (UTF-8 or GB18030) or XLSX.", metavar="FILE", dir_okay=False)
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each row.")]
Sheet = Annotated[str | None, typer.Option(help="Which sheet of a workbook. Default: the first.")]
Same = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="A column that is the same in every row, where the file leaves it open:"
        " cycle=2011-2012; repeatable.",
        metavar="COLUMN=VALUE",
    ),
]
RefusedFile = Annotated[
    Path | None,
    typer.Option(
        "--refused",
        help="Where to write refused rows, to correct and import. Default: FILE.refused.csv.",
        dir_okay=False,
    ),
]


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


@imports.command("organisations")
def import_organisations(
    file: Table, dry_run: DryRun = False, sheet: Sheet = None, set: Same = None,
    refused: RefusedFile = None, data: Data = None, lang: Lang = None, json: Json = False,
) -> None:  # fmt: skip
    """Register organisations: organisation, kind, name_zh, parent, time, actor …

    gradetrail import organisations villages.xlsx --set actor=county-org --set time=2011-10-20
    """
    _import("organisations", file, dry_run, sheet, set, refused, data, lang, json)


@imports.command("evidence")
def import_evidence(
    file: Table, dry_run: DryRun = False, sheet: Sheet = None, set: Same = None,
    refused: RefusedFile = None, data: Data = None, lang: Lang = None, json: Json = False,
) -> None:  # fmt: skip
    """Record evidence: organisation, criterion, value, as_of, kind, found_in …

    gradetrail import evidence survey.csv --set scheme=classification-upgrade --set cycle=2011-2012
    """
    _import("evidence", file, dry_run, sheet, set, refused, data, lang, json)


@imports.command("attendance")
def import_attendance(
    file: Table, dry_run: DryRun = False, sheet: Sheet = None, set: Same = None,
    refused: RefusedFile = None, data: Data = None, lang: Lang = None, json: Json = False,
) -> None:  # fmt: skip
    """Record who came to sessions: organiser, session_id, person, role, attended_from …

    A row with a reason is an absence.
    """
    _import("attendance", file, dry_run, sheet, set, refused, data, lang, json)


@imports.command("people")
@people.command("import")
def import_people(
    file: Table, dry_run: DryRun = False, sheet: Sheet = None, set: Same = None,
    refused: RefusedFile = None, data: Data = None, lang: Lang = None, json: Json = False,
) -> None:  # fmt: skip
    """Name persons in the register of people: person, name_zh, name_en, contact, since.

    gradetrail people import people.xlsx --dry-run
    """
    _import("people", file, dry_run, sheet, set, refused, data, lang, json)


def _import(
    kind: str, file: Path, dry_run: bool, sheet: str | None, same: list[str] | None,
    refused: Path | None, data: Path | None, lang: str | None, as_json: bool,
) -> None:  # fmt: skip
    from cli.importing.run import Import, run_import

    asked = Import(kind, file, sheet, tuple(same or ()), refused)
    raise typer.Exit(run_import(asked, data, language(lang), dry_run=dry_run, as_json=as_json))
