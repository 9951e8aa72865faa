"""Questions about letters, rewards, talks and wages in four townships (Q-44 to Q-47)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.questions.raw import fields, filed
from tests.support.programmes import Programmes

SCHEME, CYCLE = "three-projects", "2010"


def records(told: Programmes, kind: str) -> list[dict[str, Any]]:
    return told.rows("records", SCHEME, CYCLE, only=f"kind:{kind}")


@pytest.mark.feature("S2-25")
def test_q_44_were_letters_signed_with_all_villages_in_march_naming_target_task_and_object(
    all_programmes: Programmes,
) -> None:
    villages = {
        str(one.organisation)
        for one in all_programmes.events("OrganisationRegistered")
        if (one.data.get("parent"), one.data["kind"]) == ("hanfeng", "village_branch")
    }
    signed = {
        one.data["party_b"]: one.data
        for one in all_programmes.events("ResponsibilityLetterSigned", scheme=SCHEME, cycle=CYCLE)
    }
    rows = all_programmes.rows("letters", SCHEME, CYCLE)
    assert {
        row["organisation"]["id"]: (
            row["signed_on"], row["target"], row["task"], row["object"],
            {one["id"] for one in row["parties"]},
        )
        for row in rows
    } == {
        id: (one["signed_on"], one["target"], one["task"], one["object"], {"hanfeng", id})
        for id, one in signed.items()
    }  # fmt: skip
    assert signed.keys() == villages != set()
    assert not any(row["attention"] or row["late"] for row in rows)
    assert all("2010-03-01" <= one["signed_on"] <= "2010-03-31" for one in signed.values())
    assert all(one["target"] and one["task"] and one["object"] for one in signed.values())

    # On 15 March three villages had still to sign.
    then = all_programmes.rows("letters", SCHEME, CYCLE, effective_at="2010-03-15")
    missing = {row["organisation"]["id"] for row in then if row["signed_on"] is None}
    assert missing == {id for id, one in signed.items() if one["signed_on"] > "2010-03-15"}
    assert len(missing) == 3


@pytest.mark.feature("S2-12", "S2-29")
def test_q_45_which_rewards_were_granted_for_which_assessment_and_was_any_without_one(
    all_programmes: Programmes,
) -> None:
    assessed = all_programmes.events("BranchAssessed", scheme=SCHEME, cycle=CYCLE)
    expected = {
        (reward.subject, reward.data["record_id"]): (
            reward.data["fields"],
            max(
                (
                    one.data["held_on"]
                    for one in assessed
                    if one.subject == reward.subject and one.position < reward.position
                ),
                default=None,
            ),
        )
        for reward in filed(all_programmes, "Reward", SCHEME, CYCLE)
    }
    said = {(row["case"], row["id"]): fields(row) for row in records(all_programmes, "Reward")}
    granted = all_programmes.rows("outcomes", SCHEME, CYCLE, only="what:Reward")
    assert {
        (row["case"], row["id"]): (said[row["case"], row["id"]], row["assessed_on"])
        for row in granted
    } == expected
    assert len(expected) == 15
    assert {one["kind"] for one, _ in expected.values()} == {
        "allowance", "bonus_points", "single_item_award", "hardship_support", "pay_linked",
    }  # fmt: skip
    without = {reward for reward, (_, held_on) in expected.items() if held_on is None}
    assert {(row["case"], row["id"]) for row in granted if row["attention"]} == without
    assert len(without) == 1


@pytest.mark.feature("S2-34")
def test_q_46_why_was_this_cadre_given_an_admonition_talk_and_what_tasks_followed(
    all_programmes: Programmes,
) -> None:
    (talk,) = filed(all_programmes, "AdmonitionTalk", SCHEME, CYCLE)
    person = talk.data["fields"]["person"]
    tasks = {
        one.data["target_id"]: (one.data["text"], one.data["due_on"], one.on.isoformat(), [person])
        for one in all_programmes.events("UpgradeTargetSet", scheme=SCHEME, cycle=CYCLE)
        if one.data.get("person") == person
    }
    (row,) = records(all_programmes, "AdmonitionTalk")
    assert (row["case"], fields(row)) == (talk.subject, talk.data["fields"])
    set_for = all_programmes.rows(
        "upgrade-targets", SCHEME, CYCLE, only=f"assigned_to:{person}"
    )  # fmt: skip
    assert {
        one["id"]: (
            one["text"], one["due_on"], one["set_on"], [each["id"] for each in one["assigned_to"]],
        )
        for one in set_for
    } == tasks  # fmt: skip
    assert list(tasks) == talk.data["fields"]["tasks_set"] != []
    assert all(set_on >= talk.on.isoformat() for _, _, set_on, _ in tasks.values())
    (outcome,) = all_programmes.rows("outcomes", SCHEME, CYCLE, only="what:AdmonitionTalk")
    assert (outcome["case"], outcome["issued_on"]) == (talk.subject, talk.on.isoformat())


@pytest.mark.feature("S2-11")
def test_q_47_were_village_wages_paid_on_time_and_in_full(all_programmes: Programmes) -> None:
    expected = {
        (one.subject, one.data["record_id"]): one.data["fields"]
        for one in filed(all_programmes, "WagePayment", SCHEME, CYCLE)
    }
    rows = records(all_programmes, "WagePayment")
    assert {(row["case"], row["id"]): fields(row) for row in rows} == expected
    kept = [
        paid["paid_on"] <= paid["due_on"]
        and Decimal(paid["paid_amount"]) >= Decimal(paid["due_amount"])
        for paid in expected.values()
    ]
    assert (kept.count(True), kept.count(False)) == (39, 1)

    (target,) = all_programmes.rows("targets", SCHEME, CYCLE, only="target:T2-07")
    assert (target["numerator"], target["denominator"], target["how"]) == (39, 40, "derived")
    names = {
        str(one.organisation): one.data["name_en"]
        for one in all_programmes.events("OrganisationRegistered")
    }
    assert {one["name"]["en"] for one in target["not_counted"]} == {
        f"{names[case.split(':')[2]]} · {id}"
        for ((case, id), _), paid in zip(expected.items(), kept, strict=True)
        if not paid
    }
