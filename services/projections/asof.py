"""What was known when: a moment or a position to look back to, and the cut it makes in the logs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from contracts.subjects import SERVICES
from services.runtime.contract import why_no_moment

FORMS = (
    "an RFC 3339 moment with its zone, a day (2011-12-31), or positions (grading:123,pledges:45),"
    " also from a moment on the clock (grading:123@2011-12-31)"
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEARS = range(2, 9999)
"""So that a day's end, and a moment in another zone, can still be told."""
_POSITION = re.compile(r"([a-z]+):(\d{1,18})")


class NotATime(ValueError):
    """A parameter names no moment and no position; the message says why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, or a day, which is over when its last instant in the zone is over."""

    at: datetime | None = None
    day: date | None = None

    def until(self, zone: tzinfo) -> datetime:
        """The last instant that counts."""
        if self.at:
            return self.at
        assert self.day
        following = datetime.combine(self.day + timedelta(days=1), time.min, zone)
        return following.astimezone(UTC) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class AsOf:
    """``as_of`` as asked: a moment, positions by service, or positions looked at from a moment."""

    moment: Moment | None = None
    positions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """How much of one service's log counts: up to a position, and recorded up to a moment."""

    position: int
    recorded_until: datetime | None = None

    def holds(self, position: int, recorded: datetime) -> bool:
        """Whether an event counts."""
        within = position <= self.position
        return within and (self.recorded_until is None or recorded <= self.recorded_until)


@dataclass(frozen=True, slots=True)
class Cut:
    """What counts for an answer: by service what was known, what had happened, and where.

    ``within``: ids of the places that the reader sees, each with all below it; None: everywhere.
    ``known_at``: from when it is looked at; None: from now.
    """

    bounds: Mapping[str, Bound]
    effective_until: datetime | None = None
    within: frozenset[str] | None = None
    known_at: datetime | None = None

    def holds(self, service: str, position: int, recorded: datetime, happened: datetime) -> bool:
        """Whether an event counts: known then, and happened by then."""
        if self.effective_until is not None and happened > self.effective_until:
            return False
        bound = self.bounds.get(service)
        return bound is not None and bound.holds(position, recorded)

    def judged_at(self, zone: tzinfo, now: datetime) -> date:
        """The day against which a date is overdue: the one asked about, else today."""
        at = self.effective_until or self.known_at or now
        return at.astimezone(zone).date()

    def known(self) -> "Cut":
        """The same knowledge, whenever things happened."""
        return replace(self, effective_until=None)

    def everywhere(self) -> "Cut":
        """The same of all organisations: for the names of those whom visible events speak of."""
        return replace(self, within=None)


def parse_moment(text: str) -> Moment:
    """A moment or a day.

    Raises:
        NotATime: it is neither, or has no zone.
    """
    try:
        if _DAY.fullmatch(text):
            found = Moment(day=date.fromisoformat(text))
        else:
            # A plus sign that was not escaped in a URL arrives as a blank.
            found = Moment(at=datetime.fromisoformat(text.replace(" ", "+")))
    except ValueError:
        raise NotATime(f"{text} is no moment{why_no_moment(text)}") from None
    if found.at and found.at.tzinfo is None:
        raise NotATime(f"{text} has no zone")
    if (found.at or found.day or date.min).year not in _YEARS:
        raise NotATime(f"{text} is beyond all calendars")
    return found


def parse_as_of(text: str) -> AsOf:
    """A moment, a day, positions, or positions looked at from a moment.

    Raises:
        NotATime: it is none of them.
    """
    told, from_when, moment = text.partition("@")
    positions = parse_positions(told)
    if positions is not None:
        return AsOf(parse_moment(moment) if from_when else None, positions)
    return AsOf(parse_moment(text))


def parse_positions(text: str) -> dict[str, int] | None:
    """``grading:123,pledges:45`` by service; None for anything of another form.

    Raises:
        NotATime: a service that there is not.
    """
    found = [_POSITION.fullmatch(part) for part in text.split(",")]
    if not all(found):
        return None
    positions = {match[1]: int(match[2]) for match in found if match}
    for service in positions:
        if service not in SERVICES:
            raise NotATime(f"{service} is none of {', '.join(SERVICES)}")
    return positions


def cut(
    applied: Mapping[str, int],
    asked: AsOf,
    *,
    zone: tzinfo = UTC,
    recorded_at: datetime | None = None,
    effective: Moment | None = None,
    within: frozenset[str] | None = None,
) -> Cut:
    """The cut an answer is made at.

    ``applied``: the read model's position by service. ``recorded_at``: when the latest of the asked
    positions was recorded; of the services not asked for, what was known by then counts.
    ``within``: the places that the reader sees.
    """
    until = asked.moment.until(zone) if asked.moment else recorded_at
    bounds = {
        service: Bound(min(position, asked.positions[service]))
        if service in asked.positions
        else Bound(position, until)
        for service, position in applied.items()
    }
    return Cut(bounds, effective.until(zone) if effective else None, within, until)


def again(cut: Cut, asked: str | None, now: datetime) -> str:
    """The ``as_of`` that makes a cut again, whatever is recorded later. ``asked``: what made it.

    Until the moment that it is looked at from, more may be recorded: the positions fix what was
    known, and the moment the day on which a date is overdue.
    """
    until = cut.known_at or now
    if asked and until <= now:
        return asked
    at = positions({service: bound.position for service, bound in cut.bounds.items()})
    return f"{at}@{until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def positions(by_service: Mapping[str, int]) -> str:
    """``grading:123,pledges:45``: a form that ``as_of`` and ``wait_for`` take."""
    return ",".join(f"{service}:{at}" for service, at in sorted(by_service.items()))
