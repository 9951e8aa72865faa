"""What operators ask and do: parked events, replays, rebuilds."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from services.projections import checkpoints
from services.projections.completeness import ParkedEvent
from services.projections.problems import still_failing, under_way
from services.projections.reading import Asking, View, Views
from services.projections.trail import rows
from services.runtime.web import not_found


class Parked(Struct, frozen=True, kw_only=True):
    """What one projection has parked."""

    projection: str
    events: list[ParkedEvent]


class ParkedAnswer(Struct, frozen=True, kw_only=True):
    """What every projection has parked; an empty list of events: nothing."""

    data: list[Parked]


class Replayed(Struct, frozen=True, kw_only=True):
    """A case's parked events were applied."""

    projection: str
    case: str
    events: int


class Rebuild(Struct, frozen=True, kw_only=True):
    """The last rebuild since the start. ``differing``: rows by table that the old view lacked or
    had beyond the new one; null until they are compared."""

    projection: str
    state: str
    done: int
    of: int
    differing: dict[str, int] | None
    seconds: float | None
    error: str | None


@dataclass(slots=True)
class Operations:
    """Acts on the projections."""

    views: Views
    _rebuilds: dict[str, "asyncio.Task[dict[str, Any]]"] = field(default_factory=dict)

    async def parked(self, within: frozenset[str] | None = None) -> ParkedAnswer:
        """What every projection has parked, of cases that are seen from these places."""
        found = []
        for name in self.views.views:
            async with self.views.read(name, Asking()) as reading:
                events = await checkpoints.parked(reading.conn, name)
                shown = await rows.seen(reading.conn, [one.case for one in events], within)
                mine = [one for one in events if one.case in shown]
                found.append(Parked(projection=name, events=mine))
        return ParkedAnswer(data=found)

    async def replay(
        self, projection: str, case: str, within: frozenset[str] | None = None
    ) -> Replayed:
        """Apply a case's parked events again.

        Raises:
            ProblemFound: nothing is parked of it, or it fails again.
        """
        view = self._view(projection)
        async with self.views.read(projection, Asking()) as reading:
            parked = await checkpoints.parked(reading.conn, projection)
            shown = await rows.seen(reading.conn, [case], within)
        if not shown or not any(one.case == case for one in parked):
            raise not_found(f"{projection} has nothing parked of {case}")
        try:
            events = await view.runner.replay(case)
        except Exception as error:  # whatever the reducer stumbles over is the answer
            raise still_failing(f"{type(error).__name__}: {error}") from error
        return Replayed(projection=projection, case=case, events=events)

    def rebuild(self, projection: str) -> Rebuild:
        """Start to rebuild a projection beside the live one.

        Raises:
            ProblemFound: there is no such projection, or it is being rebuilt.
        """
        view = self._view(projection)
        running = self._rebuilds.get(projection)
        if running is not None and not running.done():
            raise under_way(f"{projection} is being rebuilt; see GET /api/rebuilds/{projection}")
        self._rebuilds[projection] = asyncio.create_task(_run(view))
        return Rebuild(
            projection=projection, state="filling", done=0, of=0, differing=None, seconds=None,
            error=None,
        )  # fmt: skip

    def rebuilt(self, projection: str) -> Rebuild:
        """How the last rebuild goes or went.

        Raises:
            ProblemFound: there is no such projection, or none was started.
        """
        view, task = self._view(projection), self._rebuilds.get(projection)
        if task is None:
            raise not_found(f"{projection} has not been rebuilt since this process started")
        note = view.runner.rebuilding or {}
        failed = task.exception() if task.done() and not task.cancelled() else None
        return Rebuild(
            projection=projection,
            state="failed" if failed else note.get("state", "filling"),
            done=note.get("done", 0),
            of=note.get("of", 0),
            differing=note.get("differing"),
            seconds=note.get("seconds"),
            error=f"{type(failed).__name__}: {failed}" if failed else None,
        )

    def _view(self, projection: str) -> View:
        if projection not in self.views.views:
            raise not_found(f"{projection} is none of {', '.join(self.views.views)}")
        return self.views.views[projection]


async def _run(view: View) -> dict[str, Any]:
    return await view.runner.rebuild()
