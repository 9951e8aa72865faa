"""Which role may ask for which route: the one table, for all services."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.routing import compile_path

from contracts.subjects import SERVICES
from services.runtime.access.identity import Role

Roles = frozenset[Role]

OPEN: Roles = frozenset()
"""For everybody, signed in or not."""
SUBMIT: Roles = frozenset({Role.PUBLISHER, Role.CLERK, Role.COMMITTEE})
READ: Roles = frozenset({Role.CLERK, Role.COMMITTEE, Role.AUDITOR})
NAME: Roles = frozenset({Role.CLERK, Role.COMMITTEE})
ERASE: Roles = frozenset({Role.COMMITTEE})
OPERATE: Roles = frozenset({Role.OPERATOR})

Table = Mapping[str, Roles]
"""Roles by method and path; ``{…}`` in a path stands for any one segment."""

_ALL = {
    "GET /livez": OPEN,
    "GET /at-work": OPEN,
    "GET /readyz": OPEN,
    "GET /problems/{slug}": OPEN,
    "GET /docs": OPEN,
    "GET /openapi.json": OPEN,
    "GET /status": OPERATE,
    "GET /keys": OPERATE,
}
_DECIDING = {
    **_ALL,
    "POST /events": SUBMIT,
    "GET /receipts": SUBMIT | OPERATE,
    "GET /refused": SUBMIT | OPERATE,
    "GET /refused/{number}": SUBMIT | OPERATE,
    "POST /refused/{number}/resubmit": SUBMIT,
}
COUNTED_BY_EVENT = {"POST /events", "POST /refused/{number}/resubmit"}
"""Of these it is the events that have a rate; of all others but the open ones, the requests."""
PAGES = {
    "GET /": READ,
    "GET /cases/{case}": READ,
    "GET /registers/{register}": READ,
}
"""What people look at: who is not signed in is asked to, instead of being turned away."""
_PROJECTIONS = {
    **_ALL,
    **PAGES,
    "GET /login": OPEN,
    "POST /login": OPEN,
    "GET /login/issuer": OPEN,
    "GET /login/callback": OPEN,
    "POST /logout": OPEN,
    "GET /api/cases": READ,
    "GET /api/cases/{case}/trail": READ,
    "GET /api/cases/{case}/explanation": READ,
    "GET /api/cases/{case}/export": READ,
    "GET /api/standings": READ,
    "GET /api/schemes": READ,
    "GET /api/schemes/{scheme}/{version}": READ,
    "GET /api/cycles": READ,
    "GET /api/registers": READ,
    "GET /api/registers/{register}": READ,
    "GET /api/events/{service}/{position}": READ,
    "GET /api/people/{person}": READ,
    "POST /api/people": NAME,
    "PUT /api/people/{person}": NAME,
    "DELETE /api/people/{person}": ERASE,
    "GET /api/parked": OPERATE,
    "POST /api/parked/{projection}/{case}/replay": OPERATE,
    "GET /api/rebuilds/{projection}": OPERATE,
    "POST /api/rebuilds/{projection}": OPERATE,
}
ROUTES: Mapping[str, Table] = dict.fromkeys(SERVICES, _DECIDING) | {"projections": _PROJECTIONS}
"""The table of each service."""


class Allowed(NamedTuple):
    """What the table says of a route. ``page``: it is one that people look at; ``counted``: its
    requests have a rate."""

    roles: Roles
    page: bool
    counted: bool


def allowed(table: Table, method: str, path: str) -> Allowed:
    """Who may ask for a route.

    Raises:
        LookupError: the table does not have it, so that nobody may.
    """
    for entry, roles in table.items():
        verb, form = entry.split(" ", 1)
        if verb == method and (form == path or compile_path(form)[0].match(path)):
            return Allowed(roles, entry in PAGES, entry not in COUNTED_BY_EVENT)
    raise LookupError(f"no role is allowed {method} {path}: it is missing in the table of routes")
