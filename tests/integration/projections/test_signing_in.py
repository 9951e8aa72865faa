"""People sign in: a real issuer on loopback, real redirects, the cookie that comes of it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from joserfc.jwk import ECKey

from services.projections import api
from services.projections.pages.signing_in import ours, signing_in_of
from services.projections.reading import Views
from services.runtime.access.sessions import COOKIE
from services.runtime.access.start import access_of
from services.runtime.settings import Settings
from tests.support.issuer import CLIENT, SECRET, Issuer, issuing

HOME = "http://gradetrail.example"
HASH = PasswordHasher(time_cost=1, memory_cost=64).hash("a password")


async def nothing() -> Any:
    return {}


def browser(folder: Path, access: str, **given: Any) -> httpx2.AsyncClient:
    """Somebody's browser at the pages; what the issuer answers comes from the network."""
    (folder / "access.yaml").write_text(access)
    settings = Settings(
        database_url="postgresql://", http_port=1, access_file=folder / "access.yaml",
        session_secret="s" * 32, oidc_client_id=CLIENT, oidc_client_secret=SECRET,
        **({"public_url": HOME, "demo": True} | given),
    )  # fmt: skip
    views: Any = Views(None, {})  # type: ignore[arg-type]  # nothing is read of them here
    signing_in = signing_in_of(settings, access_of(settings))
    app = api.build(views, faults=nothing, status=nothing, signing_in=signing_in)
    here = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(
        mounts={"all://gradetrail.example": here}, base_url=HOME, follow_redirects=True,
        headers={"sec-fetch-site": "same-origin"},
    )  # fmt: skip


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with issuing("248289761001") as found:
        yield found


@pytest.fixture
async def pages(tmp_path: Path, issuer: Issuer) -> AsyncIterator[httpx2.AsyncClient]:
    access = f"""
apps:
  platform: {{roles: [publisher], oidc: the-platform}}
people:
  person-1: {{roles: [operator], oidc: "248289761001"}}
  person-2: {{roles: [auditor], oidc: another}}
issuers: [{{issuer: "{issuer.url}", jwks: "{issuer.url}/jwks"}}]
"""
    async with browser(tmp_path, access, oidc_issuer=issuer.url) as found:
        yield found


async def test_somebody_comes_back_from_the_issuer_signed_in(pages: httpx2.AsyncClient) -> None:
    assert (await pages.get("/status")).status_code == 401
    back = await pages.get("/login/issuer", params={"next": "/status"})
    assert (back.url, back.status_code) == (f"{HOME}/status", 200)
    cookie = next(one for one in pages.cookies.jar if one.name == COOKIE)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"


async def test_a_page_leads_to_the_issuer_and_back(
    pages: httpx2.AsyncClient, issuer: Issuer
) -> None:
    asked = await pages.get("/cases/s:c:o?order=desc", headers={"accept-language": "zh-CN"})
    assert asked.url.path == "/login"
    (way,) = re.findall(r'href="(/login/issuer\?[^"]+)"', asked.text)
    assert issuer.url in asked.text
    assert "登录" in asked.text
    issuer.sub = "another"
    landed = await pages.get(way.replace("&amp;", "&"))
    assert landed.url == f"{HOME}/cases/s:c:o?order=desc"


async def test_who_may_not_see_a_page_is_told_who_they_are(pages: httpx2.AsyncClient) -> None:
    told = await pages.get("/login/issuer", params={"next": "/cases/s:c:o"})
    assert (told.url.path, told.status_code) == ("/login", 403)
    assert "signed in as person-1 (operator)" in told.text
    assert "not for your roles" in told.text


async def test_signing_in_is_in_the_language_of_what_was_asked_for(
    pages: httpx2.AsyncClient,
) -> None:
    told = await pages.get("/cases/s:c:o?lang=zh", headers={"accept-language": "en"})
    assert told.headers["content-language"] == "zh"


async def test_signing_out_ends_it(pages: httpx2.AsyncClient) -> None:
    await pages.get("/login/issuer")
    foreign = await pages.post("/logout", headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert COOKIE in pages.cookies
    assert (await pages.post("/logout")).url.path == "/login"
    assert COOKIE not in pages.cookies
    assert (await pages.get("/status")).status_code == 401


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "another"}, {"aud": "another"}, {"iss": "https://evil.example"},
        {"exp": 1}, {"sub": None},
    ],
    ids=lambda says: next(iter(says)),
)  # fmt: skip
async def test_a_token_that_is_not_for_this_sign_in_opens_nothing(
    pages: httpx2.AsyncClient, issuer: Issuer, says: dict[str, Any]
) -> None:
    issuer.says = says
    back = await pages.get("/login/issuer")
    assert back.status_code in (401, 403)
    assert COOKIE not in pages.cookies


async def test_a_token_signed_by_somebody_else_opens_nothing(
    pages: httpx2.AsyncClient, issuer: Issuer
) -> None:
    issuer.key = ECKey.generate_key("P-256", {"kid": "one"})
    assert (await pages.get("/login/issuer")).status_code == 401
    assert COOKIE not in pages.cookies


@pytest.mark.parametrize("sub", ["nobody", "the-platform"])
async def test_who_is_no_person_on_file_is_told_so(
    pages: httpx2.AsyncClient, issuer: Issuer, sub: str
) -> None:
    issuer.sub = sub
    told = await pages.get("/login/issuer")
    assert told.status_code == 403
    assert "not in the access file" in told.text
    assert COOKIE not in pages.cookies


async def test_an_answer_that_nobody_asked_for_opens_nothing(pages: httpx2.AsyncClient) -> None:
    """Somebody else's code cannot be slipped in: the state is that of the browser that asked."""
    stray = await pages.get("/login/callback", params={"code": "theirs", "state": "theirs"})
    assert stray.status_code == 401
    refused = await pages.get("/login/callback", params={"error": "access_denied"})
    assert refused.status_code == 401
    assert COOKIE not in pages.cookies


async def test_an_issuer_that_is_away_is_told(tmp_path: Path) -> None:
    async with browser(tmp_path, "apps: {}", oidc_issuer="http://127.0.0.1:1") as pages:
        told = await pages.get("/login/issuer")
        assert told.status_code == 503
        assert "does not answer" in told.text


async def test_a_token_of_the_issuers_opens_the_api(
    pages: httpx2.AsyncClient, issuer: Issuer
) -> None:
    shown = {"authorization": f"Bearer {issuer.signed(aud='gradetrail')}"}
    assert (await pages.get("/status", headers=shown)).status_code == 200


# Local accounts ------------------------------------------------------------------------

ACCOUNTS = f"""
demo: true
people:
  person-1: {{roles: [operator], login: {{name: li, argon2: "{HASH}"}}}}
"""
OTHER = f'  person-2: {{roles: [operator], login: {{name: wu, argon2: "{HASH}"}}}}\n'
RIGHT = {"name": "li", "password": "a password", "next": "/status"}


async def test_a_local_account_signs_in(tmp_path: Path) -> None:
    async with browser(tmp_path, ACCOUNTS) as pages:
        assert 'autocomplete="current-password"' in (await pages.get("/login")).text
        landed = await pages.post("/login", data=RIGHT)
        assert (landed.url.path, landed.status_code) == ("/status", 200)
        assert "person-1" in (await pages.get("/login")).text


@pytest.mark.parametrize(
    "wrong", [{"password": "x"}, {"name": "wu"}, {"name": ""}, {"password": ""}]
)
async def test_a_wrong_password_or_account_is_not_told_apart(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    async with browser(tmp_path, ACCOUNTS) as pages:
        told = await pages.post("/login", data=RIGHT | wrong)
        assert told.status_code == 401
        assert "account or password is wrong" in told.text
        assert COOKIE not in pages.cookies


async def test_passwords_cannot_be_tried_without_end(tmp_path: Path) -> None:
    wrong = RIGHT | {"password": "x"}
    async with browser(tmp_path, ACCOUNTS + OTHER) as pages:
        assert [(await pages.post("/login", data=wrong)).status_code for _ in range(10)] == [
            401
        ] * 10
        for tried in (wrong, RIGHT):  # not even the right one is looked at
            told = await pages.post("/login", data=tried)
            assert told.status_code == 429
            assert 0 < int(told.headers["retry-after"]) <= 60
            assert "Too many attempts" in told.text
        assert (await pages.post("/login", data=RIGHT | {"name": "wu"})).url.path == "/status"


async def test_another_site_signs_nobody_in(tmp_path: Path) -> None:
    async with browser(tmp_path, ACCOUNTS) as pages:
        told = await pages.post("/login", data=RIGHT, headers={"sec-fetch-site": "cross-site"})
        assert told.status_code == 403
        assert COOKIE not in pages.cookies


@pytest.mark.parametrize(("url", "secure"), [(HOME, False), ("https://gradetrail.example", True)])
async def test_behind_https_the_cookie_goes_by_nothing_else(
    tmp_path: Path, url: str, secure: bool
) -> None:
    async with browser(tmp_path, ACCOUNTS, public_url=url) as pages:
        answer = await pages.post("/login", data=RIGHT, follow_redirects=False)
        assert ("Secure" in answer.headers["set-cookie"]) is secure
        assert "Max-Age=28800" in answer.headers["set-cookie"]


async def test_without_issuer_and_accounts_people_are_told(tmp_path: Path) -> None:
    async with browser(tmp_path, "apps: {}") as pages:
        assert "cannot sign in here" in (await pages.get("/")).text
        assert (await pages.get("/login/issuer")).status_code == 404
        assert (await pages.post("/login", data=RIGHT)).status_code == 403


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", "",
        None, "/a\r\nset-cookie: x",
    ],
)  # fmt: skip
def test_after_signing_in_nobody_is_led_elsewhere(back: str | None) -> None:
    assert ours(back) == "/"


def test_after_signing_in_one_is_where_one_was() -> None:
    assert ours("/cases/a:b:c?lang=zh&as_of=2011-12-31") == "/cases/a:b:c?lang=zh&as_of=2011-12-31"
