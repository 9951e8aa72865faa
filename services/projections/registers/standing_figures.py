"""Figures that stand beside the targets: of the programme's document and of the register."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from contracts.envelope import Recorded
from contracts.events.grading import RegisterFigureRecorded
from contracts.scheme.programme import Target, TrainingKind
from services.projections.parts import Name, Said
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.figures import Figures
from services.projections.registers.marks import Marks
from services.projections.registers.reckoned import Trained, trained
from services.projections.registers.reported import Reported
from services.projections.registers.span import Span

STATED = {
    "sessions_reported": ("sessions", "held"),
    "attendances_reported": ("attendances", "held"),
    "planned_sessions": ("sessions", "planned"),
    "planned_attendances": ("attendances", "planned"),
}
"""What a training's document states, as unit and manner."""


@dataclass(frozen=True)
class StandingFigure:
    """A figure with all that was stated of it; ``derived``: what its training's events come to."""

    name: Name
    scope: list[Name]
    unit: str | None
    reported: list[Reported]
    clause: str | None = None
    derived: Trained | None = None

    @property
    def number(self) -> int | None:
        """What the events have of what the figure counts."""
        if self.derived is None:
            return None
        return self.derived.sessions if self.unit == "sessions" else self.derived.attendances


def standing(marks: Marks, figures: Figures) -> Iterator[StandingFigure]:
    """The programme's own figures, and those of the places that the scheme names."""
    chronicle = marks.chronicle
    own = dict(_of_register(chronicle, figures))
    for id, value in chronicle.scheme.population.items():
        if isinstance(value, int) and not isinstance(value, bool):
            yield _with_population(chronicle, own.pop((_root(chronicle), id), None), id, value)
    yield from own.values()
    for kind in chronicle.scheme.training:
        yield from _of_training(marks, kind)


def _root(chronicle: Chronicle) -> str:
    return chronicle.township or chronicle.cycle.committee


def _of_register(
    chronicle: Chronicle, figures: Figures
) -> Iterator[tuple[tuple[str, str], StandingFigure]]:
    places = {s.organisation or s.id: s for s in chronicle.scheme.scopes}
    for (organisation, figure), told in sorted(figures.stated.items()):
        if organisation in places or organisation in chronicle.tops:
            yield (
                (organisation, figure),
                StandingFigure(
                    name=chronicle.speech.term("figure", figure),
                    scope=[chronicle.speech.name(organisation)],
                    unit=None,
                    reported=[_reported(chronicle, one) for one in told],
                ),
            )


def _reported(chronicle: Chronicle, one: Recorded[RegisterFigureRecorded]) -> Reported:
    event = one.event
    return Reported(
        value=event.value, unit=None, as_of=event.as_of, reported_from=event.reported_from,
        counts=True, backed=None, source=chronicle.speech.source(one),
    )  # fmt: skip


def _with_population(
    chronicle: Chronicle, known: StandingFigure | None, id: str, value: int
) -> StandingFigure:
    clause = str(chronicle.scheme.population.get("src") or "") or None
    stated = _stated(value, None, clause)
    if known is not None:
        return replace(known, reported=[stated, *known.reported], clause=clause)
    return StandingFigure(
        chronicle.speech.term("figure", id), [chronicle.speech.name(_root(chronicle))], None,
        [stated], clause,
    )  # fmt: skip


def _stated(
    value: int, unit: str | None, clause: str | None, backed: bool | None = None
) -> Reported:
    return Reported(
        value=Decimal(value), unit=unit, as_of=None, reported_from=clause or "", counts=True,
        backed=backed, source=None,
    )  # fmt: skip


def stated(kind: TrainingKind) -> list[tuple[str, str, int]]:
    """Unit, manner and number of what the document states of a training."""
    return [
        (unit, manner, value)
        for key, (unit, manner) in STATED.items()
        if (value := getattr(kind, key)) is not None
    ]


def _of_training(marks: Marks, kind: TrainingKind) -> Iterator[StandingFigure]:
    chronicle, told = marks.chronicle, stated(kind)
    if not told:
        return
    target = Target(id=kind.id, kind="count", scope=kind.scope)
    found = trained(Span.of(marks, target), kind.id)
    title = chronicle.speech.called("training_kind", kind.id).name
    for unit, manner, value in told:
        has = found.sessions if unit == "sessions" else found.attendances
        words = chronicle.speech.term("stated", f"{manner}_{unit}").name
        name = Said(en=f"{title.en}: {words.en}", zh=f"{title.zh}：{words.zh}")
        backed = has == value if manner == "held" and not chronicle.is_part else None
        yield StandingFigure(
            Name(id=f"{kind.id}-{manner}-{unit}", name=name),
            chronicle.scopes(kind.scope),
            unit, [_stated(value, unit, kind.src, backed)], kind.src, found,
        )  # fmt: skip
