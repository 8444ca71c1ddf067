"""`monitor report`: the documents of a period, in every form, from one value."""

from dataclasses import replace

import click

from monitor.app import paper_caveats, paper_order, publish
from monitor.cli import chinese, lost_accounts, report_notice
from monitor.cli.console import Setup, say, select
from monitor.cli.period_papers import (
    QuarterWish,
    give_out,
    order_of,
    print_json,
    quarter_options,
)
from monitor.cli.report_options import (
    Wish,
    letter_of,
    refuse_cover,
    refuse_early_answer,
    refuse_formless,
    report_options,
)
from monitor.model import clock
from monitor.model.period import Period, Span, read


@chinese.group()
def report() -> None:
    """生成季度、月度、年度报告和整改通知书。"""


@chinese.command()
@click.argument("period", metavar="季度")
@quarter_options("单位", "下发的通报", "高政办报〔2022〕3号")
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
    quarter: QuarterWish,
    bundle: bool,
    wish: Wish,
) -> int:
    """季度报告或通报，如 monitor report quarter 2021Q4。"""
    if bundle and (quarter.issue is None or quarter.audience != "city"):
        raise click.UsageError(
            "--bundle 与印发的报告同用（--issue）；单独生成请用 monitor bundle。"
        )
    wish = replace(quarter.joined(wish), bundle=bundle)
    return _make(setup, read(period, Span.QUARTER), f"quarter_{quarter.audience}", wish)


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
            print_json(computed)
            return 0
        for sentence in paper_caveats.unchecked(db, setup.registry, period, now):
            say(sentence)
        paper_order.hand_in(db, setup.registry, computed, order, setup.data, wish.out, say)
        job = paper_order.prepare(db, setup.registry, setup.accounts_file.parent, computed, order)
        give_out(db, job, order, wish, setup.data)
    return 0
