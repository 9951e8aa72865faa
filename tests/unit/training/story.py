"""Organisers under each of the four schemes, and sessions they announce and hold.

The schemes are the real ones; townships, villages and people are invented.
"""

from datetime import date

from contracts.events.grading import CycleOpened, OrganisationRegistered, SchemePublished
from contracts.events.training import (
    Checks,
    TraineeSelected,
    TrainingAttended,
    TrainingPlanAdopted,
    TrainingSessionHeld,
    TrainingSessionScheduled,
)
from services.training import domain as training
from services.training.domain.case import CaseState
from tests.support.scenario import Saying, Scenario, says
from tests.support.schemes import document

day = date.fromisoformat


def registered(id: str, kind: str, parent: str | None = None) -> Saying:
    event = OrganisationRegistered(kind=kind, name_zh=f"例{id}", parent=parent)
    return says(event, about=f"organisation:{id}")


def opened(
    scheme: str, cycle: str, organiser: str, kind: str, above: str, *more: Saying
) -> Scenario[CaseState]:
    """A cycle is open, the organiser and the committee above it are registered."""
    days = next(c for c in document(scheme)["cycles"] if c["id"] == cycle)
    opens, closes = day(days["opens"]), day(days["closes"])
    published = SchemePublished(scheme_version=1, effective_from=opens, definition=document(scheme))
    return Scenario(training, f"{scheme}:{cycle}:{organiser}", today=days["opens"]).given(
        says(published, by="committee"),
        registered("committee", above),
        registered(organiser, kind, "committee"),
        says(CycleOpened(scheme_version=1, opens=opens, closes=closes), by="committee"),
        *more,
    )


# classification-upgrade: a village branch studies ----------------------------------------------

BRANCH = opened(
    "classification-upgrade", "2011-2012", "village-b", "village_branch", "township_committee"
)
STUDY = TrainingSessionHeld(
    session_id="s1",
    kind="study_phase",
    starts_on=day("2011-11-03"),
    ends_on=day("2011-11-04"),
    form="mobilisation_meeting",
    audience=("member", "cadre"),
)
ATTENDED = TrainingAttended(
    session_id="s1",
    person="person-1",
    organisation="village-b",
    role="member",
    attended_from=day("2011-11-03"),
    attended_to=day("2011-11-04"),
)
STUDIED = BRANCH.went(says(STUDY, on="2011-11-04"))
"""2011-11-04: a session of two days was held without having been announced."""

# three-projects: townships train -----------------------------------------------------------------

PLAN = TrainingPlanAdopted(
    plan_id="plan-1",
    period_from=day("2010-01-01"),
    period_to=day("2010-12-31"),
    planned_sessions=9,
    planned_attendances=2400,
    topics=("科技种养", "产品加工", "市场营销"),
)


def township(id: str) -> Scenario[CaseState]:
    return opened("three-projects", "2010", id, "township_committee", "county_committee")


HANFENG = township("hanfeng").went(says(PLAN, on="2010-03-01"))
AWAY = TrainingSessionScheduled(
    session_id="county-1",
    kind="county_secretaries",
    starts_on=day("2010-04-08"),
    ends_on=day("2010-04-14"),
    place="the county's Party school",
    audience=("secretary",),
    by_selection=True,
    plan_id="plan-1",
)
AWAY_HELD = TrainingSessionHeld(
    session_id="county-1",
    kind="county_secretaries",
    starts_on=day("2010-04-08"),
    ends_on=day("2010-04-14"),
    form="central",
)
ANNOUNCED = HANFENG.went(says(AWAY, on="2010-04-01"))


def selected(person: str) -> TraineeSelected:
    return TraineeSelected(session_id="county-1", person=person, selected_on=day("2010-04-05"))


def whole_week(person: str) -> TrainingAttended:
    return TrainingAttended(
        session_id="county-1",
        person=person,
        role="secretary",
        attended_from=day("2010-04-08"),
        attended_to=day("2010-04-14"),
    )


# pioneer-project: a village and its activity days ----------------------------------------------

VILLAGE = opened("pioneer-project", "2004", "village-p", "village_branch", "township_committee")
CHECKS = Checks(time=True, place=True, content=True, form=False)
ACTIVITY = STUDY.model_copy(
    update={
        "kind": "activity_day", "starts_on": day("2004-02-29"), "ends_on": day("2004-02-29"),
        "form": "visit", "month": "2004-02", "checks": CHECKS, "guided_by": "person-9",
        "audience": ("member", "activist"),
    }
)  # fmt: skip
