"""What every command needs: where things are, and the two streams."""

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any, TypeVar

import click
from rich.console import Console

from monitor.model import Account, Platform
from monitor.parsing.text import storable
from monitor.registry import Registry, load
from monitor.system.database import OpenDatabase, open_database
from monitor.system.files import Published
from monitor.system.readonly import open_reading
from monitor.system.secrets import Secrets

WIDTH = re.compile(r"[4-9][0-9]|[1-9][0-9]{2,3}")  # columns of a terminal that can be real
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Setup:
    """The folder, the register and the data directory that a command works on."""

    folder: Path
    accounts_file: Path
    data: Path

    @cached_property
    def registry(self) -> Registry:
        """Read accounts.yaml; raises RegistryError with every fault in it."""
        return load(self.accounts_file)

    @cached_property
    def secrets(self) -> Secrets:
        """Read the keys from the environment and from secrets.yaml beside accounts.yaml."""
        names = self.registry.secret_names
        return Secrets.load(self.accounts_file.parent, os.environ, names)

    @property
    def database(self) -> Path:
        return self.data / "monitor.db"

    @property
    def evidence(self) -> Path:
        return self.data / "evidence"

    def open_database(self) -> OpenDatabase:
        """Open the database, creating it where there is none."""
        return open_database(self.database)

    def open_reading(self) -> OpenDatabase:
        """Open the database for a command that changes nothing; a read-only copy will do."""
        if self.database.exists() and not (
            os.access(self.database, os.W_OK) and os.access(self.data, os.W_OK)
        ):
            return open_reading(self.database)
        return open_database(self.database)


def select(
    accounts: Iterable[Account],
    ids: tuple[str, ...],
    platform: str | None = None,
    unit: str | None = None,
    *,
    judged: bool = False,
) -> tuple[Account, ...]:
    """Return the accounts that *ids*, *platform* and *unit* (id or name) name together.

    *judged*: only those that are still judged; one that is named and is not is refused.
    """
    everyone = tuple(accounts)
    known_ids = {account.id for account in everyone}
    for id in ids:
        if id not in known_ids:
            named = "、".join(account.id for account in everyone if account.name == id)
            near = f"，名为“{id}”的账号标识是 {named}" if named else _suggest(id, known_ids)
            raise click.UsageError(f"名单中没有账号 {id}{near}。")
    left = next((account for account in everyone if account.id in ids and not account.judged), None)
    if judged and left is not None:
        raise click.UsageError(f"账号 {left.id} {left.status.label}，不再考核。")
    wanted = named_unit(unit, ((account.unit.id, account.unit.name) for account in everyone))
    return tuple(
        account
        for account in everyone
        if (account.judged or not judged)
        and (not ids or account.id in ids)
        and (platform is None or account.platform == platform)
        and wanted in (None, account.unit.id)
    )


def named_unit(given: str | None, names: Iterable[tuple[str, str]]) -> str | None:
    """Return the id of the unit that *given* names, by id or name; refuses one nobody knows."""
    if given is None:
        return None
    units = dict(names)
    match = next((id for id, name in units.items() if given in (id, name)), None)
    if match is None:
        raise click.UsageError(
            f"名单中没有单位 {given}{_suggest(given, {*units, *units.values()})}。"
        )
    return match


def emit(value: Any) -> None:
    """Print *value* as JSON on stdout: the result, and nothing else."""
    sys.stdout.write(storable(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def say(sentence: str) -> None:
    """Print a remark for people on stderr."""
    click.echo(sentence, err=True)


def file_of(published: Published) -> Path:
    """Return the one file of *published*; say which one it did not replace."""
    for kept in published.kept:
        say(str(kept))
    return published.files[0]


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        raise  # rich would leave with 1, which means a failure here


def screen(*, stderr: bool = False) -> Console:
    """Return a rich console of the stream's true width; of COLUMNS, or 120, where it has none."""
    stream = sys.stderr if stderr else sys.stdout
    columns = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(columns) if WIDTH.fullmatch(columns) else 120
    return _Screen(file=stream, width=width, highlight=False, soft_wrap=False)


@contextmanager
def stoppable(sentence: str) -> Iterator[Event]:
    """Let the first signal ask for an end, told in *sentence*, and the second end at once."""
    stop = Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        say(sentence)
        stop.set()

    kept = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    metavar="数量",
    help="同时查看的账号数。",
)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果。")
limit_option = click.option(
    "--limit",
    type=click.IntRange(1, 500),
    default=10,
    show_default=True,
    metavar="数量",
    help="列出最近多少次。",
)


def selection(command: F) -> F:
    """Give *command* the options that choose among the accounts of the register."""
    platforms = click.Choice([platform.value for platform in Platform])
    unit = click.option("--unit", metavar="单位", help="只选该单位的账号，可用单位标识或名称。")
    platform = click.option(
        "--platform", type=platforms, metavar="平台", help="只选该平台的账号，如 weibo。"
    )
    return platform(unit(command))


def _suggest(word: str, words: set[str]) -> str:
    near = get_close_matches(word, sorted(words), n=1)
    return f"，是否为 {near[0]}" if near else ""
