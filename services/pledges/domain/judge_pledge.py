"""Somebody other than the pledger judges whether a pledge was kept."""

from contracts.events.pledges import PledgeFulfilled, PledgeNotFulfilled
from contracts.refusals import NotAuthorised, RuleBroken, StepNotOpen
from services.pledges.domain.act import Act
from services.pledges.domain.case import WHOLE, Pledge
from services.pledges.domain.known import open_item, pledge, unjudged

Judgement = PledgeFulfilled | PledgeNotFulfilled


def judge_pledge(event: Judgement, act: Act) -> Judgement:
    """Record a verdict on an item, or on the pledge as a whole, once.

    Raises:
        UnknownReference: no such pledge or item in this case.
        AlreadyRecorded: it was judged before.
        StepNotOpen: a kind that is made in public was not published yet.
        NotAuthorised: the pledger judges itself, or the body may not judge (R-19).
        RuleBroken: the whole is judged against each of its items.
    """
    made = pledge(event.pledge_id, act)
    if event.item_id is None:
        unjudged(made, WHOLE)
    else:
        open_item(made, event.item_id)
    _check_judges(event, made, act)
    kind = act.scheme.pledge(made.kind)
    if kind and kind.public and not made.channels:
        raise StepNotOpen(
            f"the pledge {event.pledge_id} was not published; {kind.id} is made in public",
            field="/data/pledge_id", rule=kind.src or "R-19",
            accepts="the same after PledgePublished", awaits=frozenset({"PledgePublished"}),
        )  # fmt: skip
    _check_whole(event, made)
    return event


def _check_judges(event: Judgement, made: Pledge, act: Act) -> None:
    themselves = sorted(made.pledgers.intersection(event.judged_by))
    if themselves:
        raise NotAuthorised(
            f"{', '.join(themselves)} pledged and cannot judge the same pledge",
            field="/data/judged_by", rule="R-19", accepts="persons other than the pledgers",
        )  # fmt: skip
    if act.actor == act.organisation.id and _judged_at_home(made, act):
        act.dated(event, "judged_on")
    else:
        act.judgement(event, "judged_on")


def _judged_at_home(made: Pledge, act: Act) -> bool:
    """The branch judges its people's pledges; its own, where members or masses supervise it."""
    kind = act.scheme.pledge(made.kind)
    supervised = kind is not None and bool(kind.supervised_by)
    return supervised or act.organisation.id not in made.pledgers


def _check_whole(event: Judgement, made: Pledge) -> None:
    if event.item_id is not None or not made.kept:
        return
    fulfilled = isinstance(event, PledgeFulfilled)
    against = [item for item, kept in made.kept.items() if kept != fulfilled]
    if against and (fulfilled or len(against) == len(made.units)):
        raise RuleBroken(
            f"of the pledge's items, {', '.join(against)} had been judged the other way",
            field="/data/item_id", rule="R-19", accepts="a judgement that agrees with its items",
        )  # fmt: skip
