"""What the window of the PC says when the desk is ready: where to open it, and who can."""

import io
from collections.abc import Iterator

import segno

from monitor.desk.addresses import Addresses
from monitor.system.lan import is_private

NOBODY = "还没有人员，请另开窗口运行：monitor desk people add 用户名 --name 姓名"
STOP = "按 Ctrl+C 停止"


def lines(addresses: Addresses, port: int, people: int) -> Iterator[str]:
    """Yield the sentences for a desk that listens on *port* and knows so many *people*."""
    own, *others = addresses.bound
    if addresses.is_secure:
        (origin,) = addresses.origins
        yield (
            f"值班台已就绪，经反向代理打开：{origin}{addresses.prefix}/"
            f"（代理须转到 http://{own}:{port}，{STOP}）。"
        )
        yield f"谁能访问：能打开该地址的人都能看到登录页，登录须凭用户名和密码（现有{people}人）。"
        return
    if not others:
        yield f"值班台已就绪：http://{own}:{port}/（仅限本机，{STOP}）。"
        return
    places = "、".join(f"http://{address}:{port}/" for address in others)
    yield f"值班台已就绪：{places}（本机亦可用 http://{own}:{port}/，{STOP}）。"
    yield (
        "谁能访问：能连到上述地址的电脑、手机都能看到登录页，"
        f"登录须凭用户名和密码（现有{people}人）。往来内容不加密，只宜在可信的内网使用。"
    )
    yield f"其他设备打不开的，请在本机防火墙中放行 TCP 端口 {port}（仅限专用网络）。"
    if strange := [address for address in others if not is_private(address)]:
        yield f"注意：{'、'.join(strange)} 不是通常的内网地址，请确认互联网不能连到。"


def code(address: str, port: int) -> str:
    """Return the address as a code for a phone, in characters of a terminal."""
    drawn = io.StringIO()
    segno.make(f"http://{address}:{port}/", error="m", micro=False).terminal(
        out=drawn, border=2, compact=True
    )
    return drawn.getvalue()
