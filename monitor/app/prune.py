"""What is older than it must be kept is taken away: written down and sealed first, then removed.

Stopped at any moment, either nothing is gone or it is written down what has to go; the next time
makes an end of it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from monitor.app import check
from monitor.app.prune_store import Pruner
from monitor.model import clock
from monitor.model.errors import EvidenceError, StoreError
from monitor.system.chain.log import replaced
from monitor.system.database import open_database
from monitor.system.locks import writing
from monitor.verdicts.seals import SealedRows


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """What went or would go, and how many bytes that frees."""

    until: date
    rows: dict[str, int]
    files: tuple[str, ...]
    freed: int

    @property
    def nothing(self) -> bool:
        return not (self.rows or self.files)


def prune(
    data: Path, until: date, now: datetime, tell: Callable[[str], None], *, dry: bool = False
) -> Freed:
    """Delete what is older than *until*; raises Busy while a check runs."""
    folder = data / "evidence"
    with check.alone(data, now), open_database(data / "monitor.db") as db:
        if lost := SealedRows(db).lost_lines(folder):
            raise EvidenceError(f"{replaced(lost)}；在此之前不能清理")
        check.recover(db, folder, tell, at=now)
        pruner = Pruner(db)
        going = pruner.would_prune(until)
        files = (*_there(folder, going.files), *_torn(folder, until))
        sizes = [(path.name, path.stat().st_size, _hash(path)) for path in files]
        freed = Freed(
            until=until,
            rows=dict(going.rows),
            files=tuple(path.name for path in files),
            freed=going.free + sum(size for _, size, _ in sizes),
        )
        if dry:
            return freed
        if not freed.nothing:
            pruner.prune(until, at=now, program=check.PROGRAM, files=sizes)
        _removed(files)
        if not freed.nothing:
            _compacted(pruner, tell)
        return freed


def years_before(today: date, years: int) -> date:
    """Return the day *years* before *today*."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)


def first_day_kept(now: datetime, years: int) -> date:
    """Return the first day that is kept where *years* are."""
    return years_before(clock.day(now), years)


def _there(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    return (path for name in names if (path := folder / name).exists())


def _torn(folder: Path, until: date) -> list[Path]:
    return sorted(p for p in folder.glob("*.torn-*") if p.name[:10] < until.isoformat())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _removed(files: tuple[Path, ...]) -> None:
    for path in files:
        with writing(path):
            path.unlink(missing_ok=True)


def _compacted(pruner: Pruner, tell: Callable[[str], None]) -> None:
    try:
        pruner.compact()
    except StoreError as error:  # what is gone is gone; its space is used again
        tell(f"清理已完成，数据库文件暂未缩小：{error}。")
