"""`monitor notices`: what was told, what waits, who has acknowledged it, does a channel work."""

import click
from rich.table import Table

from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, limit_option, say, screen
from monitor.model import clock, errors
from monitor.notices.channels import Message
from monitor.notices.outbox import Outbox, OutboxEntry
from monitor.parsing.naming import AccountNames
from monitor.parsing.text import clean
from reports.prose import Prose

WHOLE = ("编号", "类别", "时间")  # columns that stay in one line
LINES = 4  # of one notice; the weekly one has a line an account


@chinese.group()
def notices() -> None:
    """通知：列出、确认、测试通道。"""


@chinese.command(name="list")
@limit_option
@json_option
@click.pass_obj
def list_(setup: Setup, /, limit: int, *, as_json: bool) -> int:
    """列出最近的通知及送达情况。"""
    with setup.open_reading() as db:
        entries = Outbox(db).latest_entries(limit)
    channels = _channels(setup)
    if as_json:
        emit(
            [
                {
                    "id": entry.id,
                    "kind": entry.notice.kind.value,
                    "title": entry.notice.kind.label,
                    "account": entry.notice.account,
                    "text": entry.notice.text,
                    "decided_at": clock.iso(entry.decided_at),
                    "acked_at": clock.iso(entry.acked_at) if entry.acked_at else None,
                    "delivered": list(entry.delivered),
                    "waiting": list(entry.waiting),
                    "without_channel": _removed(entry, channels),
                    "error": entry.error,
                    "set_aside": _is_apart(entry),
                }
                for entry in entries
            ]
        )
        return 0
    if not entries:
        click.echo("尚无通知。")
        return 0

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("编号", "类别", "内容", "时间", "送达"):
        grid.add_column(title, no_wrap=title in WHOLE, overflow="fold")
    for entry in entries:
        grid.add_row(
            str(entry.id), entry.notice.kind.label, Prose(_begin(entry.notice.text)),
            clock.show(entry.decided_at), Prose(_state(entry, channels)),
        )  # fmt: skip
    screen().print(grid)
    return 0


def _begin(text: str) -> str:
    """Return the first lines of a notice, and how many more there are."""
    lines = text.splitlines()
    more = len(lines) - LINES
    return "\n".join([*lines[:LINES], *([f"（另有{more}行，全文加 --json）"] if more > 0 else [])])


def _is_apart(entry: OutboxEntry) -> bool:
    """Say whether a wrong clock dated the entry: it is not delivered any more."""
    return entry.set_aside or entry.decided_at > clock.now() + clock.CLOCK_SKEW


def _channels(setup: Setup) -> frozenset[str] | None:
    """Return the channels by their names, None where the register cannot be read."""
    try:
        return frozenset(route.name for route in setup.registry.channels)
    except errors.RegistryError:
        return None


def _removed(entry: OutboxEntry, channels: frozenset[str] | None) -> list[str]:
    """Return the removed channels that a notice waits for."""
    return [name for name in entry.waiting if channels is not None and name not in channels]


def _state(entry: OutboxEntry, channels: frozenset[str] | None) -> str:
    if _is_apart(entry):
        sent = f"，已送 {'、'.join(entry.delivered)}" if entry.delivered else "，不再发送"
        return f"日期在将来{sent}"
    if entry.acked_at:
        return "已确认"
    if entry.waiting:
        removed = _removed(entry, channels)
        parts = [f"待送（渠道“{clean(name)}”已不在名单中）" for name in removed]
        if left := [name for name in entry.waiting if name not in removed]:
            parts.append(f"待送 {'、'.join(left)}")
        return "；".join(parts)
    return "、".join(entry.delivered) or "—"


@chinese.command()
@click.argument("what", metavar="账号或编号")
@click.pass_obj
def ack(setup: Setup, /, what: str) -> int:
    """确认收到：该账号（或该编号）尚未送达的通知不再发送。"""
    id = _account(setup, what)
    with setup.open_database() as db:
        number = Outbox(db).acknowledge(id, at=clock.now())
    if not number:
        raise click.UsageError(f"没有账号或编号为 {what} 的未确认通知。")
    say(f"已确认 {number} 条通知。")
    return 0


def _account(setup: Setup, what: str) -> str:
    """Return the id of the account that *what* names; *what* itself where it may be a number.

    A notice outlives its account, and must be acknowledged though the register has faults.
    """
    try:
        names = AccountNames.of(setup.registry.accounts)
    except errors.RegistryError:
        return what
    is_known = what.isdecimal() or not names.matching(what)
    return what if is_known else names.id(what)


@chinese.command()
@click.argument("name", metavar="通道")
@click.pass_obj
def test(setup: Setup, /, name: str) -> int:
    """向一个通道发送一条测试消息。"""
    routes = {route.name: route for route in setup.registry.channels}
    if name not in routes:
        names = "、".join(routes) or "无"
        raise click.UsageError(f"名单的 channels: 中没有通道 {name}，现有：{names}。")
    sent = Message(title="政务新媒体监测", text=f"测试消息，发送于 {clock.show(clock.now())}。")
    try:
        setup.secrets.fill(routes[name].channel).deliver(sent)
    except errors.MonitorError as error:
        say(f"通道 {name} 不可用：{error}")
        return 1
    say(f"通道 {name} 已接受测试消息。")
    return 0


for command in (list_, ack, test):
    notices.add_command(command)
