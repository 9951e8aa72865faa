"""Records of the kinds that a scheme declares, and which of them are still open (R-24)."""

from decimal import Decimal
from typing import Any

from contracts.envelope import Recorded
from contracts.events.grading import RecordCorrected, RecordFiled
from services.projections.explanation.model_case import Entry, Record
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Said


def records(story: Story, speech: Speech) -> list[Record]:
    """All records of a case, as they stand after their corrections."""
    filed: dict[str, Recorded[RecordFiled]] = {}
    fields: dict[str, Any] = {}
    corrected: dict[str, str] = {}
    for one in story.told:
        match one.event:
            case RecordFiled() as event:
                filed[event.record_id] = Recorded(one.envelope, event, one.position)
                fields[event.record_id] = event.fields
            case RecordCorrected() as event:
                first = corrected.get(event.corrects, event.corrects)
                corrected[event.record_id] = first
                fields[first] = event.fields
            case _:
                pass  # no record
    closed = _closed(story, filed, fields, corrected)
    mended = set(corrected.values())
    return [
        Record(
            id=id,
            kind=speech.called("record_kind", one.event.kind),
            fields=_entries(story, one.event.kind, fields[id], speech),
            corrected=id in mended,
            open=_can_be_closed(story, one.event.kind) and id not in closed,
            late=one.event.late,
            source=speech.source(one),
        )
        for id, one in filed.items()
    ]


def _can_be_closed(story: Story, kind: str) -> bool:
    return any(one.closes and one.closes.kind == kind for one in story.scheme.record_kinds)


def _closed(
    story: Story,
    filed: dict[str, Recorded[RecordFiled]],
    fields: dict[str, Any],
    corrected: dict[str, str],
) -> set[str]:
    """Ids that a record of a closing kind names."""
    named: set[str] = set()
    for id, one in filed.items():
        kind = story.scheme.record_kind(one.event.kind)
        if kind and kind.closes:
            said = fields[id].get(kind.closes.named_in)
            named |= set(said) if isinstance(said, tuple) else {str(said)}
    return {corrected.get(id, id) for id in named}


def _filed(value: bool | str | Decimal | tuple[str, ...]) -> bool | str | list[str]:
    match value:
        case bool() | str():
            return value
        case tuple():
            return list(value)
        case _:
            return str(value)


def _entries(story: Story, kind: str, fields: dict[str, Any], speech: Speech) -> list[Entry]:
    known = story.scheme.record_kind(kind)
    texts = {one.id: one for one in known.fields} if known else {}
    return [
        Entry(
            name=speech.piece(texts.get(name), name),
            value=_filed(value),
            text=Said(en=speech.en.field(value), zh=speech.zh.field(value)),
        )
        for name, value in fields.items()
        if value is not None
    ]
