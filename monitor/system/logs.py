"""Where the program's own words go: JSON lines in a rotating file, secrets taken out."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from monitor.model import clock
from monitor.system.redact import Redact, Scrubber

FILE = "monitor.log"
SIZE = 2_000_000
KEPT = 5


class _Lines(logging.Formatter):
    """One JSON object a line: at, level, where, what, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": clock.iso(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "where": record.name,
            "what": record.getMessage(),
        }
        if record.exc_text:
            entry["traceback"] = record.exc_text
        return json.dumps(entry, ensure_ascii=False)


class _Quiet(RotatingFileHandler):
    """A full disk costs the line, and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # its name there
        """Print no traceback."""

    def close(self) -> None:
        """Close the file, whether its last lines fit in or not."""
        with suppress(OSError):
            super().close()


@contextmanager
def logging_to(data: Path, scrubber: Scrubber) -> Iterator[None]:
    """Write log lines into *data* meanwhile; a run within a daemon shares the daemon's file."""
    data.mkdir(parents=True, exist_ok=True)
    path = (data / FILE).resolve()
    root = logging.getLogger()
    shared = next((handler for handler in root.handlers if _writes(handler, path)), None)
    handler = shared or _handler(path)
    redact = Redact(scrubber)
    handler.addFilter(redact)
    try:
        yield
    finally:
        handler.removeFilter(redact)
        if shared is None:
            root.removeHandler(handler)
            with suppress(OSError):  # a full disk is reported by what needed it, not by its log
                handler.close()


def _handler(path: Path) -> logging.Handler:
    handler = _Quiet(
        path,
        maxBytes=SIZE,
        backupCount=KEPT,
        encoding="utf-8",
        delay=True,
        errors="backslashreplace",  # a line about an odd character is a line all the same
    )
    handler.setFormatter(_Lines())
    logging.getLogger().addHandler(handler)
    return handler


def _writes(handler: logging.Handler, path: Path) -> bool:
    return isinstance(handler, RotatingFileHandler) and Path(handler.baseFilename) == path
