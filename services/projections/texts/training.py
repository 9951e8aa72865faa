"""One sentence for each event that training records."""

from contracts.events import training as t
from services.projections.texts.sentence import Sentence, SentencesOf

TRAINING: SentencesOf = {
    t.TrainingPlanAdopted: Sentence(
        en=("Training plan {plan_id} was adopted for {period_days}",
            ": {planned_sessions:session|sessions}",
            ", {planned_attendances:attendance|attendances}", ", on {topics}", "."),
        zh=("制定培训计划{plan_id}，{period_days}", "，计划{planned_sessions}期",
            "，{planned_attendances}人次", "，内容：{topics}", "。"),
    ),
    t.TrainingSessionScheduled: Sentence(
        en=("Training session {session_id} ({training_kind}) was announced for {session_days} "
            "at {place}", ", on {topics}", "."),
        zh=("安排培训{session_id}（{training_kind}），{session_days}，地点：{place}",
            "，内容：{topics}", "。"),
    ),
    t.TraineeSelected: Sentence(
        en=("{person} was selected for training session {session_id}.",),
        zh=("选派{person}参加培训{session_id}。",),
    ),
    t.TrainingSessionHeld: Sentence(
        en=("Training session {session_id} ({training_kind}) was held, {session_days}",
            ", as {form}", ", at {place}", ", on {topics}", "; {broadcast}",
            "; {reported_attendances:attendance|attendances} reported", "; {checks}",
            "; guided by {guided_by}",
            ", late (due {late_due_on})", "."),
        zh=("举办培训{session_id}（{training_kind}），{session_days}", "，形式：{form}",
            "，地点：{place}", "，内容：{topics}", "；{broadcast}",
            "；上报{reported_attendances}人次", "；{checks}", "；{guided_by}指导",
            "，逾期（应于{late_due_on}前）", "。"),
    ),
    t.TrainingSessionCancelled: Sentence(
        en=("Training session {session_id} was cancelled. Reason: {reason}.",),
        zh=("培训{session_id}取消。原因：{reason}。",),
    ),
    t.TrainingAttended: Sentence(
        en=("{person} ({role}) attended training session {session_id}, {attended_days}",
            ", {days:day|days}", "."),
        zh=("{person}（{role}）参加培训{session_id}，{attended_days}", "，共{days}天", "。"),
    ),
    t.TrainingAbsenceRecorded: Sentence(
        en=("{person} did not come to training session {session_id}. Reason: {reason}.",),
        zh=("{person}未参加培训{session_id}。原因：{reason}。",),
    ),
    t.AttendanceCorrected: Sentence(
        en=("The attendance of {person} at training session {session_id} was corrected: {change}",
            ", {attended_days}", ". Reason: {reason}."),
        zh=("更正{person}参加培训{session_id}的记录：{change}", "，{attended_days}",
            "。更正原因：{reason}。"),
    ),
    t.TrainingObligationMissed: Sentence(
        en=("The period {period} ended without the training “{obligation}” (due {due_on}).",),
        zh=("{period}期满，未完成培训“{obligation}”（应于{due_on}前）。",),
    ),
}  # fmt: skip
