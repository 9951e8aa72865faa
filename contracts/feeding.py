"""What other services' events give for the criteria that a scheme feeds from them.

Grading folds them in as it hears them; an explanation does so again, from the trail.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from rpds import HashTrieMap  # generic for type checkers only: hence the quotes

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import Fact, Tally
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeMade,
    PledgeNotFulfilled,
    UpgradeTargetCompleted,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from contracts.events.training import (
    AttendanceCorrected,
    TrainingAbsenceRecorded,
    TrainingAttended,
    TrainingSessionHeld,
)
from contracts.scheme import Outcome, Scheme
from contracts.scheme.evaluate import combine
from contracts.scheme.standards import Criterion, Feed

WHOLE = ""
"""Stands for a pledge as a whole where its items have their ids; no item id is empty."""


Counts = tuple[Tally, ...]
"""What was counted for one criterion, of each kind apart."""


class Pledge(Struct, frozen=True):
    """A pledge that was made. ``judged``: whether it was kept, by item or by WHOLE."""

    kind: str
    items: frozenset[str]
    judged: Mapping[str, bool] = {}

    @property
    def kept(self) -> bool | None:
        """Of all its items, if nobody judged the whole; None while a verdict is open."""
        verdicts = [self.judged.get(item) for item in self.items]
        return self.judged.get(WHOLE, all_of(verdicts))


class Heard(Struct, frozen=True):
    """What pledges and training have said of a case, as far as criteria can rest on it.

    ``targets``: whether completed; None is open. ``sessions``: kind of training by session held.
    ``came``: by session and person. ``upto``: by service the position of the last event in it.
    """

    pledges: "HashTrieMap[str, Pledge]" = HashTrieMap()
    targets: "HashTrieMap[str, bool | None]" = HashTrieMap()
    sessions: "HashTrieMap[str, str]" = HashTrieMap()
    came: "HashTrieMap[tuple[str, str], bool]" = HashTrieMap()
    upto: Mapping[str, int] = {}


def hear(heard: Heard, recorded: Recorded[Event]) -> Heard:
    """What is known after one more event; of most events, as much as before."""
    after = _folded(heard, recorded.event)
    if after is heard:
        return heard
    return replace(after, upto={**heard.upto, recorded.event.service: recorded.position})


def _folded(heard: Heard, event: Event) -> Heard:
    match event:
        case PledgeMade(pledge_id=id):
            made = Pledge(event.kind, frozenset(item.item_id for item in event.items))
            return replace(heard, pledges=heard.pledges.insert(id, made))
        case PledgeFulfilled(pledge_id=id) | PledgeNotFulfilled(pledge_id=id) if (
            id in heard.pledges
        ):
            pledge = heard.pledges[id]
            verdict = {event.item_id or WHOLE: isinstance(event, PledgeFulfilled)}
            judged = replace(pledge, judged={**pledge.judged, **verdict})
            return replace(heard, pledges=heard.pledges.insert(id, judged))
        case UpgradeTargetSet(target_id=id, person=None) if id not in heard.targets:
            return replace(heard, targets=heard.targets.insert(id, None))
        case UpgradeTargetCompleted(target_id=id) | UpgradeTargetMissed(target_id=id) if (
            id in heard.targets
        ):
            completed = isinstance(event, UpgradeTargetCompleted)
            return replace(heard, targets=heard.targets.insert(id, completed))
        case TrainingSessionHeld(session_id=id, kind=kind):
            return replace(heard, sessions=heard.sessions.insert(id, kind))
        case TrainingAttended() | TrainingAbsenceRecorded() | AttendanceCorrected():
            return replace(heard, came=_came(heard, event))
        case _:
            return heard


def _came(
    heard: Heard, event: TrainingAttended | TrainingAbsenceRecorded | AttendanceCorrected
) -> "HashTrieMap[tuple[str, str], bool]":
    key = (event.session_id, event.person)
    if isinstance(event, AttendanceCorrected) and event.change == "removed":
        return heard.came.discard(key)
    return heard.came.insert(key, not isinstance(event, TrainingAbsenceRecorded))


def count(scheme: Scheme, heard: Heard, figures: Mapping[str, int]) -> dict[str, Counts]:
    """By fed criterion what was counted for it; those of which nothing was heard are left out.

    ``figures``: of the organisation, as the register holds them.
    """
    counts = {one.id: tallies(one.fed_by, heard, figures) for one in scheme.fed if one.fed_by}
    return {criterion: found for criterion, found in counts.items() if found}


def with_counts(
    scheme: Scheme, facts: Mapping[str, Fact], counted: Mapping[str, Counts]
) -> dict[str, Fact]:
    """The facts that evidence gives, and those that counts settle in their place.

    What was judged weighs more than an opinion; what the counts leave open is left to it.
    """
    found = dict(facts)
    for criterion in scheme.fed:
        counts = counted.get(criterion.id, ())
        value = settled(criterion, counts)
        if value is not None:
            found[criterion.id] = Fact(value=value, fed_by=counts)
        elif counts:
            opinion = facts.get(criterion.id, Fact())
            found[criterion.id] = opinion.model_copy(update={"fed_by": counts})
    return found


def tallies(feed: Feed, heard: Heard, figures: Mapping[str, int]) -> Counts:
    """What was counted for a criterion, of each kind apart; nothing, if nothing was heard."""
    counted = [_pledged(heard, kind) for kind in feed.pledges]
    counted += [_attended(heard, kind, figures.get(feed.of or "")) for kind in feed.training]
    if feed.upgrade_targets:
        counted.append(_tally(heard, "pledges", None, list(heard.targets.values())))
    return tuple(counted) if any(t.of or t.held or t.failed for t in counted) else ()


def settled(criterion: Criterion, counted: Counts) -> bool | str | None:
    """The value that the counts give to a fed criterion, whatever is still open; else None."""
    if criterion.fed_by is None or not counted:
        return None
    outcome = combine("all", [_outcome(tally, criterion.fed_by.gte_pct) for tally in counted])
    if outcome == "unknown":
        return None
    holds = outcome == "pass"
    return holds if criterion.type == "boolean" else "met" if holds else "not_met"


def all_of(verdicts: Sequence[bool | None]) -> bool | None:
    """Whether all are true; None while that is open."""
    return False if False in verdicts else None if None in verdicts else True


def _outcome(tally: Tally, gte_pct: int) -> Outcome:
    """What is open may still turn out either way."""
    if not tally.of:
        return "unknown"
    wanted = gte_pct * tally.of
    if 100 * tally.held >= wanted:
        return "pass"
    return "fail" if 100 * (tally.of - tally.failed) < wanted else "unknown"


def _pledged(heard: Heard, kind: str) -> Tally:
    made = [pledge.kept for pledge in heard.pledges.values() if pledge.kind == kind]
    return _tally(heard, "pledges", kind, made)


def _attended(heard: Heard, kind: str, figure: int | None) -> Tally:
    """Persons, each once: came to a session of the kind, or was absent and came to none."""
    came: dict[str, bool] = {}
    for (session, person), was_there in heard.came.items():
        if heard.sessions.get(session) == kind:
            came[person] = was_there or came.get(person, False)
    counted = _tally(heard, "training", kind, list(came.values()))
    of = None if figure is None else max(figure, len(came))
    return counted.model_copy(update={"of": of})


def _tally(
    heard: Heard,
    service: Literal["pledges", "training"],
    kind: str | None,
    said: Sequence[bool | None],
) -> Tally:
    return Tally(
        service=service,
        kind=kind,
        upto=heard.upto.get(service, 0),
        held=said.count(True),
        failed=said.count(False),
        of=len(said),
    )
