"""Units that a scheme names, in both languages."""

from services.projections.texts import Bi

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
