"""The scheme language: a way of grading as data, checked, evaluated and explained.

``contracts.scheme.procedure`` is apart: it needs the register, which is made of schemes.
"""

from contracts.scheme.canonical import canonical_json, canonical_sha256
from contracts.scheme.change import Change, Need, what_would_change
from contracts.scheme.deadlines import lookback
from contracts.scheme.derive import derive
from contracts.scheme.evaluate import (
    Evaluation,
    Node,
    Outcome,
    eligible,
    evaluate,
    failed_groups_in,
    failed_in,
    unknown_in,
)
from contracts.scheme.filing import check_record
from contracts.scheme.load import Examined, examine, load, load_cached, load_yaml, mistakes
from contracts.scheme.mistakes import Mistake, SchemeMistakes
from contracts.scheme.parts import Label, Value
from contracts.scheme.places import read_yaml
from contracts.scheme.records import RecordKind
from contracts.scheme.scheme import Scheme
from contracts.scheme.standards import Criterion, Cycle, Ladder, Tier
from contracts.scheme.steps import Step
from contracts.scheme.targets import Measured, measure, measure_rate, needed

__all__ = [
    "Change",
    "Criterion",
    "Cycle",
    "Evaluation",
    "Examined",
    "Label",
    "Ladder",
    "Measured",
    "Mistake",
    "Need",
    "Node",
    "Outcome",
    "RecordKind",
    "Scheme",
    "SchemeMistakes",
    "Step",
    "Tier",
    "Value",
    "canonical_json",
    "canonical_sha256",
    "check_record",
    "derive",
    "eligible",
    "evaluate",
    "examine",
    "failed_groups_in",
    "failed_in",
    "load",
    "load_cached",
    "load_yaml",
    "lookback",
    "measure",
    "measure_rate",
    "mistakes",
    "needed",
    "read_yaml",
    "unknown_in",
    "what_would_change",
]
