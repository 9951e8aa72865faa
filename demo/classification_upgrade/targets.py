"""Upgrade targets: set in December 2011, assigned, judged a year later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cli.submissions import Submission
from contracts.events.pledges import (
    Opinion,
    OpinionsHeard,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetFiled,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from demo.classification_upgrade.records import conversion_measure
from demo.classification_upgrade.saying import TownshipPen
from demo.classification_upgrade.township import BACKWARD, MISSED, OFFICE, Village

HEARD, SET, FILED, DUE = (
    date(2011, 12, 10), date(2011, 12, 12), date(2011, 12, 14), date(2012, 12, 10)
)  # fmt: skip
ROAD = "target-road"


@dataclass(frozen=True)
class Target:
    """What is set, and the quantity reached at the end of the year."""

    terms: UpgradeTargetSet
    done: Decimal | None = None


_ROAD = Target(
    UpgradeTargetSet(
        target_id=ROAD, theme="发展现代农业 / modern agriculture", quantifiable=True,
        text="硬化产业路(示例)/ surface the farm road (example)", quantity=Decimal("1.5"),
        unit="km", quality="四级路面 / class-four surface", due_on=DUE,
        addresses=("village_economy",), letter_id="letter-township",
    ),
    done=Decimal("1.5"),
)  # fmt: skip
_INCOME = Target(
    UpgradeTargetSet(
        target_id="target-income", theme="带领群众致富 / lead the masses to prosperity",
        text="人均纯收入增长(示例)/ raise income per head (example)", quantifiable=True,
        quantity=Decimal(8), unit="percent", quality="统计口径 / as the statistics count it",
        due_on=DUE, addresses=("income_gap_pct",), letter_id="letter-township",
    ),
    done=Decimal("8.4"),
)  # fmt: skip
_STABILITY = Target(
    UpgradeTargetSet(
        target_id="target-stability", theme="维护农村稳定 / keep the countryside stable",
        text="矛盾不出村(示例)/ settle disputes in the village (example)", quantifiable=False,
        qualitative_demand="群众满意、无集体上访 / content masses, no collective petition",
        addresses=("masses_relations", "satisfaction_pct", "acceptance_score"),
    )
)  # fmt: skip
_MEMBERS = Target(
    UpgradeTargetSet(
        target_id="target-members", theme="培养新型农民 / new farmers", quantifiable=True,
        text="发展新党员、培养后备干部(示例)/ a new member and a reserve cadre (example)",
        quantity=Decimal(2), unit="persons", quality="程序规范 / by the rules", due_on=DUE,
        addresses=("years_without_new_member", "reserve_cadres"), letter_id="letter-township",
    ),
    done=Decimal(2),
)  # fmt: skip


def targets_of(village: Village) -> tuple[Target, ...]:
    """Three for every village, a fourth for what made one backward."""
    return (_ROAD, _INCOME, _STABILITY, *((_MEMBERS,) if village.number in BACKWARD else ()))


def opinions_and_targets(pen: TownshipPen, village: Village) -> list[Submission]:
    """Opinions heard, targets set with a measure, filed, and each assigned."""
    ids = tuple(target.terms.target_id for target in targets_of(village))
    heard = OpinionsHeard(
        held_on=HEARD, members=len(village.members), masses=village.masses,
        opinions=(
            Opinion(text="修通产业路(示例)/ build the farm road (example)", taken_up=True),
            Opinion(text="调解要及时(示例)/ mediate sooner (example)"),
        ),
    )  # fmt: skip
    set_on, filed_on = SET.isoformat(), FILED.isoformat()
    filed = UpgradeTargetFiled(target_ids=ids, filed_on=FILED, filed_with=OFFICE)
    return [
        pen.branch(village, heard, HEARD.isoformat()),
        *(pen.branch(village, target.terms, set_on) for target in targets_of(village)),
        pen.branch(village, conversion_measure(ids), set_on),
        pen.branch(village, filed, filed_on),
        *(
            pen.branch(village, _assigned(id, person), filed_on)
            for id, person in zip(ids, village.team, strict=False)
        ),
    ]


def judgements(pen: TownshipPen, village: Village) -> list[Submission]:
    """The committee judges each target on its day; one road is not finished."""
    return [
        pen.committee(village, _judged(village, target), DUE.isoformat())
        for target in targets_of(village)
    ]


def _assigned(target: str, person: str) -> UpgradeTargetAssigned:
    return UpgradeTargetAssigned(
        target_id=target, assignee=person, assignee_kind="team_member",
        share="牵头落实(示例)/ leads it (example)",
    )  # fmt: skip


def _judged(village: Village, target: Target) -> UpgradeTargetCompleted | UpgradeTargetMissed:
    terms = target.terms
    if village.number == MISSED and terms.target_id == ROAD:
        return UpgradeTargetMissed(
            target_id=ROAD, judged_on=DUE, quantity_done=Decimal("0.7"), unit="km",
            reason="资金未落实,道路未完工(示例)/ the road is unfinished (example)",
        )  # fmt: skip
    if target.done is None:
        return UpgradeTargetCompleted(target_id=terms.target_id, completed_on=DUE)
    return UpgradeTargetCompleted(
        target_id=terms.target_id, completed_on=DUE, quantity_done=target.done, unit=terms.unit
    )
