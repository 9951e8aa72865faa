"""What a scheme changes by its data alone, on a variant of the real one made for the purpose."""

import copy
from decimal import Decimal
from typing import Any

import pytest

from contracts.events import BY_TYPE
from contracts.events.grading import (
    BranchEnrolled,
    DemocraticAppraisalHeld,
    RecordFiled,
    SchemePublished,
)
from contracts.refusals import (
    AlreadyRecorded,
    ReasonMissing,
    RuleBroken,
    StepNotOpen,
)
from contracts.scheme import load_cached, read_yaml
from services.grading import domain as grading
from tests.support.scenario import Scenario
from tests.unit.grading.situations import (
    APPRAISED,
    BY_MASSES,
    BY_MEMBERS,
    CASE,
    CONFIRMED,
    DOCUMENT,
    FILED,
    LADDER,
    MET,
    OPENED,
    RATED,
    REVISED,
    SCHEMES,
    TARGET,
    Story,
    by_township,
    day,
    registered,
)

OTHER = "second_grade"


def variant(**steps: dict[str, Any]) -> Story:
    """The real scheme with a second ladder like the first, and with some steps changed."""
    document = copy.deepcopy(DOCUMENT)
    document["ladders"].append({**copy.deepcopy(document["ladders"][0]), "id": OTHER})
    document["record_kinds"].append(
        {
            "id": "Survey",
            "en": "Survey",
            "filed_by": ["village_branch"],
            "fields": [
                {"id": "asked", "type": "number", "unit": "persons", "required": True},
                {"id": "public", "type": "boolean"},
            ],
        }
    )
    for step in document["procedure"]:
        step |= steps.get(step["id"], {})
    publish = SchemePublished(
        scheme_version=1, effective_from=day("2011-11-01"), definition=document
    )
    story: Story = Scenario(grading, CASE, states=registered.states, register=registered.register)
    return story.went(
        by_township(publish),
        by_township(OPENED),
        by_township(BranchEnrolled(ladders=(LADDER, OTHER))),
    )


# Two ladders at once ----------------------------------------------------------------------------


def test_each_ladder_is_rated_filed_reviewed_and_decided_by_itself() -> None:
    def other(event: Any) -> Any:
        return event.model_copy(update={"ladder": OTHER, "deviation_reason": "known"})

    rated = variant().went(RATED, on="2011-11-12")
    assert rated.when(FILED.model_copy(update={"ladder": OTHER}), on="2011-11-14").then_refused(
        StepNotOpen, "R-03", awaits={"BranchSelfRated"}
    )
    filed = rated.went(FILED, on="2011-11-14")
    unrated = BY_MASSES.model_copy(update={"ladder": OTHER})
    filed.when(unrated, on="2011-11-19").then_recorded(agrees_with_self_rating=None)
    met = filed.went(BY_MEMBERS, BY_MASSES, by_township(MET), on="2011-12-02")
    met.when(by_township(other(CONFIRMED), "2011-12-02")).then_refused(
        StepNotOpen, "R-06", field="/data/ladder", awaits={"BranchSelfRated"}
    )
    met.when(by_township(other(REVISED), "2011-12-02")).then_refused(
        StepNotOpen, "R-06", field="/data/ladder", awaits={"BranchSelfRated"}
    )
    reason = CONFIRMED.model_copy(update={"deviation_reason": "known in person"})
    decided = met.went(by_township(reason, "2011-12-02"))
    assert decided.state.in_force == {LADDER: "intermediate"}


def test_a_ladder_reviewed_before_it_is_rated_is_reviewed_once() -> None:
    story = variant().went(RATED, on="2011-11-12")
    unrated = BY_MEMBERS.model_copy(update={"ladder": OTHER})
    story = story.went(unrated, on="2011-11-19")
    story.when(unrated, on="2011-11-19").then_refused(AlreadyRecorded)


# Steps that ask for something else ---------------------------------------------------------------


def test_a_body_that_the_scheme_does_not_name_is_not_asked() -> None:
    story = variant(members_review={"bodies": ["members_meeting"]})
    story = story.went(RATED, FILED, on="2011-11-14").went(BY_MEMBERS, on="2011-11-18")
    story.when(BY_MASSES, on="2011-11-19").then_refused(
        RuleBroken, field="/data/body", saying="members_meeting"
    )
    story.when(by_township(MET, "2011-12-02")).accepted()


def test_a_step_that_names_no_clause_is_cited_by_its_id_alone() -> None:
    story = variant(members_review={"bodies": ["members_meeting"], "src": None})
    story = story.went(RATED, FILED, on="2011-11-14").went(BY_MEMBERS, on="2011-11-18")
    story.when(BY_MASSES, on="2011-11-19").then_refused(RuleBroken, "procedure/members_review")


@pytest.mark.parametrize(
    ("basis", "changes"),
    [
        ({"years": 3, "inputs": []}, {"performance": None, "year_end": ()}),
        (None, {"basis_years": (), "year_end": ()}),
        ({"years": 1, "inputs": []}, {"basis_years": (2010,), "year_end": ()}),
    ],
)
def test_a_self_rating_rests_on_what_the_scheme_asks_for(basis: Any, changes: Any) -> None:
    event = RATED.model_copy(update=changes)
    variant(self_rating={"basis": basis}).when(event, on="2011-11-12").accepted()


def test_what_a_step_follows_is_the_schemes_to_say() -> None:
    story = variant(committee_review={"requires": []})
    story.when(by_township(MET, "2011-12-02")).accepted()


def test_a_step_that_recurs_is_recorded_again() -> None:
    story = variant(democratic_appraisal={"occurs": "recurring", "requires": [], "deadline": None})
    again: DemocraticAppraisalHeld = APPRAISED
    story = story.went(again, on="2012-12-10")
    story.when(again, on="2012-12-10").then_recorded(due_on=None, late=False)


def test_a_ladder_that_asks_for_no_reason_takes_a_decision_without_one() -> None:
    story = variant().went(RATED, FILED, BY_MEMBERS, BY_MASSES, by_township(MET), on="2011-12-02")
    story.when(by_township(CONFIRMED, "2011-12-02")).then_refused(ReasonMissing, "R-08")
    lax = story.register.schemes["classification-upgrade", 1]
    ladder = lax.ladders[0].model_copy(update={"require_reason_if_differs": False})
    story.register.schemes["classification-upgrade", 1] = lax.model_copy(
        update={"ladders": (ladder, *lax.ladders[1:])}
    )
    story.when(by_township(CONFIRMED, "2011-12-02")).accepted()


# A record kind of its own -------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [Decimal(120), "120", "120.5"])
def test_a_number_is_a_number_however_it_is_written(asked: Any) -> None:
    event = RecordFiled(record_id="s-1", kind="Survey", fields={"asked": asked, "public": True})
    variant().when(event).accepted()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"asked": True}, "asked"),
        ({"asked": "many"}, "asked"),
        ({"asked": "NaN"}, "asked"),
        *(({"asked": text}, "asked") for text in ("1_000", "８８", "+3", "3 ", "3.")),
        ({"asked": Decimal(1), "public": "yes"}, "public"),
    ],
)
def test_what_is_no_number_and_no_truth_value_is_refused(fields: Any, field: str) -> None:
    event = RecordFiled(record_id="s-1", kind="Survey", fields=fields)
    variant().when(event).then_refused(RuleBroken, field=f"/data/fields/{field}")


# Every scheme there is ----------------------------------------------------------------------------

OWN = {event.name for event in BY_TYPE.values() if event.service == grading.SERVICE}
KNOWN = OWN | {event.name for event in grading.HEARS}


@pytest.mark.parametrize("path", sorted(SCHEMES.rglob("*.yaml")), ids=lambda path: str(path.stem))
def test_whatever_a_step_of_any_scheme_follows_is_recorded_or_heard_here(path: Any) -> None:
    scheme = load_cached(read_yaml(path.read_text("utf-8"))[0])
    for step in scheme.procedure:
        for need in step.requires:
            wanted = scheme.step(need.step) if need.step else None
            names = wanted.completed_by if wanted else (need.event,)
            assert all(name in KNOWN or scheme.record_kind(str(name)) for name in names)


def test_a_target_of_the_case_is_counted_whatever_the_scheme() -> None:
    assert dict(variant().given(TARGET).state.heard.targets) == {"target-1": None}
