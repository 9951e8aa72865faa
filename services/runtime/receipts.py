"""The answer that each submission gets."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec

from contracts.messages import MAX_BYTES
from services.runtime.wire import Submission


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a submission. ``position``: of the recorded event in its service's stream.

    A duplicate carries the position of the event that the first submission became.
    """

    id: str | None
    source: str | None
    status: Literal["accepted", "duplicate", "refused"]
    service: str
    subject: str | None = None
    position: int | None = None
    recordedat: datetime | None = None
    problem: dict[str, Any] | None = None


class Receipts(msgspec.Struct, frozen=True):
    """One answer: the receipts of a message, or of several with the same reply subject."""

    receipts: list[Receipt]


_ENCODE = msgspec.json.Encoder().encode


def answers(receipts: list[Receipt]) -> Iterator[bytes]:
    """The receipts in as few messages as NATS can carry."""
    encoded = _ENCODE(Receipts(receipts))
    if len(encoded) <= MAX_BYTES or len(receipts) == 1:
        yield encoded
    else:
        middle = len(receipts) // 2
        yield from answers(receipts[:middle])
        yield from answers(receipts[middle:])


def answer(receipts: list[Receipt]) -> bytes:
    """The receipts in one message; if it would be too large, with one error for each at most."""
    encoded = _ENCODE(Receipts(receipts))
    if len(encoded) <= MAX_BYTES:
        return encoded
    return _ENCODE(Receipts([_shortened(receipt) for receipt in receipts]))


def _shortened(receipt: Receipt) -> Receipt:
    if receipt.problem is None:
        return receipt
    problem = receipt.problem | {"errors": receipt.problem["errors"][:1]}
    return msgspec.structs.replace(receipt, problem=problem)


def turned_away(
    submissions: list[Submission], service: str, problem: dict[str, Any]
) -> list[Receipt]:
    """The receipts of submissions that nobody looked at."""
    return [
        Receipt(
            id=_text(one.attributes.get("id")), source=_text(one.attributes.get("source")),
            status="refused", service=service, problem=problem,
        )
        for one in submissions
    ]  # fmt: skip


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
