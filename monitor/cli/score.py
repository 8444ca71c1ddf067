"""`monitor score`: marks per unit for the annual assessment."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, named_unit, say, screen
from monitor.model import clock

if TYPE_CHECKING:
    from monitor.figures import Figures
    from monitor.figures.score import Score
    from monitor.model import Unit
    from monitor.model.period import Period
    from monitor.registry import Registry
    from reports.scorecard import Scope


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
    from monitor.figures.score import scores
    from reports import scorecard

    quarters, missing = _quarters(setup, year, quarter)
    if not quarters:
        when = f"{year} 年第 {quarter} 季度" if quarter else f"{year} 年"
        raise click.UsageError(f"{when}尚未检查过，没有可以计算的数字。")
    registry = setup.registry
    everyone = scores(quarters, registry.scheme)
    chosen = _of_unit(everyone, unit, registry.units)
    scope = _scope(year, quarter, quarters, missing, everyone, registry)
    if out is not None:
        from monitor.system.files import whole

        if out.suffix.lower() != ".xlsx":
            raise click.BadParameter("文件名应以 .xlsx 结尾。", param_hint="--out")
        whole(out, scorecard.workbook(chosen, scope, registry.scheme))
        say(f"{len(chosen)} 个单位的得分已写入 {out}。")
    if as_json:
        units = [scorecard.described(mark) for mark in chosen]
        emit({**scorecard.scope_as_json(scope), "units": units})
    elif out is None:
        console = screen()
        for part in scorecard.render(chosen, scope, console.width):
            console.print(part)
    for note in scope.notes:
        say(note)
    return 0


def _of_unit(
    scores: tuple["Score", ...], given: str | None, units: Iterable["Unit"]
) -> tuple["Score", ...]:
    """Return the scores of the unit *given*, of all units where it is None."""
    everyone = [*units, *(mark.unit for mark in scores)]
    id = named_unit(given, ((unit.id, unit.name) for unit in everyone))
    chosen = tuple(mark for mark in scores if id in (None, mark.unit.id))
    if given is not None and not chosen:
        raise click.UsageError(f"{given}在此期间没有参加考核的账号，没有得分。")
    return chosen


def _scope(
    year: int,
    quarter: int | None,
    quarters: Sequence["Figures"],
    missing: tuple["Period", ...],
    scores: Iterable["Score"],
    registry: "Registry",
) -> "Scope":
    """Return the scope of the scores, with notes on what they leave out."""
    from reports.scorecard import Scope

    last = quarters[-1]
    marked = {mark.unit.id for mark in scores}
    idle = [unit.name for unit in registry.units if unit.id not in marked]
    notes = []
    if last.as_of_date < last.period.last_day:
        notes.append(f"{last.period.name} 尚未结束，得分截至 {last.as_of_date}。")
    if missing:
        notes.append(f"{'、'.join(period.label for period in missing)}没有检查，未计入，也未扣分。")
    if idle:
        notes.append(f"没有参加考核的账号、不列得分的单位：{'、'.join(idle)}。")
    silent = [f.label for f, deduction in registry.scheme.deductions.items() if not deduction.basis]
    if silent:
        how = "请在 accounts.yaml 的 score: 中用 basis: 写明文号"
        notes.append(f"扣分标准没有写明依据的：{'、'.join(silent)}；{how}。")
    return Scope(
        name=f"{year}Q{quarter}" if quarter else str(year),
        label=last.period.label if quarter else f"{year}年",
        quarters=tuple(q.period for q in quarters),
        unchecked=missing,
        stands_on=last.as_of_date,
        notes=tuple(notes),
    )


def _quarters(
    setup: Setup, year: int, quarter: int | None
) -> tuple[list["Figures"], tuple["Period", ...]]:
    """Return the figures of the quarters that were checked, the names of those that were not."""
    from monitor.app.report import figures
    from monitor.model.period import Period, Span

    now = clock.now()
    checked, missing = [], []
    with setup.open_database() as db:
        for number in [quarter] if quarter else range(1, 5):
            period = Period(year=year, month=number * 3 - 2, span=Span.QUARTER)
            if period.since > now:
                continue
            computed = figures(db, setup.registry, period, made_at=now)
            if computed.spotchecks:
                checked.append(computed)
            else:
                missing.append(period)
    return checked, tuple(missing)
