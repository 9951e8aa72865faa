"""A small issuer of tokens (OpenID Connect) on loopback: whoever comes is signed in at once."""

import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.ports import free_ports
from tests.support.listening import listening

CLIENT, SECRET = "gradetrail", "what gradetrail shows"


class Issuer:
    """``sub``: who comes. ``says``: claims that it says otherwise; ``key``: what it signs with."""

    def __init__(self, url: str, sub: str) -> None:
        self.url, self.sub = url, sub
        self.says: dict[str, Any] = {}
        self.published = self.key = ECKey.generate_key("P-256", {"kid": "one"})
        self._asked: dict[str, dict[str, str]] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/jwks", self.jwks),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    def signed(self, **claims: Any) -> str:
        """A token of the issuer's."""
        now = int(time.time())
        told = {"iss": self.url, "sub": self.sub, "iat": now, "exp": now + 60} | claims | self.says
        return jwt.encode({"alg": "ES256", "kid": "one"}, told, self.key)

    async def configuration(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "id_token_signing_alg_values_supported": ["ES256"],
            }
        )

    async def jwks(self, _: Request) -> Response:
        return JSONResponse(KeySet([self.published]).as_dict(private=False))

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = uuid4().hex
        self._asked[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}")

    async def token(self, request: Request) -> Response:
        form = {name: value[0] for name, value in parse_qs((await request.body()).decode()).items()}
        asked = self._asked.pop(form["code"], None)
        shown = b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        proof = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if (
            asked is None
            or asked["code_challenge"] != proof.decode()
            or asked["redirect_uri"] != form["redirect_uri"]
            or shown.split(":")[0] != CLIENT
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        id_token = self.signed(aud=CLIENT, nonce=asked["nonce"])
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": id_token})


@asynccontextmanager
async def issuing(sub: str) -> AsyncIterator[Issuer]:
    """An issuer that answers."""
    (port,) = free_ports(1)
    issuer = Issuer(f"http://127.0.0.1:{port}", sub)
    async with listening(issuer.app, port):
        yield issuer
