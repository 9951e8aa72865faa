"""Words of an explanation that are not a scheme's."""

from services.projections.texts import Bi

YEARS_MISSING = Bi(
    "The scheme asks for {n:year|years}; the self-rating names {given}.",
    "方案要求依据{n}年情况，自评所列年度：{given}。",
)
BASIS = {
    "performance": Bi("The performance is not described.", "未说明工作业绩。"),
    "masses_evaluation": Bi("The masses' evaluation is not described.", "未说明群众评价。"),
    "year_end": Bi(
        "The higher committee's year-end assessments are not given.", "未列上级党委年终考核情况。"
    ),
}
YEARS_NOT_ASSESSED = Bi(
    "The higher committee's year-end assessment of {years} is not given.",
    "未列{years}年上级党委年终考核情况。",
)
RATED_ITSELF = Bi("The branch rated itself “{tier}” on {day}.", "支部于{day}自评自定为“{tier}”。")
FILED = Bi("It filed the self-rating on {day}, in time.", "自评结果于{day}按时备案。")
FILED_LATE = Bi(
    "It filed the self-rating on {day}, {days:day|days} late (due {due}).",
    "自评结果于{day}备案，逾期{days}天（应于{due}前）。",
)
DECIDED_BY = Bi("Decided by {who}{form} on {day}{clause}.", "{who}于{day}{form}作出决定{clause}。")
IN_MEETING = Bi(" in a {form}", "召开{form}")
CLAUSE = Bi(" ({clause})", "（{clause}）")
CONFIRMED = Bi(
    "The self-rated tier “{tier}” was examined and kept.", "经审定，维持自评级次“{tier}”。"
)
RECLASSIFIED = Bi(
    "The self-rated tier was “{was}”; the committee found it not objective and re-classified the "
    "branch as “{tier}”.",
    "自评级次为“{was}”，党委认为不客观实际，重新划类为“{tier}”。",
)
REVISED = Bi(
    "The tier in force, “{was}”, was replaced by “{tier}”.", "现有级次“{was}”改定为“{tier}”。"
)
REASONS = Bi("Reasons given: {reasons}.", "理由：{reasons}。")
ASSIGNED = Bi("The tier “{tier}” was given by {basis}.", "经{basis}，评定为“{tier}”。")
MOVED = Bi(
    "The tier “{tier}” was given by {basis}; before, it was “{was}” ({movement}).",
    "经{basis}，评定为“{tier}”，原为“{was}”（{movement}）。",
)
REVIEW_DIVIDED = Bi(
    "The members' review was divided: {reviews}.", "党员群众评定意见不一致：{reviews}。"
)
REVIEW_AGREED = Bi("The members' review agreed: {reviews}.", "党员群众评定意见一致：{reviews}。")
REVIEW_OF_ONE = Bi("The members' review: {reviews}.", "党员群众评定：{reviews}。")
REVIEW = Bi(
    "{body} “{tier}” ({votes} of {present} present, {eligible} eligible)",
    "{body}评为“{tier}”（应到{eligible}人，实到{present}人，得{votes}票）",
)
DEPARTS = Bi(
    "It departs from what the rules give, because: {reason}.", "与标准结果不一致，理由：{reason}。"
)
NOT_DECIDED = Bi(
    "On “{ladder}” nothing has been decided yet; this is what the rules give on the "
    "evidence so far.",
    "“{ladder}”尚未作出决定；以下为按现有依据得出的标准结果。",
)
IN_FORCE_BY = {
    "decision": Bi("“{tier}”, decided by {by} on {day}.", "“{tier}”，由{by}于{day}审定。"),
    "revision": Bi("“{tier}”, as {by} revised it on {day}.", "“{tier}”，由{by}于{day}改定。"),
    "year_end": Bi(
        "“{tier}”, given by {by} at the year-end assessment of {day}.",
        "“{tier}”，由{by}于{day}年终评定。",
    ),
    "assignment": Bi("“{tier}”, given by {by} on {day}.", "“{tier}”，由{by}于{day}评定。"),
}
IN_FORCE_OPENING = Bi(
    "“{tier}”, as the branch entered the cycle; nothing has been decided since.",
    "“{tier}”，为进入本周期时的级次，尚未重新审定。",
)
NOT_GRADED = Bi("Not graded yet.", "尚未定级。")
UNREADABLE = Bi(
    "An entry of the kind {event} that this version cannot read.",
    "本版本无法读取的{event}类记录。",
)
STAGES = {
    "opening": Bi("On entry", "进入周期时"),
    "self_rating": Bi("Self-rating", "自评自定"),
    "members_meeting": Bi("Members' meeting", "党员大会"),
    "mass_representatives_meeting": Bi("Mass representatives", "群众代表会议"),
    "indicated": Bi("By the rules", "按标准"),
    "committee": Bi("Committee", "党委审定"),
    "revision": Bi("Revision", "改定"),
    "assignment": Bi("Tier given", "评定"),
    "year_end": Bi("Year end", "年终评定"),
}
HOW = {
    "confirmed": Bi("self-rating kept", "维持自评"),
    "revised": Bi("re-classified", "重新划类"),
    "assigned": Bi("given", "评定"),
}
VOTES = Bi("{votes} of {present} present", "{present}人到会，{votes}票")
POSSIBLE = Bi("open: {tiers}", "未定：{tiers}")
