"""What templates call: words, days, links, colours of tiers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import msgspec

from contracts.scheme import Scheme
from services.projections.explanation.model import Condition, Derived, Rule
from services.projections.explanation.model_case import Amount, Entry
from services.projections.pages.blocks import Block, block
from services.projections.parts import Name, Said, Source
from services.projections.registers.reported import Reported
from services.projections.texts import Bi, Lang, problems
from services.projections.texts.pages import PAGE
from services.projections.texts.words import Words
from services.runtime.access.identity import Identity

LONG = 24
"""Characters from which a field of a row wants a wide column."""
_OF_EVENTS = frozenset({"event", "events", "said_by"})
"""Columns that name events."""


@dataclass(frozen=True)
class Ui:
    """One reader's page. ``query``: what its links carry on. ``who``: who signed in, if anybody."""

    lang: Lang
    path: str
    query: Mapping[str, str]
    scheme: Scheme | None = None
    who: Identity | None = None
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", Words(self.lang, self.scheme))

    def t(self, key: str, **facts: Any) -> str:
        """A word of the page."""
        told = {
            name: self.words.number(fact) if isinstance(fact, int | Decimal) else fact
            for name, fact in facts.items()
        }
        return PAGE[key].to(self.lang).format(**told)

    def problem(self, problem: Mapping[str, Any]) -> str:
        """The title of a problem document; in its own words where we have none."""
        title = problems.TITLES.get(_slug(problem))
        return title.to(self.lang) if title else str(problem["title"])

    def told(self, problem: Mapping[str, Any]) -> list[str]:
        """What a problem says, in Chinese; nothing for who reads English, or without words for it.

        Of a parameter what is wrong with it, of anything else what its type means on this page.
        """
        if self.lang == "en":
            return []
        names = [error["pointer"].removeprefix("/query/") for error in problem["errors"]]
        said = [
            problems.PARAMETERS[name].format(given=self.query.get(name, ""))
            for name in names
            if name in problems.PARAMETERS
        ]
        if said:
            return said
        slug, (_, room, *_rest) = _slug(problem), self.path.split("/")
        text = problems.CHINESE.get(f"{slug}/{room}") or problems.CHINESE.get(slug)
        return [text.format(name=self.path.rpartition("/")[2])] if text else []

    @property
    def colon(self) -> str:
        """Between a heading and what it says."""
        return "：" if self.lang == "zh" else ": "

    @property
    def comma(self) -> str:
        """Between parts of a sentence."""
        return "，" if self.lang == "zh" else ", "

    @property
    def semicolon(self) -> str:
        """Between clauses."""
        return "；" if self.lang == "zh" else "; "

    def aside(self, text: str) -> str:
        """A text in brackets."""
        return self.words.aside(text)

    def say(self, text: Said | Name | Bi | None) -> str:
        """A text in the reader's language."""
        if text is None:
            return ""
        return text.name.to(self.lang) if isinstance(text, Name) else text.to(self.lang)

    def both(self, name: Name) -> tuple[str, str]:
        """A name in the reader's language, and in the other where that differs."""
        mine = name.name.to(self.lang)
        other = name.name.to("en" if self.lang == "zh" else "zh")
        return mine, other if other != mine else ""

    def day(self, day: date | None) -> str:
        """A calendar day."""
        return self.words.day(day) if day else ""

    def day_of(self, moment: datetime) -> str:
        """The day of a moment on the scheme's clock."""
        return self.words.day_of(moment)

    def asked(self, when: str) -> str:
        """A time that was asked about: a day in words, anything else as it was asked."""
        try:
            return self.day(date.fromisoformat(when))
        except ValueError:
            return when

    def moment(self, moment: datetime) -> str:
        """A moment on the scheme's clock."""
        return self.words.moment(moment)

    def listed(self, items: list[Any]) -> str:
        """Short items in a row."""
        return self.words.listed(
            self.say(one) if not isinstance(one, str) else one for one in items
        )

    def cell(self, value: Any, column: str = "") -> str:
        """A field of a row: names and texts in the reader's language, days in words."""
        match value:
            case None:
                return "–"
            case bool():
                return self.words.term("boolean", value)
            case Said() | Name():
                return self.say(value)
            case Source():
                return f"{value.service}:{value.position}"
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case [Entry(), *_]:
                return self.words.clauses(
                    f"{self.say(one.name)} {self.say(one.text)}" for one in value
                )
            case list() | tuple():
                return self.words.listed(self.cell(one, column) for one in value)
            case Amount(quantity=figure, unit=unit):
                return self.words.amount(figure, unit)
            case Reported(value=figure, unit=unit):
                told = [self.cell(getattr(value, one)) for one in value.__struct_fields__[2:]
                        if getattr(value, one) is not None]  # fmt: skip
                return self.words.clauses([self.words.amount(figure, unit), *told])
            case msgspec.Struct():
                fields = (getattr(value, name) for name in value.__struct_fields__)
                return self.words.clauses(self.cell(one) for one in fields if one is not None)
            case str() if column == "unit":
                return self.words.unit(value).strip()
            case str() if column == "step":
                return self.words.called("step", value)
            case str() if column in _OF_EVENTS:
                return self.words.term("event", value)
            case str():
                return self.words.term(column, value)
            case _:
                return str(value)

    def link(self, path: str | None = None, **changed: str | None) -> str:
        """This page, or another, with its parameters and these changes; None drops one."""
        kept = {"lang": self.lang, **self.query, **changed}
        wanted = {name: value for name, value in kept.items() if value}
        return (path or self.path) + ("?" + urlencode(wanted) if wanted else "")

    def plain(self, path: str, **params: str | None) -> str:
        """Another page, keeping the language alone."""
        wanted = {"lang": self.lang, **{k: v for k, v in params.items() if v}}
        return f"{path}?{urlencode(wanted)}"

    def place(self, source: Source | None) -> str:
        """Where on the page the entry of a source stands."""
        return f"#{source.service}-{source.position}" if source else ""

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """What a form of this page carries on, without the fields of its own."""
        return [(k, v) for k, v in {"lang": self.lang, **self.query}.items() if k not in but]

    def entry(self, value: Any) -> bool:
        """Whether a field of a row says where something is recorded."""
        return isinstance(value, Source)

    def shape(self, value: Any) -> str:
        """How a field of a row stands in its column, as a class."""
        match value:
            case None:
                return "nothing"
            case int() | Decimal() if not isinstance(value, bool):
                return "number"
            case date():
                return "day"
            case _:
                return "long" if len(self.cell(value)) > LONG else "short"

    def rank(self, row: Mapping[str, Any], value: Any) -> str:
        """Of a tier where it stands on the row's ladder, as a class; empty for anything else."""
        ladder = row.get("ladder")
        known = self.scheme.ladder(ladder.id) if self.scheme and ladder else None
        if known is None or not isinstance(value, Name) or value.id not in known.tier_ids:
            return ""
        return self.colour(known.id, value.id)

    def colour(self, ladder: str, tier: str | None) -> str:
        """Where a tier stands on its ladder, as a class: high, middle, low; none without one."""
        known = self.scheme.ladder(ladder) if self.scheme else None
        if known is None or tier is None or tier not in known.tier_ids:
            return "none"
        rank = known.rank(tier)
        return "high" if rank == len(known.tiers) - 1 else "low" if rank == 0 else "middle"

    def block(self, condition: Condition) -> Block:
        """A rule's conditions, what decided first."""
        return block(condition)

    def rules(self, derived: Derived) -> list[Rule]:
        """The rule of the indicated tier first; what is shown beside the rules last."""
        indicated = derived.indicated.id if derived.indicated else None
        return sorted(
            derived.rules, key=lambda one: (one.purpose != "tier", one.tier.id != indicated)
        )


def _slug(problem: Mapping[str, Any]) -> str:
    return str(problem["type"]).rpartition("/")[2]
