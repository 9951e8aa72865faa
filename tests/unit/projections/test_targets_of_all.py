"""Every target of the four programmes has its row; what no event can say is reported."""

import pytest

from tests.unit.projections.programme import Programme


@pytest.mark.parametrize(
    ("scheme", "n"),
    [
        ("pioneer-project", 24),
        ("classification-upgrade", 4),
        ("three-projects", 13),
        ("dual-strong", 5),
    ],
)
def test_every_target_has_its_row_also_where_nothing_is_on_record(scheme: str, n: int) -> None:
    rows = Programme(scheme).rows("2012-01-01")
    targets = [row for row in rows.values() if row.kind != "figure"]
    assert len(targets) == n
    assert {row.how for row in targets} <= {"none", "derived"}
    assert not any(row.met for row in targets)


@pytest.mark.feature("S2-36")
def test_only_what_the_events_cannot_say_is_left_to_reports() -> None:
    left = {
        target.id
        for id in ("pioneer-project", "classification-upgrade", "three-projects", "dual-strong")
        for target in Programme(id).scheme.targets
        if target.reaching is None and target.kind != "qualitative"
    }
    assert left == {"T0-18", "T2-10", "T2-13"}
