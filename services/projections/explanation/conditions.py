"""An evaluated condition as readers see it."""

from collections.abc import Mapping
from decimal import Decimal

from contracts.scheme import Node, Scheme
from contracts.scheme.change import Change
from services.projections.explanation.model import Condition, Line, Need, OtherTier, ValueRead
from services.projections.explanation.speech import Speech
from services.projections.parts import Said
from services.projections.texts.rules import (
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    COMBINATORS,
    COMPARED,
    EXACTLY,
)
from services.projections.texts.words import Words

Values = Mapping[str, ValueRead]
"""What was read, by criterion."""


class Conditions:
    """Turns evaluated conditions of one scheme into the answer's."""

    def __init__(self, scheme: Scheme, speech: Speech) -> None:
        self.scheme, self.speech = scheme, speech

    def condition(self, node: Node, values: Values) -> Condition:
        """One condition with all that are in it."""
        children = [self.condition(child, values) for child in node.children]
        leaf = node.kind == "leaf"
        return Condition(
            kind=node.kind,
            outcome=node.outcome,
            text=self.text(node),
            asks=self.asks(node) if leaf else None,
            cel=node.cel,
            clause=node.src,
            group=node.group,
            values=[values[name] for name, _ in node.values if name in values],
            needed=node.n,
            holds=None if leaf else sum(child.outcome == "pass" for child in children),
            of=None if leaf else len(children),
            problem=node.problem,
            children=children,
        )

    def text(self, node: Node) -> Said:
        """What a condition is about."""
        if node.criterion:
            return self.speech.criterion(node.criterion).name
        if node.label.en or node.label.zh:
            return self.speech.said(lambda words: words.named(node.label, node.group or ""))
        if node.group:
            return self.speech.piece(None, node.group).name
        return self.speech.say(COMBINATORS[node.kind], n=node.n or 0, cel=node.cel or "")

    def asks(self, node: Node) -> Said | None:
        """What a leaf asks for, with units and the texts of levels."""
        needs = node.needs
        if needs is None:
            return None
        criterion = node.criterion
        return self.speech.once(
            lambda: self.speech.said(lambda words: asks(self.scheme, criterion, needs, words)),
            "asks", criterion, needs,
        )  # fmt: skip

    def line(self, node: Node, values: Values) -> Line:
        """A leaf that stood against a tier."""
        return Line(
            text=self.text(node),
            asks=self.asks(node),
            cel=node.cel,
            clause=node.src,
            outcome=node.outcome,
            values=[values[name] for name, _ in node.values if name in values],
        )

    def other_tier(
        self, ladder: str, change: Change, indicated: str | None, values: Values
    ) -> OtherTier:
        """What a tier that is not indicated would have needed."""
        known = self.scheme.ladder(ladder)
        assert known is not None
        return OtherTier(
            tier=self.speech.tier(ladder, change.tier),
            higher=known.rank(change.tier) > known.rank(indicated) if indicated else None,
            lines_to_change=change.cost,
            needs=[
                Need(
                    at_least=need.n, to=need.to, lines=[self.line(leaf, values) for leaf in need.of]
                )
                for need in change.needs
            ],
        )


def asks(scheme: Scheme, criterion: str | None, needs: str, words: Words) -> str:
    """``>= 90`` as ``≥ 90 %``, ``>= strong`` as ``at least “strong”``, in a reader's words."""
    known = scheme.criterion(criterion) if criterion else None
    if known is None:
        return needs
    if known.type == "boolean":
        return words.term("boolean", needs == "true")
    if known.type == "qualitative":
        return words.term("verdict", needs)
    comparison, _, operand = needs.rpartition(" ")
    if known.type == "ordinal":
        text = {">=": AT_LEAST, "<=": AT_MOST}.get(comparison, EXACTLY)
        return text.to(words.lang).format(level=inner(words.value(known.id, operand)))
    if comparison in COMPARED:
        gap = "" if words.lang == "zh" else " "
        return f"{COMPARED[comparison]}{gap}{words.amount(Decimal(operand), known.unit)}"
    low, high = comparison.removesuffix(" to"), words.amount(Decimal(operand), known.unit)
    return BETWEEN.to(words.lang).format(low=low, high=high)


def inner(text: str) -> str:
    """A text to be quoted: its own quotation marks become inner ones."""
    return text.replace("“", "‘").replace("”", "’")
