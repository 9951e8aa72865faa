"""A scheme's standard, judged a second time by a few lines of Python.

Every fact is taken to be known, as it is in the demos of ladders with a standard.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.questions.raw import document
from tests.support.programmes import Told

Facts = dict[str, Any]


@dataclass(frozen=True)
class Standard:
    """The rules of a scheme's ladder, of which the first one that holds gives the tier."""

    scheme: Any
    ladder: Any

    @classmethod
    def of(cls, scheme: str) -> "Standard":
        """The standard of a scheme with one ladder."""
        written = document(scheme)
        (ladder,) = written["ladders"]
        return cls(written, ladder)

    def tier(self, facts: Facts) -> str:
        """What the rules indicate."""
        return next(
            tier
            for tier in self.ladder["evaluate"]
            if self.holds(self.ladder["rules"][tier], facts)
        )

    def failing(self, group: str, facts: Facts) -> set[str]:
        """The criteria that fail a group of which every line has to hold."""
        lines = self.scheme["groups"][group]["all"]
        return {_criterion(line) for line in lines if not self.holds(line, facts)}

    def holds(self, line: Any, facts: Facts) -> bool:
        """Whether a line of a rule holds."""
        match line:
            case str():
                return facts[line] is True
            case {"c": criterion, **asked}:
                ((how, than),) = asked.items()
                return self._compares(criterion, facts[criterion], how, than)
            case {"group": group}:
                return self.holds(self.scheme["groups"][group], facts)
            case {"otherwise": True}:
                return True
            case {"all": lines}:
                return all(self.holds(one, facts) for one in lines)
            case {"any": lines}:
                return any(self.holds(one, facts) for one in lines)
            case {"count_gte": {"n": n, "of": lines}}:
                return sum(self.holds(one, facts) for one in lines) >= n
        raise ValueError(line)

    def _compares(self, criterion: str, value: Any, how: str, than: Any) -> bool:
        if how.startswith("level_"):
            (known,) = (one for one in self.scheme["criteria"] if one["id"] == criterion)
            levels = [level["id"] for level in known["levels"]]
            value, than = levels.index(value), levels.index(than)
        return {
            "gte": value >= than, "gt": value > than, "lt": value < than, "eq": value == than,
            "level_gte": value >= than, "level_is": value == than,
        }[how]  # fmt: skip


def _criterion(line: Any) -> str:
    found: str = line if isinstance(line, str) else line["c"]
    return found


def facts(evidence: list[Told]) -> Facts:
    """What a case's evidence says of each criterion, corrections applied, numbers as decimals."""
    return {one.data["criterion"]: _value(one.data) for one in evidence}


def _value(data: Any) -> Any:
    if inputs := {one["name"]: Decimal(one["value"]) for one in data["inputs"]}:
        village = inputs["village_net_income_per_capita"]
        return (village / inputs["township_average_net_income_per_capita"] - 1) * 100
    value = data["value"]["value"]
    try:
        return value if isinstance(value, bool) else Decimal(value)
    except ArithmeticError:  # a level of an ordinal
        return value
