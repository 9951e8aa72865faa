"""What members, masses and the committee say of the branch."""

from typing import Literal

from pydantic import Field

from contracts.events.base import Event
from contracts.values import Count, Day, Text, Token, derived

Body = Literal["members_meeting", "mass_representatives_meeting"]


class MembersReviewRecorded(Event, service="grading"):
    """One body of members or masses rated the branch. ``votes``: persons by tier."""

    ladder: Token
    body: Body
    held_on: Day
    eligible: Count
    present: Count
    votes: dict[Token, Count]
    tier: Token
    tier_reason: Text | None = None
    opinions: tuple[Text, ...] = ()
    agrees_with_self_rating: bool | None = derived()


class CommitteeReviewHeld(Event, service="grading"):
    """The committee considered the branch in a meeting. ``aspects``: what it found on each."""

    meeting_id: Token
    form: Token
    held_on: Day
    present: tuple[Token, ...] = Field(min_length=1)
    aspects: dict[Token, Text] = Field(default_factory=dict)
