"""The heads of the chain outside the database: a line a link, in ``evidence/chain.log``.

A line is written after its commit. A database may be ahead of the file by what a crash cut off,
which the next writer adds; a file ahead of the database shows that an older database was put in its
place.
"""

import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.model import clock
from monitor.system import durable
from monitor.system.chain.links import ChainLink
from monitor.system.connection import Database

log = logging.getLogger(__name__)

NAME = "chain.log"
# as bytes: a name is of the file system, whose encoding need not be that of the database
MAIN = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
DIGITS = 32
HEXADECIMAL = frozenset("0123456789abcdef")
WHOLE_MOMENT = 25  # signs of a moment
TAIL = 4096  # bytes at the end that hold the last whole line


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line: the link it names, when that was made, and how its seal begins."""

    id: int
    at: str
    seal: str

    @classmethod
    def of(cls, link: ChainLink) -> "LogLine":
        return cls(link.id, link.at, link.seal.removeprefix("sha256:")[:DIGITS])

    def __str__(self) -> str:
        return f"{self.id} {self.at} {self.seal}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The parsed log. *unreadable_lines*: numbers of unreadable lines that no crash explains."""

    exists: bool = False
    lines: tuple[LogLine, ...] = ()
    unreadable_lines: tuple[int, ...] = ()


def log_path(database: Path) -> Path:
    """Return the file that belongs to *database*."""
    return database.parent / "evidence" / NAME


def append(db: Database, newest: ChainLink) -> None:
    """Write the line of *newest*, and those before it that a crash cut off.

    A line that cannot be written is added by the next writer: the commit stands.
    """
    ((database,),) = db.execute(MAIN)
    if not database:
        return
    path = log_path(Path(os.fsdecode(database)))
    try:
        last, whole = _end(path)
        missing = db.execute(
            "SELECT id, at, run, seal FROM links WHERE id > ? AND id < ? ORDER BY id",
            [last, newest.id],
        ).fetchall()
        links = [*(ChainLink(id=a, at=b, run=c, seal=d) for a, b, c, d in missing), newest]
        text = "".join(f"{LogLine.of(link)}\n" for link in links)
        durable.make_folder(path.parent)
        with path.open("ab") as file:  # in one piece: others may append at the same time
            file.write(("" if whole else "\n").encode() + text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.warning("%s could not be written: %s", path, error)


def read(path: Path) -> Log:
    """Return the parsed log; raises OSError where the file exists and cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return Log()
    lines: list[LogLine] = []
    odd: list[int] = []
    torn: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        entry = _line(line)
        if entry is not None:
            lines.append(entry)
        elif line.strip("\0"):
            torn.append((number, line.strip("\0")))
    whole = {str(line) for line in lines}
    odd.extend(number for number, piece in torn if not _is_begun(piece, whole, text))
    return Log(exists=True, lines=tuple(lines), unreadable_lines=tuple(odd))


def lost(lines: Iterable[LogLine], links: Iterable[ChainLink]) -> tuple[LogLine, ...]:
    """Return the lines of links that the database, which is older, does not know.

    Lines whose numbers it has used again are among them.
    """
    lines_by_id = {link.id: LogLine.of(link) for link in links}
    newest = max(lines_by_id, default=0)
    lines = tuple(dict.fromkeys(lines))
    repeated = {line.id for line in lines if line == lines_by_id.get(line.id)}
    return tuple(
        line
        for line in lines
        if line.id > newest or (line.id in repeated and line != lines_by_id[line.id])
    )


def restored_database_warning(lost: Sequence[LogLine]) -> str:
    """Return the warning about a database that was restored without its log."""
    numbers = sorted({line.id for line in lost})
    which = f"第 {numbers[0]} 至 {numbers[-1]} 条" if len(numbers) > 1 else f"第 {numbers[0]} 条"
    at = clock.show(clock.unstamp(max(line.at for line in lost)))
    return f"数据库比证据旧（缺{which}封存，最近一条为 {at}），应从同一份备份恢复数据库和证据"


def _is_begun(torn: str, whole: set[str], text: str) -> bool:
    """Say whether *torn* is the beginning of a line: written again later, or yet to be."""
    if any(line.startswith(torn) for line in whole):
        return True
    longest = len(f"{2**63} ") + WHOLE_MOMENT + 1 + DIGITS
    return text.rstrip("\0").endswith(torn) and len(torn) < longest


def _line(text: str) -> LogLine | None:
    parts = text.split(" ")
    if len(parts) != 3 or not (parts[0].isascii() and parts[0].isdigit()):
        return None
    if len(parts[1]) != WHOLE_MOMENT or len(parts[2]) != DIGITS:
        return None
    if not HEXADECIMAL.issuperset(parts[2]):  # zeros of a crash are no part of a seal
        return None
    try:
        clock.unstamp(parts[1])
    except ValueError:
        return None
    return LogLine(int(parts[0]), parts[1], parts[2])


def _end(path: Path) -> tuple[int, bool]:
    """Return the number of the last line, and whether the file ends with a whole one."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            tail = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return 0, True
    entries = [line for text in tail.split("\n") if (line := _line(text)) is not None]
    return (entries[-1].id if entries else 0), not tail or tail.endswith("\n")
