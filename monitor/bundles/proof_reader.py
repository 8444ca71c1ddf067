"""The rows, links and records behind the verdicts on a few accounts, as the database holds them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.bundles.proof_values import ProofLink, ProofRow, ProofSection, Value
from monitor.model import EvidenceRef, clock
from monitor.system.chain import triggers
from monitor.system.chain.digests import Section, named
from monitor.system.connection import Database
from monitor.system.database import ours, query

OF_THEM = "account IN (SELECT value FROM json_each(:accounts))"
LOOKS = f"SELECT * FROM observations WHERE {OF_THEM} AND taken_at <= :until"
RUNS = "SELECT id FROM runs WHERE moment <= :until"
VERDICTS = f"SELECT * FROM assessments WHERE {OF_THEM} AND run IN ({RUNS})"
THEIR_RUNS = f"SELECT run FROM ({LOOKS}) UNION SELECT run FROM ({VERDICTS})"
LISTS = f"SELECT results FROM ({VERDICTS})"
_MARKED = ("posts", "gaps", "notes")
REFERRED = " UNION ".join(
    (
        *(f"SELECT {name} AS mark FROM ({LOOKS})" for name in _MARKED),
        *(f"SELECT {name} FROM ({VERDICTS})" for name in ("newest", "gaps", "notes")),
    )
)
ANSWERS = f"SELECT id FROM answers WHERE {OF_THEM} AND at <= :until"
# table → which of its rows
WANTED: Mapping[str, str] = {
    "runs": f"id IN ({THEIR_RUNS})",
    "observations": f"id IN (SELECT id FROM ({LOOKS}))",
    "posts": OF_THEM,
    "assessments": f"id IN (SELECT id FROM ({VERDICTS}))",
    "results": f"{OF_THEM} AND run IN ({RUNS})",
    "finding_identities": f"{OF_THEM} AND run IN ({RUNS})",
    "texts": f"id IN (SELECT CAST(substr(mark, 2) AS INTEGER) FROM ({REFERRED}) "
    f"WHERE mark LIKE '#%') OR id IN ({LISTS})",
    "conclusions": f"id IN (SELECT j.value FROM texts t, json_each(t.text) j "
    f"WHERE t.id IN ({LISTS}) AND json_valid(t.text))",
    "exchanges": f"observation IN (SELECT id FROM ({LOOKS})) "
    f"OR observation IS NULL AND run IN ({THEIR_RUNS})",
    "answers": f"id IN ({ANSWERS})",
    "withdrawals": f"answer IN ({ANSWERS})",
    "register_sources": f"registry IN (SELECT registry FROM runs WHERE id IN ({THEIR_RUNS}))",
    "set_aside": f"kind = 'look' AND \"row\" IN (SELECT id FROM ({LOOKS})) "
    f"OR kind = 'run' AND \"row\" IN ({THEIR_RUNS})",
}
SEALED = 'SELECT link, keys, digests FROM link_rows WHERE "table" = ? AND link >= ? ORDER BY link'
FIRST = "SELECT coalesce(min(id), 0) AS id FROM links WHERE at >= ?"
DAY_END = """
SELECT max(id) AS id FROM links WHERE date(at, '+8 hours') =
(SELECT date(at, '+8 hours') FROM links WHERE id = ?)
"""
LINKS = "SELECT id, at, run, seal FROM links WHERE id BETWEEN ? AND ? ORDER BY id"
SECTIONS = 'SELECT "table", keys, digests FROM link_rows WHERE link = ? ORDER BY "table"'
SEAL = "SELECT seal FROM links WHERE id = ?"
PLACES = f"""
SELECT e.file, e."offset", e.length, e.sha256, o.run IS NULL AND o.id IS NOT NULL AS by_hand
FROM exchanges e LEFT JOIN observations o ON o.id = e.observation
WHERE e.observation IN (SELECT id FROM ({LOOKS}) WHERE taken_at >= :since OR run IS NULL)
OR e.observation IS NULL AND e.run IN ({THEIR_RUNS})
AND e.run IN (SELECT id FROM runs WHERE moment >= :since)
ORDER BY e.file, e."offset"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """Where a record stands; *by_hand*: a person's look rests on it."""

    ref: EvidenceRef
    by_hand: bool


@dataclass(frozen=True, slots=True)
class ProofReader:
    """What stands behind the verdicts on *accounts* up to *until*, in the database."""

    db: Database
    accounts: tuple[str, ...]
    until: datetime

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the columns of the tables, in their order."""
        with ours():
            there = {table.name: table.columns for table in triggers.tables(self.db.conn)}
        return {name: there[name] for name in WANTED}

    def rows(self) -> Iterator[ProofRow]:
        """Yield the rows, table after table."""
        tables = {table.name: table for table in triggers.tables(self.db.conn)}
        for name, where in WANTED.items():
            asked = f'SELECT {tables[name].expression()} AS "key", * FROM "{name}" WHERE {where}'
            for key, *values in query(self.db, f"{asked} ORDER BY 1", self._values):
                stored: tuple[Value, ...] = tuple(values)
                yield ProofRow(
                    table=name, key=named(key if isinstance(key, int) else str(key)), values=stored
                )

    def links(self, rows: Iterable[ProofRow], since: datetime) -> Iterator[ProofLink]:
        """Yield the links that seal *rows*, from *since* on, up to the end of each day."""
        first = next(query(self.db, FIRST, [clock.stamp(since)]))["id"]
        wanted: dict[str, set[str | int]] = {}
        for row in rows:
            wanted.setdefault(row.table, set()).add(row.key)
        sealing = {
            link for table, keys in wanted.items() for link in self._sealing(table, keys, first)
        }
        done = 0
        for link in sorted(sealing):
            if link > done:
                end = next(query(self.db, DAY_END, [link]))["id"]
                yield from self._between(max(link, done + 1), end)
                done = end

    def places(self, since: datetime) -> Iterator[RecordPlace]:
        """Yield where the records stand: of looks since *since*, of all looks by hand."""
        values = {**self._values, "since": clock.stamp(since)}
        for row in query(self.db, PLACES, values):
            ref = EvidenceRef(
                file=row["file"],
                offset=row["offset"],
                length=row["length"],
                sha256=row["sha256"],
            )
            yield RecordPlace(ref=ref, by_hand=bool(row["by_hand"]))

    @property
    def _values(self) -> dict[str, object]:
        return {"accounts": json.dumps(self.accounts), "until": clock.stamp(self.until)}

    def _sealing(self, table: str, keys: set[str | int], first: int) -> Iterator[int]:
        for row in query(self.db, SEALED, [table, first]):
            section = Section.load(table, row["keys"], row["digests"])
            if not keys.isdisjoint(section.rows):
                yield row["link"]

    def _between(self, first: int, last: int) -> Iterator[ProofLink]:
        before = next(query(self.db, SEAL, [first - 1]), None)
        previous = "" if before is None else str(before["seal"])
        for row in query(self.db, LINKS, [first, last]):
            sections = tuple(
                ProofSection(table=part["table"], keys=part["keys"], digests=bytes(part["digests"]))
                for part in query(self.db, SECTIONS, [row["id"]])
            )
            yield ProofLink(
                id=row["id"],
                at=row["at"],
                run=row["run"],
                previous=previous,
                seal=row["seal"],
                sections=sections,
            )
            previous = str(row["seal"])
