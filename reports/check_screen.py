"""A spot check as staff read it first: incidents, a table worst first, and what to do next."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from monitor.model import Assessment, Incident, RunMode, SpotCheck, State, Verdict, clock
from monitor.parsing import text
from monitor.parsing.naming import AccountNames
from monitor.review.next_steps import NextStep
from monitor.verdicts import summary
from monitor.verdicts.assessment import unseen
from monitor.verdicts.reminding import last_seen
from reports.prose import Prose
from reports.status_screen import steps, totals

COLOURS: dict[Verdict | State, str] = {
    Verdict.FAIL: "red",
    Verdict.UNKNOWN: "cyan",
    State.FRESH: "green",
    State.DUE: "yellow",
    State.TO_VIEW: "cyan",
    State.STALE: "red",
    State.ZOMBIE: "bold red",
    State.EMPTY: "red",
    State.ABNORMAL: "magenta",
    State.UNKNOWN: "cyan",
}
BY_HAND = "请由工作人员人工核查"
NOTHING: Mapping[str, datetime] = MappingProxyType({})
LISTED = 300  # accounts, at most, that are all listed; beyond it only what needs attention
NARROW = 110  # below this width there is no room for unit, platform and date beside the words
NAMED = 3  # accounts of one kind of work that the closing lines name
LONGEST = 90  # characters of an explanation; `monitor show` has it all


def render(
    inspection: SpotCheck,
    width: int,
    newest_post_at: Mapping[str, datetime] = NOTHING,
    next_steps: Sequence[NextStep] | None = None,
) -> RenderableType:
    """Return the report of a spot check for a screen *width* columns wide.

    *newest_post_at*: when the newest post ever seen was published, where no verdict knows of one.
    *next_steps*: what the office does next, None where nothing of the check was kept.
    """
    assessments = summary.worst_first(inspection.assessments)
    parts: list[RenderableType] = [_head(inspection)]
    parts.extend(incident(event) for event in inspection.incidents)
    shown = assessments
    if len(assessments) > LISTED:
        shown = tuple(assessment for assessment in assessments if not _is_fine(assessment))
    parts.append(table(shown, width, newest_post_at))
    if len(shown) < len(assessments):
        parts.append(Text(f"另有 {len(assessments) - len(shown)} 个账号更新正常，未逐一列出。"))
    parts.append(_closing(assessments))
    if next_steps is not None:
        parts.append(steps(next_steps))
    return Group(*parts)


def _is_fine(assessment: Assessment) -> bool:
    whole = assessment.verdict is Verdict.PASS and assessment.state is State.FRESH
    return whole and not assessment.gaps and not assessment.contradictions


def table(
    assessments: Iterable[Assessment], width: int, newest_post_at: Mapping[str, datetime] = NOTHING
) -> Table:
    """Return the accounts as a table, in the order given; *newest_post_at* as in ``render``."""
    narrow = width < NARROW
    grid = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", expand=True)
    grid.add_column("状态", no_wrap=True, width=10)
    if narrow:
        grid.add_column("账号", width=22, overflow="fold")
    else:
        grid.add_column("账号", ratio=3, overflow="fold")
        grid.add_column("平台", no_wrap=True, width=8)
        grid.add_column("单位", ratio=3, overflow="fold")
        grid.add_column("最近更新", no_wrap=True, width=10)
    grid.add_column("距今", no_wrap=True, justify="right", width=9)
    grid.add_column("说明", ratio=6, overflow="fold")
    listed = tuple(assessments)
    names = AccountNames.of(assessment.account for assessment in listed)
    for assessment in listed:
        name = names.listed(assessment.account.id)
        if not narrow:  # the platform has a column of its own
            name = name.replace(f"（{assessment.account.platform.label}）", "", 1)
        grid.add_row(*_row(assessment, name, newest_post_at, narrow=narrow))
    return grid


def _row(
    assessment: Assessment, name: str, newest_post_at: Mapping[str, datetime], *, narrow: bool
) -> list[RenderableType]:
    account = assessment.account
    row: list[RenderableType] = [_state(assessment), Prose(name)]
    if not narrow:
        newest = summary.newest_at(assessment, newest_post_at)
        on = f"{clock.beijing(newest):%Y-%m-%d}" if newest else "—"
        row += [Text(account.platform.label), Prose(text.clean(account.unit.name)), Text(on)]
    days = summary.silent_days(assessment, newest_post_at)
    row += [
        Text(f"{days} 天" if days else "—"),
        Prose(
            text.clean(explanation(assessment), limit=LONGEST),
            "dim" if assessment.verdict is Verdict.PASS else "",
        ),
    ]
    return row


def _state(assessment: Assessment) -> Text:
    called = summary.display_status(assessment.verdict, assessment.state)
    return Text(called.label, style=COLOURS[called])


def explanation(assessment: Assessment) -> str:
    """Return the findings, or else the reasons, and contradictions that explain the state."""
    doubts = assessment.contradictions
    if assessment.faults:
        return "；".join((*(finding.message for _, finding in assessment.faults), *doubts))
    if doubts:
        return "；".join(doubts)
    if assessment.verdict is Verdict.UNKNOWN:
        outcomes = dict.fromkeys(gap.outcome.label for _, gap in assessment.gaps)
        if outcomes and unseen(assessment):
            return "、".join(outcomes)
        reasons = (result.reason for result in assessment.abstained)
        return next(filter(None, reasons), "")
    if assessment.state is State.TO_VIEW:
        return last_seen(assessment)
    if assessment.state is State.DUE and assessment.outlook:
        return "；".join(assessment.outlook)
    if assessment.gaps:
        return "另有来源未能查看：" + "、".join(
            dict.fromkeys(gap.outcome.label for _, gap in assessment.gaps)
        )
    return ""


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
