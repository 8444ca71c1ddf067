"""`monitor rollup report`: a city's papers, from what its counties handed in."""

from dataclasses import replace

import click

from monitor.app import paper_order, rollup_paper
from monitor.app.rollup_paper import Received
from monitor.cli import chinese
from monitor.cli.console import Setup
from monitor.cli.period_papers import (
    QuarterWish,
    give_out,
    order_of,
    print_json,
    quarter_options,
)
from monitor.cli.report_options import (
    Wish,
    refuse_cover,
    refuse_early_answer,
    report_options,
)
from monitor.cli.rollup_options import city_of
from monitor.figures.issues import IssueStore
from monitor.model import clock
from monitor.model.period import Span, read
from monitor.rollup.rollup_store import RollupStore, reading


@chinese.group()
def report() -> None:
    """由各县区的数据包生成汇总的报告和通报。"""


@chinese.command()
@click.argument("period", metavar="季度")
@quarter_options("县区", "下发各县区的通报", "云政办报〔2027〕3号")
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
    quarter: QuarterWish,
    own_rules: bool,
    ranking: bool,
    document: str,
    wish: Wish,
) -> int:
    """汇总的季度报告或通报，如 monitor rollup report quarter 2026Q4。"""
    if ranking != bool(document.strip()):
        raise click.UsageError("排名须有文件要求：--ranking 与 --document 文号 须一并写明。")
    refuse_cover(wish)
    kind = f"rollup_{quarter.audience}"
    return _make(setup, period, kind, quarter.joined(wish), document.strip(), own_rules)


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
            print_json(computed)
            return 0
        job = paper_order.prepare(db, registry, setup.accounts_file.parent, computed, order)
        job = replace(job, about={**job.about, **rollup_paper.about(computed)})
        give_out(db, job, order, wish, setup.data)
    return 0
