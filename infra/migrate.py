"""Readies engines for this version of the code: databases and roles, their tables, the streams.

``python -m infra.migrate`` waits for the engines, does all of it and ends, with 0 once all is
ready. Run again, it changes nothing.
"""

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nats
import psycopg
from pydantic import Field

from infra import databases
from infra.migrating import MIGRATIONS, migrate
from infra.provision import ProvisioningRefused, connect_and_provision
from infra.reloading import NotTakenUp, reload
from infra.streams import Room
from services.runtime.access.file import AccessFileBroken, read
from services.runtime.access.nats import CannotSignIn
from services.runtime.settings import FromEnvironment, SigningIn, read_settings

_WRONG_PASSWORD = "password authentication failed"


class Settings(SigningIn):
    """From MIGRATE_NATS_URL and so on; the databases are told by GRADING_DATABASE_URL and so on."""

    admin_url: str | None = Field(
        None,
        repr=False,
        description="where a superuser connects: databases and roles that are missing are made,"
        " with the passwords in the services' own URLs; none: they must be there",
    )
    nats_url: str | None = Field(
        None, description="the NATS server whose streams are to be made; none: tables alone"
    )
    system_seed_file: Path | None = Field(
        None,
        description="file with the seed of the nkey of NATS's system account: what changed in the"
        " accounts is then taken up; none: send a SIGHUP to NATS",
    )
    access_file: Path | None = Field(
        None, description="the access file: each app in it that has an nkey gets an inbox"
    )
    inbox_bytes: int = Field(
        Room().inbox_bytes, description="most that INBOX holds; -1: as much as NATS has"
    )
    app_inbox_bytes: int = Field(
        Room().app_inbox_bytes, description="most that the inbox of one app holds"
    )
    events_bytes: int = Field(
        Room().events_bytes, description="most that the event stream of one service holds"
    )
    refused_bytes: int = Field(Room().refused_bytes, description="most that REFUSED holds")
    replicas: int = Field(Room().replicas, description="NATS nodes that keep each stream")
    wait_s: float = Field(60.0, description="seconds for which the engines may be away")


class Database(FromEnvironment):
    """Of a service: the setting that it has itself."""

    database_url: str = Field(repr=False, description="the service's own database")


def prepare(settings: Settings, urls: Mapping[str, str]) -> Iterator[str]:
    """Do it all; says what was done, a line each. ``urls``: of the databases, by service."""
    if settings.admin_url:
        passwords = {name: unquote(urlsplit(url).password or "") for name, url in urls.items()}
        databases.provision(settings.admin_url, passwords)
    for service, (was, now) in migrate(urls).items():
        yield f"database {service}: {was or 'new'} → {now}"
    if settings.nats_url:
        yield from asyncio.run(_nats(settings, settings.nats_url))


async def _nats(settings: Settings, url: str) -> list[str]:
    apps = read(settings.access_file).on_nats() if settings.access_file else None
    room = Room(**{name: getattr(settings, name) for name in vars(Room())})
    system = replace(settings.sign_in, seed_file=settings.system_seed_file)
    if system.seed_file:
        await reload(url, system)
    changes = await connect_and_provision(url, apps=apps, room=room, sign_in=settings.sign_in)
    if system.seed_file:  # again: nats-server 2.15 else answers a new app that there is no stream
        await reload(url, system)
    return [str(change) for change in changes]


def main() -> int:
    """Prepare the engines once they answer; 1 if that failed."""
    settings = read_settings(Settings, "migrate")
    urls = {service: read_settings(Database, service).database_url for service in MIGRATIONS}
    end = time.monotonic() + settings.wait_s
    while True:
        try:
            for line in prepare(settings, urls):
                sys.stdout.write(f"{line}\n")
            return 0
        except (psycopg.Error, ProvisioningRefused, OSError, nats.errors.Error) as error:
            if not _away(error) or time.monotonic() > end:
                sys.stderr.write(f"not ready: {_said(error)}\n")
                return 1
            time.sleep(0.2)  # engines that start beside it answer within seconds
        except (AccessFileBroken, CannotSignIn, NotTakenUp) as error:
            sys.stderr.write(f"not ready: {error}\n")
            return 1


def _away(error: Exception) -> bool:
    if isinstance(error, psycopg.Error):
        away = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        return away and _WRONG_PASSWORD not in str(error)
    return not isinstance(error, ProvisioningRefused)


def _said(error: Exception) -> str:
    said = str(error).strip() or type(error).__name__
    if _WRONG_PASSWORD in said:
        said += ": the databases were made with other secrets, which have to be put back"
    return said


if __name__ == "__main__":
    sys.exit(main())
