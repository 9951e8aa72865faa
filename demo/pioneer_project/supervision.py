"""2004: self-inspection, visits and their circulars, help, demonstration points, one criticism."""

from datetime import date

from client.submissions import Submission
from contracts.events.grading import (
    CriticismIssued,
    DeadlinePassed,
    ItemResult,
    RectificationItem,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from demo.pioneer_project.district import DEPARTMENT, DISTRICT, TOWNS, villages
from demo.saying import Pen

VISITED = (*TOWNS[:3], *(village.id for village in villages()[:5]))
NOT_CIRCULATED = villages()[4].id
"""Visited, and the findings were never circulated."""

GUIDED, CRITICISED = villages()[35].id, villages()[40].id
ORDER = "rectify-2004-1"


def inspections(pen: Pen) -> list[Submission]:
    """Townships look at themselves; the department's groups visit, and circulate what they find."""
    said = [
        pen.files(
            town, town, on, "SelfInspection", inspected_on=on,
            findings="创建工作有序推进(示例)/ going on in order (example)",
            follow_up="已督促两个村(示例)/ two villages were urged (example)",
        )
        for town in TOWNS
        for on in ("2004-05-31", "2004-08-31", "2004-11-30")
    ]  # fmt: skip
    for place in VISITED:
        said.append(_visit(pen, place, "supervision", "2004-07-15"))
        if place != NOT_CIRCULATED:
            said.append(_circular(pen, place, "2004-07-28"))
    said.append(_visit(pen, GUIDED, "guidance", "2004-08-10"))
    said.append(_circular(pen, GUIDED, "2004-08-20"))
    return said


def _visit(pen: Pen, place: str, form: str, on: str) -> Submission:
    return pen.files(
        DEPARTMENT, place, on, "InspectionVisit", form=form, visited_on=on,
        findings=("活动日制度已建立(示例)/ the activity day is set up (example)",),
        problems=("台账不全(示例)/ the ledger has gaps (example)",),
    )  # fmt: skip


def _circular(pen: Pen, place: str, on: str) -> Submission:
    return pen.files(
        DEPARTMENT, place, on, "FindingsCirculated", visit_ids=("InspectionVisit-1",),
        circulated_on=on, audience="全区 / the whole district", document="示例区组通〔2004〕5号",
    )  # fmt: skip


def help_and_points(pen: Pen) -> list[Submission]:
    """Members pair with households, service bases are set up, points of three levels recognised."""
    said = []
    for village in villages()[:12]:
        helper = village.able_members[0]
        said.append(
            pen.files(
                village.id, village.id, "2004-05-10", "AidPairing", helper=helper,
                helped="困难户两户(示例)/ two poor households (example)",
                items=("技术 / techniques", "资金 / funds"),
            )
        )  # fmt: skip
        said.append(
            pen.files(
                village.id, village.id, "2004-06-01", "LedgerEntry", area="service_base",
                done_on="2004-06-01", quantity=1, unit="bases",
                entry="党员示范服务基地一处(示例)/ a service base (example)",
            )
        )  # fmt: skip
    points = (
        (TOWNS[0], "demonstration_township"),
        (villages()[0].id, "demonstration_village"),
        (villages()[1].id, "demonstration_point"),
    )
    return said + [
        pen.files(
            DEPARTMENT, place, "2004-10-15", "DemonstrationPoint", kind=kind,
            recognised_on="2004-10-15",
        )
        for place, kind in points
    ]  # fmt: skip


def criticism(pen: Pen) -> list[Submission]:
    """One branch went through the motions: criticised, ordered to rectify, given more time."""
    criticised = CriticismIssued(
        form="serious", issued_on=date(2004, 8, 30), ground="formalism",
        document="示例区发〔2004〕40号",
    )  # fmt: skip
    ordered = RectificationOrdered(
        order_id=ORDER, ordered_on=date(2004, 8, 30), due_on=date(2004, 9, 30),
        items=(
            RectificationItem(item_id="meetings", text="补开组织生活会(示例)/ hold the meetings"),
            RectificationItem(item_id="ledger", text="补齐台账(示例)/ complete the ledger"),
        ),
    )  # fmt: skip
    passed = DeadlinePassed(
        obligation="rectification", step="rectification", due_on=date(2004, 9, 30), order_id=ORDER
    )
    checked = RectificationVerified(
        order_id=ORDER, verified_on=date(2004, 10, 15), accepted=False, remaining=("ledger",),
        new_due_on=date(2004, 10, 31), finding="台账仍不全(示例)/ the ledger has gaps (example)",
    )  # fmt: skip
    accepted = RectificationVerified(
        order_id=ORDER, verified_on=date(2004, 11, 5), accepted=True,
        finding="整改到位(示例)/ put right (example)",
    )  # fmt: skip
    return [
        pen.says(DISTRICT, criticised, CRITICISED, "2004-08-30"),
        pen.says(DISTRICT, ordered, CRITICISED, "2004-08-30"),
        pen.says(DISTRICT, passed, CRITICISED, "2004-10-01"),
        _reported(pen, {"meetings": True, "ledger": False}, "2004-10-08"),
        pen.says(DISTRICT, checked, CRITICISED, "2004-10-15"),
        _reported(pen, {"ledger": True}, "2004-10-29"),
        pen.says(DISTRICT, accepted, CRITICISED, "2004-11-05"),
    ]


def _reported(pen: Pen, done: dict[str, bool], on: str) -> Submission:
    report = RectificationReported(
        order_id=ORDER, reported_on=date.fromisoformat(on),
        item_results=tuple(ItemResult(item_id=id, done=is_done) for id, is_done in done.items()),
    )  # fmt: skip
    return pen.own(CRITICISED, report, on)


def circulated_without_a_visit(pen: Pen) -> Submission:
    """A circular on a visit that nobody made."""
    return _circular(pen, villages()[9].id, "2004-07-28")
