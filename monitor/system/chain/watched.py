"""A connection that installs a table's triggers ahead of the first statement that writes to it.

A connection writes to few tables, and triggers on all of them would cost more than what it writes.
"""

import functools
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from monitor.system.chain import triggers
from monitor.system.connection import Database

WIDEST = (
    "SELECT coalesce(max(c.cid), -1) + 1 FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
    "WHERE t.type = 'table'"
)
SHAPES = "SELECT lower(name), sql FROM main.sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"
SHAPE = f"{SHAPES} AND lower(name) = ?"
INSTALLED = "SELECT DISTINCT lower(tbl_name) FROM temp.sqlite_schema WHERE type = 'trigger'"
WRITE = re.compile(
    r"\s*(?:(?:INSERT(?:\s+OR\s+\w+)?|REPLACE)\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+"
    r"""(?:(?P<schema>main|temp)\s*\.\s*)?(?P<table>\w++|"[^"]+"|\[[^\]]+\])(?!\s*[."])""",
    re.IGNORECASE,
)
NO_WRITE = re.compile(r"\s*(?:SELECT|PRAGMA|COMMIT|RELEASE)\b", re.IGNORECASE)
EDGE = re.compile(r"\s*(?:BEGIN|SAVEPOINT|ROLLBACK)\b", re.IGNORECASE)
EVERY = "*"
MOST = 200  # tables of which the triggers are remembered; passing ones have names of their own
BETWEEN = "<"  # two transactions

_made: dict[str, Sequence[str]] = {}  # by the table's own SQL, which says all of its columns


@functools.lru_cache(maxsize=512)
def written(sql: str) -> str:
    """Return the table that *sql* writes to: ``""`` for none, ``*`` where that is not plain.

    ``<`` stands for a statement that begins or undoes others.
    """
    if NO_WRITE.match(sql):
        return ""
    if EDGE.match(sql):
        return BETWEEN
    head = WRITE.match(sql)
    if head is None:
        return EVERY
    if (head["schema"] or "").lower() == "temp":
        return ""
    return head["table"].strip('"[]').lower()


class WatchedCursor(sqlite3.Cursor):
    """A cursor whose statements are watched as those of its connection."""

    connection: "WatchedConnection"

    def execute(self, sql: str, parameters: Any = (), /) -> "WatchedCursor":
        self.connection.expect(written(sql))
        super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> "WatchedCursor":
        self.connection.expect(written(sql))
        super().executemany(sql, parameters)
        return self

    def executescript(self, sql_script: str, /) -> sqlite3.Cursor:
        self.connection.expect(EVERY)
        return super().executescript(sql_script)


class WatchedConnection(sqlite3.Connection):
    """Notes in ``temp.touched`` what its statements touch, from ``watch`` on."""

    _watching = False
    _tables: frozenset[str] = frozenset()  # that surely have their triggers, in small letters

    def watch(self) -> None:
        """Begin to note touched rows; once is enough."""
        if self._watching:
            return
        super().execute("PRAGMA temp_store=MEMORY")
        super().execute("PRAGMA recursive_triggers=ON")  # what a REPLACE removes is noted too
        (widest,) = super().execute(WIDEST).fetchone()
        super().execute(triggers.notes_table(widest))
        self._watching = True

    def expect(self, table: str) -> None:
        """Prepare for a statement that writes to *table*, or to any (``*``)."""
        if not self._watching or not table or table in triggers.CHAIN:
            return
        if table == BETWEEN or not self.in_transaction:
            self._tables = frozenset()  # what was undone took its triggers with it
        if table not in self._tables and table != BETWEEN:
            self._install(table)

    def _install(self, table: str) -> None:
        """Install what is missing of the triggers of *table*, or of all where it is none."""
        there = {name for (name,) in super().execute(INSTALLED)}
        every = super().execute(SHAPE, [table]).fetchall() or super().execute(SHAPES).fetchall()
        for name, sql in every:
            if name not in there:
                for statement in self._triggers_of(name, sql):
                    super().execute(statement)
        self._tables = frozenset({*there, *(name for name, _ in every), table})

    def _triggers_of(self, name: str, sql: str) -> Sequence[str]:
        """Return the SQL of the triggers of the table that *sql* makes."""
        if sql not in _made:
            if len(_made) >= MOST:
                _made.clear()
            _made[sql] = [
                trigger for table in triggers.tables(self, name) for trigger in table.triggers
            ]
        return _made[sql]

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self.expect(written(sql))
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        self.expect(written(sql))
        return super().executemany(sql, parameters)

    def executescript(self, sql_script: str, /) -> sqlite3.Cursor:
        self.expect(EVERY)
        return super().executescript(sql_script)

    def cursor(self, factory: Any = WatchedCursor) -> Any:
        return super().cursor(factory)


def is_written(db: Database) -> bool:
    """Say whether *db* is open for writing, not for reading alone."""
    return isinstance(db.conn, WatchedConnection)


def watched(db: Database) -> WatchedConnection:
    """Return the connection of *db*, which must note what it writes; TypeError where it cannot."""
    if not isinstance(db.conn, WatchedConnection):
        raise TypeError("a connection that notes nothing would write rows that no link seals")
    return db.conn
