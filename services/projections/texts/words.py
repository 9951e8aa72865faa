"""A scheme's and a register's words in a reader's language."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from contracts.scheme import Scheme
from services.projections.texts import Bi, Figure, Lang
from services.projections.texts.terms import ONE, TERMS, UNITS

Piece = Literal[
    "ladder", "criterion", "step", "pledge", "letter", "training_kind", "record_kind", "selection",
    "target", "outcome", "aspect",
]  # fmt: skip
_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip


_KEPT: dict[tuple[str, Lang], dict[Hashable, str]] = {}
"""By a scheme's hash and a language, what its pieces are called: that never changes."""


@dataclass(frozen=True, slots=True)
class Words:
    """Names things for one reader. ``names``: of organisations, by id."""

    lang: Lang
    scheme: Scheme | None = None
    names: Mapping[str, Bi] = field(default_factory=dict)
    _kept: dict[Hashable, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sha256 = self.scheme.sha256 if self.scheme else ""
        object.__setattr__(self, "_kept", _KEPT.setdefault((sha256, self.lang), {}))

    def pick(self, text: Any) -> str:
        """A text that has ``en`` and ``zh``, in this language or else the other."""
        return Bi(text.en, text.zh).to(self.lang)

    def named(self, piece: Any, id: str, role: str = "") -> str:
        """What a scheme calls a piece of itself; without that, our own word for its id.

        Ids are English words, so an English reader gets the id before a Chinese text.
        """
        if piece is None or not (piece.en or piece.zh):
            return self.term(role, id)
        if self.lang == "zh" and not piece.zh and (role, id) in TERMS:
            return self.term(role, id)  # the scheme says it in English alone, we know its Chinese
        if self.lang == "en" and not piece.en:
            return f"{self.plain(id)} ({piece.zh})"
        return self.pick(piece)

    def called(self, what: Piece, id: str, role: str = "") -> str:
        """A piece of the scheme by its id, e.g. a step."""
        key = (what, id, role)
        if key not in self._kept:
            piece = getattr(self.scheme, what)(id) if self.scheme else None
            self._kept[key] = self.named(piece, id, role)
        return self._kept[key]

    def name(self, id: str) -> str:
        """An organisation's name; a person, and whoever is not registered, by id."""
        known = self.names.get(id)
        return known.to(self.lang) if known else id

    def ladder(self, id: str) -> str:
        """A ladder's title."""
        return self.called("ladder", id)

    def tier(self, ladder: str, id: str | None) -> str:
        """A tier of a ladder; an empty text for none."""
        if not id:
            return ""
        key = ("tier", ladder, id)
        if key not in self._kept:
            known = self.scheme.ladder(ladder) if self.scheme else None
            self._kept[key] = self.named(known.tier(id) if known else None, id, "tier")
        return self._kept[key]

    def criterion(self, id: str) -> str:
        """A criterion's text."""
        return self.called("criterion", id)

    def value(self, criterion: str, value: Decimal | bool | str | None) -> str:
        """A criterion's value with its unit, or the text of its level; empty for no value."""
        known = self.scheme.criterion(criterion) if self.scheme else None
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.term("boolean", value)
        if isinstance(value, Decimal):
            return self.amount(value, known.unit if known else None)
        return self.named(known.level(value) if known else None, value, "verdict")

    def amount(self, value: Decimal | int, unit: str | None) -> str:
        """A number with its unit: ``66 %``, ``3 persons``."""
        if self.lang == "en" and value == 1 and unit in ONE:
            return f"1 {ONE[unit]}"
        return f"{self.number(value)}{self.unit(unit)}"

    def unit(self, unit: str | None) -> str:
        """A unit as it follows a number."""
        if not unit:
            return ""
        shown = UNITS[unit].to(self.lang) if unit in UNITS else unit.replace("_", " ")
        apart = self.lang == "en" or (unit not in UNITS and shown.isascii())
        return f" {shown}" if apart else shown

    def number(self, value: Decimal | int) -> Figure:
        """The exact number, as it was recorded."""
        return Figure(format(value, "f") if isinstance(value, Decimal) else value)

    def field(self, value: object) -> str:
        """The value of a record's field; an organisation by its name."""
        if isinstance(value, bool):
            return self.term("boolean", value)
        if isinstance(value, tuple | list):
            return self.listed(self.name(str(one)) for one in value)
        return self.name(str(value).strip())

    def day(self, day: date) -> str:
        """``15 November 2011``, ``2011年11月15日``."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def days(self, first: date, last: date) -> str:
        """A span of days: ``7 January 2012``, or from which to which."""
        if first == last:
            return self.day(first)
        return f"{self.day(first)}{'至' if self.lang == 'zh' else ' to '}{self.day(last)}"

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the scheme."""
        return ZoneInfo(self.scheme.timezone if self.scheme else "UTC")

    def day_of(self, moment: datetime) -> str:
        """The day of a moment on the scheme's clock."""
        return self.day(moment.astimezone(self.zone).date())

    def moment(self, moment: datetime) -> str:
        """A moment on the scheme's clock, to the minute."""
        local = moment.astimezone(self.zone)
        return f"{self.day(local.date())} {local:%H:%M}"

    def term(self, role: str, value: object) -> str:
        """A word of our own vocabulary, by the field it stands in; empty for nothing."""
        if value is None:
            return ""
        known = TERMS.get((role, value))
        if known:
            return known.to(self.lang)
        if isinstance(value, bool):
            return ""
        plain = self.plain(str(value))
        # A form stands within Chinese sentences: 召开“panel”作出决定.
        return f"“{plain}”" if self.lang == "zh" and role == "form" and plain.isascii() else plain

    def plain(self, id: str) -> str:
        """An id that nothing gives a text for: as it is, its underscores as blanks."""
        return id.replace("_", " ")

    def aside(self, text: str) -> str:
        """A text in brackets, as it follows another."""
        return f"（{text}）" if self.lang == "zh" else f" ({text})"

    def listed(self, items: Iterable[str]) -> str:
        """Short items in a row."""
        return ("、" if self.lang == "zh" else ", ").join(item for item in items if item)

    def clauses(self, items: Iterable[str]) -> str:
        """Longer items in a row."""
        return ("；" if self.lang == "zh" else "; ").join(item for item in items if item)
