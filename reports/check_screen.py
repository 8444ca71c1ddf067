"""A spot check as staff read it first: incidents, a table worst first, and what to do next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from monitor.model import Assessment, Incident, RunMode, SpotCheck, State, Verdict, clock
from monitor.parsing import text
from monitor.review.next_steps import NextStep
from monitor.verdicts import summary
from monitor.verdicts.assessment import unseen
from reports import account_rows
from reports.account_rows import NOTHING
from reports.prose import Prose
from reports.status_screen import steps, totals

BY_HAND = "请由工作人员人工核查"
LISTED = 300  # accounts, at most, that are all listed; beyond it only what needs attention
NAMED = 3  # accounts of one kind of work that the closing lines name


def render(
    inspection: SpotCheck,
    newest_post_at: Mapping[str, datetime] = NOTHING,
    next_steps: Sequence[NextStep] | None = None,
) -> RenderableType:
    """Return the report of a spot check for a screen.

    *newest_post_at*: when the newest post ever seen was published, where no verdict knows of one.
    *next_steps*: what the office does next, None where nothing of the check was kept.
    """
    assessments = summary.worst_first(inspection.assessments)
    parts: list[RenderableType] = [_head(inspection)]
    parts.extend(incident(event) for event in inspection.incidents)
    shown = assessments
    if len(assessments) > LISTED:
        shown = tuple(assessment for assessment in assessments if not _is_fine(assessment))
    parts.append(account_rows.rows(shown[: account_rows.MOST], newest_post_at))
    parts.extend(account_rows.beyond(shown))
    if len(shown) < len(assessments):
        parts.append(Text(f"另有 {len(assessments) - len(shown)} 个账号更新正常，未逐一列出。"))
    parts.append(_closing(assessments))
    if next_steps is not None:
        parts.append(steps(next_steps))
    return Group(*parts)


def _is_fine(assessment: Assessment) -> bool:
    whole = assessment.verdict is Verdict.PASS and assessment.state is State.FRESH
    return whole and not assessment.gaps and not assessment.contradictions


def _head(inspection: SpotCheck) -> RenderableType:
    run = inspection.run
    sampled = run.mode is RunMode.SAMPLE
    share = f"{'抽查' if sampled else '查看'} {len(run.selected)} 个"
    seed = f"，随机种子 {run.seed}" if run.seed is not None else ""
    replay = "（依据录制证据重新判定）" if run.mode is RunMode.REPLAY else ""
    kind = "抽查" if sampled else "检查"
    title = f"{inspection.jurisdiction.name}政务新媒体{kind}{replay}"
    line = f"{clock.show(run.moment)}  登记账号 {run.registered} 个，{share}{seed}"
    return Text.assemble((escape(title), "bold"), "\n", line, "\n")


def incident(event: Incident) -> RenderableType:
    """Return one incident as a panel."""
    title = "本机异常" if event.platform is None else "平台异常"
    return Panel(Prose(incident_sentence(event)), title=title, border_style="yellow")


def incident_sentence(event: Incident) -> str:
    """Return one incident in a sentence or two; one of this program's own has its message."""
    action = f"{event.outcome.action}。" if event.platform is not None else ""
    return f"{incident_counted(event)}。{action}"


def incident_counted(event: Incident) -> str:
    """Return what an incident is and how it counts, without a full stop and what staff do."""
    if event.platform is None:
        return f"{event.message}。按本机故障处理，不计为账号问题"
    return (
        f"{event.platform.label}{len(event.accounts)}个账号均“{event.outcome.label}”，"
        "按一起平台异常处理，不计为账号问题"
    )


def _closing(assessments: tuple[Assessment, ...]) -> RenderableType:
    lines: list[RenderableType] = [Text(), *totals(assessments)]
    todo = _todo(assessments)
    if todo:
        lines.append(Text("无法判定的账号需要处理：", style="bold"))
        lines.extend(Prose(f"  · {line}") for line in todo)
    return Group(*lines)


def _todo(assessments: tuple[Assessment, ...]) -> list[str]:
    namesakes = Counter(assessment.account.name for assessment in assessments)
    actions: dict[str, list[str]] = {}
    for assessment in assessments:
        if assessment.verdict is not Verdict.UNKNOWN:
            continue
        wanted = (
            dict.fromkeys(gap.action for _, gap in assessment.gaps) if unseen(assessment) else ()
        )
        for action in wanted or [BY_HAND]:
            name = text.clean(assessment.account.name)
            if namesakes[assessment.account.name] > 1:
                name += f"（{assessment.account.platform.label}）"
            actions.setdefault(action, []).append(name)
    ordered = sorted(actions.items(), key=lambda item: (-len(item[1]), item[0]))
    return [f"{action}（{len(names)}个：{text.few(names, NAMED)}）" for action, names in ordered]
