"""What the pledges service remembers of a case, and how an event changes it.

Maps and sets that grow with the members of a branch are persistent ones (``rpds``): adding a
pledge shares all the others with the state before it, so that two thousand pledges do not cost
two thousand copies, and an earlier state stays as it was.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from rpds import HashTrieMap, HashTrieSet  # generic for type checkers only: hence the quotes

from contracts.acts import variant_of
from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    BranchEnrolled,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    RecordFiled,
)
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeMade,
    PledgeNotFulfilled,
    PledgeProgressReported,
    PledgePublished,
    ResponsibilityLetterSigned,
    UpgradeTargetAmended,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetFiled,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from contracts.scheme.progress import noted

WHOLE = ""
"""Stands for a pledge as a whole where its items have their ids; no item id is empty."""

AMENDABLE = ("quantity", "unit", "quality", "due_on", "qualitative_demand")


class Pledge(Struct, frozen=True):
    """A pledge on record. ``units``: unit by item. ``kept``: verdict by item, or by WHOLE."""

    kind: str
    pledgers: frozenset[str]
    made_on: date
    units: Mapping[str, str | None]
    channels: frozenset[str] = frozenset()
    kept: Mapping[str, bool] = {}


class Target(Struct, frozen=True):
    """An upgrade target on record. ``terms``: as set, with every amendment since worked in."""

    terms: UpgradeTargetSet
    filed: bool = False
    assignees: "HashTrieSet[str]" = HashTrieSet()
    judged: bool = False


class CaseState(Struct, frozen=True):
    """One organisation's letters, pledges and targets in one cycle.

    ``progress``: what the procedure asks about, see contracts.scheme.procedure. ``domain``: the
    part of the scheme in which the case was enrolled.
    """

    enrolled: bool = False
    domain: str | None = None
    tier_in_force: bool = False
    progress: Mapping[str, frozenset[str]] = {}
    letters: "HashTrieSet[str]" = HashTrieSet()
    pledges: "HashTrieMap[str, Pledge]" = HashTrieMap()
    targets: "HashTrieMap[str, Target]" = HashTrieMap()


def evolve(case: CaseState, recorded: Recorded[Event]) -> CaseState:
    """Fold one event in, own or heard. Services may come in any order: neither reads the other."""
    event = recorded.event
    if event.about != "case":
        return case
    case = _noted(case, event)
    match event:
        case BranchEnrolled(domain=domain, opening_tiers=tiers):
            in_force = case.tier_in_force or bool(tiers)
            return replace(case, enrolled=True, domain=domain, tier_in_force=in_force)
        case GradeConfirmed() | GradeRevised() | GradeAssigned():
            return case if case.tier_in_force else replace(case, tier_in_force=True)
        case ResponsibilityLetterSigned(letter_id=letter):
            return replace(case, letters=case.letters.insert(letter))
        case PledgeMade(pledge_id=id):
            return replace(case, pledges=case.pledges.insert(id, _made(event)))
        case PledgePublished(pledge_id=id, channel=channel):
            pledge = case.pledges[id]
            return _pledge(case, id, replace(pledge, channels=pledge.channels | {channel}))
        case PledgeFulfilled(pledge_id=id) | PledgeNotFulfilled(pledge_id=id):
            pledge = case.pledges[id]
            verdict = {event.item_id or WHOLE: isinstance(event, PledgeFulfilled)}
            return _pledge(case, id, replace(pledge, kept={**pledge.kept, **verdict}))
        case UpgradeTargetSet(target_id=id):
            return _target(case, id, Target(event))
        case UpgradeTargetFiled(target_ids=ids):
            filed = {id: replace(case.targets[id], filed=True) for id in ids}
            return replace(case, targets=case.targets.update(filed))
        case UpgradeTargetAssigned(target_id=id, assignee=assignee):
            target = case.targets[id]
            return _target(case, id, replace(target, assignees=target.assignees.insert(assignee)))
        case UpgradeTargetAmended(target_id=id):
            amended = amend(case.targets[id].terms, event)
            return _target(case, id, replace(case.targets[id], terms=amended, filed=False))
        case UpgradeTargetCompleted(target_id=id) | UpgradeTargetMissed(target_id=id):
            return _target(case, id, replace(case.targets[id], judged=True))
        case _:  # what the procedure asks about is noted above; the rest leaves no other mark
            return case


def amend(terms: UpgradeTargetSet, amendment: UpgradeTargetAmended) -> UpgradeTargetSet:
    """The target's terms with what an amendment changes worked in."""
    changes = {name: getattr(amendment, name) for name in AMENDABLE}
    return terms.model_copy(update={k: v for k, v in changes.items() if v is not None})


def _made(event: PledgeMade) -> Pledge:
    units = {item.item_id: item.unit for item in event.items}
    return Pledge(event.kind, frozenset(event.pledger_ids), event.made_on, units)


def _pledge(case: CaseState, id: str, pledge: Pledge) -> CaseState:
    return replace(case, pledges=case.pledges.insert(id, pledge))


def _target(case: CaseState, id: str, target: Target) -> CaseState:
    return replace(case, targets=case.targets.insert(id, target))


def _noted(case: CaseState, event: Event) -> CaseState:
    """The case with the event in its progress, under the name and kind a step asks for."""
    name, by = event.name, variant_of(event)
    if isinstance(event, RecordFiled):
        name = event.kind
    elif isinstance(event, PledgePublished | PledgeProgressReported):
        by = case.pledges[event.pledge_id].kind
    return replace(case, progress=noted(case.progress, name, by))
