"""The command ``gradetrail``: what there is to say; what a command does is loaded when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from cli.app import Case, Data, Json, Lang, language
from cli.app import app as app
from cli.granting import access as access_group
from cli.groups import drills, parked, refused, schemes
from cli.registering import imports, people

AsOf = Annotated[
    str | None, typer.Option(help="As known then: a day, a moment, or positions (grading:123).")
]
EffectiveAt = Annotated[
    str | None, typer.Option(help="Only what had happened by then: a day or a moment.")
]
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


@app.callback()
def gradetrail(
    key_file: Annotated[
        Path | None,
        typer.Option(
            help="File with the API key to show. Default: GRADETRAIL_KEY, or the file that"
            " GRADETRAIL_KEY_FILE names.",
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Follow how branches are graded: what was said, recorded, decided, and why."""
    if key_file:
        from client.credentials import use_file

        use_file(key_file)


@app.command()
def up(
    data: NewData = None,
    port_base: PortBase = None,
    ports: Ports = None,
    ticker: Annotated[
        bool, typer.Option(help="Say, as the days go by, which deadlines passed unmet.")
    ] = True,
    access: Annotated[
        Path | None,
        typer.Option(help="The access file. Default: anybody on this machine may do anything."),
    ] = None,
    json: Json = False,
) -> None:
    """Run NATS, PostgreSQL and all services on this machine until Ctrl-C.

    Prints one line with every address once all is ready.

        gradetrail up --data ./data
        gradetrail up --port-base 4222 --json
    """
    from cli.stack import run_up

    run_up(data, port_base, ports, json, ticker=ticker, access=access)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End by itself, exit code 0.")] = False,
    scheme: Annotated[
        str,
        typer.Option(
            help="The programme to play: classification-upgrade, pioneer-project, three-projects,"
            " dual-strong, or all.",
            metavar="SCHEME",
        ),
    ] = "classification-upgrade",
    running: Annotated[
        bool, typer.Option("--running", help="Play it to the gradetrail that runs already.")
    ] = False,
    data: NewData = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Start everything, play a programme as an upstream app would, explain one decision.

    gradetrail demo
    gradetrail demo --once --lang zh
    gradetrail demo --scheme all
    """
    from cli.playing import run_demo

    raise typer.Exit(
        run_demo(
            once=once, scheme=scheme, data=data, lang=language(lang), as_json=json, running=running
        )
    )


@app.command()
def doctor(
    access: Annotated[
        Path | None, typer.Option(help="Access file: keys that are about to end.", dir_okay=False)
    ] = None,
    backups: Annotated[
        Path | None, typer.Option(help="Folder of backups: how old the newest is.", file_okay=False)
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Look for what is wrong, say why it matters and what to do. Exits 1 on a fault.

    Services, relays, read models, refusals, NATS, clocks; of this machine versions, disk, ports.

        gradetrail doctor --data ./data
        gradetrail doctor --access access/access.yaml --backups /var/backups/gradetrail
    """
    from cli.doctor import Also, run_doctor

    raise typer.Exit(run_doctor(data, json, Also(access, backups)))


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
def tick(
    until: Annotated[
        str | None, typer.Option(help="The day whose end it is: 2011-11-16. Default: today.")
    ] = None,
    scheme: Annotated[str | None, typer.Option(help="Only this programme.")] = None,
    cycle: Annotated[str | None, typer.Option(help="Only this cycle.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say nothing; list it.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Say which deadlines had gone by at the end of a day with nothing on record, each once.

    gradetrail tick --until 2011-11-16
    gradetrail tick --scheme pioneer-project --cycle 2004 --dry-run
    """
    from cli.ticking import run_tick

    raise typer.Exit(
        run_tick(until, data, dry_run=dry_run, as_json=json, scheme=scheme, cycle=cycle)
    )


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
def register(
    name: Annotated[
        str | None, typer.Argument(help="Which register. Default: lists those there are.")
    ] = None,
    scheme: Annotated[str | None, typer.Option(help="Default: that of the latest cycle.")] = None,
    cycle: Annotated[str | None, typer.Option(help="Default: the latest.")] = None,
    township: Annotated[
        str | None, typer.Option(help="Only this organisation and those under it.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only rows that say column:value; column:* for anything at all."),
    ] = None,
    as_of: AsOf = None,
    effective_at: EffectiveAt = None,
    data: Data = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Ask about all cases of a cycle: a row for each finding, what needs attention first.

    gradetrail register
    gradetrail register outcomes --scheme classification-upgrade --as-of 2012-12-31
    gradetrail register decisions --only attention:* --township example-township
    """
    from cli.registers import run_register, run_registers

    if name is None:
        run_registers(data, language(lang), json)
    else:
        run_register(
            name, data, language(lang), as_json=json, only=only, scheme=scheme, cycle=cycle,
            township=township, as_of=as_of, effective_at=effective_at,
        )  # fmt: skip


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


Backup = Annotated[Path, typer.Argument(help="The folder of one backup.", exists=True)]


@app.command()
def backup(
    to: Annotated[
        Path, typer.Option("--to", help="A folder of backups; each gets one of its own.")
    ],
    keep: Annotated[
        int | None, typer.Option(min=1, help="Afterwards drop all but the latest so many.")
    ] = None,
    access: Annotated[
        Path | None, typer.Option(help="An access file to keep with it.", dir_okay=False)
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Back up all databases as of one moment, and what is undecided; nothing is stopped.

    gradetrail backup --to ./backups --keep 14
    """
    from cli.keeping import run_backup

    run_backup(to, keep, access, data, json)


@app.command()
def restore(
    backup: Backup,
    data: Annotated[
        Path | None,
        typer.Option(
            help="A new data folder to restore into. Default: the engines that MIGRATE_ADMIN_URL"
            " and MIGRATE_NATS_URL name, with no service running.",
            file_okay=False,
        ),
    ] = None,
    access: Annotated[
        Path | None, typer.Option(help="The access file of a new data folder.", dir_okay=False)
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also in place of what is there.")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Also wait until the streams are refilled.")
    ] = False,
    json: Json = False,
) -> None:
    """Restore a backup onto nothing, and check every event. Exits 1 if one is not as it was.

    gradetrail restore ./backups/gradetrail-2026-11-22T13-05-11.123456Z --data ./data --verify
    """
    from cli.keeping import run_restore

    raise typer.Exit(
        run_restore(backup, data, access, replace=replace, verify=verify, as_json=json)
    )


@app.command()
def verify(backup: Backup, data: Data = None, json: Json = False) -> None:
    """Look whether what runs has all that a backup has. Exits 1 if not."""
    from cli.keeping import run_verify

    raise typer.Exit(run_verify(backup, data, json))


app.add_typer(access_group, name="access")
app.add_typer(drills, name="drill")
app.add_typer(schemes, name="scheme")
app.add_typer(imports, name="import")
app.add_typer(people, name="people")
app.add_typer(refused, name="refused")
app.add_typer(parked, name="parked")
