"""Sessions of the other three programmes: the same decisions, other data."""

import pytest

from contracts.events.training import TrainingSessionHeld
from contracts.refusals import StepNotOpen
from tests.support.scenario import says
from tests.unit.training.story import (
    ACTIVITY,
    ATTENDED,
    PLAN,
    STUDY,
    VILLAGE,
    day,
    opened,
    township,
)

ON = "2010-04-20"


@pytest.mark.feature("S2-03", "S2-04", "S2-05", "S2-23", "S2-31", "S2-35")
@pytest.mark.parametrize(
    ("place", "kind", "form"),
    [
        ("fanjiazhai", "theme_education", "discussion"),
        ("fanjiazhai", "three_meetings_one_lesson", "party_class"),
        ("fanjiazhai", "everyone_skills", "lecture"),
        ("guodian", "annual_village_cadre_training", "central"),
        ("hanfeng", "three_level_cadres", "central"),
        ("nanzhihui", "meeting_as_training", "meeting_as_training"),
        ("nanzhihui", "on_site_meeting", "on_site_meeting"),
        ("nanzhihui", "collective_study", "study"),
    ],
)
def test_each_township_holds_its_own_trainings_after_its_plan_if_it_makes_one(
    place: str, kind: str, form: str
) -> None:
    event = STUDY.model_copy(
        update={"kind": kind, "form": form, "starts_on": day(ON), "ends_on": day(ON)}
    )
    story = township(place)
    if place == "nanzhihui":  # the plan is a step of the other three
        story.when(event, on=ON).then(event)
    else:
        story.when(event, on=ON).then_refused(StepNotOpen, awaits={"TrainingPlanAdopted"})
        story.went(says(PLAN, on="2010-03-01")).when(event, on=ON).then(event)


@pytest.mark.feature("S0-26")
@pytest.mark.parametrize("role", ["member", "activist"])
def test_members_and_activists_attend_the_activity_day(role: str) -> None:
    told = VILLAGE.went(says(ACTIVITY, on="2004-03-02"))
    event = ATTENDED.model_copy(
        update={
            "organisation": "village-p", "role": role,
            "attended_from": ACTIVITY.starts_on, "attended_to": ACTIVITY.ends_on,
        }
    )  # fmt: skip
    told.when(event, on="2004-03-02").then_recorded(days=1)


@pytest.mark.feature("S0-12")
def test_a_village_cadre_attends_the_quarters_study() -> None:
    held = STUDY.model_copy(
        update={
            "kind": "quarterly_study", "audience": ("village_cadre",), "broadcast": True,
            "starts_on": day("2004-05-10"), "ends_on": day("2004-05-10"),
        }
    )  # fmt: skip
    story = opened(
        "pioneer-project", "2004", "township-p", "township_committee", "district_committee"
    ).went(says(held, on="2004-05-10"))
    event = ATTENDED.model_copy(
        update={
            "organisation": None, "role": "village_cadre",
            "attended_from": held.starts_on, "attended_to": held.ends_on,
        }
    )  # fmt: skip
    story.when(event, on="2004-05-11").then_recorded(days=1)


@pytest.mark.feature("S0-15")
def test_the_ten_ones_are_held_though_nobody_says_what_they_are() -> None:
    held = TrainingSessionHeld(
        session_id="ones-1", kind="ten_ones", form="activity",
        starts_on=day("2004-04-10"), ends_on=day("2004-04-10"),
    )  # fmt: skip
    VILLAGE.when(says(held, on="2004-04-10")).then_recorded(topics=())
