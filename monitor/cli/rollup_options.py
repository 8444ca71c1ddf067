"""What the commands of a city are asked for: checksums as papers print them, the register."""

import re
from pathlib import Path

import click

from monitor.bundles.signature import PublicKey, public_key
from monitor.cli.console import Setup
from monitor.model import County, checksum
from monitor.model.errors import ConfigError
from monitor.model.system_errors import reason_of
from monitor.registry import Registry

LONGEST_KEY = 2000
_BREAKS = re.compile(r"[\s\u2010-\u2015-]+")
_DIGITS = re.compile(r"[0-9a-f]{16,64}")


class Checksum(click.ParamType[str]):
    """A bundle's checksum, in groups of any size, in any case."""

    name = "校验码"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        plain = _BREAKS.sub("", value).lower().removeprefix("sha256:")
        if not _DIGITS.fullmatch(plain):
            self.fail(f"“{value}”应为 {checksum.DIGITS} 位十六进制数（0-9、a-f）。", param, ctx)
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


def county_of(registry: Registry, word: str) -> County:
    """Return the county that *word* names, by its code or its name."""
    named = [county for county in registry.counties if word in (county.code, county.name)]
    if len(named) != 1:
        choices = "、".join(f"{county.code} {county.name}" for county in registry.counties)
        raise click.UsageError(f"名单的 counties 中没有“{word}”，可写：{choices}。")
    return named[0]


def key_in(given: str) -> PublicKey:
    """Return the public key that *given* is, or that stands in the file of this name."""
    path = Path(given)
    if given.startswith("ssh-") or not path.is_file():
        return public_key(given)
    try:
        return public_key(path.read_text("utf-8-sig", "replace")[:LONGEST_KEY])
    except OSError as error:
        raise ConfigError(f"公钥文件 {path} 读不出来：{reason_of(error)}") from error
