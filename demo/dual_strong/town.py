"""The town of the source, and branches of its three domains; these are all examples."""

from dataclasses import dataclass

from demo.bodies import Body, example

TOWN, TRACKERS = "quanxi", "quanxi-tracking-team"
UNION, YOUTH_LEAGUE = "quanxi-trade-union", "quanxi-youth-league"

KINDS = {
    "rural": ("village_branch", "村党支部", "village branch", 6),
    "enterprise": ("enterprise_branch", "企业党支部", "enterprise branch", 8),
    "government_unit": ("government_unit_branch", "机关事业单位党支部", "office branch", 4),
}
"""By domain the kind, the names and how many there are."""

MEMBERS = 12
"""Members of each branch, as its register has them."""


@dataclass(frozen=True)
class Unit:
    """A branch, the ``number``th of its domain; the domain is also its ladder."""

    domain: str
    number: int

    @property
    def id(self) -> str:
        return f"quanxi-{self.domain.replace('_', '-')}-{self.number}"

    @property
    def members(self) -> tuple[str, ...]:
        """The secretary first."""
        return tuple(f"{self.id}-member-{n:02}" for n in range(1, MEMBERS + 1))

    @property
    def name_zh(self) -> str:
        return f"{self.number}号{KINDS[self.domain][1]}"

    @property
    def name_en(self) -> str:
        return f"{KINDS[self.domain][2].capitalize()} {self.number}"


def units(*domains: str) -> tuple[Unit, ...]:
    """The branches of these domains, or of all."""
    return tuple(
        Unit(domain, number)
        for domain in domains or KINDS
        for number in range(1, KINDS[domain][3] + 1)
    )


KEY = (Unit("rural", 1), Unit("rural", 2), Unit("enterprise", 1), Unit("government_unit", 1))
"""Key cultivation targets."""

PETITIONED = Unit("rural", 2)
"""One petition on 21 June 2008: inside the three years that end on 20 June 2011, not in 2012's."""

UNSCHOOLED = Unit("rural", 3)
"""Its secretary went to junior high school only: selected below the standard, with a reason."""

BROKEN, VANGUARD_BROKEN = Unit("rural", 4), Unit("government_unit", 2)
"""Pledges that were judged and not kept; the first is criticised, too."""

NOT_CONSULTED = Unit("rural", 5)
"""Nobody looked into the petition register in 2011."""

AVERAGE_ENERGY, WITHOUT_UNION = Unit("enterprise", 2), Unit("enterprise", 3)
BY_OPINION, ACCIDENT = Unit("enterprise", 4), Unit("enterprise", 5)
"""In the first the pledge criterion rests on an opinion, as no pledge of it was judged."""

UNMEASURED = Unit("government_unit", 3)
"""Its effectiveness is not assessed quantitatively."""


def bodies() -> list[Body]:
    """All that is registered, superiors first."""
    return [
        Body(TOWN, "township_committee", "中共泉溪镇委员会", "Quanxi town committee",
             level="township"),
        example(TRACKERS, "tracking_team", "跟踪督查联系队伍", "Tracking team", TOWN),
        example(UNION, "mass_organisation", "镇总工会", "Trade union of the town", TOWN),
        example(YOUTH_LEAGUE, "mass_organisation", "镇团委", "Youth league of the town", TOWN),
        *(example(u.id, KINDS[u.domain][0], u.name_zh, u.name_en, TOWN, "grassroots")
          for u in units()),
    ]  # fmt: skip
