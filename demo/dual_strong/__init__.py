"""A town's two rounds, 2011 and 2012, over villages, enterprises and offices."""

from demo.dual_strong.story import SCHEME, story
from demo.dual_strong.town import BY_OPINION, PETITIONED, UNSCHOOLED
from demo.programme import Programme

PROGRAMME = Programme(
    tell=story,
    cases=tuple(f"{SCHEME}:2011:{unit.id}" for unit in (PETITIONED, UNSCHOOLED, BY_OPINION)),
)
"""Worth reading: a petition that counts, a choice below the standard, a mere opinion."""
