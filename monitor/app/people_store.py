"""Who may use the desk, their sessions, and who failed to log in: ``data/people.db``.

Nobody but its owner can read it, mode 600; in a shared folder its group can, whose members work
at the same desk. It stands apart from the records: no backup of what was seen need carry passwords,
and no seal covers a session.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.model import Named, clock
from monitor.model.errors import StoreError
from monitor.model.system_errors import reason_of
from monitor.system import sharing

FILE = "people.db"
BUSY_SECONDS = 10
VERSION = 1  # of the shape, kept in the head of the file; a later one is refused
SHAPE = """
CREATE TABLE IF NOT EXISTS people (
  name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
  made_at TEXT NOT NULL, removed_at TEXT) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people (name), token TEXT NOT NULL,
  made_at TEXT NOT NULL, seen_at TEXT NOT NULL, lasting INTEGER NOT NULL, address TEXT NOT NULL,
  agent TEXT NOT NULL, flash TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE IF NOT EXISTS failures (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS failures_at ON failures (at);
"""
SESSIONS = (
    "SELECT s.*, p.name, p.shown, p.role, p.made_at AS since FROM sessions s "
    "JOIN people p ON p.name = s.person WHERE p.removed_at IS NULL"
)


class Role(Named):
    """What a person may do at the desk."""

    DUTY = "duty", "值班员"
    LEADER = "leader", "领导"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who may log in. *name*: what they type; *shown*: who signs what they enter."""

    name: str
    shown: str
    role: Role
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session as it is kept, by the digest of what the browser holds."""

    id: str
    person: Person
    token: str
    made_at: datetime
    seen_at: datetime
    lasting: bool
    flash: str
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class PeopleStore:
    """People, sessions and failures in their database."""

    db: sqlite3.Connection

    def people(self) -> tuple[Person, ...]:
        """Return all who may log in, by name."""
        rows = self.db.execute("SELECT * FROM people WHERE removed_at IS NULL ORDER BY name")
        return tuple(map(_person, rows))

    def person(self, name: str) -> Person | None:
        """Return who logs in by *name*, None where nobody does."""
        row = self.db.execute(
            "SELECT * FROM people WHERE name = ? AND removed_at IS NULL", [name]
        ).fetchone()
        return _person(row) if row else None

    def hash_of(self, name: str) -> str:
        """Return the hash of a person's password, empty where nobody has that name."""
        row = self.db.execute(
            "SELECT hash FROM people WHERE name = ? AND removed_at IS NULL", [name]
        ).fetchone()
        return str(row["hash"]) if row else ""

    def keep(self, person: Person, hashed: str) -> None:
        """Add *person*, or one of that name who was removed anew."""
        with self.db:
            self.db.execute(
                "INSERT INTO people VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (name) DO UPDATE SET "
                "shown = excluded.shown, role = excluded.role, hash = excluded.hash, "
                "made_at = excluded.made_at, removed_at = NULL",
                [person.name, person.shown, person.role, hashed, clock.stamp(person.made_at)],
            )

    def set_hash(self, name: str, hashed: str, but: str = "") -> None:
        """Set a password: sessions of the person end but *but*, failures are forgotten."""
        with self.db:
            self.db.execute("UPDATE people SET hash = ? WHERE name = ?", [hashed, name])
            self.db.execute("DELETE FROM sessions WHERE person = ? AND id <> ?", [name, but])
            self.db.execute("DELETE FROM failures WHERE name = ?", [name])

    def remove(self, name: str, now: datetime) -> None:
        """Let a person log in no more; who they were stays known."""
        with self.db:
            at = clock.stamp(now)
            self.db.execute("UPDATE people SET removed_at = ? WHERE name = ?", [at, name])
            self.db.execute("DELETE FROM sessions WHERE person = ?", [name])

    def begin(self, row: SessionRow, forget: datetime) -> None:
        """Keep a new session; those that nobody used since *forget* go."""
        with self.db:
            self.db.execute("DELETE FROM sessions WHERE seen_at < ?", [clock.stamp(forget)])
            self.db.execute(
                "INSERT INTO sessions (id, person, token, made_at, seen_at, lasting, address, "
                "agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [row.id, row.person.name, row.token, clock.stamp(row.made_at),
                 clock.stamp(row.seen_at), int(row.lasting), row.address, row.agent],
            )  # fmt: skip

    def session(self, id: str) -> SessionRow | None:
        """Return the session of a digest, None where there is none any more."""
        row = self.db.execute(f"{SESSIONS} AND s.id = ?", [id]).fetchone()
        return _session(row) if row else None

    def sessions(self, name: str) -> tuple[SessionRow, ...]:
        """Return the sessions of a person, the one used last first."""
        asked = f"{SESSIONS} AND s.person = ? ORDER BY s.seen_at DESC, s.made_at DESC"
        return tuple(map(_session, self.db.execute(asked, [name])))

    def end_others(self, name: str, but: str) -> int:
        """End the sessions of a person but one; return how many."""
        with self.db:
            ended = self.db.execute(
                "DELETE FROM sessions WHERE person = ? AND id <> ?", [name, but]
            )
            return ended.rowcount

    def touch(self, id: str, now: datetime) -> None:
        """Note that a session was used."""
        with self.db:
            self.db.execute("UPDATE sessions SET seen_at = ? WHERE id = ?", [clock.stamp(now), id])

    def set_flash(self, id: str, text: str) -> None:
        """Keep what the next page of a session tells once."""
        with self.db:
            self.db.execute("UPDATE sessions SET flash = ? WHERE id = ?", [text, id])

    def end(self, id: str) -> None:
        """End a session."""
        with self.db:
            self.db.execute("DELETE FROM sessions WHERE id = ?", [id])

    def note_failure(self, name: str, address: str, now: datetime, forget: datetime) -> None:
        """Note that somebody failed to log in; what is older than *forget* goes."""
        with self.db:
            self.db.execute("DELETE FROM failures WHERE at < ?", [clock.stamp(forget)])
            self.db.execute(
                "INSERT INTO failures (name, address, at) VALUES (?, ?, ?)",
                [name, address, clock.stamp(now)],
            )

    def failures(self, column: str, value: str, since: datetime) -> tuple[datetime, ...]:
        """Return when *value*, a name or an address, failed since a moment, oldest first."""
        by = {"name": "name = ?", "address": "address = ?"}[column]
        rows = self.db.execute(
            f"SELECT at FROM failures WHERE {by} AND at >= ? ORDER BY at",
            [value, clock.stamp(since)],
        )
        return tuple(clock.unstamp(row["at"]) for row in rows)


def _session(row: sqlite3.Row) -> SessionRow:
    return SessionRow(
        id=row["id"],
        person=_person({**dict(row), "made_at": row["since"]}),
        token=row["token"],
        made_at=clock.unstamp(row["made_at"]),
        seen_at=clock.unstamp(row["seen_at"]),
        lasting=bool(row["lasting"]),
        flash=row["flash"],
        address=row["address"],
        agent=row["agent"],
    )


def _person(row: sqlite3.Row | dict[str, str]) -> Person:
    return Person(
        name=row["name"],
        shown=row["shown"],
        role=Role(row["role"]),
        made_at=clock.unstamp(row["made_at"]),
    )


@contextmanager
def opened(data: Path) -> Iterator[PeopleStore]:
    """Open the people of a data directory, readable to nobody else; raises StoreError."""
    path = data / FILE
    try:
        data.mkdir(parents=True, exist_ok=True)
        sharing.refuse_foreign(data)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        mode = sharing.private_mode(path)
        if os.name == "posix" and path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)
        db = sqlite3.connect(path, timeout=BUSY_SECONDS)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"人员名册 {path} 打不开：{reason_of(error)}") from error
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys=ON")
        _shape(db, path)
        yield PeopleStore(db)
    except sqlite3.Error as error:
        raise StoreError(f"人员名册 {path} 读写失败：{reason_of(error)}") from error
    finally:
        db.close()


def _shape(db: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date; raises StoreError where a later program has done so."""
    known = db.execute("PRAGMA user_version").fetchone()[0]
    if known > VERSION:
        raise StoreError(f"人员名册 {path} 已由较新的程序升级，数据未作改动，请安装较新的程序")
    if known < VERSION:
        db.executescript(f"{SHAPE}PRAGMA user_version={VERSION};")
