"""November 2011: study, evidence, self-rating, filing, and the two meetings of each village."""

from datetime import date
from decimal import Decimal
from random import Random

from client.submissions import Submission
from contracts.events.grading import (
    Body,
    BranchSelfRated,
    EvidenceRecorded,
    MembersReviewRecorded,
    SelfRatingFiled,
    Value,
    YearEnd,
)
from contracts.events.training import TrainingAttended, TrainingSessionHeld
from contracts.scheme import Scheme
from contracts.values import Quantity
from demo.classification_upgrade.findings import TOWNSHIP_INCOME, found, in_order
from demo.classification_upgrade.founding import LADDER
from demo.classification_upgrade.saying import TownshipPen
from demo.classification_upgrade.township import (
    COMMITTEE,
    DIVIDED,
    LATE,
    OFFICE,
    REVISED,
    SEED,
    TWO_YEARS,
    Village,
)

TIERS = ("backward", "intermediate", "advanced")
_RESULTS = {"advanced": "优秀", "intermediate": "合格", "backward": "基本合格"}


def study(pen: TownshipPen, villages: tuple[Village, ...]) -> list[Submission]:
    """Each branch holds its mobilisation meeting; its team attends."""
    said = []
    for village in villages:
        day = date(2011, 11, 2 + village.number % 5)
        said.append(pen.branch(village, _session(village, day), day.isoformat()))
        said += [
            pen.branch(village, _attended(village, person, day), day.isoformat())
            for person in village.team
        ]
    return said


def evidence(
    pen: TownshipPen, scheme: Scheme, village: Village, tier: str, *, on: date, label: str
) -> list[Submission]:
    """Every criterion of a village, as found at a tier on a day. ``label``: part of the ids."""
    findings = found(village, tier, year=on.year)
    return [
        pen.committee(village, _evidence(label, criterion, kind, value, on), on.isoformat())
        for criterion, kind, value in in_order(scheme, findings)
    ]


def self_rating(
    pen: TownshipPen, village: Village, evidence_ids: tuple[str, ...]
) -> list[Submission]:
    """The branch rates itself and files the rating; one files two days late."""
    rated = "2011-11-12" if village.number == REVISED else f"2011-11-{8 + village.number % 5:02}"
    filed = "2011-11-17" if village.number == LATE else "2011-11-14"
    tier = village.self_rated
    years = (2008, 2009) if village.number == TWO_YEARS else (2008, 2009, 2010)
    rating = BranchSelfRated(
        ladder=LADDER,
        tier=tier,
        basis_years=(2008, 2009, 2010),
        performance="近三年工作业绩(示例)/ work of the last three years (example)",
        masses_evaluation="群众评价(示例)/ what the masses said (example)",
        year_end=tuple(
            YearEnd(year=year, result=_RESULTS[tier], score=Decimal(score))
            for year, score in zip(years, _scores(village), strict=False)
        ),
        evidence_ids=evidence_ids,
        rationale="对照三类标准自评(示例)/ rated against the three standards (example)",
    )
    filing = SelfRatingFiled(
        ladder=LADDER, filed_on=date.fromisoformat(filed), filed_with=(COMMITTEE, OFFICE)
    )
    return [pen.branch(village, rating, rated), pen.branch(village, filing, filed)]


def two_meetings(pen: TownshipPen, village: Village) -> list[Submission]:
    """Members and mass representatives review; in two villages the meetings disagree."""
    bodies: tuple[tuple[Body, date], ...] = (
        ("members_meeting", date(2011, 11, 18)),
        ("mass_representatives_meeting", date(2011, 11, 19)),
    )
    return [
        pen.branch(village, _review(village, body, day), day.isoformat()) for body, day in bodies
    ]


def _session(village: Village, day: date) -> TrainingSessionHeld:
    return TrainingSessionHeld(
        session_id=f"study-{village.number:02}", kind="study_phase", starts_on=day, ends_on=day,
        form="mobilisation_meeting", place=f"{village.name_zh}党员活动室",
        topics=("分类升级动员 / mobilisation for classification and upgrade",),
        audience=("all_members", "cadres"),
    )  # fmt: skip


def _attended(village: Village, person: str, day: date) -> TrainingAttended:
    return TrainingAttended(
        session_id=f"study-{village.number:02}", person=person, organisation=village.id,
        role="all_members", attended_from=day, attended_to=day,
    )  # fmt: skip


def evidence_id(label: str, criterion: str) -> str:
    """The id of the evidence for a criterion; the label tells the rounds apart."""
    return f"{label}-{criterion}".replace("_", "-")


def _evidence(
    label: str, criterion: str, kind: str, value: str | bool | float, on: date
) -> EvidenceRecorded:
    common = {
        "evidence_id": evidence_id(label, criterion),
        "criterion": criterion,
        "as_of": on,
        "kind": kind,
        "found_in": f"乡党委核查材料 {label}(示例)/ township file {label} (example)",
    }
    if criterion == "income_gap_pct":
        unit = "CNY_per_person_year"
        figures = {
            "village_net_income_per_capita": Decimal(str(value)),
            "township_average_net_income_per_capita": Decimal(TOWNSHIP_INCOME),
        }
        inputs = tuple(
            Quantity(name=name, value=figure, unit=unit) for name, figure in figures.items()
        )
        return EvidenceRecorded.model_validate({**common, "inputs": inputs})
    stated = value if isinstance(value, str | bool) else Decimal(str(value))
    return EvidenceRecorded.model_validate({**common, "value": Value(value=stated)})


def _review(village: Village, body: Body, day: date) -> MembersReviewRecorded:
    eligible = len(village.members) if body == "members_meeting" else village.masses
    tier = village.tier
    if village.number == REVISED:  # the worked history: 26 of 31 and 33 of 40 came
        present, votes = (
            (26, {"advanced": 0, "intermediate": 17, "backward": 9})
            if body == "members_meeting"
            else (33, {"advanced": 0, "intermediate": 12, "backward": 21})
        )
    else:
        if village.number == DIVIDED and body == "members_meeting":
            tier = "advanced"
        present, votes = _votes(village, body, eligible, tier)
    chosen = max(votes, key=lambda id: votes[id])
    return MembersReviewRecorded(
        ladder=LADDER, body=body, held_on=day, eligible=eligible, present=present, votes=votes,
        tier=chosen, opinions=("希望修好村道(示例)/ repair the village road (example)",),
    )  # fmt: skip


def _votes(village: Village, body: str, eligible: int, tier: str) -> tuple[int, dict[str, int]]:
    chance = Random(f"{SEED}-{village.number}-{body}")
    present = max(3, round(eligible * chance.uniform(0.8, 1.0)))
    against = chance.randint(0, present // 4)
    other = "intermediate" if tier != "intermediate" else "backward"
    return present, {id: 0 for id in TIERS} | {tier: present - against, other: against}


def _scores(village: Village) -> tuple[int, int, int]:
    base = {"advanced": 92, "intermediate": 80, "backward": 68}[village.self_rated]
    chance = Random(f"{SEED}-{village.number}-past")
    return (
        base + chance.randint(-2, 2), base + chance.randint(-2, 2), base + chance.randint(-2, 2)
    )  # fmt: skip
