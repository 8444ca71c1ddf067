"""A spot check as staff read it first: incidents, a table worst first, and what to do next."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from monitor.model import Assessment, Incident, RunMode, SpotCheck, State, Verdict, clock
from monitor.parsing import text
from monitor.verdicts import summary
from monitor.verdicts.assessment import unseen

COLOURS: dict[Verdict | State, str] = {
    Verdict.FAIL: "red",
    Verdict.UNKNOWN: "cyan",
    State.FRESH: "green",
    State.DUE: "yellow",
    State.STALE: "red",
    State.ZOMBIE: "bold red",
    State.EMPTY: "red",
    State.ABNORMAL: "magenta",
    State.UNKNOWN: "cyan",
}
BY_HAND = "请由工作人员人工核查，清单见 monitor worklist"
NOTHING: Mapping[str, datetime] = MappingProxyType({})
LISTED = 300  # accounts, at most, that are all listed; beyond it only what needs attention
NARROW = 110  # below this width there is no room for unit, platform and date beside the words
LONGEST = 90  # characters of an explanation; `monitor show` has it all


def render(
    inspection: SpotCheck, width: int, last_seen: Mapping[str, datetime] = NOTHING
) -> RenderableType:
    """Return the report of a spot check for a screen *width* columns wide.

    *last_seen*: when the newest post ever seen was published, where no verdict knows of one.
    """
    said = summary.worst_first(inspection.assessments)
    parts: list[RenderableType] = [_head(inspection)]
    parts.extend(incident(one) for one in inspection.incidents)
    shown = said if len(said) <= LISTED else tuple(one for one in said if not _is_fine(one))
    parts.append(table(shown, width, last_seen))
    if len(shown) < len(said):
        parts.append(Text(f"另有 {len(said) - len(shown)} 个账号更新正常，未逐一列出。"))
    parts.append(_closing(said))
    return Group(*parts)


def _is_fine(said: Assessment) -> bool:
    whole = said.verdict is Verdict.PASS and said.state is State.FRESH
    return whole and not said.gaps and not said.contradictions


def table(
    said: Iterable[Assessment], width: int, last_seen: Mapping[str, datetime] = NOTHING
) -> Table:
    """Return the accounts as a table, in the order given; *last_seen* as in ``render``."""
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
    for one in said:
        grid.add_row(*_row(one, last_seen, narrow=narrow))
    return grid


def _row(
    said: Assessment, last_seen: Mapping[str, datetime], *, narrow: bool
) -> list[RenderableType]:
    account = said.account
    name = text.clean(account.name)
    row: list[RenderableType] = [
        _standing(said),
        Text(f"{name}（{account.platform.label}）" if narrow else name),
    ]
    if not narrow:
        newest = summary.newest_at(said, last_seen)
        on = f"{clock.beijing(newest):%Y-%m-%d}" if newest else "—"
        row += [Text(account.platform.label), Text(text.clean(account.unit.name)), Text(on)]
    days = summary.silent_days(said, last_seen)
    row += [
        Text(f"{days} 天" if days else "—"),
        Text(
            text.clean(explanation(said), limit=LONGEST),
            style="dim" if said.verdict is Verdict.PASS else "",
        ),
    ]
    return row


def _standing(said: Assessment) -> Text:
    called = summary.standing(said.verdict, said.state)
    return Text(called.label, style=COLOURS[called])


def explanation(said: Assessment) -> str:
    """Return the sentences that explain the state: the finding, else the reason, and doubts."""
    doubts = said.contradictions
    if said.faults:
        return "；".join((*(finding.message for _, finding in said.faults), *doubts))
    if doubts:
        return "；".join(doubts)
    if said.verdict is Verdict.UNKNOWN:
        outcomes = dict.fromkeys(gap.outcome.label for _, gap in said.gaps)
        if outcomes and unseen(said):
            return "、".join(outcomes)
        reasons = (result.reason for result in said.abstained)
        return next(filter(None, reasons), "")
    if said.state is State.DUE and said.outlook:
        return "；".join(said.outlook)
    if said.gaps:
        return "另有来源未能查看：" + "、".join(
            dict.fromkeys(gap.outcome.label for _, gap in said.gaps)
        )
    return ""


def _head(inspection: SpotCheck) -> RenderableType:
    run = inspection.run
    share = f"{'抽查' if run.mode is RunMode.SAMPLE else '查看'} {len(run.selected)} 个"
    seed = f"，随机种子 {run.seed}" if run.seed is not None else ""
    replay = "（依据录制证据重新判定）" if run.mode is RunMode.REPLAY else ""
    title = f"{inspection.jurisdiction.name}政务新媒体抽查{replay}"
    line = f"{clock.show(run.moment)}  登记账号 {run.registered} 个，{share}{seed}"
    return Text.assemble((escape(title), "bold"), "\n", line, "\n")


def incident(found: Incident) -> RenderableType:
    """Return one incident as a panel; one of our own says itself what is amiss."""
    if found.platform is None:
        sentence = f"{found.message}。按本机故障处理，不计为账号问题。"
        return Panel(Text(sentence), title="本机异常", border_style="yellow")
    sentence = (
        f"{found.platform.label}{len(found.accounts)}个账号均“{found.outcome.label}”，"
        f"按一起平台异常处理，不计为账号问题。{found.outcome.action}。"
    )
    return Panel(Text(sentence), title="平台异常", border_style="yellow")


def _closing(said: tuple[Assessment, ...]) -> RenderableType:
    counts = summary.count(said)
    verdicts = "，".join(
        f"{verdict.label} {number} 个" for verdict, number in counts.verdicts.items()
    )
    states = "，".join(
        f"{state.label} {number}" for state, number in counts.states.items() if number
    )
    lines = [Text(f"\n结论：{verdicts}。", style="bold"), Text(f"更新状态：{states}。")]
    todo = _todo(said)
    if todo:
        lines.append(Text("无法判定的账号需要处理：", style="bold"))
        lines.extend(Text(f"  · {line}") for line in todo)
    return Group(*lines)


def _todo(said: tuple[Assessment, ...]) -> list[str]:
    namesakes = Counter(one.account.name for one in said)
    actions: dict[str, list[str]] = {}
    for one in said:
        if one.verdict is not Verdict.UNKNOWN:
            continue
        wanted = dict.fromkeys(gap.action for _, gap in one.gaps) if unseen(one) else ()
        for action in wanted or [BY_HAND]:
            name = text.clean(one.account.name)
            if namesakes[one.account.name] > 1:
                name += f"（{one.account.platform.label}）"
            actions.setdefault(action, []).append(name)
    ordered = sorted(actions.items(), key=lambda item: (-len(item[1]), item[0]))
    return [f"{action}（{len(names)}个：{_few(names)}）" for action, names in ordered]


def _few(names: list[str]) -> str:
    shown = "、".join(names[:3])
    return shown if len(names) <= 3 else f"{shown}等"
