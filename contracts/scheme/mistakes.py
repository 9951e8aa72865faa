"""What is wrong with a scheme document, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

MAX_DEPTH = 40
"""How deep a scheme document may be nested; the deepest of ours has 10 levels."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right in a scheme.

    ``pointer``: JSON pointer into the document (``/ladders/0/rules/advanced``). ``rule``: the
    requirement it breaks (``name.exists``). ``accepts``: what would have been accepted.
    ``line`` and ``column``: 1-based, known only of a document that was read from YAML.
    """

    pointer: str
    message: str
    rule: str
    accepts: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}" if self.line is not None else self.pointer or "/"
        return f"{place}: {self.said}"

    @property
    def said(self) -> str:
        """What is wrong, without its place."""
        return f"{self.message} [{self.rule}]; accepted: {self.accepts}"


class SchemeMistakes(Exception):
    """A document is not a valid scheme; ``mistakes`` are all that were found, in their order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def pointer(*keys: str | int) -> str:
    """The JSON pointer (RFC 6901) of a path of keys and 0-based indices."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def one_of(names: Iterable[str], given: str = "") -> str:
    """What would be accepted: the near misses of ``given`` first, else every name."""
    known = sorted(set(names))
    close = near(given, known)
    if close:
        return "did you mean " + " or ".join(close) + "?"
    if not known:
        return "none is declared"
    if len(known) == 1:
        return known[0]
    shown = ", ".join(known[:20])
    return f"one of {shown}" + (f" and {len(known) - 20} more" if len(known) > 20 else "")


def near(given: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """At most three names like ``given``, best first; none that is much less like it."""
    plain = {name.lower(): name for name in known}
    close = get_close_matches(given.lower(), plain, n=3, cutoff=cutoff)
    likeness = [SequenceMatcher(a=given.lower(), b=name).ratio() for name in close]
    return [plain[n] for n, r in zip(close, likeness, strict=True) if r > likeness[0] - 0.1]
