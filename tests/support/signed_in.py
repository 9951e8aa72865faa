"""Requests that come from somebody who has signed in, without a way to sign in."""

from collections.abc import Mapping
from typing import Any

from services.runtime.access.identity import Identity

AS = "x-test-as"
"""The header that names, in tests alone, one of the identities."""


class SignedIn:
    """An application whose requests carry the identity that their header names, if any."""

    def __init__(self, app: Any, identities: Mapping[str, Identity]) -> None:
        self.app, self.identities = app, identities

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        name = dict(scope["headers"]).get(AS.encode(), b"").decode()
        if name:
            scope.setdefault("state", {})["identity"] = self.identities[name]
        await self.app(scope, receive, send)
