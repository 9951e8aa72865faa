"""What an auditor is told: notices and open items."""

from services.projections.texts import Bi

SNAPSHOT_DIFFERS = Bi(
    "What is stored with this decision cannot be derived again: see the differences.",
    "该决定所存依据无法重新推出，详见差异。",
)
CORRECTED = Bi(
    "Evidence it rests on was corrected afterwards ({criteria}); the rules would give the same.",
    "其所依据的数据事后有更正（{criteria}），按更正后数据，标准结果不变。",
)
CORRECTED_CHANGES = Bi(
    "Evidence it rests on was corrected afterwards ({criteria}); on the corrected figures the "
    "rules would give something else.",
    "其所依据的数据事后有更正（{criteria}），按更正后数据，标准结果将不同。",
)
OPINION_OVERRULED = Bi(
    "Evidence says otherwise on {criteria}; what was judged one by one counts.",
    "关于{criteria}，所录意见与逐项认定不一致，以认定为准。",
)
DIFFERS = Bi(
    "The decision departs from what the rules give, and says why.",
    "决定与标准结果不一致，已说明理由。",
)
DIFFERS_UNARGUED = Bi(
    "The decision departs from what the rules give and does not say why.",
    "决定与标准结果不一致，未说明理由。",
)
BEFORE_REVIEW = Bi("It was decided before a review by: {bodies}.", "作出决定时尚未评定：{bodies}。")
ASPECTS = Bi(
    "The meeting's record says nothing on: {aspects}.", "会议记录未反映以下方面：{aspects}。"
)
SAME_RECORDER = Bi(
    "The self-rating and the committee's decision were entered by the same person, {person}.",
    "自评与党委决定由同一人（{person}）录入。",
)
DOES_NOT_ADD_UP = Bi(
    "The figures given for “{criterion}” do not give its value.",
    "“{criterion}”所列数据推不出其数值。",
)
LATE_ONE = Bi("One entry came after its deadline.", "有1项逾期。")
LATE = Bi("{n} entries came after their deadline.", "有{n}项逾期。")
DEADLINE = Bi(
    "The deadline of {day} for “{step}” passed with nothing on record.",
    "“{step}”已过期限{day}，当时无记录。",
)
CHANGED_AFTER_MISSED = Bi(
    "Target {target} was changed after it had been judged missed.",
    "升级目标{target}在认定未完成之后又作调整。",
)
NO_APPRAISAL = Bi(
    "The year was assessed without a democratic appraisal.", "年度考评未以民主评议为依据。"
)
OUT_OF_ORDER_ONE = Bi(
    "One entry was recorded after others that happened on a later day.",
    "有1项记录晚于其后发生的事项。",
)
OUT_OF_ORDER = Bi(
    "{n} entries were recorded after others that happened on a later day.",
    "有{n}项记录晚于其后发生的事项。",
)

CRITICISM_WITHOUT_ORDER = Bi(
    "The criticism of {day} is incomplete: no rectification has been ordered.",
    "{day}的批评尚不完整：未责令限期整改。",
)
RECTIFICATION_OVERDUE = Bi(
    "Rectification {order} is overdue since {day}, by {days:day|days}.",
    "整改{order}自{day}起逾期，已逾{days}天。",
)
RECTIFICATION_OPEN = Bi(
    "Rectification {order} is open until {day}.", "整改{order}进行中，期限至{day}。"
)
RECTIFICATION_UNVERIFIED = Bi(
    "Rectification {order} was reported and waits to be checked.", "整改{order}已报告，待核查。"
)
RECORD_OPEN = Bi("{kind} {record} is open: nothing has closed it yet.", "{kind}{record}尚未办结。")
TARGET_OVERDUE = Bi(
    "Target {target} is overdue since {day} and not judged.",
    "升级目标{target}已于{day}到期，尚未认定。",
)
TARGET_UNASSIGNED = Bi("Assigned to nobody: {targets}.", "尚未分解到人：{targets}。")
NO_TARGET = Bi("No target answers: {criteria}.", "尚无升级目标针对：{criteria}。")
PROBLEM_UNSOLVED = Bi(
    "A problem found in the look-back is open: {problem}.",
    "“回头看”发现的问题尚未解决：{problem}。",
)
FAILED_UNANSWERED = Bi(
    "What the assessment of {day} found calls for criticism; none is on record.",
    "{day}的考评结果应予通报批评，尚无批评记录。",
)
PLEDGE_MISSING = Bi("Not pledged yet: {kinds}.", "尚未作出：{kinds}。")
REVIEW_MISSING = Bi("No review on record yet by: {bodies}.", "尚无评定记录：{bodies}。")
