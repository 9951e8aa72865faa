"""What registers say: names of their columns, and what an auditor would want to look at."""

from services.projections.texts import Bi

COLUMNS: dict[str, Bi] = {
    "absent": Bi("absent", "缺席"),
    "addresses": Bi("answers", "针对的不足"),
    "agrees": Bi("agrees with it", "是否一致"),
    "amended": Bi("changed", "变更"),
    "appraisal": Bi("appraisal’s entry", "评议出处"),
    "appraisal_score": Bi("appraisal score", "评议得分"),
    "appraised_on": Bi("appraised on", "评议日期"),
    "assessed_on": Bi("assessed on", "考评日期"),
    "assessed_years": Bi("year-end assessments of", "已列考核年度"),
    "assigned_to": Bi("carried by", "责任人"),
    "at_least": Bi("at least", "不少于"),
    "attendances": Bi("attendances", "人次"),
    "attention": Bi("to look at", "提示"),
    "by": Bi("by", "报送者"),
    "by_organisation": Bi("by organisation", "按组织"),
    "by_role": Bi("by role", "按身份"),
    "case": Bi("case", "个案"),
    "carry_none": Bi("members without a share", "未分解目标党员"),
    "category": Bi("category", "评选类别"),
    "clause": Bi("clause", "条款"),
    "commended_on": Bi("commended on", "表彰日期"),
    "considered": Bi("found by aspect", "四个方面情况"),
    "corrected": Bi("corrected", "更正"),
    "corrected_indicates": Bi("rules on corrected figures", "按更正数据"),
    "corrections": Bi("corrections’ entries", "更正出处"),
    "counted": Bi("who counts", "计入者"),
    "counts": Bi("counts", "分子"),
    "counts_for": Bi("basis for", "作为依据"),
    "counts_in": Bi("counts in", "纳入考核"),
    "criterion": Bi("evidence of", "对应标准"),
    "days": Bi("days", "天数"),
    "days_late": Bi("days late", "逾期天数"),
    "days_overdue": Bi("days overdue", "逾期天数"),
    "decided": Bi("committee", "党委决定"),
    "decided_by": Bi("decided by", "决定者"),
    "decided_on": Bi("decided on", "决定日期"),
    "delegates_present": Bi("delegates", "两代表一委员"),
    "demand": Bi("qualitative demand", "定性要求"),
    "denominator": Bi("denominator", "分母"),
    "denominator_shrank": Bi("denominator shrank", "分母缩小"),
    "denominators": Bi("denominator, each time", "历次分母"),
    "deviation_reason": Bi("why not as the rules", "偏离标准理由"),
    "direction": Bi("against the self-rating", "相对自评"),
    "disagree": Bi("disagree", "分歧"),
    "document": Bi("document", "文件"),
    "done": Bi("done", "完成"),
    "due_on": Bi("due on", "期限"),
    "eligible": Bi("eligible", "符合条件"),
    "ends_on": Bi("to", "结束"),
    "entries": Bi("entries", "条数"),
    "event": Bi("what was entered", "录入事项"),
    "events": Bi("derived from", "推算所据事件"),
    "exactly": Bi("exactly", "恰为"),
    "extended_from": Bi("extended from", "原期限"),
    "excused": Bi("without, for a reason", "说明原因未承诺者"),
    "fails": Bi("fails", "未达条件"),
    "fields": Bi("what it says", "内容"),
    "filed_by": Bi("filed by", "填报者"),
    "filed_on": Bi("filed on", "填报日期"),
    "finding": Bi("finding", "验收意见"),
    "first_made_on": Bi("first made on", "最早承诺日期"),
    "followed_by": Bi("followed by", "后续"),
    "form": Bi("form", "形式"),
    "ground": Bi("ground", "依据"),
    "grounds": Bi("grounds", "推荐依据"),
    "happened_from": Bi("happened from", "发生日期（起）"),
    "happened_to": Bi("to", "发生日期（止）"),
    "heard_masses": Bi("masses heard", "听取群众人数"),
    "heard_members": Bi("members heard", "听取党员人数"),
    "held_on": Bi("held on", "日期"),
    "home": Bi("own organisation", "所在组织"),
    "how": Bi("derived or reported", "推算或上报"),
    "id": Bi("id", "编号"),
    "indicated": Bi("rules", "标准结果"),
    "issued_on": Bi("issued on", "作出日期"),
    "kept": Bi("kept", "已兑现"),
    "kind": Bi("kind", "类别"),
    "ladder": Bi("ladder", "阶梯"),
    "late": Bi("late", "逾期"),
    "left": Bi("places left", "余额"),
    "listed": Bi("listed", "有名册人次"),
    "mass_representatives_meeting": Bi("masses", "群众代表会议"),
    "mass_representatives_present": Bi("mass representatives", "群众代表"),
    "meeting": Bi("meeting", "会议"),
    "members_meeting": Bi("members", "党员大会"),
    "members_present": Bi("members", "到会党员"),
    "met": Bi("met", "达标"),
    "met_by": Bi("met by", "履行依据"),
    "met_on": Bi("met on", "履行日期"),
    "missed_by": Bi("missed according to", "缺失依据"),
    "missing": Bi("members without", "未承诺党员"),
    "movement": Bi("movement", "升降"),
    "needed": Bi("needed", "需要"),
    "newest_indicates": Bi("newest version gives", "按最新版本"),
    "newest_version": Bi("newest version", "最新版本"),
    "nominated_by": Bi("nominated by", "推荐者"),
    "not_counted": Bi("who does not count", "未计入者"),
    "not_judged": Bi("not judged", "未评判"),
    "not_kept": Bi("not kept", "未兑现"),
    "not_whole": Bi("not all days", "未全程"),
    "not_yet": Bi("known to lack one", "已知未承诺者"),
    "numerator": Bi("numerator", "分子数"),
    "object": Bi("object", "对象"),
    "of": Bi("of", "分母所指"),
    "obligation": Bi("obligation", "义务"),
    "of_days": Bi("of days", "应到天数"),
    "of_members": Bi("of members", "党员总数"),
    "opening": Bi("on entry", "年初级次"),
    "opens_on": Bi("from", "起始日期"),
    "opinions": Bi("opinions", "意见"),
    "opinions_heard_on": Bi("opinions heard on", "听取意见日期"),
    "opinions_taken_up": Bi("opinions taken up", "采纳意见"),
    "ordered": Bi("order followed", "已责令整改"),
    "organisation": Bi("organisation", "组织"),
    "overdue": Bi("after a deadline", "逾期条数"),
    "owed_by": Bi("owed by", "责任主体"),
    "parties": Bi("between", "签订双方"),
    "parts": Bi("part by part", "分项"),
    "people": Bi("distinct people", "人数"),
    "period": Bi("period", "期间"),
    "person": Bi("person", "人员"),
    "persons": Bi("persons", "人数"),
    "pledgers": Bi("who pledged", "承诺人数"),
    "pledges": Bi("pledges", "承诺数"),
    "poorly_organised": Bi("poorly organised", "组织不力"),
    "position": Bi("place", "名次"),
    "present": Bi("present", "到会"),
    "published": Bi("published", "已公开"),
    "published_in": Bi("where", "公开处"),
    "quality": Bi("quality", "质量"),
    "quantity": Bi("quantity", "数量"),
    "quota": Bi("quota", "名额"),
    "rate": Bi("exact rate", "精确比率"),
    "rate_pct": Bi("rate in %", "比率（%）"),
    "reached_late": Bi("after the day due", "逾期才达到者"),
    "reason": Bi("reason", "理由"),
    "reasons": Bi("reasons", "理由"),
    "recommended_on": Bi("recommended on", "推荐日期"),
    "recommended_to": Bi("recommended to", "推荐至"),
    "recorded_by": Bi("entered by", "录入人"),
    "recorded_on": Bi("entered on", "录入日期"),
    "records": Bi("what was done", "已采取措施"),
    "reported": Bi("reported", "上报数"),
    "required": Bi("required", "必须"),
    "rests_on": Bi("rests on", "证据"),
    "role": Bi("role", "身份"),
    "row": Bi("row", "行"),
    "scope": Bi("where", "范围"),
    "said_by": Bi("said by", "记录事件"),
    "score": Bi("score", "得分"),
    "selected": Bi("selected", "选派"),
    "selected_by": Bi("selected by", "评定者"),
    "selection": Bi("selection", "评选"),
    "self_rated": Bi("self-rating", "自评"),
    "self_rating": Bi("self-rating", "自评"),
    "session": Bi("session", "场次"),
    "sessions": Bi("sessions", "场次"),
    "set_on": Bi("set on", "制定日期"),
    "sheets": Bi("sheets", "测评票"),
    "short_by": Bi("missing", "尚差"),
    "signed_on": Bi("signed on", "签订日期"),
    "since": Bi("since", "起始日期"),
    "source": Bi("entry", "出处"),
    "sources": Bi("entries", "出处"),
    "starts_on": Bi("from", "开始"),
    "state": Bi("state", "状态"),
    "stated_share_pct": Bi("stated share in %", "原文比例（%）"),
    "step": Bi("step", "步骤"),
    "steps_before": Bi("came after", "前置环节"),
    "superior": Bi("under", "上级"),
    "taken": Bi("taken", "已评"),
    "taken_up": Bi("taken up", "采纳的意见"),
    "target": Bi("target", "目标"),
    "target_ids": Bi("linked targets", "对应升级目标"),
    "targets": Bi("targets reached", "目标完成"),
    "task": Bi("task", "任务"),
    "task_completed": Bi("task completed", "任务完成"),
    "text": Bi("target", "目标"),
    "tier": Bi("tier", "级次"),
    "tier_now": Bi("tier now", "现级次"),
    "tier_then": Bi("tier then", "当时级次"),
    "topics": Bi("topics", "内容"),
    "unit": Bi("unit", "单位"),
    "unknown": Bi("unknown", "不明者"),
    "unnamed": Bi("attendances without a name", "未具名人次"),
    "verified_by": Bi("verified by", "验收者"),
    "version": Bi("judged under version", "依据版本"),
    "voice": Bi("who", "评定者"),
    "votes": Bi("votes", "票数"),
    "waiting": Bi("no year-end tier yet", "尚未年终评定者"),
    "what": Bi("what", "事项"),
    "whole": Bi("all days", "全程"),
    "worked_on": Bi("first working day", "期限当日或其后首个工作日"),
    "working_days_late": Bi("working days late", "超期工作日数"),
    "year_end": Bi("year end", "年终"),
    "years": Bi("years", "依据年度"),
}
"""By the field of a row."""

CHANGE = Bi("{what}: {old} → {new}", "{what}：{old}→{new}")
PAIR = Bi("{one} / {other}", "{one}／{other}")
EXCUSED = Bi("{person}: {reason}", "{person}：{reason}")
FOUND = Bi("{aspect}: {finding}", "{aspect}：{finding}")
STATED = Bi("{what}: {value} ({grounds})", "{what}：{value}（{grounds}）")
COVERS = Bi("for {days}", "{days}")
STEP_ON = Bi("{step}: {day}", "{step}：{day}")
AMENDED = Bi("{day}, agreed by {by}: {reason}", "{day}，经{by}同意：{reason}")

LATE = Bi("after its deadline", "逾期")
BEFORE_REVIEW = Bi("decided before a review by: {bodies}", "未经以下评定即作决定：{bodies}")
BEFORE_STEP = Bi("nothing on record of a step before it: {steps}", "无前置环节记录：{steps}")
SAME_CLERK = Bi(
    "self-rating and decision entered by the same person, {person}",
    "自评与决定由同一人{person}录入",
)
NOT_ARGUED = Bi("differs from the rules without a reason", "与标准结果不一致且未说明理由")
ASPECTS = Bi("not considered: {aspects}", "未反映：{aspects}")
NOT_RATED = Bi("no self-rating", "未自评")
NOT_FILED = Bi("not filed", "未备案")
FILED_LATE = Bi("filed {n:day|days} late", "逾期{n}天备案")
NOT_HELD = Bi("not on record yet", "尚无记录")
DECIDED_WITHOUT = Bi("not on record, though the tier is decided", "无记录，但级次已定")
AFTER_DECISION = Bi("recorded after the decision", "决定之后才录入")
CORRECTION_CHANGES = Bi("corrected since: now {tier}", "数据事后更正：应为{tier}")
VERSION_CHANGES = Bi("version {n} would give {tier}", "按第{n}版应为{tier}")
LOWEST = Bi("at the lowest tier since {day}", "自{day}起处于最低级次")
ENTERED_OTHERWISE = Bi(
    "entered as {tier}, though {was} was in force",
    "以级次“{tier}”进入本周期，而此前现有级次为“{was}”",
)
SPARED = Bi("nobody was criticised for this", "未予通报批评")
NO_APPRAISAL = Bi("assessed without an appraisal", "未经民主评议即考评")
MORE_SHEETS = Bi("more sheets than people present", "测评票多于到会人数")
OVERDUE = Bi("{n:day|days} overdue", "逾期{n}天")
EXTENDED = Bi("its date was extended", "期限曾延长")
REPORTED_LATE = Bi("reported {n:day|days} late", "逾期{n}天报告")
NO_ORDER = Bi("no rectification order with it", "未责令限期整改")
NOT_COMPLETED = Bi("commended, though the task was not completed", "未完成任务而受表彰")
NO_ASSESSMENT = Bi("granted without an assessment", "无考核依据")
UNSOLVED = Bi("not solved", "未解决")
RECORD_OPEN = Bi("open: what is to follow is not on record", "未办结：应有的后续记录缺失")
NO_PLEDGE = Bi("no pledge", "未承诺")
MEMBERS_MISSING = Bi("{n} of {of:member has|members have} not pledged", "{of}名党员中{n}名未承诺")
MORE_PLEDGED = Bi(
    "more have pledged than are registered: {n} of {of}", "承诺者多于登记党员：{n}/{of}"
)
NOT_PUBLISHED = Bi("{n} not published", "{n}项未公开")
NOT_KEPT = Bi("{n} not kept", "{n}项未兑现")
LETTER_MISSING = Bi("no letter", "未签订")
LETTER_OVERDUE = Bi("no letter, though due", "到期未签订")
LETTER_LACKS = Bi("does not say: {what}", "缺少：{what}")
NO_TARGET = Bi("no target against this weakness", "该不足无对应目标")
CARRY_NONE = Bi("{n} of {of:member carries|members carry} no target", "{of}名党员中{n}名未分解目标")
NOT_MEASURABLE = Bi("no full measure or demand", "数量、质量、时限或定性要求不全")
UNASSIGNED = Bi("carried by nobody", "无人负责")
NOT_HEARD = Bi("set before opinions were heard", "未先听取意见")
TARGET_MISSED = Bi("not met on the day it was due", "到期未达到")
MORE_THAN_REGISTERED = Bi("more count than are registered", "计入者多于登记数")
SHRANK = Bi("the denominator shrank", "分母缩小")
NOT_BACKED = Bi("reported otherwise than the events give", "上报数与事件不符")
AMENDED_AFTER_DUE = Bi("changed on {day}, after it was due on {due}", "{due}到期后于{day}变更")
AMENDED_BEFORE_ASSESSMENT = Bi(
    "changed on {day}, shortly before the assessment", "考评前夕于{day}变更"
)
TARGET_OVERDUE = Bi("overdue", "逾期未评")
MISSED = Bi("missed", "未完成")
CANCELLED = Bi("cancelled: {reason}", "取消：{reason}")
NEVER_HELD = Bi("announced and never held", "已通知而未举行")
REPORTED_ONLY = Bi("{n} reported, {listed} listed", "上报{n}人次，名册{listed}人次")
CHECKS = Bi("not met: {checks}", "未落实：{checks}")
SELECTED_AWAY = Bi("{n} selected did not come", "{n}名选派人员未到")
ABSENT = Bi("did not come", "缺席")
SELECTED_NOT_THERE = Bi("selected and did not come", "已选派而未到")
NOT_SELECTED = Bi("came without being selected", "未经选派而参加")
NOT_WHOLE = Bi("{n} of {of:day|days}", "应到{of}天，实到{n}天")
BELOW_STANDARD = Bi("selected below the standard", "未达标准而入选")
INELIGIBLE = Bi("selected though not eligible", "不符合条件而入选")
ELIGIBILITY_UNKNOWN = Bi("selected while eligibility was unknown", "条件未明而入选")
NO_LONGER_ELIGIBLE = Bi("not eligible on what is on record now", "按现有记录不符合条件")
NOT_COMMENDED = Bi("recommended without a commendation before", "未经表彰即推荐")
NOT_SELECTED_BUT_RECOMMENDED = Bi("recommended without being selected", "未入选即推荐")
NOT_NOMINATED = Bi("selected without a nomination", "未经推荐而入选")
IN_THE_FUTURE = Bi("entered before it happened", "先于发生录入")
