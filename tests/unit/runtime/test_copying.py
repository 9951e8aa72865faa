"""Rows for COPY are written as PostgreSQL reads them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.runtime.copying import copy_lines


def test_each_kind_of_value_has_its_text() -> None:
    row = ("示例", None, 7, True, False, Decimal("89.99"), datetime(2011, 11, 15, tzinfo=UTC))
    assert copy_lines([row]).decode() == "示例\t\\N\t7\tt\tf\t89.99\t2011-11-15T00:00:00+00:00\n"


def test_what_would_end_a_field_or_a_row_is_escaped() -> None:
    assert copy_lines([("a\tb", "c\nd"), ("e\\N", "f\rg")]) == b"a\\tb\tc\\nd\ne\\\\N\tf\\rg\n"


def test_what_copy_does_not_know_is_an_error() -> None:
    with pytest.raises(TypeError, match="list"):
        copy_lines([(["a"],)])
