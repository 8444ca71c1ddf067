"""`monitor accounts add|set|close|merge|log`: the register, changed as a person would."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import chinese
from monitor.cli.console import (
    Setup,
    emit,
    json_option,
    limit_option,
    named_unit,
    say,
    screen,
    select,
)
from monitor.cli.date_options import day_option
from monitor.cli.pairs import pairs
from monitor.cli.signature import Signature, signed_options
from monitor.model import clock
from monitor.parsing.text import clean, name_key
from monitor.registry.contact_log import ContactLog
from monitor.registry.edit_log import EditLog

if TYPE_CHECKING:
    from monitor.model import Account, Unit
    from monitor.registry.edit.revise import Change

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
    signature: Signature,
) -> int:
    """在名单中增加一个账号，如 opened_on=2026-05-01、url=https://…。"""
    from monitor.registry import lifecycle
    from monitor.registry.edit.revise import Change

    given = {"id": id, "name": name, "platform": platform, "unit": unit, **pairs(assignments, None)}
    values = _by_id(setup, given)
    if values.get("status") in lifecycle.BY_STEPS and not signature.reason.strip():
        raise click.UsageError("新增的账号已在关停或整合的，须用 --reason 说明。")
    key = (values["platform"], name_key(name))
    alive = (
        account for account in setup.registry.judged if account.status not in lifecycle.BY_STEPS
    )
    twins = (account for account in alive if (account.platform, name_key(account.name)) == key)
    twin = None if signature.reason.strip() else next(twins, None)
    if twin is not None:
        raise click.UsageError(
            f"名单中已有同平台同名称的账号 {twin.id}；确系两个账号的，须用 --reason 说明。"
        )
    return revised(setup, [Change(account=id, values=values, new=True)], "add", signature)


@chinese.command("set")
@click.argument("id", metavar="账号")
@click.argument("assignments", metavar="字段=值…", nargs=-1, required=True)
@signed_options
@click.pass_obj
def set_(setup: Setup, /, id: str, assignments: tuple[str, ...], signature: Signature) -> int:
    """修改一个账号的字段；“字段=”表示删去该字段。

    可改：name、platform、unit、supervisor、opened_on、filed、status、required、url、verified、
    functions、followers、note，以及 contact.name、contact.phone、contact.confirmed_on。
    """
    from monitor.model import Status
    from monitor.registry import lifecycle
    from monitor.registry.edit.revise import Change

    (account,) = select(setup.registry.accounts, (id,))
    values = _by_id(setup, pairs(assignments, account))
    if "status" in values:
        status = values["status"] or Status.ACTIVE.value
        if status in set(Status):
            lifecycle.check_status(account, Status(str(status)), signature.reason)
            values |= lifecycle.anew(account, Status(str(status)))
    return revised(setup, [Change(account=id, values=values)], "set", signature)


@chinese.command()
@click.argument("id", metavar="账号")
@day_option("--notice-on", "停更公告发布日期。")
@day_option("--frozen-on", "平台冻结期开始日期。")
@day_option("--cancelled-on", "在平台注销的日期。")
@day_option("--filed-on", "关停备案日期，自此不再统计。")
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
    signature: Signature,
) -> int:
    """登记关停注销的进度：停更公告、平台冻结、注销、关停备案。

    备案之前仍在统计和检查之列。
    """
    from monitor.model import Closing
    from monitor.registry import lifecycle
    from monitor.registry.edit.revise import Change

    (account,) = select(setup.registry.accounts, (id,))
    steps = Closing(
        notice_on=notice_on, frozen_on=frozen_on, cancelled_on=cancelled_on, filed_on=filed_on
    )
    values = lifecycle.closed(account, steps, clock.day(clock.now()), signature.reason)
    return revised(setup, [Change(account=id, values=values)], "close", signature)


@chinese.command()
@click.argument("id", metavar="账号")
@click.option("--into", required=True, metavar="账号", help="整合到哪个账号。")
@day_option("--on", "整合（迁移）的日期，缺省为今天，自此不再统计。")
@signed_options
@click.pass_obj
def merge(setup: Setup, /, id: str, into: str, on: date | None, signature: Signature) -> int:
    """登记账号整合（迁移）到另一个账号。"""
    from monitor.registry import lifecycle
    from monitor.registry.edit.revise import Change

    (account,) = select(setup.registry.accounts, (id,))
    (target,) = select(setup.registry.accounts, (into,))
    today = clock.day(clock.now())
    values = lifecycle.merged(account, target, on or today, today, signature.reason)
    return revised(setup, [Change(account=id, values=values)], "merge", signature)


@chinese.command()
@click.argument("id", metavar="[账号]", required=False, default="")
@limit_option
@json_option
@click.pass_obj
def log(setup: Setup, /, id: str, limit: int, *, as_json: bool) -> int:
    """显示名单的修改记录：何人、何时、改了什么、为什么。"""
    from monitor.registry.edit.revise import fingerprint

    with setup.open_database() as db:
        edit_log = EditLog(db)
        edit_log.settle_edits(fingerprint(setup.accounts_file))
        edits = edit_log.edits(id, limit)
    if id and not edits:
        select(setup.registry.accounts, (id,))  # says so where there is no such account
    if as_json:
        emit(
            [
                {
                    "at": clock.iso(edit.at),
                    "by": edit.by,
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
    from rich.table import Table
    from rich.text import Text

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
        grid.add_row(*map(Text, (clock.show(edit.at), edit.by, names, done, edit.reason or "—")))
    screen().print(grid)
    return 0


def _by_id(setup: Setup, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return *values* with the ids of the unit and the platform, where people wrote names."""
    from monitor.parsing import vocabulary

    fields = dict(values)
    if unit := fields.get("unit"):
        fields["unit"] = named_unit(
            unit, ((owner.id, owner.name) for owner in setup.registry.units)
        )
    if platform := fields.get("platform"):
        with suppress(ValueError):  # the register says what may stand there
            fields["platform"] = vocabulary.platform(platform).value
    return fields


def _shortened(parts: Sequence[str], mark: str, unit: str, *, whole: bool) -> str:
    """Return the first of *parts*, and how many there are; all of them where *whole*."""
    if whole or len(parts) <= SHOWN:
        return mark.join(parts)
    return f"{mark.join(parts[:SHOWN])}{mark}……共{len(parts)}{unit}"


def _refuse_future(accounts: Sequence["Account"], changes: Sequence["Change"]) -> None:
    """Raise UsageError where a change dates something done in the future."""
    touched, today = {change.account: change.values for change in changes}, clock.day(clock.now())
    for account in accounts:
        confirmed = account.contact.confirmed_on if account.contact else None
        days = (("opened_on", "开设日期", account.opened_on), ("contact", "核实日期", confirmed))
        for key, word, day in days:
            if key in touched.get(account.id, {}) and day is not None and day > today:
                raise click.UsageError(f"账号 {account.id} 的{word} {day} 在将来，未保存。")


def revised(
    setup: Setup,
    changes: Sequence["Change"],
    action: str,
    signature: Signature,
    *,
    units: Sequence["Unit"] = (),
) -> int:
    """Make *changes* and record who made them; show the lines that differ."""
    from monitor.registry.edit.revise import revise, write
    from monitor.registry.edit_log import Edit
    from monitor.review.claims import signed

    if not (name := signed(signature.by)):
        raise click.BadParameter("请写修改人姓名。", param_hint="--by")
    revision = revise(setup.accounts_file, changes, units)
    _refuse_future(revision.new.accounts, changes)
    for line in revision.diff:
        click.echo(line)
    if revision.before == revision.after:
        say("内容相同，无需修改。")
        return 0
    if signature.dry_run:
        say("以上为将作的修改，尚未保存。")
        return 0
    edit = Edit(
        at=clock.now(),
        by=name,
        action=action,
        accounts=tuple(change.account for change in changes),
        reason=clean(signature.reason, 2_000),
        diff="\n".join(revision.diff),
        sha256=revision.sha256,
        applied=False,
    )
    with setup.open_database() as db:
        contact_log, edit_log = ContactLog(db), EditLog(db)
        if cut := edit_log.settle_edits(revision.old.sha256):
            contact_log.note_contacts(revision.old.accounts, cut.at, cut.by, cut.reason)
        number = edit_log.begin_edit(edit)
        write(revision)
        edit_log.finish_edit(number)
        contact_log.note_contacts(revision.old.accounts, edit.at)
        contact_log.note_contacts(revision.new.accounts, edit.at, edit.by, edit.reason)
    say(f"已保存 {setup.accounts_file}。")
    return 0
