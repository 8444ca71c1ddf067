"""The rows of a proof in a database of their own."""

import sqlite3
from collections.abc import Sequence

from monitor.bundles.proof_reader import WANTED
from monitor.bundles.proof_values import ProofRow, VerdictProof
from monitor.bundles.refusals import Refusal, refused
from monitor.system.connection import Database


def insert(db: Database, proof: VerdictProof) -> None:
    """Put the rows into a new database, by the names of their columns.

    Raises BundleRefused where they are none of its tables'.
    """
    tables = proof.manifest.tables
    if not set(tables) <= WANTED.keys():
        raise refused(Refusal.SCHEMA, "证明文件中有不应有的表")
    ours = {name: tuple(column.name for column in db.table(name).columns) for name in tables}
    shared = {name: [c for c in tables[name] if c in ours[name]] for name in tables}
    try:
        db.conn.execute("PRAGMA foreign_keys=OFF")
        with db.conn:
            for row in proof.rows:
                _fill(db, row, tables[row.table], shared[row.table])
    except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
        raise refused(Refusal.SCHEMA, "证明文件中有不合表结构的行") from error


def _fill(db: Database, row: ProofRow, columns: Sequence[str], shared: Sequence[str]) -> None:
    """Put *row* into its table, of *columns* those that are *shared*."""
    values = dict(zip(columns, row.values, strict=True))
    db.table(row.table).insert({name: values[name] for name in shared})
