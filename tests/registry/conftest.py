"""Reads small registers with sources and a check of the tests' own: no other part counts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from monitor.http.exchange import Http
from monitor.model import Check, Platform, Reading, Rule
from monitor.model.errors import ConfigError, RegistryError
from monitor.registry import Registry, load
from monitor.registry.known import KnownKinds

Faults = Callable[[str | bytes], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    kind: Literal["rsshub", "wewe-rss"]
    probe: str = ""

    def __post_init__(self) -> None:
        if self.kind == "wewe-rss" and not self.probe:
            raise ConfigError("wewe-rss 须写明 probe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    kind: ClassVar[str] = "feed"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()
    url: str
    own: bool = False
    zone: str | None = None
    depth: int = 1
    bridge: Bridge | None = None

    def __post_init__(self) -> None:
        if self.depth > 9:
            raise ConfigError("depth 不得大于 9")
        if self.zone == "Mars":
            raise LookupError("no zone Mars")

    def collect(self, http: Http) -> Reading:
        return Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeiboOpen:
    kind: ClassVar[str] = "weibo_open"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.WEIBO})
    hosts: ClassVar[tuple[str, ...]] = ("api.weibo.com",)
    uid: str
    token: str

    def collect(self, http: Http) -> Reading:
        return Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet(Check):
    rule: ClassVar[Rule] = Rule(code="T01", title="不更新", basis="")
    remind_days: int = 7
    max_days: int = 14
    ratio: float = 0.5
    exact_hours: bool = False

    def __post_init__(self) -> None:
        if self.max_days < 1:
            raise ConfigError("max_days 不得小于 1")
        if self.remind_days > self.max_days:
            raise ConfigError("remind_days 不得大于 max_days")


KNOWN = KnownKinds(kinds={"feed": Feed, "weibo_open": WeiboOpen}, checks={"silent_account": Quiet})


def county(more: str = "", *, top: str = "", **keys: str) -> str:
    """Return a register of one account: its keys on lines 5 to 8, *more* from 9, then *top*."""
    values = {
        "id": "chengguan-weixin",
        "name": "城关发布",
        "platform": "wechat",
        "unit": "chengguan",
    } | keys
    lines = [f"{key}: {value}" for key, value in values.items()] + more.splitlines()
    account = "\n".join(
        f"  {'-' if number == 0 else ' '} {line}" for number, line in enumerate(lines)
    )
    return f"""jurisdiction: {{name: 高台县}}
units:
  - {{id: chengguan, name: 城关镇人民政府, kind: town}}
accounts:
{account}
{top}"""


def source(text: str, **keys: str) -> str:
    """Return a register of one account with one source, which stands at 10:7."""
    return county(f"sources:\n  - {text}", **keys)


@pytest.fixture
def good(tmp_path: Path) -> Callable[[str | bytes], Registry]:
    """Read a register that must be in order."""

    def read(text: str | bytes) -> Registry:
        path = tmp_path / "accounts.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(path, KNOWN)

    return read


@pytest.fixture
def faults(good: Callable[[str | bytes], Registry]) -> Callable[[str | bytes], list[str]]:
    """Read a register and return what is wrong with it, without the file's name."""

    def read(text: str | bytes) -> list[str]:
        try:
            good(text)
        except RegistryError as error:
            return [
                f"{problem.line}:{problem.column}: {problem.field}: {problem.message}"
                for problem in error.problems
            ]
        return []

    return read
