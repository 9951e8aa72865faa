"""Upgrade targets: set in December 2011, assigned, judged a year later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from client.submissions import Submission
from contracts.events.pledges import (
    Opinion,
    OpinionsHeard,
    ResponsibilityLetterSigned,
    UpgradeTargetAmended,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetFiled,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from demo.classification_upgrade.records import conversion_measure
from demo.classification_upgrade.saying import TownshipPen
from demo.classification_upgrade.township import (
    BACKWARD,
    COMMITTEE,
    LAYERED,
    MISSED,
    NOBODY_S,
    OFFICE,
    PUT_OFF,
    SOFTENED,
    Village,
)

HEARD, SET, FILED, DUE = (
    date(2011, 12, 10), date(2011, 12, 12), date(2011, 12, 14), date(2012, 12, 10)
)  # fmt: skip
PUT_OFF_TO = date(2012, 12, 18)
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
            if (village.number, id) != (NOBODY_S, "target-stability")
        ),
        *(_layer_by_layer(pen, village, ids) if village.number == LAYERED else ()),
    ]


def _layer_by_layer(
    pen: TownshipPen, village: Village, ids: tuple[str, ...]
) -> Iterator[Submission]:
    """Each member carries a share of a target, and the team signs for it."""
    for n, person in enumerate(village.members):
        if person in village.team:
            letter = ResponsibilityLetterSigned(
                letter_id=f"letter-{person}", kind="tiered", party_a=village.id, party_b=person,
                signed_on=FILED, target="升级目标(示例)/ upgrade (example)",
                task="牵头一项(示例)/ leads one (example)", object=village.name_zh,
                target_ids=(ids[n % len(ids)],),
            )  # fmt: skip
            yield pen.branch(village, letter, FILED.isoformat())
        else:
            share = UpgradeTargetAssigned(
                target_id=ids[n % len(ids)], assignee=person, assignee_kind="party_member",
                share="分担(示例)/ takes a part (example)",
            )  # fmt: skip
            yield pen.branch(village, share, FILED.isoformat())


def changes(pen: TownshipPen, village: Village) -> list[Submission]:
    """One road is made shorter shortly before the assessment, one is put off when it was due."""
    if village.number == SOFTENED:
        shorter = UpgradeTargetAmended(
            target_id=ROAD, quantity=Decimal("1.2"), unit="km", agreed_by=COMMITTEE,
            reason="线路调整(示例)/ another route (example)",
        )  # fmt: skip
        return [pen.branch(village, shorter, "2012-11-28")]
    if village.number == PUT_OFF:
        later = UpgradeTargetAmended(
            target_id=ROAD, due_on=PUT_OFF_TO, agreed_by=COMMITTEE,
            reason="雨雪停工(示例)/ rain and snow (example)",
        )  # fmt: skip
        return [pen.branch(village, later, "2012-12-11")]
    return []


def judgements(pen: TownshipPen, village: Village) -> list[Submission]:
    """The committee judges each target on its day; one road is not finished."""
    return [
        pen.committee(village, _judged(village, target, on), on.isoformat())
        for target in targets_of(village)
        for on in [_day(village, target)]
    ]


def _day(village: Village, target: Target) -> date:
    put_off = village.number == PUT_OFF and target.terms.target_id == ROAD
    return PUT_OFF_TO if put_off else DUE


def _assigned(target: str, person: str) -> UpgradeTargetAssigned:
    return UpgradeTargetAssigned(
        target_id=target, assignee=person, assignee_kind="team_member",
        share="牵头落实(示例)/ leads it (example)",
    )  # fmt: skip


def _judged(
    village: Village, target: Target, on: date
) -> UpgradeTargetCompleted | UpgradeTargetMissed:
    terms = target.terms
    if village.number == MISSED and terms.target_id == ROAD:
        return UpgradeTargetMissed(
            target_id=ROAD, judged_on=DUE, quantity_done=Decimal("0.7"), unit="km",
            reason="资金未落实,道路未完工(示例)/ the road is unfinished (example)",
        )  # fmt: skip
    if target.done is None:
        return UpgradeTargetCompleted(target_id=terms.target_id, completed_on=on)
    return UpgradeTargetCompleted(
        target_id=terms.target_id, completed_on=on, quantity_done=target.done, unit=terms.unit
    )
