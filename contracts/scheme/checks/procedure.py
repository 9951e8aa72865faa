"""The procedure and the record kinds: steps, events, deadlines and the order they stand in."""

from collections.abc import Iterator

from contracts.scheme.checks.names import EVENTS, Names, unknown_name
from contracts.scheme.deadlines import month_end
from contracts.scheme.mistakes import Mistake, pointer
from contracts.scheme.scheme import Scheme
from contracts.scheme.steps import Deadline, Step

PERIODS = frozenset({"stage", "quarter", "half_year", "year", "round"})
BASES = frozenset(
    {"year_end_assessment", "classify_and_rank", "recognition", "assessment_against_standard"}
)


def check_procedure(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    """All that concerns one step at a time, then their order."""
    variants = PERIODS | BASES | names["pledges"] | names["responsibility_letters"]
    variants |= names["training"] | names["ladders"]
    told_apart = [kind.field(kind.told_by) for kind in scheme.record_kinds if kind.told_by]
    variants |= {choice for field in told_apart if field for choice in field.choices}
    for i, step in enumerate(scheme.procedure):
        yield from _recorded(step, names, i)
        yield from _requirements(step, names, i)
        yield from _deadline(scheme, names, step.deadline, i)
        for j, scope in enumerate(step.scope):
            where = ("procedure", i, "scope", j)
            yield from names.unknown("scopes", scope, *where, what="scope")
        for j, variant in enumerate(step.variants):
            if variant not in variants:
                yield unknown_name("variant", variant, variants, "procedure", i, "variants", j)
    yield from _order(scheme)


def check_record_kinds(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    """What a kind requires and closes exists."""
    for i, kind in enumerate(scheme.record_kinds):
        here = ("record_kinds", i)
        for j, need in enumerate(kind.requires):
            what = "event or record kind"
            yield from names.unknown("recordable", need, *here, "requires", j, what=what)
        for j, scope in enumerate(kind.scope):
            yield from names.unknown("scopes", scope, *here, "scope", j, what="scope")
        if kind.closes is not None:
            where = (*here, "closes", "kind")
            yield from names.unknown("record_kinds", kind.closes.kind, *where, what="record kind")
            field = kind.field(kind.closes.named_in)
            if field is None or field.type not in ("record", "records"):
                yield Mistake(
                    pointer(*here, "closes", "named_in"),
                    f"{kind.closes.named_in} is no field of {kind.id} that names records",
                    "closes.field", "the id of a field of type record or records",
                )  # fmt: skip


def _recorded(step: Step, names: Names, i: int) -> Iterator[Mistake]:
    for j, name in enumerate(step.records):
        where = ("procedure", i, "records", j)
        yield from names.unknown("recordable", name, *where, what="event or record kind")
    for j, name in enumerate(step.done_by):
        if name not in step.records:
            yield unknown_name(
                "record of this step", name, step.records, "procedure", i, "done_by", j
            )
    for name in step.acted_by:
        if name not in step.records:
            yield unknown_name(
                "record of this step", name, step.records, "procedure", i, "acted_by", name
            )


def _requirements(step: Step, names: Names, i: int) -> Iterator[Mistake]:
    for j, need in enumerate(step.requires):
        here = ("procedure", i, "requires", j)
        yield from names.unknown("procedure", need.step, *here, "step", what="step")
        yield from names.unknown(
            "recordable", need.event, *here, "event", what="event or record kind"
        )


def _deadline(scheme: Scheme, names: Names, deadline: Deadline | None, i: int) -> Iterator[Mistake]:
    if deadline is None:
        return
    here = ("procedure", i, "deadline")
    if names["cycles"] == {cycle.id for cycle in scheme.cycles}:
        yield from _days(scheme, deadline, i)
    if deadline.within:
        where = (*here, "within", "of")
        of = deadline.within.of
        yield from names.unknown("recordable", of, *where, what="event or record kind")
    name = deadline.from_event
    if name is not None and name not in EVENTS:
        yield unknown_name("event", name, frozenset(EVENTS), *here, "from_event")
    elif name is not None and deadline.field is not None:
        fields = frozenset(EVENTS[name].model_fields)
        if deadline.field not in fields:
            yield unknown_name(f"field of {name}", deadline.field, fields, *here, "field")


def _days(scheme: Scheme, deadline: Deadline, i: int) -> Iterator[Mistake]:
    """The days of a deadline lie in the programme, at most one in each cycle."""
    here, window, seen = ("procedure", i, "deadline"), scheme.window, set()
    for j, day in enumerate(deadline.on_or_before or ()):
        cycle = next((c.id for c in scheme.cycles if c.opens <= day <= c.closes), None)
        if cycle is None or cycle in seen:
            said = f"{day} lies in no cycle" if cycle is None else f"a second day in {cycle}"
            yield Mistake(
                pointer(*here, "on_or_before", j), said, "deadline.cycle", "one day in each cycle"
            )
        seen.add(cycle)
    last = deadline.between[1] if deadline.between else None
    if deadline.within_month is not None:
        last = month_end(*map(int, deadline.within_month.split("-")))
    if last is not None and not window.opens <= last <= month_end(
        window.closes.year, window.closes.month
    ):
        key = "between" if deadline.between else "within_month"
        yield Mistake(
            pointer(*here, key), f"{last} lies outside the window", "deadline.window",
            f"a day from {window.opens} to {window.closes}",
        )  # fmt: skip


def _order(scheme: Scheme) -> Iterator[Mistake]:
    """Steps stand in their order, and none leads back to itself."""
    orders = [step.order for step in scheme.procedure]
    for i, step in enumerate(scheme.procedure):
        if i and step.order <= orders[i - 1]:
            yield Mistake(
                pointer("procedure", i, "order"), f"order {step.order} after {orders[i - 1]}",
                "step.order", f"more than {orders[i - 1]}",
            )  # fmt: skip
        if step.id in _before(scheme, step):
            yield Mistake(
                pointer("procedure", i, "requires"), f"the step {step.id} requires itself",
                "step.acyclic", "steps that do not lead back",
            )  # fmt: skip


def _before(scheme: Scheme, step: Step) -> set[str]:
    """The steps that must be done before a step, directly or not."""
    found: set[str] = set()
    todo = [step]
    while todo:
        for need in todo.pop().requires:
            if need.step is not None and need.step not in found:
                found.add(need.step)
                before = scheme.step(need.step)
                todo.extend([before] if before else [])
    return found
