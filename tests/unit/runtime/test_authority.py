"""Who may say what: sources, roles, places, and whose name stands under it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.envelope import Envelope, Recorded, Said
from contracts.events import Event
from contracts.events.grading import (
    BranchSelfRated,
    CycleClosed,
    CycleOpened,
    ExemplarSelected,
    OrganisationRegistered,
    ProgrammeMeasureRecorded,
    RegisterFigureRecorded,
    SchemePublished,
)
from contracts.refusals import NotAuthorised, Refused
from contracts.register import Register
from services.grading.domain.register_organisation import register_organisation
from services.runtime.access.authority import authorise, spoken
from services.runtime.access.identity import ANYBODY, Identity, Role

AT = datetime(2011, 11, 12, tzinfo=UTC)
TREE = {
    "county": None, "office": "county", "town-a": "county", "town-b": "county",
    "branch-a": "town-a", "branch-b": "town-b", "cell-a": "branch-a",
}  # fmt: skip


def entered(parent: str | None, name: str = "名") -> OrganisationRegistered:
    return OrganisationRegistered(kind="body", name_zh=name, parent=parent)


def said(event: Event, actor: str = "county", about: str = "s:c:branch-a", **also: Any) -> Any:
    attributes: dict[str, Any] = {
        "id": "1", "source": "/apps/one", "type": event.type, "subject": about, "time": AT,
        "actor": actor,
    }  # fmt: skip
    return Said(Envelope(**attributes | also), event)


def register_of(tree: Mapping[str, str | None]) -> Register:
    register = Register()
    for id, parent in tree.items():
        told = said(entered(parent), about=f"organisation:{id}")
        register.evolve(Recorded(told.envelope, told.event, 1))
    return register


REGISTER = register_of(TREE)
RATED = BranchSelfRated(ladder="level", tier="good")
FIGURE = RegisterFigureRecorded(
    figure="members", value=Decimal(31), as_of=date(2011, 10, 31), reported_from="roll"
)
MEASURE = ProgrammeMeasureRecorded(
    target="t", value=Decimal(1), unit="pct", as_of=date(2012, 1, 1), reported_from="report"
)
PUBLISHED = SchemePublished(scheme_version=1, effective_from=date(2011, 1, 1), definition={})


def app(*places: str, roles: tuple[Role, ...] = (Role.PUBLISHER,), **also: Any) -> Identity:
    return Identity("one", frozenset(roles), frozenset(places), frozenset({"/apps/one"}), **also)


def committee(*places: str) -> Identity:
    return app(*places, roles=(Role.PUBLISHER, Role.COMMITTEE))


CLERK = Identity(
    "person-7", frozenset({Role.CLERK}), frozenset({"town-a"}), frozenset({"/people/person-7"}),
    is_person=True,
)  # fmt: skip


def refusal(sender: Identity, told: Any, register: Register = REGISTER) -> NotAuthorised | None:
    """Why the sender may not say this; None: it may."""
    try:
        authorise(sender, spoken(sender, told), register)
    except NotAuthorised as no:
        return no
    return None


def field(sender: Identity, told: Any, register: Register = REGISTER) -> str | None:
    found = refusal(sender, told, register)
    return found.field if found else None


# Sources ---------------------------------------------------------------------------------------


def test_an_app_speaks_under_its_own_source_alone() -> None:
    assert field(app("town-a"), said(RATED, "branch-a")) is None
    assert field(app("town-a"), said(RATED, "branch-a", source="/apps/two")) == "/source"


def test_a_source_is_not_a_prefix() -> None:
    assert field(app("town-a"), said(RATED, "branch-a", source="/apps/one/more")) == "/source"


def test_who_may_use_any_source_may_use_any() -> None:
    anyone = msgspec.structs.replace(app("town-a"), sources=None)
    assert field(anyone, said(RATED, "branch-a", source="/apps/two")) is None


def test_anybody_may_say_anything() -> None:
    told = said(PUBLISHED, "nowhere", "scheme:s", source="/any")
    assert spoken(ANYBODY, told) is told
    assert field(ANYBODY, told) is None


# People ----------------------------------------------------------------------------------------


def test_what_a_person_submits_is_entered_by_that_person() -> None:
    told = spoken(CLERK, said(RATED, "branch-a", source="/people/person-7"))
    assert told.envelope.recordedby == "person-7"
    assert told.event is RATED


def test_a_person_who_names_themself_is_taken_at_their_word() -> None:
    told = said(RATED, "branch-a", source="/people/person-7", recordedby="person-7")
    assert spoken(CLERK, told) is told


def test_a_person_cannot_enter_as_another() -> None:
    told = said(RATED, "branch-a", source="/people/person-7", recordedby="person-8")
    assert field(CLERK, told) == "/recordedby"


def test_an_app_says_who_entered_it_with_it() -> None:
    told = said(RATED, "branch-a", recordedby="person-8")
    assert spoken(app("town-a"), told).envelope.recordedby == "person-8"


# Roles -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR])
def test_who_reads_or_operates_submits_nothing(role: Role) -> None:
    assert field(app("county", roles=(role,)), said(RATED, "branch-a")) == "/source"


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.CLERK, Role.COMMITTEE])
def test_each_of_these_roles_submits(role: Role) -> None:
    assert field(app("county", roles=(role,)), said(RATED, "branch-a")) is None


@pytest.mark.parametrize(
    ("event", "about"),
    [
        (PUBLISHED, "scheme:s"),
        (CycleOpened.model_construct(scheme_version=1), "cycle:s:c"),
        (CycleClosed(closed_on=date(2012, 12, 31)), "cycle:s:c"),
        (MEASURE, "cycle:s:c"),
        (entered("county"), "organisation:town-c"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_what_shapes_the_programme_is_a_committees(event: Event, about: str) -> None:
    told = said(event, "county", about)
    for role in (Role.PUBLISHER, Role.CLERK):
        no = refusal(app("county", roles=(role,)), told)
        assert no is not None
        assert "committee" in no.accepts
    assert refusal(committee("county"), told) is None


# Places ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["town-a", "branch-a", "cell-a"])
def test_a_township_acts_for_itself_and_all_below(actor: str) -> None:
    assert field(app("town-a"), said(RATED, actor)) is None


@pytest.mark.parametrize("actor", ["county", "office", "town-b", "branch-b", "nobody"])
def test_a_township_acts_for_nobody_else(actor: str) -> None:
    assert field(app("town-a"), said(RATED, actor)) == "/actor"


def test_several_places_are_one_as_good_as_the_other() -> None:
    sender = app("branch-a", "town-b")
    assert field(sender, said(RATED, "cell-a")) is None
    assert field(sender, said(RATED, "branch-b")) is None
    assert field(sender, said(RATED, "town-a")) == "/actor"


def test_without_a_place_nobody_is_acted_for() -> None:
    assert field(app(), said(RATED, "branch-a")) == "/actor"


def test_everywhere_is_everywhere() -> None:
    assert field(msgspec.structs.replace(app(), places=None), said(RATED, "branch-b")) is None


def test_a_place_need_not_be_registered_to_act_for_itself() -> None:
    assert field(app("county"), said(RATED, "county"), Register()) is None


def test_an_actor_not_heard_of_yet_may_be_on_its_way() -> None:
    no, known = refusal(app("town-a"), said(RATED, "new")), refusal(app("town-a"), said(RATED))
    assert no is not None
    assert no.awaits == {"OrganisationRegistered"}
    assert known is not None
    assert not known.awaits, "the county is known, and will not come to stand below"


def test_a_refusal_says_for_whom_the_sender_may_act() -> None:
    no = refusal(app("town-a", "office"), said(RATED, "branch-b"))
    assert no is not None
    assert no.accepts == "office or town-a, or an organisation below"


# Organisations ---------------------------------------------------------------------------------


def enters(sender: Identity, id: str, parent: str | None, name: str = "名") -> str | None:
    """The field at fault where a sender enters an organisation, as its first place."""
    actor = min(sender.places or ())
    return field(sender, said(entered(parent, name), actor, f"organisation:{id}"))


def test_a_new_organisation_is_entered_below_ones_places() -> None:
    assert enters(committee("town-a"), "branch-new", "town-a") is None
    assert enters(committee("town-a"), "branch-new", "branch-a") is None
    assert enters(committee("town-a"), "branch-new", "town-b") == "/data/parent"
    assert enters(committee("town-a"), "branch-new", "county") == "/data/parent"
    assert enters(committee("town-a"), "branch-new", None) == "/data/parent"


def test_the_top_of_ones_own_tree_may_be_entered() -> None:
    told = said(entered(None), "county", "organisation:county")
    assert field(committee("county"), told, Register()) is None


def test_an_entry_changes_where_it_is_ones_own() -> None:
    assert enters(committee("town-a"), "branch-a", "town-a", "新名") is None
    assert enters(committee("town-a"), "town-a", "county", "新名") is None
    assert enters(committee("town-a"), "branch-b", "town-b", "新名") == "/subject"
    assert enters(committee("town-a"), "county", None, "新名") == "/subject"


def test_a_move_needs_both_ends() -> None:
    assert enters(committee("county"), "branch-a", "town-b") is None
    assert enters(committee("town-a", "town-b"), "branch-a", "town-b") is None
    assert enters(committee("town-a"), "branch-a", "town-b") == "/data/parent"
    assert enters(committee("town-b"), "branch-a", "town-b") == "/subject"
    assert enters(committee("town-a", "town-b"), "town-a", "town-b") == "/subject"
    assert enters(committee("town-a"), "town-a", None) == "/subject"


def test_figures_are_of_ones_own_organisations() -> None:
    sender = app("town-a")
    assert field(sender, said(FIGURE, "town-a", "organisation:branch-a")) is None
    assert field(sender, said(FIGURE, "town-a", "organisation:branch-b")) == "/subject"


def test_a_selection_is_of_nominees_below_the_actor() -> None:
    """It is recorded of the cycle, so that no case of the nominee's asks who acts (R-19)."""
    for nominee, fault in (("branch-a", None), ("branch-b", "/data/nominee"), ("person-3", None)):
        chosen = ExemplarSelected(
            selection="1", category="x", nominee=nominee, position=1, reason="优秀"
        )
        assert field(app("town-a"), said(chosen, "town-a", "cycle:s:c")) == fault


def test_a_sender_without_a_source_is_told_so() -> None:
    no = refusal(Identity("nobody", frozenset({Role.PUBLISHER})), said(RATED))
    assert no is not None
    assert (no.field, no.accepts) == ("/source", "a sender that has a source")


# Whatever is said --------------------------------------------------------------------------------

IDS = [*TREE, "new-1", "new-2"]
ids = st.sampled_from(IDS)
senders = st.builds(
    Identity,
    st.just("one"),
    st.frozensets(st.sampled_from(Role)),
    st.frozensets(ids, max_size=3),
    st.just(frozenset({"/apps/one"})),
)
moves = st.tuples(senders, ids, ids, st.none() | ids)


def below(register: Register, places: frozenset[str]) -> set[str]:
    """Reckoned from the top down, where the rule walks from the bottom up."""
    found: set[str] = set()
    more = set(places)
    while more:
        found |= more
        more = {o.id for o in register.organisations.values() if o.parent in more} - found
    return found


@settings(deadline=None)
@given(senders, ids, st.sampled_from(["/apps/one", "/apps/two"]))
def test_nobody_acts_from_outside_their_places(sender: Identity, actor: str, source: str) -> None:
    passed = refusal(sender, said(RATED, actor, source=source)) is None
    assert sender.places is not None
    may = sender.may(Role.PUBLISHER, Role.CLERK, Role.COMMITTEE)
    theirs = actor in below(REGISTER, sender.places) and source == "/apps/one"
    assert passed == (may and theirs)


@settings(deadline=None)
@given(st.lists(moves, max_size=30))
def test_no_story_of_entries_changes_what_is_not_the_senders(stories: list[Any]) -> None:
    register = register_of(TREE)
    for sender, actor, id, parent in stories:
        told = said(entered(parent), actor, f"organisation:{id}")
        before, own = dict(register.organisations), below(register, sender.places)
        try:
            authorise(sender, spoken(sender, told), register)
            register_organisation(told, register)
        except Refused:
            continue
        assert actor in own
        register.evolve(Recorded(told.envelope, told.event, 1))
        assert below(register, sender.places) - own <= {id} - before.keys(), "nothing is taken"
        assert own <= below(register, sender.places), "nothing is lost"
        changed = {i for i, o in register.organisations.items() if before.get(i) != o}
        assert changed <= own | ({id} - before.keys())
