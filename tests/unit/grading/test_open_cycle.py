"""CycleOpened, CycleClosed and ProgrammeMeasureRecorded."""

from datetime import date
from decimal import Decimal

from contracts.events.grading import CycleOpened, ProgrammeMeasureRecorded
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    UnknownReference,
    UnknownSubject,
)
from tests.support.scenario import says
from tests.unit.grading.situations import (
    BRANCH,
    CLOSED,
    ELSEWHERE,
    ENROLLED,
    LOOKED_BACK,
    OPENED,
    ORDERED,
    RATED,
    REPORTED,
    TOWNSHIP,
    by_township,
    commended,
    criticised,
    day,
    enrolled,
    evidence,
    opened,
    ordered,
    published,
    registered,
)

MEASURE = ProgrammeMeasureRecorded(
    target="T1-02",
    value=Decimal("9.09"),
    unit="percent",
    as_of=day("2012-12-31"),
    reported_from="year-end report",
)


def test_a_cycle_opens_and_closes_on_the_schemes_days() -> None:
    published.when(by_township(OPENED)).then_recorded(
        opens=date(2011, 11, 1), closes=date(2012, 12, 31)
    )


def test_a_cycle_pins_a_published_version() -> None:
    published.when(by_township(CycleOpened(scheme_version=7))).then_refused(
        UnknownReference, "R-01", field="/data/scheme_version", awaits={"SchemePublished"}
    )


def test_a_cycle_of_an_unknown_scheme_waits_for_it() -> None:
    registered.when(by_township(OPENED)).then_refused(UnknownReference, awaits={"SchemePublished"})


def test_only_a_cycle_of_the_scheme_is_opened() -> None:
    published.when(by_township(OPENED, about="cycle:classification-upgrade:1999")).then_refused(
        UnknownSubject, field="/subject", saying="2011-2012"
    )


def test_a_cycle_is_opened_once() -> None:
    opened.when(by_township(OPENED)).then_refused(AlreadyRecorded, "R-01")


def test_a_following_cycle_is_opened_beside_the_first() -> None:
    opened.when(by_township(OPENED, about="cycle:classification-upgrade:2013")).then_recorded(
        opens=date(2013, 1, 1)
    )


def test_a_branch_does_not_open_a_cycle() -> None:
    published.when(says(OPENED, by=BRANCH)).then_refused(NotAuthorised, "R-19", field="/actor")


def test_whoever_opens_a_cycle_is_registered() -> None:
    published.when(says(OPENED, by="nobody")).then_refused(
        NotAuthorised, "R-19", awaits={"OrganisationRegistered"}
    )


def test_whoever_opened_a_cycle_closes_it() -> None:
    story = opened.when(by_township(CLOSED, "2013-01-05")).then(CLOSED)
    assert story.register.cycles["classification-upgrade", "2011-2012"].closed


def test_another_committee_does_not_close_it() -> None:
    opened.when(says(CLOSED, by=ELSEWHERE)).then_refused(
        NotAuthorised, "R-19", field="/actor", saying=TOWNSHIP
    )


def test_a_cycle_is_closed_once() -> None:
    opened.went(by_township(CLOSED)).when(by_township(CLOSED)).then_refused(AlreadyRecorded)


def test_a_cycle_does_not_close_before_it_opens() -> None:
    early = CLOSED.model_copy(update={"closed_on": day("2011-10-31")})
    opened.when(by_township(early)).then_refused(RuleBroken, field="/data/closed_on")


def test_a_cycle_that_was_not_opened_is_not_closed() -> None:
    published.when(by_township(CLOSED)).then_refused(UnknownSubject, awaits={"CycleOpened"})


def test_a_closed_cycle_takes_no_enrolment() -> None:
    opened.went(by_township(CLOSED)).when(by_township(ENROLLED)).then_refused(
        RuleBroken, field="/subject"
    )


def test_a_closed_cycle_takes_no_rating_and_no_evidence() -> None:
    closed = enrolled.went(by_township(CLOSED))
    closed.when(RATED, on="2011-11-12").then_refused(RuleBroken, field="/subject")
    closed.when(evidence("satisfaction_pct", 90)).then_refused(RuleBroken, field="/subject")


def test_what_follows_from_a_closed_cycle_goes_on() -> None:
    closed = by_township(CLOSED, "2012-12-31")
    criticised.went(closed).when(by_township(ORDERED, "2012-12-31")).accepted()
    ordered.went(closed).when(REPORTED, on="2013-02-20").accepted()
    commended.went(closed).when(by_township(LOOKED_BACK, "2013-03-10")).accepted()


def test_a_measure_is_of_a_target_of_the_scheme() -> None:
    opened.when(by_township(MEASURE)).then(MEASURE)
    unknown = MEASURE.model_copy(update={"target": "T9-99"})
    opened.when(by_township(unknown)).then_refused(
        UnknownReference, field="/data/target", saying="T1-02"
    )


def test_a_measure_is_in_the_targets_unit() -> None:
    wrong = MEASURE.model_copy(update={"unit": "branches"})
    opened.when(by_township(wrong)).then_refused(RuleBroken, field="/data/unit", saying="percent")


def test_a_measure_is_recorded_by_the_cycles_committee() -> None:
    opened.when(says(MEASURE, by=ELSEWHERE)).then_refused(NotAuthorised, "R-19")


def test_a_measure_of_a_cycle_never_opened_is_refused() -> None:
    published.when(by_township(MEASURE)).then_refused(UnknownSubject, awaits={"CycleOpened"})
