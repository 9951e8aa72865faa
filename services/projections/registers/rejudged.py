"""Decisions judged again: on evidence corrected since, by the newest version (Q-11, Q-55)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from contracts.envelope import Recorded
from contracts.events.grading import (
    EvidenceCorrected,
    EvidenceRecorded,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    SchemePublished,
    Snapshot,
)
from contracts.scheme.leaves import is_of
from services.projections.explanation.corrections import corrected_since
from services.projections.explanation.decided import Decision, decisions, tier_of
from services.projections.explanation.derived import Judgement, Rules
from services.projections.explanation.facts import Evidences, pieces
from services.projections.explanation.fed import Fed
from services.projections.explanation.model import CorrectedSince
from services.projections.explanation.story import Story
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class RejudgedRow(Row, frozen=True, kw_only=True):
    """A decision with a snapshot. ``indicated``: by the rules it was taken under, on its facts."""

    ladder: Name
    decided_on: date
    decided: Name
    version: Annotated[int, Meta(description="Of the scheme that it was judged under")]
    indicated: Name | None
    corrected: Annotated[list[Said], Meta(description="Evidence corrected since: old → new")]
    corrected_indicates: Annotated[
        Name | None, Meta(description="With all corrections; null: none, or undetermined")
    ]
    newest_version: int
    newest_indicates: Annotated[
        Name | None, Meta(description="The newest version, on the decision's facts")
    ]
    source: Source
    corrections: list[Source]


def rows(chronicle: Chronicle) -> list[RejudgedRow]:
    """Where the rules would now give something else first."""
    found = [row for story in chronicle.stories.values() for row in _of(chronicle, story)]
    return attended(found, lambda row: (not row.corrected, row.case, row.source.position))


def _of(chronicle: Chronicle, story: Story) -> Iterator[RejudgedRow]:
    made = decisions(story)
    if not made:
        return
    known, speech = pieces(story.told), chronicle.speech
    rules = Rules(story.scheme, known, known, Fed(story), speech, Evidences(story.scheme, speech))
    for one in made:
        if one.event.snapshot:
            yield _row(chronicle, story, rules, one, one.event.snapshot)


def _row(
    chronicle: Chronicle, story: Story, rules: Rules, made: Recorded[Decision], snapshot: Snapshot
) -> RejudgedRow:
    event, speech = made.event, chronicle.speech
    ladder = story.scheme.ladder(event.ladder)
    assert ladder is not None
    judged = rules.judge(ladder, snapshot.facts)
    corrected = corrected_since(judged, rules, made.position)
    newest = _newest(chronicle, judged)
    indicated = speech.tier_or_none(ladder.id, snapshot.indicated)
    attention = []
    if any(one.changes_indicated for one in corrected):
        attention.append(
            speech.say(texts.CORRECTION_CHANGES, tier=corrected[0].would_indicate or "?")
        )
    if newest != snapshot.indicated:
        attention.append(
            speech.say(
                texts.VERSION_CHANGES, n=chronicle.newest.version,
                tier=speech.tier_or_none(ladder.id, newest) or "?",
            )
        )  # fmt: skip
    return RejudgedRow(
        **chronicle.of_case(story.case),
        attention=attention,
        ladder=speech.called("ladder", ladder.id),
        decided_on=made.envelope.time.astimezone(story.zone).date(),
        decided=speech.tier(ladder.id, tier_of(event)),
        version=snapshot.scheme_version,
        indicated=indicated,
        corrected=[_change(one, chronicle) for one in corrected],
        corrected_indicates=corrected[0].would_indicate if corrected else None,
        newest_version=chronicle.newest.version,
        newest_indicates=speech.tier_or_none(ladder.id, newest),
        source=speech.source(made),
        corrections=[one.after.source for one in corrected],
    )


def _newest(chronicle: Chronicle, judged: Judgement) -> str | None:
    """What the newest version gives on the same facts; None where it gives no single tier.

    A fact that it does not know, or of which it knows no such value any more, is unknown to it.
    """
    scheme = chronicle.newest
    if scheme.sha256 == judged.scheme.sha256:
        return judged.evaluation.indicated
    ladder = scheme.ladder(judged.ladder.id)
    if ladder is None:
        return None
    facts = {
        id: fact
        for id, fact in judged.facts.items()
        if (criterion := scheme.criterion(id)) and is_of(fact.value, criterion)
    }
    return Judgement(scheme, ladder, facts).evaluation.indicated


def _change(one: CorrectedSince, chronicle: Chronicle) -> Said:
    return chronicle.speech.said(
        lambda words: texts.CHANGE.to(words.lang).format(
            what=one.before.criterion.name.to(words.lang),
            old=one.before.text.to(words.lang),
            new=one.after.text.to(words.lang) or "–",
        )
    )


REGISTER = Register(
    id="rejudged",
    title=Bi("Decisions judged again", "重新评判"),
    about=Bi(
        "Each decision on evidence corrected since, and under the newest version of the scheme;"
        " where another tier would come out first.",
        "按事后更正的数据和最新版本方案重新评判每项决定；结果不同者在前。",
    ),
    row=RejudgedRow,
    reads=frozenset(
        {
            EvidenceCorrected, EvidenceRecorded, GradeAssigned, GradeConfirmed, GradeRevised,
            SchemePublished,
        }
    ),
    rows=rows,
)  # fmt: skip
