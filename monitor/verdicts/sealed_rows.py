"""Rows for seals and audits: all of them, in a fixed order."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from monitor.model import EvidenceRef
from monitor.system.chain import links, log
from monitor.system.chain.links import ChainFault, ChainLink, Overtaken, RowDifference
from monitor.system.chain.log import LogLine
from monitor.system.connection import Database
from monitor.system.database import CHUNK, ours, query
from monitor.system.packing import compact
from monitor.verdicts import codec, texts, verdict_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The links and their faults. *sealed_later*: the first sealed rows older than the chain."""

    links: tuple[ChainLink, ...] = ()
    broken: tuple[ChainFault, ...] = ()
    differences: tuple[RowDifference, ...] = ()
    overtaken: tuple[Overtaken, ...] = ()
    sealed_later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSeal:
    """A run's seal. *link*: the last link it covers, None for an early run."""

    id: int
    seal: str
    ended: bool
    interrupted: bool
    link: int | None


@dataclass(frozen=True, slots=True)
class SealedRows:
    """The sealed rows of the database, and the chain over them."""

    db: Database

    def evidence_refs(self) -> Iterator[EvidenceRef]:
        """Yield every registered exchange in the order of the files."""
        rows = query(
            self.db, 'SELECT file, "offset", length, sha256 FROM exchanges ORDER BY file, "offset"'
        )
        return map(codec.ref_of, rows)

    def seal_items(self, run: int) -> Iterator[str]:
        """Yield, in fixed order, all that a run's seal covers."""
        columns = "id, mode, moment, registered, selected, seed, sample, registry, rules, program"
        columns += ", clock_offset, known, link"
        questions = (
            f"SELECT {columns} FROM runs WHERE id = ?",
            'SELECT file, "offset", length, sha256 FROM exchanges WHERE run = ? ORDER BY id',
            "SELECT * FROM observations WHERE run = ? ORDER BY id",
            "SELECT * FROM assessments WHERE run = ? ORDER BY account",
            "SELECT * FROM results WHERE run = ? ORDER BY id",
            # all that was written down by then, the entries of people among it
            "SELECT seal FROM links WHERE id = (SELECT link FROM runs WHERE id = ?)",
        )
        for question in questions:
            rows = query(self.db, question, [run])
            while chunk := list(islice(rows, CHUNK)):
                for row in texts.resolve_texts(self.db, chunk, lenient=True):
                    yield compact(codec.sealed(row))
        yield from verdict_rows.sealed(query(self.db, verdict_rows.OF_RUN, [run]))

    def altered_posts(self) -> Iterator[tuple[str, str]]:
        """Yield (account, key) of posts whose row no longer says what its id was drawn from."""
        for row in query(self.db, "SELECT * FROM posts"):
            if codec.post_id(row["account"], row["source"], codec.raw_values(row)) != row["id"]:
                yield row["account"], row["key"]

    def loose_refs(self) -> Iterator[EvidenceRef]:
        """Yield the exchanges that belong to no run and no look: the seals are among them."""
        rows = query(
            self.db,
            'SELECT file, "offset", length, sha256 FROM exchanges '
            'WHERE run IS NULL AND observation IS NULL ORDER BY file, "offset"',
        )
        return map(codec.ref_of, rows)

    def chain(self) -> Chain:
        """Return the chain with all its faults."""
        with ours():
            differences, overtaken = links.compared(self.db)
            return Chain(
                links=tuple(links.all_links(self.db)),
                broken=tuple(links.broken(self.db)),
                differences=tuple(differences),
                overtaken=tuple(overtaken),
                sealed_later=links.sealed_later(self.db),
            )

    def lost_lines(self, folder: Path) -> tuple[LogLine, ...]:
        """Return the links that the log in *folder* names and an older database lacks."""
        with ours():
            sealed = tuple(links.all_links(self.db))
        return log.lost(log.read(folder / log.NAME).lines, sealed)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the database as of now, whatever others write meanwhile."""
        with ours():
            self.db.execute("SAVEPOINT snapshot")
            self.db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        try:
            yield
        finally:
            self.db.execute("RELEASE snapshot")

    def lost_posts(self) -> Iterator[tuple[int, int]]:
        """Yield (observation, post) for each post of a look that is missing."""
        with ours():
            ids = {id for (id,) in self.db.execute("SELECT id FROM posts")}
            for look, posts in texts.shown(self.db):
                yield from ((look, post) for post in posts if post not in ids)

    def run_seals(self) -> tuple[RunSeal, ...]:
        """Return the seals of all runs, in their order."""
        columns = "id, coalesce(seal, '') AS seal, finished_at IS NOT NULL AS ended"
        rows = query(self.db, f"SELECT {columns}, interrupted, link FROM runs ORDER BY id")
        return tuple(
            RunSeal(
                id=row["id"],
                seal=row["seal"],
                ended=bool(row["ended"]),
                interrupted=bool(row["interrupted"]),
                link=row["link"],
            )
            for row in rows
        )

    def integrity(self) -> str:
        """Return the result of SQLite's integrity check: ``ok``, or the fault."""
        with ours():
            return str(self.db.execute("PRAGMA integrity_check").fetchone()[0])
