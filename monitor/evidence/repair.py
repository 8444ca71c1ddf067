"""Torn tails: what was written but never registered is set aside before anything is appended."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.evidence.writing import is_by_hand
from monitor.model.errors import EvidenceError
from monitor.model.system_errors import reason_of
from monitor.system import durable


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """One file repaired, or too short."""

    file: str
    offset: int
    length: int
    kept_as: str

    def __str__(self) -> str:
        if self.kept_as:
            return (
                f"证据文件 {self.file} 在 {self.offset} 字节之后有 {self.length} 字节未登记"
                f"（上次中途停止所致），已另存为 {self.kept_as}。"
            )
        return f"证据文件 {self.file} 短缺 {self.length} 字节，请从备份恢复。"


def repair(
    folder: Path, ends: Mapping[str, int], *, by_hand: bool = False, lost_until: str = ""
) -> tuple[Torn, ...]:
    """Cut the evidence files in *folder* to the end that the database knows of each.

    Those of the runs, or those of what people entered: each kind has one writer at a time, and
    the other's may be at work. *lost_until*: the last day of which a newer database knew more
    than this one does. What the files hold up to then was registered, and is nothing that a stop
    has torn: it is left alone.
    """
    try:
        return tuple(_repaired(folder, ends, by_hand, lost_until))
    except OSError as error:
        raise EvidenceError(f"证据目录 {folder} 无法整理：{reason_of(error)}") from error


def finish_pruning(
    folder: Path, pruned: Mapping[str, tuple[int, str]], ends: Mapping[str, int]
) -> None:
    """Remove files whose rows were pruned before a stop: they are no torn tails."""
    try:
        for name, (size, _) in pruned.items():
            path = folder / Path(name).name
            if name not in ends and path.exists() and path.stat().st_size == size:
                path.unlink()
    except OSError as error:
        raise EvidenceError(f"证据目录 {folder} 无法整理：{reason_of(error)}") from error


def _repaired(
    folder: Path, ends: Mapping[str, int], by_hand: bool, lost_until: str
) -> Iterator[Torn]:
    there = sorted(p for p in folder.glob("*.warc.gz") if is_by_hand(p.name) is by_hand)
    expected = {name for name in ends if is_by_hand(name) is by_hand}
    for path in there:
        end, size = ends.get(path.name, 0), path.stat().st_size
        if size > end and path.name[:10] > lost_until:
            kept_as = _free_name(path)
            try:
                durable.write(kept_as, _tail(path, end))  # before it is gone where it stood
            except OSError:  # a full disk: the file stays as it is, and no half copy of its end
                kept_as.unlink(missing_ok=True)
                raise
            with path.open("r+b") as file:
                file.truncate(end)
                os.fsync(file.fileno())
            if not end:  # a file that nobody registered would look like a stranger's for ever
                path.unlink()
            yield Torn(file=path.name, offset=end, length=size - end, kept_as=kept_as.name)
        elif size < end:
            yield Torn(file=path.name, offset=size, length=end - size, kept_as="")
    for name in sorted(expected - {path.name for path in there}):
        yield Torn(file=name, offset=0, length=ends[name], kept_as="")


def _tail(path: Path, start: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read()


def _free_name(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.name}.torn-{number}")).exists():
        number += 1
    return free
