import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from services.runtime.access.directory import NotKnown
from services.runtime.access.tokens import Tokens
from tests.unit.runtime.access.members import ISSUER, access_in

KEY = ECKey.generate_key("P-256", {"kid": "one"})
NEXT = ECKey.generate_key("P-256", {"kid": "two"})


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def publish(folder: Path, *keys: ECKey) -> None:
    """Lay the issuer's public keys beside the access file."""
    (folder / "keys.json").write_text(json.dumps(KeySet(list(keys)).as_dict(private=False)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(tmp_path: Path, clock: Clock) -> Tokens:
    publish(tmp_path, KEY)
    directory = access_in(tmp_path).directory
    assert directory
    return Tokens(directory, clock)


def token(key: Any = KEY, alg: str = "ES256", **claims: Any) -> str:
    said = {"iss": ISSUER, "aud": "gradetrail", "sub": "the-platform", "exp": time.time() + 60}
    told = {name: value for name, value in (said | claims).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid}, told, key)


async def refused(tokens: Tokens, shown: str) -> str:
    with pytest.raises(NotKnown) as error:
        await tokens.who(shown)
    return str(error.value)


async def test_a_token_shows_an_app_or_a_person(tokens: Tokens) -> None:
    app, person = await tokens.who(token()), await tokens.who(token(sub="li-at-the-issuer"))
    assert (app.name, app.is_person) == ("platform", False)
    assert (person.name, person.is_person) == ("li", True)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"sub": "somebody"}, "not in the access file"),
        ({"sub": "platform"}, "not in the access file"),
        ({"sub": None}, "does not hold"),
        ({"aud": "another"}, "does not hold"),
        ({"aud": None}, "does not hold"),
        ({"iss": "https://evil.example"}, "no issuer"),
        ({"exp": 1}, "expired"),
        ({"exp": None}, "does not hold"),
        ({"nbf": time.time() + 3600}, "does not hold"),
    ],
)
async def test_what_is_wrong_is_said(tokens: Tokens, claims: dict[str, Any], said: str) -> None:
    assert said in await refused(tokens, token(**claims))


async def test_a_key_that_only_says_it_is_the_issuers_signs_nothing(tokens: Tokens) -> None:
    forged = ECKey.generate_key("P-256", {"kid": "one"})
    assert "bad_signature" in await refused(tokens, token(forged))


async def test_nobody_signs_with_the_public_key_as_a_shared_secret(tokens: Tokens) -> None:
    shared = OctKey.import_key(json.dumps(KEY.as_dict(private=False)), {"kid": "one"})
    assert "does not hold" in await refused(tokens, token(shared, "HS256"))


async def test_an_unsigned_token_is_none(tokens: Tokens) -> None:
    head, body, _ = token().split(".")
    assert await refused(tokens, f"{head}.{body}.")
    assert await refused(tokens, f"eyJhbGciOiJub25lIn0.{body}.")


async def test_a_new_key_of_the_issuers_is_found(
    tokens: Tokens, clock: Clock, tmp_path: Path
) -> None:
    await tokens.who(token())
    publish(tmp_path, KEY, NEXT)
    assert "has not" in await refused(tokens, token(NEXT))  # asked a moment ago
    clock.now += 31
    assert (await tokens.who(token(NEXT))).name == "platform"


async def test_an_issuer_that_is_away_goes_on_being_believed(
    tokens: Tokens, clock: Clock, tmp_path: Path
) -> None:
    await tokens.who(token())
    (tmp_path / "keys.json").unlink()
    clock.now += 3_601
    assert (await tokens.who(token())).name == "platform"


async def test_an_issuer_that_never_answered_is_asked_again(
    tokens: Tokens, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "keys.json").unlink()
    assert "try again" in await refused(tokens, token())
    publish(tmp_path, KEY)
    clock.now += 3
    assert (await tokens.who(token())).name == "platform"


async def test_a_token_that_held_is_looked_at_again_after_a_minute(
    tokens: Tokens, clock: Clock, tmp_path: Path
) -> None:
    shown = token(exp=time.time() + 600)
    await tokens.who(shown)
    publish(tmp_path, NEXT)  # the issuer takes its key back
    clock.now += 59
    assert (await tokens.who(shown)).name == "platform"
    clock.now += 3_601
    assert "has not" in await refused(tokens, shown)


async def test_who_is_taken_out_of_the_file_is_out_at_once(tokens: Tokens, tmp_path: Path) -> None:
    shown = token()
    await tokens.who(shown)
    file = tokens.directory.path
    await asyncio.to_thread(file.write_text, "apps: {}\ndemo: true")
    tokens.directory.look()
    assert "not in the access file" in await refused(tokens, shown)
