"""One sentence for each event that pledges records."""

from contracts.events import pledges as p
from services.projections.texts.sentence import Sentence, SentencesOf

PLEDGES: SentencesOf = {
    p.ResponsibilityLetterSigned: Sentence(
        en=("{party_a} and {party_b} signed the letter “{letter_kind}”: {target}",
            ", late (due {late_due_on})", "."),
        zh=("{party_a}与{party_b}签订“{letter_kind}”：{target}", "，逾期（应于{late_due_on}前）",
            "。"),
    ),
    p.PledgeMade: Sentence(
        en=("{pledger_kind} ({pledger_ids}) pledged", " to {to}", ": {items}."),
        zh=("{pledger_kind}（{pledger_ids}）", "向{to}", "作出承诺：{items}。"),
    ),
    p.PledgePublished: Sentence(
        en=("Pledge {pledge_id} was made public: {channel}, for {audience}.",),
        zh=("承诺{pledge_id}已公开：{channel}，面向{audience}。",),
    ),
    p.PledgeProgressReported: Sentence(
        en=("Progress on pledge {pledge_id}, item {item_id}: {text}", " ({quantity_done} {unit})",
            "."),
        zh=("承诺{pledge_id}第{item_id}项进展：{text}", "（{quantity_done}{unit}）", "。"),
    ),
    p.PledgeFulfilled: Sentence(
        en=("Pledge {pledge_id}", ", item {item_id},",
            " was judged kept by {judged_by}: {finding}."),
        zh=("承诺{pledge_id}", "第{item_id}项", "经{judged_by}认定已兑现：{finding}。"),
    ),
    p.PledgeNotFulfilled: Sentence(
        en=("Pledge {pledge_id}", ", item {item_id},",
            " was judged not kept by {judged_by}: {reason}."),
        zh=("承诺{pledge_id}", "第{item_id}项", "经{judged_by}认定未兑现：{reason}。"),
    ),
    p.OpinionsHeard: Sentence(
        en=("The branch heard {members:member|members} and {masses} of the masses",
            ": {opinions}", "."),
        zh=("支部听取党员{members}人、群众{masses}人的意见建议", "：{opinions}", "。"),
    ),
    p.UpgradeTargetSet: Sentence(
        en=("Upgrade target {target_id} was set: {text}", ", {quantity} {unit}", ", {quality}",
            ", by {due_on}", ", {qualitative_demand}", "; it answers {addresses}", "."),
        zh=("制定升级目标{target_id}：{text}", "，数量：{quantity}{unit}", "，质量：{quality}",
            "，时限：{due_on}", "，定性要求：{qualitative_demand}", "；针对：{addresses}", "。"),
    ),
    p.UpgradeTargetFiled: Sentence(
        en=("Targets {target_ids} were filed with {filed_with}.",),
        zh=("升级目标{target_ids}报{filed_with}。",),
    ),
    p.UpgradeTargetAssigned: Sentence(
        en=("Target {target_id} was assigned to {assignee} ({assignee_kind}): {share}.",),
        zh=("升级目标{target_id}分解到{assignee}（{assignee_kind}）：{share}。",),
    ),
    p.UpgradeTargetAmended: Sentence(
        en=("Target {target_id} was changed, as agreed by {agreed_by}", ": {quantity} {unit}",
            ", {quality}", ", by {due_on}", ", {qualitative_demand}", ". Reason: {reason}."),
        zh=("经{agreed_by}同意，调整升级目标{target_id}", "：数量{quantity}{unit}",
            "，质量：{quality}",
            "，时限：{due_on}", "，定性要求：{qualitative_demand}", "。原因：{reason}。"),
    ),
    p.UpgradeTargetProgressReported: Sentence(
        en=("Progress on target {target_id}: {text}", " ({quantity_done} {unit})", "."),
        zh=("升级目标{target_id}进展：{text}", "（{quantity_done}{unit}）", "。"),
    ),
    p.UpgradeTargetCompleted: Sentence(
        en=("Target {target_id} was judged completed on {completed_on}", ", {quantity_done} {unit}",
            ", late (due {late_due_on})", "."),
        zh=("升级目标{target_id}于{completed_on}认定完成", "，{quantity_done}{unit}",
            "，逾期（应于{late_due_on}前）", "。"),
    ),
    p.UpgradeTargetMissed: Sentence(
        en=("Target {target_id} was judged missed", ", {quantity_done} {unit} reached",
            ". Reason: {reason}."),
        zh=("升级目标{target_id}认定未完成", "，仅达{quantity_done}{unit}", "。原因：{reason}。"),
    ),
}  # fmt: skip
