"""Charts as bars that a page lays out itself: words at the size of its text, the same everywhere.

Each tells one thing, in a sentence beside it as well: who is silent for how long, how the rate
went, how the platforms compare. One that would say nothing is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monitor.figures import AccountFigures, Figures, GroupRow, Tally
from monitor.model import State
from monitor.parsing.text import clean
from reports import county_tables, county_words
from reports.document_model import shown
from reports.names import with_platform

GROUPS = 10  # bars, at most; the smaller groups are put together
COUNTIES = 30  # of a city, in its own order
SILENT = 20  # accounts shown, the longest silent; all of them stand in the list
PERIODS = 8
OVER = (State.STALE, State.ZOMBIE, State.EMPTY)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: *share* of its whole length in per cent, the number it stands for."""

    name: str
    kind: str
    share: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its pieces, the words at its end."""

    label: str
    parts: tuple[Part, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title; *told*: what they show, in a sentence; *legend*: (kind, name)."""

    title: str
    told: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...] = ()

    @property
    def label_width(self) -> str:
        """Return how wide the names stand, the same for all: bars begin in one line."""
        return f"{max(_width(bar.label) for bar in self.bars) + 0.5:g}em"

    @property
    def value_width(self) -> str:
        """Return how wide the words at the ends stand: bars are as long as their numbers."""
        return f"{max(_width(bar.value) for bar in self.bars) + 0.5:g}em"


VERDICTS = (("pass", "合格"), ("fail", "不合格"), ("unknown", "无法判定"))


def charts(figures: Figures) -> tuple[Chart, ...]:
    """Return the charts that have something to say."""
    first = by_county(figures) if figures.counties else silent(figures)
    every = (first, trend(figures), by_platform(figures))
    return tuple(chart for chart in every if chart is not None)


def silent(figures: Figures) -> Chart | None:
    """Return for how long each account over the limit is silent, the longest first."""
    over = [account for account in figures.accounts if account.state in OVER]
    if not over:
        return None
    over.sort(key=lambda account: (-_silence(account), account.account.id))
    most = max(1, *map(_silence, over))
    bars = tuple(
        Bar(
            label=f"{clean(of.unit)} {with_platform(of.platform, of.name)}",
            parts=(Part("", "fail", _share(_silence(account), most)),),
            value=_days(account),
        )
        for account, of in ((account, account.account) for account in over[:SILENT])
    )
    limit = figures.limits.get("max_days", 14)
    others = f"图中为未更新时间最长的{SILENT}个。" if len(over) > SILENT else ""
    return Chart(
        title="超期账号未更新天数",
        told=f"期末检查时超过{limit}天未更新或者从未发布的账号{len(over)}个。{others}",
        bars=bars,
    )


def trend(figures: Figures) -> Chart | None:
    """Return the pass rates of the last periods of which figures are kept, the latest last."""
    points = [
        (past.period.label, past.tally)
        for past in sorted(figures.history, key=lambda past: past.period.since)
        if past.tally.judged
    ]
    if figures.total.tally.judged:
        points.append((figures.period.label, figures.total.tally))
    points = points[-PERIODS:]
    if len(points) < 2:
        return None
    decimals = figures.decimals
    (first, then), (_, now) = points[0], points[-1]
    return Chart(
        title="合格率变化",
        told=f"{first}{then.pass_rate.text(decimals)}，本期{now.pass_rate.text(decimals)}；"
        "只列有留存数据的各期。",
        bars=tuple(
            Bar(
                label=label,
                parts=(Part("", "plain", _share(tally.passed, tally.judged)),),
                value=shown(tally.pass_rate, decimals),
            )
            for label, tally in points
        ),
    )


def by_platform(figures: Figures) -> Chart | None:
    """Return the shares of the verdicts of each platform; a single platform says nothing."""
    return platforms(figures.by_platform, figures.total.tally)


def by_county(figures: Figures) -> Chart | None:
    """Return the same of the counties of a city, in the order of its papers."""
    rows = [row for row in county_tables.in_order(figures) if row.tally.looked]
    if not rows:
        return None
    missing = len(figures.counties) - len(figures.reported)
    told = f"未报送的{missing}个不在图中。" if missing else ""
    more = f"图中为前{COUNTIES}个。" if len(rows) > COUNTIES else ""
    return Chart(
        title=f"各{county_words.together(figures)}判定情况",
        told=f"{_counted(figures.total.tally)}。各条长度为占比，数字为账号数。{told}{more}",
        bars=tuple(
            Bar(clean(row.name, 12), tuple(_parts(row.tally)), f"{row.tally.looked}个")
            for row in rows[:COUNTIES]
        ),
        legend=VERDICTS,
    )


def platforms(by_platform: Sequence[GroupRow], total: Tally, when: str = "") -> Chart | None:
    """Return the shares of the verdicts of each platform of *total*, *when* those are not ours."""
    rows = [row for row in grouped(by_platform) if row.tally.looked]
    if len(rows) < 2:
        return None
    return Chart(
        title=f"{when}各平台判定情况",
        told=f"{_counted(total)}。各条长度为占比，数字为账号数。",
        bars=tuple(
            Bar(clean(row.label, 12), tuple(_parts(row.tally)), f"{row.tally.looked}个")
            for row in rows
        ),
        legend=VERDICTS,
    )


def quarters(points: Sequence[tuple[str, Tally | None]], decimals: int = 1) -> Chart | None:
    """Return the shares of the verdicts of each quarter from the first one kept on."""
    known = [number for number, (_, tally) in enumerate(points) if tally is not None]
    if not known:
        return None
    points = points[known[0] : known[-1] + 1]  # a gap within is told of
    label, latest = points[-1]
    return Chart(
        title="各季度判定情况",
        told=f"{label}{_counted(latest or Tally())}。各条长度为占比，数字为账号数，右侧为合格率。"
        "只列有留存数据的最近八个季度。",
        bars=tuple(
            Bar(label, tuple(_parts(tally)), shown(tally.pass_rate, decimals))
            if tally is not None and tally.looked
            else Bar(label, (), "没有留存数据" if tally is None else "没有检查")
            for label, tally in points
        ),
        legend=VERDICTS,
    )


def _counted(total: Tally) -> str:
    return (
        f"检查{total.looked}个：合格{total.passed}个，不合格{total.failed}个，"
        f"无法判定{total.unknown}个"
    )


def grouped(rows: Sequence[GroupRow]) -> tuple[GroupRow, ...]:
    """Return at most ``GROUPS`` rows; the smallest are added up in the last one."""
    if len(rows) <= GROUPS:
        return tuple(rows)
    kept, others = rows[: GROUPS - 1], [row.tally for row in rows[GROUPS - 1 :]]
    together = Tally(
        registered=sum(tally.registered for tally in others),
        passed=sum(tally.passed for tally in others),
        failed=sum(tally.failed for tally in others),
        unknown=sum(tally.unknown for tally in others),
    )
    return (*kept, GroupRow(label=f"其余{len(others)}类", tally=together))


def _parts(tally: Tally) -> Iterator[Part]:
    numbers = (tally.passed, tally.failed, tally.unknown)
    for (kind, name), number in zip(VERDICTS, numbers, strict=True):
        if number:
            yield Part(name, kind, _share(number, tally.looked), str(number))


def _width(text: str) -> float:
    return sum(0.6 if char.isascii() else 1 for char in text)


def _share(part: int, whole: int) -> float:
    return float(round(Fraction(part * 100, whole), 2))


def _silence(account: AccountFigures) -> int:
    """Return for how many days *account* is known to be silent, 0 where it never published."""
    if account.state is State.EMPTY:
        return 0
    return account.silent_days or 0 if account.idle_days is None else account.idle_days


def _days(account: AccountFigures) -> str:
    if account.state is State.EMPTY or not _silence(account):
        return "从未发布" if account.state is State.EMPTY else "未见内容"
    least = "不少于" if account.idle_days is None else ""
    return f"{least}{_silence(account)}天"
