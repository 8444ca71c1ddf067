"""`monitor rollup report`: a city's papers, from what its counties handed in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import click

from monitor.app import paper_order, rollup_paper
from monitor.app.rollup_paper import Received
from monitor.cli import chinese
from monitor.cli.console import Setup, in_utf8, say, screen
from monitor.cli.date_options import Day
from monitor.cli.report import order_of
from monitor.cli.report_options import (
    Percentage,
    Wish,
    print_files,
    refuse_cover,
    refuse_early_answer,
    report_options,
)
from monitor.cli.rollup_options import city_of
from monitor.figures.issues import IssueStore
from monitor.model import clock
from monitor.model.period import Span, read
from monitor.rollup.rollup_store import RollupStore, reading
from reports import figures_json, period_screen


@chinese.group()
def report() -> None:
    """由各县区的数据包生成汇总的报告和通报。"""


@chinese.command()
@click.argument("period", metavar="季度")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["city", "units"]),
    default="city",
    show_default=True,
    metavar="对象",
    help="city 为上报的报告，units 为下发各县区的通报。",
)
@click.option(
    "--issue",
    nargs=2,
    type=(str, Day()),
    metavar="文号 日期",
    help="正式印发：数字就此固定，再次印发另立一版并说明变化。",
)
@click.option(
    "--annexes",
    type=click.Choice(["usual", "all"]),
    default="usual",
    show_default=True,
    metavar="附件",
    help="usual 只附清单，其余见电子附表；all 另附分类统计、整改台账、检查方法等。",
)
@click.option(
    "--praise",
    type=click.IntRange(min=1),
    metavar="次数",
    help="通报表扬检查不少于该次数、各次更新均正常且没有未办结问题的县区；默认不写。",
)
@click.option(
    "--mean", type=Percentage(), metavar="百分比", help="上级公布的平均合格率，写入比较，如 98.5。"
)
@click.option("--own-rules", is_flag=True, help="一律按本级名单 policy 的期限重新判定更新情况。")
@click.option("--ranking", is_flag=True, help="按合格率排列各县区；须有文件要求，见 --document。")
@click.option("--document", default="", metavar="文号", help="要求排名的文件的文号，写在表上。")
@report_options
@click.pass_obj
def quarter(
    setup: Setup,
    /,
    *,
    period: str,
    audience: str,
    issue: tuple[str, date] | None,
    annexes: str,
    praise: int | None,
    mean: Decimal | None,
    own_rules: bool,
    ranking: bool,
    document: str,
    wish: Wish,
) -> int:
    """汇总的季度报告或通报，如 monitor rollup report quarter 2026Q4。"""
    if issue is not None and not issue[0].strip():
        raise click.UsageError("--issue 请写文号，如 云政办报〔2027〕3号。")
    if ranking != bool(document.strip()):
        raise click.UsageError("排名须有文件要求：--ranking 与 --document 文号 须一并写明。")
    refuse_cover(wish)
    wish = replace(wish, issue=issue, every_annex=annexes == "all", praise=praise, mean=mean)
    return _make(setup, period, f"rollup_{audience}", wish, document.strip(), own_rules)


report.add_command(quarter)


def _make(setup: Setup, period: str, kind: str, wish: Wish, document: str, own_rules: bool) -> int:
    registry = city_of(setup)
    if wish.issue:
        setup.refuse_demo()
    now = clock.now()
    order = order_of(read(period, Span.QUARTER), kind, wish)
    order.refuse_too_early(clock.day(now))
    refuse_early_answer(wish)
    opened = setup.open_database() if wish.issue else setup.open_reading()
    with opened as db, reading(setup.data) as bundles:
        received = Received(RollupStore(bundles), IssueStore(db), registry)
        computed = rollup_paper.figures(
            received, order, now, ordered_by=document, by_own_rules=own_rules
        )
        if wish.as_json:
            in_utf8()
            for piece in figures_json.stream(computed):
                click.echo(piece, nl=False)
            return 0
        job = paper_order.prepare(db, registry, setup.accounts_file.parent, computed, order)
        job = replace(job, about={**job.about, **rollup_paper.about(computed)})
        if "terminal" in wish.forms:
            console = screen()
            console.print(period_screen.render(computed, console.width))
        if order.forms or order.mark:
            placed = paper_order.place(db, job, wish.out, setup.data, tell=say, mark=order.mark)
            print_files(placed)
    return 0
