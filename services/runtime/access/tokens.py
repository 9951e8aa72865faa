"""Tokens (JWT, RFC 7519) of the issuers that the access file names."""

import asyncio
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx2
import msgspec
import structlog
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from services.runtime.access.directory import Directory, NotKnown
from services.runtime.access.document import Issuer
from services.runtime.access.identity import Identity

log = structlog.get_logger()

ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"
]  # fmt: skip
"""Signatures with a public key: with a shared one, whoever checks a token could make one."""
LEEWAY_S = 30
"""How far the clocks of an issuer and of ours may be apart."""
ANEW_S, SOON_S, AGAIN_S = 3_600.0, 30.0, 3.0
"""Keys are fetched anew after the first; after the second for one that is not among them; after
the third where there are none yet."""
FETCH_WITHIN_S = 5.0
GOOD_FOR_S, AT_MOST = 60.0, 1_000
"""A token that held is believed for so long, at most to its end; and how many are remembered."""


class _Claims(msgspec.Struct):
    iss: str = ""


class _Keys(NamedTuple):
    tried: float
    keys: KeySet | None


_NOT_YET = (float("-inf"), "", "")
_NEVER = _Keys(-ANEW_S, None)
_CLAIMS = msgspec.json.Decoder(_Claims)


class Tokens:
    """Checks tokens; the keys of issuers are kept, and fetched anew from time to time."""

    def __init__(self, directory: Directory, clock: Callable[[], float] = time.monotonic) -> None:
        self.directory, self._clock = directory, clock
        self._keys: dict[str, _Keys] = {}
        self._fetching = asyncio.Lock()
        self._held: dict[str, tuple[float, str, str]] = {}

    async def who(self, token: str) -> Identity:
        """Whose token this is.

        Raises:
            NotKnown: it is no token of an issuer's for us, has expired, or is of nobody on file.
        """
        until, issuer, sub = self._held.get(token, _NOT_YET)
        if until <= self._clock():
            issuer, claims = await self._verified(token)
            sub, left_s = claims["sub"], claims["exp"] - time.time()
            if len(self._held) >= AT_MOST:
                self._held.clear()
            self._held[token] = self._clock() + min(GOOD_FOR_S, left_s), issuer, sub
        who = self.directory.subject(issuer, sub)
        if who is None:
            raise NotKnown("this token is good, and its subject is not in the access file")
        return who

    async def _verified(self, token: str) -> tuple[str, dict[str, Any]]:
        """The issuer and the claims of a token. Raises as ``who`` does."""
        named = _issuer_of(token)
        issuer = next((one for one in self.directory.file.issuers if one.issuer == named), None)
        if issuer is None:
            raise NotKnown("this token is of no issuer in the access file")
        keys = await self._keys_of(issuer, ANEW_S)
        try:
            return named, _checked(token, keys, issuer)
        except InvalidKeyIdError:  # no such key: the issuer may have a new one
            try:
                return named, _checked(token, await self._keys_of(issuer, SOON_S), issuer)
            except InvalidKeyIdError:
                raise NotKnown("this token is signed with a key that the issuer has not") from None

    async def _keys_of(self, issuer: Issuer, at_most_s: float) -> KeySet:
        """The issuer's keys, fetched if they are older; older ones where it does not answer.

        Raises:
            NotKnown: there are none yet, and it does not answer.
        """
        async with self._fetching:
            tried, known = self._keys.get(issuer.jwks, _NEVER)
            if self._clock() - tried >= (at_most_s if known else AGAIN_S):
                known = await self._fetch(issuer) or known
                self._keys[issuer.jwks] = _Keys(self._clock(), known)
        if known is None:
            raise NotKnown("this token's issuer does not give its keys: try again")
        return known

    async def _fetch(self, issuer: Issuer) -> KeySet | None:
        try:
            return KeySet.import_key_set(await self._read(issuer.jwks))
        except (httpx2.HTTPError, OSError, ValueError, TypeError, KeyError, JoseError) as error:
            log.warning("issuer_away", issuer=issuer.issuer, error=str(error))
            return None

    async def _read(self, place: str) -> Any:
        if urlsplit(place).scheme in ("http", "https"):
            async with httpx2.AsyncClient(timeout=FETCH_WITHIN_S) as client:
                answer = await client.get(place)
                return answer.raise_for_status().json()
        beside = self.directory.path.parent / Path(place)
        return msgspec.json.decode(await asyncio.to_thread(beside.read_bytes))


def _issuer_of(token: str) -> str:
    """Who is said to have signed it; nothing of it is believed yet."""
    try:
        body = token.split(".")[1]
        return _CLAIMS.decode(urlsafe_b64decode(body + "=" * (-len(body) % 4))).iss
    except (IndexError, ValueError):
        raise NotKnown("this is neither an API key nor a token") from None


def _checked(token: str, keys: KeySet, issuer: Issuer) -> dict[str, Any]:
    """The claims of a token.

    Raises:
        NotKnown: the signature, the audience or the time is not as it should be.
        InvalidKeyIdError: the keys have none of this id.
    """
    claims = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer.issuer},
        aud={"essential": True, "value": issuer.audience},
        sub={"essential": True},
        exp={"essential": True},
    )
    try:
        decoded = jwt.decode(token, keys, ALGORITHMS)
        claims.validate(decoded.claims)
    except ExpiredTokenError:
        raise NotKnown("this token has expired") from None
    except InvalidKeyIdError:
        raise
    except JoseError as error:
        raise NotKnown(f"this token does not hold: {error}") from None
    return decoded.claims
