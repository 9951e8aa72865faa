"""Ways to spoil a draft: one thing is changed, and the reference knows whether it matters."""

from typing import Any

from tests.model.case import HAPPENED, Said
from tests.model.drafts import EVENTS, Drafts, later

Data = dict[str, Any]
FLAWS = ("actor", "unknown", "missing", "ahead", "much later", "again", "other", "figure")
NAMES = (
    "ladder", "tier", "criterion", "kind", "category", "meeting_id", "order_id", "pledge_id",
    "target_id", "session_id", "corrects", "to_tier", "from_tier", "step", "form", "ground",
    "filed_with", "item_id",
)  # fmt: skip
FIGURES = (
    "present", "eligible", "sheets", "appraisal_score", "acceptance_score", "position",
    "quantity_done",
)  # fmt: skip


def spoiled(said: Said, flaw: str | None, drafts: Drafts) -> Said:
    """The draft with one thing changed; some flaws find nothing to change."""
    random, d = drafts.random, dict(said.data)
    actor, day = said.actor, said.day
    match flaw:
        case "actor":
            actor = random.choice(list(drafts.reference.kinds))
        case "unknown":
            for name in random.sample([n for n in NAMES if isinstance(d.get(n), str)] or [""], 1):
                d |= {name: "nowhere"} if name else {}
        case "missing":
            fields = EVENTS[said.event].model_fields
            optional = sorted(name for name in d if not fields[name].is_required())
            d.pop(random.choice(optional or [""]), None)
        case "ahead":
            d |= {name: later(day, 1 + random.randrange(9)) for name in HAPPENED if name in d}
        case "much later":
            day = later(day, 200)
            d |= {name: day for name in HAPPENED if name in d}
        case "again":
            d = again(d, [a.data for a in drafts.c.log if a.event == said.event], drafts)
        case "other":
            named = {name: ids for name, ids in others(said, drafts).items() if name in d}
            d |= {name: random.choice(ids) for name, ids in list(named.items())[:1]}
        case "figure":
            figures = [name for name in FIGURES if isinstance(d.get(name), int | str)]
            d |= {name: random.choice((0, 1, 11, 40, 100, 101)) for name in figures[:1]}
    return Said(said.event, said.subject, actor, day, d)


def again(d: Data, earlier: list[Data], drafts: Drafts) -> Data:
    """What was said before, or something new under its ids."""
    if not earlier:
        return d
    before = drafts.random.choice(earlier)
    ids = {name: id for name, id in before.items() if name.endswith("_id") and name in d}
    return before if drafts.chance(0.5) else {**d, **ids}


def others(said: Said, drafts: Drafts) -> dict[str, list[str]]:
    """By field, what else is known that could stand there."""
    kinds = {"RecordFiled": "record_kinds", "PledgeMade": "pledges"}.get(said.event, "training")
    tiers = [tier["id"] for tier in drafts.ladder()["tiers"]]
    return {
        "tier": tiers,
        "to_tier": tiers,
        "kind": [kind["id"] for kind in drafts.scheme.get(kinds, ())] or ["nowhere"],
        "person": ["person-1", "person-2"],
        "party_b": ["neighbour"],
        "category": [s["id"] for s in drafts.scheme.get("selections", ())] or ["nowhere"],
    }
