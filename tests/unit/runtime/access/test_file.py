from textwrap import dedent
from time import process_time

import pytest

from services.runtime.access.document import AccessFile
from services.runtime.access.file import AccessFileBroken, parse
from services.runtime.access.identity import Role

SHA = "ab" * 32
WHOLE = f"""
apps:
  county-platform:
    roles: [publisher, committee]
    places: [county-01]
    nkey: {"U" + "A" * 55}
    keys: [{{id: k7f3, sha256: {SHA}, expires: 2027-03-01}}]
  archive:
    roles: [auditor]
    places: everywhere
    sources: [/apps/archive/one, /apps/archive/two]
    reads: [GRADING, TRAINING]
people:
  person-31-03:
    roles: [clerk]
    places: [township-31]
    oidc: somebody
issuers: [{{issuer: "https://id.example.org", audience: gradetrail, jwks: keys.json}}]
"""


def parsed(text: str) -> AccessFile:
    return parse(dedent(text).encode())


def mistakes(text: str) -> list[str]:
    with pytest.raises(AccessFileBroken) as broken:
        parsed(text)
    return [str(one) for one in broken.value.mistakes]


def test_an_app_acts_for_its_places_under_a_source_of_its_own() -> None:
    identity = parsed(WHOLE).identity_of_app("county-platform")
    assert identity.roles == {Role.PUBLISHER, Role.COMMITTEE}
    assert identity.places == {"county-01"}
    assert identity.sources == {"/apps/county-platform"}
    assert not identity.is_person


def test_everywhere_is_no_list_of_places() -> None:
    identity = parsed(WHOLE).identity_of_app("archive")
    assert identity.places is None
    assert identity.sources == {"/apps/archive/one", "/apps/archive/two"}


def test_a_person_submits_as_themselves() -> None:
    identity = parsed(WHOLE).identity_of_person("person-31-03")
    assert identity.is_person
    assert identity.sources == {"/people/person-31-03"}


def test_a_misspelt_key_is_named_with_its_line() -> None:
    (said,) = mistakes("apps:\n  one:\n    roles: [clerk]\n    place: [a]\n")
    assert said.startswith("4:5: unknown key place")
    assert "did you mean places?" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apps: {one: {roles: [king]}}", "publisher, clerk, committee, auditor, operator"),
        ("apps: {one: {roles: []}}", "a list of one or more"),
        ("apps: {one: {places: [a]}}", "roles is missing"),
        ("apps: {One: {roles: [clerk]}}", "up to 40 of a-z"),
        ("apps: {grading: {roles: [clerk]}}", "name.reserved"),
        ("apps: {one: {roles: [clerk], places: all}}", "or everywhere"),
        ("apps: {one: {roles: [clerk], places: [a], reads: [GRADING]}}", "reads.everywhere"),
        ("apps: {one: {roles: [clerk], places: everywhere, reads: [INBOX]}}", "TRAINING"),
        ("apps: {one: {roles: [clerk], sources: [/people/p1]}}", "sources.apps"),
        ("apps: {one: {roles: [clerk], sources: ['a b']}}", "a URI reference"),
        ("apps: {one: {roles: [clerk], nkey: SUAB}}", "a public nkey"),
        ("apps: {one: {roles: [clerk], keys: [{id: k123, sha256: 00, expires: no}]}}", "64 of"),
        ("people: {p1: {roles: [clerk], oidc: somebody}}", "of which there are 0"),
        ("people: {p1: {roles: [clerk], login: {name: a, argon2: $argon2id$x}}}", "an Argon2 hash"),
        ("apps: [one]", "a mapping"),
        ("apps: {one: {roles: [clerk]}, one: {roles: [auditor]}}", "stands twice"),
        (
            "apps: {one: {roles: [clerk]}, two: {roles: [clerk], sources: [/apps/one]}}",
            "apps/one's",
        ),
        ("apps: {str: {roles: [clerk], keys: [{id: k123, foo: 1}]}}", "unknown key foo"),
        ("people: {Subject: {roles: [clerk], oidc: {issuer: a}}}", "sub is missing"),
        ("apps: {one", "not YAML"),
    ],
)
def test_what_is_wrong_is_said(text: str, expected: str) -> None:
    assert any(expected in said for said in mistakes(text)), mistakes(text)


def test_a_key_is_one_apps_alone() -> None:
    key = f"[{{id: k123, sha256: {SHA}, expires: 2027-03-01}}]"
    said = mistakes(
        f"apps:\n  a: {{roles: [clerk], keys: {key}}}\n  b: {{roles: [clerk], keys: {key}}}"
    )
    assert len(said) == 2
    assert all("apps/a's" in one for one in said)


def test_two_thousand_apps_are_read_in_a_moment() -> None:
    keys = "keys: [{id: k%05d, sha256: ff%062x, expires: 2027-03-01}]"
    app = "  app-%d: {roles: [publisher], places: [town-%d], " + keys + "}\n"
    text = "apps:\n" + "".join(app % (i, i, i, i) for i in range(2_000))
    began = process_time()
    assert len(parse(text.encode()).apps) == 2_000
    assert process_time() - began < 1.5  # seconds of the processor: some 0.3, it was 2.5
