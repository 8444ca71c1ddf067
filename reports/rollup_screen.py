"""A city's period on a screen: who reported, who did not, what is amiss; then the sums."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from monitor.figures.values import GroupRow
from monitor.model.rate import NOTHING
from monitor.parsing.text import clean
from monitor.rollup.values import (
    ChainState,
    CountyReport,
    Reporting,
    RollupPeriod,
    SignatureState,
)

WIDE = 100
SHOWN = 12  # lines of one county's changes
STYLES = {Reporting.REPORTED: "", Reporting.MISSING: "yellow", Reporting.REFUSED: "red"}
QUIET = (ChainState.FIRST, ChainState.CONTINUED)
TRUSTED = (SignatureState.UNSIGNED, SignatureState.VERIFIED)


def render(figures: RollupPeriod, width: int) -> RenderableType:
    """Return the figures for a screen *width* columns wide."""
    parts: list[RenderableType] = [_head(figures), _counties(figures, width)]
    if notes := list(_notes(figures)):
        parts += [Text("\n须注意", style="bold"), _listed(notes)]
    if figures.by_platform:
        parts += [Text("\n按平台", style="bold"), _groups(figures.by_platform, figures)]
    if figures.ranking:
        parts += list(_ranking(figures))
    return Group(*parts)


def _head(figures: RollupPeriod) -> Panel:
    total, reported = figures.total.tally, figures.reported_rate
    lines = [
        f"应报 {reported.whole}  已报 {reported.part}  未报 {len(figures.missing)}"
        f"  退回 {len(figures.refused)}",
        f"登记 {total.registered}  检查 {total.looked}  合格 {total.passed}  "
        f"不合格 {total.failed}  无法判定 {total.unknown}",
        f"合格率 {_rate(figures.pass_rate.text(figures.decimals), figures.pass_rate.counts)}"
        "（按账号数合计，不是各县区合格率的平均）",
    ]
    if figures.own_rules:
        own = figures.own_rules
        lines.append(f"已按本级标准（{own.max_days}天）重新判定，{own.changed}个账号的结论有变化")
    title = f"{clean(figures.jurisdiction.name)}政务新媒体 {figures.period.label}"
    return Panel(Text("\n".join(lines)), title=Text(title), border_style="cyan")


def _counties(figures: RollupPeriod, width: int) -> Grid:
    wide = width >= WIDE
    several = len(figures.policies) > 1
    grid = _grid()
    grid.add_column("县区", overflow="fold", ratio=3)
    grid.add_column("报送", no_wrap=True)
    for title in ("登记", "合格", "不合格", "无法判定" if wide else "未定"):
        grid.add_column(title, justify="right", no_wrap=True)
    grid.add_column("合格率", justify="right", no_wrap=True)
    if several:
        grid.add_column("标准", no_wrap=True)
    grid.add_column("校验码", no_wrap=True)
    if wide:
        grid.add_column("数据链", overflow="fold", ratio=2)
        grid.add_column("签名", overflow="fold", ratio=2)
    for row in figures.counties:
        cells = [*_numbers(row, figures.decimals)]
        if several:
            cells.append(row.policy or NOTHING)
        cells.append(_code(row))
        if wide:
            bundle = row.bundle
            cells += [bundle.chain.label, bundle.signature.label] if bundle else [NOTHING] * 2
        grid.add_row(*map(Text, cells), style=_style(row))
    return grid


def _numbers(row: CountyReport, decimals: int) -> Iterator[str]:
    yield clean(row.name)
    version = f"第{row.bundle.version}版" if row.bundle and row.bundle.version > 1 else ""
    yield row.reporting.label + version
    if row.reporting is not Reporting.REPORTED:
        yield from [NOTHING] * 5
        return
    tally = row.tally
    for number in (tally.registered, tally.passed, tally.failed, tally.unknown):
        yield str(number)
    yield tally.pass_rate.text(decimals)


def _code(row: CountyReport) -> str:
    if row.bundle is None:
        return NOTHING
    return f"{row.bundle.code}{' ✓' if row.bundle.compared else ''}"


def _style(row: CountyReport) -> str:
    amiss = row.bundle is not None and row.bundle.chain is ChainState.BROKEN
    return "red" if amiss else STYLES[row.reporting]


def _notes(figures: RollupPeriod) -> Iterator[str]:
    """Yield a sentence for all that a table has no room for."""
    for row in figures.counties:
        yield from _county_notes(row)
    for refused in figures.strangers:
        yield f"{clean(refused.file)}：退回。{_ended(refused.why)}"
    if not figures.comparable:
        groups = "；".join(
            f"{group.label}：{len(group.counties)}个县区" for group in figures.policies
        )
        yield f"各县区判定的标准不同（{groups}），合计照算，合格率不作比较；可加 --own-rules。"
    waiting = [row for row in figures.reported if row.bundle and not row.bundle.compared]
    if waiting:
        yield (
            f"{len(waiting)}个县区的校验码尚未与盖章的公文核对（核对过的标 ✓）："
            "monitor rollup add 文件 --code 公文上的校验码。"
        )


def _county_notes(row: CountyReport) -> Iterator[str]:
    name = clean(row.name)
    if row.reporting is Reporting.MISSING:
        yield f"{name}：未报。"
    elif row.reporting is Reporting.REFUSED:
        yield f"{name}：退回。{_ended(row.why)}"
    elif row.refused:
        yield f"{name}：另有{len(row.refused)}个文件退回。{_ended(row.refused[-1].why)}"
    if unseen := row.tally.registered - row.tally.looked:
        yield f"{name}：{unseen}个账号未检查，不在合格、不合格、无法判定之内。"
    if row.bundle and not row.bundle.is_called(row.name):
        yield f"{name}：报送单位所写的名称是“{clean(row.bundle.sender)}”，请核对其行政区划代码。"
    if row.bundle and row.bundle.chain not in QUIET:
        yield f"{name}：{row.bundle.chain.label}。{_ended(row.bundle.chain_note)}"
    if row.bundle and row.bundle.signature not in TRUSTED:
        yield f"{name}：{row.bundle.signature.label}。"
    if row.revised:
        change = row.revised
        yield f"{name}：先报第{change.earlier}版，后报第{change.later}版，以后者为准。" + (
            f"变化：{'；'.join(change.changes[:SHOWN])}"
            f"{'等' if len(change.changes) > SHOWN else ''}。"
            if change.changes
            else "账号和结论没有变化。"
        )
    missing = [clean(m.name) for m in row.members if m.reporting is not Reporting.REPORTED]
    if missing:
        yield f"{name}：所辖{len(row.members)}个县区中未报{len(missing)}个：{'、'.join(missing)}。"


def _groups(rows: tuple[GroupRow, ...], figures: RollupPeriod) -> Grid:
    grid = _grid()
    grid.add_column("平台")
    for title in ("登记", "合格", "不合格", "无法判定", "合格率"):
        grid.add_column(title, justify="right")
    for row in rows:
        tally = row.tally
        numbers = (tally.registered, tally.passed, tally.failed, tally.unknown)
        rate = _rate(tally.pass_rate.text(figures.decimals), tally.pass_rate.counts)
        grid.add_row(*map(Text, (row.label, *map(str, numbers), rate)))
    return grid


def _ranking(figures: RollupPeriod) -> Iterator[RenderableType]:
    if figures.ranking is None:
        return
    rows = {row.code: row for row in figures.counties}
    yield Text(f"\n合格率排名（依据：{clean(figures.ranking.document)}）", style="bold")
    grid = _grid()
    grid.add_column("名次", justify="right")
    grid.add_column("县区")
    grid.add_column("合格率", justify="right")
    for place, code in figures.ranking.places:
        rate = rows[code].tally.pass_rate
        cells = (
            str(place),
            clean(rows[code].name),
            _rate(rate.text(figures.decimals), rate.counts),
        )
        grid.add_row(*map(Text, cells))
    yield grid


def _rate(text: str, counts: str) -> str:
    return f"{text}（{counts}）" if text != NOTHING else NOTHING


def _listed(notes: Sequence[str]) -> Grid:
    """Return sentences as a list; Chinese is broken anywhere, not only where a space stands."""
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=False)
    grid.add_column()
    grid.add_column(overflow="fold")
    for note in notes:
        grid.add_row(Text("·"), Text(note.replace(" ", "\u00a0")))
    return grid


def _grid() -> Grid:
    return Grid(box=None, pad_edge=False, padding=(0, 1), header_style="bold")


def _ended(sentence: str) -> str:
    return f"{sentence.rstrip('。')}。" if sentence else ""
