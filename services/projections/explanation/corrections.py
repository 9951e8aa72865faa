"""Evidence that a decision rested on and that was corrected afterwards (R-18, Q-11)."""

from services.projections.explanation.derived import Judgement, Rules
from services.projections.explanation.facts import newest
from services.projections.explanation.model import CorrectedSince


def corrected_since(judged: Judgement, rules: Rules) -> list[CorrectedSince]:
    """What became of the evidence of a judgement, and what the rules give with all corrections."""
    known, ladder = rules.told, judged.ladder.id
    used = {
        criterion: known[id]
        for criterion, ids in judged.evidence.items()
        for id in ids
        if id in known and known[id].corrected_by is not None
    }
    if not used:
        return []
    after = {criterion: newest(known, piece.id) for criterion, piece in used.items()}
    facts = dict(judged.facts) | {criterion: piece.value for criterion, piece in after.items()}
    ids = dict(judged.evidence) | {criterion: (piece.id,) for criterion, piece in after.items()}
    indicated = rules.judge(judged.ladder, facts, ids).evaluation.indicated
    return [
        CorrectedSince(
            before=rules.evidences.of(piece),
            after=rules.evidences.of(after[criterion]),
            would_indicate=rules.speech.tier_or_none(ladder, indicated),
            changes_indicated=indicated != judged.evaluation.indicated,
        )
        for criterion, piece in used.items()
    ]
