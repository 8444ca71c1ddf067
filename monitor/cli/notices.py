"""`monitor notices`: what was told, what waits, who has acknowledged it, does a channel work."""

from typing import TYPE_CHECKING

import click

from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, limit_option, say, screen
from monitor.model import clock, errors
from monitor.parsing.text import clean

if TYPE_CHECKING:
    from monitor.notices.outbox import OutboxEntry


@chinese.group()
def notices() -> None:
    """通知：列出、确认、测试通道。"""


@chinese.command(name="list")
@limit_option
@json_option
@click.pass_obj
def list_(setup: Setup, /, limit: int, *, as_json: bool) -> int:
    """列出最近的通知及送达情况。"""
    with setup.store() as store:
        told = store.told(limit)
    known = _channels(setup)
    if as_json:
        emit(
            [
                {
                    "id": one.id,
                    "kind": one.notice.kind.value,
                    "title": one.notice.kind.label,
                    "account": one.notice.account,
                    "text": one.notice.text,
                    "decided_at": clock.iso(one.decided_at),
                    "acked_at": clock.iso(one.acked_at) if one.acked_at else None,
                    "delivered": list(one.delivered),
                    "waiting": list(one.waiting),
                    "without_channel": _removed(one, known),
                    "error": one.error,
                    "set_aside": _is_apart(one),
                }
                for one in told
            ]
        )
        return 0
    if not told:
        click.echo("尚无通知。")
        return 0
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("编号", "类别", "内容", "时间", "送达"):
        grid.add_column(title, overflow="fold")
    for one in told:
        grid.add_row(
            str(one.id), one.notice.kind.label, Text(one.notice.text),
            clock.show(one.decided_at), Text(_state(one, known)),
        )  # fmt: skip
    screen().print(grid)
    return 0


def _is_apart(one: "OutboxEntry") -> bool:
    """Say whether a wrong clock dated it: it is told to nobody any more."""
    return one.set_aside or one.decided_at > clock.now() + clock.CLOCK_SKEW


def _channels(setup: Setup) -> frozenset[str] | None:
    """Return the channels by their names, None where the register cannot be read."""
    try:
        return frozenset(route.name for route in setup.registry.channels)
    except errors.RegistryError:
        return None


def _removed(one: "OutboxEntry", known: frozenset[str] | None) -> list[str]:
    """Return for which channels that are not in the register any more a notice waits."""
    return [name for name in one.waiting if known is not None and name not in known]


def _state(one: "OutboxEntry", known: frozenset[str] | None) -> str:
    if _is_apart(one):
        sent = f"，已送 {'、'.join(one.delivered)}" if one.delivered else "，不再发送"
        return f"日期在将来{sent}"
    if one.acked_at:
        return "已确认"
    if one.waiting:
        removed = _removed(one, known)
        said = [f"待送（渠道“{clean(name)}”已不在名单中）" for name in removed]
        if left := [name for name in one.waiting if name not in removed]:
            said.append(f"待送 {'、'.join(left)}")
        return "；".join(said)
    return "、".join(one.delivered) or "—"


@chinese.command()
@click.argument("what", metavar="账号或编号")
@click.pass_obj
def ack(setup: Setup, /, what: str) -> int:
    """确认收到：该账号（或该编号）尚未送达的通知不再发送。"""
    with setup.store() as store:
        number = store.acknowledge(what, at=clock.now())
    if not number:
        raise click.UsageError(f"没有账号或编号为 {what} 的未确认通知。")
    say(f"已确认 {number} 条通知。")
    return 0


@chinese.command()
@click.argument("name", metavar="通道")
@click.pass_obj
def test(setup: Setup, /, name: str) -> int:
    """向一个通道发送一条测试消息。"""
    from monitor.notices.channels import Message

    routes = {route.name: route for route in setup.registry.channels}
    if name not in routes:
        known = "、".join(routes) or "无"
        raise click.UsageError(f"名单的 channels: 中没有通道 {name}，现有：{known}。")
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
