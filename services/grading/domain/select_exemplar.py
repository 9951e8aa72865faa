"""Nominees are selected, within the category's quota.

A quota spans cases, so a selection is recorded on the cycle: its stream counts every choice.
"""

from contracts.envelope import Said
from contracts.events.grading import ExemplarSelected
from contracts.refusals import AlreadyRecorded, NotAuthorised, NotInProcedure, RuleBroken
from contracts.register import Register
from contracts.scheme import Scheme
from services.grading.domain.case import CaseState
from services.grading.domain.nominate_exemplar import category_of
from services.grading.domain.open_cycle import opened


def select_exemplar(
    said: Said[ExemplarSelected], state: CaseState, register: Register
) -> ExemplarSelected:
    """Select a nominee to a free position of the category (R-20).

    Raises:
        UnknownSubject: the cycle was not opened.
        NotInProcedure, NotAuthorised: the scheme has no such step, or another body acts in it.
        UnknownReference: the scheme has no such category.
        AlreadyRecorded: the nominee is selected, or the position taken.
        RuleBroken: the quota is filled, or the position is none.
    """
    event = said.event
    cycle = opened(said.envelope.subject, register)
    scheme = register.schemes[cycle.scheme, cycle.scheme_version]
    _may_select(scheme, said.envelope.actor, register)
    category = category_of(scheme, event.category)
    chosen = state.selected.get((event.selection, event.category), {})
    if event.nominee in chosen or event.position in chosen.values():
        raise AlreadyRecorded(
            f"{event.nominee} is selected, or the position {event.position} is taken",
            field="/data/nominee" if event.nominee in chosen else "/data/position", rule="R-20",
            accepts="a nominee and a position not yet in the selection",
        )  # fmt: skip
    if category and (len(chosen) >= category.quota or not 1 <= event.position <= category.quota):
        raise RuleBroken(
            f"the category {category.id} holds {len(chosen)} of {category.quota}",
            field="/data/position", rule="R-20",
            accepts=f"at most {category.quota}, in the positions 1 to {category.quota}",
        )  # fmt: skip
    if event.position < 1:
        raise RuleBroken(
            "positions are counted from 1",
            field="/data/position", rule="R-20", accepts="a position from 1 on",
        )  # fmt: skip
    return event


def _may_select(scheme: Scheme, actor: str, register: Register) -> None:
    name = ExemplarSelected.name
    kinds = {step.actor_of(name) for step in scheme.procedure if name in step.records}
    if not kinds:
        raise NotInProcedure(
            f"the procedure of {scheme.id} has no step that records {name}",
            field="/type", rule="procedure", accepts="a scheme whose procedure selects",
        )  # fmt: skip
    body = register.organisations.get(actor)
    if body is None or body.kind not in kinds:
        raise NotAuthorised(
            f"{actor} may not select",
            field="/actor", rule="R-19", accepts="a registered " + " or ".join(sorted(kinds)),
        )  # fmt: skip
