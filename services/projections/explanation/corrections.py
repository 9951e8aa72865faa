"""Evidence that a classification rested on and that was corrected afterwards (R-18, Q-11)."""

from contracts.events.grading import Fact
from services.projections.explanation.derived import UNKNOWN, Judgement, Rules
from services.projections.explanation.facts import counting, mended, newest
from services.projections.explanation.model import CorrectedSince


def corrected_since(judged: Judgement, rules: Rules, position: int) -> list[CorrectedSince]:
    """What became of the evidence of a judgement, and what the rules give with all corrections.

    ``position``: of what was judged; what came on record later is no part of it.
    """
    known, ladder = rules.told, judged.ladder.id
    used = {
        criterion: known[id]
        for criterion, fact in judged.facts.items()
        for id in fact.evidence_ids
        if id in known and known[id].corrected_by is not None
    }
    if not used:
        return []
    counts = counting(mended(known, position))
    corrected = {
        criterion: Fact(value=counts[criterion].value, evidence_ids=(counts[criterion].id,))
        if criterion in counts
        else UNKNOWN
        for criterion in used
    }
    indicated = rules.judge(judged.ladder, {**judged.facts, **corrected}).evaluation.indicated
    return [
        CorrectedSince(
            before=rules.evidences.of(piece),
            after=rules.evidences.of(newest(known, piece.id)),
            would_indicate=rules.speech.tier_or_none(ladder, indicated),
            changes_indicated=indicated != judged.evaluation.indicated,
        )
        for piece in used.values()
    ]
