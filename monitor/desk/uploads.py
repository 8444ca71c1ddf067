"""A sheet that was sent, kept between the page that shows what it comes to and the one that keeps.

It lies in the data directory's folder for files under way, under a name of ours that begins with
its session: nobody else can name it. It goes when it was taken in, when the session sends another,
and, a day old, with the next sheet of anybody or when a desk starts.
"""

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from flask import request
from werkzeug.datastructures import FileStorage

from monitor.desk import guard
from monitor.model import clock
from monitor.model.errors import RequestError, SheetError
from monitor.model.system_errors import reason_of
from monitor.parsing.text import clean

LARGEST = 20 * 1024 * 1024  # bytes
WORD = re.compile(r"[0-9a-f]{32}")
FRONT = "upload-"
OLD = 24 * 3600  # seconds


def keep(field: str = "file") -> tuple[str, str]:
    """Keep the sheet in *field* of the form; return the word for it, and what it was called.

    Raises RequestError where there is none, or too large a one.
    """
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        raise RequestError("请选择文件（.xlsx 或 .csv）", field)
    data = _bytes(sent, field)
    folder = guard.spool_folder()
    for path in folder.glob(f"{_front()}*"):
        path.unlink(missing_ok=True)  # what this session sent before
    remove_left(folder)
    word = secrets.token_hex(16)
    try:
        with open(folder / f"{_front()}{word}", "xb", opener=_private) as file:
            file.write(data)
    except OSError as error:
        raise RequestError(f"文件未能暂存：{reason_of(error)}", field) from error
    return word, clean(sent.filename, 60)


def path_of(word: str) -> Path | None:
    """Return where the sheet of *word* lies, None where this session has no such."""
    if not WORD.fullmatch(word):
        return None
    path = guard.spool_folder() / f"{_front()}{word}"
    return path if path.is_file() else None


def drop(word: str) -> None:
    """Remove the sheet of *word*, wherever there is one."""
    path = path_of(word)
    if path is not None:
        path.unlink(missing_ok=True)


def faults(refused: SheetError, word: str, name: str) -> list[str]:
    """Return what is wrong with the sheet of *word*, which its sender knows as *name*."""
    path = str(guard.spool_folder() / f"{_front()}{word}")
    return [problem.replace(path, name) for problem in refused.problems]


def remove_left(folder: Path) -> None:
    """Remove what nobody came back to within a day."""
    since = clock.running().timestamp() - OLD
    for path in folder.glob(f"{FRONT}*"):
        with suppress(OSError):  # another desk was faster
            if path.stat().st_mtime < since:
                path.unlink()


def _bytes(sent: FileStorage, field: str) -> bytes:
    data = sent.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise RequestError(f"文件超过 {LARGEST // 1024**2} MB，请确认选对了文件", field)
    return data


def _front() -> str:
    session = hashlib.sha256(f"upload {guard.session().id}".encode()).hexdigest()
    return f"{FRONT}{session[:16]}-"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
