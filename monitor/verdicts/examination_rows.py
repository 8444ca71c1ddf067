"""An examination as the text of one column, and back."""

import json
from datetime import date

from monitor.model import Examination, PageDate, clock
from monitor.system.packing import compact


def dump(examination: Examination | None) -> str | None:
    """Return *examination* as JSON, None where there was none."""
    if examination is None:
        return None
    pages = [
        [page.url, page.title, page.on.isoformat() if page.on else None, page.by]
        for page in examination.pages
    ]
    return compact(
        {
            "at": clock.stamp(examination.at),
            "until": clock.stamp(examination.until),
            "pages": pages,
            "refuted": examination.refuted,
        }
    )


def load(text: str | None) -> Examination | None:
    """Return the examination of ``dump``."""
    if not text:
        return None
    values = json.loads(text)
    return Examination(
        at=clock.unstamp(values["at"]),
        until=clock.unstamp(values["until"]),
        pages=tuple(
            PageDate(url=url, title=title, on=date.fromisoformat(on) if on else None, by=by)
            for url, title, on, by in values["pages"]
        ),
        refuted=values["refuted"],
    )
