"""Which rows a transaction touches, noted by triggers that only our own connection has.

Changes to the file by anybody else leave no note, and are never sealed.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.system.chain.digests import Key, Section, named, of_row
from monitor.system.connection import Database

CHAIN = frozenset({"links", "link_rows"})  # they seal the others, and each the one before
SCHEMA = "sqlite_schema"
SHAPES = "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'"
COLUMNS = (
    "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
    "WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' "
    "AND ifnull(lower(t.name) = ?, 1) ORDER BY t.name, c.cid"
)
TOUCHED = 'SELECT * FROM temp.touched WHERE "table" = ? ORDER BY rowid'
CHANGED = 'SELECT 1 FROM temp.touched WHERE "table" = ? AND was LIMIT 1'


class _Text(bytes):
    """A text as it is stored."""


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table as seals see it: its name, what tells its rows apart, and whether by one number."""

    name: str
    key: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    by_number: bool = False

    def expression(self, row: str = "") -> str:
        """Return the SQL for the key of *row*, ``NEW.`` or ``OLD.`` in a trigger."""
        parts = [f"{row}{_quoted(name)}" for name in self.key]
        return parts[0] if self.by_number else f"json_array({', '.join(parts)})"

    @property
    def triggers(self) -> tuple[str, ...]:
        """Return the SQL of its triggers, which note a row's key and how it was before."""
        on = f"ON main.{_quoted(self.name)}"
        return tuple(
            f"CREATE TEMP TRIGGER {_quoted(f'touched {event} {self.name}')} "
            f"AFTER {event} {on} BEGIN {notes}; END"
            for event, notes in self._notes.items()
        )

    @property
    def _notes(self) -> dict[str, str]:
        name, new, old = _text(self.name), self.expression("NEW."), self.expression("OLD.")
        places = ", ".join(f"c{place}" for place in range(len(self.columns)))
        values = ", ".join(f"OLD.{_quoted(column)}" for column in self.columns)
        before = (
            f'INSERT INTO touched ("table", key, was, {places}) VALUES ({name}, {old}, 1, {values})'
        )
        after = 'INSERT INTO touched ("table", key) '
        return {
            "INSERT": f"{after}VALUES ({name}, {new})",
            "UPDATE": f"{before}; {after}SELECT {name}, {new} WHERE {new} IS NOT {old}",
            "DELETE": before,
        }

    @property
    def rows(self) -> str:
        """Return the question for every row behind its key."""
        if self.name == SCHEMA:
            return SHAPES  # where in the file a table begins says nothing
        return f"SELECT {self.expression()}, * FROM {_quoted(self.name)}"

    @property
    def touched_rows(self) -> str:
        """Return the question for the rows that were touched and stand."""
        if self.by_number:
            place = f"t.{_quoted(self.key[0])} = n.key"
        else:
            parts = enumerate(self.key)
            place = " AND ".join(
                f"t.{_quoted(name)} IS json_extract(n.key, '$[{at}]')" for at, name in parts
            )
        return (
            f'SELECT n.key, t.* FROM (SELECT DISTINCT key FROM temp.touched WHERE "table" = ?) n '
            f"CROSS JOIN {_quoted(self.name)} t ON {place}"
        )


def tables(connection: sqlite3.Connection, name: str | None = None) -> tuple[SealedTable, ...]:
    """Return every table that links cover, those of later migrations too, or the one of *name*.

    *name* is in small letters.
    """
    columns: dict[str, list[tuple[str, str, int]]] = {}
    for table, *column in connection.execute(COLUMNS, [name]).fetchall():
        columns.setdefault(table, []).append(tuple(column))
    return tuple(_table(table, own) for table, own in columns.items() if table not in CHAIN)


def shapes() -> SealedTable:
    """Return the tables, indexes and triggers themselves as if they were rows of one."""
    return SealedTable(SCHEMA, ("name",))


def notes_table(widest: int) -> str:
    """Return the SQL of the table of notes, for rows of up to *widest* values."""
    # columns of no type: values stay what they are
    places = "".join(f", c{place}" for place in range(widest))
    return f'CREATE TEMP TABLE touched ("table" TEXT, key, was{places})'


def taken(db: Database) -> list[Section]:
    """Return the rows touched since the last call, and clear the list."""
    names = [name for (name,) in db.execute('SELECT DISTINCT "table" FROM temp.touched').fetchall()]
    if names:
        sections = [
            _section(db, _table(name, columns))
            for name in sorted(names)
            if (columns := _columns(db, name))  # none: made and dropped meanwhile
        ]
        db.execute("DELETE FROM temp.touched")
        return sections
    return []


def row_digests(db: Database, table: SealedTable) -> Iterator[tuple[Key, bytes]]:
    """Yield the key and digest of every row of *table*."""
    with texts_as_bytes(db):
        for key, *values in db.conn.execute(table.rows):
            yield named(_key(key)), of_row(_typed(values))


@contextlib.contextmanager
def texts_as_bytes(db: Database) -> Iterator[None]:
    """Read texts as they are stored: what is no text any more must not stop the reading."""
    before = db.conn.text_factory
    db.conn.text_factory = _Text
    try:
        yield
    finally:
        db.conn.text_factory = before


def _section(db: Database, table: SealedTable) -> Section:
    with texts_as_bytes(db):
        before = _before(db, table)
        rows = {
            named(_key(key)): of_row(_typed(values))
            for key, *values in db.conn.execute(table.touched_rows, [table.name])
        }
    return Section(table=table.name, rows=rows, before=before)


def _before(db: Database, table: SealedTable) -> dict[Key, bytes]:
    """Return the digests of the touched rows that the transaction found there."""
    if not db.conn.execute(CHANGED, [table.name]).fetchone():
        return {}  # as in most tables: rows were only added
    before: dict[Key, bytes | None] = {}
    for _, key, was, *values in db.conn.execute(TOUCHED, [table.name]):
        digest = of_row(_typed(values)) if was else None
        before.setdefault(named(_key(key)), digest)
    return {key: digest for key, digest in before.items() if digest is not None}


def _columns(db: Database, name: str) -> list[tuple[str, str, int]]:
    return db.execute(f"SELECT name, type, pk FROM pragma_table_info({_text(name)})").fetchall()


def _table(name: str, columns: Sequence[tuple[str, str, int]]) -> SealedTable:
    all_ = tuple(column for column, _, _ in columns)
    key = [(place, column, kind) for column, kind, place in columns if place]
    if not key:  # nothing tells its rows apart but all they say
        return SealedTable(name, all_, all_)
    by_number = len(key) == 1 and key[0][2].upper() == "INTEGER"
    return SealedTable(
        name, tuple(column for _, column, _ in sorted(key)), all_, by_number=by_number
    )


def _key(value: object) -> Key:
    return value if isinstance(value, int) else _decoded(value)


def _decoded(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _typed(values: Iterable[object]) -> tuple[object, ...]:
    """Return *values* with texts as bytes and bytes as digits: one does not pass for the other."""
    values = tuple(values)
    if bytes not in map(type, values):
        return values
    return tuple(value.hex().upper() if type(value) is bytes else value for value in values)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
