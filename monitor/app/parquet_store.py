"""Rows to Parquet by DuckDB, one table a file, in bounded memory.

Rows go through a text file beside it: so many are held at a time as a buffer takes, and DuckDB
needs neither pandas nor any extension to read them. One thread and a fixed order: the same rows
make the same bytes. Nothing is fetched, whatever the settings of the machine say.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from monitor.app.parquet_tables import ParquetColumn
from monitor.model.errors import MonitorError, RequestError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LACKING = "导出 Parquet 需要安装附加组件：pip install 'newmedia-monitor[analytics]'"
SETTINGS = {
    "threads": "1",
    "memory_limit": "256MB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
Value = str | int | bool | date | Sequence[str] | None


class ParquetTable:
    """One table that is being written into *folder*; ``finish`` makes the file."""

    def __init__(self, folder: Path, name: str, columns: Sequence[ParquetColumn]) -> None:
        self.path = folder / f"{name}.parquet"
        self.columns = columns
        self.rows = 0
        self._text = folder / f"{name}.csv"
        self._file: TextIO = self._text.open("w", encoding="utf-8", newline="\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._file.close()
        self._text.unlink(missing_ok=True)

    def add(self, values: Iterable[Value]) -> None:
        """Add a row, its values in the order of the columns."""
        self._file.write(",".join(map(_written, values)) + "\n")
        self.rows += 1

    def finish(self, db: "DuckDBPyConnection") -> Path:
        """Write the file; return where it stands. Raises MonitorError where DuckDB cannot."""
        import duckdb

        self._file.close()
        try:
            db.execute(self._copy())
        except duckdb.Error as error:
            raise MonitorError(f"{self.path.name} 未能写成：{error}") from error
        return self.path

    def _copy(self) -> str:
        types = ", ".join(f"'{column.name}': '{_read_as(column.type)}'" for column in self.columns)
        chosen = ", ".join(map(_chosen, self.columns))
        return (
            f"COPY (SELECT {chosen} FROM read_csv({_quoted(self._text)}, header = false, "
            "auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
            f"allow_quoted_nulls = false, columns = {{{types}}})) "
            f"TO {_quoted(self.path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def opened() -> "DuckDBPyConnection":
    """Return a DuckDB of nobody's, in memory; raises RequestError where it is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise RequestError(LACKING) from error
    return duckdb.connect(":memory:", config=dict(SETTINGS))


def _written(value: Value) -> str:
    """Return *value* as DuckDB reads it: only what is not there stands without quotes."""
    if value is None:
        return ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = ",".join(value)
    return '"' + str(value).replace('"', '""') + '"'


def _read_as(type: str) -> str:
    return "VARCHAR" if type.endswith("[]") else type


def _chosen(column: ParquetColumn) -> str:
    name = f'"{column.name}"'
    if column.type.endswith("[]"):  # codes, in which no comma can stand
        return f"CASE WHEN {name} = '' THEN [] ELSE string_split({name}, ',') END AS {name}"
    return name


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
