"""2012: progress is reported, targets are judged, the year is appraised, assessed and graded."""

from datetime import date
from decimal import Decimal

from client.submissions import Submission
from contracts.events.grading import (
    BranchAssessed,
    CommendationIssued,
    CriticismIssued,
    CycleClosed,
    DeadlinePassed,
    DemocraticAppraisalHeld,
    GradeAssigned,
    ItemResult,
    LookBackHeld,
    Problem,
    ProgrammeMeasureRecorded,
    RectificationItem,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeProgressReported,
    UpgradeTargetProgressReported,
)
from demo.classification_upgrade.founding import LADDER
from demo.classification_upgrade.records import (
    advanced_listing,
    aid_pairing,
    contact_point,
    secretary_replaced,
)
from demo.classification_upgrade.saying import CYCLE, SCHEME, TownshipPen
from demo.classification_upgrade.targets import DUE, ROAD, judgements
from demo.classification_upgrade.township import (
    BACKWARD,
    CLERK,
    COMMITTEE,
    MISSED,
    POORLY_ORGANISED,
    REPLACED,
    Village,
)

ORDER = "rectify-2012-1"
RECTIFY_BY = date(2013, 1, 31)
DONE = "年度升级任务完成(示例)/ the year's task is done (example)"
FINDINGS = {
    MISSED: "一项升级目标未完成(示例)/ one upgrade target was missed (example)",
    POORLY_ORGANISED: "任务完成,组织不力(示例)/ done, but poorly organised (example)",
}
LISTED = frozenset({5})


def progress(pen: TownshipPen, village: Village, helper: Village) -> list[Submission]:
    """June 2012: how far targets and pledges have come; who helps whom."""
    reported = [
        UpgradeTargetProgressReported(
            target_id=ROAD, reported_on=date(2012, 6, 20),
            text="路基完成(示例)/ bed laid (example)",
            quantity_done=Decimal("0.6"), unit="km",
        ),
        PledgeProgressReported(
            pledge_id=f"pledge-{village.id}", item_id="item-1", reported_on=date(2012, 6, 20),
            text="已办一件(示例)/ one done (example)", quantity_done=Decimal(1), unit="things",
        ),
    ]  # fmt: skip
    said = [pen.branch(village, event, "2012-06-20") for event in reported]
    if village.number in BACKWARD:
        said.append(pen.committee(village, contact_point(), "2012-03-05"))
        said.append(pen.committee(village, aid_pairing(helper), "2012-03-12"))
    if village.number == REPLACED:
        said.append(pen.committee(village, secretary_replaced(village), "2012-03-20"))
    if village.number in LISTED:
        said.append(pen.committee(village, advanced_listing(), "2012-07-01"))
    return said


def judged(pen: TownshipPen, village: Village) -> list[Submission]:
    """December 2012: the committee judges the targets, members the branch's pledge."""
    kept = PledgeFulfilled(
        pledge_id=f"pledge-{village.id}", judged_by=village.members[4:7], judged_on=DUE,
        finding="三件实事均已办结(示例)/ all three are done (example)",
    )  # fmt: skip
    return [*judgements(pen, village), pen.branch(village, kept, DUE.isoformat())]


def assessment(pen: TownshipPen, village: Village) -> list[Submission]:
    """December 2012: democratic appraisal, the committee's assessment, the year-end tier."""
    completed = village.number != MISSED
    score = {"advanced": 93, "intermediate": 82, "backward": 68}[village.year_end_tier]
    appraisal = DemocraticAppraisalHeld(
        held_on=date(2012, 12, 12), guided_by=COMMITTEE, members_present=len(village.members) - 1,
        mass_representatives_present=village.masses - 4, delegates_present=2,
        sheets=len(village.members) + village.masses - 3, appraisal_score=Decimal(score),
        opinions=("今年变化大(示例)/ much has changed this year (example)",),
    )  # fmt: skip
    assessed = BranchAssessed(
        period="year", held_on=date(2012, 12, 20), acceptance_score=Decimal(score),
        task_completed=completed, poorly_organised=village.number == POORLY_ORGANISED,
        findings=FINDINGS.get(village.number, DONE),
    )  # fmt: skip
    graded = GradeAssigned(
        ladder=LADDER, tier=village.year_end_tier, basis="year_end_assessment",
        document="示例乡发〔2012〕45号",
    )  # fmt: skip
    return [
        pen.branch(village, appraisal, "2012-12-12"),
        pen.committee(village, assessed, "2012-12-20"),
        pen.committee(village, graded, "2012-12-24"),
    ]


def outcome(pen: TownshipPen, village: Village) -> list[Submission]:
    """Commendation in a circular, or criticism with an order to rectify."""
    if village.number == MISSED:
        return _criticised(pen, village)
    if village.number == POORLY_ORGANISED:
        return _organised_poorly(pen, village)
    commended = CommendationIssued(
        form="circular", issued_on=date(2012, 12, 28), document="示例乡发〔2012〕46号",
        ground="upgrade_task_completed",
    )  # fmt: skip
    return [pen.committee(village, commended, "2012-12-28")]


def _criticised(pen: TownshipPen, village: Village) -> list[Submission]:
    criticism = CriticismIssued(
        form="circular", issued_on=date(2012, 12, 28), ground="upgrade_task_not_completed",
        document="示例乡发〔2012〕47号",
    )  # fmt: skip
    order = RectificationOrdered(
        order_id=ORDER, ordered_on=date(2012, 12, 28), due_on=RECTIFY_BY,
        items=(
            RectificationItem(item_id="road", text="完成道路硬化 / finish the road"),
            RectificationItem(item_id="plan", text="公开资金计划 / publish the plan"),
        ),
    )  # fmt: skip
    passed = DeadlinePassed(
        obligation="rectification", step="rectification", due_on=RECTIFY_BY, order_id=ORDER
    )
    reported = RectificationReported(
        order_id=ORDER, reported_on=date(2013, 2, 8),
        item_results=(ItemResult(item_id="road", done=True), ItemResult(item_id="plan", done=True)),
    )  # fmt: skip
    verified = RectificationVerified(
        order_id=ORDER, verified_on=date(2013, 2, 20), accepted=True,
        finding="整改到位(示例)/ put right (example)",
    )  # fmt: skip
    return [
        pen.committee(village, criticism, "2012-12-28"),
        pen.committee(village, order, "2012-12-28"),
        pen.committee(village, passed, "2013-02-01"),
        pen.branch(village, reported, "2013-02-08"),
        pen.committee(village, verified, "2013-02-20"),
    ]


def _organised_poorly(pen: TownshipPen, village: Village) -> list[Submission]:
    """The targets are met, and still it is criticised; it puts that right in time."""
    criticism = CriticismIssued(
        form="circular", issued_on=date(2012, 12, 28), ground="poorly_organised",
        document="示例乡发〔2012〕47号",
    )  # fmt: skip
    order = RectificationOrdered(
        order_id=ORDER, ordered_on=date(2012, 12, 28), due_on=date(2013, 2, 28),
        items=(RectificationItem(item_id="duties", text="明确班子分工 / divide the duties"),),
    )  # fmt: skip
    reported = RectificationReported(
        order_id=ORDER, reported_on=date(2013, 2, 20),
        item_results=(ItemResult(item_id="duties", done=True),),
    )  # fmt: skip
    verified = RectificationVerified(
        order_id=ORDER, verified_on=date(2013, 2, 27), accepted=True,
        finding="分工已明确(示例)/ duties are divided (example)",
    )  # fmt: skip
    return [
        pen.committee(village, criticism, "2012-12-28"),
        pen.committee(village, order, "2012-12-28"),
        pen.branch(village, reported, "2013-02-20"),
        pen.committee(village, verified, "2013-02-27"),
    ]


def look_back(pen: TownshipPen, villages: tuple[Village, ...]) -> list[Submission]:
    """March 2013: the committee looks back on every village; the cycle is measured and closed."""
    said = [pen.committee(village, _looked_back(village), "2013-03-06") for village in villages]
    cycle = f"cycle:{SCHEME}:{CYCLE}"
    started = [village for village in villages if village.tier == "intermediate"]
    risen = sum(village.year_end_tier == "advanced" for village in started)
    measured = ProgrammeMeasureRecorded(
        target="T1-02", value=Decimal(100 * risen) / len(started), unit="percent",
        as_of=date(2012, 12, 31), reported_from="示例乡年度总结 / the township's summary",
    )  # fmt: skip
    closed = CycleClosed(closed_on=date(2013, 3, 8))
    said.append(pen.write(measured, cycle, "2013-03-07", COMMITTEE, CLERK))
    said.append(pen.write(closed, cycle, "2013-03-08", COMMITTEE, CLERK))
    return said


def _looked_back(village: Village) -> LookBackHeld:
    found = {
        MISSED: Problem(text="道路逾期未完工,已整改 / the road was late, put right", solved=True),
        POORLY_ORGANISED: Problem(text="议事规则未定 / no rules of debate yet", solved=False),
    }  # fmt: skip
    return LookBackHeld(
        meeting_id="look-back-2013-03-06", held_on=date(2013, 3, 6),
        results="首轮分类升级完成(示例)/ the first round is done (example)",
        problems=(found[village.number],) if village.number in found else (),
        measures_completed=("建立结对帮扶机制(示例)/ pairing is set up (example)",),
    )  # fmt: skip
