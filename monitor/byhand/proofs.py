"""A screenshot or printed page that a person puts forward."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import ConfigError
from monitor.system_errors import reason_of

LARGEST = 20 * 1024 * 1024  # bytes
KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF-": "application/pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """*kind*: the media type that the first bytes show, whatever the file is called.

    *saved_at*: when the file was written; it shows nothing of the time since.
    """

    kind: str
    data: bytes
    saved_at: datetime | None = None


def read(path: Path) -> Proof:
    """Return the proof in *path*; raises ConfigError where it is none."""
    try:
        if not path.is_file():
            raise ConfigError(f"截图文件 {path.name} 不存在")
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"截图文件 {path.name} 超过 {LARGEST // 1024**2} MB")
        data, written = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        raise ConfigError(f"截图文件 {path.name} 读不出来：{reason_of(error)}") from error
    for start, kind in KINDS.items():
        if data.startswith(start):
            return Proof(kind=kind, data=data, saved_at=datetime.fromtimestamp(written, UTC))
    raise ConfigError(f"截图文件 {path.name} 不是 PNG、JPG 或 PDF")
