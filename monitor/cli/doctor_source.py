"""`monitor doctor --source`: what an account's sources show now, item by item, and why."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from monitor.app.source_view import SourceResult
from monitor.cli.console import screen
from monitor.model import Account, clock, texts_of
from monitor.parsing import dates
from monitor.parsing.text import clean
from monitor.sources.explaining import Explained, Shown

TITLE, ADDRESS = 60, 160  # characters that are shown of each


def as_json(seen: Sequence[SourceResult]) -> list[dict[str, Any]]:
    """Return what was seen, for people's scripts."""
    return [
        {
            "source": result.label,
            "url": result.url,
            "items": [_item(item) for item in result.explained.items],
            "window": _window(result.explained),
            "refusal": result.explained.refusal,
            "notes": list(texts_of(result.explained.reading.notes)),
            "gaps": [
                {"outcome": gap.outcome.value, "message": gap.message, "action": gap.action}
                for gap in result.gaps
            ],
        }
        for result in seen
    ]


def _item(item: Shown) -> dict[str, Any]:
    return {
        "title": item.title,
        "url": item.url,
        "published_at": clock.iso(item.published_at) if item.published_at else None,
        "precision": item.precision.value if item.precision else None,
        "why": item.why,
        "pinned": item.pinned,
        "refused": item.refused,
        "doubt": item.doubt,
    }


def _window(listing: Explained) -> dict[str, str] | None:
    window = listing.reading.window
    if window is None:
        return None
    return {"since": clock.iso(window.since), "until": clock.iso(window.until)}


def show(account: Account, seen: Sequence[SourceResult]) -> None:
    """Print what was seen, readable at 80 columns."""
    console = screen()
    for number, result in enumerate(seen):
        if number:
            console.print()
        console.print(
            Text(f"{account.name}　{result.label}　{result.url}".rstrip("　"), style="bold")
        )
        if result.explained.items:
            console.print(_table(result.explained))
        for line in _summary(result):
            console.print(Text(line))


def _table(listing: Explained) -> Any:

    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("日期", overflow="fold", max_width=16, no_wrap=False)
    grid.add_column("取自", overflow="fold", max_width=22)
    grid.add_column("内容", overflow="fold", ratio=1)
    for item in listing.items:
        cell = Text(("【置顶】" if item.pinned else "") + clean(item.title, TITLE))
        if item.url:
            cell.append(f"\n{clean(item.url, ADDRESS)}", style="dim")
        for trouble in (item.refused, item.doubt):
            if trouble:
                cell.append(f"\n{trouble}", style="yellow")
        grid.add_row(_date(item), item.why or "—", cell)
    return grid


def _date(item: Shown) -> str:
    if item.published_at is None or item.precision is None:
        return "未采用"
    text = dates.shown(item.published_at, item.precision)
    return f"{text}？" if item.doubt else text


def _summary(result: SourceResult) -> Iterator[str]:
    reading = result.explained.reading
    for gap in result.gaps:
        yield f"无法查看：{gap.outcome.label}，{gap.message}。{gap.action}"
    if result.explained.items:
        dated = sum(item.published_at is not None for item in result.explained.items)
        yield f"共列出 {reading.items_seen} 条，其中 {dated} 条有可用的发布时间"
    if reading.window is not None:
        since, until = clock.show(reading.window.since), clock.show(reading.window.until)
        yield f"列表所及 {since} 至 {until} 的内容齐全；认定未更新之前，还将打开文章页再次核对"
    elif result.explained.items:
        yield f"不能据以认定未更新：{result.explained.refusal or '没有可用的发布时间'}"
    for note in texts_of(reading.notes):
        if note != result.explained.refusal:
            yield f"说明：{note}"
