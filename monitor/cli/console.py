"""What every command needs: where things are, and the two streams."""

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console

from monitor.model import Account
from monitor.model.errors import RequestError
from monitor.parsing import naming
from monitor.parsing.naming import AccountNames
from monitor.parsing.text import storable
from monitor.registry import Registry
from monitor.registry.validated_cache import remembered
from monitor.system import sharing
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.system.demo_marker import Demo
from monitor.system.readonly import nothing_yet, open_reading

if TYPE_CHECKING:  # most commands write no file and need no key
    from monitor.app.observe import ObservationRecorder
    from monitor.system.files import Published
    from monitor.system.secrets import Secrets

WIDTH = re.compile(r"[4-9][0-9]|[1-9][0-9]{2,3}")  # columns of a terminal that can be real
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Setup:
    """The folder, the register and the data directory that a command works on.

    *demo*: the demonstration that the data directory holds, None where it holds the office's data.
    """

    folder: Path
    accounts_file: Path
    data: Path
    demo: Demo | None = None

    @cached_property
    def registry(self) -> Registry:
        """Read accounts.yaml; raises RegistryError with every fault in it."""
        return remembered(self.accounts_file)

    @cached_property
    def secrets(self) -> "Secrets":
        """Read the keys from the environment and from secrets.yaml beside accounts.yaml."""
        from monitor.system.secrets import Secrets  # only who asks a platform needs keys

        names = self.registry.secret_names
        return Secrets.load(self.accounts_file.parent, os.environ, names)

    def refuse_demo(self) -> None:
        """Refuse to let what is seen today into a demonstration; raises RequestError."""
        if self.demo is not None:
            self.demo.refuse()

    @property
    def database(self) -> Path:
        return self.data / "monitor.db"

    @property
    def evidence(self) -> Path:
        return self.data / "evidence"

    def open_database(self) -> Database:
        """Open the database, creating it where there is none but a register."""
        self.refuse_wrong_folder()
        return open_database(self.database)

    def open_reading(self) -> Database:
        """Open the database for a command that changes nothing; a read-only copy will do.

        Where there is none, nothing is created: it reads as one in which nothing stands yet.
        """
        if not self.database.exists():
            self.refuse_wrong_folder()
            return nothing_yet()
        writable = os.access(self.database, os.W_OK) and os.access(self.data, os.W_OK)
        if not writable or sharing.is_foreign(self.data):
            return open_reading(self.database)
        return open_database(self.database)

    @property
    def out(self) -> Path:
        """Where papers go, unless a command is told another place."""
        return self.folder / "out"

    def update_status_page(self) -> None:
        """Let officials read what was just looked at; a demonstration is shown to nobody."""
        from monitor.app.status_page import Outlet  # only what looks or enters writes it

        if self.demo is None:
            Outlet(data=self.data, out=self.out, tell=say).update(self.registry)

    def recorder(self) -> "ObservationRecorder":
        """Return what keeps entries by hand: officials read what each round came to."""
        from monitor.app.observe import ObservationRecorder  # only what enters needs the network

        return ObservationRecorder(
            registry=self.registry,
            secrets=self.secrets,
            data=self.data,
            tell=say,
            shown=self.update_status_page,
        )

    def refuse_wrong_folder(self) -> None:
        """Raise RegistryError where there are neither data nor a register."""
        if not self.database.exists() and not self.accounts_file.exists():
            remembered(self.accounts_file)


def select(
    accounts: Iterable[Account],
    words: tuple[str, ...],
    platform: str | None = None,
    unit: str | None = None,
    *,
    judged: bool = False,
) -> tuple[Account, ...]:
    """Return the accounts that *words*, *platform* and *unit* name together.

    *judged*: only those that are still judged; one that is named and is not is refused.
    """
    everyone = tuple(accounts)
    ids = _ids(everyone, words, judged=judged)
    left = next((account for account in everyone if account.id in ids and not account.judged), None)
    if judged and left is not None:
        name = AccountNames.of(everyone).typed(left.id)
        raise click.UsageError(f"账号“{name}”{left.status.label}，不再考核。")
    wanted = named_unit(unit, ((account.unit.id, account.unit.name) for account in everyone))
    return tuple(
        account
        for account in everyone
        if (account.judged or not judged)
        and (not words or account.id in ids)
        and (platform is None or account.platform == platform)
        and wanted in (None, account.unit.id)
    )


def _ids(accounts: tuple[Account, ...], words: tuple[str, ...], *, judged: bool) -> frozenset[str]:
    """Return the ids that *words* name; of namesakes, where *judged*, the one that still is."""
    if not words:
        return frozenset()
    if judged:
        with suppress(RequestError):
            return frozenset(AccountNames.of(a for a in accounts if a.judged).ids(words))
    return frozenset(AccountNames.of(accounts).ids(words))


def named_unit(given: str | None, names: Iterable[tuple[str, str]]) -> str | None:
    """Return the id of the unit that *given* names, None where nothing is given."""
    return None if given is None else naming.unit_id(given, names)


def in_utf8() -> None:
    """Let stdout be UTF-8 for files and programs, where the system's own is GBK, as on Windows."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None and not sys.stdout.isatty():
        reconfigure(encoding="utf-8", errors="replace")


def emit(value: Any) -> None:
    """Print *value* as JSON on stdout: the result, and nothing else."""
    in_utf8()
    sys.stdout.write(storable(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def emit_members(members: Iterable[tuple[str, Any]]) -> None:
    """Print an object as ``emit`` does, piece by piece."""
    from reports import json_text

    in_utf8()
    sys.stdout.writelines(json_text.pieces(members))
    sys.stdout.write("\n")


def say(sentence: str) -> None:
    """Print a remark for people on stderr."""
    click.echo(sentence, err=True)


def file_of(published: "Published") -> Path:
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
    metavar="数量",
    help="同时查看的线程数或进程数；不写由程序按主机和间隔决定（monitor doctor 可见）。",
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


class PlatformName(click.ParamType[str]):
    """A platform by its code or in Chinese: ``weibo``, ``微博``, ``微信公众号``."""

    name = "平台"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return naming.platform(value).value
        except ValueError as error:
            self.fail(f"{error}。", param, ctx)


def selection(command: F) -> F:
    """Give *command* the options that choose among the accounts of the register."""
    unit = click.option("--unit", metavar="单位", help="只选该单位的账号，可用单位标识或名称。")
    platform = click.option(
        "--platform", type=PlatformName(), metavar="平台", help="只选该平台的账号，如 微信、weibo。"
    )
    return platform(unit(command))
