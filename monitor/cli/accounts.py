"""`monitor accounts`: the accounts of the register, its faults, its JSON Schema."""

from dataclasses import asdict
from typing import Any, ClassVar

import click
from rich.table import Table

from monitor.cli import chinese, lost_accounts
from monitor.cli.console import Setup, emit, json_option, screen, select, selection
from monitor.cli.lazy_group import LazyGroup
from monitor.model import Account, Status, clock, errors
from monitor.registry import lifecycle, register_files
from reports.prose import Prose

NARROW = 100  # below this width the table leaves out the unit


class Commands(LazyGroup):
    """Only those that read or change a register's file wait for what that takes."""

    targets: ClassVar[dict[str, str]] = {
        "list": "monitor.cli.accounts:list_",
        "validate": "monitor.cli.accounts:validate",
        "schema": "monitor.cli.accounts:schema",
        "add": "monitor.cli.accounts_edit:add",
        "set": "monitor.cli.accounts_edit:set_",
        "close": "monitor.cli.accounts_edit:close",
        "merge": "monitor.cli.accounts_edit:merge",
        "import": "monitor.cli.accounts_ledger:import_",
        "export": "monitor.cli.accounts_ledger:export",
        "compare": "monitor.cli.accounts_ledger:compare",
        "qrcodes": "monitor.cli.accounts_ledger:qrcodes",
        "log": "monitor.cli.accounts_edit:log",
        "contacts": "monitor.cli.accounts_contacts:contacts",
    }


@chinese.group(cls=Commands)
def accounts() -> None:
    """账号名单：列出、校验、增改、关停、整合、修改记录。"""


@chinese.command("list")
@selection
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    metavar="状态",
    help="只列该状态的账号，如 active、closed。",
)
@json_option
@click.pass_obj
def list_(
    setup: Setup, platform: str | None, unit: str | None, status: str | None, *, as_json: bool
) -> int:
    """列出名单中的账号。"""
    chosen = tuple(
        account
        for account in select(setup.registry.accounts, (), platform, unit)
        if status is None or account.status == status
    )
    if as_json:
        emit([_described(account) for account in chosen])
        return 0
    console = screen()
    console.print(_table(chosen, console.width))
    console.print(f"共 {len(chosen)} 个账号。")
    return 0


@chinese.command()
@json_option
@click.pass_obj
def validate(setup: Setup, *, as_json: bool) -> int:
    """校验名单，一次列出全部问题及其行列；关停进度前后不符、比上次检查少了账号的，列出待核实。"""
    try:
        registry = setup.registry
    except errors.RegistryError as error:
        if not as_json:
            raise
        emit({"valid": False, "problems": [asdict(problem) for problem in error.problems]})
        return 2
    count, units = len(registry.accounts), len(registry.units)
    today = clock.day(clock.now())
    doubts = [
        (account.id, doubt)
        for account in registry.accounts
        for doubt in lifecycle.doubts(account, today)
    ]
    lost = lost_accounts.look(setup)
    if as_json:
        noted = [{"account": id, "message": doubt} for id, doubt in doubts]
        emit({"valid": True, "accounts": count, "units": units, "problems": [], "doubts": noted,
              "lost": lost and lost.as_json()})  # fmt: skip
        return 0
    others = register_files.unnamed(registry.path, (file.name for file in registry.files))
    number = len(doubts) + bool(lost) + bool(others)
    summary = f"{number} 处请核实" if number else "未发现问题"
    click.echo(f"{setup.accounts_file}：{count} 个账号、{units} 个单位，{summary}")
    if lost:
        click.echo(f"{lost.text}。{lost.question}")
    if others:
        click.echo(f"{register_files.unnamed_sentence(others)}。")
    for id, doubt in doubts:
        click.echo(f"{id}：{doubt}")
    return 0


@chinese.command()
def schema() -> None:
    """输出名单的 JSON Schema，供编辑器提示和校验。"""
    from monitor.registry.parse import json_schema  # it reaches the reader and every source

    emit(json_schema.schema())


def _table(chosen: tuple[Account, ...], width: int) -> Table:
    narrow = width < NARROW
    grid = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", expand=True)
    longest = max((len(account.id) for account in chosen), default=1)
    room = min(longest, width // 2)  # an id in one piece can be copied
    grid.add_column("标识", ratio=4, width=room, overflow="fold")
    grid.add_column("名称", ratio=4, overflow="fold")
    grid.add_column("平台", no_wrap=True, width=8)
    if not narrow:
        grid.add_column("单位", ratio=4, overflow="fold")
    grid.add_column("状态", no_wrap=True, width=14)
    grid.add_column("来源", ratio=3, overflow="fold")
    for account in chosen:
        row = [account.id, account.name, _platform(account)]
        row += [] if narrow else [account.unit.name]
        since = lifecycle.latest_step_on(account)
        row += [account.status.label + (f"\n{since}" if since else "")]
        row += [_sources(account) or "人工观测"]
        grid.add_row(*map(Prose, row))
    return grid


def _platform(account: Account) -> str:
    """Return the platform as far as the column has room: 订阅号 is WeChat's."""
    return account.wechat_kind.label if account.wechat_kind else account.platform.label


def _sources(account: Account) -> str:
    return "、".join(source.kind for source in account.outlines)


def _described(account: Account) -> dict[str, Any]:
    """Return *account* for scripts; its sources by name only, since their keys are secrets."""
    from monitor.sources import labels  # they reach all that a look needs

    return {
        "id": account.id,
        "name": account.name,
        "platform": account.platform.value,
        "wechat_kind": account.wechat_kind and account.wechat_kind.value,
        "platform_id": account.platform_id,
        "unit": {"id": account.unit.id, "name": account.unit.name},
        "opened_on": account.opened_on and account.opened_on.isoformat(),
        "filed": account.filed,
        "status": account.status.value,
        "required": account.required,
        "judged": account.judged,
        "closing": {step: day.isoformat() for step, day in asdict(account.closing).items() if day},
        "merged_into": account.merged_into or None,
        "merged_on": account.merged_on and account.merged_on.isoformat(),
        "url": account.url,
        "note": account.note,
        "sources": [label for label, _ in labels(account.sources)],
    }
