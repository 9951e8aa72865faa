"""What readers ask of one case: its trail, its explanation, and all of it to take away."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from contracts.events.grading import OrganisationRegistered
from contracts.scheme import Scheme
from contracts.subjects import REFERENCE, parse_case
from services.projections import cursor, references
from services.projections.explanation.explain import explain, unread_types
from services.projections.explanation.gather import gather, known_at, parties, recorders
from services.projections.explanation.model_case import Asked, Explanation
from services.projections.explanation.speech import Speech
from services.projections.people.register import people
from services.projections.problems import bad_parameter, not_yet
from services.projections.reading import Asking, Reading, Views
from services.projections.references import Shelf
from services.projections.trail import rows
from services.projections.trail.entry import Entry, read
from services.projections.trail.rows import Page, Sort
from services.projections.trail.shown import Corrections, TrailPage, shown
from services.runtime.web import ProblemFound, not_found

VIEW = "trail"


@dataclass(frozen=True, slots=True)
class Cases:
    """Answers about cases, from the trail alone."""

    views: Views
    shelf: Shelf

    async def trail(
        self, case: str, asking: Asking, wanted: Page, token: str | None = None
    ) -> TrailPage:
        """A part of a case's trail; ``token``: where an earlier part ended.

        Raises:
            ProblemFound: nothing is known of the case, or a parameter is malformed.
        """
        async with self.views.read(VIEW, asking, resting_on(case)) as reading:
            return await self._trail(reading, case, wanted, token)

    async def page(
        self, case: str, asking: Asking, wanted: Page, token: str | None
    ) -> tuple[Explanation, TrailPage, Scheme]:
        """Explanation and trail from one reading, and the scheme they speak of.

        Raises:
            ProblemFound: as for each of them.
        """
        async with self.views.read(VIEW, asking, resting_on(case)) as reading:
            explanation = await self._explained(reading, case)
            trail = await self._trail(reading, case, wanted, token)
            ref = explanation.scheme
            scheme = await self.shelf.scheme(
                reading.conn, ref.id, ref.version, reading.everything()
            )
            assert scheme is not None  # the explanation was made under it
            return explanation, trail, scheme

    async def _trail(
        self, reading: Reading, case: str, wanted: Page, token: str | None
    ) -> TrailPage:
        scheme = await references.of_subject(reading, self.shelf, case)
        timezone = scheme.timezone if scheme else "UTC"
        cut = await reading.cut(ZoneInfo(timezone))
        found, register = await rows.page(
            reading.conn, case, cut, replace(wanted, after=_after(token, wanted.sort))
        )
        if not found and not await rows.is_known(reading.conn, case, cut.within):
            raise await unknown(reading, case)
        page, more = found[: wanted.limit], found[wanted.limit :]
        whole = not (more or token or wanted.types or any(one.subject for one in page))
        correcting = (
            [one for one in page if one.corrects]
            if whole
            else await rows.correcting(reading.conn, case, cut)
        )
        readable, unreadable = read(page)
        events = {(one.service, one.position): found.event for one, found in readable}
        named = parties(found for _, found in readable) | {one.actor for one in page}
        names = await references.organisations(reading, named, cut, [*register, *page])
        persons = await people(reading.conn, (named | recorders(page)) - names.keys())
        speech = Speech.of(scheme, names, persons)
        corrections = Corrections(correcting)
        return TrailPage(
            case=case,
            timezone=timezone,
            data=[
                shown(entry, events.get((entry.service, entry.position)), speech, corrections)
                for entry in page
            ],
            next=cursor.encode((wanted.sort, *wanted.key(page[-1]))) if more else None,
            completeness=reading.completeness(cut, scheme, unreadable),
        )

    async def explanation(self, case: str, asking: Asking) -> Explanation:
        """Why the case stands where it stands.

        Raises:
            ProblemFound: it is no case, nothing was known of it then, or a malformed parameter.
        """
        async with self.views.read(VIEW, asking, resting_on(case)) as reading:
            return await self._explained(reading, case)

    async def _explained(self, reading: Reading, case: str) -> Explanation:
        named = parse_case(case)
        if named is None:
            raise not_found(f"{case} names no case; a case is <scheme>:<cycle>:<organisation>")
        scheme = await references.of_subject(reading, self.shelf, case)
        found = await rows.of_cases(
            reading.conn, resting_on(case)[:3], reading.everything(),
            without=unread_types(scheme), with_register=True,
        )  # fmt: skip
        entries = [entry for entry in found if entry.case_id == case]
        if not entries:
            raise await unknown(reading, case)
        if scheme is None:
            raise not_yet(
                f"the cycle {named.cycle} of {named.scheme} is not in the read model yet",
                reading.applied, reading.applied,
            )  # fmt: skip
        zone = ZoneInfo(scheme.timezone)
        cut = await reading.cut(zone)
        judged_at = reading.judged_at(cut, zone)
        readable, unreadable = read(known_at(cut, entries))
        others = [entry for entry in found if entry.case_id != case]
        story = gather(named, scheme, readable, others, cut=cut, judged_at=judged_at)
        if not readable and not unreadable:
            raise not_found(
                f"nothing was on record of {case} as of {reading.asking.as_of}; its first entry "
                f"was recorded at {min(entry.recordedat for entry in entries).isoformat()}"
            )
        superiors = {one.parent for one in story.organisations.values() if one.parent}
        ids = parties(story.told) | superiors | {story.cycle.committee}
        known = await references.organisations(reading, ids, cut, others)
        persons = await people(reading.conn, (ids | recorders(entries)) - known.keys())
        story = replace(story, organisations=known, people=persons)
        asked = Asked(
            as_of=reading.asking.as_of,
            effective_at=reading.asking.effective_at,
            judged_at=judged_at,
        )
        completeness = reading.completeness(cut, scheme, unreadable)
        return explain(story, asked, completeness)

    async def export(self, case: str, asking: Asking) -> "CaseFile":
        """The whole case to take away: every event verbatim, what it stands in, the explanation."""
        async with self.views.read(VIEW, asking, resting_on(case)) as reading:
            explanation = await self._explained(reading, case)
            cut = await reading.cut(ZoneInfo(explanation.scheme.timezone))
            events = await rows.of_cases(reading.conn, [case], cut)
            named = {one.actor for one in events} | {explanation.organisation.id}
            subjects = [f"organisation:{id}" for id in named]
            subjects += [
                f"cycle:{explanation.scheme.id}:{explanation.cycle.id}",
                f"scheme:{explanation.scheme.id}",
            ]
            return CaseFile(
                exported_at=reading.now,
                case=case,
                events=[as_cloudevent(entry) for entry in events],
                references=[as_cloudevent(one) for one in await _references(reading, subjects)],
                explanation=explanation,
            )


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one case in one file. ``references``: scheme, cycle and organisations."""

    format: str = "gradetrail-case-file/1"
    exported_at: datetime
    case: str
    events: list[dict[str, Any]]
    references: list[dict[str, Any]]
    explanation: Explanation


async def _references(reading: Reading, subjects: list[str]) -> list[Entry]:
    """What a case stands in; of organisations elsewhere who they are, and none of their figures."""
    shown = await rows.seen(reading.conn, subjects, reading.asking.within)
    found = await rows.of_cases(reading.conn, subjects, reading.everything().everywhere())
    return [one for one in found if one.case_id in shown or one.name == OrganisationRegistered.name]


def as_cloudevent(entry: Entry) -> dict[str, Any]:
    """An event as CloudEvents JSON, with its service and its place in the log; data verbatim."""
    envelope = entry.envelope
    attributes = {
        "specversion": "1.0",
        "service": entry.service,
        "position": entry.position,
        "datacontenttype": "application/json",
    } | {name: getattr(envelope, name) for name in envelope.__struct_fields__}
    return {name: value for name, value in attributes.items() if value is not None} | {
        "data": msgspec.Raw(entry.data.encode())
    }


def resting_on(case: str) -> list[str]:
    """The subjects that answers about a case rest on: itself, its cycle, organisation, scheme."""
    named = parse_case(case)
    if named is None:
        return [case]
    return [
        case,
        f"cycle:{named.scheme}:{named.cycle}",
        f"organisation:{named.organisation}",
        f"scheme:{named.scheme}",
    ]


def _after(token: str | None, sort: Sort) -> rows.Key | None:
    if token is None:
        return None
    try:
        sorted_by, moment, service, position = cursor.decode(token, tuple[str, datetime, str, int])
    except cursor.NotACursor as error:
        raise bad_parameter("cursor", str(error), "the next of an earlier answer") from None
    if sorted_by != sort:
        raise bad_parameter(
            "cursor", f"this cursor is of a list sorted by {sorted_by}", f"sort={sorted_by}"
        )
    return moment, service, position


async def unknown(reading: Reading, case: str) -> ProblemFound:
    """Says which part of a case's name nothing is known of."""
    named = parse_case(case)
    if named is None and case.partition(":")[0] not in REFERENCE:
        return not_found(f"{case} names no case; a case is <scheme>:<cycle>:<organisation>")
    detail = f"nothing is on record of {case}, applied up to " + ", ".join(
        f"{service}:{at}" for service, at in sorted(reading.applied.items())
    )
    if named:
        parts = {
            f"the scheme {named.scheme}": f"scheme:{named.scheme}",
            f"the cycle {named.cycle}": f"cycle:{named.scheme}:{named.cycle}",
            f"the organisation {named.organisation}": f"organisation:{named.organisation}",
        }
        missing = [
            part
            for part, subject in parts.items()
            if not await rows.is_known(reading.conn, subject, reading.asking.within)
        ]
        if missing:
            detail += "; not on record either: " + ", ".join(missing)
        else:
            detail += "; its scheme, cycle and organisation are on record: was it enrolled?"
    return not_found(detail)
