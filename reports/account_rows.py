"""The table of accounts on a screen: a row each, in columns whose widths follow from the screen.

rich would measure every cell to find the widths; a province has thousands of rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from monitor.model import Assessment, State, Verdict, clock
from monitor.parsing import text
from monitor.parsing.line_breaks import folded
from monitor.parsing.naming import AccountNames
from monitor.verdicts import summary
from monitor.verdicts.assessment import unseen
from monitor.verdicts.reminding import last_seen
from reports.prose import NARROWEST

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
NOTHING: Mapping[str, datetime] = MappingProxyType({})
LONGEST = 90  # characters of an explanation; `monitor show` has it all
MOST = 1000  # accounts on a screen, worst first; nobody scrolls through a province
NARROW = 110  # below this width there is no room for unit, platform and date beside the words
BETWEEN = "  "  # two columns


@dataclass(frozen=True, slots=True)
class ScreenColumn:
    """A column: its title, and its width in cells or its *share* of what the others leave.

    *prose*: longer texts go on in the next line; else they are cut.
    """

    title: str
    width: int = 0
    share: int = 0
    prose: bool = False
    right: bool = False

    def lines(self, words: str, width: int) -> list[str]:
        """Return *words* in lines that fill *width* cells each."""
        if self.prose:
            lines = [line for part in words.split("\n") for line in _broken(part, width)]
            return [set_cell_size(line, width) for line in lines]
        if cell_len(words) > width:
            words = set_cell_size(words, width - 1) + "…"
        if self.right:
            return [" " * (width - cell_len(words)) + words]
        return [set_cell_size(words, width)]


STATE = ScreenColumn("状态", width=10)
SILENT = ScreenColumn("距今", width=9, right=True)
WHY = ScreenColumn("说明", share=6, prose=True)
WIDE = (
    STATE,
    ScreenColumn("账号", share=3, prose=True),
    ScreenColumn("平台", width=8),
    ScreenColumn("单位", share=3, prose=True),
    ScreenColumn("最近更新", width=10),
    SILENT,
    WHY,
)
SLIM = (STATE, ScreenColumn("账号", width=22, prose=True), SILENT, WHY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRow:
    """An account as people read it. *name*: as a list shows it."""

    called: Verdict | State
    name: str
    platform: str
    unit: str
    newest_on: str
    silent: str
    why: str
    passes: bool

    @classmethod
    def of(
        cls, assessment: Assessment, name: str, newest_post_at: Mapping[str, datetime]
    ) -> "ScreenRow":
        """Return the row of *assessment*; *newest_post_at* as in ``rows``."""
        account = assessment.account
        newest = summary.newest_at(assessment, newest_post_at)
        days = summary.silent_days(assessment, newest_post_at)
        return cls(
            called=summary.display_status(assessment.verdict, assessment.state),
            name=name,
            platform=account.platform.label,
            unit=text.clean(account.unit.name),
            newest_on=clock.day(newest).isoformat() if newest else "—",
            silent=f"{days} 天" if days else "—",
            why=text.clean(explanation(assessment), limit=LONGEST),
            passes=assessment.verdict is Verdict.PASS,
        )

    def cells(self, columns: Sequence[ScreenColumn]) -> tuple[str, ...]:
        """Return the words of each column."""
        if columns is SLIM:
            return self.called.label, self.name, self.silent, self.why
        # the platform has a column of its own
        name = self.name.replace(f"（{self.platform}）", "", 1)
        label = self.called.label
        return label, name, self.platform, self.unit, self.newest_on, self.silent, self.why


@dataclass(frozen=True, slots=True)
class AccountRows:
    """The table, which rich prints."""

    rows: tuple[ScreenRow, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        columns = SLIM if width < NARROW else WIDE
        widths = widths_of(columns, width)
        heads = [column.title for column in columns]
        yield from _printed(columns, widths, heads, Style(bold=True), Style(bold=True))
        colours = {called: Style.parse(colour) for called, colour in COLOURS.items()}
        plain, dim = Style.null(), Style(dim=True)
        for row in self.rows:
            why = dim if row.passes else plain
            yield from _printed(columns, widths, row.cells(columns), colours[row.called], why)


def rows(
    assessments: Iterable[Assessment], newest_post_at: Mapping[str, datetime] = NOTHING
) -> AccountRows:
    """Return the table of the accounts in the order given.

    *newest_post_at*: when the newest post ever seen was published, where no verdict knows of one.
    """
    listed = tuple(assessments)
    names = AccountNames.of(assessment.account for assessment in listed)
    return AccountRows(
        tuple(
            ScreenRow.of(assessment, names.listed(assessment.account.id), newest_post_at)
            for assessment in listed
        )
    )


def beyond(listed: Sequence[Assessment]) -> tuple[Text, ...]:
    """Say how many accounts a screen leaves out of *listed*, and how to see them; mostly none."""
    left = len(listed) - MOST
    words = (
        f"其余 {left} 个账号未逐一列出：用 monitor status --unit 或 --platform 分别查看，"
        "--json 取得全部。"
    )
    return (Text(words),) if left > 0 else ()


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


def widths_of(columns: Sequence[ScreenColumn], width: int) -> tuple[int, ...]:
    """Return the widths of *columns* that together fill *width* cells.

    On the narrowest screens names make way for what is said of them.
    """
    beside = [1, *(2 for _ in columns[1:-1]), 1]  # cells between columns that count as one's own
    own = [extra + column.width for extra, column in zip(beside, columns, strict=True)]
    shared = [column.share for column in columns]
    taken = sum(cells for cells, share in zip(own, shared, strict=True) if not share)
    left, shares = width - taken, sum(shared)
    widths = []
    for column, extra in zip(columns, beside, strict=True):
        if column.share:
            part = -(-left * column.share // shares)
            left, shares = left - part, shares - column.share
            widths.append(part - extra)
        else:
            widths.append(column.width)
    missing = max(0, NARROWEST - widths[-1])
    spare = max(0, min(missing, widths[1] - NARROWEST))
    return (widths[0], widths[1] - spare, *widths[2:-1], max(2, widths[-1] + spare))


def _broken(words: str, width: int) -> Sequence[str]:
    fits = cell_len(words) <= width  # as most cells do
    return (words,) if fits else folded(words, width, measured=cell_len)


def _printed(
    columns: Sequence[ScreenColumn],
    widths: Sequence[int],
    words: Sequence[str],
    first: Style,
    last: Style,
) -> Iterator[Segment]:
    """Yield the lines of one row, its first and its last column in a style of their own."""
    cells = [
        column.lines(text, width)
        for column, width, text in zip(columns, widths, words, strict=True)
    ]
    middle = Style.null() if first != last else first
    for number in range(max(map(len, cells))):
        line = [
            lines[number] if number < len(lines) else " " * width
            for lines, width in zip(cells, widths, strict=True)
        ]
        yield Segment(line[0], first)
        yield Segment(f"{BETWEEN}{BETWEEN.join(line[1:-1])}{BETWEEN}", middle)
        yield Segment(line[-1], last)
        yield Segment.line()
