"""What the program wrote last: a file that people changed since, or never was ours, is kept.

The hash of every file that people get is noted in the data directory before the file is put in
place. A file whose bytes are noted holds nothing that anybody typed, wherever it was moved, and may
be replaced; every other one is kept, and the new one is written beside it under a number.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from monitor.model.errors import StoreError
from monitor.system.locks import held, writing

RECORD, LOCK = "written.sha256", "written.lock"  # in the data directory
PATIENCE = 30  # seconds to wait for another process that puts files in place
LENGTH = 64  # letters of a hash
CHANGED = "其中可能有填写或修改的内容"
READ_ONLY = "该文件为只读"
IN_USE = "该文件正被其他程序使用"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was kept, why, and the one that was written beside it."""

    path: Path
    reason: str
    beside: Path

    def __str__(self) -> str:
        return f"{self.path} 未覆盖（{self.reason}），本次写入 {self.beside.name}。"


@dataclass(slots=True)
class WrittenFiles:
    """The hashes of what was written. *record*: where new ones are noted, None where nowhere."""

    record: Path | None
    hashes: set[str] = field(default_factory=set)

    def reason_to_keep(self, path: Path) -> str:
        """Return why *path* must not be replaced, empty where it may be or does not exist."""
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            return ""
        if not stat.S_ISREG(mode) or _sha256(path) not in self.hashes:
            return CHANGED
        return "" if mode & stat.S_IWUSR else READ_ONLY

    def add(self, hashes: Iterable[str]) -> None:
        """Note *hashes*, on the disk before any file is put in place."""
        new = sorted(set(hashes) - self.hashes)
        self.hashes.update(new)
        if self.record is None or not new:
            return
        with writing(self.record), self.record.open("ab") as file:
            file.write("".join(f"\n{sha256}" for sha256 in new).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def record_of(data: Path) -> Iterator[WrittenFiles]:
    """Hold the record in *data*; where none can be kept there, nothing counts as ours."""
    refusal = f"另一个程序正在写入文件，等候 {PATIENCE} 秒仍未结束，请稍后再试"
    with ExitStack() as stack:
        try:
            stack.enter_context(held(data / LOCK, lambda: refusal, PATIENCE))
            files = WrittenFiles(data / RECORD, _noted(data / RECORD))
        except StoreError:
            files = WrittenFiles(None)
        yield files


def candidates(path: Path) -> Iterator[Path]:
    """Yield *path*, then the same name with a number."""
    yield path
    for number in count(2):
        yield path.with_stem(f"{path.stem}({number})")


def _noted(record: Path) -> set[str]:
    """Return the hashes noted, without a last line that was cut off."""
    with writing(record):
        record.touch()
        lines = record.read_text("ascii", "replace").splitlines()
    return {line for line in lines if len(line) == LENGTH}


def _sha256(path: Path) -> str:
    """Return the hash of *path*, empty where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()
