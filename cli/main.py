"""The command ``gradetrail``: what there is to say; what a command does is loaded when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from cli.app import Data, Json, Lang, group, language
from cli.app import app as app

AsOf = Annotated[
    str | None, typer.Option(help="As known then: a day, a moment, or positions (grading:123).")
]
EffectiveAt = Annotated[
    str | None, typer.Option(help="Only what had happened by then: a day or a moment.")
]
CASE_HELP = "A case: scheme:cycle:organisation, e.g. classification-upgrade:2011-2012:village-07"
Case = Annotated[str, typer.Argument(help=CASE_HELP)]
Service = Annotated[str, typer.Argument(help="grading, pledges or training.")]
NewData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Where to keep everything; used again at the next start. Default: a fresh temporary"
        " folder, removed at the end.",
        file_okay=False,
    ),
]
PortBase = Annotated[
    int | None,
    typer.Option(help="First of seven ports in a row: NATS, its monitor, PostgreSQL, services."),
]
Ports = Annotated[
    str | None,
    typer.Option(
        help="Single ports: nats=4222,projections=8080 (also nats_monitor, postgres, grading,"
        " pledges, training). Others are found."
    ),
]


@app.command()
def up(
    data: NewData = None, port_base: PortBase = None, ports: Ports = None, json: Json = False
) -> None:
    """Run NATS, PostgreSQL and all services on this machine until Ctrl-C.

    Prints one line with every address once all is ready.

        gradetrail up --data ./data
        gradetrail up --port-base 4222 --json
    """
    from cli.stack import run_up

    run_up(data, port_base, ports, json)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End by itself, exit code 0.")] = False,
    scheme: Annotated[
        str, typer.Option(help="The programme to play.", metavar="SCHEME")
    ] = "classification-upgrade",
    data: NewData = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Start everything, play a township's year as an upstream app would, explain one decision.

    gradetrail demo
    gradetrail demo --once --lang zh
    """
    from demo.main import run_demo

    raise typer.Exit(
        run_demo(once=once, scheme=scheme, data=data, lang=language(lang), as_json=json)
    )


@app.command()
def doctor(data: Data = None, json: Json = False) -> None:
    """Look for what is wrong: versions, ports, disk, clock, connections, drift. Exits 1 on a fault.

    gradetrail doctor --data ./data
    """
    from cli.doctor import run_doctor

    raise typer.Exit(run_doctor(data, json))


@app.command()
def status(data: Data = None, json: Json = False) -> None:
    """Show what runs, how far each service and read model is, and what waits."""
    from cli.status import run_status

    raise typer.Exit(run_status(data, json))


@app.command()
def publish(
    file: Annotated[str, typer.Argument(help="NDJSON, one CloudEvent a line; - reads stdin.")],
    batch: Annotated[int, typer.Option(min=1, max=1000, help="Events in a message.")] = 100,
    data: Data = None,
    json: Json = False,
) -> None:
    """Publish CloudEvents, each to the service its type names, and print the receipts.

    Exits 1 if anything was refused. Publishing the same file again changes nothing.

        gradetrail publish events.ndjson
        jq -c '.[]' events.json | gradetrail publish - --json
    """
    from cli.publishing import run_publish

    raise typer.Exit(run_publish(file, batch, data, json))


@app.command()
def explain(
    case: Case,
    full: Annotated[bool, typer.Option("--full", help="Every condition of the rules.")] = False,
    as_of: AsOf = None,
    effective_at: EffectiveAt = None,
    data: Data = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Say why a branch stands where it stands: rule by rule, vote by vote.

    gradetrail explain classification-upgrade:2011-2012:village-07 --lang zh
    gradetrail explain classification-upgrade:2011-2012:village-07 --effective-at 2011-11-30
    """
    from cli.trails import run_explain

    run_explain(case, as_of, effective_at, data, language(lang), full=full, as_json=json)


@app.command()
def trail(
    case: Case,
    as_of: AsOf = None,
    effective_at: EffectiveAt = None,
    data: Data = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """List everything on record about a case, in order."""
    from cli.trails import run_trail

    run_trail(case, as_of, effective_at, data, language(lang), json)


@app.command()
def export(
    case: Case,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of stdout.")
    ] = None,
    data: Data = None,
) -> None:
    """Write a case's whole file as JSON: its events verbatim, what they stand in, why.

    gradetrail export classification-upgrade:2011-2012:village-07 -o case.json
    """
    from cli.trails import run_export

    run_export(case, output, data)


@app.command()
def rebuild(
    projection: Annotated[str, typer.Argument(help="trail or standings.")],
    data: Data = None,
    json: Json = False,
) -> None:
    """Build a read model anew from the events, compare it with the live one, and swap the two."""
    from cli.projections import run_rebuild

    raise typer.Exit(run_rebuild(projection, data, json))


schemes = group("Check, show and publish schemes.")
refused = group("Look at what was refused, correct it, submit it again.")
parked = group("Look at cases that a read model could not follow, and replay them.")
app.add_typer(schemes, name="scheme")
app.add_typer(refused, name="refused")
app.add_typer(parked, name="parked")

SchemeFile = Annotated[Path, typer.Argument(help="A scheme as YAML.", dir_okay=False)]


@schemes.command("check")
def scheme_check(file: SchemeFile, json: Json = False) -> None:
    """Find every mistake of a scheme, with line and column. Exits 1 if there are any."""
    from cli.schemes import run_check

    raise typer.Exit(run_check(file, json))


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
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many a service.")] = 50,
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
