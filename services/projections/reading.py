"""A reading of a view: at which positions it is made, and how complete it is."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Protocol

import msgspec
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from contracts.scheme import Scheme
from services.projections import asof, checkpoints
from services.projections.asof import AsOf, Cut, Moment, NotATime
from services.projections.completeness import Completeness, ParkedEvent, Progress, SchemeVersion
from services.projections.problems import bad_parameter, not_yet
from services.projections.trail import rows
from services.projections.trail.entry import Unreadable

WAIT_S = 5.0
"""How long a reader who waits for a position is kept waiting."""


class Running(Protocol):
    """The runner of a view, as far as readers know it."""

    rebuilding: dict[str, Any] | None

    def completeness(self) -> dict[str, dict[str, Any]]:
        """By service: position, head, oldest_unapplied_s."""

    def wait_for(self, service: str, position: int, timeout_s: float) -> Awaitable[bool]:
        """Whether the position was applied in time."""

    def replay(self, case: str) -> Awaitable[int]:
        """Apply a parked case's events again."""

    def rebuild(self) -> Awaitable[dict[str, Any]]:
        """Fill a next generation and swap it in."""


@dataclass(frozen=True, slots=True)
class Asking:
    """From when a reader wants to see things, as asked; ``within``: the places that they see."""

    as_of: str | None = None
    effective_at: str | None = None
    wait_for: str | None = None
    within: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A read model: what runs it, and the name of the code that makes it."""

    name: str
    runner: Running
    version: str


class Views:
    """The read models as readers reach them."""

    def __init__(
        self,
        pool: AsyncConnectionPool[AsyncConnection[Any]],
        views: Mapping[str, View],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.pool, self.views, self.now = pool, views, now

    @asynccontextmanager
    async def read(
        self, name: str, asking: Asking, subjects: Sequence[str] = ()
    ) -> AsyncIterator["Reading"]:
        """A reading of a view, after the position that the reader waits for.

        ``subjects``: what the answer rests on: parked events of them make it incomplete.

        Raises:
            ProblemFound: the position was not applied in time, or a parameter is malformed.
        """
        view = self.views[name]
        asked, effective = _parse(asking)
        await self.reached(name, asking.wait_for)
        async with self.pool.connection() as conn:
            applied, parked = await checkpoints.state(conn, name, subjects)
            if asking.within is not None:
                parked = await _veiled(conn, parked, asking.within)
            yield Reading(conn, view, applied, parked, asking, asked, effective, self.now())

    async def reached(self, name: str, wait_for: str | None) -> None:
        """Return once a view has applied what a reader waits for.

        Raises:
            ProblemFound: the position was not applied in time, or is none.
        """
        if wait_for is None:
            return
        view = self.views[name]
        try:
            wanted = asof.parse_positions(wait_for)
        except NotATime as error:
            raise bad_parameter("wait_for", str(error), "grading:123") from None
        if wanted is None:
            raise bad_parameter("wait_for", f"{wait_for} names no position", "grading:123")
        for service, position in wanted.items():
            if service not in (read := view.runner.completeness()):
                detail = f"{view.name} rests on {' and '.join(read)}, not on {service}"
                raise bad_parameter("wait_for", detail, f"{next(iter(read))}:123")
            if not await view.runner.wait_for(service, position, WAIT_S):
                progress = view.runner.completeness()
                raise not_yet(
                    f"{view.name} has not applied {service}:{position} within {WAIT_S:g} s",
                    {name: at["position"] for name, at in progress.items()},
                    {name: at["head"] for name, at in progress.items()},
                )


def _parse(asking: Asking) -> tuple[AsOf, Moment | None]:
    try:
        asked = asof.parse_as_of(asking.as_of) if asking.as_of else AsOf()
    except NotATime as error:
        raise bad_parameter("as_of", str(error), asof.FORMS) from None
    try:
        effective = asof.parse_moment(asking.effective_at) if asking.effective_at else None
    except NotATime as error:
        forms = "an RFC 3339 moment with its zone, or a day (2011-12-31)"
        raise bad_parameter("effective_at", str(error), forms) from None
    return asked, effective


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer's view of things. ``applied``: by service the position the view has reached.

    ``parked``: what is parked of the subjects that the answer rests on.
    """

    conn: AsyncConnection[Any]
    view: View
    applied: Mapping[str, int]
    parked: Sequence[ParkedEvent]
    asking: Asking
    asked: AsOf
    effective: Moment | None
    now: datetime

    async def cut(self, zone: tzinfo) -> Cut:
        """What counts. ``zone``: where a day ends.

        Raises:
            ProblemFound: a position that is not applied yet.
        """
        named = {service: at for service, at in self.asked.positions.items() if at}
        unknown = any(at > self.applied.get(service, at) for service, at in named.items())
        recorded_at = None
        if named and not self.asked.moment:
            recorded_at = await rows.recorded_at(self.conn, named)
            unknown = unknown or recorded_at is None
        if unknown:
            raise bad_parameter(
                "as_of", f"nothing is known yet of {self.asking.as_of}",
                "positions up to " + asof.positions(self.applied),
            )  # fmt: skip
        return asof.cut(
            self.applied, self.asked, zone=zone, recorded_at=recorded_at, effective=self.effective,
            within=self.asking.within,
        )  # fmt: skip

    def everything(self) -> Cut:
        """All that is applied of what the reader sees."""
        return asof.cut(self.applied, AsOf(), within=self.asking.within)

    def judged_at(self, cut: Cut, zone: tzinfo) -> date:
        """The day against which a date is overdue: the one asked about, else today."""
        return cut.judged_at(zone, self.now)

    def completeness(
        self, cut: Cut, scheme: Scheme | None = None, unreadable: Sequence[Unreadable] = ()
    ) -> Completeness:
        """How complete the answer is. ``unreadable``: what it had to leave out."""
        parked = [*self.parked, *(_left_out(one) for one in unreadable)]
        within = [
            one
            for one in parked
            if (bound := cut.bounds.get(one.service)) and one.position <= bound.position
        ]
        seen = self.view.runner.completeness()
        first = min(within, key=lambda one: one.parked_at, default=None)
        return Completeness(
            view=self.view.name,
            reducer=self.view.version,
            services={
                service: Progress(
                    position=position,
                    head=max(position, seen.get(service, {}).get("head", 0)),
                    oldest_unapplied_s=round(
                        seen.get(service, {}).get("oldest_unapplied_s") or 0.0, 3
                    ),
                )
                for service, position in sorted(self.applied.items())
            },
            as_of=asof.again(cut, self.asking.as_of, self.now),
            complete=not within,
            incomplete_since=f"{first.service}:{first.position}" if first else None,
            parked=within,
            scheme=SchemeVersion(id=scheme.id, version=scheme.version, sha256=scheme.sha256)
            if scheme
            else None,
        )


async def _veiled(
    conn: AsyncConnection[Any], parked: Sequence[ParkedEvent], within: frozenset[str]
) -> list[ParkedEvent]:
    """What is parked, without a word of cases that are not seen from these places.

    An attendance is parked with its organiser's case, and may concern any branch of the cycle.
    """
    shown = await rows.seen(conn, [one.case for one in parked], within)
    return [
        one if one.case in shown else msgspec.structs.replace(one, case="", error="not shown")
        for one in parked
    ]


def _left_out(one: Unreadable) -> ParkedEvent:
    entry = one.entry
    return ParkedEvent(
        service=entry.service, position=entry.position, case=entry.case_id, event=entry.name,
        error=f"cannot be read: {one.why}", parked_at=entry.recordedat,
    )  # fmt: skip
