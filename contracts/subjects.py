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


def inbox(service: str, event: str) -> str:
    """Where an upstream app publishes a submission, durably."""
    return f"gradetrail.inbox.{service}.{event}"


def submit(service: str, event: str) -> str:
    """Where an upstream app requests an answer at once; kept nowhere until it is accepted."""
    return f"gradetrail.submit.{service}.{event}"


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
