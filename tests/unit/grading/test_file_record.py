"""RecordFiled and RecordCorrected."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.events.grading import (
    BranchEnrolled,
    CycleOpened,
    RecordCorrected,
    RecordFiled,
    SchemePublished,
)
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
    UnknownSubject,
)
from services.grading import domain as grading
from tests.support import schemes
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import (
    ASSIGNED,
    BRANCH,
    COUNTY,
    ELSEWHERE,
    TOWNSHIP,
    by_township,
    confirmed,
    day,
    enrolled,
    opened,
    organisation,
    targeted,
)

Record = dict[str, Any]
CONTACT: Record = {
    "leader": "person-1",
    "role": "first_responsible",
    "aid_plan": "visit each month",
}
PAIRING: Record = {
    "helper": COUNTY,
    "form": "paired_building",
    "responsible": ("person-3",),
    "items": ("seedlings", "training"),
    "incentive": "named in the county circular",
}
REPLACED: Record = {
    "outgoing": "person-4",
    "incoming": "person-5",
    "finding": "two years without a meeting",
    "replaced_on": "2012-03-01",
}
DEMONSTRATION: Record = {
    "kind": "spring_breeze_model_village",
    "recognised_on": "2012-06-01",
    "ground": "a clean village with accounts on the wall",
}
LISTED: Record = {
    "list_level": "county",
    "list_name": "advanced branches 2012",
    "entered_on": "2012-06-30",
    "document": "circular 8",
}
MEASURE: Record = {"measure": "two courses on walnuts", "theme": "prosperity"}


def record(kind: str, fields: Record, id: str = "record-1") -> RecordFiled:
    return RecordFiled(record_id=id, kind=kind, fields=fields)


def correction(fields: Record, corrects: str = "record-1", id: str = "record-2") -> Any:
    return RecordCorrected(record_id=id, corrects=corrects, fields=fields, reason="wrong name")


@pytest.mark.feature("S1-43", "S1-45")
@pytest.mark.parametrize("role", ["first_responsible", "specific_responsible", "contact_point"])
def test_responsible_persons_and_contact_points_are_filed_with_their_aid_plan(role: str) -> None:
    event = record("ContactPoint", {**CONTACT, "role": role})
    story = enrolled.when(by_township(event)).then(event)
    assert story.state.records == {"record-1": "ContactPoint"}


@pytest.mark.feature("S1-31", "S1-44")
def test_an_aid_pairing_is_filed_with_person_item_and_reward() -> None:
    event = record("AidPairing", PAIRING)
    targeted.when(by_township(event, "2012-03-01")).then(event)


@pytest.mark.feature("S1-31")
def test_an_aid_pairing_follows_the_targets_broken_down() -> None:
    event = by_township(record("AidPairing", PAIRING), "2012-03-01")
    confirmed.when(event).then_refused(StepNotOpen, awaits={"UpgradeTargetAssigned"})
    confirmed.given(ASSIGNED).when(event).accepted()


@pytest.mark.feature("S1-32")
def test_a_secretary_not_up_to_the_post_is_replaced() -> None:
    event = record("SecretaryReplaced", REPLACED)
    targeted.when(by_township(event, "2012-03-01")).then(event)


@pytest.mark.feature("S1-46")
@pytest.mark.parametrize(
    "kind", ["demonstration_point", "spring_breeze_model_village", "publicised_exemplar"]
)
def test_model_villages_and_publicised_exemplars_are_noted(kind: str) -> None:
    enrolled.when(
        by_township(record("DemonstrationPoint", {**DEMONSTRATION, "kind": kind}))
    ).accepted()


def test_an_entry_in_an_advanced_list_is_noted() -> None:
    enrolled.when(by_township(record("AdvancedListing", LISTED), "2012-07-01")).accepted()


def test_a_branch_files_its_conversion_measures() -> None:
    event = record("ConversionMeasure", MEASURE)
    targeted.when(event, on="2012-01-10").then(event)
    targeted.when(by_township(event, "2012-01-10")).then_refused(NotAuthorised, "R-19")


@pytest.mark.parametrize("actor", [BRANCH, ELSEWHERE, "nobody"])
def test_others_do_not_file(actor: str) -> None:
    enrolled.when(says(record("ContactPoint", CONTACT), by=actor)).then_refused(
        NotAuthorised, "R-19", field="/actor"
    )


def test_a_kind_is_declared_by_the_scheme() -> None:
    enrolled.when(by_township(record("WagePayment", {}))).then_refused(
        UnknownReference, field="/data/kind", saying="ContactPoint"
    )


def test_a_records_id_is_used_once() -> None:
    story = enrolled.went(by_township(record("ContactPoint", CONTACT)))
    story.when(by_township(record("AdvancedListing", LISTED))).then_refused(
        AlreadyRecorded, field="/data/record_id"
    )


@pytest.mark.parametrize(
    ("kind", "fields", "change", "field", "saying"),
    [
        ("ContactPoint", CONTACT, {"leader": None}, "leader", "missing"),
        ("ContactPoint", CONTACT, {"colour": "red"}, "colour", "no field"),
        ("ContactPoint", CONTACT, {"role": "friend"}, "role", "first_responsible"),
        ("ContactPoint", CONTACT, {"leader": True}, "leader", "person"),
        ("ContactPoint", CONTACT, {"leader": "Mr. Wang Wu"}, "leader", "person"),
        ("ContactPoint", CONTACT, {"leader": ("person-1",)}, "leader", "several"),
        ("ContactPoint", CONTACT, {"aid_plan": Decimal(3)}, "aid_plan", "text"),
        ("AdvancedListing", LISTED, {"entered_on": "2012-02-30"}, "entered_on", "date"),
        ("AdvancedListing", LISTED, {"entered_on": "30 June 2012"}, "entered_on", "date"),
        ("AdvancedListing", LISTED, {"entered_on": "20120630"}, "entered_on", "date"),
    ],
)
def test_each_field_is_one_of_the_kind_and_of_its_type(
    kind: str, fields: Record, change: Record, field: str, saying: str
) -> None:
    enrolled.when(by_township(record(kind, fields | change), "2012-07-01")).then_refused(
        RuleBroken, f"record_kinds/{kind}", field=f"/data/fields/{field}", saying=saying
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [({"items": "seedlings"}, "items"), ({"responsible": ("Mr. Wang Wu",)}, "responsible")],
)
def test_a_field_of_many_is_a_list_of_them(change: Record, field: str) -> None:
    targeted.when(by_township(record("AidPairing", PAIRING | change), "2012-03-01")).then_refused(
        RuleBroken, field=f"/data/fields/{field}"
    )


def test_an_organisation_that_a_record_names_is_registered() -> None:
    event = record("AidPairing", PAIRING | {"helper": "bureau-9"})
    targeted.when(by_township(event, "2012-03-01")).then_refused(
        UnknownReference, field="/data/fields/helper", awaits={"OrganisationRegistered"}
    )


def test_an_optional_field_may_stay_out() -> None:
    short = {"leader": "person-1", "role": "contact_point"}
    enrolled.when(by_township(record("ContactPoint", short))).accepted()


# Corrections ----------------------------------------------------------------------------------


def test_a_correction_replaces_the_record_and_knows_its_kind() -> None:
    story = enrolled.went(by_township(record("ContactPoint", CONTACT)))
    after = story.when(by_township(correction(CONTACT | {"leader": "person-2"}))).then_recorded(
        kind="ContactPoint"
    )
    assert after.state.records == {"record-2": "ContactPoint"}
    after.when(by_township(correction(CONTACT, id="record-3"))).then_refused(
        AlreadyRecorded, "R-17", field="/data/corrects"
    )
    after.when(by_township(record("ContactPoint", CONTACT))).then_refused(AlreadyRecorded)


def test_only_a_record_on_record_is_corrected() -> None:
    enrolled.when(by_township(correction(CONTACT))).then_refused(
        UnknownReference, "R-17", field="/data/corrects"
    )


def test_a_correction_has_an_id_of_its_own() -> None:
    story = enrolled.went(by_township(record("ContactPoint", CONTACT)))
    story.when(by_township(correction(CONTACT, id="record-1"))).then_refused(
        AlreadyRecorded, field="/data/record_id"
    )


def test_a_corrected_record_keeps_the_kinds_fields() -> None:
    story = enrolled.went(by_township(record("ContactPoint", CONTACT)))
    story.when(by_township(correction({"leader": "person-1"}))).then_refused(
        RuleBroken, field="/data/fields/role"
    )


def test_who_may_not_file_may_not_correct() -> None:
    story = enrolled.went(by_township(record("ContactPoint", CONTACT)))
    story.when(correction(CONTACT)).then_refused(NotAuthorised, "R-19")


# What a kind requires and closes: pioneer-project and three-projects --------------


def elsewhere(scheme: str, organisations: Any, case: str, actor: str) -> Scenario[Any]:
    document = schemes.document(scheme)
    cycle = document["cycles"][0]["id"]
    publish = SchemePublished(
        scheme_version=document["version"], effective_from=day("2004-01-01"), definition=document
    )
    return Scenario(
        grading, case=f"{scheme}:{cycle}:{case}", today=document["cycles"][0]["opens"]
    ).went(
        *organisations,
        says(publish, by=actor),
        says(CycleOpened(scheme_version=document["version"]), by=actor),
    )


def district() -> Scenario[Any]:
    return elsewhere(
        "pioneer-project",
        [
            organisation("district", "district_committee"),
            organisation("department", "district_organisation_department", "district"),
            organisation("town", "township_committee", "district"),
        ],
        "town",
        "district",
    )


def kinds(story: Scenario[Any]) -> dict[str, Any]:
    return {k.id: k for s in story.register.schemes.values() for k in s.record_kinds}


def filled(story: Scenario[Any], kind: str, **given: Any) -> Record:
    """A record of a kind with something plausible in every field that it requires."""
    plausible = {
        "text": "as found", "texts": ("as found",), "number": Decimal("1.5"),
        "date": "2004-03-01", "boolean": True, "person": "person-1", "persons": ("person-1",),
        "organisation": "town", "organisations": ("town",),
    }  # fmt: skip
    return {
        f.id: given.get(f.id, f.choices[0] if f.choices else plausible.get(f.type))
        for f in kinds(story)[kind].fields
        if f.required or f.id in given
    }


def with_enrolment(story: Scenario[Any]) -> Scenario[Any]:
    return story.went(says(BranchEnrolled(ladders=("six_good",)), by="district"))


def test_a_work_plan_needs_the_baseline_survey() -> None:
    story = with_enrolment(district())
    plan = record("WorkPlan", filled(story, "WorkPlan"), "plan-1")
    story.when(says(plan, by="town")).then_refused(StepNotOpen, awaits={"RecordFiled"})
    survey = record("BaselineSurvey", filled(story, "BaselineSurvey"), "survey-1")
    story.went(says(survey, by="town")).when(says(plan, by="town")).accepted()


def test_findings_are_circulated_on_visits_on_record() -> None:
    story = with_enrolment(district())
    (closing,) = (kind for kind in kinds(story).values() if kind.closes)
    visits = closing.closes.named_in
    visit = record("InspectionVisit", filled(story, "InspectionVisit"), "visit-1")
    stray = record(closing.id, filled(story, closing.id, **{visits: ("visit-9",)}), "circular-1")
    story = story.went(says(visit, by="department"))
    story.when(says(stray, by="department")).then_refused(
        UnknownReference, "R-24", field=f"/data/fields/{visits}"
    )
    good = record(closing.id, filled(story, closing.id, **{visits: ("visit-1",)}), "circular-1")
    after = story.went(says(good, by="department"))
    of_another_kind = record(
        closing.id, filled(story, closing.id, **{visits: ("circular-1",)}), "circular-2"
    )
    after.when(says(of_another_kind, by="department")).then_refused(
        RuleBroken, "R-24", saying="InspectionVisit"
    )


def test_a_body_that_the_scheme_does_not_grade_keeps_its_own_records() -> None:
    story = opened
    subject = f"classification-upgrade:2011-2012:{TOWNSHIP}"
    event = record("ContactPoint", CONTACT)
    refusal = story.when(says(event, by=COUNTY, about=subject)).answer
    assert isinstance(refusal, NotAuthorised), "who files is the scheme's to say, not enrolment"
    opened.when(by_township(event)).then_refused(UnknownSubject, awaits={"BranchEnrolled"})
