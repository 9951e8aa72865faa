"""What persons are called on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from services.projections.texts import LANGS, Bi
from services.projections.texts.people import ERASED, NAMED
from services.projections.texts.words import Words


@dataclass(frozen=True, slots=True)
class HeldName:
    """A person's name from the day ``since`` on."""

    since: date
    zh: str | None
    en: str | None


@dataclass(frozen=True, slots=True)
class People:
    """Persons that the register knows, by id. ``names``: of each the earliest first."""

    names: Mapping[str, list[HeldName]] = field(default_factory=dict)
    erased: Mapping[str, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names or self.erased)

    @property
    def changed(self) -> bool:
        """Whether any of them had another name on another day."""
        return any(len(held) > 1 for held in self.names.values())

    def called(self, on: date, zone: tzinfo) -> dict[str, Bi]:
        """By id the name that held on a day, with the id; of whoever was erased, when that was.

        Before the first name the first: a name is better than an id.
        """
        named = {id: _named(id, _held(held, on)) for id, held in self.names.items()}
        gone = {id: _gone(id, at.astimezone(zone).date()) for id, at in self.erased.items()}
        return named | gone


NOBODY = People()


def _held(names: list[HeldName], on: date) -> HeldName:
    until_then = [one for one in names if one.since <= on]
    return until_then[-1] if until_then else names[0]


def _named(id: str, name: HeldName) -> Bi:
    return Bi(*(NAMED.to(lang).format(name=Bi(name.en, name.zh).to(lang), id=id) for lang in LANGS))


def _gone(id: str, day: date) -> Bi:
    return Bi(*(ERASED.to(lang).format(id=id, day=Words(lang).day(day)) for lang in LANGS))
