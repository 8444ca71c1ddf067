"""Opening the database: WAL, foreign errors turned into ours, writes that read first."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from monitor.model.errors import StoreError
from monitor.model.system_errors import reason_of
from monitor.system import sharing, versions
from monitor.system.chain import links, log, triggers
from monitor.system.chain.watched import WatchedConnection, watched
from monitor.system.connection import Database

BUSY_SECONDS = 10
CHUNK = 500  # values in one question; SQLite bounds the number of parameters
LASTING = "PRAGMA synchronous=FULL"
PASSING = "PRAGMA synchronous=NORMAL"
CHECKPOINT = 8000  # pages of the log; smaller, and a large run waits for the disk again and again


def open_database(path: Path) -> Database:
    """Open *path*, created and migrated as needed; one connection belongs to one thread."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sharing.refuse_foreign(path.parent)
        sharing.make_database(path)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, factory=WatchedConnection)
        db = Database(connection)
        versions.refuse_newer(db, path)
        db.execute("PRAGMA journal_mode=WAL")
        # a commit is durable before its head stands in the chain's log: the log is never ahead
        db.execute(LASTING)
        db.execute("PRAGMA foreign_keys=ON")
        db.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
        tables = db.table_names()
        if tables and versions.APPLIED not in tables:
            raise StoreError(
                f"无法打开数据库 {path}：文件不是本程序的数据库，请核对数据目录，或从备份恢复"
            )
        if versions.is_old(db):
            migrate(db)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"无法打开数据库 {path}：{reason_of(error)}") from error
    return db


def migrate(db: Database) -> None:
    """Bring the tables up to date and seal what that makes of the rows.

    Earlier changes by somebody else are not sealed: no link covers them.
    """
    with _locked(db):
        wrong = links.compared(db)[0] if links.exist(db) else []
        _apply(db)
        versions.sign(db)
        link = links.reseal(db, wrong)
    if link is not None:
        log.append(db, link)


def _apply(db: Database) -> None:
    from monitor.system.migrations_answers import migrations  # few commands meet old tables

    migrations.apply(db.library)


@contextlib.contextmanager
def immediate(db: Database, *, passing: bool = False) -> Iterator[Database]:
    """Hold the write lock from the first read on; a deferred BEGIN fails where two meet.

    Every write is sealed in the same commit, and the seal is logged outside the database.
    A commit outlasts a power failure, for people, or a service, have been answered by it.
    *passing*: this one need not, for its work is done again in that case; the next commit that
    lasts makes it last too.
    """
    watched(db).watch()
    with _passing(db, passing), _locked(db):
        yield db
        link = links.add(db, triggers.taken(db))
    if link is not None and not passing:  # the log must not be ahead of what may be taken back
        log.append(db, link)


@contextlib.contextmanager
def _passing(db: Database, passing: bool) -> Iterator[None]:
    if passing:
        db.execute(PASSING)
    try:
        yield
    finally:
        if passing:
            db.execute(LASTING)


@contextlib.contextmanager
def _locked(db: Database) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.conn.rollback()
        raise
    else:
        db.conn.commit()


def checkpoint(db: Database) -> None:
    """Fold the write-ahead log into the database file."""
    with ours():
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def query(
    db: Database, sql: str, values: Sequence[object] | Mapping[str, object] = ()
) -> Iterator[sqlite3.Row]:
    """Yield the rows that *sql* selects; a dictionary for each row would double the time."""
    with ours():
        cursor = db.conn.cursor()
        cursor.row_factory = sqlite3.Row
        yield from cursor.execute(sql, values)


@contextlib.contextmanager
def ours() -> Iterator[None]:
    """Turn SQLite's operational errors into StoreError; mistakes in SQL and values stay bugs."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError | sqlite3.DataError):
            raise
        raise StoreError(f"数据库读写失败：{reason_of(error)}") from error
