"""Names and texts of a story in both languages, as the answer's parts."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar, cast

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import Fact as Known
from contracts.events.grading import Tally
from contracts.register import Organisation
from contracts.scheme import Scheme, Value
from services.projections.explanation.model import Counted, ValueRead
from services.projections.parts import Name, Said, Source
from services.projections.people.names import NOBODY, People
from services.projections.texts import Bi, Figure
from services.projections.texts.rules import TALLIED
from services.projections.texts.words import Piece, Words

Fact = str | int | date | Name | Said | Sequence[Name] | Sequence[str] | Callable[[Words], str]
"""What a text of ours speaks of; a moment stands for its day on the scheme's clock."""


T = TypeVar("T", bound=Name | Said)
Kept = dict[Hashable, Name | Said]
_KEPT: dict[str, Kept] = {}
"""By scheme's hash what was said of the scheme itself, which never changes."""


@dataclass(frozen=True)
class Speech:
    """Says everything twice: once for each language. ``kept``: what was said of the scheme."""

    en: Words
    zh: Words
    kept: Kept
    people: People = NOBODY
    names: Kept = field(default_factory=dict)
    sources: dict[tuple[str, int], Source] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        scheme: Scheme | None,
        organisations: Mapping[str, Organisation],
        people: People = NOBODY,
        on: date = date.max,
    ) -> "Speech":
        """The speech of a scheme's and a register's names; persons as they were called on a day."""
        names = {id: Bi(one.name_en, one.name_zh) for id, one in organisations.items()}
        kept = _KEPT.setdefault(scheme.sha256 if scheme else "", {})
        en, zh = Words("en", scheme, names), Words("zh", scheme, names)
        return cls(en, zh, kept, people)._on(on)

    def at(self, moment: datetime) -> "Speech":
        """The same, persons as they were called on the day of a moment."""
        return self._on(moment.astimezone(self.en.zone).date()) if self.people.changed else self

    def _on(self, day: date) -> "Speech":
        if not self.people:
            return self
        names = {**self.en.names, **self.people.called(day, self.en.zone)}
        en, zh = replace(self.en, names=names), replace(self.zh, names=names)
        return replace(self, en=en, zh=zh, names={}, sources={})

    def once(self, make: Callable[[], T], *key: Hashable) -> T:
        """What depends on the scheme alone is said once, for all explanations."""
        if key not in self.kept:
            self.kept[key] = make()
        return cast("T", self.kept[key])

    def said(self, tell: Callable[[Words], str]) -> Said:
        """The same thing said in each language."""
        return Said(en=tell(self.en), zh=tell(self.zh))

    def say(self, text: Bi, /, **facts: Fact) -> Said:
        """A text of ours, its facts told in each language."""
        return self.said(
            lambda words: text.to(words.lang).format(
                **{name: tell(fact, words) for name, fact in facts.items()}
            )
        )

    def name(self, id: str) -> Name:
        """An organisation, or a person."""
        if id not in self.names:
            self.names[id] = Name(id=id, name=self.said(lambda words: words.name(id)))
        return cast("Name", self.names[id])

    def tier(self, ladder: str, id: str) -> Name:
        """A tier."""
        return self.once(lambda: self._name(id, lambda w: w.tier(ladder, id)), "tier", ladder, id)

    def tier_or_none(self, ladder: str, id: str | None) -> Name | None:
        """A tier, if there is one."""
        return self.tier(ladder, id) if id else None

    def criterion(self, id: str) -> Name:
        """A criterion."""
        return self.called("criterion", id)

    def called(self, what: Piece, id: str, role: str = "") -> Name:
        """A piece of the scheme."""
        return self.once(
            lambda: self._name(id, lambda words: words.called(what, id, role)), what, id, role
        )

    def piece(self, piece: object, id: str) -> Name:
        """Something with ``en`` and ``zh``; None: nothing is known but its id."""
        return self._name(id, lambda words: words.named(piece, id))

    def term(self, role: str, id: str) -> Name:
        """A word of our own vocabulary."""
        return self._name(id, lambda words: words.term(role, id))

    def _name(self, id: str, tell: Callable[[Words], str]) -> Name:
        return Name(id=id, name=self.said(tell))

    def value(self, criterion: str, value: Value) -> Said:
        """A criterion's value with its unit, or the text of its level."""

        def make() -> Said:
            return self.said(lambda words: words.value(criterion, value))

        if isinstance(value, Decimal):  # there is no end to numbers, so they are not kept
            return make()
        return self.once(make, "value", criterion, value)

    def read(self, criterion: str, fact: Known) -> ValueRead:
        """The value of a criterion, and what it rests on."""
        return ValueRead(
            criterion=self.criterion(criterion),
            value=shown(fact.value),
            text=self.value(criterion, fact.value),
            evidence_ids=list(fact.evidence_ids),
            rests_on=None if fact.value is None else "evidence" if fact.evidence_ids else "counts",
            counted=[self._counted(tally) for tally in fact.fed_by],
        )

    def _counted(self, tally: Tally) -> Counted:
        piece: Piece = "pledge" if tally.service == "pledges" else "training_kind"
        kind = self.called(piece, tally.kind) if tally.kind else None
        of = Figure("?" if tally.of is None else tally.of)
        text = TALLIED[piece if kind else "target"]
        return Counted(
            service=tally.service,
            kind=kind,
            upto=tally.upto,
            held=tally.held,
            failed=tally.failed,
            of=tally.of,
            text=self.say(text, kind=kind or "", of=of, held=tally.held, failed=tally.failed),
        )

    def source(self, recorded: Recorded[Event]) -> Source:
        """Where something is said."""
        key = (recorded.event.service, recorded.position)
        if key not in self.sources:
            self.sources[key] = self._source(recorded)
        return self.sources[key]

    def _source(self, recorded: Recorded[Event]) -> Source:
        envelope = recorded.envelope
        assert envelope.recordedat is not None
        return Source(
            service=recorded.event.service,
            position=recorded.position,
            event_id=envelope.id,
            event=recorded.event.name,
            happened=envelope.time,
            recorded=envelope.recordedat,
            by=self.name(envelope.actor),
            recorded_by=envelope.recordedby,
            recorder=self.name(envelope.recordedby) if envelope.recordedby else None,
        )


def shown(value: Value) -> bool | str | None:
    """A fact in JSON: a number as its exact decimal text."""
    return format(value, "f") if isinstance(value, Decimal) else value


def tell(fact: Fact, words: Words) -> str:
    """A fact as one reader is told it."""
    match fact:
        case str():
            return fact
        case int():
            return Figure(fact)
        case datetime():
            return words.day_of(fact)
        case date():
            return words.day(fact)
        case Name(name=said):
            return said.to(words.lang)
        case Said():
            return fact.to(words.lang)
        case Sequence():
            return words.listed(tell(one, words) for one in fact)
        case _:
            return fact(words)
