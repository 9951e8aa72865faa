"""Who agreed with whom: pair by pair, between the branch, both bodies, the rules, the committee."""

from collections.abc import Mapping
from itertools import combinations
from typing import get_args

from services.projections.explanation.model import Pair, Voice

VOICES: tuple[Voice, ...] = get_args(Voice)


def agreement(tiers: Mapping[Voice, str | None]) -> list[Pair]:
    """Every pair; a voice that said nothing agrees with nobody and disagrees with nobody."""
    return [
        Pair(one=one, other=other, agree=_agree(tiers.get(one), tiers.get(other)))
        for one, other in combinations(VOICES, 2)
    ]


def _agree(one: str | None, other: str | None) -> bool | None:
    return None if one is None or other is None else one == other
