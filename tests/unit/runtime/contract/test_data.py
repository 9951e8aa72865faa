"""An event's data: each field that breaks the contract is named, and what it takes."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.documents.schemas import all_schemas
from contracts.events import BY_TYPE, Event
from contracts.events.grading import EvidenceRecorded, Value
from contracts.events.upcasting import parse_event
from contracts.messages import STRUCTURED
from contracts.refusals import ContractBroken
from services.runtime.contract import read_submission
from services.runtime.wire import read_message
from tests.support.toy import EVIDENCE, evidence
from tests.unit.runtime.contract.saying import NOW, pointers, refused, said


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"surprise": 1}, ["/data/surprise"]),
        ({"a/b~": 1}, ["/data/a~1b~0"]),
        ({"as_of": "2011-02-30"}, ["/data/as_of"]),
        ({"as_of": "12.11.2011"}, ["/data/as_of"]),
        ({"as_of": 20111112}, ["/data/as_of"]),
        ({"as_of": None}, ["/data/as_of"]),
        ({"kind": ""}, ["/data/kind"]),
        ({"kind": ["survey"]}, ["/data/kind"]),
        ({"found_in": ""}, ["/data/found_in"]),
        ({"found_in": "x" * 20_001}, ["/data/found_in"]),
        ({"inputs": [{"name": "n", "value": "1"}]}, ["/data/inputs/0/unit"]),
        ({"inputs": [{"name": "n", "value": "1e400", "unit": "u"}]}, ["/data/inputs/0/value"]),
        ({"inputs": [{"name": "n", "value": 10**30, "unit": "u"}]}, ["/data/inputs/0/value"]),
        ({"inputs": [{"name": "n", "value": "NaN", "unit": "u"}]}, ["/data/inputs/0/value"]),
        ({"surprise": 1, "as_of": "no", "kind": 3},
         ["/data/as_of", "/data/kind", "/data/surprise"]),
    ],
)  # fmt: skip
def test_a_field_that_breaks_the_contract_is_named(change: dict[str, Any], at: list[str]) -> None:
    assert pointers(evidence(1, data=change)) == at


@pytest.mark.parametrize("blank", [" ", "\t\n", "\u3000", "\xa0 "])
def test_a_text_of_blanks_says_nothing(blank: str) -> None:
    for change, at in (
        ({"found_in": blank}, "/data/found_in"),
        ({"value": {"value": "met", "finding": blank}}, "/data/value/finding"),
        ({"inputs": [{"name": "n", "value": 1, "unit": blank}]}, "/data/inputs/0/unit"),
    ):
        (error,) = refused(evidence(1, data=change))
        assert (error["pointer"], error["accepts"]) == (at, "a text that is not empty")


def test_a_field_of_a_record_says_something_too() -> None:
    told = {"record_id": "r1", "kind": "WorkPlan", "fields": {"plan": " ", "steps": ["a", " "]}}
    event = evidence(1) | {"type": "gradetrail.grading.RecordFiled.v1", "data": told}
    assert pointers(event) == ["/data/fields/plan", "/data/fields/steps"]


def test_a_text_of_blanks_that_is_on_record_is_read() -> None:
    recorded = parse_event(EVIDENCE, json.dumps(evidence(1)["data"] | {"found_in": " "}))
    assert isinstance(recorded, EvidenceRecorded)
    assert recorded.found_in == " "


NO_DAY = [
    *("0", "1320624000", "20111112", "2011-11-12T00:00:00", "2011-11-12 ", "2011-11-12\n", ""),
    *("２０１１-11-12", "11-11-12", 0, 1320624000, 1.5, True, ["2011-11-12"], "2011-02-30"),
]
NO_NUMBER = [
    *(
        "8_9",
        "1_000",
        "８８",
        "٣",
        "3.",
        ".5",
        "+3",
        "3 ",
        " 3",
        "0x1",
        "1,5",
        "",
        "Infinity",
    ),
    *(True, None, ["3"]),
]


@pytest.mark.parametrize("day", NO_DAY)
def test_a_day_is_spelled_as_the_schema_says_and_in_no_other_way(day: object) -> None:
    (error,) = refused(evidence(1, data={"as_of": day}))
    assert (error["pointer"], error["accepts"]) == ("/data/as_of", 'a day: "2011-11-15"')
    assert error["detail"].startswith("as_of is not a day")


@pytest.mark.parametrize("number", NO_NUMBER)
def test_a_number_is_spelled_as_the_schema_says_and_in_no_other_way(number: object) -> None:
    told = {"inputs": [{"name": "n", "value": number, "unit": "u"}]}
    (error,) = refused(evidence(1, data=told))
    assert (error["pointer"], error["detail"]) == ("/data/inputs/0/value", "value is not a number")
    assert error["accepts"] == 'a number: 89.99 or "89.99"'
    assert not Draft202012Validator(all_schemas()[EVIDENCE]).is_valid(evidence(1)["data"] | told)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("89.90", "89.90"), (89.9, "89.9"), (3, "3"), (3.0, "3"), ("-0.5", "-0.5"), ("007", "7"),
        ("1e3", "1E+3"), ("1E-2", "0.01"), (1e14, "100000000000000"),
    ],
)  # fmt: skip
def test_a_number_is_a_number_of_json_or_a_text_of_the_published_pattern(
    number: object, value: str
) -> None:
    told = {"value": {"value": number}, "inputs": [{"name": "n", "value": number, "unit": "u"}]}
    assert Draft202012Validator(all_schemas()[EVIDENCE]).is_valid(evidence(1)["data"] | told)
    event = said(evidence(1, data=told)).event
    assert isinstance(event, EvidenceRecorded)
    assert event.value is not None
    assert str(event.value.value) == str(event.inputs[0].value) == value


def test_a_value_that_only_python_takes_for_a_number_is_an_id() -> None:
    event = said(evidence(1, data={"value": {"value": "8_9"}})).event
    assert isinstance(event, EvidenceRecorded)
    assert event.value == Value(value="8_9")


@pytest.mark.parametrize(
    ("change", "detail", "accepts"),
    [
        ({"as_of": "2011-11-31"},
         "as_of is not a day (day value is outside expected range)", 'a day: "2011-11-15"'),
        ({"kind": 3}, "kind is not a text", "a text"),
        ({"evidence_id": "证 据"}, "evidence_id is not an id",
         "an id: up to 80 letters, digits, - and _; the first a letter or digit"),
        ({"inputs": 4}, "inputs is not a list", "a list"),
        ({"inputs": [4]}, "inputs/0 is not a JSON object", "a JSON object"),
        ({"found_in": "\x00"}, "the data holds a NUL character, which cannot be stored",
         "text without NUL"),
        ({"surprise": 1}, "surprise is not a field of this event", "leave it out"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_words_and_what_is_accepted_too(
    change: dict[str, Any], detail: str, accepts: str
) -> None:
    (error,) = refused(evidence(1, data=change))
    assert (error["detail"], error["accepts"]) == (detail, accepts)


@pytest.mark.parametrize("event", BY_TYPE.values(), ids=lambda event: event.__name__)
def test_no_refusal_speaks_as_pydantic_does(event: type[Event]) -> None:
    for wrong in (None, -1, 10**20, 0.5, "", "x" * 30_000, "2011/13/01", [], [{}], {}, True):
        data = dict.fromkeys(event.model_fields, wrong)
        about = evidence(1) | {"type": event.type, "data": data}
        with pytest.raises(ContractBroken) as caught:
            read_submission(
                read_message({"content-type": STRUCTURED}, json.dumps(about).encode())[0],
                event.service, NOW,
            )  # fmt: skip
        for fault in caught.value.faults:
            assert not re.search("Input|String should|Tuple|Decimal", fault.detail), fault
            assert "should" not in fault.accepts, fault


def test_a_field_that_the_service_fills_in_may_not_be_brought() -> None:
    told = {
        "ladder": "level", "filed_on": "2011-11-12", "filed_with": ["dept"],
        "late": False, "days_late": 0,
    }  # fmt: skip
    event = evidence(1) | {"type": "gradetrail.grading.SelfRatingFiled.v1", "data": told}
    errors = refused(event)
    assert [error["pointer"] for error in errors] == ["/data/days_late", "/data/late"]
    assert {error["accepts"] for error in errors} == {"leave it out"}


def test_all_faults_are_named_at_once() -> None:
    event = evidence(1, time="now", data={"as_of": "then"}) | {"actor": "", "colour": "red"}
    assert set(pointers(event)) == {"/actor", "/colour", "/time", "/data/as_of"}
