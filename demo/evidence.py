"""Evidence as a story tells it: the kind its criterion asks for first, a verdict with a finding."""

from datetime import date
from decimal import Decimal
from typing import Any

from client.submissions import Submission
from contracts.events.grading import EvidenceRecorded, Value
from contracts.scheme import Scheme
from contracts.values import Quantity
from demo.saying import Pen

VERDICTS = ("met", "not_met")
FILE = "核查材料(示例)/ file of the review (example)"
FINDING = "符合要求(示例)/ as asked (example)"
SHORT = "未达到要求(示例)/ falls short (example)"

Stated = str | bool | int | Decimal


def evidence_id(criterion: str, label: str = "") -> str:
    """The id of the evidence; the label tells rounds or years apart."""
    return f"{label}-{criterion}".strip("-").replace("_", "-")


def found(
    pen: Pen, scheme: Scheme, by: str, of: str, criterion: str, value: Stated, on: str, *,
    label: str = "", found_in: str = FILE, finding: str | None = None,
    period: tuple[str, str] | None = None,
) -> Submission:  # fmt: skip
    """A body records what was found of an organisation. ``period``: first and last day."""
    number = isinstance(value, int) and not isinstance(value, bool)
    stated = Decimal(value) if number else value
    verdict = finding or (FINDING if value == "met" else SHORT)
    said = Value(value=stated, finding=verdict) if value in VERDICTS else Value(value=stated)
    return _recorded(pen, scheme, by, of, criterion, on, label, found_in, period, value=said)


def reckoned(
    pen: Pen, scheme: Scheme, by: str, of: str, criterion: str, figures: dict[str, str], on: str,
    *, label: str = "", found_in: str = FILE,
) -> Submission:  # fmt: skip
    """Evidence that comes from figures: the service reckons the value. ``figures``: by input."""
    known = scheme.criterion(criterion)
    assert known is not None
    inputs = tuple(
        Quantity(name=one.id, value=Decimal(figures[one.id]), unit=one.unit) for one in known.inputs
    )
    return _recorded(pen, scheme, by, of, criterion, on, label, found_in, None, inputs=inputs)


def _recorded(
    pen: Pen, scheme: Scheme, by: str, of: str, criterion: str, on: str, label: str,
    found_in: str, period: tuple[str, str] | None, **said: Any,
) -> Submission:  # fmt: skip
    known = scheme.criterion(criterion)
    assert known is not None, criterion
    if period:
        said |= {"period_from": date.fromisoformat(period[0])}
        said |= {"period_to": date.fromisoformat(period[1])}
    event = EvidenceRecorded(
        evidence_id=evidence_id(criterion, label), criterion=criterion,
        as_of=date.fromisoformat(on), kind=known.evidence[0], found_in=found_in, **said,
    )  # fmt: skip
    return pen.says(by, event, of, on)
