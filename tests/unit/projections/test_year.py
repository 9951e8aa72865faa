"""How the year was judged, and what the judgement counts in."""

import pytest

from tests.unit.projections.explained import explained
from tests.unit.projections.history import whole


@pytest.mark.feature("S1-39")
def test_a_years_result_counts_in_the_two_assessments_that_the_scheme_names() -> None:
    (assessed,) = explained(whole()).assessments
    assert assessed.period.id == "year"
    assert assessed.task_completed is False
    assert [(one.id, one.name.zh) for one in assessed.counts_in] == [
        ("building_assessment", "纳入基层党建目标考核"),
        ("annual_assessment", "纳入年度综合目标考核"),
    ]
