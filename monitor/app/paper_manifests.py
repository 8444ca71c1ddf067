"""What the manifests below out/ list: papers and their files, as far as they still stand.

The folder is the office's: anything in it may have been moved or typed over. A manifest that no
longer reads is told of; a name that would lead out of its folder is none.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, NotRequired

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from monitor.app.manifest_files import LARGEST, standing
from monitor.app.publish import NAMES
from monitor.figures import GroupRow, Tally
from monitor.model import clock
from monitor.model.chain_head import Head
from monitor.model.errors import ConfigError
from monitor.model.period import Period, read_any

NAMED = "manifest*.json"
Count = Annotated[int, Field(ge=0, le=10**7)]


class FileState(StrEnum):
    """What became of a file since it was written."""

    WHOLE = "whole"
    CHANGED = "changed"
    KEPT = "kept"  # changed by somebody before, so that a newer one was written beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """One file of a paper. *form*: what its name ends in."""

    path: Path
    state: FileState
    size: int

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def form(self) -> str:
        return self.path.suffix[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many accounts passed: of all, and of each platform."""

    total: GroupRow
    by_platform: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPaper:
    """A paper as a manifest lists it. *folder*: below out/; *asked*: the options it was made with.

    *version*, *figures_sha256*: of an issue as the manifest says; 0 and empty for a draft.
    """

    folder: str
    period: Period
    kind: str
    made_at: datetime
    by: str
    sealed: Head | None
    rules: str
    runs: tuple[int, ...]
    asked: Mapping[str, Any]
    shares: Shares | None
    files: tuple[PaperFile, ...]
    version: int = 0
    figures_sha256: str = ""


_Row = TypedDict(
    "_Row", {"label": str, "registered": Count, "pass": Count, "fail": Count, "unknown": Count}
)


class _Shares(TypedDict):
    total: _Row
    by_platform: list[_Row]


class _Sealed(TypedDict):
    run: Count
    seal: str


class _IssuedFields(TypedDict):
    version: Annotated[int, Field(ge=1, le=9999)]
    figures_sha256: str


class _Paper(TypedDict):
    period: str
    kind: str
    made_at: str
    files: dict[str, str]
    by: NotRequired[str]
    rules: NotRequired[str]
    sealed: NotRequired[_Sealed | None]
    spot_checks: NotRequired[list[Count]]
    asked: NotRequired[dict[str, Any]]
    figures: NotRequired[_Shares]
    issued: NotRequired[_IssuedFields]
    kept: NotRequired[list[str]]


class _Manifest(_Paper):
    beside: NotRequired[list[_Paper]]


def listed(out: Path) -> tuple[tuple[ListedPaper, ...], tuple[str, ...]]:
    """Return the papers below *out*, and the manifests that cannot be read, as sentences."""
    papers: dict[tuple[object, ...], ListedPaper] = {}
    faults = []
    for folder, period in _folders(out):
        for path in sorted(folder.glob(NAMED)):
            try:
                found = _papers(path, folder.relative_to(out).as_posix(), period)
            except (ValueError, OSError, RecursionError):
                faults.append(f"{path.relative_to(out)} 读不出来，所列文件未显示")
                continue
            for paper in found:
                key = (paper.folder, paper.kind, paper.made_at, *(f.name for f in paper.files))
                papers[key] = paper
    newest = sorted(papers.values(), key=lambda paper: paper.made_at, reverse=True)
    return tuple(newest), tuple(faults)


def shares(text: str) -> Shares:
    """Return the shares that frozen figures hold; raises ValueError."""
    return _shares(_frozen().validate_json(text))


def _folders(out: Path) -> Iterator[tuple[Path, Period]]:
    """Yield the folders of the periods, each followed by those of its issues."""
    for folder in sorted(out.iterdir()) if out.is_dir() else ():
        try:
            period = read_any(folder.name)
        except ConfigError:
            continue
        if period.name != folder.name or not folder.is_dir():
            continue
        yield folder, period
        for issue in sorted(folder.iterdir()):
            if issue.is_dir() and not issue.is_symlink():
                yield issue, period


def _papers(path: Path, folder: str, period: Period) -> Sequence[ListedPaper]:
    if path.is_symlink() or path.stat().st_size > LARGEST:
        raise ValueError(path)
    whole = _manifests().validate_json(path.read_bytes())
    return [
        _paper(fields, path.parent, folder, period) for fields in (whole, *whole.get("beside", []))
    ]


def _paper(fields: _Paper, place: Path, folder: str, period: Period) -> ListedPaper:
    if fields["period"] != period.name or fields["kind"] not in NAMES:
        raise ValueError(fields["kind"])
    sealed, figures, issued = fields.get("sealed"), fields.get("figures"), fields.get("issued")
    return ListedPaper(
        folder=folder,
        period=period,
        kind=fields["kind"],
        made_at=clock.unstamp(fields["made_at"]),
        by=fields.get("by", ""),
        sealed=Head(sealed["run"], sealed["seal"]) if sealed else None,
        rules=fields.get("rules", ""),
        runs=tuple(fields.get("spot_checks", ())),
        asked=fields.get("asked", {}),
        shares=_shares(figures) if figures else None,
        files=tuple(_files(fields, place)),
        version=issued["version"] if issued else 0,
        figures_sha256=issued["figures_sha256"] if issued else "",
    )


def _files(fields: _Paper, place: Path) -> Iterator[PaperFile]:
    """Yield the files that still stand. A name is one of the folder's own, or nobody's."""
    for name, sha256 in (
        *fields["files"].items(),
        *((kept, "") for kept in fields.get("kept", ())),
    ):
        found = standing(place, name)
        if found is None:
            continue
        path, known = found
        try:
            digest = _sha256(path, known.st_mtime_ns, known.st_size) if sha256 else ""
        except OSError:
            continue
        state = FileState.WHOLE if digest == sha256 else FileState.CHANGED
        yield PaperFile(path=path, state=state if sha256 else FileState.KEPT, size=known.st_size)


@lru_cache(maxsize=2000)
def _sha256(path: Path, _changed: int, _size: int) -> str:
    """Return the hash of a file, read again once it was changed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _shares(figures: _Shares) -> Shares:
    return Shares(
        total=_row(figures["total"]), by_platform=tuple(map(_row, figures["by_platform"]))
    )


def _row(row: _Row) -> GroupRow:
    tally = Tally(
        registered=row["registered"],
        passed=row["pass"],
        failed=row["fail"],
        unknown=row["unknown"],
    )
    return GroupRow(label=row["label"], tally=tally)


@cache
def _manifests() -> TypeAdapter[_Manifest]:
    return TypeAdapter(_Manifest)


@cache
def _frozen() -> TypeAdapter[_Shares]:
    return TypeAdapter(_Shares)
