"""The rest of a programme: cycles, pledges, letters, training, targets, outcomes."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.scheme.checks.names import EVENTS, Names, unknown_name
from contracts.scheme.checks.tallies import check_tallies
from contracts.scheme.mistakes import Mistake, pointer
from contracts.scheme.programme import Excused, Target
from contracts.scheme.scheme import Scheme

SCOPED = ("responsibility_letters", "pledges", "training", "targets", "outcomes")
NEEDED = {
    "rate": ("numerator", "denominator", "gte", "unit"),
    "count": ("unit",),
    "measure": ("gte", "unit"),
    "named": ("gte", "unit"),
    "qualitative": (),
}


def check_programme(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    """Everything that is neither standard nor procedure."""
    yield from _frame(scheme)
    yield from _cycles(scheme)
    yield from _commitments(scheme, names)
    yield from _outcomes(scheme, names)
    for key in SCOPED:
        for i, piece in enumerate(getattr(scheme, key)):
            for j, scope in enumerate(piece.scope):
                yield from names.unknown("scopes", scope, key, i, "scope", j, what="scope")
    tiers = frozenset(tier for ladder in scheme.ladders for tier in ladder.tier_ids)
    for i, target in enumerate(scheme.targets):
        yield from _target(target, i)
        yield from check_tallies(scheme, names, target, i)
        if target.tier is not None and target.tier not in tiers:
            yield unknown_name("tier", target.tier, tiers, "targets", i, "tier")
    for tier, rule in scheme.upgrade_task_completed.items():
        here = ("upgrade_task_completed", tier)
        if tier not in tiers:
            yield unknown_name("tier", tier, tiers, *here)
        if rule.tier_gte is not None and rule.tier_gte not in tiers:
            yield unknown_name("tier", rule.tier_gte, tiers, *here, "tier_gte")


def _frame(scheme: Scheme) -> Iterator[Mistake]:
    try:
        ZoneInfo(scheme.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Mistake(
            pointer("timezone"), f"no time zone {scheme.timezone}",
            "timezone.exists", "a name of the time zone database, like Asia/Shanghai",
        )  # fmt: skip
    if scheme.title.en is None and scheme.title.zh is None:
        yield Mistake(pointer("title"), "no title", "title.given", "a text under en, zh or both")


def _cycles(scheme: Scheme) -> Iterator[Mistake]:
    window, last = scheme.window, None
    if window.opens > window.closes:
        yield Mistake(
            pointer("window", "closes"), f"the window closes before {window.opens}",
            "window.order", "a day on or after it opens",
        )  # fmt: skip
    for i, cycle in enumerate(scheme.cycles):
        if cycle.opens > cycle.closes:
            yield Mistake(
                pointer("cycles", i, "closes"), f"the cycle closes before {cycle.opens}",
                "cycle.order", "a day on or after it opens",
            )  # fmt: skip
        if last is not None and cycle.opens <= last:
            yield Mistake(
                pointer("cycles", i, "opens"), f"the cycle before it closes on {last}",
                "cycle.overlap", "a later day",
            )  # fmt: skip
        last = cycle.closes
        for key, day in (("opens", cycle.opens), ("closes", cycle.closes)):
            if not window.opens <= day <= window.closes:
                yield Mistake(
                    pointer("cycles", i, key), f"{day} lies outside the window",
                    "cycle.window", f"{window.opens} to {window.closes}",
                )  # fmt: skip


def _commitments(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    for i, letter in enumerate(scheme.responsibility_letters):
        where = ("responsibility_letters", i, "after")
        yield from names.unknown("procedure", letter.after, *where, what="step")
    for i, pledge in enumerate(scheme.pledges):
        if pledge.excused_by is not None:
            yield from _excused(scheme, names, pledge.excused_by, "pledges", i, "excused_by")
    for key in ("pledges", "training"):
        for i, piece in enumerate(getattr(scheme, key)):
            yield from names.unknown(
                "criteria", piece.criterion, key, i, "criterion", what="criterion"
            )
            if piece.domain != "any":
                yield from names.unknown("domains", piece.domain, key, i, "domain", what="domain")


def _excused(scheme: Scheme, names: Names, excused: Excused, *here: str | int) -> Iterator[Mistake]:
    """The record kind exists, and has a person and a text that have to be given."""
    yield from names.unknown("record_kinds", excused.kind, *here, "kind", what="record kind")
    kind = scheme.record_kind(excused.kind)
    for key, type in (("person", "person"), ("reason", "text")) if kind else ():
        field = kind.field(getattr(excused, key)) if kind else None
        if field is None or field.type != type or not field.required:
            yield Mistake(
                pointer(*here, key), f"{getattr(excused, key)} is no such field of {excused.kind}",
                "excused.field", f"the id of a required field of type {type}",
            )  # fmt: skip


def _outcomes(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    for i, designation in enumerate(scheme.designations):
        where = ("designations", i, "event")
        yield from names.unknown("recordable", designation.event, *where, what="event")
    for i, outcome in enumerate(scheme.outcomes):
        here = ("outcomes", i)
        yield from names.unknown("recordable", outcome.event, *here, "event", what="event")
        yield from names.unknown(
            "outcomes", outcome.always_with, *here, "always_with", what="outcome"
        )
        for trigger in outcome.assessed:
            if trigger not in outcome.trigger:
                yield unknown_name(
                    "trigger", trigger, frozenset(outcome.trigger), *here, "assessed", trigger
                )
        if outcome.followed_by is not None and outcome.followed_by not in EVENTS:
            known = frozenset(EVENTS)
            yield unknown_name("event", outcome.followed_by, known, *here, "followed_by")


def _target(target: Target, i: int) -> Iterator[Mistake]:
    for key in NEEDED[target.kind]:
        if getattr(target, key) is None:
            yield Mistake(
                pointer("targets", i), f"the {target.kind} {target.id} has no {key}",
                "target.needs", ", ".join(NEEDED[target.kind]),
            )  # fmt: skip
    asked = [key for key in ("gte", "eq") if getattr(target, key) is not None]
    said = " and ".join(asked) or "nothing"
    if target.kind == "rate" and target.gte is not None and not 0 <= target.gte <= 100:
        yield Mistake(
            pointer("targets", i, "gte"), f"{target.gte} percent of a whole", "target.percent",
            "0 to 100",
        )  # fmt: skip
    if (target.kind == "qualitative" and asked) or (target.kind == "count" and len(asked) != 1):
        yield Mistake(
            pointer("targets", i), f"{target.kind} {target.id} asks for {said}",
            "target.asks", "gte or eq of a count; neither of a qualitative target",
        )  # fmt: skip
    if target.by is not None and target.each is not None:
        yield Mistake(
            pointer("targets", i, "each"), f"{target.id} is due by a day and each period",
            "target.due", "by or each",
        )  # fmt: skip
