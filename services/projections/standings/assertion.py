"""One thing that was asserted of a branch's tier."""

from datetime import datetime
from typing import Literal, NamedTuple

Says = Literal[
    "enrolled", "self_rated", "members_meeting", "mass_representatives_meeting", "indicated",
    "indicated_at_year_end", "decided", "revised", "year_end", "assigned",
]  # fmt: skip
IN_FORCE: tuple[Says, ...] = ("enrolled", "decided", "revised", "year_end", "assigned")
"""What puts a tier in force; the last of them counts."""


class Assertion(NamedTuple):
    """``tier`` is None where a branch was enrolled without one, or the rules gave no single one."""

    service: str
    position: int
    part: int
    case_id: str
    scheme: str
    cycle: str
    organisation: str
    ladder: str
    says: Says
    tier: str | None
    time: datetime
    recordedat: datetime
