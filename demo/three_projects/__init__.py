"""A county's year 2010 in four townships, as their reports tell it."""

from demo.programme import Programme
from demo.three_projects.county import FANJIAZHAI, HANFENG
from demo.three_projects.story import CYCLE, SCHEME, story

PROGRAMME = Programme(
    tell=story,
    cases=tuple(f"{SCHEME}:{CYCLE}:{id}" for id in ("hanfeng-village-02", HANFENG, FANJIAZHAI)),
)
"""Worth reading: the branch with a misprint in its name, and two townships with their training."""
