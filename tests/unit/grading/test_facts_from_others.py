"""Criteria that rest on what was pledged and trained, as other services tell it."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.events.grading import (
    BranchEnrolled,
    EvidenceRecorded,
    Fact,
    GradeAssigned,
    RecordFiled,
    RegisterFigureRecorded,
)
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeItem,
    PledgeMade,
    PledgeNotFulfilled,
    UpgradeTargetSet,
)
from contracts.events.training import (
    AttendanceCorrected,
    TrainingAbsenceRecorded,
    TrainingAttended,
    TrainingSessionHeld,
)
from contracts.refusals import ReasonMissing
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import EXAMPLES, day, fact, organisation, under

DOMAINS = {"rural": "ds-01", "enterprise": "ds-10", "government_unit": "ds-16"}
KINDS = {
    "rural": "village_branch", "enterprise": "enterprise_branch",
    "government_unit": "government_unit_branch",
}  # fmt: skip


def unit(domain: str, *without: str, **changed: Any) -> Scenario[Any]:
    """A unit of a domain of which everything is on record, but for what is left out."""
    places = [organisation("town", "township_committee")]
    places += [organisation("unit", KINDS[domain], "town")]
    story = under("dual-strong", places, "unit", "town").went(
        says(BranchEnrolled(ladders=(domain,), domain=domain), by="town")
    )
    (scheme,) = story.register.schemes.values()
    known = {**EXAMPLES[DOMAINS[domain]], **changed}
    for criterion in scheme.rulebook.reads[domain]:
        declared = scheme.criterion(criterion)
        assert declared is not None
        if criterion in without:
            continue
        said = fact(known.get(criterion, "met" if declared.type == "qualitative" else True))
        story = story.given(
            says(
                EvidenceRecorded(
                    evidence_id=f"ev-{criterion}", criterion=criterion, kind=declared.evidence[0],
                    value=said.model_copy(update={"finding": "seen"}), as_of=day("2011-04-01"),
                    found_in="file 3",
                ),
                by="town", on="2011-05-01",
            )
        )  # fmt: skip
    plan = RecordFiled(
        record_id="plan-1", kind="WorkPlan",
        fields={"kind": "creation_plan", "targets": ("six strongs",), "measures": ("a plan",)},
    )  # fmt: skip
    return story.given(says(plan, by="unit"), TARGET, on="2011-05-02")


TARGET = UpgradeTargetSet(
    target_id="target-1", theme="strongs", text="all of them", quantifiable=False,
    qualitative_demand="met",
)  # fmt: skip


def made(id: str, kind: str, by: str = "member", items: int = 1) -> PledgeMade:
    return PledgeMade(
        pledge_id=id, kind=kind, pledger_kind="member", pledger_ids=(by,),
        made_on=day("2011-05-10"),
        items=tuple(PledgeItem(item_id=f"i{n}", text="a promise") for n in range(items)),
    )  # fmt: skip


def kept(id: str, item: str | None = None) -> PledgeFulfilled:
    return PledgeFulfilled(
        pledge_id=id, item_id=item, judged_by=("person-9",), judged_on=day("2011-06-10"),
        finding="seen",
    )  # fmt: skip


def broken(id: str, item: str | None = None) -> PledgeNotFulfilled:
    return PledgeNotFulfilled(
        pledge_id=id, item_id=item, judged_by=("person-9",), judged_on=day("2011-06-10"),
        reason="nothing done",
    )  # fmt: skip


def graded(story: Scenario[Any], tier: str = "dual_strong", **more: Any) -> Any:
    """What the town's decision rests on."""
    (ladder,) = story.state.ladders
    given = GradeAssigned(
        ladder=ladder, tier=tier, basis="assessment_against_standard",
        deviation_reason="the rest speaks for it", **more,
    )  # fmt: skip
    return story.when(given, by="town", on="2011-06-20").field("snapshot")


def tally(kind: str, held: int, failed: int, of: int) -> tuple[str | None, int, int, int | None]:
    return kind, held, failed, of


def counts(found: Fact) -> list[tuple[str | None, int, int, int | None]]:
    return [(one.kind, one.held, one.failed, one.of) for one in found.fed_by]


# Pledges ----------------------------------------------------------------------------------------

PLEDGED = {
    "rural": ("r_entrepreneurship_pledge", ("entrepreneurship",)),
    "enterprise": ("e_public_pledges", ("organisation_public", "member_public")),
    "government_unit": ("g_vanguard_pledge", ("vanguard_organisation", "vanguard_member")),
}


@pytest.mark.feature("S3-07", "S3-16", "S3-19")
@pytest.mark.parametrize("domain", PLEDGED)
def test_pledges_that_were_all_kept_meet_their_criterion(domain: str) -> None:
    criterion, kinds = PLEDGED[domain]
    story = unit(domain, criterion)
    assert graded(story).indicated is None
    promised = story.given(*(made(kind, kind) for kind in kinds))
    assert graded(promised).facts[criterion].value is None
    found = graded(promised.given(*(kept(kind) for kind in kinds)))
    assert found.indicated == "dual_strong"
    assert found.facts[criterion].value == "met"
    assert found.facts[criterion].evidence_ids == ()
    assert counts(found.facts[criterion]) == [tally(kind, 1, 0, 1) for kind in kinds]


@pytest.mark.feature("S3-07", "S3-16", "S3-19")
@pytest.mark.parametrize("domain", PLEDGED)
def test_ds_19_a_broken_pledge_fails_it(domain: str) -> None:
    criterion, kinds = PLEDGED[domain]
    pledges = [made(kind, kind) for kind in kinds] + [made("second", kinds[-1], "member-2")]
    judged = [*(kept(kind) for kind in kinds), broken("second")]
    found = graded(unit(domain, criterion).given(*pledges, *judged), "participating")
    assert (found.indicated, found.facts[criterion].value) == ("participating", "not_met")
    assert counts(found.facts[criterion])[-1] == tally(kinds[-1], 1, 1, 2)


def test_what_is_not_judged_leaves_it_unknown_and_never_fails_it() -> None:
    criterion, (kind,) = PLEDGED["rural"]
    story = unit("rural", criterion).given(made("a", kind), made("b", kind, "member-2"), kept("a"))
    found = graded(story)
    assert found.facts[criterion].value is None
    assert counts(found.facts[criterion]) == [tally(kind, 1, 0, 2)]
    assert (found.indicated, found.candidates) == (None, ("dual_strong", "participating"))


def test_one_kind_alone_does_not_stand_for_the_other() -> None:
    criterion, (organisation_kind, _) = PLEDGED["enterprise"]
    story = unit("enterprise", criterion).given(made("a", organisation_kind), kept("a"))
    assert graded(story).facts[criterion].value is None


def test_of_a_pledge_judged_by_its_items_all_have_to_be_kept() -> None:
    criterion, (kind,) = PLEDGED["rural"]
    two = unit("rural", criterion).given(made("a", kind, items=2), kept("a", "i0"))
    assert graded(two).facts[criterion].value is None
    assert graded(two.given(kept("a", "i1"))).facts[criterion].value == "met"
    assert graded(two.given(broken("a", "i1"))).facts[criterion].value == "not_met"
    assert graded(two.given(broken("a"))).facts[criterion].value == "not_met"


def test_pledges_of_another_kind_do_not_count() -> None:
    criterion, _ = PLEDGED["rural"]
    story = unit("rural", criterion).given(made("a", "joint"), kept("a"))
    assert graded(story).facts[criterion] == Fact(value=None)


# An opinion beside what was judged ----------------------------------------------------------------


def test_an_opinion_counts_as_long_as_the_pledges_leave_it_open() -> None:
    criterion, (kind,) = PLEDGED["rural"]
    found = graded(unit("rural").given(made("a", kind))).facts[criterion]
    assert (found.value, found.evidence_ids) == ("met", (f"ev-{criterion}",))
    assert counts(found) == [tally(kind, 0, 0, 1)]


def test_what_was_judged_counts_before_an_opinion() -> None:
    criterion, (kind,) = PLEDGED["rural"]
    story = unit("rural").given(made("a", kind), broken("a"))
    found = graded(story, "participating")
    assert (found.indicated, found.facts[criterion].value) == ("participating", "not_met")
    assert found.facts[criterion].evidence_ids == ()


def test_a_committee_that_sees_it_otherwise_says_why() -> None:
    _, (kind,) = PLEDGED["rural"]
    story = unit("rural").given(made("a", kind), broken("a"))
    decision = GradeAssigned(
        ladder="rural", tier="dual_strong", basis="assessment_against_standard"
    )
    story.when(decision, by="town", on="2011-06-20").then_refused(ReasonMissing, "R-08")


def test_the_counts_say_up_to_which_event_they_reach() -> None:
    criterion, (kind,) = PLEDGED["rural"]
    story = unit("rural", criterion).given(made("a", kind), kept("a"))
    (counted,) = graded(story).facts[criterion].fed_by
    assert counted.upto == story.log[-1].position
    assert graded(story.given(made("b", "joint"))).facts[criterion].fed_by[0].upto > counted.upto


# Training ---------------------------------------------------------------------------------------

TRAINED = "r_training_universal"
SESSION = TrainingSessionHeld(
    session_id="session-1", kind="universal_training", form="party_class",
    starts_on=day("2011-05-20"), ends_on=day("2011-05-20"),
)  # fmt: skip


def attended(person: str, session: str = "session-1") -> TrainingAttended:
    return TrainingAttended(
        session_id=session, person=person, role="members", attended_from=day("2011-05-20"),
        attended_to=day("2011-05-20"),
    )  # fmt: skip


def absent(person: str, session: str = "session-1") -> TrainingAbsenceRecorded:
    return TrainingAbsenceRecorded(session_id=session, person=person, reason="ill")


def members(number: int) -> Any:
    return says(
        RegisterFigureRecorded(
            figure="members", value=Decimal(number), as_of=day("2011-01-01"),
            reported_from="register",
        ),
        by="town",
    )  # fmt: skip


village = unit("rural", TRAINED).given(SESSION)


@pytest.mark.feature("S3-10")
def test_training_that_everybody_attended_meets_the_criterion() -> None:
    two = village.went(members(2)).given(attended("p1"))
    assert graded(two).facts[TRAINED].value is None
    found = graded(two.given(attended("p2"))).facts[TRAINED]
    assert (found.value, counts(found)) == ("met", [tally("universal_training", 2, 0, 2)])
    assert found.fed_by[0].service == "training"


@pytest.mark.feature("S3-10")
def test_an_absence_on_record_fails_it_until_the_person_comes_to_another_session() -> None:
    missing = village.went(members(2)).given(attended("p1"), absent("p2"))
    assert graded(missing, "participating").facts[TRAINED].value == "not_met"
    again = SESSION.model_copy(update={"session_id": "session-2"})
    came = missing.given(again, attended("p2", "session-2"))
    assert graded(came).facts[TRAINED].value == "met"


def test_a_person_counts_once_however_often_trained() -> None:
    again = SESSION.model_copy(update={"session_id": "session-2"})
    twice = village.went(members(2)).given(attended("p1"), again, attended("p1", "session-2"))
    assert counts(graded(twice).facts[TRAINED]) == [tally("universal_training", 1, 0, 2)]


def test_a_corrected_attendance_no_longer_counts() -> None:
    one = village.went(members(1)).given(attended("p1"))
    wrong = AttendanceCorrected(
        session_id="session-1", person="p1", change="removed", reason="a namesake"
    )
    assert graded(one).facts[TRAINED].value == "met"
    assert graded(one.given(wrong)).facts[TRAINED].value is None


def test_without_the_registers_figure_it_is_unknown_how_general_that_is() -> None:
    found = graded(village.given(attended("p1"))).facts[TRAINED]
    assert (found.value, found.fed_by[0].of) == (None, None)


def test_sessions_of_another_kind_do_not_count() -> None:
    other = SESSION.model_copy(update={"session_id": "session-2", "kind": "plenum_study"})
    story = village.went(members(1)).given(other, attended("p1", "session-2"))
    assert graded(story).facts[TRAINED].value is None
