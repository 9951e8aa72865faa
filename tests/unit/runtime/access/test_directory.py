import os
from datetime import date
from pathlib import Path

import pytest

from services.runtime.access.directory import Directory, NotKnown, digest

HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"
KEY = "gt_k7f3_secret"
FILE = f"""
demo: true
apps:
  platform:
    roles: [publisher]
    places: [county-01]
    oidc: the-platform
    keys: [{{id: k7f3, sha256: {digest(KEY)}, expires: 2027-03-01}}]
people:
  person-1:
    roles: [clerk]
    login: {{name: li, argon2: "{HASH}"}}
issuers: [{{issuer: "https://id.example.org", jwks: keys.json}}]
"""


class Clock:
    today = date(2027, 1, 1)

    def __call__(self) -> date:
        return self.today


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def directory(tmp_path: Path, clock: Clock) -> Directory:
    path = tmp_path / "access.yaml"
    path.write_text(FILE)
    return Directory(path, clock, demo=True)


def test_a_key_shows_its_app(directory: Directory) -> None:
    identity, id = directory.key(KEY)
    assert (identity, id) == (directory.app("platform"), "k7f3")


def test_another_key_shows_nobody(directory: Directory) -> None:
    with pytest.raises(NotKnown, match="not known"):
        directory.key("gt_k7f3_another")


def test_a_key_holds_through_its_last_day_and_then_says_that_it_expired(
    directory: Directory, clock: Clock
) -> None:
    clock.today = date(2027, 3, 1)
    directory.key(KEY)
    clock.today = date(2027, 3, 2)
    with pytest.raises(NotKnown, match="k7f3, expired on 2027-03-01"):
        directory.key(KEY)


def test_a_key_beside_the_file_is_the_tickers_where_the_file_has_one(tmp_path: Path) -> None:
    path = tmp_path / "access.yaml"
    path.write_text("apps:\n  ticker: {roles: [auditor], places: everywhere}\n")
    beside = Directory(path, ticker_key=digest("gt_ticker_x"))
    assert beside.key("gt_ticker_x") == (beside.app("ticker"), "ticker")
    path.write_text("apps: {}\n")
    beside.look()
    with pytest.raises(NotKnown):
        beside.key("gt_ticker_x")


def test_an_issuers_subject_and_a_local_account_show_their_own(directory: Directory) -> None:
    platform, person = directory.app("platform"), directory.person("person-1")
    assert directory.subject("https://id.example.org", "the-platform") == platform
    assert directory.subject("https://other.example.org", "the-platform") is None
    assert directory.login("li") == (person, HASH)
    assert directory.login("wu") is None


def test_an_app_without_a_subject_is_not_known_by_its_name(directory: Directory) -> None:
    assert directory.subject("https://id.example.org", "platform") is None


def rewrite(path: Path, text: str) -> None:
    path.with_suffix(".new").write_text(text)
    os.replace(path.with_suffix(".new"), path)


def test_a_changed_file_is_in_force_at_the_next_look(directory: Directory) -> None:
    rewrite(directory.path, FILE.replace("[publisher]", "[auditor]"))
    directory.look()
    identity, _ = directory.key(KEY)
    assert identity.roles == {"auditor"}


def test_a_broken_file_leaves_the_earlier_one_in_force_until_it_is_mended(
    directory: Directory,
) -> None:
    rewrite(directory.path, "apps: nobody")
    directory.look()
    assert directory.app("platform")
    assert directory.fault
    assert "1:1" in directory.fault
    rewrite(directory.path, FILE)
    directory.look()
    assert directory.fault is None


def test_a_file_that_is_gone_leaves_the_earlier_one_in_force(directory: Directory) -> None:
    directory.path.unlink()
    directory.look()
    assert directory.app("platform")
    assert directory.fault


def test_a_demonstrations_file_does_not_come_into_force_later(tmp_path: Path) -> None:
    path = tmp_path / "access.yaml"
    path.write_text("apps: {one: {roles: [operator]}}")
    directory = Directory(path)
    rewrite(path, FILE)
    directory.look()
    assert directory.app("platform") is None
    assert "secrets of this file are known" in (directory.fault or "")
