"""What cases stand on: schemes, organisations, cycles, and what was measured of these."""

from typing import Any

from contracts.events.base import Event
from contracts.values import Count, Day, Flag, Number, Text, Token, derived


class SchemePublished(Event, service="grading", about="scheme"):
    """A committee published a version of a scheme; it never changes (R-01)."""

    scheme_version: Count
    effective_from: Day
    definition: dict[str, Any]
    content_sha256: str = derived("")


class OrganisationRegistered(Event, service="grading", about="organisation"):
    """An organisation entered the register, or its entry changed. ``parent``: its superior."""

    kind: Token
    name_zh: Text
    name_en: Text | None = None
    name_note: Text | None = None
    level: Token | None = None
    parent: Token | None = None


class RegisterFigureRecorded(Event, service="grading", about="organisation"):
    """A standing figure of an organisation (members, villages, …) on a day."""

    figure: Token
    value: Number
    as_of: Day
    reported_from: Text


class CycleOpened(Event, service="grading", about="cycle"):
    """A committee opened a cycle of a scheme; it pins the scheme's version for good."""

    scheme_version: Count
    opens: Day = derived()
    closes: Day = derived()


class CycleClosed(Event, service="grading", about="cycle"):
    """A committee closed a cycle. ``open_items``: what it left open."""

    closed_on: Day
    open_items: tuple[Text, ...] = ()


class ProgrammeMeasureRecorded(Event, service="grading", about="cycle"):
    """A programme target was measured. ``reported``: from a report, without events of its own."""

    target: Token
    value: Number
    unit: Text
    as_of: Day
    reported_from: Text
    reported: Flag = True
