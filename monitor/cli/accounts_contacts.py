"""`monitor accounts contacts`: who answers for each account, and who handed it over to whom."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from monitor.app import register
from monitor.cli import chinese
from monitor.cli.accounts_edit import revised
from monitor.cli.console import Setup, emit, json_option, screen, select, selection
from monitor.cli.signature import SignedRequest
from monitor.model import Account, clock
from monitor.parsing import naming
from monitor.parsing.naming import AccountNames
from monitor.registry.contact_log import ContactLog, Held
from reports.prose import Prose


@chinese.command()
@click.argument("ids", metavar="[账号]…", nargs=-1)
@selection
@click.option("--confirm", is_flag=True, help="所选账号的负责人今天均已核实，写入名单。")
@click.option("--by", default="", metavar="姓名", help="核实人姓名，与 --confirm 同用。")
@json_option
@click.pass_obj
def contacts(
    setup: Setup,
    /,
    ids: tuple[str, ...],
    platform: str | None,
    unit: str | None,
    by: str,
    *,
    confirm: bool,
    as_json: bool,
) -> int:
    """列出各账号的负责人、最近核实的日期和历次交接。

    负责人变动由 accounts set 登记；直接改动 accounts.yaml 的，下次检查时记下。
    """
    chosen = select(setup.registry.accounts, ids, platform, unit)
    if confirm:
        if not (ids or platform or unit):
            raise click.UsageError("--confirm 须写明账号、--platform 或 --unit。")
        named = [account for account in chosen if account.judged or account.id in ids]
        changes = register.confirmation(named, clock.day(clock.now()))
        return revised(setup, changes, "confirm", SignedRequest(by=by))
    with setup.open_reading() as db:
        holders = ContactLog(db).contacts()
    if as_json:
        emit({"accounts": [_described(account, holders.get(account.id, ())) for account in chosen]})
        return 0
    grid = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    for title in ("账号", "负责人", "电话", "最近核实"):
        grid.add_column(title, overflow="fold")
    names = AccountNames.of(setup.registry.accounts)
    for account in chosen:
        who = account.contact
        row = [names.listed(account.id)]
        row += [who.name if who else "未登记", (who.phone if who else "") or "—"]
        row.append(_shown(who.confirmed_on if who else None))
        grid.add_row(*map(Prose, row))
    console = screen()
    console.print(grid)
    lines = [
        line for account in chosen for line in _handovers(account, holders.get(account.id, ()))
    ]
    if lines:
        console.print(Text("交接记录", style="bold"))
    for line in lines:
        console.print(Text(line))
    return 0


def _handovers(account: Account, held: Sequence[Held]) -> Iterator[str]:
    for before, after in pairwise(held):
        if before.name == after.name:
            continue
        how = f"{naming.entered_by(after.by, after.via)} 登记" if after.by else "名单中直接改动"
        why = f"，{after.reason}" if after.reason else ""
        yield (
            f"{clock.day(after.at)}　{naming.full(account)}："
            f"{before.name or '无'} → {after.name or '无'}（{how}{why}）"
        )


def _described(account: Account, held: Sequence[Held]) -> dict[str, Any]:
    contact = account.contact
    return {
        "account": account.id,
        "name": contact.name if contact else None,
        "phone": contact.phone if contact else None,
        "confirmed_on": contact.confirmed_on.isoformat()
        if contact and contact.confirmed_on
        else None,
        "history": [
            {
                "at": clock.iso(holder.at),
                "name": holder.name,
                "phone": holder.phone,
                "by": holder.by,
                "via": holder.via,
                "reason": holder.reason,
            }
            for holder in held
        ],
    }


def _shown(day: date | None) -> str:
    return day.isoformat() if day else "—"
