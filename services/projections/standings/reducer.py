"""What an event asserts of tiers, organisations, cycles and schemes."""

from collections.abc import Iterable, Iterator

from contracts.envelope import Envelope
from contracts.events import Event
from contracts.events.grading import (
    BranchEnrolled,
    BranchSelfRated,
    CycleClosed,
    CycleOpened,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    MembersReviewRecorded,
    OrganisationRegistered,
    SchemePublished,
    Snapshot,
)
from contracts.subjects import parse_case
from services.projections.standings.assertion import Says

Row = tuple[object, ...]

PLACE = (("service", "text"), ("position", "int8"))
TIMES = (("time", "timestamptz"), ("recordedat", "timestamptz"))
CASE = (("case_id", "text"), ("scheme", "text"), ("cycle", "text"), ("organisation", "text"))
TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "assertion": (
        *PLACE, ("part", "int4"), *CASE, ("ladder", "text"), ("says", "text"), ("tier", "text"),
        *TIMES,
    ),
    "organisation": (
        *PLACE, ("id", "text"), ("kind", "text"), ("name_zh", "text"), ("name_en", "text"),
        ("parent", "text"), *TIMES,
    ),
    "cycle": (
        *PLACE, ("scheme", "text"), ("cycle", "text"), ("scheme_version", "int4"),
        ("committee", "text"), ("opens", "date"), ("closes", "date"), ("closed_on", "date"), *TIMES,
    ),
    "scheme": (
        *PLACE, ("scheme", "text"), ("version", "int4"), ("sha256", "text"), ("title_en", "text"),
        ("title_zh", "text"), ("effective_from", "date"), *TIMES,
    ),
}  # fmt: skip

READ = frozenset(
    event.type
    for event in (
        BranchEnrolled, BranchSelfRated, CycleClosed, CycleOpened, GradeAssigned, GradeConfirmed,
        GradeRevised, MembersReviewRecorded, OrganisationRegistered, SchemePublished,
    )
)  # fmt: skip
"""Types that say something here; any other need not be parsed."""


def rows(envelope: Envelope, position: int, event: Event) -> Iterator[tuple[str, Row]]:
    """The rows of one event, columns in the order of ``TABLES``; none for one not in ``READ``."""
    place, times = (event.service, position), (envelope.time, envelope.recordedat)
    case = parse_case(envelope.subject)
    if case is None:
        for table, said in _of_reference(envelope, event):
            yield table, (*place, *said, *times)
        return
    of_case = (envelope.subject, case.scheme, case.cycle, case.organisation)
    for part, (ladder, says, tier) in enumerate(_asserted(event)):
        yield "assertion", (*place, part, *of_case, ladder, says, tier, *times)


def _of_reference(envelope: Envelope, event: Event) -> Iterable[tuple[str, Row]]:
    _, _, id = envelope.subject.partition(":")
    scheme, _, cycle = id.partition(":")
    match event:
        case OrganisationRegistered():
            yield "organisation", (id, event.kind, event.name_zh, event.name_en, event.parent)
        case SchemePublished():
            title = event.definition.get("title", {})
            yield "scheme", (
                id, event.scheme_version, event.content_sha256, title.get("en"), title.get("zh"),
                event.effective_from,
            )  # fmt: skip
        case CycleOpened():
            yield (
                "cycle",
                (
                    scheme,
                    cycle,
                    event.scheme_version,
                    envelope.actor,
                    event.opens,
                    event.closes,
                    None,
                ),
            )
        case CycleClosed():
            yield "cycle", (scheme, cycle, None, envelope.actor, None, None, event.closed_on)
        case _:
            pass  # a figure, a measure or a selection moves no tier


def _asserted(event: Event) -> Iterable[tuple[str, Says, str | None]]:
    match event:
        case BranchEnrolled(ladders=ladders, opening_tiers=opening):
            for ladder in ladders:
                yield ladder, "enrolled", opening.get(ladder)
        case BranchSelfRated(ladder=ladder, tier=tier):
            yield ladder, "self_rated", tier
        case MembersReviewRecorded(ladder=ladder, body=body, tier=tier):
            yield ladder, body, tier
        case GradeConfirmed(ladder=ladder, tier=tier, snapshot=snapshot):
            yield ladder, "decided", tier
            yield from _indicated(ladder, snapshot)
        case GradeRevised(ladder=ladder, to_tier=tier, replaces=replaces, snapshot=snapshot):
            yield ladder, "decided" if replaces == "self_rating" else "revised", tier
            yield from _indicated(ladder, snapshot)
        case GradeAssigned(ladder=ladder, tier=tier, basis=basis, snapshot=snapshot):
            at_year_end = basis == "year_end_assessment"
            yield ladder, "year_end" if at_year_end else "assigned", tier
            yield from _indicated(ladder, snapshot, at_year_end)
        case _:
            pass  # says nothing of a tier


def _indicated(
    ladder: str, snapshot: Snapshot | None, at_year_end: bool = False
) -> Iterable[tuple[str, Says, str | None]]:
    if snapshot is not None:
        yield ladder, "indicated_at_year_end" if at_year_end else "indicated", snapshot.indicated
