"""Requests that come from somebody who has signed in, without a way to sign in."""

from collections.abc import Mapping

from starlette.datastructures import Headers

from services.runtime.access.door import Access
from services.runtime.access.identity import ANYBODY, Identity

AS = "x-test-as"
"""The header that names, in tests alone, one of the identities."""


class SignedIn(Access):
    """Whoever the header of a request names; without it, anybody."""

    def __init__(self, identities: Mapping[str, Identity]) -> None:
        super().__init__()
        self.identities = identities

    async def who(self, method: str, headers: Headers) -> tuple[Identity | None, str]:
        name = headers.get(AS)
        return self.identities[name] if name else ANYBODY, "a test"
