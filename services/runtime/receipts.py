"""The answer that each submission gets."""

from datetime import datetime
from typing import Any, Literal

import msgspec


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
