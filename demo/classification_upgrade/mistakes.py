"""What an upstream app gets wrong now and then: three refusals and a repeat."""

from datetime import date

from client.submissions import Submission
from contracts.events.grading import GradeConfirmed, SelfRatingFiled
from demo.classification_upgrade.founding import LADDER
from demo.classification_upgrade.saying import TownshipPen
from demo.classification_upgrade.township import COMMITTEE, Village


def not_entitled(pen: TownshipPen, village: Village) -> Submission:
    """A branch confirms its own grade: the committee's to do (R-19)."""
    own = GradeConfirmed(ladder=LADDER, tier=village.tier, meeting_id="village-meeting")
    return pen.branch(village, own, "2011-11-20")


def too_early(pen: TownshipPen, village: Village) -> Submission:
    """The committee decides before members and masses have reviewed (R-06)."""
    decided = GradeConfirmed(ladder=LADDER, tier=village.tier, meeting_id="meeting-2011-11-17")
    return pen.committee(village, decided, "2011-11-17")


def broken_contract(pen: TownshipPen, village: Village) -> Submission:
    """A day that does not exist, and a field that nobody knows."""
    said = pen.branch(
        village,
        SelfRatingFiled(ladder=LADDER, filed_on=date(2011, 11, 30), filed_with=(COMMITTEE,)),
        "2011-11-30",
    )
    said["data"] |= {"filed_on": "2011-11-31", "stars": 5}
    return said
