"""From where the desk can be opened: the options of `monitor desk`, which the daemon takes, too."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
PORT = 8410
OPTIONS = (
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=PORT,
        show_default=True,
        metavar="端口",
        help="值班台在哪个端口上打开。",
    ),
    click.option("--lan", is_flag=True, help="同一局域网内的电脑、手机也能打开；须先有人员。"),
    click.option(
        "--lan-address",
        "named",
        multiple=True,
        metavar="地址",
        help="只在本机的这个局域网地址上打开，可写多个；代替 --lan。",
    ),
    click.option(
        "--behind",
        default="",
        metavar="网址",
        help="经本机的反向代理打开，写明其 https 地址，可带路径；值班台本身仍只在本机打开。",
    ),
)


def reach_options(command: F) -> F:
    """Give *command* the options that say from where the desk can be opened."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def words(*, port: int, lan: bool, named: tuple[str, ...], behind: str) -> tuple[str, ...]:
    """Return these options as they are typed; those that say what is usual are left out."""
    typed = ["--port", str(port)] if port != PORT else []
    typed += ["--lan"] if lan else []
    for address in named:
        typed += ["--lan-address", address]
    typed += ["--behind", behind] if behind else []
    return tuple(typed)
