"""How a county stands, in a few lines: of whom and as of when, the totals, what to do next."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from monitor.model import Assessment, clock
from monitor.parsing.text import clean
from monitor.review.next_steps import NextStep
from monitor.verdicts import summary
from reports.prose import Prose

SETTLED = "接下来：没有待办事项。"


def head(
    county: str, now: datetime, asked: int, assessments: Sequence[Assessment]
) -> RenderableType:
    """Return whose accounts these are, as of when, and how many of each verdict.

    *asked*: how many accounts there are, those that nobody ever looked at among them.
    """
    title = Text(f"{clean(county)}政务新媒体", style="bold")
    never = asked - len(assessments)
    parts = [f"截至{clock.show(now)}", f"账号{asked}个"]
    parts += [f"其中从未查看{never}个"] if never else []
    lines: list[RenderableType] = [title, Prose(f"{'，'.join(parts)}。")]
    if assessments:
        lines += [*totals(assessments), Text()]
    return Group(*lines)


def totals(assessments: Sequence[Assessment]) -> tuple[RenderableType, ...]:
    """Return how many accounts there are of each verdict and each state, a line each."""
    counts = summary.count(assessments)
    verdicts = "，".join(
        f"{verdict.label} {number} 个" for verdict, number in counts.verdicts.items()
    )
    states = "，".join(
        f"{state.label} {number}" for state, number in counts.states.items() if number
    )
    return Prose(f"结论：{verdicts}。", "bold"), Prose(f"更新状态：{states}。")


def steps(listed: Sequence[NextStep]) -> RenderableType:
    """Return what to do next, each with its command on a line of its own, or that all is done."""
    if not listed:
        return Group(Text(), Text(SETTLED))
    parts: list[RenderableType] = [Text(), Text("接下来：", style="bold")]
    for number, step in enumerate(listed, 1):
        parts += [
            Prose(f"{number}. {step.what}："),
            Text(f"   {step.command}", style="bold"),
        ]
    return Group(*parts)
