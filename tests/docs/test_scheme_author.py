"""docs/scheme-author.md: what it shows is there, every key is named, and it says so of each."""

import json
import re
from typing import Any

import pytest
from pydantic import BaseModel

from contracts.scheme import (
    mistakes,
    programme,
    read_yaml,
    records,
    scheme,
    standards,
    steps,
    tally,
)
from docs.tables import filled
from tests.docs.snippets import PROJECT, Room, snippets
from tests.docs.tables import AUTHOR, TABLES

PAGE = AUTHOR
TEXT = PAGE.read_text(encoding="utf-8")
KITCHENS = PROJECT / "schemes" / "examples" / "kitchen-hygiene.yaml"
EVENTS = PROJECT / "docs" / "examples" / "kitchens.ndjson"

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
    "Tally": tally.Tally,
    "Outcome": programme.OutcomeKind,
    "Upgrade task": programme.TaskRule,
}
WITHIN: tuple[type[BaseModel], ...] = (
    programme.Source, programme.Lookback, standards.Level, standards.Input, standards.Tier,
    standards.DecidedBy, standards.AppliesWhere, standards.TierText, standards.Window,
    standards.Feed, records.RecordField, records.Closes, steps.Basis, steps.TargetNeeds,
    steps.Within,
    programme.AssessmentSays, programme.Excused,
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
        for module in (scheme, standards, steps, records, programme, tally)
        for part in vars(module).values()
        if isinstance(part, type) and issubclass(part, BaseModel)
        and part.__module__ == module.__name__
    }  # fmt: skip
    assert known - set(PARTS.values()) == set(WITHIN)


@pytest.mark.parametrize("part", WITHIN)
def test_keys_of_smaller_parts_are_named(part: type[BaseModel]) -> None:
    everywhere = set(re.findall(r"`(\w+)`", TEXT))
    assert keys(part).keys() <= everywhere


def shown(file: str) -> str:
    """What the page shows of a file, piece after piece."""
    mark = rf"<!-- (?:file|in): {re.escape(file)} -->\n```\w+\n(.*?)```"
    return "\n".join(re.findall(mark, TEXT, re.DOTALL))


def test_the_pieces_of_the_scheme_are_the_whole_of_it() -> None:
    """A reader who copies them one after another has the finished file."""
    assert shown("../schemes/examples/kitchen-hygiene.yaml") == KITCHENS.read_text("utf-8")


def test_the_events_are_all_that_is_published() -> None:
    lines = [line for line in shown("examples/kitchens.ndjson").splitlines() if line]
    assert lines == EVENTS.read_text("utf-8").splitlines()
    assert all(map(json.loads, lines))


def test_a_piece_of_yaml_fits_where_it_would_stand() -> None:
    """In the place of the example's own part of the same id, or name, it leaves it valid."""
    whole = PROJECT / "schemes" / "examples" / "hospital-accreditation.yaml"
    pieces = [text for text in re.findall(r"(?<!-->\n)```yaml\n(.*?)```", TEXT, re.DOTALL)]
    assert len(pieces) == 5
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


def test_the_events_are_those_of_the_contracts() -> None:
    assert filled(TEXT, TABLES) == TEXT, "run python -m tests.docs.tables"


def test_every_advice_is_told() -> None:
    code = (PROJECT / "contracts" / "scheme" / "checks").glob("*.py")
    rules = {"tier.reachable"} | set(
        re.findall(r'"(\w+\.\w+)"', "".join(p.read_text() for p in code if p.stem == "advice"))
    )
    table = TEXT.partition("| advice |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([\w.]+)`", table, re.MULTILINE)) == rules


def test_its_examples_run(running: Room) -> None:
    """From nothing to a kitchen that is graded, refused and explained on a real stack."""
    for snippet in snippets(PAGE):
        running.run(snippet)
