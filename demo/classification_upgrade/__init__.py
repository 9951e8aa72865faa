"""One township's first cycle: 42 village branches, from the founding to the look-back."""

from demo.classification_upgrade.saying import case
from demo.classification_upgrade.story import story
from demo.classification_upgrade.township import REVISED, villages
from demo.programme import Programme

PROGRAMME = Programme(tell=story, cases=tuple(case(v) for v in villages() if v.number == REVISED))
"""Worth reading: the branch whose self-rating the committee revised."""
