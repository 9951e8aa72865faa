"""What is asked of the register of people, and told to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from psycopg import AsyncConnection
from psycopg.errors import LockNotAvailable
from psycopg_pool import AsyncConnectionPool
from pydantic import ValidationError

from contracts.people import ALWAYS, Naming
from contracts.refusals import ContractBroken
from services.projections.people import rows
from services.projections.people.names import HeldName, People
from services.projections.problems import being_read, named_elsewhere, person_erased
from services.projections.trail import rows as trail
from services.runtime.contract import faults_of
from services.runtime.problems import problem
from services.runtime.web import ProblemFound, not_found

BATCH = 1_000
"""Persons told in one request at most."""


class PersonName(Struct, frozen=True, kw_only=True):
    """A name and a contact. ``since``: the first day they hold; null: from the beginning."""

    since: date | None
    name_zh: str | None
    name_en: str | None
    contact: str | None


class Person(Struct, frozen=True, kw_only=True):
    """A person, as the register knows them. ``names``: the earliest first; none once erased."""

    person: str
    names: list[PersonName]
    erased_at: datetime | None


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of one naming. ``duplicate``: the register knew it; ``problem``: why not."""

    person: str | None
    status: Literal["accepted", "duplicate", "refused"]
    problem: dict[str, Any] | None


class Verdicts(Struct, frozen=True, kw_only=True):
    """A verdict for each naming, in their order."""

    verdicts: list[Verdict]


async def people(conn: AsyncConnection[Any], ids: Iterable[str]) -> People:
    """Those of these ids that the register knows as persons."""
    names: dict[str, list[HeldName]] = {}
    erased: dict[str, datetime] = {}
    for person, since, zh, en, gone in await rows.known(conn, list(ids)):
        if gone:
            erased[person] = gone
        elif since:
            names.setdefault(person, []).append(HeldName(since, zh, en))
    return People(names, erased)


@dataclass(frozen=True, slots=True)
class PeopleRegister:
    """The register, behind the pool of the service's connections."""

    pool: AsyncConnectionPool[AsyncConnection[Any]]

    async def one(self, person: str, within: frozenset[str] | None = None) -> Person:
        """A person. ``within``: only if they were named from these places or below, or by an event
        that is seen from there.

        Raises:
            ProblemFound: nobody is registered under the id, as far as is seen.
        """
        async with self.pool.connection() as conn:
            if await _out_of_reach(conn, [person], within):
                raise _nobody(person)
            return await _person(conn, person)

    async def tell(
        self, told: Sequence[Any], within: frozenset[str] | None = None, *, dry_run: bool = False
    ) -> list[Verdict]:
        """Keep names, all at once; ``dry_run``: only say what would become of them.

        Whoever was erased is not named again: an import of an old list must not undo an erasure.
        ``within``: from where they are told; whom others named, and no event there does, is not
        named anew.
        """
        read = [_read(one) for one in told]
        namings = [one for one in read if isinstance(one, Naming)]
        async with self.pool.connection() as conn, conn.transaction(force_rollback=dry_run):
            await rows.keep_erasures_out(conn)
            persons = {one.person for one in namings}
            gone = await rows.erased(conn, persons)
            refused = {one: person_erased(one, at) for one, at in gone.items()}
            others = await _out_of_reach(conn, persons, within)
            refused |= {one: named_elsewhere(one) for one in others}
            wanted = [one for one in namings if one.person not in refused]
            changed = await rows.put(conn, wanted, within) if wanted else set()
        return [
            one if isinstance(one, Verdict) else _verdict(one, refused, changed) for one in read
        ]

    async def erase(self, person: str, within: frozenset[str] | None = None) -> Person:
        """Forget a person's names and contacts for good; again, it changes nothing.

        ``within``: as ``one`` has it, so that nobody forgets whom they cannot look up.

        Raises:
            ProblemFound: nobody is registered under the id, or the register is being read.
        """
        await self.one(person, within)
        try:
            async with self.pool.connection() as conn, conn.transaction():
                await rows.alone(conn)
                if not (await _person(conn, person)).erased_at:
                    await rows.erase(conn, person)
                return await _person(conn, person)
        except LockNotAvailable:
            raise being_read("the register is being read, perhaps by a backup") from None


async def _out_of_reach(
    conn: AsyncConnection[Any], persons: Collection[str], within: frozenset[str] | None
) -> set[str]:
    """Those whom others named, and no event does that is seen from these places."""
    if within is None:
        return set()
    told = await rows.told_from(conn, persons, await trail.organisations_seen(conn, within))
    others = {person for person, here in told.items() if not here}
    return others - await trail.named(conn, others, within) if others else others


async def _person(conn: AsyncConnection[Any], person: str) -> Person:
    names, gone = await rows.names(conn, [person]), await rows.erased(conn, [person])
    if not names and not gone:
        raise _nobody(person)
    return Person(
        person=person,
        names=[
            PersonName(
                since=None if one.since == ALWAYS else one.since,
                name_zh=one.name_zh, name_en=one.name_en, contact=one.contact,
            )
            for one in names
        ],
        erased_at=gone.get(person),
    )  # fmt: skip


def _nobody(person: str) -> ProblemFound:
    return not_found(f"nobody is registered as {person}")


def _read(told: Any) -> Naming | Verdict:
    try:
        return Naming.model_validate_json(msgspec.json.encode(told))
    except ValidationError as error:
        first, *more = faults_of(error)
        broken = ContractBroken(
            first.detail, field=first.field, rule=first.rule, accepts=first.accepts,
            more=tuple(more),
        )  # fmt: skip
        person = told.get("person") if isinstance(told, dict) else None
        named = person if isinstance(person, str) else None
        return Verdict(person=named, status="refused", problem=problem(broken))


def _verdict(
    one: Naming, refused: Mapping[str, dict[str, Any]], changed: set[tuple[str, date]]
) -> Verdict:
    if one.person in refused:
        return Verdict(person=one.person, status="refused", problem=refused[one.person])
    status: Literal["accepted", "duplicate"] = (
        "accepted" if (one.person, one.since) in changed else "duplicate"
    )
    return Verdict(person=one.person, status=status, problem=None)
