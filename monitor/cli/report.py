"""`monitor report`: the documents of a period, in every form, from one value."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import click

from monitor.app import paper_caveats, paper_order, publish
from monitor.app.paper_order import PaperOrder
from monitor.cli import chinese, lost_accounts, report_notice
from monitor.cli.console import Setup, in_utf8, say, screen, select
from monitor.cli.date_options import Day
from monitor.cli.report_options import (
    Percentage,
    Wish,
    letter_of,
    print_files,
    refuse_cover,
    refuse_early_answer,
    refuse_formless,
    report_options,
)
from monitor.model import clock
from monitor.model.period import Period, Span, read
from reports import figures_json, period_screen


@chinese.group()
def report() -> None:
    """生成季度、月度、年度报告和整改通知书。"""


@chinese.command()
@click.argument("period", metavar="季度")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["city", "units"]),
    default="city",
    show_default=True,
    metavar="对象",
    help="city 为上报的报告，units 为下发的通报。",
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
    help="通报表扬检查不少于该次数、各次更新均正常且没有未办结问题的单位；默认不写。",
)
@click.option(
    "--mean", type=Percentage(), metavar="百分比", help="上级公布的平均合格率，写入比较，如 98.5。"
)
@click.option(
    "--bundle",
    is_flag=True,
    help="印发时一并生成报送市级的数据包，报告印出其校验码；以前报送过数据包的不必写。",
)
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
    bundle: bool,
    wish: Wish,
) -> int:
    """季度报告或通报，如 monitor report quarter 2021Q4。"""
    if issue is not None and not issue[0].strip():
        raise click.UsageError("--issue 请写文号，如 高政办报〔2022〕3号。")
    if bundle and (issue is None or audience != "city"):
        raise click.UsageError(
            "--bundle 与印发的报告同用（--issue）；单独生成请用 monitor bundle。"
        )
    kind = f"quarter_{audience}"
    wish = replace(wish, issue=issue, every_annex=annexes == "all", praise=praise, mean=mean)
    wish = replace(wish, bundle=bundle)
    return _make(setup, read(period, Span.QUARTER), kind, wish)


@chinese.command()
@click.argument("period", metavar="月份")
@report_options
@click.pass_obj
def month(setup: Setup, /, period: str, wish: Wish) -> int:
    """月度检查情况报告，如 monitor report month 2021-12。"""
    return _make(setup, read(period, Span.MONTH), "month", wish)


@chinese.command()
@click.argument("period", metavar="年份")
@report_options
@click.pass_obj
def year(setup: Setup, /, period: str, wish: Wish) -> int:
    """政府信息公开工作年度报告中的政务新媒体部分，如 monitor report year 2021。"""
    return _make(setup, read(period, Span.YEAR), "year", wish)


@chinese.command()
@click.argument("ids", nargs=-1, metavar="账号…")
@click.option("--all", "everyone", is_flag=True, help="有待整改问题的单位，每个单位一份。")
@report_options
@click.pass_obj
def notice(setup: Setup, /, ids: tuple[str, ...], everyone: bool, wish: Wish) -> int:
    """整改通知书：按最近一次检查，每个单位一份，附回执。"""
    if everyone == bool(ids):
        raise click.UsageError("请写账号，或者用 --all 为所有有待整改问题的单位生成。")
    refuse_cover(wish)
    refuse_formless(wish, report_notice.FORMS)
    accounts = None if everyone else select(setup.registry.accounts, ids, judged=True)
    with setup.open_database() as db:
        return report_notice.write(setup, db, accounts, wish, letter_of(setup, wish))


for command in (quarter, month, year, notice):
    report.add_command(command)


def _make(setup: Setup, period: Period, kind: str, wish: Wish) -> int:
    if kind not in publish.SHORT_NAMES:
        refuse_cover(wish)
    if wish.issue:
        setup.refuse_demo()
    now = clock.now()
    order = order_of(period, kind, wish)
    order.refuse_too_early(clock.day(now))
    refuse_early_answer(wish)
    opened = setup.open_database() if wish.issue else setup.open_reading()
    with opened as db:
        lost_accounts.warn(setup, db)
        computed = paper_order.figures(db, setup.registry, order, now)
        if wish.as_json:
            in_utf8()
            for piece in figures_json.stream(computed):
                click.echo(piece, nl=False)
            return 0
        for sentence in paper_caveats.unchecked(db, setup.registry, period, now):
            say(sentence)
        paper_order.hand_in(db, setup.registry, computed, order, setup.data, wish.out, say)
        job = paper_order.prepare(db, setup.registry, setup.accounts_file.parent, computed, order)
        if "terminal" in wish.forms:
            console = screen()
            console.print(period_screen.render(computed, console.width))
        if order.forms or order.mark:
            print_files(paper_order.place(db, job, wish.out, setup.data, tell=say, mark=order.mark))
    return 0


def order_of(period: Period, kind: str, wish: Wish) -> PaperOrder:
    """Return what was asked for, as an order."""
    return PaperOrder(
        kind=kind,
        period=period,
        forms=tuple(form for form in wish.forms if form != "terminal"),
        on=wish.on,
        due=wish.due,
        decimals=wish.decimals,
        every_annex=wish.every_annex,
        praise=wish.praise,
        mean=wish.mean,
        bundle=wish.bundle,
        mark=publish.IssueMark(wish.issue[0].strip(), wish.issue[1]) if wish.issue else None,
    )
