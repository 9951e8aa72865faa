"""What the streams and durable consumers must be. Names and subjects: contracts/subjects.py."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.subjects import REFUSED, SERVICES, inbox, inbox_stream, stream

NANOSECONDS = 1_000_000_000
MEBIBYTE, GIBIBYTE = 2**20, 2**30

Settings = Mapping[str, Any]
"""Fields of JetStream's own API (``$JS.API.STREAM.CREATE``), durations in nanoseconds."""

Apps = Mapping[str, Collection[str]]
"""The event streams that each app may read, by the app's name; of apps that sign in to NATS."""


@dataclass(frozen=True)
class Room:
    """What streams may hold, in bytes; -1: as much as the server has. ``replicas``: of each.

    A full stream takes no more and says so to who publishes; it never drops anything.
    """

    inbox_bytes: int = GIBIBYTE
    app_inbox_bytes: int = 256 * MEBIBYTE
    events_bytes: int = -1
    refused_bytes: int = -1
    replicas: int = 1


def streams(apps: Apps | None = None, room: Room | None = None) -> list[Settings]:
    """Every stream: an inbox for whoever has no name, one for each app, and what services write."""
    room = room or Room()
    kept: Settings = {
        "storage": "file",
        "discard": "new",  # full means a publisher is told, never that something old is dropped
        "max_age": 0,
        "max_msgs": -1,
        "num_replicas": room.replicas,
        "duplicate_window": 120 * NANOSECONDS,
    }
    written: Settings = {**kept, "retention": "limits", "allow_atomic": True, "allow_direct": True}
    return [
        _inbox(kept, None, room.inbox_bytes),
        *(_inbox(kept, app, room.app_inbox_bytes) for app in apps or ()),
        *(
            {
                **written,
                "name": stream(service),
                "description": f"the recorded events of {service}, written by its relay alone",
                "subjects": [f"gradetrail.{service}.>"],
                "max_bytes": room.events_bytes,
                "deny_delete": True,  # no single event can go; a whole stream can, and is refilled
            }
            for service in SERVICES
        ),
        {
            **written,
            "name": REFUSED,
            "description": "refused submissions with their reasons",
            "subjects": ["gradetrail.refused.>"],
            "max_bytes": room.refused_bytes,
        },
    ]


def consumers(apps: Apps | None = None) -> Iterator[tuple[str, Settings]]:
    """Every durable consumer, with the name of its stream.

    Each service has one on each inbox, through which its desk pulls; each app that reads has one,
    of its own name, on each stream that it reads.
    """
    for app in (None, *(apps or ())):
        for service in SERVICES:
            whose = f" of {app}" if app else ""
            yield (
                inbox_stream(app),
                {
                    **_durable(service, f"the desk of {service}, for submissions{whose}"),
                    "filter_subject": inbox(service, "*", app),
                    "ack_wait": 60 * NANOSECONDS,
                    "max_ack_pending": 20_000,
                },
            )
    for app, reads in (apps or {}).items():
        for name in reads:
            yield (
                name,
                {
                    **_durable(app, f"what {app} reads"),
                    "ack_wait": 30 * NANOSECONDS,
                    "max_ack_pending": 1_000,
                },
            )


def _inbox(kept: Settings, app: str | None, max_bytes: int) -> Settings:
    whose = f" of {app}" if app else ""
    return {
        **kept,
        "name": inbox_stream(app),
        "description": f"submissions{whose} on their way to a service's desk",
        # Not a star: what names no service would be kept for nobody, without a word.
        "subjects": [inbox(service, "*", app) for service in SERVICES],
        "retention": "workqueue",
        "max_bytes": max_bytes,
    }


def _durable(name: str, description: str) -> Settings:
    return {
        "durable_name": name,
        "name": name,
        "description": description,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "max_deliver": -1,
        "replay_policy": "instant",
    }
