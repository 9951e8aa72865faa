"""Explaining a played history, at whatever time, without a database."""

from dataclasses import replace
from datetime import date

from contracts.scheme import Scheme
from contracts.subjects import SERVICES, parse_case
from services.projections.asof import Bound, Cut
from services.projections.completeness import Completeness
from services.projections.explanation.explain import explain
from services.projections.explanation.gather import gather, known_at
from services.projections.explanation.model import Classification
from services.projections.explanation.model_case import Asked, Explanation
from services.projections.people.names import NOBODY, People
from tests.unit.projections.history import SCHEME
from tests.unit.projections.play import Play

EVERYTHING = Cut({service: Bound(10**9) for service in SERVICES})
COMPLETE = Completeness(
    view="trail", reducer="", services={}, as_of="", complete=True, incomplete_since=None, parked=[]
)


def explained(
    play: Play,
    cut: Cut = EVERYTHING,
    on: str = "2013-04-01",
    scheme: Scheme = SCHEME,
    people: People = NOBODY,
) -> Explanation:
    """The explanation of the played case. ``on``: the day against which a date is overdue."""
    case, entries = parse_case(play.case), play.entries()
    assert case
    judged_at = date.fromisoformat(on)
    story = gather(
        case, scheme,
        [(one, one.recorded()) for one in known_at(cut, entries) if one.case_id == play.case],
        [one for one in entries if one.case_id.startswith(("cycle:", "organisation:"))],
        cut=cut, judged_at=judged_at,
    )  # fmt: skip
    story = replace(story, people=people)
    return explain(story, Asked(as_of=None, effective_at=None, judged_at=judged_at), COMPLETE)


def of_kind(found: Explanation, kind: str) -> Classification:
    """The one classification of this kind."""
    (one,) = [one for one in found.classifications if one.kind == kind]
    return one


def cut_before(position: int) -> Cut:
    """As if grading had not yet recorded this position."""
    return Cut(dict(EVERYTHING.bounds) | {"grading": Bound(position - 1)})
