"""The groups of ``gradetrail``: scheme, refused, parked."""

from pathlib import Path
from typing import Annotated

import typer

from cli.app import Case, Data, Json, Lang, group, language

Service = Annotated[str, typer.Argument(help="grading, pledges or training.")]
schemes = group("Start, check, show and publish schemes.")
refused = group("Look at what was refused, correct it, submit it again.")
drills = group("Rehearse what one hopes never to need.")
parked = group("Look at cases that a read model could not follow, and replay them.")
SchemeFile = Annotated[Path, typer.Argument(help="A scheme as YAML.", dir_okay=False)]


@schemes.command("new")
def scheme_new(
    file: Annotated[Path, typer.Argument(help="A new file; its name becomes the scheme's id.")],
) -> None:
    """Write a small valid scheme with comments, to start from."""
    from cli.schemes import run_new

    run_new(file)


@schemes.command("check")
def scheme_check(
    file: SchemeFile,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 on advice as well.")] = False,
    json: Json = False,
) -> None:
    """Find every mistake of a scheme, with line and column. Exits 1 if there are any.

    Advice is on what is valid and likely not meant: a tier that nobody reaches, a missing text.
    """
    from cli.schemes import run_check

    raise typer.Exit(run_check(file, strict, json))


@schemes.command("show")
def scheme_show(file: SchemeFile, lang: Lang = None, json: Json = False) -> None:
    """Show a scheme's tiers, procedure and rules."""
    from cli.schemes import run_show

    run_show(file, language(lang), json)


@schemes.command("publish")
def scheme_publish(
    file: SchemeFile,
    actor: Annotated[str, typer.Option(help="Id of the committee that publishes it.")],
    effective_from: Annotated[
        str | None, typer.Option(help="First day it applies. Default: its window opens.")
    ] = None,
    time: Annotated[
        str | None, typer.Option(help="When it was decided (RFC 3339). Default: now.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Publish a version of a scheme; a published version never changes."""
    from cli.schemes import run_publish_scheme

    raise typer.Exit(run_publish_scheme(file, actor, effective_from, time, data, json))


@refused.command("list")
def refused_list(
    service: Annotated[str | None, typer.Argument(help="Default: all services.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Also what was accepted after all.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many a service.")] = 50,
    data: Data = None,
    json: Json = False,
) -> None:
    """List refused submissions with their reasons, latest first."""
    from cli.refusals import run_list

    run_list(service, all, limit, data, json)


@refused.command("show")
def refused_show(
    service: Service,
    number: Annotated[int, typer.Argument(min=1, help="Its number in `refused list`.")],
    data: Data = None,
    json: Json = False,
) -> None:
    """Show a refused submission as it came, and every reason."""
    from cli.refusals import run_show

    run_show(service, number, data, json)


@refused.command("resubmit")
def refused_resubmit(
    service: Service,
    number: Annotated[int, typer.Argument(min=1, help="Its number in `refused list`.")],
    corrected: Annotated[
        str | None,
        typer.Argument(
            help="File with the corrected CloudEvent; - reads stdin. Default: as it was."
        ),
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Submit a refused event again, corrected or as it was. Exits 1 if it is refused again.

    gradetrail refused show grading 3 --json | jq .submission > e.json
    gradetrail refused resubmit grading 3 e.json
    """
    from cli.refusals import run_resubmit

    raise typer.Exit(run_resubmit(service, number, corrected, data, json))


@drills.command("restore")
def drill_restore(
    backups: Annotated[
        Path, typer.Option("--from", help="A folder of backups; the latest is taken.")
    ],
    data: Data = None,
    json: Json = False,
) -> None:
    """Restore the latest backup beside what runs, check it, rebuild the trail from it, compare.

    Says what a restore now would lose and how long it takes. Exits 1 if something is wrong.
    """
    from cli.keeping import run_drill

    raise typer.Exit(run_drill(backups, data, json))


@parked.command("list")
def parked_list(data: Data = None, json: Json = False) -> None:
    """List parked cases: since which event, and why."""
    from cli.projections import run_parked

    run_parked(data, json)


@parked.command("replay")
def parked_replay(case: Case, data: Data = None, json: Json = False) -> None:
    """Apply a parked case's events again, after a mend."""
    from cli.projections import run_replay

    run_replay(case, data, json)
