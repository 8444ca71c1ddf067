"""Dates as options of commands."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from monitor.model import clock
from monitor.parsing.dates.typed import typed_day

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date as people write it, 2026-05-01 or 2026年5月1日, or 今天, 昨天."""

    name = "日期"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            return typed_day(value, clock.day(clock.now()))
        except ValueError as wrong:
            self.fail(f"{wrong}。", param, ctx)


def day_option(*names: str, help: str, required: bool = False) -> Callable[[F], F]:
    """Give a command an option that takes a date. *names*: any of them will do."""
    return click.option(*names, type=Day(), metavar="日期", help=help, required=required)
