"""Is every byte of the evidence still the one that was written?"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from monitor.model import EvidenceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFault:
    """One place where the evidence is not what was registered."""

    file: str
    offset: int
    message: str
    unregistered: bool = False  # nobody registered it: of a newer database, or of a run under way

    def __str__(self) -> str:
        return f"{self.file}@{self.offset}：{self.message}"


def verify(folder: Path, refs: Iterable[EvidenceRef]) -> tuple[EvidenceFault, ...]:
    """Compare the files in *folder* with *refs*, which come ordered by file and offset."""
    faults: list[EvidenceFault] = []
    registered: set[str] = set()
    for name, group in groupby(refs, key=lambda ref: ref.file):
        registered.add(name)
        faults.extend(_file(folder / name, group))
    if folder.is_dir():
        # an empty one is what a stop before the day's first commit has left behind
        strangers = sorted(
            p.name
            for p in folder.glob("*.warc.gz")
            if p.name not in registered and p.stat().st_size
        )
        faults.extend(
            EvidenceFault(file=n, offset=0, message="整个文件未登记", unregistered=True)
            for n in strangers
        )
    return tuple(faults)


def _file(path: Path, refs: Iterable[EvidenceRef]) -> Iterator[EvidenceFault]:
    try:
        file = path.open("rb")
    except OSError:
        yield EvidenceFault(file=path.name, offset=0, message="文件缺失或无法读取")
        return
    end = 0
    with file:
        size = file.seek(0, 2)
        for ref in refs:
            if ref.offset < 0 or ref.length < 0:
                yield EvidenceFault(
                    file=path.name, offset=ref.offset, message="登记的位置不可能存在"
                )
                continue
            if ref.offset != end:
                yield EvidenceFault(file=path.name, offset=end, message="此处的记录未登记或缺失")
            file.seek(ref.offset)
            data = file.read(min(ref.length, size))
            if len(data) < ref.length:
                yield EvidenceFault(
                    file=path.name, offset=ref.offset, message="文件短缺，记录不完整"
                )
            elif hashlib.sha256(data).hexdigest() != ref.sha256:
                yield EvidenceFault(
                    file=path.name, offset=ref.offset, message="内容与登记的哈希不符"
                )
            end = ref.offset + ref.length
        file.seek(0, 2)
        if file.tell() > end:
            message = "文件末尾有未登记的内容"
            yield EvidenceFault(file=path.name, offset=end, message=message, unregistered=True)
