"""A district's year 2004: 5 townships, 42 villages, 2,800 farmer members."""

from demo.pioneer_project.district import able_members, villages
from demo.pioneer_project.story import CYCLE, SCHEME, story
from demo.pioneer_project.supervision import CRITICISED
from demo.programme import Programme

PROGRAMME = Programme(
    tell=story,
    cases=tuple(
        f"{SCHEME}:{CYCLE}:{id}" for id in (villages()[0].id, CRITICISED, able_members()[0])
    ),
)
"""Worth reading: a village with all it can reach, the one criticised, a member."""
