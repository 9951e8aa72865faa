"""What the pledges service records: letters, public pledges, upgrade targets."""

from typing import Literal

from pydantic import Field

from contracts.events.base import Event
from contracts.values import Count, Day, Flag, Number, Part, Text, Token, derived


class ResponsibilityLetterSigned(Event, service="pledges"):
    """Two parties signed a letter of the kind that the scheme names."""

    letter_id: Token
    kind: Token
    party_a: Token
    party_b: Token
    signed_on: Day
    target: Text
    task: Text
    object: Text
    target_ids: tuple[Token, ...] = ()
    due_on: Day | None = derived()
    late: bool = derived(False)


class PledgeItem(Part):
    """One thing pledged."""

    item_id: Token
    text: Text
    quantity: Number | None = None
    unit: Text | None = None
    due_on: Day | None = None


class PledgeMade(Event, service="pledges"):
    """A branch, member, cadre or several together pledged, to members or masses."""

    pledge_id: Token
    kind: Token
    pledger_kind: Literal["branch", "member", "cadre", "joint"]
    pledger_ids: tuple[Token, ...] = Field(min_length=1)
    items: tuple[PledgeItem, ...] = Field(min_length=1)
    to: tuple[Literal["members", "masses"], ...] = ()
    made_on: Day


class PledgePublished(Event, service="pledges"):
    """A pledge was made public."""

    pledge_id: Token
    published_on: Day
    channel: Text
    audience: Text


class PledgeProgressReported(Event, service="pledges"):
    """How far a pledged item has come."""

    pledge_id: Token
    item_id: Token
    reported_on: Day
    text: Text
    quantity_done: Number | None = None
    unit: Text | None = None
    evidence_ids: tuple[Token, ...] = ()


class PledgeFulfilled(Event, service="pledges"):
    """Somebody other than the pledger judged a pledge, or an item of it, kept."""

    pledge_id: Token
    item_id: Token | None = None
    judged_by: tuple[Token, ...] = Field(min_length=1)
    judged_on: Day
    finding: Text
    evidence_ids: tuple[Token, ...] = ()


class PledgeNotFulfilled(Event, service="pledges"):
    """Somebody other than the pledger judged a pledge, or an item of it, not kept."""

    pledge_id: Token
    item_id: Token | None = None
    judged_by: tuple[Token, ...] = Field(min_length=1)
    judged_on: Day
    reason: Text


class Opinion(Part):
    """An opinion heard; ``taken_up`` is None while that is open."""

    text: Text
    taken_up: Flag | None = None


class OpinionsHeard(Event, service="pledges"):
    """The branch heard members and masses before it set targets. Counts are persons."""

    held_on: Day
    members: Count
    masses: Count
    opinions: tuple[Opinion, ...] = ()


class UpgradeTargetSet(Event, service="pledges"):
    """A target for the cycle: measurable (R-11), or with a qualitative demand.

    ``addresses``: the criteria whose shortfall it answers. ``person``: for a person's target.
    """

    target_id: Token
    theme: Text
    text: Text
    quantifiable: Flag
    quantity: Number | None = None
    unit: Text | None = None
    quality: Text | None = None
    due_on: Day | None = None
    qualitative_demand: Text | None = None
    addresses: tuple[Token, ...] = ()
    letter_id: Token | None = None
    person: Token | None = None


class UpgradeTargetFiled(Event, service="pledges"):
    """Targets were filed with the higher committee's office."""

    target_ids: tuple[Token, ...] = Field(min_length=1)
    filed_on: Day
    filed_with: Token


class UpgradeTargetAssigned(Event, service="pledges"):
    """A person took over a share of a target."""

    target_id: Token
    assignee: Token
    assignee_kind: Literal["team_member", "party_member"]
    share: Text


class UpgradeTargetAmended(Event, service="pledges"):
    """A target was changed, with a reason and the agreement of the committee. None: unchanged."""

    target_id: Token
    quantity: Number | None = None
    unit: Text | None = None
    quality: Text | None = None
    due_on: Day | None = None
    qualitative_demand: Text | None = None
    reason: Text
    agreed_by: Token


class UpgradeTargetProgressReported(Event, service="pledges"):
    """How far a target has come."""

    target_id: Token
    reported_on: Day
    text: Text
    quantity_done: Number | None = None
    unit: Text | None = None
    evidence_ids: tuple[Token, ...] = ()


class UpgradeTargetCompleted(Event, service="pledges"):
    """The committee judged a target reached; of a measurable one the quantity is reached (R-27)."""

    target_id: Token
    completed_on: Day
    quantity_done: Number | None = None
    unit: Text | None = None
    evidence_ids: tuple[Token, ...] = ()
    due_on: Day | None = derived()
    late: bool = derived(False)


class UpgradeTargetMissed(Event, service="pledges"):
    """The committee judged a target not reached."""

    target_id: Token
    judged_on: Day
    quantity_done: Number | None = None
    unit: Text | None = None
    reason: Text
