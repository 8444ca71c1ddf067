"""Dates as options of commands."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from monitor.model import clock

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date written as 2026-05-01, or 今天."""

    name = "日期"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        if value == "今天":
            return clock.day(clock.now())
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"日期 {value} 应写成 2026-05-01 的形式，且为实有日期。", param, ctx)


def day_option(name: str, help: str, *, required: bool = False) -> Callable[[F], F]:
    """Give a command an option that takes a date."""
    return click.option(name, type=Day(), metavar="日期", help=help, required=required)
