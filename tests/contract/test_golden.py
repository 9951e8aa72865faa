"""Whatever was recorded once can be read for good, and whatever was sent once can be sent again."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from contracts import subjects
from contracts.documents.catalogue import ASYNCAPI, path_of, present
from contracts.events import BY_TYPE
from contracts.events.grading import CycleClosed
from contracts.events.upcasting import UPCASTERS
from services.runtime.contract import read_submission
from services.runtime.wire import Carried, Submission, decode_state, encode_state
from tests.contract.golden_files import Golden, golden_events, hashes, manifest
from tests.support.carriage import carried as carried_of

GOLDEN = golden_events()
DOCUMENTS = present()
NOW = datetime(2030, 1, 1, tzinfo=UTC)

each = pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.type)


def test_there_is_one_for_each_event_and_version() -> None:
    assert {golden.type for golden in GOLDEN} == BY_TYPE.keys() | UPCASTERS.keys()


def test_files_are_added_and_never_changed() -> None:
    assert hashes() == manifest()


@each
def test_it_is_read_with_all_it_says(golden: Golden) -> None:
    recorded = golden.carried().recorded()
    again = json.loads(recorded.event.model_dump_json())
    assert _within(golden.data, again), f"{golden.data} became {again}"
    assert recorded.position == int(golden.headers["ce-position"])
    for name in msgspec.structs.fields(recorded.envelope):
        assert (getattr(recorded.envelope, name.name) is None) == (
            f"ce-{name.name}" not in golden.headers
        )


@each
def test_it_comes_out_of_the_store_and_onto_the_stream_as_it_was(golden: Golden) -> None:
    carried = golden.carried()
    state = encode_state(carried.envelope, carried.data)
    assert decode_state(state, carried.position) == carried.recorded()
    again = carried_of(carried.service, state, carried.position)
    assert (again.headers, again.data) == (golden.headers, carried.data)
    name = golden.type.split(".")[2]
    assert subjects.recorded(carried.service, carried.subject, name) == golden.subject


@each
def test_it_is_of_the_published_form(golden: Golden) -> None:
    if golden.type in BY_TYPE:
        Draft202012Validator(DOCUMENTS[path_of(golden.type)]).validate(golden.data)
        message = f"recorded.{golden.type.removeprefix('gradetrail.')}"
        document = DOCUMENTS[ASYNCAPI]
        headers = document["components"]["messages"][message]["headers"]
        whole = {"components": document["components"], **headers}
        Draft202012Validator(whole).validate(golden.headers)


@each
def test_its_sender_may_still_send_it(golden: Golden) -> None:
    derived = BY_TYPE[golden.type].derived_fields if golden.type in BY_TYPE else frozenset()
    data = {name: value for name, value in golden.data.items() if name not in derived}
    added = {"recordedat", "version", "position"}
    attributes: dict[str, Any] = {
        name.removeprefix("ce-"): value
        for name, value in golden.headers.items()
        if name.startswith("ce-") and name.removeprefix("ce-") not in added
    }
    said = read_submission(
        Submission(attributes, msgspec.json.encode(data)), golden.carried().service, NOW
    )
    assert said.envelope.id == golden.headers["ce-id"]


def _within(part: Any, whole: Any) -> bool:
    """Whether all that the one says is in the other, which may say more."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and _within(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return bool(part == whole)


# Upcasting --------------------------------------------------------------------------------

OLDEST, OLD = "gradetrail.grading.CycleClosed.v-1", "gradetrail.grading.CycleClosed.v0"


@pytest.fixture
def _old_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a cycle had been closed on a year at first, then on a day called otherwise."""

    def year_to_day(data: dict[str, Any]) -> dict[str, Any]:
        return {"closed": f"{data['closed_in']}-12-31"}

    def renamed(data: dict[str, Any]) -> dict[str, Any]:
        return {"closed_on": data["closed"], "open_items": []}

    monkeypatch.setitem(UPCASTERS, OLDEST, (OLD, year_to_day))
    monkeypatch.setitem(UPCASTERS, OLD, (CycleClosed.type, renamed))


@pytest.mark.usefixtures("_old_versions")
@pytest.mark.parametrize(
    ("type_", "data"), [(OLDEST, {"closed_in": 2012}), (OLD, {"closed": "2012-12-31"})]
)
def test_an_old_version_is_lifted_wherever_it_is_read(type_: str, data: dict[str, Any]) -> None:
    lifted = CycleClosed.model_validate_json('{"closed_on": "2012-12-31"}')
    (golden,) = [golden for golden in GOLDEN if golden.type == CycleClosed.type]
    carried = Carried("grading", 7, golden.headers | {"ce-type": type_}, msgspec.json.encode(data))
    assert carried.event() == lifted
    assert decode_state(encode_state(carried.envelope, carried.data), 7).event == lifted


@pytest.mark.usefixtures("_old_versions")
def test_an_old_version_may_still_be_sent_and_is_recorded_as_the_newest() -> None:
    attributes = {
        "id": "1", "source": "/app", "type": OLD, "subject": "cycle:scheme-1:2012",
        "time": "2012-12-31T09:00:00+08:00", "actor": "committee",
    }  # fmt: skip
    said = read_submission(Submission(attributes, b'{"closed": "2012-12-31"}'), "grading", NOW)
    assert said.envelope.type == CycleClosed.type
