"""What a scheme's rules gave at a moment, and the facts that they gave it on."""

from typing import Literal

from contracts.values import Count, CriterionValue, Part, Text, Token


class Tally(Part):
    """Another service's events, counted for a criterion up to a position of that service's log.

    ``kind``: of pledge or training; None of upgrade targets. Of ``of`` in all, ``held`` were kept,
    attended or completed, ``failed`` were not, and the rest is open; ``of`` of attendances is the
    register's figure of persons, None if it has none.
    """

    service: Literal["pledges", "training"]
    kind: Token | None = None
    upto: Count
    held: Count
    failed: Count
    of: Count | None = None


class Fact(Part):
    """What a snapshot knew of one criterion; ``value`` is None where nothing was known.

    It rests on evidence, or without any on what ``fed_by`` counted; where there is evidence as
    well as counts, these left it open.
    """

    value: CriterionValue | None = None
    evidence_ids: tuple[Token, ...] = ()
    fed_by: tuple[Tally, ...] = ()


class Snapshot(Part):
    """What the rules of a scheme gave, on which facts: enough to derive it again.

    ``facts`` holds every criterion that the ladder's rules read. ``rules`` says of each tier
    whether its rule passed, failed or is unknown. ``indicated`` is None while undetermined.
    """

    scheme: Token
    scheme_version: Count
    scheme_sha256: Text
    ladder: Token
    indicated: Token | None = None
    candidates: tuple[Token, ...]
    rules: dict[Token, Literal["pass", "fail", "unknown"]]
    facts: dict[Token, Fact]
