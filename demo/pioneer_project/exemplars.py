"""January 2005: the Pioneer Cup, ten categories of ten; after it essays and the meeting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from client.submissions import Submission
from contracts.events.grading import ExemplarNominated, ExemplarSelected
from contracts.scheme import Scheme
from demo.evidence import Stated, found
from demo.pioneer_project.district import (
    DISTRICT,
    TOWNS,
    able_members,
    cadres,
    households,
    teams,
    villages,
)
from demo.saying import Pen
from demo.schooling import attended, held

SELECTION, ON = "pioneer-cup-2004", "2004-12-28"
INCOME = "income_50000_leaders"
BELOW = "household_income_cny"
UNPROVEN = "quality_upgrade_cadres"
"""A category in which one was chosen without the departments' word, and it is said why."""


@dataclass(frozen=True)
class Category:
    """Who is nominated, and what is found of each beside the composite evaluation."""

    nominees: tuple[str, ...]
    found: dict[str, Callable[[int], Stated]]


def categories() -> dict[str, Category]:
    """The ten, as the scheme names them."""
    joiners = ("prosperity_leader_joiners", "member_service_bases")
    return {
        "demonstration_township_village": Category(
            (TOWNS[0], *(village.id for village in villages()[:9])), {}
        ),
        "entrepreneurial_teams": Category(teams()[:10], {}),
        "dual_lead_dual_strong_secretaries": Category(cadres()[:10], {}),
        UNPROVEN: Category(cadres()[42:52], {}),
        INCOME: Category(able_members()[:11], {BELOW: _income}),
        "culture_science_members": Category(able_members()[42:52], {}),
        "confidant_members": Category(able_members()[84:94], {}),
        "civilised_households": Category(
            households("civilised_households"), {"civilised_household": lambda _: "met"}
        ),
        joiners[0]: Category(
            households(joiners[0]),
            {"is_prosperity_leader": lambda _: True, "joined_party": lambda _: True},
        ),
        joiners[1]: Category(households(joiners[1]), {}),
    }


def _income(place: int) -> int:
    """Yuan in 2004: the first reaches the line, the eleventh stays one below it."""
    return 49_999 if place == 11 else 49_000 + 1_000 * place


def nominations(pen: Pen, scheme: Scheme) -> list[Submission]:
    """Each nominee with the tasks done, the departments' word and what its category asks."""
    return [said for name in categories() for said in _nominated(pen, scheme, name)]


def _nominated(pen: Pen, scheme: Scheme, name: str) -> Iterator[Submission]:
    category = categories()[name]
    for place, nominee in enumerate(category.nominees, start=1):
        if not (name == UNPROVEN and place == 10):
            yield found(
                pen, scheme, DISTRICT, nominee, "department_information_supports", "met", ON,
                found_in="区农业局、民政局(示例)/ agriculture, civil affairs (example)",
            )  # fmt: skip
        yield found(pen, scheme, DISTRICT, nominee, "main_tasks_completed", "met", ON)
        for criterion, value in category.found.items():
            yield found(
                pen, scheme, DISTRICT, nominee, criterion, value(place), ON,
                found_in="村支部证明,2004年(示例)/ the branch's statement for 2004 (example)",
                period=("2004-01-01", "2004-12-28"),
            )  # fmt: skip
        nominated = ExemplarNominated(
            selection=SELECTION, category=name, nominee=nominee,
            grounds="主要任务完成,部门情况属实(示例)/ tasks done, confirmed (example)",
        )  # fmt: skip
        yield pen.says(DISTRICT, nominated, nominee, ON)


def selections(pen: Pen) -> list[Submission]:
    """Ten of each; the eleventh nominee for income is not among them."""
    return [
        _selected(pen, name, nominee, place)
        for name, category in categories().items()
        for place, nominee in enumerate(category.nominees[:10], start=1)
    ]


def one_too_many(pen: Pen) -> Submission:
    """An eleventh member for a category of ten."""
    return _selected(pen, INCOME, categories()[INCOME].nominees[10], 11)


def _selected(pen: Pen, category: str, nominee: str, place: int) -> Submission:
    unproven = category == UNPROVEN and place == 10
    selected = ExemplarSelected(
        selection=SELECTION, category=category, nominee=nominee, position=place,
        reason="部门意见未到,镇党委担保(示例)/ vouched for by the township (example)"
        if unproven else "综合评定(示例)/ composite evaluation (example)",
    )  # fmt: skip
    return pen.of_cycle(DISTRICT, selected, "2004-12-29")


def essays(pen: Pen) -> list[Submission]:
    """The main leader of each of the 47 teams writes one; some are printed in the column."""
    return [
        pen.files(
            team, team, "2004-12-30", "Essay", author=f"{team}-leader",
            title="创建创业型、发展型班子的体会(示例)/ on entrepreneurial teams (example)",
            submitted_on="2004-12-30",
            **({"published_in": "*组工信息"} if number % 5 == 0 else {}),
        )
        for number, team in enumerate(teams())
    ]  # fmt: skip


def promotion_meeting(pen: Pen) -> list[Submission]:
    """The on-site meeting at the year's end; the leaders of all teams come."""
    session, on = "promotion-2004", "2004-12-31"
    leaders = [(f"{team}-leader", team) for team in teams()]
    return [
        held(pen, DISTRICT, session, "promotion_meeting", on, form="promotion_meeting"),
        *attended(pen, DISTRICT, session, "team_leaders", leaders, on),
    ]
