"""Every NATS subject and stream, in and out, and how a subject names a case."""

from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

SERVICES = ("grading", "pledges", "training")
INBOX = "INBOX"
REFUSED = "REFUSED"
PARTITIONS = 16
REFERENCE = ("scheme", "organisation", "cycle")
FORMS = {
    "case": "<scheme>:<cycle>:<organisation>",
    "scheme": "scheme:<id>",
    "organisation": "organisation:<id>",
    "cycle": "cycle:<scheme>:<cycle>",
}
"""What the CloudEvents subject of an event about each of these looks like."""


class Case(NamedTuple):
    """One organisation under one scheme in one cycle."""

    scheme: str
    cycle: str
    organisation: str

    def __str__(self) -> str:
        return ":".join(self)


@lru_cache(maxsize=10_000)
def parse_case(subject: str) -> Case | None:
    """The case a subject names; None for a reference subject or anything else."""
    parts = subject.split(":")
    if len(parts) != 3 or parts[0] in REFERENCE or not all(parts):
        return None
    return Case(*parts)


def stream(service: str) -> str:
    """The stream a service's relay writes: GRADING, PLEDGES, TRAINING."""
    return service.upper()


def inbox(service: str, event: str, app: str | None = None) -> str:
    """Where an upstream app publishes a submission, durably. ``app``: as which it signed in."""
    return _of_app(f"gradetrail.inbox.{service}.{event}", app)


def submit(service: str, event: str, app: str | None = None) -> str:
    """Where an upstream app requests an answer at once; kept nowhere until it is accepted."""
    return _of_app(f"gradetrail.submit.{service}.{event}", app)


def inbox_stream(app: str | None = None) -> str:
    """The stream that keeps submissions: of one app, which has signed in; else of anybody."""
    return f"{INBOX}-{app}" if app else INBOX


def app_of(subject: str) -> str | None:
    """The app that a subject of a submission names; None if it names none."""
    tokens = subject.split(".")
    return tokens[4] if len(tokens) == 5 else None


def _of_app(subject: str, app: str | None) -> str:
    return f"{subject}.{app}" if app else subject


def recorded(service: str, subject: str, event: str) -> str:
    """Where a recorded event is carried; its partition is the unit of order."""
    return f"gradetrail.{service}.{_partition(subject)}.{subject}.{event}"


@lru_cache(maxsize=10_000)
def _partition(subject: str) -> str:
    case = parse_case(subject)
    return f"p{crc32(case.organisation.encode()) % PARTITIONS:02}" if case else "reference"


def refused(service: str) -> str:
    """Where what a service refused is kept with its reason."""
    return f"gradetrail.refused.{service}"
