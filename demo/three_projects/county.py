"""The county and its four townships, which the source names; of their villages it names seven.

How many villages three of the townships have is not in the source: ten, eight and six are examples
(ten, as three are 30 %; eight, as eight secretaries were sent to the county).
"""

from dataclasses import dataclass

from demo.bodies import Body, example

COUNTY = "three-projects-county"
FANJIAZHAI, GUODIAN, HANFENG, NANZHIHUI = "fanjiazhai", "guodian", "hanfeng", "nanzhihui"
TOWNS = (FANJIAZHAI, GUODIAN, HANFENG, NANZHIHUI)
GENERAL_BRANCH = "nanzhihui-general-branch"

_TOWN_NAMES = {
    FANJIAZHAI: ("范家寨乡党委", "Fanjiazhai township committee"),
    GUODIAN: ("郭店镇党委", "Guodian town committee"),
    HANFENG: ("汉封乡党委", "Hanfeng township committee"),
    NANZHIHUI: ("南指挥镇党委", "Nanzhihui town committee"),
}
_NAMED = {
    GUODIAN: (
        ("导子村党支部", "Daozi village branch", None),
        ("西南家凹村党支部", "Xinanjiawa village branch", None),
        ("上郭店村党支部", "Shangguodian village branch", None),
        ("三岔村党支部", "Sancha village branch", None),
    ),
    HANFENG: (
        ("程家塬村党支部", "Chengjiayuan village branch", None),
        ("关村粗党支部", "Guancun village branch (printed Guancuncu)",
         "原文如此,同文另作“关村村” / as printed; elsewhere in the text 关村村"),
        ("汉封村党支部", "Hanfeng village branch", None),
    ),
}  # fmt: skip
_COUNT = {FANJIAZHAI: 10, GUODIAN: 14, HANFENG: 8, NANZHIHUI: 6}
"""Villages; Guodian's 14 is the source's figure."""

_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Village:
    """A village branch, the ``number``th of its township."""

    town: str
    number: int
    zh: str
    en: str
    note: str | None

    @property
    def id(self) -> str:
        return f"{self.town}-village-{self.number:02}"

    @property
    def secretary(self) -> str:
        return f"{self.id}-secretary"

    @property
    def cadres(self) -> tuple[str, ...]:
        """The secretary, the head and one more; the first is graded as a village cadre."""
        return (self.secretary, f"{self.id}-head", f"{self.id}-clerk")

    def member(self, number: int) -> str:
        """A member of the branch."""
        return f"{self.id}-member-{number:02}"


def villages(*towns: str) -> tuple[Village, ...]:
    """The villages of these townships, or of all: those that the source names come first."""
    return tuple(_village(t, n) for t in towns or TOWNS for n in range(1, _COUNT[t] + 1))


def _village(town: str, number: int) -> Village:
    named = _NAMED.get(town, ())
    if number <= len(named):
        return Village(town, number, *named[number - 1])
    ordinal = _ORDINALS[number - 1] if number <= 10 else f"十{_ORDINALS[number - 11]}"
    made_up = example(
        "", "", f"{town}{ordinal}村党支部", f"Village branch {number} of {town}", None
    )
    return Village(town, number, made_up.zh, made_up.en, made_up.note)


def models(town: str) -> tuple[str, ...]:
    """Members striven for as models: nine in Fanjiazhai, eight in Hanfeng."""
    count = {FANJIAZHAI: 9, HANFENG: 8}[town]
    return tuple(village.member(1) for village in villages(town)[:count])


def bodies() -> list[Body]:
    """All that is registered, superiors first."""
    return [
        Body(COUNTY, "county_committee", "县委", "County committee", level="county",
             note="not named in the text; the page's footer has 中共凤翔区委组织部"),
        *(Body(id, "township_committee", zh, en, COUNTY, "township")
          for id, (zh, en) in _TOWN_NAMES.items()),
        *(Body(v.id, "village_branch", v.zh, v.en, v.town, "grassroots", v.note)
          for v in villages()),
        example(GENERAL_BRANCH, "general_branch", "南指挥镇企业党总支", "General branch of firms",
                NANZHIHUI, "grassroots"),
        *(example(v.secretary, "village_cadre", f"{v.zh}书记", f"Secretary of {v.en}", v.id)
          for v in villages(FANJIAZHAI)),
        *(example(id, "party_member", f"党员{id}", f"Member {id}", id.partition("-member")[0])
          for town in (FANJIAZHAI, HANFENG) for id in models(town)),
    ]  # fmt: skip
