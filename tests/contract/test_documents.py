"""The published documents: what the classes say, valid by their standards, never broken."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.answers import Receipt
from contracts.documents.__main__ import PUBLISHED, main
from contracts.documents.catalogue import ASYNCAPI, path_of, present
from contracts.events import BY_TYPE, grading
from services.runtime import receipts

CHANGED = "schemas/gradetrail.grading.CycleClosed.v1.json"


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    return present()


def test_the_files_in_the_repository_are_what_the_classes_give_and_nothing_broke() -> None:
    assert main(["--check"]) == 0


def test_every_event_has_a_schema_by_its_type(documents: dict[str, dict[str, Any]]) -> None:
    assert {path_of(type_) for type_ in BY_TYPE} < documents.keys()
    schemas = {p: d for p, d in documents.items() if p != ASYNCAPI}
    assert len({schema["$id"] for schema in schemas.values()}) == len(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"].startswith("urn:gradetrail:")
        assert schema["description"]


def test_a_derived_field_is_read_only_in_its_schema(documents: dict[str, dict[str, Any]]) -> None:
    for type_, event in BY_TYPE.items():
        properties = documents[path_of(type_)]["properties"]
        marked = {name for name, schema in properties.items() if schema.get("readOnly")}
        assert marked == event.derived_fields


def test_the_schema_takes_what_the_class_takes_and_refuses_what_it_refuses() -> None:
    good = {"ladder": "upgrade", "tier": "good", "year_end": [{"year": 2010, "result": "好"}]}
    validator = Draft202012Validator(present()[path_of(grading.BranchSelfRated.type)])
    for change in ({}, {"rationale": None}, {"year_end": []}):
        grading.BranchSelfRated.model_validate_json(json.dumps(good | change))
        assert validator.is_valid(good | change)
    for change in ({"tier": "a b"}, {"colour": "red"}, {"year_end": [{"year": "2010"}]}):
        with pytest.raises(ValueError, match=r"1 validation error|2 validation errors"):
            grading.BranchSelfRated.model_validate_json(json.dumps(good | change))
        assert not validator.is_valid(good | change)


def test_decimals_are_numbers_or_strings_that_hold_one() -> None:
    schema = present()[path_of(grading.RegisterFigureRecorded.type)]["properties"]["value"]
    for value in ("89.99", 89.99, -3, "0", "1E+5"):
        assert Draft202012Validator(schema).is_valid(value)
    for value in ("", "NaN", "1,5", True, None):
        assert not Draft202012Validator(schema).is_valid(value)


def test_asyncapi_names_follow_its_rules_and_references_lead_somewhere(
    documents: dict[str, dict[str, Any]],
) -> None:
    document = documents[ASYNCAPI]
    maps = [
        document["channels"],
        document["operations"],
        *document["components"].values(),
        *(channel["messages"] for channel in document["channels"].values()),
    ]
    for key in (key for one in maps for key in one):
        assert re.fullmatch(r"[\w.\-]+", key)
    for reference in re.findall(r'"\$ref": "#/([^"]*)"', json.dumps(document)):
        target: Any = document
        for part in reference.split("/"):
            target = target[part]


def test_asyncapi_has_each_event_coming_in_twice_and_going_out_once(
    documents: dict[str, dict[str, Any]],
) -> None:
    channels = documents[ASYNCAPI]["channels"]
    for event in BY_TYPE.values():
        short = f"{event.name}.v{event.version}"
        for kind in ("inbox", "submit", "events"):
            assert short in channels[f"{kind}.{event.service}"]["messages"]


def test_the_published_receipt_has_the_fields_of_the_one_that_services_send() -> None:
    assert set(Receipt.model_fields) == set(receipts.Receipt.__struct_fields__)


# The command ------------------------------------------------------------------------------


def copied(folder: Path) -> Path:
    """A folder of published documents of a test's own."""
    published = folder / "published"
    (published / "schemas").mkdir(parents=True)
    for path in (ASYNCAPI, CHANGED):
        (published / path).write_text((PUBLISHED / path).read_text("utf-8"), encoding="utf-8")
    return published


def with_a_field_more(file: Path) -> str:
    """As if an earlier revision had had a field that the class has no more."""
    schema = json.loads(file.read_text("utf-8"))
    schema["properties"]["colour"] = {"type": "string"}
    text = json.dumps(schema)
    file.write_text(text, encoding="utf-8")
    return text


def test_what_is_missing_or_stale_is_named_and_then_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = copied(tmp_path)
    (published / CHANGED).write_text((published / CHANGED).read_text("utf-8") + "\n", "utf-8")
    assert main(["--check"], published) == 1
    assert f"{CHANGED} is stale" in capsys.readouterr().err
    assert main([], published) == 0
    assert main(["--check"], published) == 0
    assert len(list(published.rglob("*.json"))) == len(present())


def test_a_breaking_change_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = copied(tmp_path)
    text = with_a_field_more(published / CHANGED)
    assert main([], published) == 1
    assert f"{CHANGED}#/properties/colour: colour is gone" in capsys.readouterr().err
    assert (published / CHANGED).read_text("utf-8") == text
    assert len(list(published.rglob("*.json"))) == 2


def test_deleting_the_file_does_not_help_while_git_has_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = copied(tmp_path)
    with_a_field_more(published / CHANGED)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "before")
    (published / CHANGED).unlink()
    assert main([], published) == 1
    git(tmp_path, "commit", "--quiet", "-a", "-m", "after")
    assert main([], published) == 0
    assert main(["--check", "--against", "HEAD^"], published) == 1
    assert capsys.readouterr().err.count("colour is gone") == 2


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True)
