"""What senders get back: receipts, and problems in the form of RFC 9457."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Error(_Answer):
    """One thing wrong, at a JSON pointer into the submission. ``rule``: of the contract or scheme.

    ``accepts``: what would have been accepted.
    """

    pointer: str
    rule: str
    detail: str
    accepts: str


class ProblemDetails(_Answer):
    """Why a submission was refused, or a request not answered (RFC 9457).

    ``type`` leads to a page that explains the kind of problem, relative to the service's address.
    """

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: tuple[Error, ...]


class Receipt(_Answer):
    """What became of one submission. ``position``: of its event in the service's log, from 1.

    A duplicate has the position of the event that the first submission became.
    """

    id: str | None
    source: str | None
    status: Literal["accepted", "duplicate", "refused"]
    service: str
    subject: str | None
    position: int | None
    recordedat: datetime | None
    problem: ProblemDetails | None


class Receipts(_Answer):
    """The receipts of one message, in its order; over NATS perhaps of several: match them by id."""

    receipts: tuple[Receipt, ...]


class SubmissionRefused(_Answer):
    """A submission that a service refused and keeps. ``attributes``: of the submission."""

    problem: ProblemDetails
    attributes: dict[str, Any]


class RefusedSubmission(_Answer):
    """A refused submission as it is kept. ``number``: from 1, per service. ``data``: as it came.

    ``accepted_as``: the receipt it got when it was submitted again.
    """

    number: int
    refusedat: datetime
    attributes: dict[str, Any]
    problem: ProblemDetails
    accepted_as: Receipt | None
    data: Any


class RefusedPage(_Answer):
    """Refused submissions, latest first and without data. ``next``: the cursor of what follows."""

    data: tuple[RefusedSubmission, ...]
    next: int | None
