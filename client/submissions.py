"""A submission as an upstream app has it: a CloudEvent in the JSON format."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from contracts.messages import MAX_BYTES
from contracts.subjects import SERVICES

Submission = dict[str, Any]
"""``specversion``, ``id``, ``source``, ``type``, ``subject``, ``time``, ``actor``, …, ``data``."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one submission. ``problem``: why it was refused (RFC 9457)."""

    id: str | None
    source: str | None
    status: str
    service: str
    subject: str | None = None
    position: int | None = None
    recordedat: str | None = None
    problem: dict[str, Any] | None = None


class NotRoutable(Exception):
    """The submission names no service of ours, or lacks the id and source a receipt is known by."""


def route(submission: Submission) -> tuple[str, str]:
    """The service and the event that the submission's type names.

    Raises:
        NotRoutable: says what is wrong, in one clause.
    """
    for name in ("id", "source", "type"):
        if not isinstance(submission.get(name), str) or not submission[name]:
            raise NotRoutable(f"the attribute {name} is missing or not a text")
    parts = submission["type"].split(".")
    if len(parts) != 4 or parts[0] != "gradetrail" or parts[1] not in SERVICES:
        services = "|".join(SERVICES)
        raise NotRoutable(f"{submission['type']} is not gradetrail.<{services}>.<Event>.v<N>")
    return parts[1], parts[2]


def batches(
    submissions: Iterable[Submission], size: int
) -> Iterable[tuple[str, str, list[Submission]]]:
    """Service, event or ``batch``, and up to ``size`` submissions for that service, in order.

    Together they are no larger than a message may be; who alone is larger comes alone.
    Order is kept within a service; services wait for one another where they must.
    """
    open_batches: dict[str, list[Submission]] = {}
    lengths: dict[str, int] = {}
    for submission in submissions:
        service, event = route(submission)
        if size == 1:
            yield service, event, [submission]
            continue
        length = len(msgspec.json.encode(submission)) + 1  # and the comma or bracket after it
        if service in open_batches and lengths[service] + length > MAX_BYTES:
            yield service, "batch", open_batches.pop(service)
        batch = open_batches.setdefault(service, [])
        lengths[service] = (lengths[service] if batch else 1) + length
        batch.append(submission)
        if len(batch) == size:
            yield service, "batch", open_batches.pop(service)
    for service, batch in open_batches.items():
        yield service, "batch", batch
