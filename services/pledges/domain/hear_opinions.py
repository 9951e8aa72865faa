"""The branch hears members and masses before it sets targets."""

from contracts.events.pledges import OpinionsHeard
from contracts.refusals import RuleBroken
from services.pledges.domain.act import Act


def hear_opinions(event: OpinionsHeard, act: Act) -> OpinionsHeard:
    """Record who was heard and what they said; it opens the setting of targets (R-10).

    Raises:
        RuleBroken: nobody was heard.
        NotAuthorised, StepNotOpen: the procedure.
    """
    act.step(event, "held_on")
    if event.members + event.masses == 0:
        raise RuleBroken(
            "neither a member nor anybody of the masses was heard",
            field="/data/members", rule="R-10", accepts="at least one person heard",
        )  # fmt: skip
    return event
