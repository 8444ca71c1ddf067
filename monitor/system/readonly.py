"""Opening a database to read it alone: a copy on a read-only share, or while others write."""

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from urllib.parse import quote

from monitor.model.errors import StoreError
from monitor.model.system_errors import reason_of
from monitor.system import sharing, versions
from monitor.system.chain.watched import WatchedConnection
from monitor.system.connection import Database
from monitor.system.database import BUSY_SECONDS, migrate


def open_reading(path: Path) -> Database:
    """Open *path* without ever writing to it.

    The tables of an earlier version are brought up to date in a copy in memory.
    """
    sharing.refuse_traces(path.parent)
    try:
        db = Database(_connected(path))
        versions.refuse_newer(db, path)
        return _renewed(db) if versions.is_old(db) else db
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"无法打开数据库 {path}：{reason_of(error)}") from error


def reading(path: Path) -> Database:
    """Open *path* as ``open_reading`` does; where there is none, what nothing stands in yet."""
    return open_reading(path) if path.exists() else nothing_yet()


def nothing_yet() -> Database:
    """Return a database in memory in which nothing stands, for what there is no file of yet."""
    db = Database(sqlite3.connect(":memory:", factory=WatchedConnection))
    migrate(db)
    return db


def _connected(path: Path) -> sqlite3.Connection:
    try:
        return _tried(f"file:{quote(os.fsencode(path.absolute()))}?mode=ro")
    except sqlite3.OperationalError:
        if not path.exists():
            raise
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return _tried(f"file:{quote(os.fsencode(path.absolute()))}?mode=ro&immutable=1")
    with tempfile.TemporaryDirectory() as folder:  # what the log holds must be read as well
        for part in (path, log):
            shutil.copyfile(part, Path(folder) / part.name)
        return _in_memory(_tried(f"file:{quote(str(Path(folder) / path.name))}"))


def _tried(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _in_memory(source: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    source.backup(copy)
    source.close()
    return copy


def _renewed(db: Database) -> Database:
    copy = Database(_in_memory(db.conn))
    migrate(copy)
    return copy
