"""`monitor score`: marks per unit for the annual assessment."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import clock
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say, screen

if TYPE_CHECKING:
    from monitor.figures import Figures


@chinese.command()
@click.option(
    "--year", type=click.IntRange(2000, 2100), required=True, metavar="年份", help="年份。"
)
@click.option("--quarter", type=click.IntRange(1, 4), metavar="季度", help="只计该季度，1 至 4。")
@click.option("--unit", metavar="单位", help="只看该单位，可用单位标识或名称。")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="写入 .xlsx：得分表和扣分明细。",
)
@json_option
@click.pass_obj
def score(
    setup: Setup,
    /,
    year: int,
    quarter: int | None,
    unit: str | None,
    out: Path | None,
    *,
    as_json: bool,
) -> int:
    """按单位计算考核得分，逐项说明扣分的事实和依据；无法判定的不扣分。

    扣分标准写在 accounts.yaml 的 score: 中。
    """
    from monitor import scoring
    from reports import scorecard

    quarters, missing = _quarters(setup, year, quarter)
    if not quarters:
        when = f"{year} 年第 {quarter} 季度" if quarter else f"{year} 年"
        raise click.UsageError(f"{when}尚未检查过，没有可以计算的数字。")
    found = [
        one
        for one in scoring.scores(quarters, setup.registry.scheme)
        if unit in (None, one.unit.id, one.unit.name)
    ]
    if not found:
        raise click.UsageError(f"没有单位 {unit} 的得分。")
    if out is not None:
        from monitor.publishing import whole

        if out.suffix.lower() != ".xlsx":
            raise click.BadParameter("文件名应以 .xlsx 结尾。", param_hint="--out")
        whole(out, scorecard.workbook(found))
        say(f"{len(found)} 个单位的得分已写入 {out}。")
    elif as_json:
        emit({"units": [scorecard.described(one) for one in found]})
    else:
        console = screen()
        for part in scorecard.render(found, console.width):
            console.print(part)
    if quarters[-1].stands_on < quarters[-1].period.last_day:
        say(f"{quarters[-1].period.name} 尚未结束，得分截至 {quarters[-1].stands_on}。")
    if missing:
        say(f"{'、'.join(missing)}没有检查，未计入，也未扣分。")
    return 0


def _quarters(setup: Setup, year: int, quarter: int | None) -> tuple[list["Figures"], list[str]]:
    """Return the figures of the quarters that were checked, the names of those that were not."""
    from monitor.period import Period, Span
    from monitor.reporting import figures

    now = clock.now()
    found, missing = [], []
    with setup.store() as store:
        for number in [quarter] if quarter else range(1, 5):
            period = Period(year=year, month=number * 3 - 2, span=Span.QUARTER)
            if period.since > now:
                continue
            made = figures(store, setup.registry, period, made_at=now)
            if made.spotchecks:
                found.append(made)
            else:
                missing.append(period.label)
    return found, missing
