"""A period's figures as staff read them first, on a screen of 80 columns or more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from monitor.figures import Figures, GroupRow
from monitor.parsing.text import clean
from reports import county_screen, report_tables, template_filters
from reports.document_model import Cell, Table, shown
from reports.prose import Prose
from reports.table_fields import in_register_order

BAR = 20  # characters of a full bar
SHOWN = 30  # rows of one list
SHOWN_OF_CITY = 12  # which has them of many counties
NARROW = 110
# what a screen has room for; the files have all of it
KEPT = frozenset({"unit", "platform", "name", "idle", "problems", "state", "reason", "outcome"})
WIDE = KEPT | {"newest", "first_failed", "tried", "since", "last_seen", "fixed"}


def render(figures: Figures, width: int) -> RenderableType:
    """Return the figures for a screen *width* columns wide."""
    parts: list[RenderableType] = [_head(figures)]
    if figures.counties and not figures.checked:
        return Group(*parts, county_screen.counties(figures))
    if not figures.checked:
        return Group(*parts, Text("本期未开展检查，没有可以统计的检查结果。"), *_sealed(figures))
    if figures.counties:
        parts += [county_screen.counties(figures), Text()]
    parts.append(_bars(figures.by_platform, figures))
    by_name = report_tables.tables(figures)
    lists = (_short(by_name["failing"], figures), by_name["rectified"], by_name["unknown"])
    most = SHOWN_OF_CITY if figures.counties else SHOWN
    for table in lists:
        parts += [Text(), _list(table, width, figures.decimals, most)]
    return Group(*parts, *_sealed(figures))


def _sealed(figures: Figures) -> list[Text]:
    return [Text(f"\n{figures.sealed.line}", style="dim")] if figures.sealed else []


def _head(figures: Figures) -> Panel:
    total = figures.total.tally
    lines = [
        f"登记 {total.registered}  检查 {total.looked}  合格 {total.passed}  "
        f"不合格 {total.failed}  无法判定 {total.unknown}",
        f"合格率 {shown(total.pass_rate, figures.decimals)}{_change(figures)}",
    ]
    if figures.lapsed:
        lines.append(
            f"无法判定的账号中有 {len(figures.lapsed)} 个{figures.period.word}曾判定合格，"
            "期末观测过期或不足，未能再次判定"
        )
    posts = figures.total.posts
    if posts.accounts:
        least = "不少于 " if posts.least else ""
        number = template_filters.thousands(posts.number)
        by_hand = f"，含人工填报 {posts.reported} 个" if posts.reported else ""
        lines.append(f"发布信息 {least}{number} 条（可统计 {posts.accounts} 个账号{by_hand}）")
    if figures.zombies:
        number = f"发现僵尸账号 {len(figures.zombies)} 个"
        lines.append(f"{number}，{template_filters.zombie_outcome(figures)}".rstrip("，。"))
    title = f"{figures.jurisdiction.name}政务新媒体 {figures.period.label}"
    return Panel(Text("\n".join(lines)), title=Text(title), border_style="cyan")


def _change(figures: Figures) -> str:
    from monitor.model.rate import change

    now, before = figures.total.tally.pass_rate, figures.before
    words = change(now, before.tally.pass_rate, figures.decimals) if before else ""
    return f"，较{figures.period.word_before}{words}" if words else ""


def _bars(rows: Sequence[GroupRow], figures: Figures) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column("平台")
    for title in ("登记", "合格", "不合格", "无法判定", "合格率"):
        grid.add_column(title, justify="right")
    grid.add_column("", no_wrap=True)
    most = max(row.tally.registered for row in rows)
    for row in rows:
        tally = row.tally
        grid.add_row(
            clean(row.label),
            *map(str, (tally.registered, tally.passed, tally.failed, tally.unknown)),
            tally.pass_rate.text(figures.decimals),
            _bar(row, most),
        )
    return grid


def _bar(row: GroupRow, most: int) -> Text:
    """Return a bar in characters, told apart without colour: ■ pass, × fail, · unknown."""
    tally = row.tally
    bar = Text()
    for number, sign, style in (
        (tally.passed, "■", "green"),
        (tally.failed, "×", "red"),
        (tally.unknown, "·", "dim"),
    ):
        bar.append(sign * -(-number * BAR // max(most, 1)), style=style)
    return bar


def _short(failing: Table, figures: Figures) -> Table:
    """Return *failing* with the names of problems only; the files have their full text."""
    place = [column.key for column in failing.columns].index("problems")
    ordered = in_register_order(figures.failing, figures)  # as the rows of the table are
    kinds = (dict.fromkeys(p.title for p in account.problems) for account in ordered)
    rows = tuple(
        (*row[:place], "、".join(named), *row[place + 1 :])
        for row, named in zip(failing.rows, kinds, strict=True)
    )
    return replace(failing, rows=rows)


def _list(table: Table, width: int, decimals: int, most: int) -> RenderableType:
    head = Text(f"{table.caption}（{len(table.rows)}）", style="bold")
    if not table.rows:
        return Group(head, Text(f"{table.empty}。"))
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    kept = WIDE if width >= NARROW else KEPT
    chosen = [number for number, column in enumerate(table.columns) if column.key in kept]
    for number in chosen:
        column = table.columns[number]
        grid.add_column(column.title, overflow="fold")
    for row in table.rows[:most]:
        grid.add_row(*(Prose(_written(row[number], decimals)) for number in chosen))
    parts: list[RenderableType] = [head, grid]
    if len(table.rows) > most:
        parts.append(Text(f"另有 {len(table.rows) - most} 行，见文件。"))
    return Group(*parts)


def _written(cell: Cell, decimals: int) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else shown(cell, decimals)
