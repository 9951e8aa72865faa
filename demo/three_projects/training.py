"""Training of the four townships: nine sessions, 16 March, 8 to 14 April, meetings as training."""

from datetime import date
from itertools import chain, islice
from typing import Any

from client.submissions import Submission
from contracts.events.training import (
    TraineeSelected,
    TrainingAttended,
    TrainingPlanAdopted,
    TrainingSessionScheduled,
)
from demo.saying import Pen
from demo.schooling import absent, attended, held
from demo.three_projects.county import (
    FANJIAZHAI,
    GUODIAN,
    HANFENG,
    NANZHIHUI,
    villages,
)

PLANNED_SESSIONS, PLANNED_ATTENDANCES = 9, 2_400
THREE_LEVELS, SECRETARIES = 56, 8
"""The source's figures: 9 sessions for more than 2,400, 56 cadres of 16 March, 8 secretaries."""

PER_SESSION, TRAINED = 268, 1_340
"""Examples: 9 × 268 = 2,412 attendances of 1,340 people."""

SKILLS = ("科技种养", "产品加工", "市场营销")
MEETINGS = (
    "2010-01-12", "2010-01-26", "2010-02-09", "2010-03-02", "2010-03-16", "2010-03-30",
    "2010-04-13", "2010-04-27",
)  # fmt: skip
"""Eight meetings used as training; their days are examples."""

LEFT_EARLY = 6
"""The secretary who stayed four of the seven days (example)."""


def plans(pen: Pen) -> list[Submission]:
    """What three of the townships plan for the year; only one gives numbers."""
    planned: dict[str, dict[str, Any]] = {
        FANJIAZHAI: {
            "planned_sessions": PLANNED_SESSIONS, "planned_attendances": PLANNED_ATTENDANCES,
            "topics": SKILLS,
        },
        GUODIAN: {"topics": ("农村基层干部年度培训",)},
        HANFENG: {"topics": ("路线方针政策", "现代农业发展", "市场经济", "法律法规")},
    }  # fmt: skip
    return [
        pen.own(
            town,
            TrainingPlanAdopted(
                plan_id="plan-2010", period_from=date(2010, 1, 1), period_to=date(2010, 12, 31),
                responsible=(f"{town}-deputy-secretary",), **said,
            ),
            "2010-02-20",
        )
        for town, said in planned.items()
    ]  # fmt: skip


def skills(pen: Pen) -> list[Submission]:
    """Nine sessions of "everyone a skill": each topic in three of them, month by month."""
    people = [
        (f"{village.id}-farmer-{n:03}", village.id)
        for n in range(1, TRAINED // 10 + 1)
        for village in villages(FANJIAZHAI)
    ]
    around = list(islice(chain(people, people), PER_SESSION * PLANNED_SESSIONS))
    said = []
    for number in range(PLANNED_SESSIONS):
        session, on = f"skills-{number + 1}", f"2010-{number + 3:02}-18"
        came = around[number * PER_SESSION : (number + 1) * PER_SESSION]
        said.append(
            held(pen, FANJIAZHAI, session, "everyone_skills", on, form="central",
                 topics=(SKILLS[number % 3],))
        )  # fmt: skip
        said += attended(pen, FANJIAZHAI, session, "masses", came, on)
    return said


def sixteenth_of_march(pen: Pen) -> list[Submission]:
    """56 cadres of township, villages and groups study together; how many of each is an example."""
    session, on = "three-levels-2010-03-16", "2010-03-16"
    own = villages(HANFENG)
    township = [(f"hanfeng-official-{n}", HANFENG) for n in range(1, 13)]
    village = [(cadre, v.id) for v in own for cadre in v.cadres]
    group = [(f"{v.id}-group-leader-{n}", v.id) for v in own for n in range(1, 4)]
    cadres = [*township, *village, *group][:THREE_LEVELS]
    return [
        held(pen, HANFENG, session, "three_level_cadres", on, form="central",
             place="乡党校 / township Party school",
             topics=("全县经济工作会议", "县委全委会", "政府全体会", "县委、县政府领导讲话"),
             audience=("township_cadre", "village_cadre", "group_cadre")),
        *attended(pen, HANFENG, session, "township_cadre", cadres[:12], on),
        *attended(pen, HANFENG, session, "village_cadre", cadres[12:36], on),
        *attended(pen, HANFENG, session, "group_cadre", cadres[36:], on),
    ]  # fmt: skip


def at_the_county(pen: Pen) -> list[Submission]:
    """8 to 14 April: eight secretaries are selected; all come, one leaves early (example)."""
    session, first, last = "county-2010-04", "2010-04-08", "2010-04-14"
    announced = TrainingSessionScheduled(
        session_id=session, kind="county_secretaries", starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last), place="县上 / at the county", by_selection=True,
        audience=("village_branch_secretaries",), plan_id="plan-2010",
    )  # fmt: skip
    secretaries = [(village.secretary, village.id) for village in villages(HANFENG)[:SECRETARIES]]
    selected = [
        TraineeSelected(session_id=session, person=person, selected_on=date(2010, 4, 2))
        for person, _ in secretaries
    ]
    role = "village_branch_secretaries"
    stayed = [one for place, one in enumerate(secretaries, 1) if place != LEFT_EARLY]
    person, branch = secretaries[LEFT_EARLY - 1]
    early = TrainingAttended(
        session_id=session, person=person, organisation=branch, role=role,
        attended_from=date(2010, 4, 8), attended_to=date(2010, 4, 11),
    )  # fmt: skip
    return [
        pen.own(HANFENG, announced, "2010-04-01"),
        *(pen.own(HANFENG, one, "2010-04-02") for one in selected),
        held(pen, HANFENG, session, "county_secretaries", first, to=last, form="central",
             audience=(role,)),
        *attended(pen, HANFENG, session, role, stayed, first, last),
        pen.own(HANFENG, early, last),
    ]  # fmt: skip


def uninvited(pen: Pen) -> Submission:
    """Somebody who was not selected for the county's class."""
    (said,) = attended(
        pen, HANFENG, "county-2010-04", "village_branch_secretaries",
        [("hanfeng-official-1", HANFENG)], "2010-04-08", "2010-04-14",
    )  # fmt: skip
    return said


def twice(pen: Pen) -> Submission:
    """The same cadre for the same session once more."""
    (said,) = attended(
        pen, HANFENG, "three-levels-2010-03-16", "township_cadre",
        [("hanfeng-official-1", HANFENG)], "2010-03-16",
    )  # fmt: skip
    return said


def elsewhere(pen: Pen) -> Submission:
    """One township's training does not bind another."""
    return held(pen, GUODIAN, "skills-1", "everyone_skills", "2010-03-18", form="central")


def meetings(pen: Pen) -> list[Submission]:
    """What else was studied: theme education, lessons, eight meetings as training, two on site."""
    said = [
        held(pen, FANJIAZHAI, "theme-2010", "theme_education", "2010-03-05", form="theme_education",
             topics=("政治坚定", "勤学善思", "激情干事", "严于律己"), reported_attendances=310),
        held(pen, FANJIAZHAI, "lesson-2010-1", "three_meetings_one_lesson", "2010-04-06",
             form="party_class", guided_by="fanjiazhai-deputy-secretary", reported_attendances=280),
        held(pen, GUODIAN, "cadres-2010", "annual_village_cadre_training", "2010-03-25",
             form="central", reported_attendances=70),
        held(pen, HANFENG, "general-2010", "general_study", "2010-03-30", form="central",
             reported_attendances=120),
    ]  # fmt: skip
    said += [
        held(pen, NANZHIHUI, f"meeting-{n}", "meeting_as_training", on, form="meeting_as_training",
             reported_attendances=45)
        for n, on in enumerate(MEETINGS, start=1)
    ]  # fmt: skip
    said += [
        held(pen, NANZHIHUI, f"on-site-{n}", "on_site_meeting", f"2010-04-{10 + n}",
             form="on_site_meeting", reported_attendances=50)
        for n in (1, 2)
    ]  # fmt: skip
    people = [(cadre, village.id) for village in villages(NANZHIHUI) for cadre in village.cadres]
    session, on = "collective-2010-04", "2010-04-20"
    said.append(held(pen, NANZHIHUI, session, "collective_study", on, form="central"))
    said += attended(pen, NANZHIHUI, session, "township_village_cadres", people[1:], on)
    return [
        *said,
        absent(pen, NANZHIHUI, session, *people[0], on, "请假(示例)/ on leave (example)"),
    ]
