"""Verdicts in rows: a result that was given before is kept once, and referred to.

An assessment names the text that lists the numbers of its results, in order. Those of earlier
programs name none: their results stand in a table of their own, one a check, account and run.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from monitor.model import Result, clock
from monitor.system.connection import Database
from monitor.system.database import CHUNK, query
from monitor.system.packing import compact
from monitor.verdicts import codec, gap_rows, note_rows, texts
from monitor.verdicts.run_values import AccountResult

COLUMNS = ("check", "title", "basis", "verdict", "findings", "reason", "advisory")
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_MARKS = ", ".join("?" * len(COLUMNS))
INSERT = f"INSERT INTO conclusions (hash, {_NAMES}) VALUES (?, {_MARKS})"
FIND = f"SELECT id, {_NAMES} FROM conclusions WHERE hash = ?"
# what findings that an earlier program kept by position are, which named none
IDENTITIES = """
CASE WHEN substr(c.findings, 1, 2) = '[[' THEN (
SELECT json_group_object(CAST(i.place AS TEXT), json(i.identity)) FROM finding_identities i
WHERE i.run = {row}.run AND i.account = {row}.account AND i."check" = c."check") END AS identities
"""
# what an assessment refers to, in the order of its checks; *place* orders like ids did
GIVEN = f"""
SELECT a.run, a.account, j.key AS place, {", ".join(f'c."{name}"' for name in COLUMNS)},
{IDENTITIES.format(row="a")}
FROM assessments a JOIN texts t ON t.id = a.results AND json_valid(t.text), json_each(t.text) j
JOIN conclusions c ON c.id = j.value
"""
STOOD = f"""
SELECT s.run, s.account, s.id AS place, {", ".join(f's."{name}"' for name in COLUMNS)},
{IDENTITIES.format(row="s").replace("c.", "s.")}
FROM results s
"""
OF_ONE = (
    f"{STOOD} WHERE s.run = :run AND s.account = :account "
    f"UNION ALL {GIVEN} WHERE a.run = :run AND a.account = :account ORDER BY place"
)
# results that stand in a table of their own
OWN = "SELECT DISTINCT run FROM results WHERE run IN ({marks})"
LISTED = "SELECT id, text FROM texts WHERE id IN ({marks})"
KEPT = f"""SELECT id, {_NAMES}, NULL AS identities FROM conclusions WHERE id IN ({{marks}})"""
BY_POSITION = "[["  # begins findings that an earlier program kept, which name nothing
OF_RUN = f"{GIVEN} WHERE a.run = ? ORDER BY a.account, place"


def append(db: Database, run: int, batch: Iterable[AccountResult]) -> None:
    """Append the assessments of *run*, within a transaction of the caller's.

    Names and units of the accounts stand in the register with which the run began.
    """
    numbers: dict[tuple[Any, ...], int] = {}
    rows = []
    for item in batch:
        assessment = item.assessment
        given = []
        for result in assessment.results:
            row = codec.result_row(result)
            if row not in numbers:
                numbers[row] = _numbered(db, row)
            given.append(numbers[row])
        rows.append(
            {
                "run": run,
                "account": assessment.account.id,
                "verdict": assessment.verdict.value,
                "state": assessment.state.value,
                "taken_at": clock.stamp(assessment.taken_at),
                "as_of": clock.stamp(assessment.as_of),
                "newest": _newest(db, item),
                "idle_seconds": None
                if assessment.idle is None
                else int(assessment.idle.total_seconds()),
                "gaps": texts.kept(db, gap_rows.dump(assessment.gaps)),
                "notes": texts.kept(db, note_rows.dump(assessment.notes)),
                "results": texts.numbered(db, compact(given)),
                "outlook": note_rows.dump_outlook(assessment.outlook),
                "vouched_until": _stamp(assessment.vouched_until),
                "looked_at": _stamp(assessment.looked_at),
            }
        )
    db.insert("assessments", rows)


def _stamp(moment: datetime | None) -> str | None:
    return clock.stamp(moment) if moment else None


def _newest(db: Database, item: AccountResult) -> str | None:
    """Return the stored form of the newest post: its row where a look of this run showed it."""
    newest = item.assessment.newest
    if newest is None:
        return None
    for look in item.observations:
        if newest in look.reading.posts:
            row = codec.post_rows(look)[look.reading.posts.index(newest)]
            return f"{texts.POST}{row[0]}"
    return texts.kept(db, compact(codec.post_values(newest)))


def results_of(db: Database, rows: Sequence[codec.Row]) -> dict[int, tuple[Result, ...]]:
    """Return the results of the assessments in *rows*, by their ids.

    Most accounts were told the same: each result is read once. What earlier programs kept, or what
    cannot be read in this way, is asked for one by one.
    """
    own = {run for (run,) in _chunked(db, OWN, {row["run"] for row in rows})}
    lists = dict(_chunked(db, LISTED, {row["results"] for row in rows} - {None}))
    given = {number: _numbers(text) for number, text in lists.items()}
    wanted = {id for ids in given.values() for id in ids or ()}
    kept = {
        row["id"]: codec.result_of(row)
        for row in _asked(db, KEPT, wanted)
        if not row["findings"].startswith(BY_POSITION)
    }
    whole = {
        number: tuple(kept[id] for id in ids)
        for number, ids in given.items()
        if ids is not None and kept.keys() >= set(ids)
    }
    return {
        row["id"]: whole[row["results"]]
        if row["results"] in whole and row["run"] not in own
        else tuple(map(codec.result_of, query(db, OF_ONE, _one(row))))
        for row in rows
    }


def _one(row: codec.Row) -> dict[str, Any]:
    return {"run": row["run"], "account": row["account"]}


def _numbers(text: str) -> tuple[int, ...] | None:
    """Return the numbers that *text* lists, None where it is no list of them."""
    try:
        ids = json.loads(text)
    except ValueError:
        return None
    plain = isinstance(ids, list) and all(type(id) is int for id in ids)
    return tuple(ids) if plain else None


def _chunked(db: Database, question: str, wanted: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    return (tuple(row) for row in _asked(db, question, wanted))


def _asked(db: Database, question: str, wanted: Iterable[int]) -> Iterator[codec.Row]:
    """Yield the rows of *question* about the numbers *wanted*."""
    numbers = sorted(wanted)
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        yield from query(db, question.format(marks=",".join("?" * len(chunk))), chunk)


def _numbered(db: Database, row: tuple[Any, ...]) -> int:
    """Return the number of a result, kept now where it was not."""
    name = texts.hashed(compact(row))
    for number, *stored in db.execute(FIND, [name]).fetchall():
        if tuple(stored) == row:
            return int(number)
    return int(str(db.execute(INSERT, [name, *row]).lastrowid))


def sealed(rows: Iterable[codec.Row]) -> Iterator[str]:
    """Yield the sealed text of each row of ``OF_RUN``, shared texts included."""
    for row in rows:
        yield compact([row["run"], row["account"], *(row[name] for name in COLUMNS)])
