"""What the papers of a county and of a city share: a quarter's options, the order, the output."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any

import click

from monitor.app import paper_order, publish
from monitor.app.paper_order import PaperOrder
from monitor.app.publish import ReportJob
from monitor.cli.console import in_utf8, say, screen
from monitor.cli.date_options import Day
from monitor.cli.report_options import Percentage, Wish, print_files
from monitor.figures import Figures
from monitor.model.period import Period
from monitor.system.connection import Database
from reports import figures_json, period_screen


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterWish:
    """What was asked for of a quarter's paper alone. *audience*: ``city`` or ``units``."""

    audience: str
    issue: tuple[str, date] | None
    every_annex: bool
    praise: int | None
    mean: Decimal | None

    def joined(self, wish: Wish) -> Wish:
        """Return *wish* with what was asked for of the quarter."""
        return replace(
            wish,
            issue=self.issue,
            every_annex=self.every_annex,
            praise=self.praise,
            mean=self.mean,
        )


def quarter_options(
    below: str, notice: str, number: str
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add the options of a quarter's papers to a command, which gets them as ``quarter``.

    *below*: what those are called that the notice goes to (单位, 县区); *notice*: what ``--for
    units`` gives; *number*: a paper's number as an example.
    """

    def add(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def quarter_command(
            *places: Any,
            audience: str,
            issue: tuple[str, date] | None,
            annexes: str,
            praise: int | None,
            mean: Decimal | None,
            **values: Any,
        ) -> int:
            if issue is not None and not issue[0].strip():
                raise click.UsageError(f"--issue 请写文号，如 {number}。")
            quarter = QuarterWish(
                audience=audience,
                issue=issue,
                every_annex=annexes == "all",
                praise=praise,
                mean=mean,
            )
            return command(*places, quarter=quarter, **values)

        for option in reversed(_quarter_options(below, notice)):
            quarter_command = option(quarter_command)
        return quarter_command

    return add


def _quarter_options(
    below: str, notice: str
) -> tuple[Callable[[Callable[..., int]], Callable[..., int]], ...]:
    return (
        click.option(
            "--for", "audience", type=click.Choice(["city", "units"]), default="city",
            show_default=True, metavar="对象", help=f"city 为上报的报告，units 为{notice}。",
        ),
        click.option(
            "--issue", nargs=2, type=(str, Day()), metavar="文号 日期",
            help="正式印发：数字就此固定，再次印发另立一版并说明变化。",
        ),
        click.option(
            "--annexes", type=click.Choice(["usual", "all"]), default="usual",
            show_default=True, metavar="附件",
            help="usual 只附清单，其余见电子附表；all 另附分类统计、整改台账、检查方法等。",
        ),
        click.option(
            "--praise", type=click.IntRange(min=1), metavar="次数",
            help=f"通报表扬检查不少于该次数、各次更新均正常且没有未办结问题的{below}；默认不写。",
        ),
        click.option(
            "--mean", type=Percentage(), metavar="百分比",
            help="上级公布的平均合格率，写入比较，如 98.5。",
        ),
    )  # fmt: skip


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


def print_json(computed: Figures) -> None:
    """Print the figures as JSON, piece by piece."""
    in_utf8()
    for piece in figures_json.stream(computed):
        click.echo(piece, nl=False)


def give_out(db: Database, job: ReportJob, order: PaperOrder, wish: Wish, data: Path) -> None:
    """Show the paper on the screen and write its files, as far as *wish* wants them."""
    if "terminal" in wish.forms:
        console = screen()
        console.print(period_screen.render(job.figures, console.width))
    if order.forms or order.mark:
        print_files(paper_order.place(db, job, wish.out, data, tell=say, mark=order.mark))
