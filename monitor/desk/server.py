"""Serving the desk: waitress, on this PC alone unless it is told otherwise, until it is stopped."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

import waitress

from monitor.app import people
from monitor.desk import guard, invitation, machines, proxied, uploads
from monitor.desk.addresses import Addresses
from monitor.desk.application import create
from monitor.desk.office import DeskOffice
from monitor.model.errors import ConfigError, RequestError
from monitor.model.system_errors import reason_of
from monitor.system import lan
from monitor.system.demo_marker import Demo
from monitor.system.logs import logging_to

NO_LAN = "没有找到本机在局域网中的地址，请用 --lan-address 写明"
NOBODY_YET = "其他电脑也能打开值班台之前须先有人员：monitor desk people add 用户名 --name 姓名"
ONE_WAY = "--lan 和 --behind 只能用一个：经反向代理打开的，值班台本身只在本机打开"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """From where the desk can be opened: from this PC alone, where neither is given.

    *lan*: addresses of this PC in its network; *behind*: the address at which a proxy shows it.
    """

    lan: tuple[str, ...] = ()
    behind: str = ""

    def addresses(self, port: int) -> Addresses:
        """Return where the desk answers on *port*; raises ConfigError."""
        if self.behind:
            return Addresses.behind(self.behind, port)
        return Addresses.lan(self.lan, port) if self.lan else Addresses.loopback(port)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk:
    """A desk that listens. *server*: of waitress."""

    server: Any
    addresses: Addresses
    port: int


def reach_of(*, in_lan: bool, named: tuple[str, ...], behind: str) -> Reach:
    """Return from where the desk is to be opened, as the options say; raises ConfigError."""
    if behind and (in_lan or named):
        raise RequestError(ONE_WAY)
    found = named or (lan.lan_addresses() if in_lan else ())
    if in_lan and not found:
        raise ConfigError(NO_LAN)
    return Reach(lan=found, behind=behind)


def serve(
    accounts_file: Path,
    data: Path,
    demo: Demo | None,
    port: int,
    tell: Callable[[str], None],
    *,
    in_lan: bool = False,
    named: tuple[str, ...] = (),
    behind: str = "",
    is_kept: bool = False,
    out: Path | None = None,
) -> None:
    """Serve the desk until a signal comes; raises ConfigError where the port is taken.

    *in_lan*: on the addresses of this PC in its network too, or on those that are *named*.
    *is_kept*: until the input ends, too, whose other end is held by whoever keeps this process.
    """
    number = len(people.everybody(data))
    reach = reach_of(in_lan=in_lan, named=named, behind=behind)
    if reach != Reach() and not number:
        raise RequestError(NOBODY_YET)
    office = DeskOffice(accounts_file=accounts_file, data=data, demo=demo, tell=tell, named_out=out)
    desk = opened(office, port, reach)
    for line in invitation.lines(desk.addresses, desk.port, number):
        tell(line)
    if desk.addresses.bound[1:] and sys.stderr.isatty():
        tell(invitation.code(desk.addresses.bound[1], desk.port))
    if not number:
        tell(f"{invitation.NOBODY}。")
    for name in machines.short_words(office):
        tell(f"{name} 不足{machines.SHORTEST}个字符，不予启用。")
    kept = signal.signal(signal.SIGTERM, _leave)
    if is_kept:
        Thread(target=_leave_at_the_end_of_input, daemon=True).start()
    try:
        with logging_to(data, office.scrubber()):
            desk.server.run()
    finally:
        signal.signal(signal.SIGTERM, kept)
        desk.server.close()
        office.status_page.finish()


def opened(office: DeskOffice, port: int, reach: Reach) -> OpenDesk:
    """Return a desk that listens where *reach* says, *port* 0 takes a free one; ConfigError."""
    wanted = reach.addresses(port)
    app = create(office, wanted)
    uploads.remove_left(office.data / guard.SPOOL)
    if wanted.is_secure:
        proxied.install(app, wanted.prefix)
    with ExitStack() as kept:
        sockets = []
        for address in wanted.bound:
            bound = kept.enter_context(_bound(address, port))
            port = bound.getsockname()[1]  # what was free for the first, all of them take
            sockets.append(bound)
        app.config[guard.ADDRESSES] = addresses = reach.addresses(port)
        server = waitress.create_server(
            app,
            sockets=sockets,
            threads=4,
            connection_limit=50,
            channel_timeout=60,
            max_request_body_size=4 * guard.MOST,  # beyond ours, which is told of in Chinese
            ident="",
            clear_untrusted_proxy_headers=not wanted.is_secure,
        )
        kept.pop_all()
    return OpenDesk(server=server, addresses=addresses, port=port)


def _bound(address: str, port: int) -> socket.socket:
    """Return a socket at *address* and *port*, which nobody else can take meanwhile."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # there it means what was closed a moment ago, elsewhere anybody's
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
        bound.listen()  # else two could hold the same place until one of them listens
    except OSError as error:
        bound.close()
        why = reason_of(error)
        raise ConfigError(
            f"{address} 的端口 {port} 不能使用：{why}；请用 --port 另选一个"
        ) from error
    return bound


def _leave_at_the_end_of_input() -> None:
    while sys.stdin.buffer.read(1):
        pass
    signal.raise_signal(signal.SIGTERM)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
