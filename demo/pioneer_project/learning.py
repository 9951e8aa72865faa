"""2004 in class: the yearly training, study by quarter, the monthly activity day, schooling."""

from datetime import date, timedelta

from client.submissions import Submission
from contracts.events.training import Checks, TrainingObligationMissed, TrainingSessionHeld
from demo.pioneer_project.district import DISTRICT, TOWNS, Village, villages
from demo.saying import Pen
from demo.schooling import absent, attended, held

MISSED_QUARTER = (TOWNS[2], 3)
MISSED_MONTHS = {13: (7, 8), 27: (11,)}
"""Villages without an activity day in these months."""

FOLLOWED = 1
"""The village whose attendance is told person by person; of the others only the number."""

TOPICS = ("农村经济", "党建", "精神文明", "政权建设", "市场经济", "法律法规", "农业实用技术")
QUARTERS = ("2004-03-24", "2004-06-23", "2004-09-22", "2004-12-08")


def yearly(pen: Pen) -> list[Submission]:
    """One central training of the main cadres: secretaries and heads of all villages; two ill."""
    session, on = "central-2004", "2004-04-14"
    main = [(cadre, village.id) for village in villages() for cadre in village.cadres[:2]]
    return [
        held(pen, DISTRICT, session, "annual_central", on, form="central", topics=TOPICS),
        *attended(pen, DISTRICT, session, "village_main_cadres", main[:-2], on),
        *(absent(pen, DISTRICT, session, *who, on, "病假(示例)/ ill (example)")
          for who in main[-2:]),
    ]  # fmt: skip


def quarterly(pen: Pen) -> list[Submission]:
    """Each township's cadres come together in each quarter; one township leaves one out."""
    said = []
    for town in TOWNS:
        for quarter, on in enumerate(QUARTERS, start=1):
            if (town, quarter) == MISSED_QUARTER:
                said.append(_missed(pen, town, "quarterly_study", "2004-Q3", "2004-09-30"))
            else:
                said += _quarter(pen, town, quarter, on)
    return said


def _quarter(pen: Pen, town: str, quarter: int, on: str) -> list[Submission]:
    session = f"study-2004-Q{quarter}"
    people = [(cadre, v.id) for v in villages() if v.town == town for cadre in v.cadres]
    away = people[quarter * 3]
    came = [one for one in people if one != away]
    return [
        held(pen, town, session, "quarterly_study", on, form="quarterly_study",
             place="乡镇党校 / township Party school", topics=TOPICS[quarter - 1 :: 4],
             broadcast=True),
        *attended(pen, town, session, "village_cadres", came, on),
        absent(pen, town, session, *away, on, "农忙(示例)/ field work (example)"),
    ]  # fmt: skip


def activity_days(pen: Pen) -> list[Submission]:
    """One day a month in each village, on a day that suits the fields; some months are missed."""
    return [
        said
        for village in villages()
        for month in range(1, 13)
        for said in _activity_day(pen, village, month)
    ]


def _activity_day(pen: Pen, village: Village, month: int) -> list[Submission]:
    name = f"2004-{month:02}"
    if month in MISSED_MONTHS.get(village.number, ()):
        last = date(2004 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return [_missed(pen, village.id, "activity_day", name, last.isoformat())]
    on = f"{name}-{5 + (village.number + month) % 20:02}"
    session, followed = f"day-{name}", village.number == FOLLOWED
    indoors = (village.number + month) % 9 != 0
    day = held(
        pen, village.id, session, "activity_day", on, form="activity_day", month=name,
        place="党员活动室(示例)/ members' room (example)",
        checks=Checks(time=True, place=indoors, content=True, form=month != 6),
        guided_by=f"{village.town}-cadre-{village.number}",
        reported_attendances=None if followed else village.members - month,
    )  # fmt: skip
    if not followed:
        return [day]
    came = [(member, village.id) for member in village.able_members[month % 3 :]]
    keen = [(f"{village.id}-activist-{n}", village.id) for n in (1, 2, 3)]
    return [
        day,
        *attended(pen, village.id, session, "all_village_members", came, on),
        *attended(pen, village.id, session, "activists", keen, on),
    ]


def _missed(pen: Pen, organiser: str, obligation: str, period: str, due: str) -> Submission:
    due_on = date.fromisoformat(due)
    missed = TrainingObligationMissed(obligation=obligation, period=period, due_on=due_on)
    return pen.own(organiser, missed, (due_on + timedelta(days=1)).isoformat())


def schooling(pen: Pen) -> list[Submission]:
    """How far cadres went to school, and who of the villages was admitted to college.

    19 students of 18 villages is the source's figure; which villages they are is an example.
    """
    said = []
    for town in TOWNS:
        for n in range(1, 21):
            level = "senior_high" if (town, n) in SHORT_OF_COLLEGE else "college"
            said.append(_schooled(pen, town, f"{town}-official-{n}", "township_cadre", level))
    for village in villages():
        level = "junior_high" if village.number > 36 else "senior_high"
        said.append(_schooled(pen, village.town, village.cadres[0], "village_secretary", level))
    covered = [villages()[0], *villages()[:18]]
    said += [
        pen.files(
            village.town, village.id, "2004-01-20", "CollegeAdmission",
            person=f"{village.id}-student-{n}", programme="村村大学生计划(培养)",
            admitted_on="2003-09-01",
        )
        for n, village in enumerate(covered)
    ]  # fmt: skip
    return said


SHORT_OF_COLLEGE = frozenset((town, 20) for town in TOWNS[:4])
"""Four of the hundred township officials: 96 % have been to college (example)."""


def _schooled(pen: Pen, town: str, person: str, role: str, level: str) -> Submission:
    return pen.files(
        town, town, "2004-12-31", "EducationLevel", person=person, role=role, level=level,
        as_of="2004-12-31", source="干部名册(示例)/ register of cadres (example)",
    )  # fmt: skip


def in_another_month(pen: Pen) -> Submission:
    """An activity day may move within its month, not out of it."""
    village = villages()[12]
    day = TrainingSessionHeld(
        session_id="day-2004-07-late", kind="activity_day", form="activity_day", month="2004-07",
        starts_on=date(2004, 8, 2), ends_on=date(2004, 8, 2),
        checks=Checks(time=False, place=True, content=True, form=True),
    )  # fmt: skip
    return pen.own(village.id, day, "2004-08-02")


def beside_the_calendar(pen: Pen) -> list[Submission]:
    """A class before the entrance examination, and the members' "ten ones" in one village."""
    village, on = villages()[0], "2004-05-20"
    return [
        held(pen, DISTRICT, "exam-2004", "exam_preparation", on, to="2004-05-26", form="class",
             reported_attendances=60),
        held(pen, village.id, "ten-ones-2004", "ten_ones", "2004-07-01", form="activity",
             reported_attendances=village.members - 9),
    ]  # fmt: skip
