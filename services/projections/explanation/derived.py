"""What the rules gave, on which facts, and whether a stored snapshot can be derived again."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from msgspec.structs import replace

from contracts.events.grading import Fact, Snapshot
from contracts.feeding import with_counts
from contracts.scheme import Evaluation, Ladder, Scheme, evaluate
from contracts.scheme.change import changes
from services.projections.explanation.conditions import Conditions
from services.projections.explanation.facts import Evidences, Pieces, counting
from services.projections.explanation.fed import Counted, Fed
from services.projections.explanation.model import Derived, Difference, Rule, SnapshotCheck
from services.projections.explanation.speech import Speech
from services.projections.explanation.why import Why
from services.projections.parts import Said

UNKNOWN = Fact()
NO_SNAPSHOT = SnapshotCheck(rederived="no_snapshot", rules=None, facts=None, differences=[])


@dataclass(frozen=True)
class Judgement:
    """The rules of one ladder applied to facts."""

    scheme: Scheme
    ladder: Ladder
    facts: Mapping[str, Fact]

    def fact(self, criterion: str) -> Fact:
        """What was known of a criterion."""
        return self.facts.get(criterion, UNKNOWN)

    @cached_property
    def evaluation(self) -> Evaluation:
        """What they give."""
        values = {criterion: fact.value for criterion, fact in self.facts.items()}
        return evaluate(self.scheme, self.ladder.id, values)


@dataclass(frozen=True)
class Rules:
    """Judges and shows; the same facts are judged once.

    ``known``: all evidence that was on record. ``told``: that which had happened by then, too.
    ``fed``: what other services' events gave.
    """

    scheme: Scheme
    known: Pieces
    told: Pieces
    fed: Fed
    speech: Speech
    evidences: Evidences
    _judged: dict[Hashable, Judgement] = field(default_factory=dict)
    _shown: dict[int, tuple[Derived, list[Said]]] = field(default_factory=dict)

    def of_record(self, ladder: Ladder, known: Pieces, counted: Counted) -> Judgement:
        """On the evidence that counts, and what was counted of other services' events."""
        evidence = {
            criterion: Fact(value=piece.value, evidence_ids=(piece.id,))
            for criterion, piece in counting(known).items()
        }
        return self.judge(ladder, with_counts(self.scheme, evidence, counted))

    def judge(self, ladder: Ladder, facts: Mapping[str, Fact]) -> Judgement:
        """On these facts."""
        key = (ladder.id, frozenset(facts.items()))
        if key not in self._judged:
            self._judged[key] = Judgement(self.scheme, ladder, facts)
        return self._judged[key]

    def shown(self, judgement: Judgement, check: SnapshotCheck) -> tuple[Derived, list[Said]]:
        """The answer's part on the rules, and the sentences that sum it up."""
        if id(judgement) not in self._shown:
            self._shown[id(judgement)] = self._show(judgement)
        rules, why = self._shown[id(judgement)]
        return replace(rules, snapshot=check), why

    def _show(self, judgement: Judgement) -> tuple[Derived, list[Said]]:
        scheme, speech = self.scheme, self.speech
        ladder, evaluation = judgement.ladder, judgement.evaluation
        conditions = Conditions(scheme, speech)
        values = {
            criterion: speech.read(criterion, judgement.fact(criterion))
            for criterion in evaluation.read
        }
        trees = [("tier", tier, evaluation.trees[tier]) for tier in ladder.evaluate]
        trees += [("shortfall", tier, node) for tier, node in evaluation.shortfall_trees.items()]
        used = [
            self.known[id]
            for criterion in evaluation.read
            for id in judgement.fact(criterion).evidence_ids
            if id in self.known
        ]
        derived = Derived(
            scheme=scheme.id,
            scheme_version=scheme.version,
            scheme_sha256=scheme.sha256,
            ladder=ladder.id,
            indicated=speech.tier_or_none(ladder.id, evaluation.indicated),
            candidates=[speech.tier(ladder.id, id) for id in evaluation.candidates],
            outcomes=dict(evaluation.rules),
            missing=[speech.criterion(id) for id in evaluation.missing],
            shortfalls=[speech.criterion(id) for id in evaluation.shortfalls],
            facts=list(values.values()),
            evidence=[self.evidences.of(piece) for piece in used],
            rules=[
                Rule(
                    tier=speech.tier(ladder.id, tier),
                    purpose="tier" if purpose == "tier" else "shortfall",
                    outcome=node.outcome,
                    condition=conditions.condition(node, values),
                )
                for purpose, tier, node in trees
            ],
            would_change=[
                conditions.other_tier(ladder.id, change, evaluation.indicated, values)
                for change in changes(scheme, evaluation).values()
            ],
            snapshot=NO_SNAPSHOT,
        )
        return derived, Why(conditions, ladder, evaluation).sentences()


def check_snapshot(snapshot: Snapshot, judged: Judgement, on_record: Judgement) -> SnapshotCheck:
    """Judge a snapshot's facts again, and compare them with what was on record just before."""
    again = judged.evaluation
    rules = [
        Difference(what=what, stored=str(stored), derived=str(derived))
        for what, stored, derived in (
            ("scheme_sha256", snapshot.scheme_sha256, judged.scheme.sha256),
            ("indicated", snapshot.indicated, again.indicated),
            ("candidates", list(snapshot.candidates), list(again.candidates)),
            ("rules", dict(snapshot.rules), dict(again.rules)),
        )
        if stored != derived
    ]
    facts = [
        Difference(what=f"facts/{criterion}", stored=str(stored), derived=str(derived))
        for criterion in again.read
        for stored, derived in [(judged.fact(criterion), on_record.fact(criterion))]
        if stored != derived
    ]
    return SnapshotCheck(
        rederived="different" if rules or facts else "equal",
        rules="different" if rules else "equal",
        facts="different" if facts else "equal",
        differences=rules + facts,
    )
