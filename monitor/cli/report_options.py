"""What every report is asked for: forms, folder, days; and where its files stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any

import click

from monitor.app import paper_order, report
from monitor.cli import chinese
from monitor.cli.console import Setup, say
from monitor.cli.date_options import Day
from monitor.model import clock
from monitor.model.errors import ConfigError, RequestError
from monitor.system.files import Published
from reports.paper_context import Letter

FORMS = ("terminal", *paper_order.FORMS)
USUAL = ",".join(("terminal", *paper_order.USUAL))


class Forms(click.ParamType[tuple[str, ...]]):
    """Forms of a report: ``docx,xlsx``."""

    name = "形式"

    def convert(
        self,
        value: str | tuple[str, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        wanted = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        unknown = [form for form in wanted if form not in FORMS]
        if unknown or not wanted:
            self.fail(f"“{value}”应为 {'、'.join(FORMS)} 中的一种或几种，用逗号分开。", param, ctx)
        return wanted


class Percentage(click.ParamType[Decimal]):
    """A rate as the superior printed it: ``98.5`` or ``98.5%``."""

    name = "百分比"

    def convert(
        self,
        value: str | Decimal,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            return paper_order.percentage(value)
        except ConfigError as wrong:
            self.fail(f"{wrong}。", param, ctx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for besides the period.

    *every_annex*, *praise*, *mean*, *bundle*: of the quarter's papers.
    """

    forms: tuple[str, ...]
    out: Path
    on: date | None
    due: date | None
    decimals: int
    as_json: bool
    issue: tuple[str, date] | None = None
    every_annex: bool = False
    praise: int | None = None
    mean: Decimal | None = None
    bundle: bool = False


def report_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that every report has to *command*, and hand them over as a Wish."""

    @wraps(command)
    @click.pass_obj
    def report_command(
        setup: Setup,
        /,
        *,
        forms: tuple[str, ...],
        out: Path | None,
        on: date | None,
        due: date | None,
        decimals: int,
        as_json: bool,
        **values: Any,
    ) -> int:
        wish = Wish(
            forms=forms,
            out=out or setup.out,
            on=on,
            due=due,
            decimals=decimals,
            as_json=as_json,
        )
        return command(wish=wish, **values)

    for option in reversed(
        (
            click.option(
                "--format", "forms", type=Forms(), default=USUAL, metavar="形式",
                help=f"输出形式，用逗号分开：{'、'.join(FORMS)}；"
                "cover 为领导阅签单（季度、月度）；默认除 pdf 外全部。",
            ),
            click.option(
                "--out", type=chinese.Folder(), metavar="目录",
                help="输出目录，默认为工作目录下的 out。",
            ),
            click.option("--date", "on", type=Day(), metavar="日期", help="成文日期，默认为今天。"),
            click.option(
                "--due", type=Day(), metavar="日期",
                help="反馈期限，默认为成文日期后 5 个工作日（rectifying.due_workdays）。",
            ),
            click.option(
                "--decimals", type=click.IntRange(0, 2), default=1, show_default=True,
                metavar="位数", help="百分比保留的小数位数。",
            ),
            click.option("--json", "as_json", is_flag=True, help="只在屏幕输出 JSON，不写文件。"),
        )
    ):  # fmt: skip
        report_command = option(report_command)
    return report_command


def refuse_cover(wish: Wish) -> None:
    """Raise UsageError where nothing is asked for but a sheet that the paper does not have."""
    if wish.forms == ("cover",) and not wish.as_json:
        raise click.UsageError("领导阅签单（cover）只有季度、月度文稿才有，请写其他形式。")


def refuse_formless(wish: Wish, forms: Sequence[str]) -> None:
    """Raise UsageError where none of the *forms* is asked for that a letter comes in."""
    if not wish.as_json and not set(forms) & set(wish.forms):
        raise click.UsageError(f"整改通知书只有 {'、'.join(forms)} 形式，请写其中一种。")


def letter_of(setup: Setup, wish: Wish) -> Letter:
    """Return the days and templates that letters are written with."""
    refuse_early_answer(wish)
    on = wish.on or clock.day(clock.now())
    return report.letter(setup.registry, setup.accounts_file.parent, on, wish.due)


def refuse_early_answer(wish: Wish) -> None:
    """Raise UsageError where units should answer before the day of the document."""
    on = wish.on or (wish.issue[1] if wish.issue else clock.day(clock.now()))
    try:
        report.refuse_early_answer(on, wish.due)
    except RequestError as refused:
        raise click.UsageError(f"{refused}。") from refused


def print_files(published: Published) -> None:
    """Say where the files stand, and which ones they did not replace."""
    for kept in published.kept:
        say(str(kept))
    say(f"已生成 {len(published.files)} 个文件，在 {published.folder}：")
    for path in published.files:
        say(f"  {path.name}")
