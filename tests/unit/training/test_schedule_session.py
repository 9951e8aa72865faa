import pytest

from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.unit.training.story import ANNOUNCED, AWAY, BRANCH, HANFENG, STUDY, day, township

ON = "2010-04-01"


@pytest.mark.feature("S2-22", "S2-24")
def test_a_session_is_announced() -> None:
    HANFENG.when(AWAY, on=ON).then(AWAY)


@pytest.mark.feature("S1-11")
def test_it_is_announced_also_where_the_procedure_names_only_the_session_itself() -> None:
    event = AWAY.model_copy(update={"kind": "study_phase", "by_selection": False, "plan_id": None})
    BRANCH.when(event, on="2011-11-01").then(event)
    BRANCH.when(event, by="committee", on="2011-11-01").then_refused(NotAuthorised, "R-19")


def test_a_plan_comes_first_where_the_scheme_says_so() -> None:
    bare = AWAY.model_copy(update={"plan_id": None})
    township("hanfeng").when(bare, on=ON).then_refused(StepNotOpen, awaits={"TrainingPlanAdopted"})


def test_the_id_of_a_session_is_used_once_in_a_case() -> None:
    ANNOUNCED.when(AWAY, on=ON).then_refused(AlreadyRecorded, field="/data/session_id")


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"kind": "karaoke"}, UnknownReference, "/data/kind"),
        ({"kind": "everyone_skills"}, RuleBroken, "/data/kind"),
        ({"ends_on": day("2010-04-07")}, RuleBroken, "/data/ends_on"),
        ({"plan_id": "plan-9"}, UnknownReference, "/data/plan_id"),
        ({"by_selection": False}, RuleBroken, "/data/by_selection"),
    ],
)
def test_what_does_not_fit_the_scheme_or_the_record_is_refused(
    change: dict[str, object], refusal: type[RuleBroken], field: str
) -> None:
    HANFENG.when(AWAY.model_copy(update=change), on=ON).then_refused(refusal, field=field)


def test_a_session_on_record_as_held_is_not_announced_afterwards() -> None:
    event = AWAY.model_copy(
        update={
            "session_id": STUDY.session_id, "kind": "study_phase", "by_selection": False,
            "plan_id": None,
        }
    )  # fmt: skip
    BRANCH.went(STUDY, on="2011-11-04").when(event, on="2011-11-05").then_refused(AlreadyRecorded)
