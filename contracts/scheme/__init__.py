"""The scheme language: a way of grading as data, checked, evaluated and explained."""

from contracts.scheme.canonical import canonical_json, canonical_sha256
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
from contracts.scheme.load import load, load_cached
from contracts.scheme.mistakes import Mistake, SchemeMistakes
from contracts.scheme.parts import Label, Value
from contracts.scheme.places import read_yaml
from contracts.scheme.records import RecordKind
from contracts.scheme.scheme import Scheme
from contracts.scheme.standards import Criterion, Cycle, Ladder, Tier
from contracts.scheme.steps import Step

__all__ = [
    "Criterion",
    "Cycle",
    "Evaluation",
    "Label",
    "Ladder",
    "Mistake",
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
    "eligible",
    "evaluate",
    "failed_groups_in",
    "failed_in",
    "load",
    "load_cached",
    "read_yaml",
    "unknown_in",
]
