"""Whom Fanjiazhai rewards: the ground that each secretary has for it."""

from client.submissions import Submission
from contracts.events.grading import GradeAssigned
from contracts.scheme import Scheme
from demo.evidence import found
from demo.saying import Pen
from demo.three_projects.county import FANJIAZHAI, villages
from demo.three_projects.striving import assessed_year

EXCELLENT = (1, 2)
"""Villages whose secretaries kept the ledger excellently, without being advanced workers."""


def reward_standing(pen: Pen, scheme: Scheme) -> list[Submission]:
    """Each secretary is assessed; excellence in the ledger is ground enough."""
    said = []
    for village in villages(FANJIAZHAI):
        person, good = village.secretary, village.number in EXCELLENT
        grade = GradeAssigned(
            ladder="reward_standing", tier="rewarded" if good else "ordinary", basis="recognition"
        )
        said += [
            found(pen, scheme, FANJIAZHAI, person, "advanced_worker", False, "2010-12-20"),
            found(pen, scheme, FANJIAZHAI, person, "central_work_excellent", good, "2010-12-20"),
            pen.says(FANJIAZHAI, assessed_year(), person, "2010-12-20"),
            pen.says(FANJIAZHAI, grade, person, "2010-12-24"),
        ]
    return said
