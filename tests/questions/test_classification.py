"""Questions about how branches were classified (Q-01 to Q-12)."""

from collections import Counter
from typing import Any

import pytest

from tests.questions.raw import by_case, day, decisions, tier_of
from tests.questions.standard import Facts, Standard, facts
from tests.support.programmes import Programmes, Told

SCHEME, CYCLE = "classification-upgrade", "2011-2012"
TIERS = ("advanced", "intermediate", "backward")
"""The best first; the ladder's."""
BODIES = ("members_meeting", "mass_representatives_meeting")
FIRST = ("GradeConfirmed", "GradeRevised")
"""The committee's decision on a self-rating."""
SCORE = "acceptance_score"


@pytest.fixture(scope="module")
def standard() -> Standard:
    return Standard.of(SCHEME)


def known(played: Programmes, decision: Told) -> Facts:
    """What was on record of a case when it was decided on."""
    evidence = played.events("EvidenceRecorded", "EvidenceCorrected", scheme=SCHEME)
    return facts(
        [
            one
            for one in evidence
            if one.subject == decision.subject and one.position < decision.position
        ]
    )


def decided(explanation: Any) -> Any:
    """The committee's decision on the self-rating, explained."""
    (found,) = (one for one in explanation["classifications"] if one["kind"] == "decision")
    return found


def ids(names: list[Any]) -> list[str]:
    return [one["id"] for one in names]


def id_or_none(name: Any) -> str | None:
    return name["id"] if name else None


def test_q_01_why_was_this_branch_moved_who_decided_on_what_evidence_did_the_review_agree(
    all_programmes: Programmes,
) -> None:
    moved = all_programmes.events("GradeRevised", scheme=SCHEME)
    assert moved
    for revised in moved:
        said = by_case(all_programmes.events())[revised.subject]
        (rating,) = (one for one in said if one.name == "BranchSelfRated")
        (meeting,) = (one for one in said if one.name == "CommitteeReviewHeld")
        reviews = {o.data["body"]: o.data for o in said if o.name == "MembersReviewRecorded"}
        recorded = {o.data["evidence_id"]: o for o in said if o.name == "EvidenceRecorded"}
        to = revised.data["to_tier"]
        answer = decided(all_programmes.explanation(revised.subject))
        decision = answer["decided"]
        assert {
            "from": decision["from_tier"]["id"],
            "to": decision["tier"]["id"],
            "by": decision["source"]["by"]["id"],
            "meeting": decision["meeting"]["id"],
            "on": decision["meeting"]["held_on"],
            "present": ids(decision["meeting"]["present"]),
            "reasons": decision["reasons"],
            "evidence": {
                one["id"]: (one["criterion"]["id"], one["value"], one["source"]["position"])
                for one in decision["evidence"]
            },
            "self-rating": answer["voted"]["self_rating"]["tier"]["id"],
            "reviews": {
                one["body"]["id"]: (one["tier"]["id"], one["present"], one["eligible"])
                for one in answer["voted"]["reviews"]
            },
            "agree": {
                pair["one"]: pair["agree"]
                for pair in answer["agreement"]
                if pair["other"] == "decided"
            },
        } == {
            "from": rating.data["tier"],
            "to": to,
            "by": revised.actor,
            "meeting": revised.data["meeting_id"],
            "on": day(revised),
            "present": meeting.data["present"],
            "reasons": revised.data["reasons"],
            "evidence": {
                id: (
                    recorded[id].data["criterion"],
                    recorded[id].data["value"]["value"],
                    recorded[id].position,
                )
                for id in revised.data["evidence_ids"]
            },
            "self-rating": rating.data["tier"],
            "reviews": {
                body: (one["tier"], one["present"], one["eligible"])
                for body, one in reviews.items()
            },
            "agree": {
                "self_rating": rating.data["tier"] == to,
                **{body: one["tier"] == to for body, one in reviews.items()},
                "indicated": revised.data["snapshot"]["indicated"] == to,
            },
        }


def test_q_02_which_self_ratings_were_not_objective_and_in_which_direction(
    all_programmes: Programmes,
) -> None:
    expected = {
        one.subject: (
            "up"
            if TIERS.index(one.data["to_tier"]) < TIERS.index(one.data["from_tier"])
            else "down",
            one.data["reasons"],
        )
        for one in all_programmes.events("GradeRevised", scheme=SCHEME)
        if one.data["replaces"] == "self_rating"
    }
    rows = all_programmes.rows("decisions", SCHEME, CYCLE, only="kind:decision")
    moved = [row for row in rows if row["direction"]["id"] != "same"]
    assert expected
    assert {row["case"]: (row["direction"]["id"], row["reasons"]) for row in moved} == expected
    assert Counter(row["direction"]["id"] for row in rows) == Counter(
        how for how, _ in expected.values()
    ) + Counter(same=len(all_programmes.events("GradeConfirmed", scheme=SCHEME)))


def test_q_04_does_each_self_rating_rest_on_three_years_and_three_inputs(
    all_programmes: Programmes,
) -> None:
    expected = {
        one.subject: (
            one.data["basis_years"],
            [past["year"] for past in one.data["year_end"]],
            len(set(one.data["basis_years"])) == 3
            and bool(one.data["performance"] and one.data["masses_evaluation"])
            and len(one.data["year_end"]) == 3,
        )
        for one in all_programmes.events("BranchSelfRated", scheme=SCHEME)
    }
    rows = all_programmes.rows("reviews", SCHEME, CYCLE, only="voice:self_rating")
    left_out = {
        row["case"]
        for row in rows
        for one in row["attention"]
        if one["en"].startswith(("The scheme asks for", "The performance", "The masses"))
        or "year-end assessment" in one["en"]
    }
    assert len(expected) == 42
    assert {
        row["case"]: (row["years"], row["assessed_years"], row["case"] not in left_out)
        for row in rows
    } == expected


def test_q_05_did_both_meetings_take_place_who_came_and_what_were_the_votes(
    all_programmes: Programmes,
) -> None:
    expected = {
        (one.subject, one.data["body"]): (
            one.data["held_on"],
            one.data["present"],
            one.data["eligible"],
            ", ".join(f"{tier} {one.data['votes'][tier]}" for tier in TIERS),
            one.data["tier"],
        )
        for one in all_programmes.events("MembersReviewRecorded", scheme=SCHEME)
    }
    enrolled = all_programmes.events("BranchEnrolled", scheme=SCHEME)
    assert expected.keys() == {(one.subject, body) for one in enrolled for body in BODIES}
    rows = all_programmes.rows("reviews", SCHEME, CYCLE)
    assert {
        (row["case"], row["voice"]["id"]): (
            row["held_on"],
            row["present"],
            row["eligible"],
            row["votes"]["en"],
            row["tier"]["id"],
        )
        for row in rows
        if row["voice"]["id"] in BODIES
    } == expected


def test_q_06_where_did_members_and_masses_disagree_and_what_did_the_committee_say(
    all_programmes: Programmes,
) -> None:
    expected = {}
    for case, said in by_case(all_programmes.events(scheme=SCHEME)).items():
        voted = {o.data["body"]: o.data["tier"] for o in said if o.name == "MembersReviewRecorded"}
        if len(set(voted.values())) > 1:
            (decision,) = (one for one in said if one.name in FIRST)
            (meeting,) = (one for one in said if one.name == "CommitteeReviewHeld")
            expected[case] = (
                voted,
                tier_of(decision),
                decision.data.get("reasons", []),
                decision.data.get("deviation_reason"),
                list(meeting.data["aspects"].values()),
            )
    rows = all_programmes.rows("decisions", SCHEME, CYCLE, only="kind:decision")
    assert expected
    assert {
        row["case"]: (
            {body: row[body]["id"] for body in BODIES},
            row["decided"]["id"],
            row["reasons"],
            row["deviation_reason"],
            [one["en"].partition(": ")[2] for one in row["considered"]],
        )
        for row in rows
        if "members' meeting / mass representatives' meeting"
        in [pair["en"] for pair in row["disagree"]]
    } == expected


def test_q_07_was_any_tier_decided_before_the_members_review_was_on_record(
    all_programmes: Programmes,
) -> None:
    made = all_programmes.events(*FIRST, scheme=SCHEME)
    too_early = set()
    for one in made:
        before = {
            review.data["body"]
            for review in all_programmes.events("MembersReviewRecorded", scheme=SCHEME)
            if review.subject == one.subject
            and review.data["held_on"] <= day(one)
            and review.position < one.position
            and review.recordedat <= one.recordedat
        }
        if before != set(BODIES):
            too_early.add(one.subject)
    told = {
        row["case"]
        for register in ("decisions", "reviews")
        for row in all_programmes.rows(register, SCHEME, CYCLE, only="attention:*")
        for one in row["attention"]
        if "before a review by" in one["en"] or one["en"].endswith("after the decision")
    }
    assert len(made) == 42
    assert told == too_early == set()


def test_q_07_who_tried_to_decide_before_the_review_is_among_the_refused(
    all_programmes: Programmes,
) -> None:
    refused = all_programmes.said["programmes"][SCHEME]["refused"]
    (early,) = (one for one in refused if one["problem"]["type"] == "/problems/step-not-open")
    assert early["id"] not in {one.id for one in all_programmes.events()}
    (kept,) = (
        one
        for one in all_programmes.command("refused", "list", "grading")["grading"]
        if one["attributes"]["id"] == early["id"]
    )
    assert kept["attributes"]["type"].split(".")[2] in FIRST
    assert "needs first: MembersReviewRecorded" in kept["problem"]["detail"]


@pytest.mark.parametrize(
    ("scheme", "cycle"),
    [
        (SCHEME, CYCLE),
        ("pioneer-project", "2004"),
        ("three-projects", "2010"),
        ("dual-strong", "2011"),
        ("dual-strong", "2012"),
    ],
)
def test_q_08_which_decided_tiers_differ_from_the_rules_and_what_reasons_were_written(
    all_programmes: Programmes, scheme: str, cycle: str
) -> None:
    expected = {
        (one.subject, one.data["ladder"], one.position): (
            one.data["snapshot"].get("indicated"),
            tier_of(one),
            one.data["deviation_reason"],
        )
        for one in decisions(all_programmes, scheme)
        if one.cycle == cycle and one.data["snapshot"].get("indicated") != tier_of(one)
    }
    rows = all_programmes.rows("decisions", scheme, cycle)
    assert {
        (row["case"], row["ladder"]["id"], row["source"]["position"]): (
            id_or_none(row["indicated"]),
            row["decided"]["id"],
            row["deviation_reason"],
        )
        for row in rows
        if id_or_none(row["indicated"]) != row["decided"]["id"]
    } == expected
    assert all(reason for *_, reason in expected.values())


def test_q_08_the_rules_indicate_what_they_give_when_they_are_worked_out_by_hand(
    all_programmes: Programmes, standard: Standard
) -> None:
    by_hand = {
        one.position: standard.tier(known(all_programmes, one))
        for one in decisions(all_programmes, SCHEME)
    }
    rows = all_programmes.rows("decisions", SCHEME, CYCLE)
    assert {*by_hand.values()} == {*TIERS}
    assert {row["source"]["position"]: id_or_none(row["indicated"]) for row in rows} == by_hand


def test_q_09_which_single_criterion_kept_this_branch_out_of_the_advanced_tier(
    all_programmes: Programmes, standard: Standard
) -> None:
    against = {
        one.subject: standard.failing("advanced_standard", known(all_programmes, one))
        for one in all_programmes.events(*FIRST, scheme=SCHEME)
    }
    single = [case for case, failing in against.items() if len(failing) == 1]
    assert single
    for case in (*single, "classification-upgrade:2011-2012:village-07"):
        derived = decided(all_programmes.explanation(case))["derived"]
        (advanced,) = (o for o in derived["would_change"] if o["tier"]["id"] == "advanced")
        lines = [line for need in advanced["needs"] for line in need["lines"]]
        assert advanced["lines_to_change"] == len(lines)
        assert {line["values"][0]["criterion"]["id"] for line in lines} == against[case]


def test_q_10_a_score_of_exactly_90_70_or_70_5_gives_which_tier_by_which_rule(
    all_programmes: Programmes, standard: Standard
) -> None:
    (published,) = all_programmes.events("SchemePublished", scheme=SCHEME)
    exact = {
        str(found[SCORE].normalize()): (one, found)
        for one in all_programmes.events(*FIRST, scheme=SCHEME)
        if str((found := known(all_programmes, one))[SCORE].normalize()) in ("9E+1", "7E+1", "70.5")
    }
    assert len(exact) == 3
    for decision, found in exact.values():
        derived = decided(all_programmes.explanation(decision.subject))["derived"]
        assert derived["indicated"]["id"] == standard.tier(found)
        assert derived["scheme_version"] == published.data["scheme_version"]
        assert derived["scheme_sha256"] == published.data["content_sha256"]
        read = {
            (rule["tier"]["id"], leaf["asks"]["en"], leaf["values"][0]["value"]): leaf["outcome"]
            for rule in derived["rules"]
            if rule["purpose"] == "tier"
            for leaf in leaves(rule["condition"])
            if leaf["values"][0]["criterion"]["id"] == SCORE
        }
        score = found[SCORE]
        assert read == {
            ("advanced", "≥ 90 points", f"{score:f}"): "pass" if score >= 90 else "fail",
            ("backward", "< 71 points", f"{score:f}"): "pass" if score < 71 else "fail",
        }
    assert {score: tier_of(one) for score, (one, _) in exact.items()} == {
        "9E+1": "advanced", "7E+1": "backward", "70.5": "backward",
    }  # fmt: skip


def leaves(condition: Any) -> list[Any]:
    """The conditions at the ends of a rule that read a value."""
    inner = [leaf for child in condition["children"] for leaf in leaves(child)]
    return inner or ([condition] if condition["values"] else [])


def test_q_11_which_tiers_rest_on_a_figure_that_was_corrected_after_the_decision(
    all_programmes: Programmes, standard: Standard
) -> None:
    expected = {}
    recorded = all_programmes.events("EvidenceRecorded", scheme=SCHEME)
    old = {(one.subject, one.data["evidence_id"]): one for one in recorded}
    corrections = by_case(all_programmes.events("EvidenceCorrected", scheme=SCHEME))
    for one in all_programmes.events(*FIRST, scheme=SCHEME):
        later = [o for o in corrections.get(one.subject, ()) if o.position > one.position]
        if later:
            replaced = [old[o.subject, o.data["corrects"]] for o in later]
            now = known(all_programmes, one) | facts(later)
            expected[one.subject] = (
                tier_of(one),
                standard.tier(now),
                {(o.data["criterion"], o.position) for o in later},
                {o.data["criterion"] for o in replaced},
            )
    assert expected
    rows = all_programmes.rows("rejudged", SCHEME, CYCLE, only="corrected:*")
    criteria = {one["en"]: one["id"] for one in standard.scheme["criteria"]}
    assert {
        row["case"]: (
            row["decided"]["id"],
            row["corrected_indicates"]["id"],
            {
                (criteria[change["en"].partition(": ")[0]], entry["position"])
                for change, entry in zip(row["corrected"], row["corrections"], strict=True)
            },
            {criteria[change["en"].partition(": ")[0]] for change in row["corrected"]},
        )
        for row in rows
    } == expected
    assert {row["case"] for row in rows if row["attention"]} == {
        case for case, (then, now, *_) in expected.items() if then != now
    }


def test_q_12_which_meeting_decided_who_was_present_and_were_all_aspects_considered(
    all_programmes: Programmes, standard: Standard
) -> None:
    aspects = {one["id"]: one["en"] for one in standard.ladder["considers"]}
    held = {one.subject: one.data for one in all_programmes.events("CommitteeReviewHeld")}
    expected = {
        one.subject: (
            one.data["meeting_id"],
            held[one.subject]["present"],
            {aspects[id]: found for id, found in held[one.subject]["aspects"].items()},
            aspects.keys() - held[one.subject]["aspects"].keys() != set(),
        )
        for one in all_programmes.events(*FIRST, scheme=SCHEME)
    }
    rows = all_programmes.rows("decisions", SCHEME, CYCLE, only="kind:decision")
    assert len(expected) == 42
    assert {
        row["case"]: (
            row["meeting"],
            ids(row["present"]),
            dict(one["en"].split(": ", 1) for one in row["considered"]),
            any(one["en"].startswith("not considered") for one in row["attention"]),
        )
        for row in rows
    } == expected
