"""A screenshot or printed page that a person puts forward, and since when it may exist."""

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
    """*kind*: the media type that the first bytes show, whatever the file is called.

    *saved_at*: what its giver knows of when it was saved, never when it arrived here; None where
    they know nothing. *taken_at*: what the picture tells of itself.
    """

    kind: str
    data: bytes
    saved_at: datetime | None
    taken_at: datetime | None = None

    def shows_until(self, now: datetime) -> datetime | None:
        """Return up to when it shows anything, the earlier of its times; None: nobody can tell.

        A file from a clock ahead of ours is of now at the latest; a picture that says so of
        itself says nothing.
        """
        moments = [min(self.saved_at, now)] if self.saved_at else []
        if self.taken_at and self.taken_at <= now + clock.CLOCK_SKEW:
            moments.append(self.taken_at)
        return min(moments, default=None)


def read(path: Path) -> Proof:
    """Return the proof in *path*, saved when the file was; raises ConfigError where it is none."""
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
    """Return the proof that *data* is; *saved_at* is what its giver knows, never the upload's."""
    if len(data) > LARGEST:
        raise ConfigError(f"截图文件 {name} 超过 {LARGEST // 1024**2} MB")
    for start, kind in KINDS.items():
        if data.startswith(start):
            return Proof(
                kind=kind, data=data, saved_at=saved_at, taken_at=file_times.taken_at(data)
            )
    raise ConfigError(f"截图文件 {name} 不是 PNG、JPG 或 PDF")
