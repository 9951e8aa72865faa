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


def page_of(addresses: Addresses, case: str, lang: str) -> str:
    """Where a person reads about the case."""
    return f"{addresses.page.rstrip('/')}/pages/cases/{segment(case)}?lang={lang}"
