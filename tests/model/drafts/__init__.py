"""Submissions to be judged: most fit where the case is, and some slip.

Whether one is to be accepted is the reference's to say. Days, ids and figures come from a
``Random``, so that a history can be repeated.
"""

from tests.model.drafts.base import EVENTS, PEOPLE, later
from tests.model.drafts.grading import Grading
from tests.model.drafts.pledges import Pledges
from tests.model.drafts.training import Training

__all__ = ["EVENTS", "PEOPLE", "Drafts", "later"]


class Drafts(Grading, Pledges, Training):
    """What is said to the three services."""
