"""Why the rules gave a tier, in sentences: what was decisive, and what was not."""

from collections.abc import Callable, Iterator

from contracts.scheme import Evaluation, Ladder, Node, Outcome
from services.projections.explanation.conditions import Conditions, asks
from services.projections.parts import Said
from services.projections.texts import rules as texts
from services.projections.texts.words import Words

Tell = Callable[[Words], str]
FEW = 3
"""Lines that a sentence names before it says how many more there are."""


class Why:
    """The sentences of one evaluation."""

    def __init__(self, conditions: Conditions, ladder: Ladder, evaluation: Evaluation) -> None:
        self.conditions, self.ladder, self.evaluation = conditions, ladder, evaluation
        self.speech = conditions.speech

    def sentences(self) -> list[Said]:
        """The indicated tier first, then the tiers that were tried before it."""
        indicated = self.evaluation.indicated
        if indicated is None:
            return [self._undetermined()]
        tried = self.ladder.evaluate[: self.ladder.evaluate.index(indicated)]
        return [
            *self._holds(indicated, self.evaluation.trees[indicated]),
            *(self._fails(tier, self.evaluation.trees[tier]) for tier in tried),
            *(
                self._counted(node)
                for tier in (indicated, *tried)
                for node in _counts_short(self.evaluation.trees[tier])
            ),
        ]

    def _undetermined(self) -> Said:
        evaluation, ladder = self.evaluation, self.ladder
        return self.speech.say(
            texts.UNDETERMINED,
            tiers=lambda w: w.listed(
                f"“{w.tier(ladder.id, tier)}”" for tier in evaluation.candidates
            ),
            missing=lambda w: w.listed(w.criterion(one) for one in evaluation.missing),
        )

    def _holds(self, tier: str, tree: Node) -> list[Said]:
        if tree.kind == "otherwise":
            return [self.speech.say(texts.OTHERWISE, tier=self._tier(tier))]
        body = _body(tree)
        if body.kind in ("all", "leaf"):
            lines = list(_leaves(body))
            return [
                self.speech.say(
                    texts.HOLDS_ALL,
                    tier=self._tier(tier),
                    holds=sum(leaf.outcome == "pass" for leaf in lines),
                    of=len(lines),
                )
            ]
        decisive = [leaf for leaf in _leaves(body) if leaf.outcome == "pass"]
        if body.kind == "any":
            holding = [child for child in body.children if child.outcome == "pass"]
            decisive = [
                leaf for child in holding for leaf in _leaves(child) if leaf.outcome == "pass"
            ]
        said = [
            self.speech.say(
                texts.HOLDS_BY, tier=self._tier(tier), lines=lambda w: self._lines(decisive, w)
            )
        ]
        alone = all(_body(child).kind == "any" or child.kind == "leaf" for child in body.children
                    if child.outcome == "pass")  # fmt: skip
        if body.kind == "any" and len(decisive) > 1 and alone:
            said.append(self.speech.say(texts.EACH_IS_ENOUGH))
        return said

    def _fails(self, tier: str, tree: Node) -> Said:
        lines, failing = list(_leaves(tree)), list(_against(tree))
        if tree.kind != "all" and _body(tree).kind != "all":
            failing = []
        return self.speech.say(
            texts.FAILS if failing else texts.FAILS_PLAINLY,
            tier=self._tier(tier),
            failed=len(failing),
            of=len(lines),
            lines=lambda w: self._lines(failing, w),
        )

    def _counted(self, node: Node) -> Said:
        body = _body(node)
        holding = [child for child in body.children if child.outcome == "pass"]
        named = [leaf for child in holding for leaf in _leaves(child) if leaf.outcome == "pass"]

        def lines(words: Words) -> str:
            if not named:
                return ""
            return ("：" if words.lang == "zh" else ": ") + self._lines(named, words)

        return self.speech.say(
            texts.COUNTED,
            group=lambda w: _title(node, w),
            holds=len(holding),
            of=len(body.children),
            needed=str(body.n),
            lines=lines,
        )

    def _tier(self, tier: str) -> Tell:
        return lambda words: words.tier(self.ladder.id, tier)

    def _lines(self, leaves: list[Node], words: Words) -> str:
        shown = words.clauses(self._line(leaf, words) for leaf in leaves[:FEW])
        more = len(leaves) - FEW
        return shown + (texts.AND_MORE.to(words.lang).format(n=more) if more > 0 else "")

    def _line(self, leaf: Node, words: Words) -> str:
        if leaf.criterion is None or leaf.needs is None:
            return (words.named(leaf.label, "") or leaf.cel or "").strip()
        text = texts.LINE_HOLDS if leaf.outcome == "pass" else texts.LINE_FAILS
        criterion = self.conditions.scheme.criterion(leaf.criterion)
        if criterion and criterion.type == "boolean":
            text = texts.LINE_PLAIN
        return text.to(words.lang).format(
            criterion=words.criterion(leaf.criterion),
            value=words.value(leaf.criterion, leaf.value),
            asks=asks(self.conditions.scheme, leaf.criterion, leaf.needs, words),
        )


def _body(node: Node) -> Node:
    """What a group consists of, through groups of one."""
    while node.kind == "group" and len(node.children) == 1:
        node = node.children[0]
    return node


def _leaves(node: Node) -> Iterator[Node]:
    if node.kind == "leaf":
        yield node
    for child in node.children:
        yield from _leaves(child)


def _against(node: Node, outcome: Outcome = "fail") -> Iterator[Node]:
    """The leaves that make a node come out so; under ``not`` those that came out the other way."""
    if node.outcome != outcome:
        return
    if node.kind == "leaf":
        yield node
    opposite: Outcome = "pass" if outcome == "fail" else "fail"
    for child in node.children:
        yield from _against(child, opposite if node.kind == "not" else outcome)


def _counts_short(node: Node) -> Iterator[Node]:
    """Counts under a rule that fell short, by their named group where they have one."""
    if _body(node).kind == "count":
        if node.outcome == "fail":
            yield node
        return
    for child in node.children:
        yield from _counts_short(child)


def _title(node: Node, words: Words) -> str:
    named = words.named(node.label, node.group or "")
    return named or texts.COMBINATORS["count"].to(words.lang).format(n=node.n)
