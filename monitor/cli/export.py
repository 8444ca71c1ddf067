"""`monitor export`: what checks found, for the tools of statistics."""

from pathlib import Path

import click

from monitor.app.export import folder_of
from monitor.app.export import parquet as export_parquet
from monitor.app.paper_order import STAGE
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say
from monitor.model import clock
from monitor.model.errors import ConfigError
from monitor.model.period import Period, read_any


class AnyPeriod(click.ParamType[Period]):
    """A quarter, a month or a year."""

    name = "期间"

    def convert(
        self, value: str | Period, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        if isinstance(value, Period):
            return value
        try:
            return read_any(value)
        except ConfigError as error:
            self.fail(f"{error}。", param, ctx)


@chinese.group()
def export() -> None:
    """导出历次结论，供统计分析。"""


@chinese.command()
@click.option(
    "--period",
    type=AnyPeriod(),
    metavar="期间",
    help="季度、月或年，如 2026Q4、2026-12、2026；不写导出全部。",
)
@click.option(
    "--out",
    type=chinese.Folder(),
    metavar="目录",
    help="输出目录，默认为 out/parquet 下以期间命名的目录。",
)
@json_option
@click.pass_obj
def parquet(setup: Setup, /, period: Period | None, out: Path | None, *, as_json: bool) -> int:
    """把每日结论、问题、账号和检查导出为 Parquet 文件，不含联系人和密钥。

    每个账号每天一行，取当天最后一次检查的结论。需要附加组件 analytics。
    """
    folder = out or folder_of(setup.out, period)
    county = setup.registry.jurisdiction
    with setup.open_reading() as db:
        done = export_parquet(db, county, period, folder, setup.data / STAGE, clock.now())
    for kept in done.published.kept:
        say(str(kept))
    if as_json:
        emit(
            {
                "folder": str(done.published.folder),
                "files": [str(path) for path in done.published.files],
                "days": done.days,
                "rows": dict(done.rows),
            }
        )
        return 0
    for path in done.published.files:
        click.echo(str(path))
    verdicts = done.rows["verdicts"]
    say(f"已导出 {done.days} 天的结论 {verdicts} 行到 {done.published.folder}。")
    return 0


export.add_command(parquet)
