"""Words of problems on the pages; the query API says what it says in English."""

from services.projections.texts import Bi

TITLES = {
    "not-found": Bi("Not found", "未找到"),
    "bad-request": Bi("The request is not understood", "无法理解该请求"),
    "not-yet": Bi("Not projected yet", "尚未处理到此处"),
    "unavailable": Bi("Not available now", "暂时无法使用"),
    "too-many-requests": Bi("Too many requests", "请求过多"),
    "too-large": Bi("Too large", "内容过大"),
    "method-not-allowed": Bi("Method not allowed", "不支持该操作"),
    "not-signed-in": Bi("Not signed in", "尚未登录"),
    "role-missing": Bi("Not for this role", "角色无权限"),
    "defect": Bi("A defect of ours", "系统故障"),
    "from-another-site": Bi("From another site", "来自其他网站"),
}
"""By the problem's type, without its path."""
CHINESE = {
    "not-found": "没有您所请求的内容，或不在您可查看的范围内。",
    "not-found/": "没有所选的方案或周期，或周期尚未开启。",
    "not-found/cases": "没有个案“{name}”的记录，或不在您可查看的范围内。",
    "not-found/registers": "没有台账“{name}”，或所选的方案、周期不存在。",
    "bad-request": "请求中的参数无法识别。",
    "not-yet": "数据尚未处理到所请求的位置，请稍后重试。",
    "unavailable": "数据库暂时无法使用，请稍后重试。",
    "too-many-requests": "请求过于频繁，请稍后重试。",
    "too-large": "所发送的内容过大。",
    "method-not-allowed": "此处不支持该操作。",
    "not-signed-in": "请先登录，或出示密钥。",
    "role-missing": "您的角色无权查看所请求的内容。",
    "defect": "系统处理该请求时出错，原因已记入日志。请在修复后重试。",
    "from-another-site": "不能从其他网站进行此操作。",
}
"""What a problem means; with the first part of the page's path, of a problem there."""
PARAMETERS = {
    "as_of": "不能按“{given}”回看。请填写日期（2011-12-31）、带时区的时刻或位置（grading:123）。",
    "effective_at": "不能按“{given}”回看。请填写日期（2011-12-31）或带时区的时刻。",
    "wait_for": "无法识别所等待的位置。请填写位置（grading:123）。",
    "township": "没有编号为“{given}”的组织，或不在您可查看的范围内。",
    "only": "无法按“{given}”筛选。请写成“列:值”。",
    "cursor": "翻页位置无效，请从第一页重新查看。",
}
"""What is wrong with a parameter of a page."""
