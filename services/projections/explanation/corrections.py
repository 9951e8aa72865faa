"""Evidence that a decision rested on and that was corrected afterwards (R-18, Q-11)."""

from contracts.events.grading import Fact
from services.projections.explanation.derived import Judgement, Rules
from services.projections.explanation.facts import newest
from services.projections.explanation.model import CorrectedSince


def corrected_since(judged: Judgement, rules: Rules) -> list[CorrectedSince]:
    """What became of the evidence of a judgement, and what the rules give with all corrections."""
    known, ladder = rules.told, judged.ladder.id
    used = {
        criterion: known[id]
        for criterion, fact in judged.facts.items()
        for id in fact.evidence_ids
        if id in known and known[id].corrected_by is not None
    }
    if not used:
        return []
    after = {criterion: newest(known, piece.id) for criterion, piece in used.items()}
    corrected = {
        criterion: Fact(value=piece.value, evidence_ids=(piece.id,))
        for criterion, piece in after.items()
    }
    indicated = rules.judge(judged.ladder, {**judged.facts, **corrected}).evaluation.indicated
    return [
        CorrectedSince(
            before=rules.evidences.of(piece),
            after=rules.evidences.of(after[criterion]),
            would_indicate=rules.speech.tier_or_none(ladder, indicated),
            changes_indicated=indicated != judged.evaluation.indicated,
        )
        for criterion, piece in used.items()
    ]
