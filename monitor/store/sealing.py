"""What seals and audits ask of the store: everything, in a fixed order."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from sqlite_utils import Database

from monitor.model import EvidenceRef
from monitor.store import codec, texts, verdicts
from monitor.store.database import CHUNK, ours


class Sealing:
    """The store as seals see it."""

    db: Database

    def evidence_refs(self) -> Iterator[EvidenceRef]:
        """Yield every registered exchange in the order of the files."""
        rows = self._rows(
            'SELECT file, "offset", length, sha256 FROM exchanges ORDER BY file, "offset"'
        )
        return map(codec.ref_of, rows)

    def seal_items(self, run: int) -> Iterator[str]:
        """Yield, in fixed order, all that a run's seal covers."""
        columns = "id, mode, moment, registered, selected, seed, sample, registry, rules, program"
        columns += ", clock_offset, known"
        questions = (
            f"SELECT {columns} FROM runs WHERE id = ?",
            'SELECT file, "offset", length, sha256 FROM exchanges WHERE run = ? ORDER BY id',
            "SELECT * FROM observations WHERE run = ? ORDER BY id",
            "SELECT * FROM assessments WHERE run = ? ORDER BY account",
            "SELECT * FROM results WHERE run = ? ORDER BY id",
        )
        for question in questions:
            rows = self._rows(question, [run])
            while some := list(islice(rows, CHUNK)):
                for row in texts.opened(self.db, some, lenient=True):
                    yield codec.dump(codec.sealed(row))
        yield from verdicts.sealed(self._rows(verdicts.OF_RUN, [run]))

    def altered_posts(self) -> Iterator[tuple[str, str]]:
        """Yield (account, key) of posts whose row no longer says what its id was drawn from."""
        for row in self._rows("SELECT * FROM posts"):
            post = codec.post_of(row)
            if codec.post_row(row["account"], row["source"], post)[0] != row["id"]:
                yield row["account"], row["key"]

    def integrity(self) -> str:
        """Return SQLite's own opinion of the file: ``ok``, or what is wrong."""
        with ours():
            return str(self.db.execute("PRAGMA integrity_check").fetchone()[0])

    def _rows(
        self, sql: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> Iterator[sqlite3.Row]:
        with ours():
            cursor = self.db.conn.cursor()
            cursor.row_factory = sqlite3.Row  # a dictionary for each post would double the time
            yield from cursor.execute(sql, values)
