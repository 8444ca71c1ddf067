"""What the commands of a city are asked for: checksums as papers print them, the register."""

import re

import click

from monitor.cli.console import Setup
from monitor.model.errors import ConfigError
from monitor.registry import Registry
from monitor.rollup.values import SHORT

_BREAKS = re.compile(r"[\s\u2010-\u2015-]+")
_DIGITS = re.compile(r"[0-9a-f]{16,64}")


class Checksum(click.ParamType[str]):
    """A bundle's checksum, in groups of any size, in any case."""

    name = "校验码"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        plain = _BREAKS.sub("", value).lower().removeprefix("sha256:")
        if not _DIGITS.fullmatch(plain):
            self.fail(f"“{value}”应为 {SHORT} 位十六进制数（0-9、a-f）。", param, ctx)
        return plain


def city_of(setup: Setup) -> Registry:
    """Return the register of a city; raises ConfigError where it names no counties."""
    registry = setup.registry
    if not registry.counties:
        raise ConfigError(
            f"{setup.accounts_file} 中没有 counties，请先列出应报送的下级辖区，"
            "如 counties: [{code: 620724, name: 高台县}]"
        )
    return registry
