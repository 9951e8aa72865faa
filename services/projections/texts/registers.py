"""What the columns of registers are called, by the field of a row."""

from services.projections.texts import Bi

COLUMNS: dict[str, Bi] = {
    "case": Bi("case", "个案"),
    "days_overdue": Bi("days overdue", "逾期天数"),
    "due_on": Bi("due on", "期限"),
    "extended_from": Bi("extended from", "原期限"),
    "id": Bi("id", "编号"),
    "issued_on": Bi("issued on", "作出日期"),
    "kind": Bi("kind", "类别"),
    "organisation": Bi("organisation", "组织"),
    "source": Bi("source", "出处"),
    "state": Bi("state", "状态"),
    "verified_by": Bi("verified by", "验收者"),
}
