"""`monitor score`: marks per unit for the annual assessment."""

from collections.abc import Iterable
from pathlib import Path

import click

from monitor.app.score import year_scores
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, file_of, json_option, named_unit, say, screen
from monitor.figures.score import Score
from monitor.model import Unit, clock
from monitor.system.files import deliver
from reports import scorecard


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
    registry = setup.registry
    with setup.open_reading() as db:
        marks = year_scores(db, registry, year, quarter, clock.now())
    chosen, scope = _of_unit(marks.scores, unit, registry.units), marks.scope
    if out is not None:
        if out.suffix.lower() != ".xlsx":
            raise click.BadParameter("文件名应以 .xlsx 结尾。", param_hint="--out")
        written = deliver(setup.data, out, scorecard.workbook(chosen, scope, registry.scheme))
        say(f"{len(chosen)} 个单位的得分已写入 {file_of(written)}。")
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
    scores: tuple[Score, ...], given: str | None, units: Iterable[Unit]
) -> tuple[Score, ...]:
    """Return the scores of the unit *given*, of all units where it is None."""
    everyone = [*units, *(mark.unit for mark in scores)]
    id = named_unit(given, ((unit.id, unit.name) for unit in everyone))
    chosen = tuple(mark for mark in scores if id in (None, mark.unit.id))
    if given is not None and not chosen:
        raise click.UsageError(f"{given}在此期间没有参加考核的账号，没有得分。")
    return chosen
