"""What a tier rests on: the rules on the facts known, the others' word, the reason to depart."""

from contracts.events.grading import Agreement, Fact, Snapshot
from contracts.feeding import count, with_counts
from contracts.refusals import ReasonMissing
from contracts.scheme import Ladder, evaluate
from services.grading.domain.act import Act


def facts_of(act: Act) -> dict[str, Fact]:
    """By criterion what is known now, from evidence and from what other services said."""
    evidence = {
        criterion: Fact(value=value, evidence_ids=(id,))
        for criterion, (id, value) in act.case.facts().items()
    }
    figures = act.register.figures_of(act.organisation.id)
    return with_counts(act.scheme, evidence, count(act.scheme, act.case.heard, figures))


def take_snapshot(act: Act, ladder: Ladder) -> Snapshot:
    """What the ladder's rules give on the facts of now (R-18)."""
    facts = facts_of(act)
    found = evaluate(act.scheme, ladder.id, {id: fact.value for id, fact in facts.items()})
    return Snapshot(
        scheme=act.scheme.id,
        scheme_version=act.scheme.version,
        scheme_sha256=act.scheme.sha256,
        ladder=ladder.id,
        indicated=found.indicated,
        candidates=found.candidates,
        rules=dict(found.rules),
        facts={id: facts.get(id, Fact()) for id in found.read},
    )


def agreement(act: Act, ladder: Ladder, tier: str, snapshot: Snapshot) -> Agreement:
    """Whether self-rating, each body and the rules said this tier; None where one said nothing."""
    rating = act.case.self_ratings.get(ladder.id)
    said = {
        body: review.tier == tier
        for (reviewed, body), review in act.case.reviews.items()
        if reviewed == ladder.id
    }
    return Agreement(
        self_rating=rating.tier == tier if rating else None,
        indicated=snapshot.indicated == tier if snapshot.indicated else None,
        **said,
    )


def argue_deviation(ladder: Ladder, tier: str, snapshot: Snapshot, reason: str | None) -> None:
    """A tier that the rules do not indicate comes with a reason, where the ladder asks for it.

    Raises:
        ReasonMissing: it does not (R-08).
    """
    if reason is not None or snapshot.indicated == tier or not ladder.require_reason_if_differs:
        return
    indicated = snapshot.indicated or f"none of {', '.join(snapshot.candidates)} for certain"
    raise ReasonMissing(
        f"the rules indicate {indicated}, the decision is {tier}",
        field="/data/deviation_reason", rule="R-08", accepts="why the decision departs from them",
    )  # fmt: skip
