"""A sentence in parts: a part whose facts an event does not carry is left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from contracts.events import Event
from services.projections.texts import Lang
from services.projections.texts.words import Words

Parts = tuple[str, ...]
Fact = Callable[[Any, Words], str]
"""A fact of an event in a reader's words; an empty text for what it does not say."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of an event; ``{name}`` stands for one of its facts."""

    en: Parts
    zh: Parts

    def parts(self, lang: Lang) -> Parts:
        """Its parts in one language."""
        return self.en if lang == "en" else self.zh


SentencesOf = Mapping[type[Event], Sentence]


def placeholders(part: str) -> Parts:
    """The names of the facts that a part speaks of."""
    return tuple(name for _, name, _, _ in Formatter().parse(part) if name)


class Telling:
    """A sentence in one language, its parts and facts looked up once for all events."""

    def __init__(self, parts: Parts, facts: Mapping[str, Fact]) -> None:
        self._parts = [
            (part.format, tuple((name, facts[name]) for name in placeholders(part)))
            for part in parts
        ]

    def tell(self, event: Event, words: Words) -> str:
        """The sentence, without the parts for which a fact is missing."""
        told = ""
        for write, facts in self._parts:
            known = {}
            for name, fact in facts:
                known[name] = fact(event, words)
                if not known[name]:
                    break
            else:
                told += write(**known)
        return told
