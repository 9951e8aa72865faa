"""What every service knows of schemes, organisations and cycles, folded from reference events.

Grading records these events; pledges and training hear them on its stream. Entries are frozen,
the register is the mutable index over them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import msgspec

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    CycleClosed,
    CycleOpened,
    ExemplarSelected,
    OrganisationRegistered,
    RegisterFigureRecorded,
    SchemePublished,
)
from contracts.refusals import UnknownSubject
from contracts.scheme import Scheme, load_cached
from contracts.subjects import Case


@dataclass(frozen=True, slots=True)
class Organisation:
    """An entry of the register of organisations."""

    id: str
    kind: str
    name_zh: str
    name_en: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class Cycle:
    """An open or closed cycle and the scheme version it pins. ``committee``: who opened it."""

    scheme: str
    id: str
    scheme_version: int
    committee: str
    opens: date
    closes: date
    closed: bool = False


class Setting(msgspec.Struct, frozen=True):
    """All that a case stands in: its scheme's version, its cycle, its organisation."""

    scheme: Scheme
    cycle: Cycle
    organisation: Organisation


class Figure(msgspec.Struct, frozen=True):
    """A standing figure of an organisation on a day."""

    value: int
    as_of: date


def later(known: Figure | None, event: RegisterFigureRecorded) -> Figure:
    """The figure of the later day, of the same day the one recorded last."""
    if known is not None and event.as_of < known.as_of:
        return known
    return Figure(int(event.value), event.as_of)


def latest(told: Iterable[RegisterFigureRecorded]) -> dict[str, int]:
    """The standing figures of one organisation, as recorded one after another."""
    found: dict[str, Figure] = {}
    for event in told:
        found[event.figure] = later(found.get(event.figure), event)
    return {name: figure.value for name, figure in found.items()}


@dataclass(slots=True)
class Register:
    """Schemes by id and version, cycles by scheme and id, organisations by id.

    ``selected``: who was selected as an exemplar, by scheme and cycle. ``figures``: standing
    figures by organisation and name, each of the latest day. ``publishers``: who published the
    latest version of a scheme.
    """

    schemes: dict[tuple[str, int], Scheme] = field(default_factory=dict)
    cycles: dict[tuple[str, str], Cycle] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    selected: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)
    publishers: dict[str, str] = field(default_factory=dict)

    def evolve(self, recorded: Recorded[Event]) -> None:
        """Fold one event in; events that are not reference events change nothing."""
        envelope, event = recorded.envelope, recorded.event
        if event.about == "case":
            return
        _, _, rest = envelope.subject.partition(":")
        match event:
            case SchemePublished(scheme_version=version, definition=definition):
                self.schemes[rest, version] = load_cached(definition)
                self.publishers[rest] = envelope.actor
            case OrganisationRegistered(kind=kind, name_zh=zh, name_en=en, parent=parent):
                self.organisations[rest] = Organisation(rest, kind, zh, en, parent)
            case RegisterFigureRecorded(figure=figure):
                figures = self.figures.setdefault(rest, {})
                figures[figure] = later(figures.get(figure), event)
            case CycleOpened(scheme_version=version, opens=opens, closes=closes):
                scheme, _, cycle = rest.partition(":")
                self.cycles[scheme, cycle] = Cycle(
                    scheme, cycle, version, envelope.actor, opens, closes
                )
            case CycleClosed():
                scheme, _, cycle = rest.partition(":")
                known = self.cycles[scheme, cycle]
                self.cycles[scheme, cycle] = Cycle(
                    scheme, cycle, known.scheme_version, known.committee,
                    known.opens, known.closes, closed=True,
                )  # fmt: skip
            case ExemplarSelected(nominee=nominee):
                scheme, _, cycle = rest.partition(":")
                known_nominees = self.selected.get((scheme, cycle), frozenset())
                self.selected[scheme, cycle] = known_nominees | {nominee}
            case _:
                pass

    def setting(self, case: Case) -> Setting:
        """What the case stands in.

        Raises:
            UnknownSubject: its cycle or its organisation is not on record.
        """
        cycle = self.cycles.get((case.scheme, case.cycle))
        if cycle is None:
            opened = sorted(cycle for scheme, cycle in self.cycles if scheme == case.scheme)
            raise UnknownSubject(
                f"no cycle {case.cycle} of scheme {case.scheme} has been opened",
                field="/subject",
                rule="R-01",
                accepts=f"one of: {', '.join(opened) or 'none so far'}",
                awaits=frozenset({"CycleOpened"}),
            )
        organisation = self.organisations.get(case.organisation)
        if organisation is None:
            raise UnknownSubject(
                f"no organisation {case.organisation} is registered",
                field="/subject", rule="R-02", accepts="the id of a registered organisation",
                awaits=frozenset({"OrganisationRegistered"}),
            )  # fmt: skip
        return Setting(self.schemes[case.scheme, cycle.scheme_version], cycle, organisation)

    def figures_of(self, organisation: str) -> dict[str, int]:
        """The standing figures of an organisation, by name."""
        return {name: one.value for name, one in self.figures.get(organisation, {}).items()}

    def superiors(self, organisation: str) -> Iterator[Organisation]:
        """The organisation's superior, that one's superior, and so on; a loop ends the walk."""
        seen = {organisation}
        here = self.organisations.get(organisation)
        while here and here.parent and here.parent not in seen:
            seen.add(here.parent)
            here = self.organisations.get(here.parent)
            if here:
                yield here

    def acts_for(self, actor: str, organisation: str) -> bool:
        """Whether a body stands above an organisation, or is an office of one that does.

        An office is of a kind of its own: a neighbouring township is no office of the county.
        """
        body, own = self.organisations.get(actor), self.organisations.get(organisation)
        superiors = tuple(self.superiors(organisation))
        if body is None or any(superior.id == actor for superior in superiors):
            return body is not None
        kinds = {superior.kind for superior in (*superiors, own) if superior}
        return body.kind not in kinds and any(s.id == body.parent for s in superiors)
