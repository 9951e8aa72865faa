"""Evidence for a criterion, and its correction."""

from collections.abc import Sequence
from decimal import Decimal

from contracts.events.grading import EvidenceCorrected, EvidenceRecorded, Value
from contracts.refusals import AlreadyRecorded, RuleBroken, UnknownReference
from contracts.scheme import Criterion
from contracts.scheme.derive import derive
from contracts.values import Quantity
from services.grading.domain.act import Act
from services.grading.domain.fitting import check_value


def record_evidence(event: EvidenceRecorded, act: Act) -> EvidenceRecorded:
    """Record evidence; a derived value is reckoned from its inputs.

    Raises:
        AlreadyRecorded: the evidence id is used in this case.
        NotAuthorised: the actor has no part in the case.
        UnknownReference: no such criterion applies, or the standard asks for other evidence.
        RuleBroken: the value does not fit the criterion, its day has not come, or its period ends
            before it begins.
    """
    act.by_any_concerned()
    _unused(act, event.evidence_id)
    act.dated(event, "as_of")
    return fitted(event, act.criterion(event.criterion))


def fitted(event: EvidenceRecorded, criterion: Criterion) -> EvidenceRecorded:
    """Evidence with its value, where its criterion takes evidence of that kind and that value.

    Raises:
        UnknownReference: the standard asks for other evidence.
        RuleBroken: the value does not fit the criterion, or its period ends before it begins.
        ReasonMissing: a qualitative verdict without a written finding.
    """
    if criterion.evidence and event.kind not in criterion.evidence:
        raise UnknownReference(
            f"{event.kind} is no evidence for {criterion.id}",
            field="/data/kind", rule=f"criteria/{criterion.id}",
            accepts=" or ".join(criterion.evidence),
        )  # fmt: skip
    if event.period_from and event.period_to and event.period_from > event.period_to:
        raise RuleBroken(
            f"the period ends on {event.period_to}, before it begins on {event.period_from}",
            field="/data/period_to", rule="R-27", accepts=f"a day from {event.period_from} on",
        )  # fmt: skip
    value = _value(criterion, event.value, event.inputs)
    if value is None:
        raise RuleBroken(
            f"the evidence gives no value of {criterion.id}",
            field="/data/value", rule="R-27", accepts="a value",
        )  # fmt: skip
    return event if value is event.value else event.model_copy(update={"value": value})


def correct_evidence(event: EvidenceCorrected, act: Act) -> EvidenceCorrected:
    """Put right evidence that stands, also after a decision on it; without a value it is withdrawn.

    Raises:
        AlreadyRecorded: the new evidence id is used, or what it corrects was corrected.
        NotAuthorised: the actor has no part in the case.
        UnknownReference: what it corrects is not on record.
        RuleBroken: the value does not fit the criterion.
    """
    act.by_any_concerned()
    _unused(act, event.evidence_id)
    if event.corrects in act.case.spent:
        raise AlreadyRecorded(
            f"{event.corrects} has been corrected", field="/data/corrects", rule="R-17",
            accepts="the evidence that stands in its place",
        )  # fmt: skip
    standing = act.case.evidence.get(event.corrects)
    if standing is None:
        raise UnknownReference(
            f"no evidence {event.corrects} is on record for {act.organisation.id}",
            field="/data/corrects", rule="R-17", accepts="evidence recorded in this case",
        )  # fmt: skip
    criterion = act.criterion(standing.criterion, "/data/corrects")
    value = _value(criterion, event.value, event.inputs)
    return event.model_copy(update={"value": value, "criterion": criterion.id})


def _unused(act: Act, evidence_id: str) -> None:
    if evidence_id in act.case.evidence or evidence_id in act.case.spent:
        raise AlreadyRecorded(
            f"evidence {evidence_id} is on record", field="/data/evidence_id", rule="R-17",
            accepts="a new id; EvidenceCorrected, if it was wrong",
        )  # fmt: skip


def _value(criterion: Criterion, stated: Value | None, inputs: Sequence[Quantity]) -> Value | None:
    if not criterion.derived or (stated is None and not inputs):
        if inputs:
            raise RuleBroken(
                f"{criterion.id} is not derived from figures",
                field="/data/inputs", rule=f"criteria/{criterion.id}", accepts="no inputs",
            )  # fmt: skip
        if stated is not None:
            check_value(criterion, stated)
        return stated
    derived = _derived(criterion, inputs)
    if stated is None:
        stated = Value(value=derived)
    elif stated.value != derived:
        raise RuleBroken(
            f"{stated.value} is not what the inputs give",
            field="/data/value/value", rule=f"criteria/{criterion.id}: {criterion.derived}",
            accepts=f"{derived}, or leave the value out",
        )  # fmt: skip
    check_value(criterion, stated)
    return stated


def _derived(criterion: Criterion, inputs: Sequence[Quantity]) -> Decimal:
    units = {figure.id: figure.unit for figure in criterion.inputs}
    needed = ", ".join(f"{name} in {unit}" for name, unit in units.items())
    for index, figure in enumerate(inputs):
        if units.get(figure.name) != figure.unit:
            raise RuleBroken(
                f"{criterion.id} is not derived from {figure.name} in {figure.unit}",
                field=f"/data/inputs/{index}", rule=f"criteria/{criterion.id}", accepts=needed,
            )  # fmt: skip
    try:
        if len(inputs) > len(units):
            raise ValueError("a figure is given twice")
        return derive(criterion, {figure.name: figure.value for figure in inputs})
    except ValueError as error:
        raise RuleBroken(
            f"the inputs give no value: {error}",
            field="/data/inputs", rule=f"criteria/{criterion.id}", accepts=needed,
        ) from None  # fmt: skip
