"""Words for conditions, and the sentences that say why a tier came out."""

from services.projections.texts import Bi

COMBINATORS = {
    "all": Bi("all of these", "以下各项全部符合"),
    "any": Bi("at least one of these", "以下各项至少符合一项"),
    "not": Bi("not this", "不得有以下情形"),
    "count": Bi("at least {n} of these", "以下各项至少符合{n}项"),
    "otherwise": Bi("whoever no other rule takes", "不属于其他档次的"),
    "leaf": Bi("{cel}", "{cel}"),
}
LINE_HOLDS = Bi("{criterion}: {value} ({asks})", "{criterion}：{value}（符合{asks}）")
LINE_FAILS = Bi("{criterion}: {value} (asked: {asks})", "{criterion}：{value}（要求{asks}）")
LINE_PLAIN = Bi("{criterion}: {value}", "{criterion}：{value}")
AT_LEAST = Bi("at least “{level}”", "不低于“{level}”")
AT_MOST = Bi("at most “{level}”", "不高于“{level}”")
EXACTLY = Bi("“{level}”", "“{level}”")
BETWEEN = Bi("{low} to {high}", "{low}至{high}")
COMPARED = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}

TALLIED = {
    "pledge": Bi(
        "{kind}: of {of}, {held} kept, {failed} not kept",
        "{kind}：{of}项中已履行{held}项，未履行{failed}项",
    ),
    "training_kind": Bi(
        "{kind}: of {of:person|persons}, {held} attended, {failed} absent",
        "{kind}：{of}人中参加{held}人，缺席{failed}人",
    ),
    "target": Bi(
        "upgrade targets: of {of}, {held} completed, {failed} missed",
        "升级目标：{of}项中完成{held}项，未完成{failed}项",
    ),
}
"""What other services' events gave, counted."""

HOLDS_ALL = Bi(
    "The rule of “{tier}” holds: {holds} of {of:condition|conditions}.",
    "“{tier}”的标准成立：{of}项中{holds}项符合。",
)
HOLDS_BY = Bi("The rule of “{tier}” holds. {lines}.", "“{tier}”的标准成立：{lines}。")
EACH_IS_ENOUGH = Bi("Each of them alone is enough.", "其中任何一项即可成立。")
OTHERWISE = Bi(
    "“{tier}” is what remains: no rule of another tier holds.",
    "其他档次的标准均不成立，归入“{tier}”。",
)
FAILS = Bi(
    "The rule of “{tier}” fails on {failed} of {of:condition|conditions}: {lines}.",
    "“{tier}”的标准不成立，{of}项中{failed}项不符合：{lines}。",
)
FAILS_PLAINLY = Bi("The rule of “{tier}” does not hold.", "“{tier}”的标准不成立。")
COUNTED = Bi(
    "Of “{group}”, {holds} of {of} hold ({needed} needed){lines}.",
    "“{group}”{of}项中符合{holds}项（需{needed}项）{lines}。",
)
UNDETERMINED = Bi(
    "The rules give no single tier: possible are {tiers}. Missing: {missing}.",
    "按标准尚不能确定档次，可能为{tiers}。缺少：{missing}。",
)
AND_MORE = Bi("; {n} more", "；另有{n}项")
