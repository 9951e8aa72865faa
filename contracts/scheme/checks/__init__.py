"""The requirements on a scheme that go beyond the shape of its document."""

from collections.abc import Iterator
from typing import Any

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


def check(scheme: Scheme, document: dict[str, Any], *, whole: bool) -> Iterator[Mistake]:
    """Every mistake of a document of valid shape.

    ``whole``: the scheme is all of the document. If parts of wrong shape were set aside, names
    they declare still count, and what asks about the whole (is every criterion read?) is left.
    """
    names = Names.of(document)
    yield from check_ids(scheme)
    yield from check_criteria(scheme, names)
    yield from check_groups(scheme, names)
    yield from check_ladders(scheme, names)
    yield from check_selections(scheme, names)
    yield from check_record_kinds(scheme, names)
    yield from check_procedure(scheme, names)
    yield from check_programme(scheme, names)
    if whole:
        yield from check_used(scheme)
