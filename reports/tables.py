"""The tables of the documents, from the figures."""

from collections.abc import Iterable
from datetime import date, datetime

from monitor import clock
from monitor.figures import AccountFigures, Figures, Row
from monitor.figures.rectification import LABELS
from monitor.model import Platform, State, Verdict
from monitor.text import clean
from reports.document import Cell, Column, Table

TITLE = 60  # characters of a post's title in a table
NARROW, WIDE = 0.7, 2.2
SOURCES = {
    "wechat_official": "公众号接口",
    "wechat_album": "公众号合集",
    "weibo_open": "微博授权接口",
    "weibo_public": "微博访客页面",
    "feed": "订阅",
    "webpage": "网页栏目",
    "by_hand": "人工观测",
}
MODES = {"full": "全面检查", "sample": "抽样检查", "selected": "专项检查"}


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
        spotchecks(figures),
    )
    return {table.name: table for table in made}


def groups(name: str, caption: str, what: str, rows: Iterable[Row], total: Row) -> Table:
    """Return a table of tallies, the total last."""
    columns = (
        Column(title=what, width=WIDE, align="left"),
        *(Column(title=t) for t in ("登记数", "检查数", "合格", "不合格", "无法判定")),
        Column(title="合格率", width=2.3),
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
        Column(title="序号", width=NARROW),
        Column(title="主办单位", width=2.0, align="left"),
        Column(title="平台", width=0.9),
        Column(title="账号名称", width=1.6, align="left"),
        Column(title="最后更新", width=1.4),
        Column(title="未更新天数", width=0.9),
        Column(title="最长间隔", width=0.9),
        Column(title="问题", width=3.4, align="left"),
        Column(title="首次发现", width=1.4),
        Column(title="期末情况", width=1.1),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            platform(one),
            clean(one.account.name),
            day(one.newest_at),
            one.idle_days,
            one.longest_silence,
            "；".join(clean(problem.message, 160) for problem in one.problems),
            day(one.failed_first_at),
            state(one),
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
        Column(title="最后更新", width=1.4),
        Column(title="未更新天数", width=1.0),
        Column(title="处置建议", width=3.2, align="left"),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            platform(one),
            clean(one.account.name),
            day(one.newest_at),
            one.idle_days,
            advice(one, figures),
        )
        for number, one in enumerate(figures.zombies, 1)
    )
    return Table(
        name="zombies", caption="僵尸账号清单", columns=columns, rows=rows, empty="无僵尸账号"
    )


def advice(one: AccountFigures, figures: Figures) -> str:
    """Return what is proposed for a zombie."""
    if one.idle_days is not None and one.idle_days >= figures.limits.get("cancel_days", 365):
        return "停更已久，建议按程序关停注销并报备"
    return "限期恢复更新；确实无力保障的，按程序关停注销并报备"


def unknown(figures: Figures) -> Table:
    columns = (
        Column(title="序号", width=NARROW),
        Column(title="主办单位", width=2.0, align="left"),
        Column(title="平台", width=0.9),
        Column(title="账号名称", width=1.6, align="left"),
        Column(title="原因", width=3.0, align="left"),
        Column(title="已尝试", width=1.8, align="left"),
        Column(title="起始日期", width=1.4),
        Column(title="所见最近更新", width=1.4),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            platform(one),
            clean(one.account.name),
            reason(one),
            tried(one),
            day(one.unknown_since),
            day(one.newest_at),
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


def reason(one: AccountFigures) -> str:
    """Return why an account could not be judged."""
    outcomes = dict.fromkeys(outcome.label for _, outcome, _ in one.tried)
    return "、".join(outcomes) or clean(next(iter(one.reasons), "未见到足以判定的内容"), 120)


def cause(one: AccountFigures) -> str:
    """Return the same in few words, so that accounts can be counted by it."""
    outcomes = dict.fromkeys(outcome.label for _, outcome, _ in one.tried)
    if outcomes:
        return "、".join(outcomes)
    if one.state is State.ABNORMAL:
        return "显示名称与登记名称不符"
    return "所见内容不足以认定" if one.newest_at else "没有可用来源"


def tried(one: AccountFigures) -> str:
    """Return by which sources an account was looked for."""
    kinds = dict.fromkeys(source.partition("#")[0] for source, _, _ in one.tried)
    return "、".join(SOURCES.get(kind, "其他来源") for kind in kinds) or "已配置的来源"


def everyone(figures: Figures) -> Table:
    columns = (
        Column(title="序号", width=NARROW),
        Column(title="主办单位", width=2.2, align="left"),
        Column(title="平台", width=0.9),
        Column(title="账号名称", width=1.8, align="left"),
        Column(title="检查次数", width=0.8),
        Column(title="判定", width=1.0),
        Column(title="期末状态", width=1.2),
        Column(title="最后更新", width=1.4),
        Column(title="未更新天数", width=0.9),
        Column(title="发布条数", width=1.2),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            platform(one),
            clean(one.account.name),
            one.looks,
            one.verdict.label if one.verdict else "未检查",
            state(one),
            day(one.newest_at),
            one.idle_days,
            posts(one.posts, whole=one.posts_whole),
        )
        for number, one in enumerate(figures.accounts, 1)
    )
    return Table(
        name="everyone", caption="账号检查情况", columns=columns, rows=rows, empty="无登记账号"
    )


def rectified(figures: Figures) -> Table:
    columns = (
        Column(title="序号", width=NARROW),
        Column(title="主办单位", width=2.2, align="left"),
        Column(title="平台", width=0.9),
        Column(title="账号名称", width=1.6, align="left"),
        Column(title="复查结果", width=1.2),
        Column(title="复查合格日期", width=1.5),
        Column(title=f"{figures.period.word_before}问题", width=3.4, align="left"),
    )
    rows = tuple(
        (
            number,
            clean(one.account.unit),
            Platform(one.account.platform).label,
            clean(one.account.name),
            LABELS[one.outcome],
            day(one.fixed_at),
            "；".join(clean(message, 160) for message in one.problems),
        )
        for number, one in enumerate(figures.rectified, 1)
    )
    caption = f"{figures.period.word_before}问题整改复查情况"
    return Table(
        name="rectified", caption=caption, columns=columns, rows=rows, empty="无需复查的账号"
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
            MODES.get(run.mode, run.mode) + ("（中途停止）" if run.interrupted else ""),
            run.registered,
            run.looked,
            f"{run.sample}，种子 {run.seed}" if run.mode == "sample" else "—",
        )
        for number, run in enumerate(figures.spotchecks, 1)
    )
    return Table(
        name="spotchecks", caption="检查安排", columns=columns, rows=rows, empty="本期未开展检查"
    )


def platform(one: AccountFigures) -> str:
    return Platform(one.account.platform).label


def state(one: AccountFigures) -> str:
    """Return how the account closed the period."""
    if one.state is None:
        return "未检查"
    if one.verdict is Verdict.FAIL and not one.still_failing:
        return f"已恢复（{one.state.label}）" if one.closing_verdict is Verdict.PASS else "无法核实"
    return one.state.label


def posts(number: int, *, whole: bool) -> Cell:
    """Return a number of posts; where nobody vouched for it, only that it is no less."""
    return number if whole else f"不少于{number}" if number else "—"


def day(moment: datetime | None) -> date | None:
    return clock.day(moment) if moment else None


def _tally(row: Row) -> tuple[Cell, ...]:
    tally = row.tally
    return (
        clean(row.label),
        tally.registered,
        tally.looked,
        tally.passed,
        tally.failed,
        tally.unknown,
        tally.pass_rate,
        posts(row.posts, whole=row.posts_whole),
    )
