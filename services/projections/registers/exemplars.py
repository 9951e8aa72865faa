"""Exemplars: quotas, who was chosen and why, what followed (Q-35, Q-36, Q-51, Q-52)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from contracts.envelope import Recorded
from contracts.events.grading import (
    BranchEnrolled,
    CommendationIssued,
    EvidenceCorrected,
    EvidenceRecorded,
    ExemplarNominated,
    ExemplarRecommendedUpward,
    ExemplarSelected,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
)
from contracts.scheme import eligible, evaluate
from contracts.scheme.evaluate import Node, failed_in
from contracts.subjects import Case
from services.projections.explanation.decided import Decision, decisions, tier_of
from services.projections.explanation.facts import Evidences, Piece, counting, pieces
from services.projections.explanation.model import Evidence
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Name, Part, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register
from services.projections.texts import Bi
from services.projections.texts import registers as texts
from services.projections.texts.words import Words


class ExemplarRow(Part, frozen=True, kw_only=True):
    """A nominee in a category of a selection, or the category itself (``kind`` is ``category``).

    ``tier``: what it was graded before; short of the highest, ``fails`` says why, too.
    ``rests_on``: the evidence that eligibility is judged on. ``commended_on``: the last one, where
    it was recommended upward the last before that. ``counts_for``: the honours that the
    scheme makes a result the basis of.
    """

    case: str | None
    organisation: Name | None
    attention: list[Said]
    kind: Name
    selection: str
    category: Name
    quota: int | None
    taken: Annotated[int, Meta(description="Selected in this category so far")]
    left: int | None
    eligible: bool | None
    tier: Annotated[Name | None, Meta(description="Last given to it before it was selected")]
    fails: Annotated[list[Name], Meta(description="Criteria that it fails")]
    position: Annotated[int | None, Meta(description="1-based place; null: not selected")]
    reason: str | None
    grounds: str | None
    nominated_by: Name | None
    selected_by: Name | None
    rests_on: list[Said]
    commended_on: date | None
    recommended_to: Name | None
    recommended_on: date | None
    counts_for: list[Name]
    source: Source | None


Selected = Recorded[ExemplarSelected]


@dataclass(frozen=True)
class _Chosen:
    """All that is chosen in a cycle, by selection and category, and by nominee."""

    by_category: Mapping[tuple[str, str], list[Selected]]

    def taken(self, selection: str, category: str) -> int:
        return len(self.by_category.get((selection, category), ()))

    def place(self, selection: str, category: str, nominee: str) -> Selected | None:
        those = self.by_category.get((selection, category), ())
        return next((one for one in those if one.event.nominee == nominee), None)


def rows(chronicle: Chronicle) -> list[ExemplarRow]:
    """What needs attention first; then each category with its nominees by their place."""
    by_category: dict[tuple[str, str], list[Selected]] = {}
    for one in chronicle.said(ExemplarSelected):
        by_category.setdefault((one.event.selection, one.event.category), []).append(one)
    chosen = _Chosen(by_category)
    found = [row for story in chronicle.stories.values() for row in _of(story, chronicle, chosen)]
    nominated = {(row.selection, row.category.id, _nominee(row)) for row in found}
    for key, those in by_category.items():
        for one in those:
            seen = chronicle.covers(one.event.nominee)
            if seen and (*key, one.event.nominee) not in nominated:
                found.append(_not_nominated(chronicle, chosen, one))
    found += _categories(chronicle, chosen, {(row.selection, row.category.id) for row in found})
    return sorted(
        found,
        key=lambda row: (
            not row.attention, row.selection, row.category.id, row.kind.id, row.position or 10**6,
        ),
    )  # fmt: skip


def _nominee(row: ExemplarRow) -> str:
    return row.organisation.id if row.organisation else ""


def _of(story: Story, chronicle: Chronicle, chosen: _Chosen) -> Iterator[ExemplarRow]:
    nominations = story.of(ExemplarNominated)
    if not nominations:
        return
    known = pieces(story.told)
    evidences = Evidences(story.scheme, chronicle.speech)
    for one in nominations:
        yield _row(story, chronicle, chosen, one, counting(known), evidences)


def _row(
    story: Story, chronicle: Chronicle, chosen: _Chosen, made: Recorded[ExemplarNominated],
    known: Mapping[str, Piece], evidences: Evidences,
) -> ExemplarRow:  # fmt: skip
    event, speech = made.event, chronicle.speech
    category = story.scheme.selection(event.category)
    place = chosen.place(event.selection, event.category, event.nominee)
    upward = story.last(ExemplarRecommendedUpward)
    before = story.before(upward.position).last(CommendationIssued) if upward else None
    commended = before or story.last(CommendationIssued)
    judged = None
    if category:
        facts = {id: piece.value for id, piece in known.items()}
        judged = eligible(story.scheme, category.id, facts)
    taken = chosen.taken(event.selection, event.category)
    graded = next(reversed(decisions(story.before((place or made).position))), None)
    standard = None if judged else _standard(story, graded)
    asked = judged or standard
    return ExemplarRow(
        case=str(story.case), organisation=speech.name(event.nominee),
        attention=list(_attention(made, place, commended, upward, judged, standard, speech)),
        kind=speech.term("row", "nominee"), selection=event.selection,
        category=speech.called("selection", event.category),
        quota=category.quota if category else None, taken=taken,
        left=category.quota - taken if category else None, eligible=event.eligible,
        tier=speech.tier(graded.event.ladder, tier_of(graded.event)) if graded else None,
        fails=[speech.criterion(id) for id in failed_in(asked)] if asked else [],
        position=place.event.position if place else None,
        reason=place.event.reason if place else None, grounds=event.grounds,
        nominated_by=speech.name(made.envelope.actor),
        selected_by=speech.name(place.envelope.actor) if place else None,
        rests_on=[
            _stated(evidences.of(known[id]), speech)
            for id in (dict.fromkeys(_read(judged)) if judged else ())
            if id in known
        ],
        commended_on=commended.event.issued_on if commended else None,
        recommended_to=speech.term("to_level", upward.event.to_level) if upward else None,
        recommended_on=upward.event.recommended_on if upward else None,
        counts_for=_counts_for(chronicle) if place else [],
        source=speech.source(place or made),
    )  # fmt: skip


def _standard(story: Story, graded: Recorded[Decision] | None) -> Node | None:
    """The rule of the highest tier, as it was judged for a decision; None: without a snapshot."""
    if graded is None or graded.event.snapshot is None:
        return None
    ladder = story.scheme.ladder(graded.event.ladder)
    assert ladder is not None
    facts = {id: fact.value for id, fact in graded.event.snapshot.facts.items()}
    return evaluate(story.scheme, ladder.id, facts).trees.get(ladder.tiers[-1].id)


def _read(node: Node) -> Iterator[str]:
    """The criteria that a condition reads."""
    for id, _ in node.values:
        yield id
    for child in node.children:
        yield from _read(child)


def _stated(piece: Evidence, speech: Speech) -> Said:
    """A value, from what, of which day and period, and who stated it where."""

    def grounds(words: Words) -> str:
        said = [words.plain(piece.kind or ""), words.day(piece.as_of) if piece.as_of else ""]
        if piece.period_from and piece.period_to:
            days = words.days(piece.period_from, piece.period_to)
            said.append(texts.COVERS.to(words.lang).format(days=days))
        return words.clauses([*said, piece.source.by.name.to(words.lang), piece.found_in or ""])

    return speech.say(texts.STATED, what=piece.criterion, value=piece.text, grounds=grounds)


def _attention(
    made: Recorded[ExemplarNominated], place: Selected | None,
    commended: Recorded[CommendationIssued] | None,
    upward: Recorded[ExemplarRecommendedUpward] | None, judged: Node | None,
    standard: Node | None, speech: Speech,
) -> Iterator[Said]:  # fmt: skip
    if place and made.event.eligible is False:
        yield speech.say(texts.INELIGIBLE)
    if place and made.event.eligible is None and judged is not None:
        yield speech.say(texts.ELIGIBILITY_UNKNOWN)
    if place and standard and standard.outcome == "fail":
        yield speech.say(texts.BELOW_STANDARD)
    if place and standard and standard.outcome == "unknown":
        yield speech.say(texts.ELIGIBILITY_UNKNOWN)
    if place and judged and judged.outcome == "fail" and made.event.eligible is not False:
        yield speech.say(texts.NO_LONGER_ELIGIBLE)
    if upward and (commended is None or upward.position < commended.position):
        yield speech.say(texts.NOT_COMMENDED)
    if upward and not place:
        yield speech.say(texts.NOT_SELECTED_BUT_RECOMMENDED)


def _not_nominated(chronicle: Chronicle, chosen: _Chosen, one: Selected) -> ExemplarRow:
    event, speech = one.event, chronicle.speech
    case = Case(chronicle.scheme.id, one.envelope.subject.split(":")[2], event.nominee)
    return _category(
        chronicle, chosen, event.selection, event.category, kind="nominee",
        case=str(case) if case in chronicle.stories else None,
        organisation=speech.name(event.nominee),
        attention=[speech.say(texts.NOT_NOMINATED)], position=event.position,
        reason=event.reason, selected_by=speech.name(one.envelope.actor),
        counts_for=_counts_for(chronicle), source=speech.source(one),
    )  # fmt: skip


def _categories(
    chronicle: Chronicle, chosen: _Chosen, seen: set[tuple[str, str]]
) -> Iterator[ExemplarRow]:
    """A row for each category: how much of its quota is taken."""
    selections = {selection for selection, _ in seen | set(chosen.by_category)} or {""}
    declared = {(s, one.id) for s in selections for one in chronicle.scheme.selections}
    for selection, category in sorted(seen | declared):
        yield _category(chronicle, chosen, selection, category, kind="category")


def _category(
    chronicle: Chronicle, chosen: _Chosen, selection: str, category: str, *,
    kind: Literal["category", "nominee"], case: str | None = None,
    organisation: Name | None = None, attention: list[Said] | None = None,
    position: int | None = None, reason: str | None = None, selected_by: Name | None = None,
    counts_for: list[Name] | None = None, source: Source | None = None,
) -> ExemplarRow:  # fmt: skip
    known = chronicle.scheme.selection(category)
    taken = chosen.taken(selection, category)
    return ExemplarRow(
        case=case, organisation=organisation, attention=attention or [],
        kind=chronicle.speech.term("row", kind),
        selection=selection, category=chronicle.speech.called("selection", category),
        quota=known.quota if known else None, taken=taken,
        left=known.quota - taken if known else None, eligible=None, tier=None,
        fails=[], position=position, reason=reason, grounds=None, nominated_by=None,
        selected_by=selected_by, rests_on=[], commended_on=None, recommended_to=None,
        recommended_on=None, counts_for=counts_for or [], source=source,
    )  # fmt: skip


def _counts_for(chronicle: Chronicle) -> list[Name]:
    """What the scheme makes a nomination the result of: honours that this is a basis for."""
    return [
        chronicle.speech.piece(one, one.id)
        for one in chronicle.scheme.outcomes
        if one.event == ExemplarNominated.name
    ]


REGISTER = Register(
    id="exemplars",
    title=Bi("Exemplars", "典型评选"),
    about=Bi(
        "Each category's quota, each nominee with the evidence and the reason, commendation and"
        " recommendation upward; who was chosen though ineligible, or below the standard, first.",
        "各类别名额，各人选的依据与理由，表彰与向上推荐；不符条件、未达标准而入选者在前。",
    ),
    row=ExemplarRow,
    reads=frozenset(
        {
            BranchEnrolled, CommendationIssued, EvidenceCorrected, EvidenceRecorded,
            ExemplarNominated, ExemplarRecommendedUpward, ExemplarSelected, GradeAssigned,
            GradeConfirmed, GradeRevised,
        }
    ),
    rows=rows,
)  # fmt: skip
