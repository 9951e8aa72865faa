"""Three doors, one answer: HTTP, request and INBOX say and keep the same."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

import nats.errors
import pytest

from contracts.messages import BATCH, MAX_BYTES, STRUCTURED
from services.runtime.service import Service
from tests.support.app import App, batch, binary, structured, until
from tests.support.toy import confirmed, evidence

pytestmark = pytest.mark.asyncio(loop_scope="module")

Door = Callable[[bytes, Mapping[str, str]], Awaitable[list[dict[str, Any]]]]
DOORS = ["post", "request", "publish"]


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, app: App) -> Door:
    found: Door = getattr(app, request.param)
    return found


@pytest.fixture
def some() -> str:
    """An id, and a case, of this test alone."""
    return uuid4().hex


def case(some: str) -> str:
    return f"s:c:n{some}"


async def kept(app: App, id_: str) -> list[dict[str, Any]]:
    """What stands refused under an id, latest first."""
    found = (await app.get("/refused", limit=200))["data"]
    return [one for one in found if one["attributes"].get("id") == id_]


async def carried_refusals(app: App) -> list[dict[str, Any]]:
    """What the stream REFUSED holds."""
    js = app.nc.jetstream()
    last = (await js.stream_info("REFUSED")).state.last_seq
    messages = [await js.get_msg("REFUSED", n + 1) for n in range(last)]
    return [json.loads(message.data or b"") for message in messages]


# Accepted ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [structured, binary])
async def test_an_event_is_accepted_once_and_answered_twice(
    door: Door, app: App, some: str, form: Callable[[Any], tuple[bytes, dict[str, str]]]
) -> None:
    event = evidence(some, case(some))
    (first,) = await door(*form(event))
    assert first["status"] == "accepted"
    assert (first["id"], first["source"]) == (event["id"], event["source"])
    assert first["subject"] == case(some)
    (again,) = await door(*form(event))
    assert again == first | {"status": "duplicate"}
    found = await app.get("/receipts", source=event["source"], id=event["id"])
    assert found == first


async def test_what_is_accepted_at_one_door_is_a_duplicate_at_the_others(
    app: App, some: str
) -> None:
    event = evidence(some, case(some))
    spelled_anew = json.dumps(dict(reversed(event.items())), indent=2, ensure_ascii=False)
    (first,) = await app.publish(*binary(event))
    (second,) = await app.post(spelled_anew.encode(), {"content-type": STRUCTURED})
    (third,) = await app.request(*batch([event]))
    assert [r["status"] for r in (first, second, third)] == ["accepted", "duplicate", "duplicate"]
    assert first["position"] == second["position"] == third["position"]


async def test_an_id_is_taken_by_its_payload(door: Door, app: App, some: str) -> None:
    await app.submit(evidence(some, case(some)))
    (receipt,) = await door(*structured(evidence(some, case(some), data={"kind": "report"})))
    assert receipt["problem"]["type"] == "/problems/id-taken"
    assert receipt["problem"]["status"] == 409
    assert receipt["problem"]["errors"][0]["pointer"] == "/id"
    (receipt,) = await door(*structured(evidence(some, case(some), source="another/app")))
    assert receipt["status"] == "accepted"


async def test_a_batch_is_answered_item_by_item(door: Door, app: App, some: str) -> None:
    events = [
        evidence(f"{some}1", case(some)),
        evidence(f"{some}2", case(some), time="soon"),
        evidence(f"{some}1", case(some)),
        evidence(f"{some}1", case(some), data={"kind": "report"}),
        evidence(f"{some}3", case(some), data={"kind": "defect"}),
        evidence(f"{some}4", case(some)),
    ]
    receipts = await door(*batch(events))
    assert [r["id"] for r in receipts] == [event["id"] for event in events]
    assert [r["status"] for r in receipts] == [
        *("accepted", "refused", "duplicate", "refused", "refused", "accepted")
    ]
    assert [r["problem"]["type"] for r in receipts if r["problem"]] == [
        *("/problems/contract-broken", "/problems/id-taken", "/problems/defect")
    ]
    assert receipts[5]["position"] == receipts[0]["position"] + 1
    assert receipts[2]["position"] == receipts[0]["position"]


async def test_a_thousand_events_are_one_batch(app: App, some: str) -> None:
    events = [evidence(f"{some}{n}", case(some)) for n in range(1_000)]
    receipts = await app.submit_all(events)
    first = receipts[0]["position"]
    assert [r["position"] for r in receipts] == list(range(first, first + 1_000))


async def test_data_nested_as_deeply_as_it_is_read_is_kept(app: App, some: str) -> None:
    deep: dict[str, Any] = {}
    for _ in range(150):
        deep = {"in": deep}
    told = {"scheme_version": 1, "effective_from": "2011-01-01", "definition": deep}
    event = evidence(some, f"scheme:s{some}", type="gradetrail.grading.SchemePublished.v1")
    (receipt,) = await app.publish(*binary({**event, "data": told}))
    assert receipt["problem"]["type"] == "/problems/defect"  # this one is no scheme
    (found,) = await kept(app, event["id"])
    assert (await app.get(f"/refused/{found['number']}"))["data"] == told


# Refused: told, kept, carried ----------------------------------------------------------------

BROKEN: dict[str, tuple[bytes, dict[str, str]]] = {
    "no JSON": (b"{broken", {"content-type": STRUCTURED}),
    "no UTF-8": (b'{"id":"\xff\xfe"}', {"content-type": STRUCTURED}),
    "too deep": (b'{"data":' * 9_000, {"content-type": STRUCTURED}),
    "no object": (b"[1, 2]", {"content-type": STRUCTURED}),
    "no mode": (json.dumps(evidence(1)).encode(), {"content-type": "application/json"}),
    "no attributes": (b"{}", {"content-type": STRUCTURED}),
    "odd attributes": (b'{"id": {"a": [null]}, "x": 1e300}', {"content-type": STRUCTURED}),
    "no data": structured({k: v for k, v in evidence(1).items() if k != "data"}),
    "binary no UTF-8": (b"\xff\xfe", binary(evidence(1))[1]),
    "binary NaN": (b'{"evidence_id": NaN}', binary(evidence(1))[1]),
    "a NUL": (b'{"evidence_id": "\\u0000"}', binary(evidence(1))[1]),
    "odd header": (b"{}", {"ce-id": "%00%ff", "ce-": "x", "ce-type": "%E6%9D%91"}),
    "a status": (b"{}", {"ce-id": "1", "Status": "409", "Description": "Consumer Deleted"}),
    "no array": (b"{}", {"content-type": BATCH}),
    "an empty batch": (b"[]", {"content-type": BATCH}),
    "a large batch": (b"[" + b"{}," * 1_000 + b"{}]", {"content-type": BATCH}),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_whatever_is_broken_is_refused_with_field_and_rule(
    door: Door, app: App, what: str
) -> None:
    receipts = await door(*BROKEN[what])
    assert len(receipts) == 1
    problem = receipts[0]["problem"]
    assert problem["type"] == "/problems/contract-broken"
    assert all(
        error["rule"] and error["detail"] and error["accepts"] for error in problem["errors"]
    )
    latest = await app.get("/refused", limit=200)
    assert problem in [one["problem"] for one in latest["data"]]


async def test_what_was_refused_is_listed_kept_and_carried(door: Door, app: App, some: str) -> None:
    event = evidence(some, case(some), data={"as_of": "someday"})
    (receipt,) = await door(*structured(event))
    (found,) = await kept(app, event["id"])
    assert found["problem"] == receipt["problem"]
    one = await app.get(f"/refused/{found['number']}")
    assert one["data"] == event["data"]
    assert one["attributes"] == {key: value for key, value in event.items() if key != "data"}

    async def carried() -> list[Any]:
        return [r for r in await carried_refusals(app) if r["attributes"].get("id") == event["id"]]

    (there,) = await until(carried, "carried")
    assert there["problem"] == receipt["problem"]


@pytest.mark.parametrize("data", [{"as_of": "someday"}, {"kind": "defect"}])
async def test_what_is_refused_twice_is_kept_once(
    app: App, some: str, data: dict[str, str]
) -> None:
    event = evidence(some, case(some), data=data)
    receipts = [
        await app.submit(event), *await app.submit_all([event, event]),
        *await app.publish(*structured(event)),
    ]  # fmt: skip
    assert {r["status"] for r in receipts} == {"refused"}
    assert len(await kept(app, event["id"])) == 1


@pytest.mark.parametrize("data", [{"as_of": "someday"}, {"kind": "defect"}])
async def test_what_was_refused_may_come_again_and_be_accepted(
    door: Door, app: App, some: str, data: dict[str, str]
) -> None:
    await app.submit(evidence(some, case(some), data=data))
    (found,) = await kept(app, f"e{some}")
    (receipt,) = await door(*structured(evidence(some, case(some))))
    assert receipt["status"] == "accepted"
    assert await kept(app, f"e{some}") == []
    one = await app.get(f"/refused/{found['number']}")
    assert one["accepted_as"]["position"] == receipt["position"]


async def test_a_refused_one_is_corrected_and_submitted_again(app: App, some: str) -> None:
    await app.submit(evidence(some, case(some), data={"as_of": "someday"}))
    (found,) = await kept(app, f"e{some}")
    path = f"/refused/{found['number']}/resubmit"
    assert (await app.http.post(path)).status_code == 422
    corrected = evidence(f"{some}again", case(some))
    answer = await app.http.post(path, content=structured(corrected)[0])
    assert answer.json()["status"] == "accepted"
    assert await kept(app, f"e{some}") == []
    listed = (await app.get("/refused", limit=200, all=True))["data"]
    assert found["number"] in [one["number"] for one in listed]


async def test_the_refused_are_paged_latest_first(app: App, some: str) -> None:
    await app.submit_all([evidence(f"{some}{n}", case(some), time="soon") for n in range(5)])
    seen: list[int] = []
    cursor = None
    while len(seen) < 5:
        page = await app.get("/refused", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["number"] for one in page["data"]]
        cursor = page["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == len(seen)


# Size ----------------------------------------------------------------------------------------


async def test_over_nats_a_message_of_up_to_8_mb_is_refused_cut_and_kept(
    app: App, some: str
) -> None:
    body, headers = binary(evidence(some, case(some)))
    body += b" " * (MAX_BYTES + 1)
    for door in (app.request, app.publish):
        (receipt,) = await door(body, headers)
        assert receipt["id"] == f"e{some}"
        assert receipt["problem"]["errors"][0]["accepts"] == "at most 4,194,304 bytes"
    (found,) = await kept(app, f"e{some}")
    assert len(json.dumps((await app.get(f"/refused/{found['number']}"))["data"])) <= 65_536
    with pytest.raises(nats.errors.MaxPayloadError):
        await app.request(b" " * 9_000_000, headers)


@pytest.mark.parametrize("told", [True, False], ids=["length told", "chunked"])
async def test_over_http_a_body_of_more_than_4_mb_is_answered_at_once(app: App, told: bool) -> None:
    async def parts() -> Any:
        for _ in range(5):
            yield b" " * 1_048_576

    content = b" " * (MAX_BYTES + 1) if told else parts()
    answer = await app.http.post("/events", content=content, headers={"content-type": STRUCTURED})
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-large"


async def test_attributes_of_megabytes_are_refused_and_do_not_stop_the_relay(
    app: App, some: str
) -> None:
    large = "é" * 1_900_000
    (first,) = await app.post(*structured({"id": f"e{some}", large: "x", "source": large}))
    (second,) = await app.request(b"{}", {"ce-id": f"e{some}", "ce-source": "x" * 8_300_000})
    for receipt in (first, second):
        assert len(json.dumps(receipt)) < 50_000
    assert (await app.submit(evidence(some, case(some), time="soon")))["status"] == "refused"

    async def carried() -> bool:
        found = [r["attributes"].get("time") for r in await carried_refusals(app)]
        return bool(found[-1] == "soon")

    await until(carried, "carried")
    assert (await app.get("/readyz"))["ready"]


async def test_the_receipts_of_a_batch_full_of_faults_are_answered(app: App, some: str) -> None:
    wrong = {f"{n}{'x' * 500}": 1 for n in range(8)}
    events = [{"id": f"{some}{n}", **wrong} for n in range(500)]
    ids = [str(event["id"]) for event in events]
    for receipts in (await app.submit_all(events), await app.request(*batch(events))):
        assert [r["id"] for r in receipts] == ids
    await app.send(*batch(events))
    assert [r["status"] for r in await app.receipt_of(*ids)] == ["refused"] * 500


# One sender does not wait for another -----------------------------------------------------------


@pytest.mark.parametrize("way", ["post", "request"])
async def test_who_waits_for_another_service_keeps_nobody_else_waiting(
    app: App, way: str, some: str
) -> None:
    door: Door = getattr(app, way)
    waiting = asyncio.ensure_future(door(*structured(confirmed(f"{some}1", f"s:c:w{some}"))))
    await asyncio.sleep(0)
    (receipt, *_) = await door(*structured(evidence(f"{some}2", case(some))))
    assert receipt["id"] == f"e{some}2"
    assert not waiting.done()
    await waiting


# Who asks, and how ----------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["a b", "a.*", ">", "", "a..b", "$JS.API.STREAM.PURGE.GRADING",
                                "gradetrail.grading.p00.s:c:n.X", "x" * 5_000])  # fmt: skip
async def test_receipts_go_to_no_place_of_ours(app: App, some: str, to: str) -> None:
    body, headers = structured(evidence(some, case(some)))
    js = app.nc.jetstream()
    before = (await js.stream_info("GRADING")).state
    await js.publish("gradetrail.inbox.grading.X", body, headers={**headers, "receipt-to": to})
    (receipt,) = await app.publish(*structured(evidence(f"{some}2", case(some))))
    assert receipt["status"] == "accepted"

    async def two_more() -> bool:
        return (await js.stream_info("GRADING")).state.messages == before.messages + 2

    await until(two_more, "both carried, nothing else")


async def test_a_message_without_receipt_to_is_recorded_too(app: App, some: str) -> None:
    body, headers = structured(evidence(some, case(some)))
    await app.nc.jetstream().publish("gradetrail.inbox.grading.X", body, headers=headers)

    async def recorded() -> bool:
        answer = await app.http.get("/receipts", params={"source": "tests/app", "id": f"e{some}"})
        return answer.status_code == 200

    await until(recorded, "recorded")


async def test_inbox_is_empty_once_all_is_answered(app: App, some: str) -> None:
    await app.publish(*structured(evidence(some, case(some))))

    async def acked() -> bool:
        return (await app.nc.jetstream().stream_info("INBOX")).state.messages == 0

    await until(acked, "acked")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/receipts?source=x&id=none", 404),
        ("/receipts?source=x&id=%00", 404),
        ("/receipts?source=%ED%A0%80&id=x", 404),
        ("/receipts?source=x", 422),
        ("/receipts?source=x&id=", 422),
        ("/refused/0", 404),
        ("/refused/999999", 404),
        ("/refused/99999999999999999999999", 404),
        ("/refused/one", 422),
        ("/refused?limit=0", 422),
        ("/refused?limit=201", 422),
        ("/refused?cursor=x", 422),
        ("/refused?limti=1", 422),
        ("/nothing", 404),
        ("/events", 405),
    ],
)
async def test_what_cannot_be_found_is_a_problem(app: App, path: str, status: int) -> None:
    answer = await app.http.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]


async def test_every_problem_type_has_its_page(app: App) -> None:
    for type_ in ("/problems/contract-broken", "/problems/defect", "/problems/too-large"):
        assert (await app.http.get(type_)).status_code == 200
    for path in ("/docs", "/openapi.json", "/livez", "/status"):
        assert (await app.http.get(path)).status_code == 200


async def test_the_service_is_ready_after_all_that(app: App, service: Service) -> None:
    assert await app.get("/readyz") == {"ready": True, "faults": []}
    status = await app.get("/status")
    assert status["position"] == service.desk.states.head
    assert status["waiting"] == 0
