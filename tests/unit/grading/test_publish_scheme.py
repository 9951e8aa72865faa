"""SchemePublished."""

import copy
from typing import Any

import pytest

from contracts.events.grading import SchemePublished
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, SchemeInvalid
from tests.support.scenario import says
from tests.unit.grading.situations import (
    COUNTY,
    DOCUMENT,
    ELSEWHERE,
    NEIGHBOUR,
    PUBLISHED,
    SCHEME,
    TOWNSHIP,
    by_township,
    day,
    nothing,
    published,
    registered,
)


def changed(**changes: Any) -> SchemePublished:
    document = copy.deepcopy(DOCUMENT) | changes
    return SchemePublished(
        scheme_version=document["version"],
        effective_from=day("2011-11-01"),
        definition=document,
    )


@pytest.mark.feature("S1-01", "S1-02")
def test_a_published_scheme_carries_the_hash_of_its_content() -> None:
    story = registered.when(by_township(PUBLISHED)).then_recorded(content_sha256=SCHEME.sha256)
    known = story.register.schemes["classification-upgrade", 1]
    assert (len(known.criteria), len(known.ladders[0].tiers), len(known.procedure)) == (28, 3, 19)
    assert known.based_on is not None
    assert known.based_on.document_no == "平委组通〔2011〕367号"


def test_a_scheme_may_be_published_before_anybody_is_registered() -> None:
    nothing.when(PUBLISHED).then_recorded(scheme_version=1)


def test_a_new_version_is_published_beside_the_old() -> None:
    story = published.when(by_township(changed(version=2))).then_recorded(scheme_version=2)
    assert {v for _, v in story.register.schemes} == {1, 2}


def test_the_same_version_with_the_same_content_is_on_record_already() -> None:
    published.when(by_township(PUBLISHED)).then_refused(AlreadyRecorded, "R-01")


def test_a_published_version_never_changes() -> None:
    published.when(by_township(changed(timezone="Asia/Urumqi"))).then_refused(
        RuleBroken, "R-01", field="/data/scheme_version", saying="another content"
    )


def test_the_subject_names_the_documents_scheme() -> None:
    registered.when(by_township(PUBLISHED, about="scheme:another")).then_refused(
        RuleBroken, "R-01", field="/data/definition/id", saying="another"
    )


def test_the_event_names_the_documents_version() -> None:
    registered.when(by_township(PUBLISHED.model_copy(update={"scheme_version": 2}))).then_refused(
        RuleBroken, "R-01", field="/data/scheme_version"
    )


def test_every_mistake_of_a_document_is_named_at_its_place() -> None:
    bad = changed(timezone="Asia/Atlantis")
    bad.definition["ladders"][0]["rules"]["advanced"] = {"all": ["no_such_fact"]}
    refusal = registered.when(by_township(bad)).then_refused(SchemeInvalid)
    places = {fault.field for fault in refusal.faults}
    assert "/data/definition/timezone" in places
    assert any(place.startswith("/data/definition/ladders/0/rules/advanced") for place in places)
    assert refusal.field.startswith("/data/definition/")


def test_a_rule_that_does_not_parse_is_a_mistake() -> None:
    bad = changed()
    bad.definition["groups"]["backward_headline"] = {"any": [{"cel": "satisfaction_pct <"}]}
    registered.when(by_township(bad)).then_refused(SchemeInvalid)


def test_a_document_that_is_no_scheme_at_all_is_refused() -> None:
    empty = SchemePublished(scheme_version=1, effective_from=day("2011-11-01"), definition={})
    registered.when(by_township(empty)).then_refused(SchemeInvalid)


def test_a_body_of_another_kind_than_the_issuer_does_not_publish() -> None:
    registered.when(says(PUBLISHED, by=NEIGHBOUR)).then_refused(
        NotAuthorised, "R-19", field="/actor", saying="township_committee"
    )


def test_another_body_of_the_issuers_kind_does_not_publish_the_next_version() -> None:
    published.when(says(changed(version=2), by=ELSEWHERE)).then_refused(
        NotAuthorised, "R-19", field="/actor", saying=TOWNSHIP
    )


def test_a_body_above_takes_a_scheme_over_from_the_next_version_on() -> None:
    taken = changed(
        version=2, issuer={"kind": "county_organisation_department", "zh": "县委组织部"}
    )
    story = published.went(says(taken, by=COUNTY))
    third = copy.deepcopy(taken)
    third.definition["version"] = 3
    third = third.model_copy(update={"scheme_version": 3})
    story.when(by_township(third)).then_refused(NotAuthorised, "R-19", field="/actor")
    story.when(says(third, by=COUNTY)).then_recorded(scheme_version=3)
