"""The tables that only a city's papers have: its counties, their platforms, their files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from monitor.figures import Figures
from monitor.figures.counties import CountyRow
from monitor.parsing.text import clean
from reports import formatting
from reports.county_words import UNREPORTED, marks, together
from reports.document_model import Cell, Column, Table
from reports.names import listed
from reports.table_fields import DATED, NARROW

Told = Callable[[CountyRow], Cell]
PAGE = 20  # rows that a page holds in the usual size
REASON = 400  # characters of what a county says of itself
COUNTED: tuple[tuple[str, float, Callable[[Any], Cell]], ...] = (
    ("登记数", 1.25, lambda tally: tally.registered),
    ("检查数", 1.25, lambda tally: tally.looked),
    ("合格", 1.0, lambda tally: tally.passed),
    ("不合格", 1.25, lambda tally: tally.failed),
    ("无法判定", 1.6, lambda tally: tally.unknown),
    ("合格率", 3.0, lambda tally: tally.pass_rate),
)


def in_order(figures: Figures) -> tuple[CountyRow, ...]:
    """Return the counties in the city's own order; by rate, where a document orders that.

    Who reported nothing, was judged by other limits or has no rate is not compared: it comes last.
    """
    if not figures.ordered_by:
        return figures.counties
    return tuple(sorted(figures.counties, key=_by_rate))


def _by_rate(county: CountyRow) -> tuple[bool, Any]:
    rate = county.tally.pass_rate.value
    compared = rate is not None and county.reported and not county.differs
    return not compared, -rate if compared and rate is not None else 0


def by_county(figures: Figures) -> Table:
    """Return the table of the body: of each county the accounts, the verdicts, the rate."""
    columns = [
        Column(title=together(figures), width=1.9, align="left"),
        *(Column(title=title, width=width) for title, width, _ in COUNTED),
    ]
    total = figures.total.tally
    foot = tuple(cell(total) for _, _, cell in COUNTED)
    return _table("by_county", f"各{together(figures)}检查情况", columns, _tallied(), figures, foot)


def counties(figures: Figures) -> Table:
    """Return the same for the spreadsheet, with all that is counted."""
    columns = [
        Column(title=together(figures), width=2.2, align="left"),
        *(Column(title=title, width=max(width, 1.0)) for title, width, _ in COUNTED),
        *(Column(title=title, width=1.0) for title in ("检查次数", "发布条数")),
        Column(title="条数说明", width=2.0, align="left"),
        *(Column(title=title, width=1.2) for title in ("错敏信息", "已整改")),
        Column(title="互动回应功能支持率", width=2.2),
        Column(title="备注", width=4.0, align="left"),
    ]
    fields: list[Told] = [
        *_tallied(),
        lambda county: county.checks,
        formatting.posts_of,
        formatting.posts_note,
        lambda county: county.slips,
        lambda county: county.slips_fixed,
        lambda county: county.interaction,
        _remark,
    ]
    total = figures.total
    foot = (
        *(cell(total.tally) for _, _, cell in COUNTED),
        _sum(figures, lambda county: county.checks),
        formatting.posts_of(total),
        formatting.posts_note(total),
        _sum(figures, lambda county: county.slips),
        _sum(figures, lambda county: county.slips_fixed),
        figures.interaction,
        "",
    )
    return _table("counties", f"按{together(figures)}统计", columns, fields, figures, foot)


def by_county_platform(figures: Figures) -> Table:
    """Return the registered accounts by county and platform: what both ways add up to."""
    labels = [row.label for row in figures.by_platform]
    columns = [
        Column(title=together(figures), width=2.2, align="left"),
        *(Column(title=clean(label), width=1.2) for label in labels),
        Column(title="合计", width=1.2),
    ]
    fields: list[Told] = [
        *(_registered_on(label) for label in labels),
        lambda county: county.tally.registered,
    ]
    foot = (
        *(row.tally.registered for row in figures.by_platform),
        figures.total.tally.registered,
    )
    caption = f"各{together(figures)}分平台登记数"
    return _table("by_county_platform", caption, columns, fields, figures, foot)


def bundles(figures: Figures) -> Table:
    """Return the files in which the counties reported, with the digits that their papers bear."""
    columns = (
        Column(title="序号", key="number", width=NARROW),
        Column(title=together(figures), width=1.7, align="left"),
        Column(title="数据包校验码", width=2.5),
        Column(title="版次", width=1.1),
        Column(title="文号", width=2.9, align="left"),
        Column(title="印发日期", width=DATED),
        Column(title="收到日期", width=DATED),
        Column(title="数字签名", width=1.4),
        Column(title="数据链", width=1.7),
        Column(title="备注", width=2.6, align="left"),
    )
    return Table(
        name="bundles",
        caption=f"各{together(figures)}数据包报送情况",
        columns=columns,
        rows=tuple(_bundle(number, row) for number, row in enumerate(figures.counties, 1)),
        dense=len(figures.counties) > PAGE,
        empty="没有应报送的县（市、区）",
    )


def _bundle(number: int, county: CountyRow) -> tuple[Cell, ...]:
    delivery, name = county.delivery, clean(county.name)
    if delivery is None:
        return (number, name, *(UNREPORTED,) * 7, _remark(county))
    return (
        number,
        name,
        delivery.checksum,
        f"第{delivery.version}版",
        clean(delivery.number) or "未印发",
        delivery.issued_on,
        formatting.day(delivery.added_at),
        clean(delivery.signature),
        clean(delivery.chain),
        _remark(county),
    )


def remarks(county: CountyRow) -> Iterator[str]:
    """Yield what must be known of a county's file: corrected, its chain broken, other limits."""
    delivery = county.delivery
    if county.returned:
        yield f"已退回：{clean(county.returned, REASON).rstrip('。')}"
    if delivery is None:
        return
    if delivery.corrections:
        yield f"第{delivery.version}版{'、'.join(delivery.corrections)}"
    if delivery.broken:
        yield clean(delivery.broken, REASON).rstrip("。")
    if county.missing:
        yield f"所辖{listed([clean(name) for name in county.missing])}未报送"
    yield from county.differs


def _remark(county: CountyRow) -> str:
    return "；".join(remarks(county))


def _table(
    name: str,
    caption: str,
    columns: Iterable[Column],
    fields: Iterable[Told],
    figures: Figures,
    foot: tuple[Cell, ...],
) -> Table:
    """Return a row a county, the total last; who reported nothing says so in every cell."""
    columns, fields, marked = tuple(columns), tuple(fields), marks(figures)
    rows: list[tuple[Cell, ...]] = []
    for county in in_order(figures):
        called = clean(county.name) + marked.get(county.code, "")
        if county.reported:
            rows.append((called, *(cell(county) for cell in fields)))
        else:
            rows.append((called, *(UNREPORTED,) * len(fields)))
    return Table(
        name=name,
        caption=caption,
        columns=columns,
        rows=(*rows, ("合计", *foot)),
        total=True,
        names=1,
        dense=len(rows) > PAGE,
    )


def _tallied() -> list[Told]:
    return [_of_tally(cell) for _, _, cell in COUNTED]


def _of_tally(cell: Callable[[Any], Cell]) -> Told:
    return lambda county: cell(county.tally)


def _registered_on(label: str) -> Told:
    return lambda county: county.platforms.get(label, 0)


def _sum(figures: Figures, number: Callable[[CountyRow], int]) -> int:
    return sum(map(number, figures.reported))


MAKERS: Mapping[str, Callable[[Figures], Table]] = {
    function.__name__: function for function in (by_county, counties, by_county_platform, bundles)
}
