"""`monitor slips`: wording errors from the city's or a vendor's list."""

from datetime import date
from pathlib import Path

import click

from monitor.app import corrections
from monitor.cases.wording_errors import read
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, named_unit, say, screen
from monitor.cli.date_options import Day
from monitor.model import clock
from monitor.review.claims import signed
from reports.wording_errors import counted, described, remarks, table


@chinese.group()
def slips() -> None:
    """错敏信息：导入上级或第三方的清单，列出，登记整改，撤销误报。"""


@chinese.command("import")
@click.argument("path", metavar="文件", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--by", default="", metavar="姓名", help="经办人姓名，记入新增和更新的各条。")
@click.pass_obj
def import_(setup: Setup, /, path: Path, by: str) -> int:
    """导入清单（.xlsx 或 .csv），至少有单位、错误内容、发现日期。

    日期没有写年份的（11月11日），按最近的一个。重复导入不重复计数；类别、单项否决、建议、整改日期有变化的，按新清单更新，空白不清除原有内容。
    """
    registry = setup.registry
    now = clock.now()
    listed = read(path, registry.units, clock.day(now), county=registry.jurisdiction.name)
    with setup.open_database() as db:
        new, changed = WordingErrorStore(db).add_wording_errors(listed.errors, now, signed(by))
    for remark in remarks(listed):
        say(remark)
    say(f"{counted(listed, new, changed)}。")
    if grave := sum(bool(error.veto) for error in listed.errors):
        how = "核实无误的，请用 monitor checklist set 账号 表述=否 登记，账号才计为不合格"
        say(f"其中标明单项否决的 {grave} 条：{how}。")
    return 0


@chinese.command("list")
@click.option("--open", "unfixed", is_flag=True, help="只列尚未整改的。")
@click.option("--unit", metavar="单位", help="只列该单位的，可用单位标识或名称。")
@click.option("--all", "whole", is_flag=True, help="连同已撤销的误报一并列出。")
@json_option
@click.pass_obj
def list_(setup: Setup, /, unit: str | None, *, unfixed: bool, whole: bool, as_json: bool) -> int:
    """列出错敏信息：单位、类别、内容、是否整改。"""
    with setup.open_reading() as db:
        listed = WordingErrorStore(db).wording_errors()
    units = [(owner.id, owner.name) for owner in setup.registry.units]
    wanted = named_unit(unit, [*units, *((error.unit, error.unit_name) for error in listed)])
    chosen = [
        error
        for error in listed
        if wanted in (None, error.unit)
        and not (unfixed and error.fixed_on)
        and (whole or not error.withdrawn)
    ]
    if as_json:
        emit([described(error) for error in chosen])
    elif not chosen:
        click.echo("没有错敏信息。")
    else:
        screen().print(table(chosen))
    return 0


@chinese.command()
@click.argument("number", metavar="编号", type=int)
@click.option("--by", required=True, metavar="姓名", help="经办人姓名。")
@click.option("--on", type=Day(), metavar="日期", help="整改日期，缺省为今天。")
@click.pass_obj
def fix(setup: Setup, /, number: int, by: str, on: date | None) -> int:
    """登记一条错敏信息已整改。"""
    with setup.open_database() as db:
        corrections.fix_wording_error(db, number, by, on, clock.now())
    say(f"{number} 号错敏信息已登记整改。")
    return 0


@chinese.command()
@click.argument("number", metavar="编号", type=int)
@click.option("--by", required=True, metavar="姓名", help="经办人姓名。")
@click.option("--reason", required=True, metavar="理由", help="为何撤销，如申诉结果、文号。")
@click.pass_obj
def withdraw(setup: Setup, /, number: int, by: str, reason: str) -> int:
    """撤销一条误报：不再计入报告，再次导入也不恢复。"""
    with setup.open_database() as db:
        corrections.withdraw_wording_error(db, number, by, reason, clock.now())
    say(f"{number} 号错敏信息已撤销，不再计入报告。")
    return 0


for command in (import_, list_, fix, withdraw):
    slips.add_command(command)
