"""What the monitoring of NATS says, where it can be reached."""

import json
import urllib.error
import urllib.request
from typing import Any


def streams(monitor: str) -> dict[str, Any]:
    """Its storage and all streams. Raises OSError where nobody answers."""
    with urllib.request.urlopen(f"{monitor}/jsz?streams=true", timeout=5) as told:
        found: dict[str, Any] = json.load(told)
    return found


def fault(monitor: str) -> str | None:
    """Why it cannot take what is sent to it, in its own words; None: it can.

    Raises:
        OSError: nobody answers.
    """
    try:
        with urllib.request.urlopen(f"{monitor}/healthz", timeout=5):
            return None
    except urllib.error.HTTPError as error:
        with error:
            return str(json.load(error).get("error"))
