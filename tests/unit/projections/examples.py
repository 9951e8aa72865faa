"""The two example schemes, each from its YAML alone: published, enrolled, recorded, graded,
explained. What happened is in docs/examples; the code has never heard of either."""

import json
from dataclasses import dataclass
from functools import cache

from contracts.events import BY_TYPE
from contracts.events.grading import SchemePublished
from contracts.scheme import load_yaml, read_yaml
from infra.child import PROJECT
from services.projections.explanation.model_case import Explanation
from tests.unit.projections.explained import explained
from tests.unit.projections.play import Play


@dataclass(frozen=True)
class Example:
    """A scheme of schemes/examples, the file of its events, the case, who publishes, till when."""

    scheme: str
    events: str
    case: str
    issuer: str
    on: str


HOSPITAL = Example(
    "hospital-accreditation", "accreditation", "hospital-accreditation:2025-2026:st-anna",
    "council-north", "2025-12-31",
)  # fmt: skip
KITCHEN = Example(
    "kitchen-hygiene", "kitchens", "kitchen-hygiene:2026:school-kitchen", "food-office",
    "2026-12-31",
)  # fmt: skip


@cache
def played(example: Example) -> Play:
    """Every event of the example through the deciders of its service."""
    text = _scheme(example)
    document, scheme = read_yaml(text)[0], load_yaml(text)
    play = Play(example.case)
    first = scheme.window.opens
    published = SchemePublished(scheme_version=1, effective_from=first, definition=document)
    play.say(published, example.issuer, f"{first}", subject=f"scheme:{scheme.id}")
    file = PROJECT / "docs" / "examples" / f"{example.events}.ndjson"
    for line in file.read_text("utf-8").splitlines():
        said = json.loads(line)
        event = BY_TYPE[said["type"]].model_validate_json(json.dumps(said["data"]))
        play.say(event, said["actor"], said["time"], subject=said["subject"])
    return play


@cache
def told(example: Example) -> Explanation:
    """The explanation of the example's case once all its events are recorded."""
    return explained(played(example), on=example.on, scheme=load_yaml(_scheme(example)))


def _scheme(example: Example) -> str:
    return (PROJECT / "schemes" / "examples" / f"{example.scheme}.yaml").read_text("utf-8")
