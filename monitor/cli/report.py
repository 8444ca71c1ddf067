"""`monitor report`: the documents of a period, in every form, from one value."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor import clock
from monitor.cli import chinese
from monitor.cli.console import Setup, say, screen, select
from monitor.cli.days import Day
from monitor.period import Period, Span
from monitor.period import read as read_period

if TYPE_CHECKING:
    from monitor.publishing import Published
    from reports.wording import Letter

FORMS = ("terminal", "docx", "xlsx", "html", "pdf", "json")
USUAL = "terminal,docx,xlsx,html,json"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for besides the period."""

    forms: tuple[str, ...]
    out: Path
    on: date | None
    due: date | None
    decimals: int
    as_json: bool
    issue: tuple[str, date] | None = None


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that every report has."""
    for option in reversed(
        (
            click.option(
                "--format", "forms", type=Forms(), default=USUAL, metavar="形式",
                help=f"输出形式，用逗号分开：{'、'.join(FORMS)}；默认除 pdf 外全部。",
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
        command = option(command)
    return command


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
@options
@click.pass_obj
def quarter(
    setup: Setup, /, period: str, audience: str, issue: tuple[str, date] | None, **rest: Any
) -> int:
    """季度报告或通报，如 monitor report quarter 2021Q4。"""
    wish = _wish(setup, issue=issue, **rest)
    return _make(setup, read_period(period, Span.QUARTER), f"quarter_{audience}", wish)


@chinese.command()
@click.argument("period", metavar="月份")
@options
@click.pass_obj
def month(setup: Setup, /, period: str, **rest: Any) -> int:
    """月度检查情况报告，如 monitor report month 2021-12。"""
    return _make(setup, read_period(period, Span.MONTH), "month", _wish(setup, **rest))


@chinese.command()
@click.argument("period", metavar="年份")
@options
@click.pass_obj
def year(setup: Setup, /, period: str, **rest: Any) -> int:
    """政府信息公开工作年度报告中的政务新媒体部分，如 monitor report year 2021。"""
    return _make(setup, read_period(period, Span.YEAR), "year", _wish(setup, **rest))


@chinese.command()
@click.argument("ids", nargs=-1, required=True, metavar="账号…")
@options
@click.pass_obj
def notice(setup: Setup, /, ids: tuple[str, ...], **rest: Any) -> int:
    """整改通知书：按最近一次检查，每个单位一份。"""
    from monitor.cli import letters

    wish = _wish(setup, **rest)
    accounts = select(setup.registry.accounts, ids, judged=True)
    with setup.store() as store:
        return letters.write(setup, store, accounts, wish, letter_of(setup, wish))


for command in (quarter, month, year, notice):
    report.add_command(command)


def letter_of(setup: Setup, wish: Wish) -> "Letter":
    """Return the days and templates that the documents are written with."""
    from monitor import reporting

    on = wish.on or (wish.issue[1] if wish.issue else clock.day(clock.now()))
    letter = reporting.letter(setup.registry, setup.accounts.parent, on)
    if wish.due is None:
        return letter
    if wish.due < on:
        raise click.UsageError(f"反馈期限 {wish.due} 早于成文日期 {on}。")
    return replace(letter, due=wish.due)


def _wish(setup: Setup, *, issue: tuple[str, date] | None = None, **rest: Any) -> Wish:
    out = rest.pop("out") or setup.folder / "out"
    if issue is not None and not issue[0].strip():
        raise click.UsageError("--issue 请写文号，如 高政办报〔2022〕3号。")
    return Wish(out=out, issue=issue, **rest)


def _make(setup: Setup, period: Period, kind: str, wish: Wish) -> int:
    from monitor.reporting import figures as figures_of
    from reports import figures_json, wording
    from reports import screen as on_screen

    now = clock.now()
    _refuse_too_early(period, wish.issue[1] if wish.issue else None, clock.day(now))
    letter = letter_of(setup, wish)
    with setup.store() as store:
        figures = figures_of(store, setup.registry, period, made_at=now, decimals=wish.decimals)
        if wish.as_json:
            for piece in figures_json.stream(figures):
                click.echo(piece, nl=False)
            return 0
        document = wording.write(kind, figures, letter)
        if "terminal" in wish.forms:
            console = screen()
            console.print(on_screen.render(figures, console.width))
        forms = [form for form in wish.forms if form != "terminal"]
        if forms or wish.issue:
            from monitor import filing

            paper = filing.Paper(kind, figures, document, forms)
            issue = filing.Issue(wish.issue[0].strip(), wish.issue[1]) if wish.issue else None
            stage = setup.data / "half"
            tell(filing.file(store, paper, wish.out, stage, tell=say, issue=issue))
    return 0


def _refuse_too_early(period: Period, issued_on: date | None, today: date) -> None:
    if period.first_day > today:
        raise click.UsageError(f"{period.label}尚未开始，没有可以报告的内容。")
    if issued_on is None:
        return
    if issued_on > today:
        raise click.UsageError(f"印发日期 {issued_on} 晚于今天，不能印发。")
    if issued_on <= period.last_day:
        raise click.UsageError(
            f"{period.label}至 {period.last_day} 结束，印发日期 {issued_on} 时尚未结束，不能印发。"
        )


def tell(made: "Published") -> None:
    """Say where the files stand."""
    say(f"已生成 {len(made.files)} 个文件，在 {made.folder}：")
    for path in made.files:
        say(f"  {path.name}")
