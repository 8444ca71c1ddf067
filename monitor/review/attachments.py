"""A screenshot or printed page that a person submits as proof, and when it was saved."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.model import clock
from monitor.model.errors import ConfigError
from monitor.model.system_errors import reason_of
from monitor.review import file_times

LARGEST = 20 * 1024 * 1024  # bytes
KINDS = {
    file_times.PNG: "image/png",
    file_times.JPEG: "image/jpeg",
    file_times.PDF: "application/pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """*kind*: the media type by the first bytes, whatever the file is called.

    *saved_at*: when the person's own file was saved, never when it arrived here; None where that
    is not known. *taken_at*: the time in the picture's metadata.
    """

    kind: str
    data: bytes
    saved_at: datetime | None
    taken_at: datetime | None = None

    def shows_until(self, now: datetime) -> datetime | None:
        """Return the earlier of its times, after which it shows nothing; None where it has none.

        A file from a clock ahead of ours counts as saved at *now*; a time in the metadata that is
        ahead of ours is ignored.
        """
        moments = [min(self.saved_at, now)] if self.saved_at else []
        if self.taken_at and self.taken_at <= now + clock.CLOCK_SKEW:
            moments.append(self.taken_at)
        return min(moments, default=None)


def read(path: Path) -> Proof:
    """Return the proof in *path*, saved when the file was; raises ConfigError for other files."""
    try:
        if not path.is_file():
            raise ConfigError(f"截图文件 {path.name} 不存在")
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"截图文件 {path.name} 超过 {LARGEST // 1024**2} MB")
        data, written = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        raise ConfigError(f"截图文件 {path.name} 读不出来：{reason_of(error)}") from error
    return given(data, path.name, datetime.fromtimestamp(written, UTC))


def given(data: bytes, name: str, saved_at: datetime | None) -> Proof:
    """Return *data* as a proof; raises ConfigError for what is no picture.

    *name*: of its file, empty where nobody knows it; *saved_at*: of the person's own file, never
    of the upload.
    """
    called = f"截图文件 {name} " if name else "截图"
    if len(data) > LARGEST:
        raise ConfigError(f"{called}超过 {LARGEST // 1024**2} MB")
    kind = kind_of(data)
    if not kind:
        raise ConfigError(f"{called}不是 PNG、JPG 或 PDF")
    return Proof(kind=kind, data=data, saved_at=saved_at, taken_at=file_times.taken_at(data))


def kind_of(data: bytes) -> str:
    """Return the media type that the first bytes show, empty where it is none that we take."""
    return next((kind for start, kind in KINDS.items() if data.startswith(start)), "")
