"""What the reference model has on record of a case, and how it reads a scheme beside the tiers."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.model import standard

Holds = Iterator[tuple[Any, str]]
DECISIONS = ("GradeConfirmed", "GradeRevised", "GradeAssigned")
VARIANT = {
    "ResponsibilityLetterSigned": "kind", "PledgeMade": "kind", "TrainingSessionHeld": "kind",
    "BranchAssessed": "period", "GradeAssigned": "basis",
}  # fmt: skip

HAPPENED = tuple(
    f"{done}_on" for done in (
        "filed", "held", "issued", "ordered", "reported", "verified", "signed", "made",
        "published", "judged", "completed", "selected", "cancelled", "recommended",
    )
)  # fmt: skip
"""What names the day on which something was done; it is not after the day of the envelope."""


@dataclass(frozen=True)
class Said:
    """A submission. ``subject`` is ``<scheme>:<cycle>:<organisation>`` or a reference's."""

    event: str
    subject: str
    actor: str
    day: str
    data: dict[str, Any]

    @property
    def of_case(self) -> bool:
        return self.subject.count(":") == 2 and not self.subject.startswith("cycle:")

    @property
    def variant(self) -> str | None:
        """What a step's ``variants`` may call it."""
        return self.data.get(VARIANT.get(self.event, ""))


@dataclass
class Case:
    """A case and what it stands in: its scheme's document, its cycle's entry, its kind."""

    scheme: dict[str, Any]
    cycle: dict[str, Any]
    organisation: str
    kind: str
    figures: dict[str, int] = field(default_factory=dict)
    log: list[Said] = field(default_factory=list)
    _known: tuple[int, dict[str, Any]] = field(default=(-1, {}), repr=False)

    def all(self, *events: str, **fields: Any) -> list[dict[str, Any]]:
        said = [a.data for a in self.log if a.event in events]
        return [d for d in said if all(d.get(name) == value for name, value in fields.items())]

    def ladder(self, id: str | None) -> dict[str, Any] | None:
        enrolled = [id for d in self.all("BranchEnrolled") for id in d["ladders"]]
        return next((x for x in self.scheme["ladders"] if x["id"] == id and id in enrolled), None)

    def in_force(self, ladder: str, *, opening: bool = True) -> str | None:
        decided = [d.get("to_tier", d.get("tier")) for d in self.all(*DECISIONS, ladder=ladder)]
        return decided[-1] if decided else self.opened_with(ladder) if opening else None

    def opened_with(self, ladder: str) -> str | None:
        enrolled = self.all("BranchEnrolled")
        return enrolled[0].get("opening_tiers", {}).get(ladder) if enrolled else None

    def decided_after_rating(self, ladder: str) -> bool:
        """Whether there is a decision after the first self-rating of the cycle."""
        said = [a.event for a in self.log if a.data.get("ladder") == ladder]
        rated = "BranchSelfRated" in said and said.index("BranchSelfRated")
        return rated is not False and any(event in DECISIONS[:2] for event in said[rated:])

    def self_rated(self, ladder: str) -> str | None:
        rated: list[str] = [d["tier"] for d in self.all("BranchSelfRated", ladder=ladder)]
        return rated[-1] if rated else None

    def evidence(self) -> dict[str, dict[str, Any]]:
        """By id; a correction has the criterion, the day and the place of what it corrects."""
        found: dict[str, dict[str, Any]] = {}
        for d in self.all("EvidenceRecorded", "EvidenceCorrected"):
            before = found.get(d.get("corrects", ""), {"place": len(found)})
            found[d["evidence_id"]] = {**before, "value": None, "inputs": [], **d}
        return found

    def facts(self) -> dict[str, Any]:
        """By criterion, the value of the latest day's evidence, of one day's the last recorded."""
        if self._known[0] != len(self.log):
            self._known = len(self.log), self._facts()
        return self._known[1]

    def _facts(self) -> dict[str, Any]:
        corrected = {d["corrects"] for d in self.all("EvidenceCorrected")}
        standing = [e for id, e in self.evidence().items() if id not in corrected]
        by_id = standard.criteria(self.scheme)
        known: dict[str, Any] = {}
        for e in sorted(standing, key=lambda e: (e["as_of"], e["place"])):
            value, _ = value_of(by_id[e["criterion"]], e)
            known |= {} if value is None else {e["criterion"]: value}
        return known | self.fed()

    def fed(self) -> dict[str, Any]:
        """What the other services' facts settle: it counts more than an opinion."""
        found: dict[str, Any] = {}
        for criterion in self.scheme["criteria"]:
            feed = criterion.get("fed_by", {})
            parts = [self.share(feed["gte_pct"], *part) for part in self.counted(feed)]
            if False in parts or (parts and None not in parts):
                words = (True, False) if criterion["type"] == "boolean" else ("met", "not_met")
                found[criterion["id"]] = words[False in parts]
        return found

    def counted(self, feed: dict[str, Any]) -> Iterator[tuple[int, int, int]]:
        """Of each kind that a criterion is fed by: how many there are, kept, and broken."""
        for kind in feed.get("pledges", ()):
            kept = [self.kept(pledge) for pledge in self.all("PledgeMade", kind=kind)]
            yield len(kept), kept.count(True), kept.count(False)
        for kind in feed.get("training", ()):
            held = {d["session_id"] for d in self.all("TrainingSessionHeld", kind=kind)}
            came: dict[tuple[str, str], bool] = {}
            for a in self.log:
                if a.event in (
                    "TrainingAttended",
                    "TrainingAbsenceRecorded",
                    "AttendanceCorrected",
                ):
                    came[a.data["session_id"], a.data["person"]] = (
                        a.event != "TrainingAbsenceRecorded"
                    )
                    if a.data.get("change") == "removed":
                        del came[a.data["session_id"], a.data["person"]]
            told = {(person, was) for (session, person), was in came.items() if session in held}
            there = {person for person, was in told if was}
            yield (
                self.figures.get(feed["of"], 0),
                len(there),
                len({person for person, _ in told} - there),
            )
        if feed.get("upgrade_targets"):
            states = [t["state"] for t in self.targets().values() if not t.get("person")]
            missed = states.count("UpgradeTargetMissed")
            yield len(states), states.count("UpgradeTargetCompleted"), missed

    def share(self, least: int, there_are: int, kept: int, broken: int) -> bool | None:
        """Whether the least share, in percent, is reached; None while it still may be."""
        if there_are and kept * 100 >= least * there_are:
            return True
        return False if (there_are - broken) * 100 < least * there_are else None

    def kept(self, pledge: dict[str, Any]) -> bool | None:
        """Whether a pledge was judged kept, as a whole or, if nobody did, item by item."""
        judged = {
            a.data.get("item_id"): a.event == "PledgeFulfilled" for a in self.log
            if a.event in ("PledgeFulfilled", "PledgeNotFulfilled")
            and a.data["pledge_id"] == pledge["pledge_id"]
        }  # fmt: skip
        items = [judged.get(item["item_id"]) for item in pledge["items"]]
        by_item = False if False in items else None if None in items else True
        return judged.get(None, by_item)

    def record_ids(self) -> set[str]:
        return {d["record_id"] for d in self.all("RecordFiled", "RecordCorrected")}

    def records(self) -> dict[str, str]:
        """Kind by id; a correction stands in the place of what it corrects."""
        kinds = {d["record_id"]: d["kind"] for d in self.all("RecordFiled")}
        for d in self.all("RecordCorrected"):
            kinds[d["record_id"]] = kinds.pop(d["corrects"])
        return kinds

    def targets(self) -> dict[str, dict[str, Any]]:
        """Upgrade targets by id, as amended; ``state`` is ``open`` or the event that judged it."""
        found = {d["target_id"]: {**d, "state": "open"} for d in self.all("UpgradeTargetSet")}
        for a in self.log:
            for id in (
                [a.data["target_id"]] if "target_id" in a.data else a.data.get("target_ids", ())
            ):
                if a.event == "UpgradeTargetAmended":
                    found[id] |= a.data | {"filed": False}
                elif a.event == "UpgradeTargetFiled":
                    found[id]["filed"] = True
                elif a.event in ("UpgradeTargetCompleted", "UpgradeTargetMissed"):
                    found[id]["state"] = a.event
        return found

    def order(self, d: Any) -> tuple[set[str], str]:
        """Items of an order that are still open, and its day; nothing, if there is none."""
        orders = self.all("RectificationOrdered", order_id=d["order_id"])
        (order,) = orders or [{"items": [], "due_on": ""}]
        open_, day = {i["item_id"] for i in order["items"]}, order["due_on"]
        for v in self.all("RectificationVerified", order_id=d["order_id"]):
            open_, day = set(v.get("remaining", ())), v.get("new_due_on") or day
        return open_, day

    def item(self, d: Any) -> dict[str, Any] | None:
        """The item of a pledge that is named."""
        items = [i for p in self.all("PledgeMade", pledge_id=d["pledge_id"]) for i in p["items"]]
        return next((i for i in items if i["item_id"] == d.get("item_id")), None)

    def domain(self) -> str | None:
        """The field that it was enrolled in, or that its kind belongs to."""
        said = [d["domain"] for d in self.all("BranchEnrolled") if d.get("domain")]
        own = [x["id"] for x in self.scheme.get("domains", ()) if self.kind in x.get("kinds", ())]
        return next(iter(said + own), None)

    def standing(self) -> str | None:
        """The tier that it goes into the year's assessment with, on its first ladder."""
        return next(
            (self.in_force(x["id"]) for x in self.scheme["ladders"] if self.ladder(x["id"])), None
        )

    def read(self) -> set[str]:
        """The criteria of its ladders, and of the selections."""
        mine = [x for x in self.scheme["ladders"] if self.ladder(x["id"])]
        rules = [rule for x in mine for rule in x["rules"].values()]
        rules += [{"group": g} for x in mine for g in x.get("shortfall_groups", {}).values()]
        rules += [s["eligible"] for s in self.scheme.get("selections", ())]
        return {name for rule in rules for name in standard.reads(self.scheme, rule)}

    def indicated(self, ladder: dict[str, Any]) -> str | None:
        return standard.indicated(self.scheme, ladder, self.facts())[0]

    def steps(self, event: str, variant: str | None, scopes: set[str]) -> list[dict[str, Any]]:
        """The steps that record this, here, in this cycle (R-26)."""
        following = self.cycle.get("kind") == "following"
        return [
            s for s in self.scheme["procedure"]
            if event in s["records"]
            and (variant is None or variant in s.get("variants", [variant]))
            and set(s.get("scope", scopes | {"*"})) & (scopes | {"*"})
            and not (following and s["occurs"] == "first_cycle")
        ]  # fmt: skip


def value_of(criterion: dict[str, Any], d: dict[str, Any]) -> tuple[Any, bool]:
    """The value that evidence gives, or None; and whether it is one that the criterion can have."""
    said = (d.get("value") or {}).get("value")
    figures = {i["name"]: Decimal(str(i["value"])) for i in d.get("inputs", ())}
    if "derived" in criterion:
        asked = {i["id"]: i["unit"] for i in criterion["inputs"]}
        fits = {i["name"]: i["unit"] for i in d.get("inputs", ())} == asked
        value = standard.derived(criterion, figures) if fits else None
        return value, value is not None and (said is None or Decimal(str(said)) == value)
    if criterion["type"] == "boolean":
        return said, isinstance(said, bool) and not figures
    if criterion["type"] == "ordinal":
        return said, said in [level["id"] for level in criterion["levels"]] and not figures
    if criterion["type"] == "qualitative":
        return said, said in ("met", "not_met") and bool(d["value"].get("finding")) and not figures
    if isinstance(said, bool) or not str(said).lstrip("-").replace(".", "", 1).isdigit():
        return None, False
    number = Decimal(str(said))
    low, high, places = (criterion.get(name) for name in ("min", "max", "decimals"))
    fits = (low is None or number >= low) and (high is None or number <= high)
    return number, fits and not figures and (places is None or number == round(number, places))


def due(step: dict[str, Any], cycle: dict[str, Any], day: str) -> str | None:
    """The last day of a step in a cycle, for an act on a day (section (f), AMB-02, 31, 32, 80)."""
    asked = step["deadline"] or {}
    if "on_or_before" in asked:
        return next(
            (d for d in asked["on_or_before"] if cycle["opens"] <= d <= cycle["closes"]), None
        )
    if "between" in asked:
        return str(asked["between"][1])
    year, month = int(day[:4]), int(day[5:7])
    span = {
        "half_year_end": 6,
        "quarter_end": 3,
        "within_quarter": 3,
        "within_month": 1,
        "within_year": 12,
    }
    if asked.get("rule") == "year_end":
        return f"{cycle['closes'][:4]}-12-31"
    if asked.get("rule") == "early_next_year":
        return f"{int(cycle['closes'][:4]) + 1}-{asked.get('day', '03-31')}"
    if "within_month" in asked:
        year, month = (int(part) for part in asked["within_month"].split("-"))
    elif "rule" in asked:
        month = -(-month // span[asked["rule"]]) * span[asked["rule"]]
    else:
        return None
    return f"{year}-{month:02}-{monthrange(year, month)[1]}"
