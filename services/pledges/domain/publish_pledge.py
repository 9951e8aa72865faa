"""A pledge is made public."""

from contracts.events.pledges import PledgeMade, PledgePublished
from contracts.refusals import AlreadyRecorded, RuleBroken
from services.pledges.domain.act import Act
from services.pledges.domain.known import pledge


def publish_pledge(event: PledgePublished, act: Act) -> PledgePublished:
    """Record where a pledge can be read; several channels are several events.

    Raises:
        UnknownReference: no such pledge in this case.
        AlreadyRecorded: published in this channel before.
        RuleBroken: published before it was made.
        NotAuthorised, StepNotOpen: the procedure.
    """
    made = pledge(event.pledge_id, act)
    act.step(event, "published_on", made.kind, follows=PledgeMade)
    if event.published_on < made.made_on:
        raise RuleBroken(
            f"the pledge was made on {made.made_on}, after it is said to be published",
            field="/data/published_on", rule="R-22", accepts=f"a day from {made.made_on} on",
        )  # fmt: skip
    if event.channel in made.channels:
        raise AlreadyRecorded(
            f"the pledge {event.pledge_id} was published in {event.channel} before",
            field="/data/channel", rule="R-17", accepts="another channel",
        )  # fmt: skip
    return event
