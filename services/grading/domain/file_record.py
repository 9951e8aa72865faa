"""Records of the kinds that a scheme declares."""

from collections.abc import Mapping

from contracts.events.grading import FieldValue, RecordCorrected, RecordFiled
from contracts.refusals import AlreadyRecorded, RuleBroken, UnknownReference
from contracts.scheme import RecordKind
from services.grading.domain.act import Act
from services.grading.domain.record_fields import check_fields


def file_record(event: RecordFiled, act: Act) -> RecordFiled:
    """File a record of a declared kind; late is recorded, not refused.

    Raises:
        UnknownReference: no such kind, or a field names what is not on record.
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure, or what the kind requires (R-23).
        AlreadyRecorded: the record's id is used.
        RuleBroken: the fields are not those of the kind, or it closes another kind (R-24).
    """
    kind = _kind(act, event.kind)
    verdict = act.step(
        event, name=kind.id, variant=kind.variant(event.fields), up_to=kind.last_day(event.fields)
    )
    _unused(act, event.record_id)
    check_fields(kind, event.fields, act)
    _check_closes(kind, event.fields, act)
    return event.model_copy(update={"late": verdict.late, "due_on": verdict.due_on})


def correct_record(event: RecordCorrected, act: Act) -> RecordCorrected:
    """Replace a record that stands; the old stays on record (R-17).

    Raises:
        UnknownReference: the record is not on record, or a field names what is not.
        NotInProcedure, NotAuthorised, StepNotOpen: who may not file the kind, may not correct it.
        AlreadyRecorded: the new id is used, or the record was corrected.
        RuleBroken: the fields are not those of the kind.
    """
    _unused(act, event.record_id)
    if event.corrects in act.case.mended:
        raise AlreadyRecorded(
            f"{event.corrects} has been corrected", field="/data/corrects", rule="R-17",
            accepts="the record that stands in its place",
        )  # fmt: skip
    if event.corrects not in act.case.records:
        raise UnknownReference(
            f"no record {event.corrects} is on record for {act.organisation.id}",
            field="/data/corrects", rule="R-17", accepts="a record filed in this case",
        )  # fmt: skip
    kind = _kind(act, act.case.records[event.corrects])
    act.step(event, name=kind.id)
    check_fields(kind, event.fields, act)
    _check_closes(kind, event.fields, act)
    return event.model_copy(update={"kind": kind.id})


def _kind(act: Act, id: str) -> RecordKind:
    kind = act.scheme.record_kind(id)
    if kind is None:
        raise UnknownReference(
            f"the scheme {act.scheme.id} declares no record kind {id}",
            field="/data/kind", rule="record_kinds",
            accepts=" or ".join(known.id for known in act.scheme.record_kinds) or "none",
        )  # fmt: skip
    return kind


def _unused(act: Act, record_id: str) -> None:
    if record_id in act.case.records or record_id in act.case.mended:
        raise AlreadyRecorded(
            f"the record {record_id} is on record", field="/data/record_id", rule="R-17",
            accepts="a new id; RecordCorrected, if it was wrong",
        )  # fmt: skip


def _check_closes(kind: RecordKind, fields: Mapping[str, FieldValue], act: Act) -> None:
    if kind.closes is None:
        return
    named = fields.get(kind.closes.named_in)
    for id in named if isinstance(named, tuple) else [named]:
        if isinstance(id, str) and act.case.records[id] != kind.closes.kind:
            raise RuleBroken(
                f"{id} is a {act.case.records[id]}",
                field=f"/data/fields/{kind.closes.named_in}", rule="R-24",
                accepts=f"a {kind.closes.kind}",
            )  # fmt: skip
