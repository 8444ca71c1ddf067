"""Deletes records past their retention; each deletion is logged and sealed first.

Safe to interrupt: the next run finishes a logged deletion.
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
from monitor.system.chain.log import restored_database_warning
from monitor.system.database import open_database
from monitor.system.locks import writing
from monitor.verdicts.sealed_rows import SealedRows


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneResult:
    """What was or would be deleted, and how many bytes that frees."""

    before: date
    rows: dict[str, int]
    files: tuple[str, ...]
    bytes_freed: int

    @property
    def nothing(self) -> bool:
        return not (self.rows or self.files)


def prune(
    data: Path, before: date, now: datetime, tell: Callable[[str], None], *, dry: bool = False
) -> PruneResult:
    """Delete records from days before *before*; raises Busy while a check runs."""
    folder = data / "evidence"
    with check.exclusive(data, now), open_database(data / "monitor.db") as db:
        if lost := SealedRows(db).lost_lines(folder):
            raise EvidenceError(f"{restored_database_warning(lost)}；在此之前不能清理")
        check.recover(db, folder, tell, at=now)
        pruner = Pruner(db)
        planned = pruner.would_prune(before)
        files = (*_existing_paths(folder, planned.files), *_torn(folder, before))
        sizes = [(path.name, path.stat().st_size, _hash(path)) for path in files]
        result = PruneResult(
            before=before,
            rows=dict(planned.rows),
            files=tuple(path.name for path in files),
            bytes_freed=planned.free_bytes + sum(size for _, size, _ in sizes),
        )
        if dry:
            return result
        if not result.nothing:
            pruner.prune(before, at=now, program=check.PROGRAM, files=sizes)
        _remove(files)
        if not result.nothing:
            _compact(pruner, tell)
        return result


def years_before(today: date, years: int) -> date:
    """Return the day *years* before *today*."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)


def first_day_kept(now: datetime, years: int) -> date:
    """Return the first day inside a retention of *years* years."""
    return years_before(clock.day(now), years)


def _existing_paths(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    return (path for name in names if (path := folder / name).exists())


def _torn(folder: Path, before: date) -> list[Path]:
    return sorted(p for p in folder.glob("*.torn-*") if p.name[:10] < before.isoformat())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(files: tuple[Path, ...]) -> None:
    for path in files:
        with writing(path):
            path.unlink(missing_ok=True)


def _compact(pruner: Pruner, tell: Callable[[str], None]) -> None:
    try:
        pruner.compact()
    except StoreError as error:  # what is gone is gone; its space is used again
        tell(f"清理已完成，数据库文件暂未缩小：{error}。")
