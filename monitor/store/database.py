"""Opening the database: WAL, foreign errors turned into ours, writes that read first."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.store.schema_people import migrations
from monitor.system_errors import reason_of

BUSY_SECONDS = 10
CHUNK = 500  # values in one question; SQLite bounds the number of parameters
MIGRATED = "_sqlite_migrations"  # the table of whoever opened the file before
CHECKPOINT = 8000  # pages of the log; smaller, and a large run waits for the disk again and again


def open_database(path: Path) -> Database:
    """Open *path*, created and migrated as needed; one connection belongs to one thread."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA foreign_keys=ON")
        db.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
        tables = db.table_names()
        if tables and MIGRATED not in tables:
            raise StoreError(f"无法打开数据库 {path}：文件不是本程序的数据库")
        pending = MIGRATED not in tables or migrations.pending(db)
        if pending:
            with immediate(db):
                migrations.apply(db)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"无法打开数据库 {path}：{reason_of(error)}") from error
    return db


@contextlib.contextmanager
def immediate(db: Database) -> Iterator[Database]:
    """Hold the write lock from the first read on; a deferred BEGIN fails where two meet."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.conn.rollback()
        raise
    else:
        db.conn.commit()


@contextlib.contextmanager
def ours() -> Iterator[None]:
    """Turn SQLite's operational errors into StoreError; mistakes in SQL and values stay bugs."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError | sqlite3.DataError):
            raise
        raise StoreError(f"数据库读写失败：{reason_of(error)}") from error
