"""A day as people type it for today's work: in figures, in Chinese, or 今天, 昨天."""

import re
import unicodedata
from datetime import date, timedelta

NEAR = {"今天": timedelta(), "昨天": timedelta(days=-1)}
WRITTEN = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]", re.ASCII)


def typed_day(text: str, today: date) -> date:
    """Return the day that *text* means; raises ValueError with a sentence where it means none."""
    if text.strip() in NEAR:
        return today + NEAR[text.strip()]
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    match = WRITTEN.fullmatch(CHINESE.sub(r"\1-\2-\3", plain))
    try:
        if match is None:
            raise ValueError(text)
        return date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        wanted = "应写成 2026-05-01 或 2026年5月1日 的形式，且为实有日期"
        raise ValueError(f"日期 {text} {wanted}") from None
