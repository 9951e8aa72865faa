"""An access file with somebody of each role, and a service that they ask."""

from pathlib import Path

import httpx2
from fastapi import FastAPI

from services.runtime.access.directory import Directory, digest
from services.runtime.access.door import Access
from services.runtime.access.identity import Role
from services.runtime.access.sessions import Sessions

ISSUER = "https://id.example.org"
SECRET = "a secret of at least thirty-two characters"
APPS = "".join(
    f"  an-{role}:\n    roles: [{role}]\n    places: everywhere\n"
    f"    keys: [{{id: k{role}, sha256: {digest(f'gt_k{role}_x')}, expires: 2999-12-31}}]\n"
    for role in Role
)
FILE = f"""
demo: true
apps:
{APPS}
  gone:
    roles: [operator]
    keys: [{{id: kgone, sha256: {digest("gt_kgone_x")}, expires: 2020-12-31}}]
  platform:
    roles: [publisher]
    oidc: the-platform
people:
  li:
    roles: [clerk]
    places: [township-1]
    oidc: li-at-the-issuer
  wu:
    roles: [operator]
    oidc: wu-at-the-issuer
issuers: [{{issuer: "{ISSUER}", jwks: keys.json}}]
"""


def access_in(folder: Path) -> Access:
    """Access by that file."""
    path = folder / "access.yaml"
    path.write_text(FILE)
    return Access(Directory(path, demo=True), Sessions(SECRET, 3600))


def key_of(role: Role) -> dict[str, str]:
    """The header of the app of a role."""
    return {"authorization": f"Bearer gt_k{role}_x"}


def client(app: FastAPI, **given: object) -> httpx2.AsyncClient:
    """Asks an application without a server; what fails in it is answered like by one."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://gradetrail.example", **given)
