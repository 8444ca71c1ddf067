"""The tables of the documents, from the figures."""

from collections.abc import Iterable

from monitor.figures import Figures, GroupRow
from monitor.figures.rectification import LABELS
from monitor.model import Platform, RunMode, clock
from monitor.parsing.text import clean
from reports import formatting
from reports.document import Cell, Column, Table

TITLE = 60  # characters of a post's title in a table
NARROW, WIDE = 0.7, 2.2
DATED = 1.7  # wide enough on paper for a date that may not be parted
RATED = 3.1  # the same for 98.5%（1180/1198）


def tables(figures: Figures) -> dict[str, Table]:
    """Return every table by the name that templates use."""
    made = (
        groups("by_platform", "按平台统计", "平台", figures.by_platform, figures.total),
        groups("by_kind", "按单位类别统计", "单位类别", figures.by_kind, figures.total),
        groups("by_unit", "按单位统计", "单位", figures.by_unit, figures.total),
        failing(figures),
        zombies(figures),
        unknown(figures),
        everyone(figures),
        rectified(figures),
        ledger(figures),
        spotchecks(figures),
    )
    return {table.name: table for table in made}


def groups(name: str, caption: str, what: str, rows: Iterable[GroupRow], total: GroupRow) -> Table:
    """Return a table of tallies, the total last."""
    columns = (
        Column(title=what, width=WIDE, align="left"),
        *(Column(title=t) for t in ("登记数", "检查数", "合格", "不合格", "无法判定")),
        Column(title="合格率", width=RATED),
        Column(title="发布条数", width=1.9),
    )
    return Table(
        name=name,
        caption=caption,
        columns=columns,
        rows=tuple(_tally(row) for row in (*rows, total)),
        total=True,
    )


def failing(figures: Figures) -> Table:
    columns = (
        Column(key="number", title="序号", width=NARROW),
        Column(key="unit", title="主办单位", width=2.0, align="left"),
        Column(key="platform", title="平台", width=0.9),
        Column(key="name", title="账号名称", width=1.6, align="left"),
        Column(key="newest", title="最后更新", width=DATED),
        Column(key="idle", title="未更新天数", width=0.9),
        Column(key="longest", title="最长间隔", width=0.9),
        Column(key="problems", title="问题", width=3.4, align="left"),
        Column(key="first_failed", title="首次发现", width=DATED),
        Column(key="state", title="期末情况", width=1.4),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            formatting.platform(one),
            clean(one.account.name),
            formatting.day(one.newest_at),
            formatting.idle(one),
            formatting.longest(one),
            "；".join(clean(problem.message, 160) for problem in one.problems),
            formatting.day(one.failed_first_at),
            formatting.state(one),
        )
        for number, one in enumerate(figures.failing, 1)
    )
    return Table(
        name="failing", caption="不合格账号清单", columns=columns, rows=rows, empty="无不合格账号"
    )


def zombies(figures: Figures) -> Table:
    columns = (
        Column(title="序号", width=NARROW),
        Column(title="主办单位", width=2.2, align="left"),
        Column(title="平台", width=0.9),
        Column(title="账号名称", width=1.6, align="left"),
        Column(title="最后更新", width=DATED),
        Column(title="未更新天数", width=1.0),
        Column(title="处置建议", width=3.2, align="left"),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            formatting.platform(one),
            clean(one.account.name),
            formatting.day(one.newest_at),
            formatting.idle(one),
            formatting.advice(one, figures),
        )
        for number, one in enumerate(figures.zombies, 1)
    )
    return Table(
        name="zombies", caption="僵尸账号清单", columns=columns, rows=rows, empty="无僵尸账号"
    )


def unknown(figures: Figures) -> Table:
    columns = (
        Column(key="number", title="序号", width=NARROW),
        Column(key="unit", title="主办单位", width=2.0, align="left"),
        Column(key="platform", title="平台", width=0.9),
        Column(key="name", title="账号名称", width=1.6, align="left"),
        Column(key="reason", title="原因", width=3.0, align="left"),
        Column(key="tried", title="已尝试", width=1.8, align="left"),
        Column(key="since", title="起始日期", width=DATED),
        Column(key="last_seen", title="所见最近更新", width=DATED),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            formatting.platform(one),
            clean(one.account.name),
            formatting.reason(one),
            formatting.tried(one),
            formatting.day(one.unknown_since),
            formatting.day(one.newest_at),
        )
        for number, one in enumerate(figures.unknown, 1)
    )
    return Table(
        name="unknown",
        caption="无法判定账号清单",
        columns=columns,
        rows=rows,
        empty="无无法判定的账号",
    )


def everyone(figures: Figures) -> Table:
    columns = (
        Column(title="序号", width=NARROW),
        Column(title="主办单位", width=2.2, align="left"),
        Column(title="平台", width=0.9),
        Column(title="账号名称", width=1.8, align="left"),
        Column(title="检查次数", width=0.8),
        Column(title="判定", width=1.0),
        Column(title="期末状态", width=1.2),
        Column(title="最后更新", width=DATED),
        Column(title="未更新天数", width=0.9),
        Column(title="发布条数", width=1.2),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            formatting.platform(one),
            clean(one.account.name),
            one.looks,
            one.verdict.label if one.verdict else "未检查",
            formatting.state(one),
            formatting.day(one.newest_at),
            formatting.idle(one),
            formatting.posts(one.posts, whole=one.posts_whole),
        )
        for number, one in enumerate(figures.accounts, 1)
    )
    return Table(
        name="everyone", caption="账号检查情况", columns=columns, rows=rows, empty="无登记账号"
    )


def rectified(figures: Figures) -> Table:
    columns = (
        Column(key="number", title="序号", width=NARROW),
        Column(key="unit", title="主办单位", width=2.2, align="left"),
        Column(key="platform", title="平台", width=0.9),
        Column(key="name", title="账号名称", width=1.6, align="left"),
        Column(key="outcome", title="复查结果", width=1.2),
        Column(key="fixed", title="复查合格日期", width=DATED),
        Column(title=f"{figures.period.word_before}问题", width=3.4, align="left"),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            Platform(one.account.platform).label,
            clean(one.account.name),
            LABELS[one.outcome],
            formatting.day(one.fixed_at),
            "；".join(clean(message, 160) for message in one.problems),
        )
        for number, one in enumerate(figures.rectified, 1)
    )
    caption = f"{figures.period.word_before}问题整改复查情况"
    return Table(
        name="rectified", caption=caption, columns=columns, rows=rows, empty="无需复查的账号"
    )


def ledger(figures: Figures) -> Table:
    """Return the cases of the period as they stood at its end (整改台账)."""
    columns = (
        Column(title="编号", width=NARROW),
        Column(title="主办单位", width=2.0, align="left"),
        Column(title="平台", width=0.9),
        Column(title="账号名称", width=1.6, align="left"),
        Column(title="问题", width=3.0, align="left"),
        Column(title="发现日期", width=DATED),
        Column(title="整改期限", width=DATED),
        Column(title="进展", width=1.8),
        Column(title="销号日期", width=DATED),
    )
    rows = tuple(
        (
            case.id,
            clean(case.unit_name),
            Platform(case.platform).label,
            clean(case.name),
            f"{case.title}：{clean(case.message, 160)}",
            formatting.day(case.opened_at),
            case.due_on,
            formatting.progress(case, figures.stands_on),
            formatting.day(case.closed_at),
        )
        for case in figures.cases
    )
    return Table(
        name="ledger", caption="整改台账", columns=columns, rows=rows, empty="没有立案整改的问题"
    )


def spotchecks(figures: Figures) -> Table:
    columns = (
        Column(title="次序", width=NARROW),
        Column(title="检查时间", width=2.2),
        Column(title="方式", width=1.4),
        Column(title="登记数", width=1.0),
        Column(title="检查数", width=1.0),
        Column(title="抽样比例及种子", width=2.0),
    )
    rows = tuple(
        (
            number,
            clock.show(run.moment),
            run.mode.label + ("（中途停止）" if run.interrupted else ""),
            run.registered,
            run.looked,
            f"{run.sample}，种子 {run.seed}" if run.mode is RunMode.SAMPLE else "—",
        )
        for number, run in enumerate(figures.spotchecks, 1)
    )
    return Table(
        name="spotchecks", caption="检查安排", columns=columns, rows=rows, empty="本期未开展检查"
    )


def _tally(row: GroupRow) -> tuple[Cell, ...]:
    tally = row.tally
    return (
        clean(row.label),
        tally.registered,
        tally.looked,
        tally.passed,
        tally.failed,
        tally.unknown,
        tally.pass_rate,
        formatting.posts(row.posts, whole=row.posts_whole),
    )
