"""Who stands behind a request or a message: an app or a person, with roles and places."""

import msgspec

from services.runtime.access.roles import Role as Role


class Identity(msgspec.Struct, frozen=True):
    """One app or person, as the access file names it.

    ``name`` is an app's name or a person's id. ``places``: the organisations that it acts for and
    sees, each with all below it; None: everywhere. ``sources``: the CloudEvents sources under
    which it may submit; None: any.
    """

    name: str
    roles: frozenset[Role]
    places: frozenset[str] | None = frozenset()
    sources: frozenset[str] | None = frozenset()
    is_person: bool = False

    def may(self, *roles: Role) -> bool:
        """Whether it has one of these roles."""
        return not self.roles.isdisjoint(roles)


ANYBODY = Identity("anybody", frozenset(Role), places=None, sources=None)
"""Everyone, where no access file is given: a stack on one's own machine, on loopback alone."""
