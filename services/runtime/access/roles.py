"""What there is to be allowed."""

from enum import StrEnum


class Role(StrEnum):
    """What an identity may do; docs/security.md has the table of routes and subjects."""

    PUBLISHER = "publisher"  # an upstream app that submits what happened
    CLERK = "clerk"  # runs the procedure: submits, and reads what it concerns
    COMMITTEE = "committee"  # as a clerk, and publishes schemes, opens cycles, registers bodies
    AUDITOR = "auditor"  # reads and exports
    OPERATOR = "operator"  # looks after the system; sees no case
