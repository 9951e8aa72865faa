"""The conditions of a scheme, as written: a leaf reads facts, a group joins conditions.

``{c: score, gte: 90}`` · ``secretary_trained`` (is true, or met) · ``{cel: "a + b >= 180.0"}`` ·
``{all: […]}`` · ``{any: […]}`` · ``{not: …}`` · ``{count_gte: {n: 8, of: […]}}`` ·
``{group: id}`` · ``{otherwise: true}``
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Strict, Tag, model_validator

from contracts.scheme.parts import FactId, Number, Part
from contracts.values import Flag, Text, Token

OPERATORS = (
    "gte", "gt", "lte", "lt", "eq", "between", "is", "level_gte", "level_lte", "level_is", "met",
)  # fmt: skip


class Compare(Part):
    """One criterion against a value: exactly one operator."""

    c: FactId
    gte: Number | None = None
    gt: Number | None = None
    lte: Number | None = None
    lt: Number | None = None
    eq: Number | None = None
    between: tuple[Number, Number] | None = None
    is_: Flag | None = Field(default=None, alias="is")
    level_gte: Token | None = None
    level_lte: Token | None = None
    level_is: Token | None = None
    met: Flag | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> "Compare":
        given = [name for name in OPERATORS if self._operand(name) is not None]
        if len(given) != 1:
            raise ValueError(f"a comparison has exactly one operator, this has {len(given)}")
        return self

    def _operand(self, operator: str) -> Any:
        return getattr(self, "is_" if operator == "is" else operator)

    @property
    def operation(self) -> tuple[str, Any]:
        """Its operator and operand."""
        return next((n, v) for n in OPERATORS if (v := self._operand(n)) is not None)


class Expression(Part):
    """A condition in CEL over any criteria; ``needs`` says in words what it asks for."""

    cel: Annotated[str, Field(min_length=1, max_length=1000)]
    en: Text | None = None
    zh: Text | None = None
    needs: Text | None = None


class Every(Part):
    """Holds if every one of its conditions holds."""

    all: tuple["Condition", ...] = Field(min_length=1)
    en: Text | None = None
    zh: Text | None = None


class Some(Part):
    """Holds if at least one of its conditions holds."""

    any: tuple["Condition", ...] = Field(min_length=1)
    en: Text | None = None
    zh: Text | None = None


class Negation(Part):
    """Holds if its condition does not."""

    not_: "Condition" = Field(alias="not")
    en: Text | None = None
    zh: Text | None = None


class AtLeast(Part):
    """``n`` of the conditions ``of``."""

    n: Annotated[int, Strict(), Field(ge=1)]
    of: tuple["Condition", ...] = Field(min_length=1)


class Count(Part):
    """Holds if at least n of its conditions hold."""

    count_gte: AtLeast
    en: Text | None = None
    zh: Text | None = None


class Reference(Part):
    """Holds if the named group holds."""

    group: Token


class Otherwise(Part):
    """Always holds: the tier of whoever no rule before it took."""

    otherwise: Literal[True]


KEYS = {
    "c": "compare",
    "cel": "expression",
    "all": "every",
    "any": "some",
    "not": "negation",
    "count_gte": "count",
    "group": "reference",
    "otherwise": "otherwise",
}


def _form(value: Any) -> str | None:
    if isinstance(value, str):
        return "<fact>"
    if isinstance(value, dict):
        return next((f"<{form}>" for key, form in KEYS.items() if key in value), None)
    return f"<{type(value).__name__.lower()}>"


Condition = Annotated[
    Annotated[FactId, Tag("<fact>")]
    | Annotated[Compare, Tag("<compare>")]
    | Annotated[Expression, Tag("<expression>")]
    | Annotated[Every, Tag("<every>")]
    | Annotated[Some, Tag("<some>")]
    | Annotated[Negation, Tag("<negation>")]
    | Annotated[Count, Tag("<count>")]
    | Annotated[Reference, Tag("<reference>")]
    | Annotated[Otherwise, Tag("<otherwise>")],
    Discriminator(_form),
]

for model in (Every, Some, Negation, AtLeast, Count):
    model.model_rebuild()


def inner(condition: Any) -> tuple[tuple[tuple[str | int, ...], Any], ...]:
    """The conditions directly inside one, each with its path from it."""
    match condition:
        case Every(all=parts):
            return tuple((("all", i), part) for i, part in enumerate(parts))
        case Some(any=parts):
            return tuple((("any", i), part) for i, part in enumerate(parts))
        case Negation(not_=part):
            return ((("not",), part),)
        case Count(count_gte=at_least):
            return tuple((("count_gte", "of", i), part) for i, part in enumerate(at_least.of))
        case _:
            return ()
