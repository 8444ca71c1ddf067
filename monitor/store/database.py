"""Opening the database: WAL, foreign errors turned into ours, writes that read first."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.store.schema_people import migrations

BUSY_SECONDS = 10
CHUNK = 500  # values in one question; SQLite bounds the number of parameters
LASTING = "PRAGMA synchronous=FULL"
PASSING = "PRAGMA synchronous=NORMAL"
CHECKPOINT = 8000  # pages of the log; smaller, and a large run waits for the disk again and again


def open_database(path: Path) -> Database:
    """Open *path*, created and migrated as needed; one connection belongs to one thread."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute(LASTING)
        db.execute("PRAGMA foreign_keys=ON")
        db.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
        pending = "_sqlite_migrations" not in db.table_names() or migrations.pending(db)
        if pending:
            with immediate(db):
                migrations.apply(db)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"无法打开数据库 {path}：{reason(error)}") from error
    return db


@contextlib.contextmanager
def immediate(db: Database, *, passing: bool = False) -> Iterator[Database]:
    """Hold the write lock from the first read on; a deferred BEGIN fails where two meet.

    What is committed outlasts a power failure, for people were told so, or somebody else was
    told something. *passing*: it may be taken back, for it is looked at again in that case;
    the next commit that lasts makes it last too.
    """
    if passing:
        db.execute(PASSING)
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.conn.rollback()
            raise
        else:
            db.conn.commit()
    finally:
        if passing:
            db.execute(LASTING)


@contextlib.contextmanager
def ours() -> Iterator[None]:
    """Turn SQLite's operational errors into StoreError; mistakes in SQL and values stay bugs."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError | sqlite3.DataError):
            raise
        raise StoreError(f"数据库读写失败：{reason(error)}") from error


def reason(error: Exception) -> str:
    """Return the sentence staff read for an error of SQLite or the file system."""
    text = str(error)
    if isinstance(error, OSError):
        text = error.strerror or type(error).__name__
    known = {
        "locked": "数据库被其他程序占用",
        "not a database": "文件不是本程序的数据库",
        "malformed": "数据库文件已损坏",
        "readonly": "没有写入权限",
        "Permission denied": "没有写入权限",
        "No space left": "磁盘空间不足",
        "unable to open": "文件或目录无法打开",
        "full": "磁盘空间不足",
    }
    for sign, sentence in known.items():
        if sign in text:
            return f"{sentence}（{text}）"
    return text
