"""Two parties sign a responsibility letter."""

from contracts.events.pledges import ResponsibilityLetterSigned
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from contracts.scheme.programme import LetterKind
from services.pledges.domain.act import Act
from services.pledges.domain.known import target


def sign_letter(event: ResponsibilityLetterSigned, act: Act) -> ResponsibilityLetterSigned:
    """Record a letter between the parties that the scheme names for its kind (R-09, R-22).

    Raises:
        UnknownReference: not a kind of letter of the scheme, or a target that is not set.
        NotAuthorised: not the parties of that kind (R-19).
        AlreadyRecorded: the letter's id is taken in this case.
        RuleBroken: something that the kind needs is empty, or the kind does not bind here (R-26).
        StepNotOpen, NotInProcedure: the procedure.
    """
    kind = _kind(event, act)
    act.binds(kind)
    verdict = act.step(event, "signed_on", kind.id)
    if event.letter_id in act.case.letters:
        raise AlreadyRecorded(
            f"{act.organisation.id} has a letter {event.letter_id} in this cycle",
            field="/data/letter_id", rule="R-17", accepts="an id that no letter of the case has",
        )  # fmt: skip
    _check_parties(event, kind, act)
    for need in (*kind.needs, *verdict.step.letter_needs):
        if not str(getattr(event, need, "")).strip():
            raise RuleBroken(
                f"a letter of the kind {kind.id} makes its {need} clear",
                field=f"/data/{need}", rule=kind.src or "R-22", accepts=f"the {need} in words",
            )  # fmt: skip
    for i, id in enumerate(event.target_ids):
        target(id, act, f"/data/target_ids/{i}")
    due_on = kind.by or verdict.due_on
    late = due_on is not None and event.signed_on > due_on
    return event.model_copy(update={"due_on": due_on, "late": late})


def _kind(event: ResponsibilityLetterSigned, act: Act) -> LetterKind:
    kind = act.scheme.letter(event.kind)
    if kind is None:
        known = ", ".join(letter.id for letter in act.scheme.responsibility_letters) or "none"
        raise UnknownReference(
            f"the scheme {act.scheme.id} has no letter of the kind {event.kind}",
            field="/data/kind", rule="responsibility_letters", accepts=f"one of {known}",
        )  # fmt: skip
    return kind


def _check_parties(event: ResponsibilityLetterSigned, kind: LetterKind, act: Act) -> None:
    """One party is the case's organisation, the other one of those named; either stands first."""
    own = act.organisation.id
    for one, other in ((event.party_a, event.party_b), (event.party_b, event.party_a)):
        if one == own and other != own and _is_party(other, kind, act):
            return
    unknown = {event.party_a, event.party_b} - act.register.organisations.keys()
    raise NotAuthorised(
        f"{event.party_a} and {event.party_b} are not the parties of a letter {kind.id}",
        field="/data/party_a", rule="R-19",
        accepts=f"{own} and its other party, of {' and '.join(kind.between)}",
        awaits=frozenset({"OrganisationRegistered"} if unknown else ()),
    )  # fmt: skip


def _is_party(id: str, kind: LetterKind, act: Act) -> bool:
    """Whether this is a body above the case's organisation, or a person, that the kind names."""
    body = act.register.organisations.get(id)
    if body is not None:
        return body.kind in kind.between and id in act.superiors
    named = {person for party in kind.between for person in party.split("_or_")}
    return not named.isdisjoint(act.scheme.persons)
