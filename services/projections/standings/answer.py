"""From what was asserted to the answers: a case's row, a cycle's standings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.register import Organisation
from contracts.scheme import Ladder, Scheme
from services.projections.explanation.speech import Speech
from services.projections.parts import Name
from services.projections.standings.board import Standing, movement
from services.projections.standings.model import (
    CaseRow,
    LadderStandings,
    Moved,
    OnLadder,
    TierCount,
    UnderSuperior,
)

Organisations = Mapping[str, Organisation]


def case_row(
    case: str, standings: Sequence[Standing], scheme: Scheme, organisations: Organisations
) -> CaseRow:
    """A case with its standing on each ladder."""
    speech = Speech.of(scheme, organisations)
    own = organisations.get(standings[0].organisation)
    return CaseRow(
        case=case,
        scheme=scheme.id,
        cycle=standings[0].cycle,
        organisation=speech.name(standings[0].organisation),
        superior=speech.name(own.parent) if own and own.parent else None,
        enrolled_at=standings[0].enrolled_at,
        ladders=[_on_ladder(one, scheme, speech) for one in standings],
    )


def _on_ladder(one: Standing, scheme: Scheme, speech: Speech) -> OnLadder:
    def tier(id: str | None) -> Name | None:
        return speech.tier_or_none(one.ladder, id)

    ladder = scheme.ladder(one.ladder)
    return OnLadder(
        ladder=speech.called("ladder", one.ladder),
        current=tier(one.current),
        opening=tier(one.opening),
        self_rated=tier(one.self_rated),
        members_meeting=tier(one.reviewed.get("members_meeting")),
        mass_representatives_meeting=tier(one.reviewed.get("mass_representatives_meeting")),
        indicated=tier(one.indicated),
        decided=tier(one.decided),
        year_end=tier(one.year_end),
        indicated_at_year_end=tier(one.indicated_at_year_end),
        movement=movement(ladder, one) if ladder else None,
    )


@dataclass(frozen=True)
class CycleBoard:
    """The standings of one cycle, ready to be told. ``standings``: of the cycle, after filters."""

    scheme: Scheme
    standings: Sequence[Standing]
    organisations: Organisations

    @property
    def speech(self) -> Speech:
        """The words of the scheme and the register."""
        return Speech.of(self.scheme, self.organisations)

    def ladders(self) -> list[LadderStandings]:
        """Each ladder that somebody is enrolled on."""
        return [
            self._ladder(ladder, mine)
            for ladder in self.scheme.ladders
            if (mine := [one for one in self.standings if one.ladder == ladder.id])
        ]

    def _ladder(self, ladder: Ladder, mine: Sequence[Standing]) -> LadderStandings:
        under: dict[str | None, list[Standing]] = {}
        for one in mine:
            own = self.organisations.get(one.organisation)
            under.setdefault(own.parent if own else None, []).append(one)
        speech = self.speech
        return LadderStandings(
            ladder=speech.called("ladder", ladder.id),
            enrolled=len(mine),
            not_graded=_not_graded(mine),
            tiers=counts(ladder, mine, speech),
            movement=moved(ladder, mine, speech),
            by_superior=[
                UnderSuperior(
                    superior=speech.name(superior) if superior else None,
                    tiers=counts(ladder, those, speech),
                    not_graded=_not_graded(those),
                )
                for superior, those in sorted(under.items(), key=lambda one: one[0] or "")
            ],
        )


def _not_graded(standings: Iterable[Standing]) -> int:
    return sum(one.current is None for one in standings)


def counts(ladder: Ladder, standings: Sequence[Standing], speech: Speech) -> list[TierCount]:
    """How many stood in each tier, the highest first."""
    return [
        TierCount(
            tier=speech.tier(ladder.id, tier),
            opening=sum(one.opening == tier for one in standings),
            self_rated=sum(one.self_rated == tier for one in standings),
            decided=sum(one.decided == tier for one in standings),
            year_end=sum(one.year_end == tier for one in standings),
            current=sum(one.current == tier for one in standings),
        )
        for tier in reversed(ladder.tier_ids)
    ]


def moved(ladder: Ladder, standings: Sequence[Standing], speech: Speech) -> list[Moved]:
    """Who went from which tier to which, the steepest rise first."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for one in standings:
        if one.start and one.year_end:
            pairs.setdefault((one.start, one.year_end), []).append(one.organisation)

    def rise(pair: tuple[str, str]) -> int:
        return ladder.rank(pair[1]) - ladder.rank(pair[0])

    return [
        Moved(
            from_tier=speech.tier(ladder.id, pair[0]),
            to_tier=speech.tier(ladder.id, pair[1]),
            direction="up" if rise(pair) > 0 else "down" if rise(pair) < 0 else "same",
            organisations=[speech.name(id) for id in sorted(pairs[pair])],
        )
        for pair in sorted(pairs, key=lambda pair: (-rise(pair), pair))
    ]
