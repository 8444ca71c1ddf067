"""What a city received, in a database of its own: ``data/rollup.db``.

A bundle is kept whole, byte for byte, beside its lines; both come in one commit or not at all. It
stands apart from the county's records: a city may have none, and no seal of ours covers what
others sealed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from monitor.model import Verdict, clock
from monitor.model.errors import StoreError
from monitor.model.system_errors import reason_of
from monitor.rollup import codec
from monitor.rollup.incoming import BundleHead, IncomingBundle, LineGroup
from monitor.rollup.place import FILE
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.values import RefusedBundle, SignatureState
from monitor.system import sharing
from monitor.system.database import BUSY_SECONDS, ours

VERSION = 1  # of the shape, kept in the head of the file; a later one is refused
SHAPE = """
CREATE TABLE IF NOT EXISTS bundles (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, code TEXT NOT NULL, name TEXT NOT NULL,
  period TEXT NOT NULL, level TEXT NOT NULL, version INTEGER NOT NULL, made_at TEXT NOT NULL,
  received_at TEXT NOT NULL, file TEXT NOT NULL, number TEXT NOT NULL, issued_on TEXT,
  program TEXT NOT NULL, previous TEXT NOT NULL, rules TEXT NOT NULL, rules_text TEXT NOT NULL,
  seals TEXT NOT NULL, summary TEXT NOT NULL, signature TEXT NOT NULL, key TEXT NOT NULL,
  compared INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS bundles_period ON bundles (period, code);
CREATE INDEX IF NOT EXISTS bundles_code ON bundles (code);
CREATE TABLE IF NOT EXISTS lines (
  bundle INTEGER NOT NULL REFERENCES bundles (id), county TEXT NOT NULL, id TEXT NOT NULL,
  county_name TEXT NOT NULL, name TEXT NOT NULL, platform TEXT NOT NULL, unit TEXT NOT NULL,
  kind TEXT NOT NULL, status TEXT NOT NULL, verdict TEXT, state TEXT, closing_at TEXT,
  seen_at TEXT, newest_at TEXT, "precision" TEXT, since TEXT, until TEXT, limit_days INTEGER,
  exact_hours INTEGER NOT NULL, count_reposts INTEGER NOT NULL, idle_days INTEGER,
  longest_silence INTEGER, failures INTEGER NOT NULL, opened_on TEXT, findings TEXT NOT NULL,
  abstained TEXT NOT NULL, reasons TEXT NOT NULL,
  PRIMARY KEY (bundle, county, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refusals (
  sha256 TEXT PRIMARY KEY, file TEXT NOT NULL, at TEXT NOT NULL, code TEXT NOT NULL,
  period TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS keys (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, fingerprint TEXT NOT NULL, public TEXT NOT NULL,
  enrolled_at TEXT NOT NULL, since TEXT NOT NULL, grounds TEXT NOT NULL,
  document TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS made (
  id INTEGER PRIMARY KEY, period TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,
  sha256 TEXT NOT NULL, made_at TEXT NOT NULL, same TEXT NOT NULL, data BLOB NOT NULL,
  UNIQUE (period, version)) STRICT;
"""
COLUMNS = 27  # of a line
LINES = "SELECT l.* FROM lines l JOIN bundles b ON b.id = l.bundle WHERE b.sha256 = ?"
GROUPS = (
    "SELECT l.county, l.platform, l.kind, l.verdict, l.state, count(*) AS number FROM lines l "
    "JOIN bundles b ON b.id = l.bundle WHERE b.sha256 = ? "
    "GROUP BY l.county, l.platform, l.kind, l.verdict, l.state"
)
HEADS = (
    "SELECT sha256, code, name, period, level, version, made_at, received_at, file, number, "
    "issued_on, program, previous, rules, rules_text, seals, summary, signature, key, compared "
    "FROM bundles"
)


@dataclass(frozen=True, slots=True)
class RollupStore:
    """Bundles, their lines, and what was refused."""

    db: sqlite3.Connection

    def add(self, bundle: IncomingBundle) -> bool:
        """Keep a bundle with all its lines in one commit; return False where it is kept already."""
        values = codec.head_values(bundle.head)
        with ours(), self._written():
            if self._has(bundle.head.sha256):
                return False
            names, marks = ", ".join(values), ", ".join("?" * len(values))
            cursor = self.db.execute(
                f"INSERT INTO bundles ({names}, data) VALUES ({marks}, ?)",
                [*values.values(), bundle.data],
            )
            row = cursor.lastrowid or 0
            rows = (codec.line_values(row, line) for line in bundle.accounts)
            self.db.executemany(f"INSERT INTO lines VALUES ({', '.join('?' * COLUMNS)})", rows)
            self.db.execute("DELETE FROM refusals WHERE sha256 = ?", [bundle.head.sha256])
        return True

    def holds(self, sha256: str) -> bool:
        """Say whether a bundle is kept."""
        with ours():
            return self._has(sha256)

    def set_compared(self, sha256: str) -> None:
        """Note that staff compared the checksum of a bundle with the stamped paper."""
        with ours(), self._written():
            self.db.execute("UPDATE bundles SET compared = 1 WHERE sha256 = ?", [sha256])
            self.db.execute("DELETE FROM refusals WHERE sha256 = ?", [sha256])  # another code

    def set_signature(self, sha256: str, state: SignatureState, key: str) -> None:
        """Note what is known of a bundle's signature now."""
        with ours(), self._written():
            self.db.execute(
                "UPDATE bundles SET signature = ?, key = ? WHERE sha256 = ?",
                [state.value, key, sha256],
            )

    def heads(self) -> tuple[BundleHead, ...]:
        """Return every bundle but for lines and bytes, county by county, the earliest first."""
        with ours():
            rows = self.db.execute(f"{HEADS} ORDER BY code, made_at, version, sha256").fetchall()
        return tuple(map(codec.head_of, rows))

    def data(self, sha256: str) -> bytes:
        """Return a bundle as it came."""
        with ours():
            row = self.db.execute("SELECT data FROM bundles WHERE sha256 = ?", [sha256]).fetchone()
        return bytes(row["data"])

    def groups(self, sha256: str) -> tuple[LineGroup, ...]:
        """Return how many accounts of a bundle are alike in all that is added up."""
        with ours():
            rows = self.db.execute(GROUPS, [sha256]).fetchall()
        return tuple(
            LineGroup(
                county=row["county"],
                platform=row["platform"],
                kind=row["kind"],
                verdict=codec.verdict_of(row["verdict"]),
                state=codec.state_of(row["state"]),
                number=row["number"],
            )
            for row in rows
        )

    def lines(self, sha256: str, *verdicts: Verdict) -> Iterator[ReportedAccount]:
        """Yield the lines of a bundle by county and id: all, or those of some *verdicts*."""
        chosen = f" AND l.verdict IN ({', '.join('?' * len(verdicts))})" if verdicts else ""
        with ours():
            yield from map(
                codec.line_of,
                self.db.execute(f"{LINES}{chosen} ORDER BY l.county, l.id", [sha256, *verdicts]),
            )

    def refuse(self, refused: RefusedBundle) -> None:
        """Note that a file was not taken in; said once of the same bytes, as it was said last."""
        with ours(), self._written():
            self.db.execute(
                "INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?, ?)",
                [
                    refused.sha256,
                    refused.file,
                    clock.stamp(refused.at),
                    refused.code,
                    refused.period,
                    refused.why,
                ],
            )

    def refusals(self) -> tuple[RefusedBundle, ...]:
        """Return what was refused and has not been taken in since, by name of the file."""
        with ours():
            rows = self.db.execute("SELECT * FROM refusals ORDER BY file, sha256").fetchall()
        return tuple(
            RefusedBundle(
                sha256=row["sha256"],
                file=row["file"],
                at=clock.unstamp(row["at"]),
                code=row["code"],
                period=row["period"],
                why=row["why"],
            )
            for row in rows
        )

    def _has(self, sha256: str) -> bool:
        asked = self.db.execute("SELECT 1 FROM bundles WHERE sha256 = ?", [sha256])
        return asked.fetchone() is not None

    @contextmanager
    def _written(self) -> Iterator[None]:
        """Hold the write lock from the first question on; all that is written lasts, or nothing."""
        with written(self.db):
            yield


@contextmanager
def written(db: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock from the first question on: all lasts, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    else:
        db.commit()


@contextmanager
def opened(data: Path) -> Iterator[sqlite3.Connection]:
    """Open what a data directory received, making it where there is none; raises StoreError."""
    path = data / FILE
    try:
        data.mkdir(parents=True, exist_ok=True)
        sharing.refuse_foreign(data)
        sharing.make_database(path)
        db = _connected(path)
        # no log beside it: one person adds, and a copy on a read-only share can be read
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA foreign_keys=ON")
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"无法打开汇总数据库 {path}：{reason_of(error)}") from error
    with closing(db):
        _shape(db, path)
        yield db


@contextmanager
def reading(data: Path) -> Iterator[sqlite3.Connection]:
    """Open what a data directory received, to read alone; where nothing came, nothing is made."""
    path = data / FILE
    try:
        db = _to_read(path) if path.exists() else sqlite3.connect(":memory:")
    except sqlite3.Error as error:
        raise StoreError(f"无法打开汇总数据库 {path}：{reason_of(error)}") from error
    with closing(db), closing(sqlite3.connect(":memory:")) as nothing:
        nothing.row_factory = sqlite3.Row
        nothing.executescript(SHAPE)
        _refuse_newer(db, path)
        yield nothing if _is_empty(db) else db


def _is_empty(db: sqlite3.Connection) -> bool:
    """Say whether nothing is in it: a process may have been stopped before it made a table."""
    with ours():
        return db.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _to_read(path: Path) -> sqlite3.Connection:
    """Connect without changing anything, but for what a killed process left half done.

    What cannot be written to SQLite opens to read alone.
    """
    db = _connected(path, "?mode=rw")
    db.execute("PRAGMA query_only=ON")
    return db


def _connected(path: Path, mode: str = "") -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}{mode}"
    db = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


def _refuse_newer(db: sqlite3.Connection, path: Path) -> int:
    """Return which shape *db* has; raises StoreError where a later program has changed it."""
    with ours():
        kept: int = db.execute("PRAGMA user_version").fetchone()[0]
    if kept > VERSION:
        raise StoreError(f"汇总数据库 {path} 已由较新的程序升级，数据未作改动，请安装较新的程序")
    return kept


def _shape(db: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date; raises StoreError where a later program has done so."""
    if _refuse_newer(db, path) < VERSION:
        with ours():
            db.executescript(f"BEGIN IMMEDIATE;{SHAPE}PRAGMA user_version={VERSION};COMMIT;")
