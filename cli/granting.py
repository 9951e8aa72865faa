"""The group ``access`` of ``gradetrail``."""

from pathlib import Path
from typing import Annotated

import typer

from cli.app import Data, Json, group
from client.faults import Fault
from services.runtime.access.roles import Role

access = group("Say who may do what: apps, their keys, people. Each changes one YAML file.")
apps = group("Add an app.")
keys = group("Give an app another key, or take one away.")
persons = group("Add a person.")
access.add_typer(apps, name="app")
access.add_typer(keys, name="key")
access.add_typer(persons, name="person")

File = Annotated[Path, typer.Argument(help="The access file.", dir_okay=False)]
Days = Annotated[int, typer.Option(min=1, max=3650, help="How many days the key holds.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help="What it may do; repeatable.", metavar="|".join(Role)),
]
Places = Annotated[
    list[str] | None,
    typer.Option("--place", help="An organisation that it acts for, with all below; repeatable."),
]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="It acts for all organisations.")]
Oidc = Annotated[
    str | None, typer.Option(help="What the issuer of tokens calls it: the claim `sub`.")
]
KeysFolder = Annotated[
    Path, typer.Argument(help="A folder for nkeys; only its owner may look.", file_okay=False)
]


def _roles(names: list[str]) -> list[Role]:
    known = {str(role): role for role in Role}
    for name in names:
        if name not in known:
            *most, last = known
            raise Fault(f"--role is {', '.join(most)} or {last}, not {name}")
    return [known[name] for name in names]


@access.command("init")
def init(
    file: Annotated[Path, typer.Argument(help="A new file.", dir_okay=False)],
    organisation: Annotated[str, typer.Option(help="Id of the organisation at the top.")],
    days: Days = 365,
    json: Json = False,
) -> None:
    """Write an access file with an operator, a committee's app and the ticker; print their keys.

    gradetrail access init access/access.yaml --organisation county-01
    """
    from cli.access import run_init

    run_init(file, organisation, days, json)


@apps.command("add")
def app_add(
    file: File,
    name: Annotated[str, typer.Argument(help="Its name; its source is then /apps/NAME.")],
    role: Roles,
    place: Places = None,
    everywhere: Everywhere = False,
    source: Annotated[
        list[str] | None, typer.Option(help="A CloudEvents source of its own; repeatable.")
    ] = None,
    reads: Annotated[
        list[str] | None, typer.Option(help="A stream that it may read over NATS; repeatable.")
    ] = None,
    nkey: Annotated[str | None, typer.Option(help="Its public nkey, for NATS.")] = None,
    oidc: Oidc = None,
    days: Days = 365,
    json: Json = False,
) -> None:
    """Add an app and print its key, this once.

    gradetrail access app add access.yaml county-platform --role publisher --place county-01
    """
    from cli.access import Given, run_app_add

    run_app_add(
        file, name, Given(_roles(role), place or [], everywhere), days, json,
        sources=source or [], reads=reads or [], nkey=nkey, oidc=oidc,
    )  # fmt: skip


@keys.command("add")
def key_add(
    file: File, app: Annotated[str, typer.Argument()], days: Days = 365, json: Json = False
) -> None:
    """Give an app one more key and print it, this once.

    gradetrail access key add access.yaml county-platform --days 90
    """
    from cli.access import run_key_add

    run_key_add(file, app, days, json)


@keys.command("revoke")
def key_revoke(
    file: File, id: Annotated[str, typer.Argument(help="As `access list` shows it.")]
) -> None:
    """Take a key away; within two seconds it opens nothing.

    gradetrail access key revoke access.yaml k7f3
    """
    from cli.access import run_key_revoke

    run_key_revoke(file, id)


@persons.command("add")
def person_add(
    file: File,
    id: Annotated[str, typer.Argument(help="The person's id, as in the register of people.")],
    role: Roles,
    place: Places = None,
    everywhere: Everywhere = False,
    oidc: Oidc = None,
    login: Annotated[
        str | None, typer.Option(help="Name of a local account, in a demonstration.")
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="Of the local account. Default: asked for.")
    ] = None,
) -> None:
    """Add a person who signs in on the pages.

    gradetrail access person add access.yaml person-31 --role clerk --place town-31 --oidc 2482
    """
    from cli.access import Given, run_person_add

    run_person_add(file, id, Given(_roles(role), place or [], everywhere), oidc, login, password)


@access.command("check")
def check(file: File) -> None:
    """Find every mistake of an access file, with line and column. Exits 1 if there are any."""
    from cli.access import run_check

    raise typer.Exit(run_check(file))


@access.command("list")
def list_(file: File, data: Data = None, json: Json = False) -> None:
    """Show who may do what, how they are known, and when each key was last used."""
    from cli.access import run_list

    run_list(file, data, json)


@access.command("nats-keys")
def nats_keys(
    folder: KeysFolder,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Only these: an app's name, for its own key. Default: all of ours."),
    ] = None,
) -> None:
    """Make the nkeys with which our processes, or an app, sign in to NATS; one that is there stays.

    NAME.seed is the secret, for the process alone; NAME.pub is its public key: an app's goes into
    the access file.

    gradetrail access nats-keys secrets/nats
    gradetrail access nats-keys . --name county-platform
    """
    from infra import nats_users
    from services.runtime.access.document import TICKER

    names = name or (*nats_users.USERS, TICKER)
    for made in nats_users.make_keys(folder, names):
        typer.echo(f"{nats_users.seed_file(folder, made)} made")
    for known, key in nats_users.public_keys(folder).items():
        if known in names:
            typer.echo(f"{known} {key}")


@access.command("nats")
def nats(
    access_file: Annotated[Path, typer.Option("--access", help="The access file.")],
    service_keys: Annotated[
        Path, typer.Option(help="Folder of `access nats-keys`; the public keys are enough.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of stdout.")
    ] = None,
) -> None:
    """Write the part of nats-server.conf that says who may publish and read what.

    Include it there. A server takes up a new one at a SIGHUP; run provisioning again as well, which
    makes an inbox for each new app.

    gradetrail access nats --access access.yaml --service-keys secrets/nats -o accounts.conf
    """
    from infra import nats_users
    from services.runtime.access.file import AccessFileBroken, read

    try:
        made = nats_users.configuration(read(access_file), nats_users.public_keys(service_keys))
    except AccessFileBroken as error:
        raise Fault(f"the access file {access_file} is broken: {error}") from None
    if output is None:
        typer.echo(made, nl=False)
        return
    draft = output.with_name(f".{output.name}.new")
    draft.write_text(made)
    draft.replace(output)
