"""What the streams and durable consumers must be. Names and subjects: contracts/subjects.py."""

from collections.abc import Mapping
from typing import Any

from contracts.subjects import INBOX, REFUSED, SERVICES, stream

NANOSECONDS = 1_000_000_000
GIBIBYTE = 2**30

Settings = Mapping[str, Any]
"""Fields of JetStream's own API (``$JS.API.STREAM.CREATE``), durations in nanoseconds."""

_KEPT_ON_FILE: Settings = {
    "storage": "file",
    "discard": "new",  # full means a publisher is told, never that something old is dropped
    "max_age": 0,
    "max_msgs": -1,
    "num_replicas": 1,
    "duplicate_window": 120 * NANOSECONDS,
}

STREAMS: tuple[Settings, ...] = (
    {
        **_KEPT_ON_FILE,
        "name": INBOX,
        "description": "submissions on their way to a service's desk",
        "subjects": ["gradetrail.inbox.>"],
        "retention": "workqueue",
        "max_bytes": GIBIBYTE,
    },
    *(
        {
            **_KEPT_ON_FILE,
            "name": stream(service),
            "description": f"the recorded events of {service}, written by its relay alone",
            "subjects": [f"gradetrail.{service}.>"],
            "retention": "limits",
            "max_bytes": -1,
            "allow_atomic": True,  # the relay publishes in atomic batches
            "allow_direct": True,
            "deny_delete": True,  # no single event can go; a whole stream can, and is refilled
        }
        for service in SERVICES
    ),
    {
        **_KEPT_ON_FILE,
        "name": REFUSED,
        "description": "refused submissions with their reasons",
        "subjects": ["gradetrail.refused.>"],
        "retention": "limits",
        "max_bytes": -1,
        "allow_atomic": True,
        "allow_direct": True,
    },
)

CONSUMERS: tuple[Settings, ...] = tuple(
    {
        "durable_name": service,
        "name": service,
        "description": f"the desk of {service}",
        "filter_subject": f"gradetrail.inbox.{service}.>",
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": 60 * NANOSECONDS,
        "max_ack_pending": 20_000,
        "max_deliver": -1,
        "replay_policy": "instant",
    }
    for service in SERVICES
)
"""Each service's durable on INBOX, through which its desk pulls."""
