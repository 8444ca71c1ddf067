"""Digests that sources made of unchanged answers, read one at a time by threads."""

import sqlite3
from pathlib import Path
from threading import Lock

from monitor.model import Validator
from monitor.system.database import BUSY_SECONDS

QUESTION = 'SELECT memo FROM validators WHERE url = ? AND tag = ? AND file = ? AND "offset" = ?'


class Memos:
    """A reading connection of its own: all memos of a large register would not fit in memory."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)

    def of(self, validator: Validator, tag: str) -> str:
        """Return the memo named *tag* of exactly that answer, empty where none is kept.

        A memo only saves work: one that cannot be read is none.
        """
        place = (validator.url, tag, validator.ref.file, validator.ref.offset)
        try:
            with self._lock:
                row = self._connection.execute(QUESTION, place).fetchone()
        except sqlite3.Error:
            return ""
        return str(row[0]) if row else ""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
