"""Asks the projections service: the one place that knows its paths."""

from collections.abc import Iterator
from typing import Any

from client import http
from client.http import segment
from infra.addresses import Addresses


def explanation(
    addresses: Addresses, case: str, *, wait_for: str | None = None, **asked: str | None
) -> dict[str, Any]:
    """Why a case stands where it stands. ``wait_for``: ``grading:123,pledges:45``."""
    path = f"/api/cases/{segment(case)}/explanation"
    answer: dict[str, Any] = http.get(addresses.projections, path, wait_for=wait_for, **asked)
    return answer


def trail(
    addresses: Addresses, case: str, *, wait_for: str | None = None, **asked: str | None
) -> Iterator[dict[str, Any]]:
    """Every entry of a case, in order."""
    path = f"/api/cases/{segment(case)}/trail"
    return _all(addresses, path, wait_for=wait_for, **asked)


def whole_trail(addresses: Addresses, case: str, **asked: str | None) -> dict[str, Any]:
    """A case's trail in one: every entry under ``data``, and by whose clock, ``timezone``."""
    return _whole(addresses, f"/api/cases/{segment(case)}/trail", limit=200, **asked)


def cases(
    addresses: Addresses, *, wait_for: str | None = None, **asked: str | None
) -> Iterator[dict[str, Any]]:
    """Every enrolled case with its tiers. ``asked``: scheme, cycle, tier, …"""
    return _all(addresses, "/api/cases", wait_for=wait_for, **asked)


def register(
    addresses: Addresses, id: str, *, wait_for: str | None = None,
    **asked: str | list[str] | None,
) -> dict[str, Any]:  # fmt: skip
    """A register whole. ``asked``: only, scheme, cycle, township, as_of, effective_at."""
    return _whole(addresses, f"/api/registers/{segment(id)}", wait_for=wait_for, **asked)


def cycles(addresses: Addresses, **asked: str | None) -> list[dict[str, Any]]:
    """Every cycle there is. ``asked``: scheme."""
    found: list[dict[str, Any]] = http.get(addresses.projections, "/api/cycles", **asked)["data"]
    return found


def schemes(addresses: Addresses) -> list[dict[str, Any]]:
    """The published versions of all schemes: ``id``, ``version``, and the ``cycles`` of each."""
    found: list[dict[str, Any]] = http.get(addresses.projections, "/api/schemes")["data"]
    return found


def registers(addresses: Addresses) -> list[dict[str, Any]]:
    """The registers there are: ``id``, ``title``, ``about``."""
    found: list[dict[str, Any]] = http.get(addresses.projections, "/api/registers")["data"]
    return found


def case_file(addresses: Addresses, case: str) -> bytes:
    """The whole case to take away, as JSON."""
    return http.fetch(addresses.projections, f"/api/cases/{segment(case)}/export")


def parked(addresses: Addresses) -> list[dict[str, Any]]:
    """What each read model could not apply: ``projection`` and ``events``."""
    found: list[dict[str, Any]] = http.get(addresses.projections, "/api/parked")["data"]
    return found


def replay(addresses: Addresses, projection: str, case: str) -> dict[str, Any]:
    """Apply a parked case's events again; ``events`` says how many."""
    path = f"/api/parked/{segment(projection)}/{segment(case)}/replay"
    answer: dict[str, Any] = http.post(addresses.projections, path)
    return answer


def start_rebuild(addresses: Addresses, projection: str) -> dict[str, Any]:
    """Begin to rebuild a read model."""
    answer: dict[str, Any] = http.post(
        addresses.projections, f"/api/rebuilds/{segment(projection)}"
    )
    return answer


def rebuilt(addresses: Addresses, projection: str) -> dict[str, Any]:
    """How the rebuild goes or went: ``state``, ``done``, ``of``, ``differing``, ``seconds``."""
    answer: dict[str, Any] = http.get(addresses.projections, f"/api/rebuilds/{segment(projection)}")
    return answer


def person(addresses: Addresses, id: str) -> dict[str, Any]:
    """Who is behind an id: ``names`` with ``since``, and ``erased_at``."""
    answer: dict[str, Any] = http.get(addresses.projections, _person(id))
    return answer


def name_person(addresses: Addresses, id: str, naming: dict[str, Any]) -> dict[str, Any]:
    """Name a person from a day on; the person as it then is."""
    answer: dict[str, Any] = http.put(addresses.projections, _person(id), naming)
    return answer


def name_people(
    addresses: Addresses, namings: list[dict[str, Any]], *, dry_run: bool = False
) -> list[dict[str, Any]]:
    """Name up to 1,000 persons; a verdict for each: ``status`` and ``problem``."""
    path = "/api/people" + ("?dry_run=true" if dry_run else "")
    answer: list[dict[str, Any]] = http.post(addresses.projections, path, namings)["verdicts"]
    return answer


def erase_person(addresses: Addresses, id: str) -> dict[str, Any]:
    """Erase a person's names and contacts for good."""
    answer: dict[str, Any] = http.delete(addresses.projections, _person(id))
    return answer


def _person(id: str) -> str:
    return f"/api/people/{segment(id)}"


def page_of(addresses: Addresses, case: str, lang: str) -> str:
    """Where a person reads about the case."""
    return f"{addresses.page.rstrip('/')}/cases/{segment(case)}?lang={lang}"


def _whole(
    addresses: Addresses, path: str, **asked: str | int | list[str] | None
) -> dict[str, Any]:
    """The last page, with what was on all of them."""
    cursor: str | None = None
    found: list[Any] = []
    while True:
        page: dict[str, Any] = http.get(addresses.projections, path, cursor=cursor, **asked)
        found += page["data"]
        cursor = page["next"]
        if cursor is None:
            return page | {"data": found}


def _all(addresses: Addresses, path: str, **asked: str | None) -> Iterator[dict[str, Any]]:
    """Page after page."""
    cursor: str | None = None
    while True:
        page = http.get(addresses.projections, path, limit=200, cursor=cursor, **asked)
        yield from page["data"]
        cursor = page["next"]
        if cursor is None:
            return
