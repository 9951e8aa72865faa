import json
from pathlib import Path
from textwrap import dedent

import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.main import app as _commands  # noqa: F401  # the commands of the application
from client import credentials
from client.faults import Fault
from infra.access_text import with_keys, with_member
from infra.trouble import CannotRun
from services.runtime.access.directory import Directory, NotKnown
from services.runtime.access.file import parse

CURATED = dedent(
    """\
    # Reviewed by the county on 2027-01-05.
    apps:
      # Runs the platform of the whole county.
      platform:
        roles: [publisher]
        places: [county-01]   # and all below
        keys:
          - {id: kold, sha256: "%s", expires: 2027-03-01}   # handed to Ms Li
      # The end of the apps.

    people: {}
    issuers:
      - {issuer: "https://id.example.org", jwks: keys.json}
    """
    % ("ab" * 32)
)
KEY = {"id": "knew", "sha256": "cd" * 32, "expires": "2028-01-01"}


def gradetrail(*words: object) -> str:
    """What a command prints; it must succeed."""
    found = CliRunner().invoke(app, [str(word) for word in words])
    assert found.exit_code == 0, found.output
    return found.stdout


def keys(*words: object) -> dict[str, str]:
    found: dict[str, str] = json.loads(gradetrail(*words, "--json"))["keys"]
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "access" / "access.yaml"
    gradetrail("access", "init", path, "--organisation", "county-01")
    return path


def test_what_is_added_stands_beside_comments_that_stay() -> None:
    text = with_member(CURATED, "apps", "archive", {"roles": ["auditor"], "places": "everywhere"})
    text = with_member(text, "people", "p-1", {"roles": ["clerk"], "oidc": '248 "a"'})
    text = with_keys(text, "archive", [KEY])
    for line in CURATED.splitlines():
        assert line in text or line == "people: {}"
    file = parse(text.encode())
    assert list(file.apps) == ["platform", "archive"]
    assert file.apps["archive"].keys[0].id == "knew"
    assert file.people["p-1"].oidc == '248 "a"'


def test_keys_on_lines_of_their_own_are_changed_too() -> None:
    file = parse(with_keys(CURATED, "platform", [KEY]).encode())
    assert [key.id for key in file.apps["platform"].keys] == ["knew"]
    file = parse(with_keys(CURATED, "platform", []).encode())
    assert file.apps["platform"].keys == ()


@pytest.mark.parametrize(
    "text", ["", "apps:\n", "apps: {}\n", "issuers: []", "apps: {}  # none yet\n"]
)
def test_the_first_member_is_added(text: str) -> None:
    file = parse(with_member(text, "apps", "one", {"roles": ["auditor"]}).encode())
    assert list(file.apps) == ["one"]


def test_a_name_that_yaml_reads_as_something_else_is_quoted() -> None:
    text = with_member("", "people", "2011", {"roles": ["clerk"], "places": ["no", "1e3"]})
    assert parse(text.encode()).people["2011"].places == {"no", "1e3"}


def test_what_stands_in_one_line_is_left_to_a_person() -> None:
    text = "apps: {one: {roles: [auditor]}}"
    with pytest.raises(CannotRun, match="lines of its own"):
        with_member(text, "apps", "two", {"roles": ["auditor"]})
    with pytest.raises(CannotRun, match="lines of its own"):
        with_keys(text, "one", [KEY])


def test_keys_are_handed_over_once_and_open_what_they_are_for(file: Path, tmp_path: Path) -> None:
    first = keys("access", "init", tmp_path / "another.yaml", "--organisation", "county-02")
    known = Directory(tmp_path / "another.yaml")
    assert {known.key(key)[0].name for key in first.values()} == set(first)
    assert not any(key in (tmp_path / "another.yaml").read_text() for key in first.values())


def test_an_app_gets_a_key_another_and_loses_the_first(file: Path) -> None:
    words = ("town", "--role", "publisher", "--place", "town-1")
    (first,) = keys("access", "app", "add", file, *words).values()
    (second,) = keys("access", "key", "add", file, "town", "--days", 9).values()
    directory = Directory(file)
    assert {directory.key(key)[0] for key in (first, second)} == {directory.app("town")}
    gradetrail("access", "key", "revoke", file, directory.key(first)[1])
    directory.look()
    directory.key(second)
    with pytest.raises(NotKnown):
        directory.key(first)


def test_a_change_that_would_break_the_file_is_not_made(file: Path) -> None:
    before = file.read_text()
    words = ("access", "app", "add", file, "town", "--role", "publisher", "--reads", "GRADING")
    found = CliRunner().invoke(app, [str(word) for word in words])
    assert found.exit_code == 2
    assert "everywhere" in found.stderr
    assert file.read_text() == before


def test_check_says_what_is_wrong_with_its_place(file: Path) -> None:
    assert "3 apps" in gradetrail("access", "check", file)
    file.write_text("apps:\n  one:\n    rolls: [clerk]\n")
    found = CliRunner().invoke(app, ["access", "check", str(file)])
    assert found.exit_code == 1
    assert f"{file}:3:5: unknown key rolls" in found.stdout


def test_a_local_account_is_for_a_demonstration(file: Path) -> None:
    words = ("access", "person", "add", file, "li", "--role", "clerk", "--login", "li")
    found = CliRunner().invoke(app, [str(word) for word in (*words, "--password", "secret")])
    assert found.exit_code == 2
    assert "login.demo" in found.stderr
    file.write_text("demo: true\n" + file.read_text())
    gradetrail(*words, "--password", "secret")
    assert Directory(file, demo=True).login("li")


def test_the_list_shows_who_is_known_by_what(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADETRAIL_ADDRESSES", "{}")
    found = CliRunner().invoke(app, ["access", "list", str(file), "--json"])
    rows = json.loads(found.stdout)["data"]
    assert [(row["who"], row["roles"], row["places"]) for row in rows] == [
        ("operations", "operator", "everywhere"),
        ("ticker", "auditor, publisher", "everywhere"),
        ("committee", "committee", "county-01"),
    ]
    assert all(row["known_by"].startswith("key k") for row in rows)


def test_a_key_comes_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(credentials.KEY, raising=False)
    monkeypatch.delenv(credentials.KEY_FILE, raising=False)
    assert credentials.header() == {}
    monkeypatch.setenv(credentials.KEY_FILE, str(tmp_path / "key"))
    with pytest.raises(Fault, match="No such file"):
        credentials.header()
    (tmp_path / "key").write_text("gt_k_file\n")
    assert credentials.header() == {"authorization": "Bearer gt_k_file"}
    monkeypatch.setenv(credentials.KEY, "gt_k_variable")
    assert credentials.header() == {"authorization": "Bearer gt_k_variable"}
    credentials.use_file(tmp_path / "key")
    assert credentials.header() == {"authorization": "Bearer gt_k_file"}
