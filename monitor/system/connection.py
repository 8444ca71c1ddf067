"""An open database: questions go straight to SQLite, tables and writes by way of sqlite-utils.

That library takes a sixth of the time of a command that only tells what is known; it is loaded
when something is first written, or asked in its own way.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import sqlite_utils
    from sqlite_utils.db import Table

QUESTIONS = ("SELECT", "PRAGMA")


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
        if sql.lstrip()[:6].upper() in QUESTIONS:
            return self.conn.execute(sql, values)
        return self.library.execute(sql, values)

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
