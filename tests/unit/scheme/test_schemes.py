"""The published schemes: what they hold, in which languages."""

from collections.abc import Iterator

import pytest

from contracts.scheme import Label, Scheme
from tests.unit.scheme.examples import SCHEMES, scheme


@pytest.mark.feature("S0-01", "S0-03")
def test_pioneer_project_has_its_structure_and_five_cycles() -> None:
    found = scheme("pioneer-project")
    assert {name: len(items) for name, items in found.structure.items()} == {
        "sub_projects": 4, "activities": 4,
    }  # fmt: skip
    assert [cycle.id for cycle in found.cycles] == ["2004", "2005", "2006", "2007", "2008"]
    assert [len(found.ladders), len(found.selections), len(found.targets)] == [8, 10, 24]


@pytest.mark.feature("S1-01", "S1-02")
def test_classification_upgrade_has_its_criteria_tiers_and_steps() -> None:
    found = scheme("classification-upgrade")
    (ladder,) = found.ladders
    assert (len(found.criteria), len(found.procedure)) == (28, 19)
    assert ladder.tier_ids == ("backward", "intermediate", "advanced")
    assert [ladder.rank(tier) for tier in ladder.tier_ids] == [0, 1, 2]
    types = [criterion.type for criterion in found.criteria]
    assert [types.count(t) for t in ("numeric", "boolean", "ordinal")] == [10, 5, 13]  # fmt: skip
    assert found.based_on is not None
    assert found.based_on.document_no == "平委组通〔2011〕367号"
    assert ladder.require_reason_if_differs


@pytest.mark.feature("S1-12", "S1-16", "S1-30")
def test_classification_upgrade_says_what_each_body_weighs() -> None:
    found = scheme("classification-upgrade")
    rating, review = found.step("self_rating"), found.step("members_review")
    ladder = found.ladder("grade")
    assert rating is not None
    assert review is not None
    assert ladder is not None
    assert rating.basis is not None
    assert (rating.basis.years, len(rating.basis.inputs)) == (3, 3)
    assert review.bodies == ("members_meeting", "mass_representatives_meeting")
    assert [aspect.id for aspect in ladder.considers] == [
        "party_building", "work_performance", "target_assessment", "social_evaluation",
    ]  # fmt: skip
    assert ladder.measures_by_tier["backward"].motto_zh == "换新貌"


@pytest.mark.feature("S2-01", "S2-02")
def test_three_projects_has_three_projects_and_four_scopes() -> None:
    found = scheme("three-projects")
    assert len(found.structure["projects"]) == 3
    assert [scope.id for scope in found.scopes] == ["fanjiazhai", "guodian", "hanfeng", "nanzhihui"]
    assert {scope for target in found.targets for scope in target.scope} <= {
        scope.id for scope in found.scopes
    }


@pytest.mark.feature("S3-01")
def test_dual_strong_has_three_domains_nineteen_strongs_and_110_criteria() -> None:
    found = scheme("dual-strong")
    assert (len(found.domains), len(found.groups), len(found.criteria)) == (3, 19, 110)
    assert [len(ladder.group_ids) for ladder in found.ladders] == [6, 7, 6]


def labels(found: Scheme) -> Iterator[tuple[str, Label]]:
    """Every text that an auditor of a case may read."""
    for criterion in found.criteria:
        yield criterion.id, criterion.label
        yield from ((f"{criterion.id}.{level.id}", level.label) for level in criterion.levels)
    yield from ((name, Label(en=group.en, zh=group.zh)) for name, group in found.groups.items())
    for ladder in found.ladders:
        yield ladder.id, ladder.label
        yield from ((f"{ladder.id}.{tier.id}", tier.label) for tier in ladder.tiers)
        yield from ((aspect.id, aspect.label) for aspect in ladder.considers)
    for kind in found.record_kinds:
        yield kind.id, kind.label
        yield from ((f"{kind.id}.{field.id}", field.label) for field in kind.fields)
    for key in ("procedure", "pledges", "responsibility_letters", "training", "outcomes"):
        yield from ((piece.id, piece.label) for piece in getattr(found, key))


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_every_text_is_there_in_english(scheme_id: str) -> None:
    assert [name for name, label in labels(scheme(scheme_id)) if not label.en] == []


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_chinese_texts_miss_only_where_the_source_names_nothing(scheme_id: str) -> None:
    without = {name.rpartition(".")[2] for name, label in labels(scheme(scheme_id)) if not label.zh}
    assert without <= {"not_yet", "ordinary", "not_effective", "not_standard"}


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_lookups_find_by_id_and_give_none_for_others(scheme_id: str) -> None:
    found = scheme(scheme_id)
    assert found.criterion(found.criteria[0].id) is found.criteria[0]
    assert found.step(found.procedure[-1].id) is found.procedure[-1]
    for lookup in (
        found.criterion, found.ladder, found.cycle, found.step, found.record_kind, found.pledge,
        found.letter, found.target, found.training_kind, found.outcome, found.selection,
    ):  # fmt: skip
        assert lookup("no_such_id") is None
