"""Questions about versions, late entries, and what was known on a day (Q-55 to Q-57)."""

from collections import defaultdict
from datetime import date
from typing import Any
from urllib.error import HTTPError
from zoneinfo import ZoneInfo

import pytest

from tests.support.programmes import Programmes, Told

CHINA = ZoneInfo("Asia/Shanghai")
DECIDES = ("GradeConfirmed", "GradeRevised", "GradeAssigned")


def test_q_55_under_which_version_was_it_judged_and_would_the_present_one_give_another_tier(
    all_programmes: Programmes,
) -> None:
    scheme, ours = "dual-strong", "r_secretary_education"
    versions = {
        one.data["scheme_version"]: one.data["definition"]
        for one in all_programmes.events("SchemePublished", scheme=scheme)
    }
    first, second = versions[1]["groups"], versions[2]["groups"]
    changed = [
        (group, old, new)
        for group in first
        for old, new in zip(first[group]["all"], second[group]["all"], strict=True)
        if old != new
    ]
    # So the versions differ for whoever falls short in schooling alone, by one level.
    assert changed == [
        ("r6_team", {"c": ours, "level_gte": "senior_high_or_technical_secondary"},
         {"c": ours, "level_gte": "junior_high"}),
    ]  # fmt: skip
    gained = 0
    for cycle in ("2011", "2012"):
        expected = {}
        for one in all_programmes.events(*DECIDES, scheme=scheme, cycle=cycle):
            snapshot = one.data["snapshot"]
            would = snapshot.get("indicated")
            facts = snapshot["facts"]
            if facts.get(ours, {}).get("value") == "junior_high" and _all_else(facts, versions[1]):
                would, gained = "dual_strong", gained + 1
            expected[one.subject] = (snapshot["scheme_version"], snapshot.get("indicated"), would)
        rows = all_programmes.rows("rejudged", scheme, cycle)
        assert {
            row["case"]: (row["version"], _id(row["indicated"]), _id(row["newest_indicates"]))
            for row in rows
        } == expected
        assert {row["newest_version"] for row in rows} == {2}
        assert {row["case"] for row in rows if row["attention"]} == {
            case for case, (_, then, now) in expected.items() if then != now
        }
    assert gained == 2


def _all_else(facts: dict[str, Any], scheme: dict[str, Any]) -> bool:
    """Whether a village reaches every qualitative line and those counted from nothing."""
    zero = ("r_petitions_3y", "r_mass_incidents_3y")
    qualitative = {
        one["id"]
        for one in scheme["criteria"]
        if one["id"].startswith("r_") and one["type"] in ("qualitative", "boolean")
    }
    return all(facts[id]["value"] in (True, "met") for id in qualitative) and all(
        facts[id]["value"] == "0" for id in zero
    )


def _id(name: dict[str, Any] | None) -> str | None:
    return name["id"] if name else None


@pytest.mark.parametrize(
    ("scheme", "cycle"),
    [("dual-strong", "2011"), ("dual-strong", "2012"), ("three-projects", "2010")],
)
def test_q_56_which_records_were_entered_after_the_fact_by_whom_and_how_long_after(
    all_programmes: Programmes, scheme: str, cycle: str
) -> None:
    groups: dict[Any, list[Told]] = defaultdict(list)
    for one in all_programmes.events(scheme=scheme, cycle=cycle):
        entered = one.recordedat.astimezone(CHINA).date()
        if one.organisation and entered > one.time.astimezone(CHINA).date():
            groups[one.subject, one.name, one.actor, one.recordedby, str(entered)].append(one)
    expected = {}
    for key, those in groups.items():
        days = [one.time.astimezone(CHINA).date() for one in those]
        after = (date.fromisoformat(key[-1]) - min(days)).days
        late = sum(bool(one.data.get("late")) for one in those)
        expected[key] = (len(those), str(min(days)), str(max(days)), after, late)
    rows = all_programmes.rows("late-entries", scheme, cycle, limit="1000")
    assert {
        (
            row["case"], row["event"]["id"], row["by"]["id"], _id(row["recorded_by"]),
            row["recorded_on"],
        ): (
            row["entries"], row["happened_from"], row["happened_to"], row["days"], row["overdue"],
        )
        for row in rows
    } == expected  # fmt: skip
    assert len(rows) == len(expected) > 100
    assert [row["days"] for row in rows] == sorted((row["days"] for row in rows), reverse=True)


def _tier(one: Told) -> str:
    tier: str = one.data["to_tier" if one.name == "GradeRevised" else "tier"]
    return tier


def test_q_57_the_state_of_all_branches_as_it_was_known_on_a_day(
    all_programmes: Programmes,
) -> None:
    scheme, cycle = "classification-upgrade", "2011-2012"
    told = all_programmes.events("BranchEnrolled", *DECIDES, scheme=scheme, cycle=cycle)

    def state(those: list[Told]) -> dict[str | None, str | None]:
        found: dict[str | None, str | None] = {}
        for one in those:
            enrolled = one.name == "BranchEnrolled"
            found[one.organisation] = (
                one.data.get("opening_tiers", {}).get("grade") if enrolled else _tier(one)
            )
        return found

    def asked(**asked: str) -> dict[str, str | None]:
        rows = all_programmes.rows("grades", scheme, cycle, **asked)
        return {row["organisation"]["id"]: _id(row["tier"]) for row in rows}

    # What had happened by the day, with all that is known now: no year-end decision.
    day = date(2011, 12, 31)
    by_then = state([one for one in told if one.time.astimezone(CHINA).date() <= day])
    assert asked(effective_at=str(day)) == by_then
    assert len(by_then) == 42
    assert by_then != state(told) == asked()

    # What was known: the demo entered everything later, so not even the cycle, of which the
    # standings say the same; and at a moment between.
    assert [one for one in told if one.recordedat.astimezone(CHINA).date() <= day] == []
    for path in ("registers/grades", "standings"):
        with pytest.raises(HTTPError, match="404") as unknown:
            all_programmes.ask(path, scheme=scheme, cycle=cycle, as_of=str(day))
        unknown.value.close()
    between = [one for one in told if one.name != "BranchEnrolled"][20]
    then = state([one for one in told if one.position <= between.position])
    assert asked(as_of=f"grading:{between.position}") == then
    assert then not in (by_then, state(told))
    moment = state([one for one in told if one.recordedat <= between.recordedat])
    assert asked(as_of=between.recordedat.isoformat()) == moment
