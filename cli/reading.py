"""Asks the projections service: the one place that knows its paths."""

from collections.abc import Iterator
from typing import Any

from cli import http
from cli.http import segment
from infra.addresses import Addresses


def explanation(
    addresses: Addresses, case: str, *, wait_for: str | None = None, **asked: str | None
) -> dict[str, Any]:
    """Why a case stands where it stands. ``wait_for``: ``grading:123,pledges:45``."""
    path = f"/cases/{segment(case)}/explanation"
    answer: dict[str, Any] = http.get(addresses.projections, path, wait_for=wait_for, **asked)
    return answer


def trail(
    addresses: Addresses, case: str, *, wait_for: str | None = None, **asked: str | None
) -> Iterator[dict[str, Any]]:
    """Every entry of a case, in order, page after page."""
    cursor: str | None = None
    while True:
        page = http.get(
            addresses.projections, f"/cases/{segment(case)}/trail",
            limit=200, cursor=cursor, wait_for=wait_for, **asked,
        )  # fmt: skip
        yield from page["data"]
        cursor = page.get("next")
        if cursor is None:
            return


def parked(addresses: Addresses) -> list[dict[str, Any]]:
    """What the read models could not apply."""
    found: list[dict[str, Any]] = http.get(addresses.projections, "/parked")["data"]
    return found


def replay(addresses: Addresses, case: str) -> dict[str, Any]:
    """Apply a parked case's events again; ``replayed`` says how many."""
    answer: dict[str, Any] = http.post(addresses.projections, f"/parked/{segment(case)}/replay")
    return answer


def rebuild(addresses: Addresses, projection: str) -> dict[str, Any]:
    """Rebuild a read model; comes back once the new one is live."""
    path = f"/projections/{segment(projection)}/rebuild"
    answer: dict[str, Any] = http.post(addresses.projections, path)
    return answer


def rebuilding(addresses: Addresses, projection: str) -> dict[str, Any] | None:
    """How far a rebuild is that is under way."""
    status = http.get(addresses.projections, "/status")
    note: dict[str, Any] | None = status["projections"][projection].get("rebuilding")
    return note


def page_of(addresses: Addresses, case: str, lang: str) -> str:
    """Where a person reads about the case."""
    return f"{addresses.page.rstrip('/')}/pages/cases/{segment(case)}?lang={lang}"
