"""Dates as options of commands."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import click

from monitor.model import clock

NEAR = {"今天": timedelta(), "昨天": timedelta(days=-1)}
WRITTEN = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date as people write it, 2026-05-01 or 2026年5月1日, or 今天, 昨天."""

    name = "日期"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        if value in NEAR:
            return clock.day(clock.now()) + NEAR[value]
        text = "".join(unicodedata.normalize("NFKC", value).split())
        match = WRITTEN.fullmatch(CHINESE.sub(r"\1-\2-\3", text))
        try:
            if match is None:
                raise ValueError(value)
            return date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            wanted = "应写成 2026-05-01 或 2026年5月1日 的形式，且为实有日期"
            self.fail(f"日期 {value} {wanted}。", param, ctx)


def day_option(*names: str, help: str, required: bool = False) -> Callable[[F], F]:
    """Give a command an option that takes a date. *names*: any of them will do."""
    return click.option(*names, type=Day(), metavar="日期", help=help, required=required)
