"""An open database: questions, and what a transaction writes, go straight to SQLite.

sqlite-utils, which makes tables, takes a sixth of the time of a command that only tells what is
known; it is loaded when a table is made, or asked in its own way.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import sqlite_utils
    from sqlite_utils.db import Table

DIRECT = ("SELECT", "PRAGMA", "BEGIN ")


class Database:
    """One connection, which a ``with`` statement closes at its end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.conn = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def library(self) -> "sqlite_utils.Database":
        """The same connection as sqlite-utils has it."""
        import sqlite_utils

        return sqlite_utils.Database(self.conn, execute_plugins=False)

    def table(self, name: str) -> "Table":
        """Return the table of this name, which need not be there yet."""
        return self.library.table(name)

    def execute(self, sql: str, values: Sequence[object] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Execute *sql*; what changes something is committed where no transaction is open."""
        if self.conn.in_transaction or sql.lstrip()[:6].upper() in DIRECT:
            return self.conn.execute(sql, values)
        return self.library.execute(sql, values)

    def insert(
        self, table: str, rows: Iterable[Mapping[str, object]], *, instead: str = "ABORT"
    ) -> int:
        """Insert *rows*, which name the same columns, in a transaction of the caller's.

        Return the id of the one row, where there is one. *instead*: what becomes of a row whose key
        is there already, in SQLite's words: ``IGNORE`` leaves it as it is.
        """
        named = list(rows)
        if not named:
            return 0
        values = [tuple(row.values()) for row in named]
        names = ", ".join(f'"{name}"' for name in named[0])
        marks = ", ".join("?" * len(named[0]))
        asked = f'INSERT OR {instead} INTO "{table}" ({names}) VALUES ({marks})'
        if len(values) == 1:
            return int(self.conn.execute(asked, values[0]).lastrowid or 0)
        self.conn.executemany(asked, values)
        return 0

    def query(
        self, sql: str, values: Sequence[object] | dict[str, Any] = ()
    ) -> Iterator[dict[str, Any]]:
        """Return the rows that *sql* selects, each by the names of its columns."""
        cursor = self.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def table_names(self) -> list[str]:
        """Return the names of the tables."""
        rows = self.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return [name for (name,) in rows]

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()
