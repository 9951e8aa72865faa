"""One sentence for each event that grading records."""

from contracts.events import grading as g
from services.projections.texts.sentence import Sentence, SentencesOf

GRADING: SentencesOf = {
    g.SchemePublished: Sentence(
        en=("Version {scheme_version} of the scheme was published, in force from "
            "{effective_from}.",),
        zh=("发布方案第{scheme_version}版，自{effective_from}起施行。",),
    ),
    g.OrganisationRegistered: Sentence(
        en=("{name_zh} ", "({name_en}) ", "was registered as {kind}", ", under {parent}", ".",
            " Note: {name_note}."),
        zh=("{name_zh}", "（{name_en}）", "登记入册，类别：{kind}", "，上级：{parent}", "。",
            "备注：{name_note}。"),
    ),
    g.RegisterFigureRecorded: Sentence(
        en=("{figure}: {value} on {as_of}, as stated in {reported_from}.",),
        zh=("{figure}：{value}（截至{as_of}，来源：{reported_from}）。",),
    ),
    g.CycleOpened: Sentence(
        en=("The cycle was opened under version {scheme_version} of the scheme",
            ", from {opens} to {closes}", "."),
        zh=("开启本周期，适用方案第{scheme_version}版", "，起止：{opens}至{closes}", "。"),
    ),
    g.CycleClosed: Sentence(
        en=("The cycle was closed on {closed_on}.", " Left open: {open_items}."),
        zh=("{closed_on}关闭本周期。", "遗留事项：{open_items}。"),
    ),
    g.ProgrammeMeasureRecorded: Sentence(
        en=("Programme target {target} was measured: {value} {unit} on {as_of}, "
            "as stated in {reported_from}.",),
        zh=("总体目标{target}测得：{value}{unit}（截至{as_of}，来源：{reported_from}）。",),
    ),
    g.BranchEnrolled: Sentence(
        en=("The branch entered the cycle, to be graded on {ladders}", ", in the domain {domain}",
            "; tier in force: {opening_tiers}", "."),
        zh=("纳入本周期，参加{ladders}", "，所属领域：{domain}", "；现有级次：{opening_tiers}",
            "。"),
    ),
    g.EvidenceRecorded: Sentence(
        en=("Evidence for “{criterion}”", ": {value}", " from {period_from} to {period_to}",
            ", from {inputs}", "; found in {found_in}", " (as of {as_of})", ".",
            " Finding: {finding}."),
        zh=("“{criterion}”的依据", "：{value}", "（{period_from}至{period_to}）", "，据{inputs}",
            "；出处：{found_in}", "（截至{as_of}）", "。", "认定意见：{finding}。"),
    ),
    g.EvidenceCorrected: Sentence(
        en=("Evidence {corrects} for “{criterion}” was corrected", ", now {value}",
            ", from {inputs}", ". Reason: {reason}."),
        zh=("更正“{criterion}”的依据{corrects}", "，更正后：{value}", "，据{inputs}",
            "。更正原因：{reason}。"),
    ),
    g.BranchSelfRated: Sentence(
        en=("The branch rated itself “{tier}”", ", on the years {basis_years}", ".",
            " Its rationale: {rationale}."),
        zh=("支部自评自定为“{tier}”", "，依据年度：{basis_years}", "。", "自评理由：{rationale}。"),
    ),
    g.SelfRatingFiled: Sentence(
        en=("The self-rating was filed with {filed_with}",
            ", {days_late:day|days} late (due {due_on})", "."),
        zh=("自评结果报{filed_with}备案", "，逾期{days_late}天（应于{due_on}前）", "。"),
    ),
    g.MembersReviewRecorded: Sentence(
        en=("The {body} rated the branch “{tier}”: {present} of {eligible} were present, "
            "votes: {votes}.", " Reason given: {tier_reason}."),
        zh=("{body}评定为“{tier}”：应到{eligible}人，实到{present}人，得票：{votes}。",
            "说明：{tier_reason}。"),
    ),
    g.CommitteeReviewHeld: Sentence(
        en=("The committee considered the branch in a {form} on {held_on}",
            ", on {aspects}", "."),
        zh=("党委于{held_on}召开{form}研究该支部", "，综合考虑：{aspects}", "。"),
    ),
    g.GradeConfirmed: Sentence(
        en=("The committee confirmed the tier “{tier}”.",
            " Why it departs from the rules: {deviation_reason}."),
        zh=("党委审定，维持“{tier}”。", "与标准结果不一致的理由：{deviation_reason}。"),
    ),
    g.GradeRevised: Sentence(
        en=("The committee replaced {replaces} “{from_tier}” by “{to_tier}”.",
            " Reasons: {reasons}.", " Criteria relied on: {criteria}.",
            " Why it departs from the rules: {deviation_reason}."),
        zh=("党委重新划类，将{replaces}“{from_tier}”改定为“{to_tier}”。", "理由：{reasons}。",
            "所依据的标准：{criteria}。", "与标准结果不一致的理由：{deviation_reason}。"),
    ),
    g.GradeAssigned: Sentence(
        en=("The tier “{tier}” was given by {basis}", " ({movement}", " from “{previous_tier}”",
            ")",
            ", late (due {late_due_on})", ".", " Document: {document}.",
            " Why it departs from the rules: {deviation_reason}."),
        zh=("经{basis}，评定为“{tier}”", "（{movement}", "，原为“{previous_tier}”", "）",
            "，逾期（应于{late_due_on}前）", "。", "文件：{document}。",
            "与标准结果不一致的理由：{deviation_reason}。"),
    ),
    g.DemocraticAppraisalHeld: Sentence(
        en=("Members and masses appraised the branch: {appraisal_score:point|points} from "
            "{sheets:sheet|sheets}; present were {members_present:member|members}, "
            "{mass_representatives_present:mass representative|mass representatives} and "
            "{delegates_present:delegate|delegates}", ", guided by {guided_by}",
            ", late (due {late_due_on})", "."),
        zh=("开展民主评议，得分{appraisal_score}分，收回测评表{sheets}份；参加党员{members_present}人、"
            "群众代表{mass_representatives_present}人、“两代表一委员”{delegates_present}人",
            "，{guided_by}指导", "，逾期（应于{late_due_on}前）", "。"),
    ),
    g.BranchAssessed: Sentence(
        en=("The committee assessed the {period}", ": {acceptance_score:point|points}",
            "; {task_completed}",
            "; {poorly_organised}", "; targets completed: {targets_completed} of {targets_total}",
            ", late (due {late_due_on})", ". Findings: {findings}."),
        zh=("党委综合考评（{period}）", "：得分{acceptance_score}分", "；{task_completed}",
            "；{poorly_organised}", "；升级目标完成{targets_completed}项，共{targets_total}项",
            "，逾期（应于{late_due_on}前）", "。考评意见：{findings}。"),
    ),
    g.CommendationIssued: Sentence(
        en=("The committee commended the branch ({form}): {ground}.", " Document: {document}."),
        zh=("党委予以表扬（{form}）：{ground}。", "文件：{document}。"),
    ),
    g.CriticismIssued: Sentence(
        en=("The committee criticised the branch ({form}): {ground}.", " Document: {document}."),
        zh=("党委予以批评（{form}）：{ground}。", "文件：{document}。"),
    ),
    g.RectificationOrdered: Sentence(
        en=("The committee ordered rectification by {due_on}: {items}.",),
        zh=("党委责令限期整改，期限至{due_on}：{items}。",),
    ),
    g.RectificationReported: Sentence(
        en=("The branch reported on its rectification: {item_results}",
            ", {days_late:day|days} late (due {due_on})", "."),
        zh=("支部报告整改情况：{item_results}", "，逾期{days_late}天（应于{due_on}前）", "。"),
    ),
    g.RectificationVerified: Sentence(
        en=("The committee checked the rectification: {accepted}", "; still open: {remaining}",
            "; new date: {new_due_on}", ".", " Finding: {finding}."),
        zh=("党委核查整改：{accepted}", "；尚未整改：{remaining}", "；新期限：{new_due_on}", "。",
            "核查意见：{finding}。"),
    ),
    g.DeadlinePassed: Sentence(
        en=("The deadline {due_on} passed with nothing on record for “{step}”.",),
        zh=("“{step}”已过期限{due_on}，仍无记录。",),
    ),
    g.LookBackHeld: Sentence(
        en=("The committee looked back on the cycle: {results}", ", late (due {late_due_on})", ".",
            " Problems: {problems}.", " Measures completed: {measures_completed}."),
        zh=("党委“回头看”：{results}", "，逾期（应于{late_due_on}前）", "。",
            "发现问题：{problems}。", "已完善的措施：{measures_completed}。"),
    ),
    g.ExemplarNominated: Sentence(
        en=("{nominee} was nominated for “{category}”. Grounds: {grounds}.",),
        zh=("推荐{nominee}参评“{category}”。事由：{grounds}。",),
    ),
    g.ExemplarSelected: Sentence(
        en=("{nominee} was selected for “{category}”, place {position}.", " Reason: {reason}."),
        zh=("{nominee}入选“{category}”，第{position}名。", "理由：{reason}。"),
    ),
    g.ExemplarRecommendedUpward: Sentence(
        en=("The branch was recommended to the {to_level} as an exemplar.",),
        zh=("向{to_level}级推荐为先进典型。",),
    ),
    g.RecordFiled: Sentence(
        en=("{record_kind} was filed", ": {fields}", ", late (due {late_due_on})", "."),
        zh=("登记{record_kind}", "：{fields}", "，逾期（应于{late_due_on}前）", "。"),
    ),
    g.RecordCorrected: Sentence(
        en=("{record_kind} {corrects} was corrected", ": {fields}", ". Reason: {reason}."),
        zh=("更正{record_kind}{corrects}", "：{fields}", "。更正原因：{reason}。"),
    ),
}  # fmt: skip
