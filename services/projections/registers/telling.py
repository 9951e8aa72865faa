"""Texts that several registers tell alike."""

from collections import Counter
from collections.abc import Iterable

from services.projections.explanation.model_case import Record
from services.projections.explanation.speech import Speech
from services.projections.parts import Name, Said


def fields(record: Record, speech: Speech) -> Said:
    """What a record says, field by field."""
    return speech.said(
        lambda words: words.clauses(
            f"{one.name.name.to(words.lang)} {one.text.to(words.lang)}" for one in record.fields
        )
    )


def counted(names: Iterable[Name], speech: Speech) -> Said | None:
    """How many there are of each; None of nothing."""
    kept = list(names)
    by_id = {one.id: one for one in kept}
    numbers = Counter(one.id for one in kept)
    if not numbers:
        return None
    return speech.said(
        lambda words: words.listed(
            f"{by_id[id].name.to(words.lang)} {n}" for id, n in numbers.items()
        )
    )
