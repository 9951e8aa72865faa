"""Records as they were last corrected."""

from collections.abc import Mapping
from typing import Any

from contracts.events.grading import RecordCorrected
from services.projections.explanation.story import Story


def corrected(story: Story) -> dict[str, Mapping[str, Any]]:
    """The fields as they are now, by the id under which a record was first filed."""
    found: dict[str, Mapping[str, Any]] = {}
    filed_as: dict[str, str] = {}
    for one in story.of(RecordCorrected):
        origin = filed_as.get(one.event.corrects, one.event.corrects)
        filed_as[one.event.record_id] = origin
        found[origin] = one.event.fields
    return found
