"""Our own vocabulary in both languages: enumerations of the contracts, kinds, forms, units.

Keyed by the field a word stands in and its value; what a scheme names is looked up there first.
"""

from services.projections.texts import Bi

_BODIES = {
    "members_meeting": Bi("members' meeting", "党员大会"),
    "mass_representatives_meeting": Bi("mass representatives' meeting", "群众代表会议"),
}
_PERIODS = {
    "stage": Bi("stage", "阶段"),
    "quarter": Bi("quarter", "季度"),
    "half_year": Bi("half-year", "半年"),
    "year": Bi("year", "年度"),
    "round": Bi("round", "轮次"),
}
_BASES = {
    "year_end_assessment": Bi("the year-end assessment", "年终考评"),
    "classify_and_rank": Bi("classifying and ranking", "分类排队"),
    "recognition": Bi("recognition", "认定"),
    "assessment_against_standard": Bi("assessment against the standard", "对照标准考评"),
}
_MOVEMENTS = {
    "first": Bi("first tier", "首次定级"),
    "up": Bi("up", "升级"),
    "same": Bi("unchanged", "保持"),
    "down": Bi("down", "降级"),
}
_REPLACES = {
    "self_rating": Bi("the self-rating", "自评级次"),
    "tier_in_force": Bi("the tier in force", "现有级次"),
}
_PLEDGERS = {
    "branch": Bi("the branch", "支部"),
    "member": Bi("a member", "党员"),
    "cadre": Bi("a cadre", "干部"),
    "joint": Bi("several together", "联合"),
}
_TO = {"members": Bi("the members", "党员"), "masses": Bi("the masses", "群众")}
_ASSIGNEES = {
    "team_member": Bi("team member", "班子成员"),
    "party_member": Bi("Party member", "党员"),
}
_CHANGES = {
    "removed": Bi("removed", "删除"),
    "added": Bi("added", "补登"),
    "changed": Bi("changed", "变更"),
}
_FORMS = {
    "special_meeting": Bi("special meeting", "专题会议"),
    "committee_meeting": Bi("committee meeting", "党委会议"),
    "circular": Bi("circular", "通报"),
    "serious": Bi("serious criticism", "严肃批评"),
    "severe": Bi("severe criticism", "严厉批评"),
    "plain": Bi("criticism", "批评"),
    "collective": Bi("collective commendation", "集中表彰"),
    "central": Bi("central training", "集中培训"),
    "quarterly_study": Bi("quarterly study", "季度学习"),
    "meeting_as_training": Bi("meeting used as training", "以会代训"),
    "on_site_meeting": Bi("on-site meeting", "现场会"),
    "report": Bi("report meeting", "报告会"),
    "lecture": Bi("lecture", "讲座"),
    "party_class": Bi("Party class", "党课"),
    "mobilisation": Bi("mobilisation meeting", "动员会"),
    "mobilisation_meeting": Bi("mobilisation meeting", "动员会"),
    "backbone_training": Bi("training of the backbone", "骨干培训"),
    "village_cadre_training": Bi("training of village cadres", "村干部培训"),
    "member_training": Bi("training of members", "党员培训"),
    "slogans": Bi("slogans", "标语宣传"),
    "promotion_meeting": Bi("promotion meeting", "推进会"),
    "activity_day": Bi("activity day", "活动日"),
    "activity": Bi("activity", "活动"),
    "class": Bi("class", "辅导班"),
    "study_meeting": Bi("study meeting", "学习会"),
    "theme_education": Bi("theme education", "主题教育"),
    "training": Bi("training", "培训"),
    "selection": Bi("selection", "评选"),
}
_GROUNDS = {
    "upgrade_task_completed": Bi("the upgrade task was completed", "完成升级任务"),
    "upgrade_task_not_completed": Bi("the upgrade task was not completed", "未完成升级任务"),
    "poorly_organised": Bi("the work was poorly organised", "组织不力"),
    "not_implementing": Bi("not implementing", "不落实"),
    "shirking": Bi("shirking", "推诿扯皮"),
    "formalism": Bi("formalism", "搞形式主义"),
    "not_taken_seriously": Bi("not taken seriously", "思想不重视"),
    "weak_work": Bi("weak work", "工作不得力"),
    "same_as_admonition": Bi("as for the admonition talk", "同诫勉谈话事由"),
}
_ROLES = {
    "secretary": Bi("secretary", "书记"),
    "village_cadre": Bi("village cadre", "村干部"),
    "group_cadre": Bi("group cadre", "组干部"),
    "township_cadre": Bi("township cadre", "乡镇干部"),
    "reserve_cadre": Bi("reserve cadre", "后备干部"),
    "member": Bi("member", "党员"),
    "activist": Bi("applicant-activist", "入党积极分子"),
    "masses": Bi("one of the masses", "群众"),
    # An attendance may give the audience that a scheme names in place of one person's role.
    "all_members": Bi("all members", "全体党员"),
    "all_village_members": Bi("all village members", "全村党员"),
    "members": Bi("members", "党员"),
    "cadres": Bi("cadres", "干部"),
    "activists": Bi("applicant-activists", "入党积极分子"),
    "staff": Bi("staff", "职工"),
    "branches": Bi("branches", "党组织"),
    "village_cadres": Bi("village cadres", "村级干部"),
    "village_main_cadres": Bi("village main cadres", "村级主要干部"),
    "village_branch_secretaries": Bi("village branch secretaries", "村党支部书记"),
    "village_group_cadres": Bi("village and group cadres", "村组干部"),
    "township_village_cadres": Bi("township and village cadres", "镇村干部"),
    "township_village_group_cadres": Bi("township, village and group cadres", "乡村组三级干部"),
    "grassroots_cadres": Bi("grassroots cadres", "农村基层干部"),
    "reserve_cadres": Bi("reserve cadres", "后备干部"),
    "member_cadres": Bi("member cadres", "党员干部"),
    "team_leaders": Bi("team leaders", "班子主要负责人"),
    "farmer_members": Bi("farmer members", "农民党员"),
    "rural_members": Bi("rural members", "农村党员"),
    "eligible_members_cadres_masses": Bi(
        "eligible members, cadres and masses", "符合条件的党员、干部、群众"
    ),
    "secretaries_of_intermediate_branches": Bi(
        "secretaries of intermediate branches", "中间村党组织书记"
    ),
    "mass_representatives": Bi("mass representatives", "群众代表"),
    "two_delegates_one_committee_member": Bi(
        "two delegates, one committee member", "“两代表一委员”"
    ),
}
_KINDS = {
    "district_committee": Bi("district committee", "区委"),
    "county_committee": Bi("county committee", "县委"),
    "county_organisation_department": Bi("county organisation department", "县委组织部"),
    "district_organisation_department": Bi("district organisation department", "区委组织部"),
    "township_committee": Bi("township committee", "乡镇党委"),
    "township_office": Bi("township Party-and-government office", "乡镇党政办"),
    "township_party_school": Bi("township Party school", "乡镇党校"),
    "village_branch": Bi("village branch", "村党支部"),
    "community_branch": Bi("community branch", "社区党支部"),
    "general_branch": Bi("general branch", "党总支"),
    "enterprise_branch": Bi("enterprise branch", "企业党支部"),
    "government_unit_branch": Bi("branch of a government unit", "机关事业单位党支部"),
    "leadership_team": Bi("leadership team", "领导班子"),
    "village_cadre": Bi("village cadre", "村干部"),
    "party_member": Bi("Party member", "党员"),
    "household": Bi("household", "农户"),
    "service_base": Bi("service base", "服务基地"),
}
_FIGURES = {
    "members": Bi("Members", "党员人数"),
    "villages": Bi("Villages", "村数"),
    "township_committees": Bi("Township committees", "乡镇党委数"),
    "village_party_organisations": Bi("Village Party organisations", "村党组织数"),
    "farmer_party_members": Bi("Farmer Party members", "农民党员人数"),
    "leadership_teams": Bi("Leading teams", "领导班子数"),
    "village_cadres": Bi("Village cadres", "村干部人数"),
    "village_secretaries": Bi("Village branch secretaries", "村党支部书记人数"),
    "township_cadres": Bi("Township cadres", "乡镇干部人数"),
    "administrative_villages": Bi("Administrative villages", "行政村数"),
    "enterprises": Bi("Enterprises", "企业数"),
    "cadres": Bi("Cadres", "干部人数"),
    "members_with_activity_ability": Bi("Members with activity ability", "有活动能力党员人数"),
}
_LEVELS = {
    "township": Bi("township", "乡镇"),
    "county": Bi("county", "县"),
    "city": Bi("city", "市"),
    "province": Bi("province", "省"),
}
_CHECKS = {
    "time": Bi("time kept", "活动时间落实"),
    "place": Bi("place fixed", "活动场所固定"),
    "content": Bi("content rich", "活动内容丰富"),
    "form": Bi("form varied", "活动方式多样"),
}
_VOICES = {
    "self_rating": Bi("self-rating", "自评"),
    **_BODIES,
    "indicated": Bi("rules", "标准"),
    "decided": Bi("committee", "党委"),
}
_CLASSIFICATIONS = {
    "decision": Bi("decision", "定级"),
    "revision": Bi("revision", "调整"),
    "year_end": Bi("year end", "年终"),
    "assignment": Bi("assignment", "认定"),
}
_STATES = {
    "open": Bi("open", "未了"),
    "reported": Bi("reported", "已报告"),
    "closed": Bi("closed", "已办结"),
    "issued": Bi("issued", "已作出"),
    "completed": Bi("completed", "已完成"),
    "missed": Bi("missed", "未完成"),
    "overdue": Bi("overdue", "逾期"),
    "held": Bi("held", "已举行"),
    "scheduled": Bi("announced", "已通知"),
    "cancelled": Bi("cancelled", "已取消"),
}
_STANDS = {
    "not_due": Bi("not due yet", "未到办理期"),
    "late": Bi("late", "迟办"),
    "met": Bi("met", "已达到"),
    "unknown": Bi("unknown", "不明"),
    "not_applicable": Bi("nobody to count", "无可计算对象"),
    "in_words": Bi("in words only", "仅有文字要求"),
}
_ASKED = {
    "step": Bi("step", "程序"),
    "training": Bi("training", "培训"),
    "upgrade_target": Bi("upgrade target", "升级目标"),
    "rate": Bi("rate", "比率"),
    "count": Bi("count", "数量"),
    "measure": Bi("measure", "指标"),
    "named": Bi("named", "名单"),
    "qualitative": Bi("in words", "定性"),
    "figure": Bi("standing figure", "基本数据"),
}
_HOWS = {
    "derived": Bi("derived", "据事件推算"),
    "reported": Bi("reported", "仅据上报"),
    "both": Bi("derived and reported", "推算并上报"),
    "none": Bi("neither", "尚无"),
}
_OUTCOMES = {
    "rectification": Bi("rectification", "限期整改"),
    "criticism": Bi("criticism", "批评"),
    "commendation": Bi("commendation", "表彰"),
    "spared": Bi("failed task, no criticism", "未完成任务而未受批评"),
    "record": Bi("record", "记录"),
    "problem": Bi("problem found in the look-back", "回头看发现的问题"),
}
_ROWS = {
    "kind": Bi("kind", "类别合计"),
    "session": Bi("session", "场次"),
    "target": Bi("target", "目标"),
    "weakness": Bi("weakness", "不足"),
    "coverage": Bi("coverage", "覆盖"),
    "category": Bi("category", "类别"),
    "nominee": Bi("nominee", "人选"),
}
_EVENTS = {
    "BranchEnrolled": Bi("enrolment", "纳入定级"),
    "EvidenceRecorded": Bi("evidence", "证据"),
    "EvidenceCorrected": Bi("correction of evidence", "更正证据"),
    "BranchSelfRated": Bi("self-rating", "自评"),
    "SelfRatingFiled": Bi("filing of the self-rating", "自评备案"),
    "MembersReviewRecorded": Bi("members’ or masses’ review", "党员群众评定"),
    "CommitteeReviewHeld": Bi("committee’s meeting", "党委考评会议"),
    "GradeConfirmed": Bi("confirmation of the tier", "审定级次"),
    "GradeRevised": Bi("change of the tier", "重新划类"),
    "GradeAssigned": Bi("tier given", "评定级次"),
    "DemocraticAppraisalHeld": Bi("democratic appraisal", "民主评议"),
    "BranchAssessed": Bi("assessment", "考评"),
    "CommendationIssued": Bi("commendation", "表彰"),
    "CriticismIssued": Bi("criticism", "批评"),
    "RectificationOrdered": Bi("order of rectification", "责令整改"),
    "RectificationReported": Bi("report on a rectification", "整改报告"),
    "RectificationVerified": Bi("check of a rectification", "整改验收"),
    "DeadlinePassed": Bi("deadline passed", "期限已过"),
    "LookBackHeld": Bi("look-back", "回头看"),
    "ExemplarNominated": Bi("nomination", "典型推荐"),
    "ExemplarRecommendedUpward": Bi("recommendation upward", "向上推荐"),
    "RecordFiled": Bi("record", "记录"),
    "RecordCorrected": Bi("correction of a record", "更正记录"),
    "ResponsibilityLetterSigned": Bi("responsibility letter", "责任书"),
    "PledgeMade": Bi("pledge", "承诺"),
    "PledgePublished": Bi("publication of a pledge", "承诺公开"),
    "PledgeProgressReported": Bi("progress of a pledge", "承诺进展"),
    "PledgeFulfilled": Bi("pledge kept", "承诺兑现"),
    "PledgeNotFulfilled": Bi("pledge not kept", "承诺未兑现"),
    "OpinionsHeard": Bi("opinions heard", "听取意见"),
    "UpgradeTargetSet": Bi("upgrade target", "升级目标"),
    "UpgradeTargetFiled": Bi("filing of targets", "目标上报"),
    "UpgradeTargetAssigned": Bi("target assigned", "目标分解"),
    "UpgradeTargetAmended": Bi("target changed", "目标变更"),
    "UpgradeTargetProgressReported": Bi("progress of a target", "目标进展"),
    "UpgradeTargetCompleted": Bi("target reached", "目标完成"),
    "UpgradeTargetMissed": Bi("target missed", "目标未完成"),
    "TrainingPlanAdopted": Bi("training plan", "培训计划"),
    "TrainingSessionScheduled": Bi("session announced", "培训通知"),
    "TraineeSelected": Bi("trainee selected", "选派学员"),
    "TrainingSessionHeld": Bi("session held", "培训举行"),
    "TrainingSessionCancelled": Bi("session cancelled", "培训取消"),
    "TrainingAttended": Bi("attendance", "参训"),
    "TrainingAbsenceRecorded": Bi("absence", "缺席"),
    "AttendanceCorrected": Bi("correction of attendance", "更正考勤"),
    "TrainingObligationMissed": Bi("training missed", "培训义务未履行"),
    "SchemePublished": Bi("publication of the scheme", "方案公布"),
    "OrganisationRegistered": Bi("registration", "组织登记"),
    "RegisterFigureRecorded": Bi("standing figure", "基本数据"),
    "CycleOpened": Bi("opening of the cycle", "周期开启"),
    "CycleClosed": Bi("close of the cycle", "周期结束"),
    "ProgrammeMeasureRecorded": Bi("reported figure", "上报数据"),
    "ExemplarSelected": Bi("selection of an exemplar", "典型评选"),
}
_TIERS = {
    "not_yet": Bi("not yet reached", "尚未达到"),
    "ordinary": Bi("ordinary", "一般"),
}
_VERDICTS = {
    "met": Bi("met", "达到"),
    "not_met": Bi("not met", "未达到"),
    "not_effective": Bi("not effective", "成效不明显"),
    "not_standard": Bi("not standard", "不规范"),
}

TERMS: dict[tuple[str, object], Bi] = {
    (role, value): text
    for role, words in (
        ("body", _BODIES),
        ("period", _PERIODS),
        ("basis", _BASES),
        ("movement", _MOVEMENTS),
        ("replaces", _REPLACES),
        ("pledger_kind", _PLEDGERS),
        ("to", _TO),
        ("assignee_kind", _ASSIGNEES),
        ("change", _CHANGES),
        ("form", _FORMS),
        ("ground", _GROUNDS),
        ("role", _ROLES),
        ("kind", _KINDS | _ASKED | _OUTCOMES),
        ("how", _HOWS),
        ("figure", _FIGURES),
        ("to_level", _LEVELS),
        ("check", _CHECKS),
        ("tier", _TIERS),
        ("voice", _VOICES),
        ("classification", _CLASSIFICATIONS),
        ("state", _STATES | _STANDS),
        ("outcome", _OUTCOMES),
        ("row", _ROWS),
        ("event", _EVENTS),
        ("boolean", {True: Bi("yes", "是"), False: Bi("no", "否")}),
        ("verdict", _VERDICTS),
        ("accepted", {True: Bi("accepted", "通过"), False: Bi("not accepted", "未通过")}),
        ("done", {True: Bi("done", "已整改"), False: Bi("not done", "未整改")}),
        ("solved", {True: Bi("solved", "已解决"), False: Bi("not solved", "未解决")}),
        ("taken_up", {True: Bi("taken up", "已采纳"), False: Bi("not taken up", "未采纳")}),
        ("task_completed", {
            True: Bi("the upgrade task is completed", "完成升级任务"),
            False: Bi("the upgrade task is not completed", "未完成升级任务"),
        }),
        ("poorly_organised", {True: Bi("the work is poorly organised", "组织不力")}),
        ("stated", {
            "held_sessions": Bi("sessions held, as stated", "已办场次（原文）"),
            "held_attendances": Bi("attendances, as stated", "参加人次（原文）"),
            "planned_sessions": Bi("sessions planned", "计划场次"),
            "planned_attendances": Bi("attendances planned", "计划人次"),
        }),
        ("broadcast", {True: Bi("broadcast live", "现场直播")}),
    )
    for value, text in words.items()
}  # fmt: skip

ONE = {
    "points": "point", "persons": "person", "years": "year", "cases": "case",
    "accidents": "accident", "events": "event", "industries": "industry",
    "households": "household", "villages": "village",
}  # fmt: skip
"""English units of exactly one."""
UNITS = {
    "percent": Bi("%", "%"),
    "points": Bi("points", "分"),
    "persons": Bi("persons", "人"),
    "years": Bi("years", "年"),
    "cases": Bi("cases", "起"),
    "accidents": Bi("accidents", "起"),
    "events": Bi("events", "起"),
    "industries": Bi("industries", "项"),
    "households": Bi("households", "户"),
    "villages": Bi("villages", "个村"),
    "sessions": Bi("sessions", "场次"),
    "attendances": Bi("attendances", "人次"),
    "branches": Bi("branches", "个支部"),
    "members": Bi("members", "名党员"),
    "units": Bi("units", "个单位"),
    "units_per_domain": Bi("units in each domain", "个单位（每个领域）"),
    "villages_and_enterprises": Bi("villages and enterprises", "个村、企业"),
    "per_category": Bi("in each category", "个（每类）"),
    "days": Bi("days", "天"),
    "times": Bi("times", "次"),
    "plans": Bi("plans", "项计划"),
    "streets": Bi("streets", "条街道"),
    "things": Bi("things", "件"),
    "bases": Bi("bases", "个基地"),
    "km": Bi("km", "公里"),
    "systems": Bi("systems", "项制度"),
    "services": Bi("services", "项服务"),
    "guarantees": Bi("guarantees", "项保障"),
    "records": Bi("records", "项记录"),
    "petitions": Bi("petitions", "起上访"),
    "incidents": Bi("incidents", "起"),
    "percentage_points": Bi("percentage points", "个百分点"),
    "tce_per_10k_CNY": Bi("tce per 10,000 yuan", "吨标准煤/万元"),
    "CNY": Bi("yuan", "元"),
    "CNY_per_year": Bi("yuan a year", "元/年"),
    "CNY_per_person_year": Bi("yuan per person and year", "元/人·年"),
}
"""Units that a scheme names; any other is shown as it is written."""
