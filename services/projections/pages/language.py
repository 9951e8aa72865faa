"""Which language a reader reads: the one asked for, else the browser's, else English."""

import re

from services.projections.texts import Lang

_RANGE = re.compile(r"\s*([A-Za-z*]+)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*")


def language(asked: str | None, accepted: str | None) -> Lang:
    """``asked``: the parameter ``lang``. ``accepted``: Accept-Language; zh-CN counts as zh."""
    if asked in ("en", "zh"):
        return "zh" if asked == "zh" else "en"
    best: Lang = "en"
    best_q = 0.0
    for part in (accepted or "").split(","):
        match = _RANGE.fullmatch(part)
        if match is None or match[1].lower() not in ("en", "zh"):
            continue
        q = _quality(match[2])
        if q > best_q:
            best, best_q = ("zh" if match[1].lower() == "zh" else "en"), q
    return best


def _quality(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
