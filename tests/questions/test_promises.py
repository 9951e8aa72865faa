"""Questions about pledges, letters, targets and the year's appraisal (Q-13 to Q-22)."""

from datetime import date, timedelta
from typing import Any

from tests.questions.raw import by_case, day
from tests.questions.standard import Standard, facts
from tests.support.programmes import Programmes, Told

SCHEME, CYCLE = "classification-upgrade", "2011-2012"
DECISION = ("GradeConfirmed", "GradeRevised")


def members(played: Programmes) -> dict[str, int]:
    """By case the register's number of members."""
    figures = {
        one.organisation: int(one.data["value"])
        for one in played.events("RegisterFigureRecorded")
        if one.data["figure"] == "members"
    }
    return {
        one.subject: figures[one.organisation]
        for one in played.events("BranchEnrolled", scheme=SCHEME)
    }


def ids(names: list[Any]) -> list[str]:
    return [one["id"] for one in names]


def told(row: Any) -> list[str]:
    """What an auditor is told to look at, in English."""
    return [one["en"] for one in row["attention"]]


def targets(played: Programmes) -> dict[tuple[str, str], Told]:
    """By case and id what was set."""
    found = played.events("UpgradeTargetSet", scheme=SCHEME)
    return {(one.subject, one.data["target_id"]): one for one in found}


def target_rows(played: Programmes, kind: str) -> list[Any]:
    return played.rows("upgrade-targets", SCHEME, CYCLE, only=f"kind:{kind}")


def test_q_13_did_every_branch_and_member_pledge_after_the_decision_and_where_was_it_published(
    all_programmes: Programmes,
) -> None:
    published = {
        (one.subject, one.data["pledge_id"]): one.data["channel"]
        for one in all_programmes.events("PledgePublished", scheme=SCHEME)
    }
    decided = {one.subject: day(one) for one in all_programmes.events(*DECISION, scheme=SCHEME)}
    made = by_case(all_programmes.events("PledgeMade", scheme=SCHEME))
    expected = {}
    for case, number in members(all_programmes).items():
        for kind, asked in (("branch_public", 1), ("member_public", number)):
            those = [one for one in made[case] if one.data["kind"] == kind]
            where = [published[case, one.data["pledge_id"]] for one in those]
            who = {person for one in those for person in one.data["pledger_ids"]}
            first = min(one.data["made_on"] for one in those)
            assert decided[case] < first
            expected[case, kind] = (
                len(those), len(who), asked, decided[case], first, len(where), sorted({*where}),
            )  # fmt: skip
    rows = all_programmes.rows("pledges", SCHEME, CYCLE)
    assert len(expected) == 84
    assert {
        (row["case"], row["kind"]["id"]): (
            row["pledges"], row["pledgers"], row["of_members"] or 1, row["decided_on"],
            row["first_made_on"], row["published"], row["published_in"],
        )
        for row in rows
    } == expected  # fmt: skip


def test_q_14_which_members_have_not_pledged_and_for_what_recorded_reason(
    all_programmes: Programmes,
) -> None:
    pledged = {
        (one.subject, person)
        for one in all_programmes.events("PledgeMade", scheme=SCHEME)
        for person in one.data["pledger_ids"]
        if one.data["kind"] == "member_public"
    }
    reasons = {
        (one.subject, one.data["fields"]["member"]): one.data["fields"]["reason"]
        for one in all_programmes.events("RecordFiled", scheme=SCHEME)
        if one.data["kind"] == "PledgeException"
    }
    carrying = {
        (one.subject, one.data["assignee"])
        for one in all_programmes.events("UpgradeTargetAssigned", scheme=SCHEME)
        if one.data["assignee_kind"] == "party_member"
    }
    expected = {
        case: (
            number - sum(known == case for known, _ in pledged),
            [f"{person}: {why}" for (known, person), why in reasons.items() if known == case],
            sorted(person for known, person in carrying - pledged if known == case),
        )
        for case, number in members(all_programmes).items()
    }
    rows = all_programmes.rows("pledges", SCHEME, CYCLE, only="kind:member_public")
    assert {
        row["case"]: (
            row["missing"],
            [one["en"] for one in row["excused"]],
            ids(row["not_yet"]),
        )
        for row in rows
    } == expected
    short = {case for case, (missing, *_) in expected.items() if missing}
    assert {row["case"] for row in rows if row["attention"]} == short
    assert len(reasons) < sum(missing for missing, *_ in expected.values())


def test_q_15_was_a_letter_signed_with_every_branch_and_down_to_team_and_members(
    all_programmes: Programmes,
) -> None:
    signed = by_case(all_programmes.events("ResponsibilityLetterSigned", scheme=SCHEME))
    rows = all_programmes.rows("letters", SCHEME, CYCLE)
    for kind in ("township_village", "tiered"):
        expected = {
            case: sorted(
                (one.data["party_a"], one.data["party_b"], one.data["signed_on"])
                for one in signed[case]
                if one.data["kind"] == kind
            )
            for case in members(all_programmes)
        }
        found: dict[str, list[tuple[str, str, str]]] = {case: [] for case in expected}
        without = set()
        for row in rows:
            if row["kind"]["id"] == kind and row["source"]:
                found[row["case"]].append((*ids(row["parties"]), row["signed_on"]))
            elif row["kind"]["id"] == kind:
                assert told(row) == ["no letter"]
                without.add(row["case"])
        assert any(expected.values())
        assert {case: sorted(those) for case, those in found.items()} == expected
        assert without == {case for case, those in expected.items() if not those}


def test_q_16_does_every_quantifiable_target_have_quantity_quality_and_deadline(
    all_programmes: Programmes,
) -> None:
    expected = {}
    changed = all_programmes.events("UpgradeTargetAmended", scheme=SCHEME)
    for (case, id), one in targets(all_programmes).items():
        later = [o.data for o in changed if (o.subject, o.data["target_id"]) == (case, id)]
        terms = one.data
        for change in later:
            terms = terms | {field: said for field, said in change.items() if said is not None}
        measure = [terms.get(field) for field in ("quantity", "unit", "quality", "due_on")]
        expected[case, id] = (
            measure, terms.get("qualitative_demand"),
            all(measure) if terms["quantifiable"] else bool(terms["qualitative_demand"]),
        )  # fmt: skip
    rows = target_rows(all_programmes, "target")
    assert len(expected) == 134
    assert {
        (row["case"], row["id"]): (
            [
                *((row["quantity"] or {}).get(field) for field in ("quantity", "unit")),
                row["quality"],
                row["due_on"],
            ],
            row["demand"],
            "no full measure or demand" not in told(row),
        )
        for row in rows
    } == expected


def test_q_17_were_members_and_masses_heard_before_and_which_opinions_were_taken_up(
    all_programmes: Programmes,
) -> None:
    heard = {one.subject: one for one in all_programmes.events("OpinionsHeard", scheme=SCHEME)}
    expected = {}
    for (case, id), one in targets(all_programmes).items():
        opinions = heard[case].data["opinions"]
        taken_up = [opinion["text"] for opinion in opinions if opinion.get("taken_up")]
        before = heard[case].position < one.position
        assert before
        assert heard[case].data["held_on"] <= day(one)
        expected[case, id] = (
            heard[case].data["held_on"], heard[case].data["members"],
            heard[case].data["masses"], taken_up, f"{len(taken_up)}/{len(opinions)}", before,
        )  # fmt: skip
    rows = target_rows(all_programmes, "target")
    assert {
        (row["case"], row["id"]): (
            row["opinions_heard_on"], row["heard_members"], row["heard_masses"], row["taken_up"],
            row["opinions_taken_up"], "set before opinions were heard" not in told(row),
        )
        for row in rows
    } == expected  # fmt: skip


def test_q_18_which_weaknesses_found_at_classification_have_no_target_against_them(
    all_programmes: Programmes,
) -> None:
    rules = Standard.of(SCHEME)
    evidence = by_case(all_programmes.events("EvidenceRecorded", scheme=SCHEME))
    expected: dict[str, set[str]] = {}
    for one in all_programmes.events(*DECISION, scheme=SCHEME):
        known = facts([o for o in evidence[one.subject] if o.position < one.position])
        weak = rules.failing("intermediate_standard", known) | {*one.data.get("criteria", ())}
        answered = {
            criterion
            for (case, _), target in targets(all_programmes).items()
            for criterion in target.data["addresses"]
            if case == one.subject
        }
        if weak - answered:
            expected[one.subject] = weak - answered
    found: dict[str, set[str]] = {}
    for row in target_rows(all_programmes, "weakness"):
        found.setdefault(row["case"], set()).update(ids(row["addresses"]))
    assert expected
    assert found == expected


def test_q_19_which_targets_are_assigned_to_nobody_and_which_members_carry_none(
    all_programmes: Programmes,
) -> None:
    carriers: dict[tuple[str, str], list[str]] = {key: [] for key in targets(all_programmes)}
    for one in all_programmes.events("UpgradeTargetAssigned", scheme=SCHEME):
        carriers[one.subject, one.data["target_id"]].append(one.data["assignee"])
    rows = target_rows(all_programmes, "target")
    assert [key for key, those in carriers.items() if not those]
    assert {(row["case"], row["id"]): ids(row["assigned_to"]) for row in rows} == carriers
    assert {(row["case"], row["id"]) for row in rows if "carried by nobody" in told(row)} == {
        key for key, those in carriers.items() if not those
    }

    pledges = all_programmes.events("PledgeMade", scheme=SCHEME)
    known = {
        (one.subject, person)
        for one in pledges
        for person in one.data["pledger_ids"]
        if one.data["pledger_kind"] == "member"
    }
    expected = {}
    for case, number in members(all_programmes).items():
        carrying = {person for (of, _), those in carriers.items() for person in those if of == case}
        without = {person for of, person in known if of == case} - carrying
        expected[case] = (sorted(carrying), sorted(without), number - len(carrying))
    coverage = target_rows(all_programmes, "coverage")
    assert {row["case"]: (ids(row["assigned_to"]), ids(row["carry_none"])) for row in coverage} == {
        case: (carrying, without) for case, (carrying, without, _) in expected.items()
    }
    assert {row["case"]: told(row) for row in coverage} == {
        case: [f"{n} of {members(all_programmes)[case]} members carry no target"] if n else []
        for case, (*_, n) in expected.items()
    }


def test_q_20_were_targets_changed_when_due_or_just_before_the_assessment_with_whose_agreement(
    all_programmes: Programmes,
) -> None:
    assessed = {
        one.subject: date.fromisoformat(one.data["held_on"])
        for one in all_programmes.events("BranchAssessed", scheme=SCHEME)
    }
    expected = {}
    for one in all_programmes.events("UpgradeTargetAmended", scheme=SCHEME):
        case, id, on = one.subject, one.data["target_id"], date.fromisoformat(day(one))
        due = date.fromisoformat(targets(all_programmes)[case, id].data["due_on"])
        if on > due:
            why = "due"
        else:
            why = "assessment" if assessed[case] - on <= timedelta(days=30) else ""
        expected[case, id] = (one.data["agreed_by"], one.data["reason"], why)
    assert {why for *_, why in expected.values()} == {"due", "assessment"}
    rows = all_programmes.rows("upgrade-targets", SCHEME, CYCLE, only="amended:*")
    names = {
        one.organisation: one.data["name_en"]
        for one in all_programmes.events("OrganisationRegistered")
    }
    assert {(row["case"], row["id"]) for row in rows} == expected.keys()
    for row in rows:
        by, reason, why = expected[row["case"], row["id"]]
        (change,) = row["amended"]
        assert change["en"].endswith(f"agreed by {names[by]}: {reason}")
        (notice,) = (one for one in told(row) if one.startswith("changed on"))
        assert why in notice


def test_q_21_who_took_part_in_the_appraisal_and_does_the_score_follow_from_the_sheets(
    all_programmes: Programmes,
) -> None:
    expected = {}
    for one in all_programmes.events("DemocraticAppraisalHeld", scheme=SCHEME):
        said = one.data
        present = [
            said["members_present"], said["mass_representatives_present"], said["delegates_present"]
        ]  # fmt: skip
        expected[one.subject] = (
            said["held_on"], present, said["sheets"], said["appraisal_score"],
            said["sheets"] > sum(present),
        )  # fmt: skip
    rows = all_programmes.rows("assessments", SCHEME, CYCLE)
    assert len(expected) == 42
    assert {
        row["case"]: (
            row["appraised_on"],
            [
                row["members_present"],
                row["mass_representatives_present"],
                row["delegates_present"],
            ],
            row["sheets"],
            row["appraisal_score"],
            "more sheets than people present" in told(row),
        )
        for row in rows
    } == expected


def test_q_22_was_any_branch_assessed_without_an_appraisal(all_programmes: Programmes) -> None:
    held = {one.id: one for one in all_programmes.events("DemocraticAppraisalHeld", scheme=SCHEME)}
    expected = {}
    for one in all_programmes.events("BranchAssessed", scheme=SCHEME):
        before = [
            id
            for id, appraisal in held.items()
            if appraisal.subject == one.subject
            and appraisal.data["held_on"] <= one.data["held_on"]
            and appraisal.position < one.position
        ]
        assert one.data["appraisal_event_id"] in before
        expected[one.subject] = before
    rows = all_programmes.rows("assessments", SCHEME, CYCLE)
    assert len(expected) == 42
    assert {
        row["case"]: [row["appraisal"]["event_id"]] if row["appraisal"] else [] for row in rows
    } == expected
    assert [row for row in rows if "assessed without an appraisal" in told(row)] == []
