"""Torn tails: what was written but never registered is set aside before anything is appended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import EvidenceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """One file put right, or found short."""

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


def repair(folder: Path, ends: Mapping[str, int]) -> tuple[Torn, ...]:
    """Cut every evidence file in *folder* to the end that the store knows of it."""
    try:
        return tuple(_repaired(folder, ends))
    except OSError as error:
        raise EvidenceError(f"证据目录 {folder} 无法整理：{error.strerror}") from error


def _repaired(folder: Path, ends: Mapping[str, int]) -> Iterator[Torn]:
    for path in sorted(folder.glob("*.warc.gz")):
        end, size = ends.get(path.name, 0), path.stat().st_size
        if size > end:
            kept_as = _free_name(path)
            try:
                kept_as.write_bytes(_tail(path, end))
            except OSError:  # a full disk: the file stays as it is, and no half copy of its end
                kept_as.unlink(missing_ok=True)
                raise
            with path.open("r+b") as file:
                file.truncate(end)
            yield Torn(file=path.name, offset=end, length=size - end, kept_as=kept_as.name)
        elif size < end:
            yield Torn(file=path.name, offset=size, length=end - size, kept_as="")
    for name in sorted(set(ends) - {path.name for path in folder.glob("*.warc.gz")}):
        yield Torn(file=name, offset=0, length=ends[name], kept_as="")


def _tail(path: Path, start: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read()


def _free_name(path: Path) -> Path:
    number = 1
    while (found := path.with_name(f"{path.name}.torn-{number}")).exists():
        number += 1
    return found
