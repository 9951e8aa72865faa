"""The whole explanation of a case, folded from its events alone."""

from contracts.events import BY_TYPE
from contracts.scheme import Scheme
from services.projections.completeness import Completeness
from services.projections.explanation import promises, records, rectifications, targets, year
from services.projections.explanation.classifications import Classifications
from services.projections.explanation.model_case import Asked, CycleRef, Explanation, SchemeRef
from services.projections.explanation.notices import Notices
from services.projections.explanation.open_items import OpenItems
from services.projections.explanation.path import Path
from services.projections.explanation.speech import Speech
from services.projections.explanation.standing import ladders_of, standing
from services.projections.explanation.story import Story
from services.projections.parts import Said

UNREAD = frozenset({
    # One row for each person and session; the trail shows them, and a training case has thousands.
    "TrainingAttended", "TrainingAbsenceRecorded", "TraineeSelected",
})  # fmt: skip
"""Events of a case that the explanation leaves to the trail, if no criterion rests on them."""


def unread_types(scheme: Scheme | None) -> list[str]:
    """The types that need not be loaded for an explanation under a scheme."""
    if scheme and any(one.fed_by and one.fed_by.training for one in scheme.fed):
        return []
    return [event.type for event in BY_TYPE.values() if event.name in UNREAD]


def explain(story: Story, asked: Asked, completeness: Completeness) -> Explanation:
    """Why the organisation stands where it stands."""
    speech = Speech.of(story.scheme, story.organisations, story.people, story.judged_at)
    classifications = Classifications(story, speech)
    made = classifications.all()
    ladders = ladders_of(story)
    sections = OpenItems(
        made=made,
        targets=targets.targets(story, targets.weaknesses(made), speech),
        pledges=promises.pledges(story, speech),
        assessments=year.assessments(story, speech),
        outcomes=year.outcomes(story, speech),
        rectifications=rectifications.rectifications(story, speech),
        look_back=year.look_back(story, speech),
        records=records.records(story, speech),
        speech=speech,
    )
    organisation = story.organisations.get(story.case.organisation)
    superior = organisation.parent if organisation else None
    title = story.scheme.title
    return Explanation(
        case=str(story.case),
        scheme=SchemeRef(
            id=story.scheme.id,
            version=story.scheme.version,
            sha256=story.scheme.sha256,
            title=Said(en=speech.en.pick(title), zh=speech.zh.pick(title)),
            timezone=story.scheme.timezone,
        ),
        cycle=CycleRef(
            id=story.cycle.id,
            opens=story.cycle.opens,
            closes=story.cycle.closes,
            closed_on=story.cycle_closed_on,
        ),
        organisation=speech.name(story.case.organisation),
        organisation_kind=speech.term("kind", organisation.kind if organisation else ""),
        superior=speech.name(superior) if superior else None,
        asked=asked,
        standing=[standing(story, ladder, speech) for ladder in ladders],
        path=[stage for ladder in ladders for stage in Path(story, ladder, made, speech).stages()],
        classifications=made,
        notices=Notices(story, made, classifications.rules.told, speech).all(),
        open_items=sections.all(),
        targets=sections.targets,
        pledges=sections.pledges,
        letters=promises.letters(story, speech),
        appraisals=year.appraisals(story, speech),
        assessments=sections.assessments,
        outcomes=sections.outcomes,
        rectifications=sections.rectifications,
        look_back=sections.look_back,
        records=sections.records,
        completeness=completeness,
    )
