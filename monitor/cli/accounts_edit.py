"""`monitor accounts add|set|close|merge|log`: the register, changed as a person would."""

from collections.abc import Sequence
from datetime import date

import click
from rich.table import Table

from monitor.app import register
from monitor.app.entry_values import by_id
from monitor.cli import chinese
from monitor.cli.console import (
    Setup,
    emit,
    json_option,
    limit_option,
    say,
    screen,
    select,
)
from monitor.cli.date_options import day_option
from monitor.cli.pairs import pairs
from monitor.cli.signature import SignedRequest, signed_options
from monitor.model import Closing, Unit, clock
from monitor.parsing import naming
from monitor.parsing.text import few
from monitor.registry.edit.revise import Change
from reports.prose import Prose

MOST_FILES = 5  # by their names
SHOWN = 6  # lines of one change in the list of all


@chinese.command()
@click.argument("id", metavar="标识")
@click.option("--name", required=True, metavar="名称", help="账号在平台上显示的名称。")
@click.option("--platform", required=True, metavar="平台", help="所在平台，如 weibo 或微博。")
@click.option("--unit", required=True, metavar="单位", help="主办单位，可用单位标识或名称。")
@click.argument("assignments", metavar="[字段=值]…", nargs=-1)
@signed_options
@click.pass_obj
def add(
    setup: Setup,
    /,
    id: str,
    name: str,
    platform: str,
    unit: str,
    assignments: tuple[str, ...],
    signature: SignedRequest,
) -> int:
    """在名单中增加一个账号，如 opened_on=2026-05-01、url=https://…。"""
    given = {"id": id, "name": name, "platform": platform, "unit": unit, **pairs(assignments, None)}
    values = by_id(setup.registry, given)
    change = register.addition(setup.registry, id, values, signature.reason)
    return revised(setup, [change], "add", signature)


@chinese.command("set")
@click.argument("id", metavar="账号")
@click.argument("assignments", metavar="字段=值…", nargs=-1, required=True)
@signed_options
@click.pass_obj
def set_(setup: Setup, /, id: str, assignments: tuple[str, ...], signature: SignedRequest) -> int:
    """修改一个账号的字段；“字段=”表示删去该字段。

    可改：name、platform、wechat_kind、unit、platform_id、supervisor、opened_on、filed、status、
    required、url、verified、functions、followers、note，以及 contact.name、contact.phone、
    contact.confirmed_on。
    """
    (account,) = select(setup.registry.accounts, (id,))
    values = by_id(setup.registry, pairs(assignments, account), account)
    change = register.alteration(account, values, signature.reason)
    return revised(setup, [change], "set", signature)


@chinese.command()
@click.argument("id", metavar="账号")
@day_option("--notice-on", help="停更公告发布日期。")
@day_option("--frozen-on", help="平台冻结期开始日期。")
@day_option("--cancelled-on", help="在平台注销的日期。")
@day_option("--filed-on", help="关停备案日期，自此不再统计。")
@signed_options
@click.pass_obj
def close(
    setup: Setup,
    /,
    id: str,
    notice_on: date | None,
    frozen_on: date | None,
    cancelled_on: date | None,
    filed_on: date | None,
    signature: SignedRequest,
) -> int:
    """登记关停注销的进度：停更公告、平台冻结、注销、关停备案。

    备案之前仍在统计和检查之列。
    """
    (account,) = select(setup.registry.accounts, (id,))
    steps = Closing(
        notice_on=notice_on, frozen_on=frozen_on, cancelled_on=cancelled_on, filed_on=filed_on
    )
    change = register.closing(account, steps, clock.day(clock.now()), signature.reason)
    return revised(setup, [change], "close", signature)


@chinese.command()
@click.argument("id", metavar="账号")
@click.option("--into", required=True, metavar="账号", help="整合到哪个账号。")
@day_option("--on", help="整合（迁移）的日期，缺省为今天，自此不再统计。")
@signed_options
@click.pass_obj
def merge(setup: Setup, /, id: str, into: str, on: date | None, signature: SignedRequest) -> int:
    """登记账号整合（迁移）到另一个账号。"""
    (account,) = select(setup.registry.accounts, (id,))
    (target,) = select(setup.registry.accounts, (into,))
    today = clock.day(clock.now())
    change = register.merger(account, target, on, today, signature.reason)
    return revised(setup, [change], "merge", signature)


@chinese.command()
@click.argument("id", metavar="[账号]", required=False, default="")
@limit_option
@json_option
@click.pass_obj
def log(setup: Setup, /, id: str, limit: int, *, as_json: bool) -> int:
    """显示名单的修改记录：何人、何时、改了什么、为什么。"""
    with setup.open_reading() as db:
        edits = register.log(db, setup.accounts_file, id, limit)
        if id and not edits:  # by its name; or there is no such account, which is said
            (account,) = select(setup.registry.accounts, (id,))
            edits = register.log(db, setup.accounts_file, account.id, limit)
    if as_json:
        emit(
            [
                {
                    "at": clock.iso(edit.at),
                    "by": edit.by,
                    "via": edit.via,
                    "action": edit.action,
                    "account": "、".join(edit.accounts),
                    "reason": edit.reason,
                    "diff": edit.diff.splitlines(),
                    "applied": edit.applied,
                }
                for edit in edits
            ]
        )
        return 0
    if not edits:
        click.echo("尚无修改记录。")
        return 0
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("时间", no_wrap=True)
    grid.add_column("修改人", overflow="fold")
    grid.add_column("账号", no_wrap=True, overflow="fold")  # an id in one piece can be copied
    for title in ("修改", "原因"):
        grid.add_column(title, overflow="fold")
    for edit in edits:
        done = _shortened(edit.diff.splitlines(), "\n", "行", whole=bool(id))
        done += "" if edit.applied else "\n（中断，未确认保存）"
        names = id or _shortened(edit.accounts, "\n", "个账号", whole=False)
        row = (naming.entered_by(edit.by, edit.via), names, done, edit.reason or "—")
        grid.add_row(clock.show(edit.at), *map(Prose, row))
    screen().print(grid)
    return 0


def _shortened(parts: Sequence[str], mark: str, unit: str, *, whole: bool) -> str:
    """Return the first of *parts*, and how many there are; all of them where *whole*."""
    if whole or len(parts) <= SHOWN:
        return mark.join(parts)
    return f"{mark.join(parts[:SHOWN])}{mark}……共{len(parts)}{unit}"


def revised(
    setup: Setup,
    changes: Sequence[Change],
    action: str,
    signature: SignedRequest,
    *,
    units: Sequence[Unit] = (),
    shown: Sequence[str] | None = None,
) -> int:
    """Make *changes* and record who made them; show the lines that differ, or *shown*."""
    setup.refuse_demo()
    prepared = register.prepare(
        setup.accounts_file, changes, action, signature, clock.now(), units=units
    )
    for line in prepared.diff if shown is None else shown:
        click.echo(line)
    if prepared.is_empty:
        say("内容相同，无需修改。")
        return 0
    if signature.dry_run:
        say("以上为将作的修改，尚未保存。")
        return 0
    with setup.open_database() as db:
        register.save(db, prepared)
    say(f"已保存 {few([str(file.path) for file in prepared.revision.files], MOST_FILES)}。")
    return 0
