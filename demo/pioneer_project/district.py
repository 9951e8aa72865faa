"""The district: 5 township committees, 42 villages, 2,800 farmer members, as the source counts.

The source names none of them and does not say how they spread: all names and shares are examples.
"""

from dataclasses import dataclass
from functools import cache

from demo.bodies import Body, example

DISTRICT, DEPARTMENT = "example-district", "example-district-department"
MEMBERS, ABLE_AT_FIRST, ABLE = 2_800, 1_230, 1_200
"""Farmer members; those with activity ability in March and, after 30 were struck off, in December.
The first figure is the source's, the others are examples."""

_TOWNS = ("东河", "南山", "西岭", "北湖", "中兴")
_TOWNS_EN = ("Donghe", "Nanshan", "Xiling", "Beihu", "Zhongxing")
_NAMES = "松柏榆槐杨柳桃李杏梨枣桑竹梅"
_NAMES_EN = (
    "Song", "Bai", "Yu", "Huai", "Yang", "Liu", "Tao", "Li", "Xing", "Lizi", "Zao", "Sang", "Zhu",
    "Mei",
)  # fmt: skip
_PLACES, _PLACES_EN = "树沟湾", ("shu", "gou", "wan")


@dataclass(frozen=True)
class Village:
    """A village branch. ``members``: of these as many as ``able`` have activity ability."""

    number: int
    town: str
    zh: str
    en: str
    members: int
    able: int

    @property
    def id(self) -> str:
        return f"pioneer-village-{self.number:02}"

    @property
    def cadres(self) -> tuple[str, ...]:
        """The secretary, the head, and three more."""
        return tuple(f"{self.id}-cadre-{n}" for n in range(1, 6))

    @property
    def able_members(self) -> tuple[str, ...]:
        return tuple(f"{self.id}-member-{n:02}" for n in range(1, self.able + 1))


TOWNS = tuple(f"pioneer-town-{n}" for n in range(1, 6))


@cache
def villages() -> tuple[Village, ...]:
    """The 42, in the order of their numbers; nine or eight to a township."""
    return tuple(_village(number) for number in range(1, 43))


def _village(number: int) -> Village:
    place, name = divmod(number - 1, len(_NAMES))
    return Village(
        number=number,
        town=TOWNS[(number - 1) % len(TOWNS)],
        zh=f"{_NAMES[name]}{_PLACES[place]}村",
        en=f"{_NAMES_EN[name]}{_PLACES_EN[place]} village",
        members=_share(MEMBERS, number),
        able=_share(ABLE_AT_FIRST, number),
    )


def _share(whole: int, number: int) -> int:
    """A village's share of a whole: all the same, the first ones one more."""
    each, left = divmod(whole, 42)
    return each + (number <= left)


def village_of(id: str) -> Village:
    """The village that an id of it, or of anybody in it, names."""
    return villages()[int(id.removeprefix("pioneer-village-")[:2]) - 1]


def town_of(id: str) -> str:
    """The township committee above a village, a team, a cadre or a member, or itself."""
    return village_of(id).town if id.startswith("pioneer-village-") else id.removesuffix("-team")


def teams() -> tuple[str, ...]:
    """The 47 leading teams: of each township and of each village."""
    return tuple(f"{id}-team" for id in (*TOWNS, *(village.id for village in villages())))


def cadres() -> tuple[str, ...]:
    """The 210 village cadres, all secretaries first, then all heads."""
    return tuple(village.cadres[n] for n in range(5) for village in villages())


def able_members() -> tuple[str, ...]:
    """The members with activity ability: the first of each village, then the second of each."""
    numbered = [
        (number, village.number, member)
        for village in villages()
        for number, member in enumerate(village.able_members)
    ]
    return tuple(member for _, _, member in sorted(numbered))


def households(category: str) -> tuple[str, ...]:
    """Ten households, or service bases, of a category: one in each of the first ten villages."""
    return tuple(f"{village.id}-{category.replace('_', '-')}" for village in villages()[:10])


def bodies() -> list[Body]:
    """All that is registered, superiors first."""
    return [
        Body(DISTRICT, "district_committee", "*区委(示例)", "District committee (example)",
             level="county", note="masked in the source"),
        Body(DEPARTMENT, "district_organisation_department", "*区委组织部(示例)",
             "Organisation department of the district (example)", DISTRICT, "county",
             "masked in the source"),
        *(example(id, "township_committee", f"{zh}镇党委", f"{en} township committee", DISTRICT,
                  "township") for id, zh, en in zip(TOWNS, _TOWNS, _TOWNS_EN, strict=True)),
        *(example(one.id, "village_branch", f"{one.zh}党支部", one.en, one.town, "grassroots")
          for one in villages()),
        *(_team(id) for id in teams()),
        *(_person(id, "village_cadre", "村干部", "village cadre") for id in cadres()),
        *(_person(id, "party_member", "党员", "member") for id in able_members()),
    ]  # fmt: skip


def others() -> list[Body]:
    """Households and service bases that are nominated."""
    return [
        *(_person(id, "household", "精神文明户", "civilised household")
          for id in households("civilised_households")),
        *(_person(id, "household", "致富带头人入党典型户", "household of a joiner")
          for id in households("prosperity_leader_joiners")),
        *(_person(id, "service_base", "党员示范服务基地", "service base")
          for id in households("member_service_bases")),
    ]  # fmt: skip


def _team(id: str) -> Body:
    return example(id, "leadership_team", "领导班子", f"leading team of {id.removesuffix('-team')}",
                   id.removesuffix("-team"))  # fmt: skip


def _person(id: str, kind: str, zh: str, en: str) -> Body:
    village = village_of(id)
    mark = id.rpartition("-")[2]
    return example(id, kind, f"{village.zh}{zh}{mark}", f"{en} {mark} of {village.en}", village.id)
