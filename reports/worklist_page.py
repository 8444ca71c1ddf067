"""This week's list on a phone: one self-contained page to fill in, without a server.

It asks nothing of any network. Its own style and script run by their digests alone; without script
it is read, printed and filled in with a pen. What was filled in leaves as one text, which
``monitor.review.offline_text`` reads.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from monitor.model import ChecklistItem
from monitor.model.account import Jurisdiction
from monitor.review.offline_text import REMARK, VERSION
from monitor.review.worklist_columns import GIVEN
from monitor.review.worklist_tasks import WorklistTask
from monitor.verdicts.checklist_rules import SHORT
from reports.html_environment import environment, qr
from reports.worklist_forms import PAPERS, PUT_RIGHT, parted


@dataclass(frozen=True, slots=True)
class Inline:
    """A style or script that stands in the page. *source*: by what the page's policy allows it."""

    text: Markup
    source: Markup


def page(tasks: Sequence[WorklistTask], *, title: str, jurisdiction: Jurisdiction, on: date) -> str:
    """Return the page of *tasks*, drawn up for *jurisdiction* on a day."""
    looks, papers = parted(tasks)
    every = tuple(ChecklistItem)
    return (
        environment()
        .get_template("worklist.html")
        .render(
            title=title,
            county=jurisdiction,
            on=on.isoformat(),
            version=VERSION,
            tasks=[
                {
                    "given": _given(task),
                    "url": task.url,
                    "qr": qr(task.url),
                    "asked": [item.value for item in task.items],
                    "items": [item.label for item in task.items],
                    "every_item": task.items == every,
                }
                for task in looks
            ],
            # of whom all is asked, that is said once
            checklist=[item.label for item in every if any(t.items == every for t in looks)],
            every=every,
            short=SHORT,
            most=REMARK,
            papers=[{"given": _given(task), "why": task.why} for task in papers],
            lacking=PAPERS,
            put_right=PUT_RIGHT,
            style=_inline("worklist.css"),
            script=_inline("worklist.js"),
        )
    )


def _inline(name: str) -> Inline:
    loader = environment().loader
    if loader is None:
        raise LookupError(name)
    text = loader.get_source(environment(), name)[0].replace("\r\n", "\n")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Inline(Markup(text), Markup(f"'sha256-{digest}'"))  # noqa: S704  # ships with us


def _given(task: WorklistTask) -> dict[str, str]:
    return {column.name: column.cell(task) for column in GIVEN}
