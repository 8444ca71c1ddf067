"""The chain: every commit adds a link that seals the rows it touched and the link before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.model import clock
from monitor.system.chain import triggers
from monitor.system.chain.digests import Key, Section, of_link, of_stored
from monitor.system.chain.triggers import SealedTable
from monitor.system.connection import Database

RUN = "SELECT max(id) FROM runs WHERE finished_at IS NOT NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One link of the chain. *run*: the last run that had ended by then."""

    id: int
    at: str
    run: int | None
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDifference:
    """A row that differs from the last *link* naming it; 0 where none does.

    *now* and *sealed*: its digests, None where the row is or was absent.
    """

    table: str
    key: Key
    link: int
    now: bytes | None
    sealed: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """A row that already differed from its seal when *link* changed it."""

    table: str
    key: Key
    link: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFault:
    """A place where the chain does not hold, in one sentence."""

    link: int
    message: str


def exist(db: Database) -> bool:
    """Say whether the database has a chain."""
    return bool(db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'links'").fetchone())


def newest(db: Database) -> ChainLink | None:
    """Return the last link, None where there is none."""
    row = db.execute("SELECT id, at, run, seal FROM links ORDER BY id DESC LIMIT 1").fetchone()
    return ChainLink(id=row[0], at=row[1], run=row[2], seal=row[3]) if row else None


def add(db: Database, sections: Iterable[Section]) -> ChainLink | None:
    """Append the link of the transaction under way; none where it touched nothing."""
    sections = [section for section in sections if section.rows or section.before]
    if not sections:
        return None
    before = newest(db)
    last, previous = (before.id, before.seal) if before else (0, "")
    (run,) = db.execute(RUN).fetchone()
    at = clock.stamp(clock.now())
    seal = of_link(previous, last + 1, at, run, sections)
    link = ChainLink(id=last + 1, at=at, run=run, seal=seal)
    db.execute("INSERT INTO links VALUES (?, ?, ?, ?)", [link.id, link.at, link.run, link.seal])
    db.conn.executemany(
        "INSERT INTO link_rows VALUES (?, ?, ?, ?)",
        [(section.table, link.id, section.keys, section.digests) for section in sections],
    )
    return link


def reseal(db: Database, wrong: Iterable[RowDifference]) -> ChainLink | None:
    """Seal the rows that a migration changed; what was *wrong* before it stays so."""
    wrong_keys = {(row.table, row.key) for row in wrong}
    sections = []
    for table in covered(db):
        new = [row for row in _compared(db, table)[0] if (row.table, row.key) not in wrong_keys]
        sections.append(
            Section(
                table=table.name,
                rows={row.key: row.now for row in new if row.now is not None},
                before={row.key: row.sealed for row in new if row.sealed is not None},
            )
        )
    return add(db, sections)


def compared(db: Database) -> tuple[list[RowDifference], list[Overtaken]]:
    """Return rows that differ from the chain, and those that did when it was continued."""
    differences: list[RowDifference] = []
    faults: list[Overtaken] = []
    for table in covered(db):
        different, overtaken = _compared(db, table)
        differences += different
        faults += overtaken
    return differences, faults


def covered(db: Database) -> Iterator[SealedTable]:
    """Yield all tables there are, and those that the chain knows and are gone."""
    tables = triggers.tables(db.conn)
    yield triggers.shapes()
    yield from tables
    names = {name for (name,) in db.execute('SELECT DISTINCT "table" FROM link_rows').fetchall()}
    for name in sorted(names - {table.name for table in tables} - {triggers.SCHEMA}):
        yield SealedTable(name)


def _compared(db: Database, table: SealedTable) -> tuple[list[RowDifference], list[Overtaken]]:
    expected, faults = _expected(db, table.name)
    name, differences = table.name, []
    for key, digest in triggers.row_digests(db, table) if table.key else ():
        sealed, link = expected.pop(key, (None, 0))
        if sealed != digest:
            differences.append(
                RowDifference(table=name, key=key, link=link, now=digest, sealed=sealed)
            )
    differences += (
        RowDifference(table=name, key=key, link=link, now=None, sealed=sealed)
        for key, (sealed, link) in expected.items()
        if sealed is not None
    )
    return differences, faults


def _expected(
    db: Database, table: str
) -> tuple[dict[Key, tuple[bytes | None, int]], list[Overtaken]]:
    """Return each row's digest and its last link; the digest is None where it was removed."""
    rows: dict[Key, tuple[bytes | None, int]] = {}
    faults: list[Overtaken] = []
    question = 'SELECT link, keys, digests FROM link_rows WHERE "table" = ? ORDER BY link'
    for link, keys, digests in db.execute(question, [table]):
        try:
            section = Section.load(table, keys, digests)
        except (ValueError, TypeError):
            continue  # the chain is broken here, and says so
        for key in (*section.rows, *section.removed):
            sealed, _ = rows.get(key, (None, 0))
            if sealed != section.before.get(key):
                faults.append(Overtaken(table=table, key=key, link=link))
        rows.update((key, (digest, link)) for key, digest in section.rows.items())
        rows.update((key, (None, link)) for key in section.removed)
    return rows, faults


def broken(db: Database) -> Iterator[ChainFault]:
    """Yield every place where the chain does not hold."""
    contents: dict[int, list[tuple[str, str, bytes]]] = {}
    for table, link, keys, digests in db.execute("SELECT * FROM link_rows"):
        contents.setdefault(link, []).append((table, keys, digests))
    previous, last = "", 0
    for id, at, run, seal in db.execute("SELECT id, at, run, seal FROM links ORDER BY id"):
        if id != last + 1:
            yield ChainFault(link=id, message=f"第 {last + 1} 至 {id - 1} 条封存缺失")
        if of_stored(previous, (id, at, run), contents.pop(id, [])) != seal:
            message = f"第 {id} 条封存与其内容不符（封存链在此断开）"
            yield ChainFault(link=id, message=message)
        previous, last = seal, id
    for id in sorted(contents):
        yield ChainFault(link=id, message=f"第 {id} 条封存缺失，其内容尚在")


def sealed_later(db: Database) -> bool:
    """Say whether the first link sealed rows that had been there before there was a chain."""
    question = 'SELECT 1 FROM link_rows WHERE link = 1 AND "table" NOT IN (?, ?) LIMIT 1'
    return bool(db.execute(question, [triggers.SCHEMA, "_sqlite_migrations"]).fetchone())


def all_links(db: Database) -> Iterator[ChainLink]:
    """Yield the links in their order."""
    for row in db.execute("SELECT id, at, run, seal FROM links ORDER BY id"):
        yield ChainLink(id=row[0], at=row[1], run=row[2], seal=row[3])
