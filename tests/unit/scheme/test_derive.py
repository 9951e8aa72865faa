"""Derived values, canonical form, deadlines: what others must be able to reckon again."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.scheme import canonical_json, derive, load, load_cached, lookback, read_yaml
from contracts.scheme.deadlines import due_on
from contracts.scheme.derive import rounded
from contracts.scheme.steps import Deadline
from tests.unit.scheme.examples import PATHS, scheme


def income_gap(village: str, township: str) -> Decimal:
    criterion = scheme("classification-upgrade").criterion("income_gap_pct")
    assert criterion is not None
    names = [item.id for item in criterion.inputs]
    return derive(criterion, dict(zip(names, map(Decimal, (village, township)), strict=True)))


@pytest.mark.parametrize(
    ("village", "township", "gap"),
    [
        ("12060", "10050", "20"),
        ("8040", "10050", "-20"),
        ("12061.005", "10050", "20.01"),
        ("10050", "10050", "0"),
        ("10000", "3000", "233.333333333"),
    ],
)
def test_the_income_gap_is_exact_where_the_figures_are(
    village: str, township: str, gap: str
) -> None:
    assert income_gap(village, township) == Decimal(gap)


def test_what_gives_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        income_gap("10", "0")
    criterion = scheme("classification-upgrade").criterion("income_gap_pct")
    assert criterion is not None
    with pytest.raises(ValueError, match="township_average"):
        derive(criterion, {"village_net_income_per_capita": Decimal(1)})
    other = scheme("classification-upgrade").criterion("reserve_cadres")
    assert other is not None
    with pytest.raises(ValueError, match="not derived"):
        derive(other, {})


@given(st.floats(min_value=-9e14, max_value=9e14))
def test_a_derived_value_has_at_most_nine_decimals_and_fifteen_digits(result: float) -> None:
    value = rounded(result)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent >= -9
    assert len(value.as_tuple().digits) <= 15
    assert abs(value - Decimal(result)) <= max(Decimal("5e-10"), abs(value) * Decimal("5e-14"))


def test_the_canonical_form_is_that_of_rfc_8785() -> None:
    document = {"b": [90.0, 89.99, True, None], "a": {"z": '中 "x"\n', "A": 1}}
    assert canonical_json(document).decode() == (
        '{"a":{"A":1,"z":"中 \\"x\\"\\n"},"b":[90,89.99,true,null]}'
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        # examples of RFC 8785, appendix B
        (-0.0, "0"), (5e-324, "5e-324"), (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (9007199254740992, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"), (1e23, "1e+23"),
        (999999999999999700000.0, "999999999999999700000"), (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"), (0.000001, "0.000001"),
        (333333333.33333325, "333333333.33333325"), (0.001, "0.001"), (-20.5, "-20.5"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_rfc_8785_asks(number: float, text: str) -> None:
    assert canonical_json({"n": number}).decode() == f'{{"n":{text}}}'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**53 + 1])
def test_a_number_that_a_double_does_not_hold_has_no_canonical_form(number: float) -> None:
    with pytest.raises(ValueError, match="double"):
        canonical_json({"n": number})


def test_the_hash_depends_on_the_content_not_on_how_it_is_written() -> None:
    document, places = read_yaml(PATHS["hospital-accreditation"].read_text(encoding="utf-8"))
    found = load(document, places)
    turned = dict(reversed(document.items()))
    assert found.sha256 == hashlib.sha256(canonical_json(document)).hexdigest()
    assert load(turned).sha256 == found.sha256
    assert load(document | {"version": 2}).sha256 != found.sha256
    assert load_cached(turned) is load_cached(document)


@pytest.mark.parametrize(
    ("deadline", "happened", "due"),
    [
        ({"rule": "year_end"}, "2011-12-02", "2012-12-31"),
        ({"rule": "early_next_year"}, "2013-01-15", "2013-03-31"),
        ({"rule": "early_next_year", "day": "02-29"}, "2013-01-15", "2013-02-28"),
        ({"rule": "within_year"}, "2011-12-02", "2011-12-31"),
        ({"rule": "half_year_end"}, "2012-06-30", "2012-06-30"),
        ({"rule": "half_year_end"}, "2012-07-01", "2012-12-31"),
        ({"rule": "quarter_end"}, "2012-02-10", "2012-03-31"),
        ({"rule": "within_quarter"}, "2012-10-01", "2012-12-31"),
        ({"rule": "within_month"}, "2012-02-10", "2012-02-29"),
        ({"within_month": "2012-02"}, "2012-05-10", "2012-02-29"),
        ({"between": ["2012-01-01", "2012-02-10"]}, "2012-01-15", "2012-02-10"),
        ({"on_or_before": ["2011-11-15", "2013-11-15"]}, "2011-11-20", "2011-11-15"),
        ({"on_or_before": ["2013-11-15"]}, "2011-11-20", None),
        ({"from_event": "RectificationOrdered", "field": "due_on"}, "2012-01-01", "2012-03-03"),
        ({"promptly": True}, "2012-01-01", None),
        ({"zh": "适当时机"}, "2012-01-01", None),
        (None, "2012-01-01", None),
    ],
)
def test_every_form_of_deadline_gives_its_day(
    deadline: dict[str, object] | None, happened: str, due: str | None
) -> None:
    day = due_on(
        Deadline.model_validate(deadline) if deadline else None,
        opens=date(2011, 11, 1), closes=date(2012, 12, 31),
        happened=date.fromisoformat(happened), given=date(2012, 3, 3),
    )  # fmt: skip
    assert day == (date.fromisoformat(due) if due else None)


def test_years_that_end_on_a_leap_day_begin_on_the_first_of_march() -> None:
    assert lookback(3, date(2012, 2, 29)) == (date(2009, 3, 1), date(2012, 2, 29))
    assert lookback(1, date(2013, 3, 1)) == (date(2012, 3, 2), date(2013, 3, 1))
