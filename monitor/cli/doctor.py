"""`monitor doctor`: what would keep a check from seeing, found before it runs."""

from collections.abc import Sequence

import click
from rich.table import Table
from rich.text import Text

from monitor.app.doctor import BAD, OK, WARN, Remark, examine
from monitor.app.source_view import look_at_sources
from monitor.cli import chinese, doctor_source
from monitor.cli.console import Setup, emit, json_option, screen, select
from monitor.model import clock
from reports.prose import Prose

COLOURS = {OK: "green", WARN: "yellow", BAD: "red"}


@chinese.command()
@click.option(
    "--source",
    "account",
    metavar="账号",
    help="访问该账号的各来源，逐条列出所见内容、所取日期及依据；不存入数据目录。",
)
@json_option
@click.pass_obj
def doctor(setup: Setup, *, account: str | None, as_json: bool) -> int:
    """检查名单、密钥、时钟、访问间隔和数据目录；除 --source 外不访问网络。"""
    if account is not None:
        return _explain(setup, account, as_json=as_json)
    remarks = tuple(examine(setup.accounts_file, setup.data, clock.now()))
    if as_json:
        emit(
            [
                {"topic": remark.topic, "grade": remark.grade, "message": remark.message}
                for remark in remarks
            ]
        )
    else:
        _print(remarks)
    return 2 if any(remark.grade == BAD for remark in remarks) else 0


def _explain(setup: Setup, id: str, *, as_json: bool) -> int:
    setup.refuse_demo()
    (account,) = select(setup.registry.accounts, (id,))
    if not account.sources:
        raise click.UsageError(f"账号“{account.name}”没有自动来源，须人工观测。")
    seen = look_at_sources(setup.registry, setup.secrets, setup.data, account, clock.now())
    if as_json:
        emit(doctor_source.as_json(seen))
    else:
        doctor_source.show(account, seen)
    return 3 if any(result.gaps for result in seen) else 0


def _print(remarks: Sequence[Remark]) -> None:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("项目", "结果", "说明"):
        grid.add_column(title, no_wrap=title != "说明", overflow="fold")
    for remark in remarks:
        grade = Text(remark.grade, style=COLOURS[remark.grade])
        grid.add_row(remark.topic, grade, Prose(remark.message))
    screen().print(grid)
