"""docs/scheme-author.md: what it shows is there, every key is named, and it says so of each."""

import json
import re
from typing import Any

import pytest
from pydantic import BaseModel

from contracts.scheme import mistakes, programme, read_yaml, records, scheme, standards, steps
from tests.docs.snippets import PROJECT, Room, snippets

PAGE = PROJECT / "docs" / "scheme-author.md"
TEXT = PAGE.read_text(encoding="utf-8")
FIRST = PROJECT / "docs" / "examples" / "reading-rooms.yaml"

PARTS: dict[str, type[BaseModel]] = {
    "The document": scheme.Scheme,
    "Issuer": programme.Issuer,
    "Based on": programme.BasedOn,
    "Cycle": standards.Cycle,
    "Scope": programme.Scope,
    "Domain": programme.Domain,
    "Activity": programme.Activity,
    "Criterion": standards.Criterion,
    "Group": standards.Group,
    "Ladder": standards.Ladder,
    "Selection": standards.Selection,
    "Designation": standards.Designation,
    "Step": steps.Step,
    "Requirement": steps.Requirement,
    "Deadline": steps.Deadline,
    "Record kind": records.RecordKind,
    "Responsibility letter": programme.LetterKind,
    "Pledge": programme.PledgeKind,
    "Training": programme.TrainingKind,
    "Target": programme.Target,
    "Outcome": programme.OutcomeKind,
    "Upgrade task": programme.TaskRule,
}
WITHIN: tuple[type[BaseModel], ...] = (
    programme.Source, programme.Lookback, standards.Level, standards.Input, standards.Tier,
    standards.DecidedBy, standards.AppliesWhere, standards.TierText, standards.Window,
    standards.Feed, records.RecordField, records.Closes, steps.Basis, steps.TargetNeeds,
    programme.Among, programme.Reaching, programme.AssessmentSays,
)  # fmt: skip
"""Parts that are told of in the row of the key they stand under."""
EVERYWHERE = {"src", "note", "origin"}


def keys(part: type[BaseModel]) -> dict[str, bool]:
    """The keys that a part may have, and whether they must be given."""
    fields = part.model_fields.items()
    return {f.alias or name: f.is_required() for name, f in fields if name not in EVERYWHERE}


def told(heading: str) -> dict[str, bool]:
    """The keys that the page's table names first, and whether in italics."""
    table = TEXT.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    return {key: star == "*" for cell in cells for star, key in re.findall(r"(\*?)`(\w+)`", cell)}


@pytest.mark.parametrize("heading", PARTS)
def test_every_key_of_a_part_is_told(heading: str) -> None:
    assert told(heading) == keys(PARTS[heading])


def test_every_part_of_the_grammar_is_told() -> None:
    known = {
        part
        for module in (scheme, standards, steps, records, programme)
        for part in vars(module).values()
        if isinstance(part, type) and issubclass(part, BaseModel)
        and part.__module__ == module.__name__
    }  # fmt: skip
    assert known - set(PARTS.values()) == set(WITHIN)


@pytest.mark.parametrize("part", WITHIN)
def test_keys_of_smaller_parts_are_named(part: type[BaseModel]) -> None:
    everywhere = set(re.findall(r"`(\w+)`", TEXT))
    assert keys(part).keys() <= everywhere


def test_the_first_scheme_is_the_file() -> None:
    shown = re.search(
        r"<!-- file: examples/reading-rooms.yaml -->\n```yaml\n(.*?)```", TEXT, re.DOTALL
    )
    assert shown is not None
    assert shown[1] == FIRST.read_text(encoding="utf-8")


def test_the_events_shown_are_in_the_file() -> None:
    blocks = re.findall(r"<!-- in: (\S+) -->\n```json\n(.*?)```", TEXT, re.DOTALL)
    shown = [(PAGE.parent / file, line) for file, block in blocks for line in block.splitlines()]
    assert len(shown) == 4
    for file, line in shown:
        assert json.loads(line) in map(json.loads, file.read_text("utf-8").splitlines())


def test_a_piece_of_yaml_fits_where_it_would_stand() -> None:
    """In the place of the example's own part of the same id, or name, it leaves it valid."""
    whole = PROJECT / "schemes" / "examples" / "hospital-accreditation.yaml"
    pieces = [text for text in re.findall(r"(?<!-->\n)```yaml\n(.*?)```", TEXT, re.DOTALL)]
    assert len(pieces) == 4
    for piece in pieces:
        document, _ = read_yaml(whole.read_text("utf-8"))
        for key, parts in read_yaml(piece)[0].items():
            put(document[key], parts)
        assert mistakes(document) == ()


def put(into: Any, parts: Any) -> None:
    if isinstance(into, dict):
        assert parts.keys() <= into.keys()
        into |= parts
        return
    for part in parts:
        (place,) = [i for i, own in enumerate(into) if own["id"] == part["id"]]
        into[place] = part


def test_its_examples_run(running: Room) -> None:
    for snippet in snippets(PAGE):
        running.run(snippet)
