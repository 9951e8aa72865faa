"""Questions about a standard that can be computed: what a branch fails, and on what figure (Q-48,
Q-49, Q-50, Q-54)."""

import operator
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
import yaml

from infra.child import PROJECT
from tests.support.programmes import Programmes, Told

SCHEME, CYCLES = "dual-strong", ("2011", "2012")

COMPARE: dict[str, Callable[[float, Any], bool]] = {
    "eq": operator.eq, "gte": operator.ge, "gt": operator.gt, "lt": operator.lt,
    "between": lambda value, bounds: bounds[0] <= value <= bounds[1],
}  # fmt: skip


@cache
def scheme() -> dict[str, Any]:
    """The scheme as its author wrote it."""
    text = (PROJECT / f"schemes/{SCHEME}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def criterion(id: str) -> dict[str, Any]:
    return next(one for one in scheme()["criteria"] if one["id"] == id)


def evidence(played: Programmes, cycle: str) -> dict[str, dict[str, Told]]:
    """By branch and criterion, what was recorded last; nothing was corrected."""
    assert not played.events("EvidenceCorrected", scheme=SCHEME)
    found: dict[str, dict[str, Told]] = defaultdict(dict)
    for one in played.events("EvidenceRecorded", scheme=SCHEME, cycle=cycle):
        found[one.organisation or ""][one.data["criterion"]] = one
    return found


Counts = tuple[int, int, int]
"""Pledges made, kept, and not kept."""


def pledged(played: Programmes, cycle: str) -> dict[tuple[str | None, str], Counts]:
    """By branch and kind."""
    kinds: dict[tuple[str, str], str] = {}
    found: dict[tuple[str | None, str], Counts] = defaultdict(lambda: (0, 0, 0))
    place = ("PledgeMade", "PledgeFulfilled", "PledgeNotFulfilled")
    for one in played.events(*place, scheme=SCHEME, cycle=cycle):
        if one.name == "PledgeMade":
            kinds[one.subject, one.data["pledge_id"]] = one.data["kind"]
        key = one.organisation, kinds[one.subject, one.data["pledge_id"]]
        counts = list(found[key])
        counts[place.index(one.name)] += 1
        found[key] = (counts[0], counts[1], counts[2])
    return found


def judged(counts: list[Counts]) -> str | None:
    """What all of the pledges being kept, or one not being so, says of a criterion."""
    if any(broken for _, _, broken in counts):
        return "not_met"
    return "met" if all(made and kept == made for made, kept, _ in counts) else None


def schooled(played: Programmes, cycle: str, kind: str) -> set[str | None]:
    """The branches all of whose members were in a session of this kind."""
    of_kind = {
        (one.subject, one.data["session_id"])
        for one in played.events("TrainingSessionHeld", scheme=SCHEME, cycle=cycle)
        if one.data["kind"] == kind
    }
    came = {
        (one.data["organisation"], one.data["person"])
        for one in played.events("TrainingAttended", scheme=SCHEME, cycle=cycle)
        if (one.subject, one.data["session_id"]) in of_kind
    }
    return {
        one.organisation
        for one in played.events("RegisterFigureRecorded")
        if one.data["figure"] == "members"
        and sum(home == one.organisation for home, _ in came) >= float(one.data["value"])
    }


def values(played: Programmes, cycle: str, branch: str, domain: str) -> dict[str, Any]:
    """By criterion of the domain, the value that counts; what nobody said is left out."""
    said = {id: one.data["value"]["value"] for id, one in evidence(played, cycle)[branch].items()}
    pledges = pledged(played, cycle)
    for one in scheme()["criteria"]:
        fed = one.get("fed_by", {}) if one["id"].startswith(domain[0]) else {}
        settled = judged([pledges[branch, kind] for kind in fed.get("pledges", [])])
        if "pledges" in fed and settled:
            said[one["id"]] = settled
        for kind in fed.get("training", []):
            if branch in schooled(played, cycle, kind):
                said[one["id"]] = "met"
    return said


def passes(line: Any, said: dict[str, Any]) -> bool | None:
    """Whether a line of a group holds; None: not known."""
    if isinstance(line, str):
        return said[line] in (True, "met") if line in said else None
    asked = dict(line)
    id = asked.pop("c")
    if id not in said:
        return None
    ((relation, bound),) = asked.items()
    if relation == "level_gte":
        levels = [level["id"] for level in criterion(id)["levels"]]
        return levels.index(said[id]) >= levels.index(bound)
    return COMPARE[relation](float(said[id]), bound)


def shown(value: Any) -> Any:
    return str(float(value)) if isinstance(value, str) and value[-1].isdigit() else value


Line = tuple[str, str, str, Any]
"""Strong, criterion, ``fail`` or ``unknown``, value."""


def leaves(condition: dict[str, Any], strong: str = "") -> Iterator[Line]:
    """The lines of an explained rule that do not pass, each under its strong."""
    strong = condition["group"] or strong
    if condition["kind"] == "leaf" and condition["outcome"] != "pass":
        (read,) = condition["values"]
        yield strong, read["criterion"]["id"], condition["outcome"], shown(read["value"])
    for child in condition["children"]:
        yield from leaves(child, strong)


def test_q_48_why_is_this_village_not_dual_strong_which_strong_which_line_which_figure(
    all_programmes: Programmes,
) -> None:
    expected: dict[str, set[Line]] = {}
    answered: dict[str, set[Line]] = {}
    for ladder in scheme()["ladders"]:
        for given in all_programmes.events("GradeAssigned", scheme=SCHEME):
            if given.data["ladder"] != ladder["id"]:
                continue
            cycle, branch = given.cycle or "", given.organisation or ""
            said = values(all_programmes, cycle, branch, ladder["id"])
            expected[given.subject] = {
                (strong, id, "unknown" if held is None else "fail", shown(said.get(id)))
                for strong in ladder["group_ids"]
                for line in scheme()["groups"][strong]["all"]
                if not (held := passes(line, said))
                for id in [line if isinstance(line, str) else line["c"]]
            }
            (why,) = all_programmes.explanation(given.subject)["classifications"]
            rule = next(r for r in why["derived"]["rules"] if r["tier"]["id"] == "dual_strong")
            answered[given.subject] = set(leaves(rule["condition"]))
    assert answered == expected
    assert expected["dual-strong:2011:quanxi-rural-2"] == {
        ("r3_democracy", "r_petitions_3y", "fail", "1.0")
    }
    assert sum(bool(lines) for lines in expected.values()) == 9 + 2


def test_q_49_which_petitions_of_which_three_years_counted(all_programmes: Programmes) -> None:
    years = scheme()["lookback_years"]["default"]
    expected, answered = {}, {}
    for given in all_programmes.events("GradeAssigned", scheme=SCHEME):
        branch, ends = given.organisation or "", given.time.date()
        if given.data["ladder"] != "rural":
            continue
        found = evidence(all_programmes, given.cycle or "")[branch].get("r_petitions_3y")
        begins = ends.replace(year=ends.year - years) + timedelta(days=1)
        expected[given.subject] = (
            None
            if found is None
            else (found.data["value"]["value"], begins, ends, found.data["found_in"])
        )
        (why,) = all_programmes.explanation(given.subject)["classifications"]
        pieces = {one["criterion"]["id"]: one for one in why["derived"]["evidence"]}
        piece = pieces.get("r_petitions_3y")
        answered[given.subject] = piece and (
            piece["value"],
            date.fromisoformat(piece["period_from"]),
            date.fromisoformat(piece["period_to"]),
            piece["found_in"],
        )
    assert answered == expected
    counted = expected["dual-strong:2011:quanxi-rural-2"]
    assert counted is not None
    assert "2008年6月21日" in counted[3]
    assert counted[:3] == ("1", date(2008, 6, 21), date(2011, 6, 20))
    assert [case for case, found in expected.items() if found is None] == [
        "dual-strong:2011:quanxi-rural-5"
    ]


@pytest.mark.feature("S3-12")
def test_q_50_against_which_reference_figure_from_which_source_and_year(
    all_programmes: Programmes,
) -> None:
    derived = {one["id"]: one for one in scheme()["criteria"] if one.get("derived")}
    expected, answered = {}, {}
    for given in all_programmes.events("GradeAssigned", scheme=SCHEME):
        if given.data["ladder"] != "enterprise":
            continue
        recorded = evidence(all_programmes, given.cycle or "")[given.organisation or ""]
        (why,) = all_programmes.explanation(given.subject)["classifications"]
        pieces = {one["criterion"]["id"]: one for one in why["derived"]["evidence"]}
        for id in derived:
            one = recorded[id].data
            figures = {(i["name"], float(i["value"]), i["unit"]) for i in one["inputs"]}
            expected[given.subject, id] = (
                float(one["value"]["value"]), figures, one["found_in"], one["as_of"], True,
            )  # fmt: skip
            piece = pieces[id]
            answered[given.subject, id] = (
                float(piece["value"]),
                {(f["name"]["id"], float(f["value"]), f["unit"]) for f in piece["figures"]},
                piece["found_in"], piece["as_of"], piece["adds_up"],
            )  # fmt: skip
    assert answered == expected
    value, figures, source, *_ = expected[
        "dual-strong:2011:quanxi-enterprise-2", "e_energy_gap_pct"
    ]
    assert value == 0
    assert ("reference_energy_per_10k_value_added", 0.48, "tce_per_10k_CNY") in figures
    assert "2010" in source


def test_q_54_does_the_pledge_criterion_rest_on_judged_pledges_or_on_an_opinion(
    all_programmes: Programmes,
) -> None:
    kinds = criterion("e_public_pledges")["fed_by"]["pledges"]
    expected, answered = {}, {}
    for given in all_programmes.events("GradeAssigned", scheme=SCHEME):
        if given.data["ladder"] != "enterprise":
            continue
        pledges = pledged(all_programmes, given.cycle or "")
        counts = {kind: pledges[given.organisation, kind] for kind in kinds}
        expected[given.subject] = (
            "counts" if judged(list(counts.values())) else "evidence", counts,
        )  # fmt: skip
        (why,) = all_programmes.explanation(given.subject)["classifications"]
        facts = {one["criterion"]["id"]: one for one in why["derived"]["facts"]}
        fact = facts["e_public_pledges"]
        answered[given.subject] = (
            fact["rests_on"],
            {one["kind"]["id"]: (one["of"], one["held"], one["failed"]) for one in fact["counted"]},
        )
    assert answered == expected
    assert sorted(case for case, (rests_on, _) in expected.items() if rests_on == "evidence") == [
        "dual-strong:2011:quanxi-enterprise-4",
        "dual-strong:2012:quanxi-enterprise-4",
    ]
