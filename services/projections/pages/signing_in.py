"""Signing in: with an issuer (OpenID Connect), in a demonstration also with a local account."""

import asyncio
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated
from urllib.parse import parse_qs

import httpx2
import structlog
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from joserfc.errors import JoseError
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Route

from services.projections.pages.language import language
from services.projections.pages.routes import POLICY, environment
from services.projections.pages.ui import Ui
from services.runtime.access.door import Access
from services.runtime.access.identity import Identity
from services.runtime.access.sessions import COOKIE
from services.runtime.rates import Attempts
from services.runtime.settings import Settings
from services.runtime.web import read_body

log = structlog.get_logger()

UNDER_WAY, UNDER_WAY_S = "gradetrail_signing_in", 600
"""The cookie of a sign-in under way, and for how many seconds it may be."""
_OURS = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")
Short = Annotated[str | None, Query(max_length=2000)]


@dataclass(frozen=True)
class SigningIn:
    """How people sign in. ``issuer``: None where there is none; ``secret``: signs cookies."""

    access: Access
    issuer_name: str | None = None
    issuer: StarletteOAuth2App | None = None
    public_url: str | None = None
    secret: str = ""

    @property
    def accounts(self) -> bool:
        """Whether there are local accounts."""
        directory = self.access.directory
        return bool(self.access.sessions and directory and directory.known.logins)

    def url(self, request: Request, path: str) -> str:
        """A path of ours as people see it."""
        return (self.public_url or str(request.base_url)).rstrip("/") + path

    def secure(self, request: Request) -> bool:
        """Whether people come by HTTPS, and cookies go by nothing else."""
        return self.url(request, "/").startswith("https:")


def signing_in_of(settings: Settings, access: Access) -> SigningIn:
    """How people sign in, as the settings say."""
    secret = settings.session_secret.get_secret_value() if settings.session_secret else ""
    issuer = _client(settings) if settings.oidc_issuer and secret else None
    return SigningIn(access, settings.oidc_issuer, issuer, settings.public_url, secret)


def _client(settings: Settings) -> StarletteOAuth2App:
    secret = settings.oidc_client_secret
    client: StarletteOAuth2App = OAuth().register(
        "issuer",
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        server_metadata_url=f"{str(settings.oidc_issuer).rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic" if secret else "none",
            "timeout": 10,
        },
    )
    return client


def router(signing_in: SigningIn) -> APIRouter:
    """The routes /login… and /logout."""
    routes = APIRouter(include_in_schema=False)
    templates, access = environment(), signing_in.access
    hasher, one_by_one, attempts = PasswordHasher(), asyncio.Semaphore(1), Attempts()

    def shown(
        request: Request, back: str | None, lang: str | None, status: int = 200, said: str = ""
    ) -> Response:
        reads = language(lang, request.headers.get("accept-language"))
        who: Identity | None = request.state.identity if access.directory else None
        ui = Ui(reads, "/login", {"next": to} if (to := ours(back)) != "/" else {}, who=who)
        text = templates.get_template("login.html").render(
            ui=ui, said=said, back=to, wanted=back is not None,
            issuer=signing_in.issuer_name if signing_in.issuer else None,
            accounts=signing_in.accounts,
        )  # fmt: skip
        headers = {"content-security-policy": POLICY, "content-language": ui.lang}
        return HTMLResponse(text, status, headers | {"vary": "accept-language"})

    def signed_in(request: Request, person: Identity, back: str | None) -> Response:
        assert access.sessions is not None
        answer = RedirectResponse(ours(back), 303)
        answer.set_cookie(
            COOKIE, access.sessions.seal(person.name), max_age=access.sessions.life_s, path="/",
            httponly=True, samesite="lax", secure=signing_in.secure(request),
        )  # fmt: skip
        log.info("signed_in", who=person.name)
        return answer

    @routes.get("/login")
    async def login(request: Request, next: Short = None, lang: Short = None) -> Response:
        status = 403 if next is not None and request.state.identity else 200
        return shown(request, next, lang, status if access.directory else 200)

    @routes.post("/login")
    async def account(request: Request) -> Response:
        form = parse_qs((await read_body(request)).decode(errors="replace"))
        name, password, back, lang = (
            form.get(field, [""])[0] for field in ("name", "password", "next", "lang")
        )
        if not signing_in.accounts or not access.from_here(request.headers):
            return shown(request, back, lang, 403, "not_here")
        person, kept = (access.directory and access.directory.login(name)) or (None, _nobodys())
        client = request.client.host if request.client else ""
        async with one_by_one:  # a hash takes memory and time
            if wait_s := attempts.wait_s(name, client):
                log.warning("not_signed_in", why="too many attempts", client=client)
                told = shown(request, back, lang, 429, "too_often")
                told.headers["retry-after"] = str(math.ceil(wait_s))
                return told
            right = await asyncio.to_thread(_matches, hasher, kept, password)
            if person is None or not right:
                attempts.failed(name, client)
                log.warning("not_signed_in", why="account or password", client=client)
                return shown(request, back, lang, 401, "wrong")
        return signed_in(request, person, back)

    @routes.get("/login/issuer")
    async def to_issuer(request: Request, next: Short = None, lang: Short = None) -> Response:
        if signing_in.issuer is None:
            return shown(request, next, lang, 404, "not_here")
        request.session["next"] = ours(next)
        back = signing_in.url(request, "/login/callback")
        try:
            answer: Response = await signing_in.issuer.authorize_redirect(request, back)
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            log.warning("issuer_away", issuer=signing_in.issuer_name, error=str(error))
            return shown(request, next, lang, 503, "issuer_away")
        return answer

    @routes.get("/login/callback")
    async def callback(request: Request) -> Response:
        if signing_in.issuer is None or access.directory is None:
            return shown(request, None, None, 404, "not_here")
        back = request.session.pop("next", "/")
        try:
            sub = await _sub(signing_in, request)
        except (OAuthError, JoseError, httpx2.HTTPError, ValueError, KeyError) as error:
            log.warning("not_signed_in", issuer=signing_in.issuer_name, error=str(error))
            return shown(request, back, None, 401, "failed")
        person = access.directory.subject(str(signing_in.issuer_name), sub)
        if person is None or not person.is_person:
            log.warning("not_signed_in", issuer=signing_in.issuer_name, sub=sub)
            return shown(request, back, None, 403, "nobody")
        return signed_in(request, person, back)

    @routes.post("/logout")
    async def logout(request: Request) -> Response:
        if not access.from_here(request.headers):
            return shown(request, None, None, 403, "not_here")
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
        return answer

    if signing_in.issuer:
        for route in routes.routes:
            if isinstance(route, Route) and route.path.startswith("/login/"):
                route.app = SessionMiddleware(
                    route.app, signing_in.secret, UNDER_WAY, UNDER_WAY_S, path="/login",
                    https_only=(signing_in.public_url or "").startswith("https:"),
                )  # fmt: skip
    return routes


async def _sub(signing_in: SigningIn, request: Request) -> str:
    """What the issuer calls who comes back from it; state, nonce, code and signature are checked.

    Raises:
        OAuthError: the issuer, or somebody in its place, says no.
        JoseError: what it says is not signed as it should be.
        KeyError: it does not say who it is.
    """
    assert signing_in.issuer is not None
    claims = {"iss": {"essential": True, "values": [signing_in.issuer_name]}}
    told = await signing_in.issuer.authorize_access_token(request, claims_options=claims)
    return str(told["userinfo"]["sub"])


def ours(back: str | None) -> str:
    """A path of ours to go on to; never an address of another site."""
    return back if back and _OURS.fullmatch(back) else "/"


@cache
def _nobodys() -> str:
    """Checked in place of the hash of an account that there is not: both take the same time."""
    return PasswordHasher().hash("")


def _matches(hasher: PasswordHasher, kept: str, password: str) -> bool:
    try:
        return hasher.verify(kept, password)
    except VerificationError:
        return False
