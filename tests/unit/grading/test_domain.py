"""What holds of every decision: it is reached, it is repeatable, and it folds."""

from contextlib import suppress
from decimal import Decimal
from itertools import permutations
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from contracts.envelope import Said
from contracts.events import Event, events_of
from contracts.events.grading import EvidenceCorrected, EvidenceRecorded, Value
from contracts.events.upcasting import parse_event
from contracts.refusals import Refused
from services.grading import domain as grading
from tests.support.scenario import Saying, says
from tests.unit.grading.situations import (
    APPRAISED,
    ASSESSED,
    ASSESSED_BADLY,
    ASSIGNED,
    BY_MASSES,
    BY_MEMBERS,
    CLOSED,
    COMMENDED,
    COMPLETED,
    CONFIRMED,
    CRITICISED,
    ENROLLED,
    FILED,
    HEARD,
    LOOKED_BACK,
    MET,
    MISSED,
    OPENED,
    ORDERED,
    ORDINARY,
    OVERDUE,
    PUBLISHED,
    RATED,
    REPORTED,
    REVISED,
    TARGET,
    VERIFIED,
    YEAR_END,
    Story,
    by_township,
    commended,
    confirmed,
    day,
    enrolled,
    evidence,
    fact,
    facts,
    opened,
    registered,
    reported,
)


@pytest.mark.parametrize("event", events_of("grading"), ids=lambda event: event.name)
def test_every_event_of_the_service_has_a_decision(event: type[Event]) -> None:
    """An event without an arm in ``decide`` raises a TypeError, which is let through."""
    said = Said(enrolled._envelope(says(event.model_construct()), None), event.model_construct())
    with suppress(Refused, AttributeError):
        grading.decide(said, enrolled.state, enrolled.register)


def test_what_another_service_records_is_not_decided_here() -> None:
    said: Said[Event] = Said(enrolled._envelope(says(HEARD), None), HEARD)
    with pytest.raises(TypeError, match="grading does not record OpinionsHeard"):
        grading.decide(said, enrolled.state, enrolled.register)


def test_the_service_hears_only_what_others_record() -> None:
    assert {event.service for event in grading.HEARS} == {"pledges", "training"}


def test_reference_events_change_no_case() -> None:
    story = registered.went(by_township(PUBLISHED), by_township(OPENED), by_township(CLOSED))
    assert all(state == grading.START for state in story.states.values())


def test_own_and_heard_events_may_arrive_in_any_interleaving() -> None:
    """After a restart all own events are folded first; live, they come as they happen."""
    said: list[Any] = [ENROLLED, *facts(ORDINARY, income_gap_pct=None), RATED, FILED, BY_MEMBERS]
    said += [BY_MASSES, MET, CONFIRMED, APPRAISED, ASSESSED]
    own = [says(event, id=f"own-{number}") for number, event in enumerate(said)]
    heard = [HEARD, TARGET, ASSIGNED, MISSED]
    live = opened.given(*own[:-2], *heard, *own[-2:])
    after_a_restart = opened.given(*own, *heard)
    before_everything = opened.given(*heard, *own)
    assert live.state == after_a_restart.state == before_everything.state


def test_a_judged_target_is_not_opened_again() -> None:
    for first, second in permutations((COMPLETED, MISSED)):
        story = confirmed.given(TARGET, first, second)
        assert dict(story.state.heard.targets) == {"target-1": second is COMPLETED}
        assert story.given(TARGET).state.heard.targets == story.state.heard.targets


def test_a_case_remembers_little() -> None:
    """What is kept of a whole year, evidence apart, fits in a few kilobytes."""
    kept = msgspec.json.encode(
        asdict(replace(reported.state, evidence={}, reviews={})), enc_hook=dict
    )
    assert len(kept) < 3_000


@pytest.mark.parametrize("year", [reported, commended], ids=["criticised", "commended"])
def test_what_is_recorded_comes_back_from_the_store_as_it_was(year: Story) -> None:
    for recorded in year.log:
        kept = recorded.event.model_dump_json(exclude_none=True)
        assert parse_event(recorded.event.type, kept.encode()) == recorded.event


# Properties -------------------------------------------------------------------------------------

SAYINGS: list[Event | Saying] = [
    *facts(ORDINARY)[:3],
    RATED,
    RATED.model_copy(update={"tier": "advanced"}),
    FILED,
    BY_MEMBERS,
    BY_MASSES,
    *map(by_township, (ENROLLED, MET, CONFIRMED, REVISED, ASSESSED, ASSESSED_BADLY, YEAR_END)),
    *map(by_township, (COMMENDED, CRITICISED, ORDERED, VERIFIED, LOOKED_BACK, OVERDUE, CLOSED)),
    APPRAISED,
    REPORTED,
]
HEARD_OF = [HEARD, TARGET, ASSIGNED, COMPLETED, MISSED]
SPOKEN = st.sampled_from([(False, s) for s in SAYINGS] + [(True, s) for s in HEARD_OF])


@settings(max_examples=60, deadline=None)
@given(order=st.lists(SPOKEN, max_size=30))
def test_whatever_is_accepted_folds_and_whatever_is_refused_says_why(
    order: list[tuple[bool, Event | Saying]],
) -> None:
    story = confirmed if len(order) % 2 else opened
    for heard, saying in order:
        if heard:
            story = story.given(saying)
            continue
        outcome = story.when(saying, on="2013-03-20")
        again = story.when(saying, on="2013-03-20")
        if isinstance(outcome.answer, Refused):
            assert isinstance(again.answer, type(outcome.answer))
            assert outcome.answer.rule
            assert outcome.answer.accepts
            assert outcome.answer.field.startswith("/")
        else:
            assert outcome.answer == again.answer
            story = outcome.accepted()


@settings(max_examples=60, deadline=None)
@given(
    history=st.lists(
        st.tuples(st.booleans(), st.integers(0, 8), st.integers(0, 100), st.integers(1, 28)),
        max_size=25,
    )
)
def test_the_facts_are_the_latest_days_values_with_corrections_applied(
    history: list[tuple[bool, int, int, int]],
) -> None:
    """Against a plain list of what stands, read from its end."""
    story = enrolled
    standing: list[tuple[str, int, int]] = []
    for number, (corrects, which, value, on) in enumerate(history):
        id = f"ev-{number}"
        event: EvidenceRecorded | EvidenceCorrected
        if corrects and standing:
            place = which % len(standing)
            corrected, _, since = standing[place]
            event = EvidenceCorrected(
                evidence_id=id, corrects=corrected, value=fact(value), reason="recount"
            )
            standing[place] = (id, value, since)
        else:
            event = evidence("satisfaction_pct", value, id, as_of=day(f"2011-10-{on:02}"))
            standing.append((id, value, on))
        story = story.went(event)
    expected = None
    for id, value, on in standing:
        if expected is None or on >= expected[2]:
            expected = (id, value, on)
    known = story.state.facts().get("satisfaction_pct")
    assert known == (expected and (expected[0], Decimal(expected[1])))


@settings(max_examples=80, deadline=None)
@given(value=st.decimals(-1000, 1000, places=4) | st.booleans() | st.sampled_from(["met", "good"]))
def test_a_percentage_is_recorded_exactly_when_it_lies_on_its_scale(value: Any) -> None:
    event = evidence("satisfaction_pct", 1).model_copy(update={"value": Value(value=value)})
    answer = enrolled.when(event).answer
    fits = isinstance(value, Decimal) and 0 <= value <= 100
    assert isinstance(answer, Refused) != fits
    if fits:
        assert cast(EvidenceRecorded, answer).value == Value(value=value)
