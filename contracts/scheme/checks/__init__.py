"""The requirements on a scheme that go beyond the shape of its document."""

from collections.abc import Iterator
from typing import Any

from contracts.scheme.checks.advice import advise
from contracts.scheme.checks.conditions import (
    check_criteria,
    check_groups,
    check_selections,
    check_used,
)
from contracts.scheme.checks.ladders import check_ladders
from contracts.scheme.checks.names import Names, check_ids
from contracts.scheme.checks.procedure import check_procedure, check_record_kinds
from contracts.scheme.checks.programme import check_programme
from contracts.scheme.mistakes import Mistake
from contracts.scheme.scheme import Scheme

__all__ = ["advise", "check"]
_READING = ("/groups/", "/ladders/", "/selections/")


def check(scheme: Scheme, document: dict[str, Any], *, whole: bool) -> Iterator[Mistake]:
    """Every mistake of a document of valid shape.

    ``whole``: the scheme is all of the document. If parts of wrong shape were set aside, names
    they declare still count, and what asks about the whole (is every criterion read?) is left.
    """
    names = Names.of(document)
    found = [
        *check_ids(scheme),
        *check_criteria(scheme, names),
        *check_groups(scheme, names),
        *check_ladders(scheme, names),
        *check_selections(scheme, names),
        *check_record_kinds(scheme, names),
        *check_procedure(scheme, names),
        *check_programme(scheme, names),
    ]
    yield from found
    # A name that a rule misspells is likely the very criterion that no rule would read.
    if whole and not any(mistake.pointer.startswith(_READING) for mistake in found):
        yield from check_used(scheme)
