"""A sentence in parts: a part whose facts an event does not carry is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Protocol

from contracts.events import Event
from services.projections.texts import Lang

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of an event; ``{name}`` stands for one of its facts."""

    en: Parts
    zh: Parts

    def parts(self, lang: Lang) -> Parts:
        """Its parts in one language."""
        return self.en if lang == "en" else self.zh


SentencesOf = Mapping[type[Event], Sentence]


class Facts(Protocol):
    """The facts of an event in a reader's words; an empty text for what it does not say."""

    def fact(self, name: str) -> str: ...


@lru_cache(maxsize=2048)
def placeholders(part: str) -> Parts:
    """The names of the facts that a part speaks of."""
    return tuple(name for _, name, _, _ in Formatter().parse(part) if name)


def tell(parts: Parts, facts: Facts) -> str:
    """The sentence, without the parts for which a fact is missing."""
    told = []
    for part in parts:
        known = {name: facts.fact(name) for name in placeholders(part)}
        if all(known.values()):
            told.append(part.format(**known))
    return "".join(told)
