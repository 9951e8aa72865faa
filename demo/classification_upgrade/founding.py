"""Autumn 2011: the scheme is published, the township registered, the cycle opened."""

from datetime import date
from decimal import Decimal
from typing import Any

from client.submissions import Submission
from contracts.events.grading import (
    BranchEnrolled,
    CycleOpened,
    OrganisationRegistered,
    RegisterFigureRecorded,
    SchemePublished,
)
from demo.classification_upgrade.saying import CYCLE, SCHEME, TownshipPen
from demo.classification_upgrade.township import CLERK, COMMITTEE, OFFICE, Village

LADDER = "grade"


def founding(
    pen: TownshipPen, villages: tuple[Village, ...], document: dict[str, Any], version: int
) -> list[Submission]:
    """Register the bodies, publish the scheme, open the cycle."""
    return [
        *(_body(pen, *body) for body in _BODIES),
        *(_village(pen, village) for village in villages),
        *(_members(pen, village) for village in villages),
        pen.write(
            SchemePublished(
                scheme_version=version, effective_from=date(2011, 11, 1), definition=document
            ),
            f"scheme:{SCHEME}", "2011-10-28", COMMITTEE, CLERK,
        ),
        pen.write(
            CycleOpened(scheme_version=version),
            f"cycle:{SCHEME}:{CYCLE}", "2011-11-01", COMMITTEE, CLERK,
        ),
    ]  # fmt: skip


def enrolment(pen: TownshipPen, villages: tuple[Village, ...]) -> list[Submission]:
    """Every village branch enters the cycle."""
    return [
        pen.committee(village, BranchEnrolled(ladders=(LADDER,)), "2011-11-01")
        for village in villages
    ]


_BODIES = (
    (COMMITTEE, "township_committee", "示例乡党委", "Example township committee", None),
    (OFFICE, "township_office", "示例乡党政办公室", "Example township office", COMMITTEE),
)


def _body(
    pen: TownshipPen, id: str, kind: str, name_zh: str, name_en: str, parent: str | None
) -> Submission:
    entry = OrganisationRegistered(
        kind=kind, name_zh=name_zh, name_en=name_en, level="township", parent=parent
    )
    return pen.write(entry, f"organisation:{id}", "2011-10-10", COMMITTEE, CLERK)


def _village(pen: TownshipPen, village: Village) -> Submission:
    entry = OrganisationRegistered(
        kind="village_branch", name_zh=village.name_zh, name_en=village.name_en,
        name_note="invented for the example", level="village", parent=COMMITTEE,
    )  # fmt: skip
    return pen.write(entry, f"organisation:{village.id}", "2011-10-10", COMMITTEE, CLERK)


def _members(pen: TownshipPen, village: Village) -> Submission:
    figure = RegisterFigureRecorded(
        figure="members", value=Decimal(len(village.members)), as_of=date(2011, 9, 30),
        reported_from="党员名册 / register of members",
    )  # fmt: skip
    return pen.write(figure, f"organisation:{village.id}", "2011-10-12", COMMITTEE, CLERK)
