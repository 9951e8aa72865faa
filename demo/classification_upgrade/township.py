"""The example township: one committee, its office, 42 villages. All names are invented."""

from dataclasses import dataclass
from random import Random

COMMITTEE, OFFICE = "example-township", "example-township-office"
CLERK = "person-township-clerk"
SEED = 2011

_NAMES = (
    ("东坡", "Dongpo"), ("南沟", "Nangou"), ("西原", "Xiyuan"), ("北庄", "Beizhuang"),
    ("上河", "Shanghe"), ("下河", "Xiahe"), ("柳树", "Liushu"), ("槐树", "Huaishu"),
    ("石桥", "Shiqiao"), ("李家", "Lijia"), ("王家", "Wangjia"), ("张家", "Zhangjia"),
    ("赵家", "Zhaojia"), ("刘家", "Liujia"), ("陈家", "Chenjia"), ("杨家", "Yangjia"),
    ("周家", "Zhoujia"), ("吴家", "Wujia"), ("郑家", "Zhengjia"), ("孙家", "Sunjia"),
    ("高崖", "Gaoya"), ("平川", "Pingchuan"), ("红旗", "Hongqi"), ("新民", "Xinmin"),
    ("和平", "Heping"), ("光明", "Guangming"), ("前进", "Qianjin"), ("团结", "Tuanjie"),
    ("丰收", "Fengshou"), ("青龙", "Qinglong"), ("白马", "Baima"), ("金泉", "Jinquan"),
    ("玉泉", "Yuquan"), ("双井", "Shuangjing"), ("三岔", "Sancha"), ("四合", "Sihe"),
    ("五里", "Wuli"), ("六盘", "Liupan"), ("七里", "Qili"), ("八角", "Bajiao"),
    ("九龙", "Jiulong"), ("十里", "Shili"),
)  # fmt: skip

REVISED, LATE, DIVIDED, MISSED, CORRECTED = 7, 19, 12, 23, 31
REPLACED, POORLY_ORGANISED = 11, 33
"""The villages with a history of their own, by number."""
MODEST, TWO_YEARS, ONE_SHORT = 33, 38, 27
"""One rates itself too low, one leaves out a year, one lacks a single line of the standard."""
LAYERED, NOBODY_S = 24, 30
"""One breaks its targets down to every member; in one nobody carries the third target."""
AWAY = "person-12-09"
SILENT = "person-24-09"
"""Two members make no pledge, one of them for a reason on record."""
SOFTENED, PUT_OFF = 16, 21
"""Where a target was changed: shortly before the assessment; after it had been due."""
RECKONED_AGAIN = frozenset({1, 9, 35})
"""Files in which the township's average income was corrected after the decision."""

ADVANCED = frozenset({1, 5, 9, 15, 20, 26, 31, 35, 40})
BACKWARD = frozenset({3, 7, 11, 17, 22, 29, 36, 41})
PROMOTED = frozenset({4, 14, 27})
"""Intermediate when the cycle opens, advanced at year end: 3 of 25, above the 10 % of T1-02."""


@dataclass(frozen=True)
class Village:
    """A village branch. ``members``: person ids, the secretary first, then the team."""

    number: int
    name_zh: str
    name_en: str
    members: tuple[str, ...]
    masses: int
    tier: str
    year_end_tier: str

    @property
    def id(self) -> str:
        return f"village-{self.number:02}"

    @property
    def secretary(self) -> str:
        return self.members[0]

    @property
    def team(self) -> tuple[str, ...]:
        return self.members[:4]

    @property
    def self_rated(self) -> str:
        """What it gives itself: all but two see themselves as the rules do."""
        return {REVISED: "intermediate", MODEST: "backward"}.get(self.number, self.tier)


def villages() -> tuple[Village, ...]:
    """The 42, the same at every call."""
    chance = Random(SEED)
    return tuple(_village(number, chance) for number in range(1, len(_NAMES) + 1))


def _village(number: int, chance: Random) -> Village:
    zh, en = _NAMES[number - 1]
    tier = "intermediate"
    if number in ADVANCED:
        tier = "advanced"
    elif number in BACKWARD:
        tier = "backward"
    better = {"backward": "intermediate", "intermediate": "advanced"}
    members = 31 if number == REVISED else chance.randint(9, 22)
    return Village(
        number=number,
        name_zh=f"{zh}村(示例)",
        name_en=f"{en} village (example)",
        members=tuple(f"person-{number:02}-{n:02}" for n in range(1, members + 1)),
        masses=40 if number == REVISED else chance.randint(24, 60),
        tier=tier,
        year_end_tier=better[tier] if number in BACKWARD | PROMOTED else tier,
    )
