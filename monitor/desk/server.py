"""Serving the desk: waitress, on this PC alone, until it is told to stop."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import waitress

from monitor.app import people
from monitor.desk import guard, machines
from monitor.desk.application import create
from monitor.desk.guard import Addresses
from monitor.desk.office import DeskOffice
from monitor.model.errors import ConfigError
from monitor.model.system_errors import reason_of
from monitor.system.demo_marker import Demo
from monitor.system.logs import logging_to

HOST = "127.0.0.1"
NOBODY = "还没有人员，请另开窗口运行：monitor desk people add 用户名 --name 姓名"


def serve(
    accounts_file: Path,
    data: Path,
    demo: Demo | None,
    port: int,
    tell: Callable[[str], None],
    out: Path | None = None,
) -> None:
    """Serve the desk until a signal comes; raises ConfigError where the port is taken."""
    office = DeskOffice(accounts_file=accounts_file, data=data, demo=demo, tell=tell, out=out)
    server = listening(office, port)
    tell(f"值班台已就绪：http://{HOST}:{server.effective_port}/（仅限本机，按 Ctrl+C 停止）。")
    if not people.everybody(data):
        tell(f"{NOBODY}。")
    for name in machines.short_words(office):
        tell(f"{name} 不足{machines.SHORTEST}个字符，不予启用。")
    kept = signal.signal(signal.SIGTERM, _leave)
    try:
        with logging_to(data, office.scrubber()):
            server.run()
    finally:
        signal.signal(signal.SIGTERM, kept)
        server.close()
        office.later.finish()


def listening(office: DeskOffice, port: int) -> Any:
    """Return a server that listens, of waitress; *port* 0 takes a free one."""
    app = create(office, Addresses.loopback(port))
    try:
        server = waitress.create_server(
            app,
            host=HOST,
            port=port,
            threads=4,
            connection_limit=50,
            channel_timeout=60,
            max_request_body_size=4 * guard.MOST,  # beyond ours, which is told of in Chinese
            ident="",
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        why = reason_of(error)
        raise ConfigError(f"端口 {port} 不能使用：{why}；请用 --port 另选一个") from error
    app.config[guard.ADDRESSES] = Addresses.loopback(server.effective_port)
    return server


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
