from pathlib import Path
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from services.runtime import api
from services.runtime.access.door import Access
from services.runtime.access.identity import Role
from services.runtime.access.sessions import COOKIE
from tests.unit.runtime.access.members import access_in, client, key_of


class Nothing:
    """Has been refused; nothing is on record."""

    async def page(self, *_: Any, **__: Any) -> list[Any]:
        return []

    async def find(self, *_: Any) -> None:
        return None


async def no_faults() -> list[str]:
    return []


async def status() -> dict[str, Any]:
    return {"position": 0}


def service(access: Access | None) -> httpx2.AsyncClient:
    nothing: Any = Nothing()
    app = api.build(
        "grading", nothing, nothing, nothing, faults=no_faults, status=status, access=access
    )
    return client(app)


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return access_in(tmp_path)


@pytest.fixture
def grading(access: Access) -> httpx2.AsyncClient:
    return service(access)


async def test_a_key_opens_what_its_role_may(grading: httpx2.AsyncClient) -> None:
    answer = await grading.get("/status", headers=key_of(Role.OPERATOR))
    assert (answer.status_code, answer.json()) == (200, {"position": 0})


async def test_another_role_is_told_what_it_is_and_what_would_do(
    grading: httpx2.AsyncClient,
) -> None:
    answer = await grading.get("/status", headers=key_of(Role.AUDITOR))
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "an-auditor is auditor; this is for operator"


async def test_who_shows_nothing_is_told_how_to(grading: httpx2.AsyncClient) -> None:
    answer = await grading.get("/status")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="gradetrail"'
    assert answer.json()["type"] == "/problems/not-signed-in"
    assert (await grading.get(answer.json()["type"])).status_code == 200


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("Bearer gt_koperator_y", "not known"),
        ("Bearer gt_kgone_x", "kgone, expired on 2020-12-31"),
        ("Basic YTpi", "takes Bearer"),
        ("Bearer", "neither an API key nor a token"),
        ("Bearer a.b.c", "neither an API key nor a token"),
    ],
)
async def test_what_is_wrong_with_what_is_shown_is_said(
    grading: httpx2.AsyncClient, shown: str, said: str
) -> None:
    answer = await grading.get("/status", headers={"authorization": shown})
    assert answer.status_code == 401
    assert said in answer.json()["detail"]
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_health_is_open_whatever_is_shown(grading: httpx2.AsyncClient) -> None:
    for path in ("/livez", "/readyz", "/docs", "/openapi.json", "/problems/defect"):
        assert (await grading.get(path)).status_code == 200
        wrong = await grading.get(path, headers={"authorization": "Bearer gt_kgone_x"})
        assert wrong.status_code == 200


async def test_without_an_access_file_anybody_may() -> None:
    anybody = service(None)
    assert (await anybody.get("/status")).status_code == 200
    assert (await anybody.get("/refused")).json() == {"data": [], "next": None}


async def test_a_cookie_of_the_pages_is_honoured_by_a_service_that_decides(
    grading: httpx2.AsyncClient, access: Access
) -> None:
    assert access.sessions
    cookie = {"cookie": f"other=1; {COOKIE}={access.sessions.seal('li')}"}
    assert (await grading.get("/refused", headers=cookie)).status_code == 200
    assert (await grading.get("/status", headers=cookie)).status_code == 403


@pytest.mark.parametrize("person", ["nobody", "an-operator"])
async def test_a_cookie_of_who_is_no_person_on_file_opens_nothing(
    grading: httpx2.AsyncClient, access: Access, person: str
) -> None:
    assert access.sessions
    cookie = {"cookie": f"{COOKIE}={access.sessions.seal(person)}"}
    assert (await grading.get("/refused", headers=cookie)).status_code == 401


async def test_a_cookie_that_was_tampered_with_opens_nothing(
    grading: httpx2.AsyncClient, access: Access
) -> None:
    assert access.sessions
    (of_wu, _), (_, signed) = (access.sessions.seal(p).split(".", 1) for p in ("wu", "li"))
    cookie = {"cookie": f"{COOKIE}={of_wu}.{signed}"}
    assert (await grading.get("/refused", headers=cookie)).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site", "origin": "http://gradetrail.example"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
        ({"sec-fetch-site": "same-origin"}, 404),
        ({"origin": "http://gradetrail.example"}, 404),
    ],
)
async def test_only_our_own_pages_act_in_the_name_of_who_signed_in(
    grading: httpx2.AsyncClient, access: Access, headers: dict[str, str], status: int
) -> None:
    assert access.sessions
    cookie = {"cookie": f"{COOKIE}={access.sessions.seal('li')}"}
    answer = await grading.post("/refused/0/resubmit", headers=cookie | headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["type"] == "/problems/from-another-site"


async def test_a_line_says_who_asked_for_what(grading: httpx2.AsyncClient) -> None:
    with capture_logs() as lines:
        await grading.get("/refused?limit=7", headers=key_of(Role.CLERK))
        await grading.get("/refused", headers={"authorization": "Bearer gt_kgone_x"})
        await grading.get("/livez")
    seen, not_seen = [line for line in lines if line["event"] == "asked"]
    assert seen["who"] == "an-clerk"
    assert seen["by"] == "key kclerk"
    assert (seen["method"], seen["path"], seen["query"]) == ("GET", "/refused", "limit=7")
    assert seen["status"] == 200
    assert not_seen["who"] is None
    assert "expired" in not_seen["not_known"]
    assert not_seen["status"] == 401


async def test_a_request_keeps_its_id_and_a_strange_one_is_replaced(
    grading: httpx2.AsyncClient,
) -> None:
    kept = await grading.get("/livez", headers={"x-request-id": "abc-1"})
    assert kept.headers["x-request-id"] == "abc-1"
    for strange in ("a b", "x" * 65, ""):
        made = await grading.get("/livez", headers={"x-request-id": strange})
        assert len(made.headers["x-request-id"]) == 32
