"""What was said before is kept once; who asks cannot tell whether a row says it or refers to it."""

import lzma
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.app.audit import audit
from monitor.cases.case_store import CaseStore
from monitor.evidence import run_seal_chain
from monitor.figures.period_reader import PeriodReader
from monitor.model import Finding, Result, Verdict, as_notes, texts_of
from monitor.model.errors import StoreError
from monitor.model.period import Period, Span
from monitor.registry import load
from monitor.system.connection import Database
from monitor.system.database import open_database, query
from monitor.system.packing import compact, packed, unpacked
from monitor.verdicts import texts, verdict_rows
from monitor.verdicts.freshness import Limit
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter
from tests.builders import account, ago, gap, post, window
from tests.running import run as command
from tests.verdicts.builders import ID, begin, inspected, seen

ROOT = Path(__file__).parents[2]
BEFORE = ROOT / "tests" / "data" / "databases" / "before-m023.db.xz"
RECORDED = "2021-09-30.warc.gz"
TEXTS = ("posts", "gaps", "notes", "newest")


def result(check: str, verdict: Verdict = Verdict.PASS, *found: str) -> Result:
    return Result(
        check=check,
        title=f"标题{check}",
        basis="国办秘函",
        verdict=verdict,
        findings=tuple(Finding(kind="silent", message=message) for message in found),
        reason="未能查看" if verdict is Verdict.UNKNOWN else "",
    )


GIVEN = (
    result("U01", Verdict.FAIL, "超过14天未更新", "另一问题"),
    result("U02"),
    result("A01", Verdict.UNKNOWN),
)
SHOWN = tuple(post(ago(n), f"k{n}", title=f"第{n}条") for n in range(1, 9))


def rows(db: Database, table: str) -> int:
    (number,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def look(db: Database, **overrides: Any) -> int:
    number = begin(db)
    item = inspected(
        seen(*SHOWN, window=window(ago(30)), notes=as_notes(("栏目改版，" * 9,))),
        **({"results": GIVEN, "newest": SHOWN[0], "gaps": (("feed", gap()),)} | overrides),
    )
    VerdictWriter(db).append(number, [item])
    return number


def test_a_look_that_shows_the_same_adds_no_text_and_no_result(db: Database) -> None:
    look(db)
    before = rows(db, "texts"), rows(db, "conclusions")

    for _ in range(5):
        look(db)

    assert (rows(db, "texts"), rows(db, "conclusions")) == before
    assert before[1] == 3
    assert rows(db, "results") == 0
    assert rows(db, "assessments") == 6


def test_what_was_said_is_read_as_it_was_said_in_its_order(db: Database) -> None:
    for given in (GIVEN, GIVEN[::-1], GIVEN[:1], (), (*GIVEN, GIVEN[0])):
        look(db, results=given)
        ((_, assessment), *_) = VerdictReader(db).verdicts(account())
        assert assessment.results == given
        assert assessment.newest == SHOWN[0]
        assert assessment.gaps == (("feed", gap()),)
    (one, *_) = VerdictReader(db).history(ID)
    assert one.reading.posts == SHOWN
    assert texts_of(one.reading.notes) == ("栏目改版，" * 9,)


@pytest.mark.parametrize("many", [0, 1, 3, 4, 5, 40])
def test_posts_come_back_in_their_order(many: int, db: Database) -> None:
    shown = [post(ago(n / 10), f"k{n}") for n in range(many)]
    VerdictWriter(db).append(begin(db), [inspected(seen(*shown, window=window(ago(30))))])

    assert VerdictReader(db).history(ID)[0].reading.posts == tuple(shown)


@pytest.mark.parametrize("ids", [(), (1,), (-1, 0, 1), (2**63 - 1, -(2**63), 5, -5), range(-9, 9)])
def test_ids_are_packed_and_unpacked(ids: tuple[int, ...]) -> None:
    assert unpacked(packed(list(ids))) == tuple(ids)
    assert unpacked(compact(list(ids))) == tuple(ids)


@pytest.mark.parametrize(
    "newest", [None, post(ago(90), "elsewhere"), post(ago(1), "#1", title="@2")]
)
def test_a_newest_post_that_no_look_of_now_showed_is_kept_as_well(
    newest: Any, db: Database
) -> None:
    look(db, newest=newest)

    ((_, assessment), *_) = VerdictReader(db).verdicts(account())
    assert assessment.newest == newest


def test_texts_that_hash_alike_are_told_apart(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "hashed", lambda _: 7)
    messages = [f"ein Text, der lang genug ist, Nr. {number}" for number in range(3)]
    kept = [texts.kept(db, one) for one in (*messages, *messages)]

    assert kept[:3] == kept[3:] and len(set(kept)) == 3
    assert [texts.read(db, kept)[one] for one in kept[:3]] == messages
    look(db)
    look(db, results=GIVEN[::-1])
    assert VerdictReader(db).verdicts(account())[0][1].results == GIVEN[::-1]
    assert rows(db, "conclusions") == 3


def test_a_text_that_is_gone_is_told_and_never_taken_for_nothing(db: Database) -> None:
    look(db)
    db.execute("DELETE FROM texts WHERE text LIKE '~%'")

    with pytest.raises(StoreError, match="缺少被引用的记录"):
        VerdictReader(db).history(ID)


def test_what_a_batch_took_back_is_referred_to_by_nobody(db: Database) -> None:
    """A transaction that fails takes its texts along."""
    number = begin(db)
    bad = inspected(seen(post(ago(1), "x\ud800")), results=GIVEN)
    refused = VerdictWriter(db).append(
        number, [bad, inspected(seen(*SHOWN), account=account("b"), results=GIVEN)]
    )

    assert refused == {ID}
    ((_, assessment),) = VerdictReader(db).verdicts(account("b"))
    assert assessment.results == GIVEN


def aged(db: Database) -> None:
    """Put every row into the form in which earlier programs wrote it."""
    for table in ("observations", "assessments"):
        for row in list(query(db, f"SELECT * FROM {table}")):
            (whole,) = texts.resolve_texts(db, [row])
            if table == "observations":
                whole["posts"] = compact(unpacked(whole["posts"]))
            for name in set(TEXTS) & whole.keys():
                db.execute(
                    f"UPDATE {table} SET {name} = ? WHERE id = ?", [whole[name], whole["id"]]
                )
    names = ", ".join(f'"{name}"' for name in verdict_rows.COLUMNS)
    db.execute(
        f"INSERT INTO results (run, account, {names}) SELECT run, account, {names} "
        f"FROM ({verdict_rows.GIVEN} ORDER BY a.run, a.account, place)"
    )
    db.execute("UPDATE assessments SET results = NULL")
    db.execute("DELETE FROM texts")
    db.execute("DELETE FROM conclusions")
    db.conn.commit()


ASKED: dict[str, Callable[[Path], object]] = {
    "status": lambda folder: command(folder, "status", "--json").out,
    "show": lambda folder: command(folder, "show", "chengguan-weixin", "--json").out,
    "report": lambda folder: command(folder, "report", "quarter", "2021Q4", "--json").out,
    "score": lambda folder: command(folder, "score", "--year", "2021", "--json").out,
    "cases": lambda folder: command(folder, "cases", "list", "--json").out,
    "worklist": lambda folder: command(folder, "worklist", "--json").out,
}


def test_who_asks_cannot_tell_old_rows_from_new_ones(county: Path) -> None:
    now = {what: ask(county) for what, ask in ASKED.items()}
    with open_database(county / "data" / "monitor.db") as db:
        period = Period(year=2021, month=10, span=Span.QUARTER)
        refuted = CaseStore(db).refuted(lambda _: Limit(days=14))
        assert rows(db, "results") == 0
        aged(db)
        assert rows(db, "results") > 500
        assert CaseStore(db).refuted(lambda _: Limit(days=14)) == refuted
        assert list(PeriodReader(db).past(period).histories)

    assert {what: ask(county) for what, ask in ASKED.items()} == now
    assert {what for what, said in now.items() if len(str(said)) < 100} == set()


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A data directory that an earlier program left, sealed, with its evidence."""
    evidence = tmp_path / "data" / "evidence"
    evidence.mkdir(parents=True)
    (tmp_path / "data" / "monitor.db").write_bytes(lzma.decompress(BEFORE.read_bytes()))
    shutil.copy(ROOT / "samples" / f"gaotai-{RECORDED}", evidence / RECORDED)
    shutil.copy(ROOT / "accounts.yaml", tmp_path)
    return tmp_path


def content(db: Database) -> list[tuple[Any, ...]]:
    tables = ("runs", "observations", "posts", "assessments", "results", "exchanges", "cases")
    return [tuple(row) for table in tables for row in query(db, f"SELECT * FROM {table}")]


def test_a_database_of_before_is_whole_and_loses_nothing(before: Path) -> None:
    with open_database(before / "data" / "monitor.db") as db:
        assert audit(db, before / "data" / "evidence").faults == ()
        assert (rows(db, "results"), rows(db, "assessments")) == (540, 54)
        assessments = VerdictReader(db).latest(load(before / "accounts.yaml").accounts)
        kept = content(db)
    assert len(assessments) == 54 and {len(assessment.results) for assessment in assessments} == {
        10
    }
    with open_database(before / "data" / "monitor.db") as db:
        assert content(db) == kept


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE results SET verdict = 'pass' WHERE verdict = 'fail'",
        "DELETE FROM results WHERE id = 1",
        "UPDATE assessments SET results = 1 WHERE id = 1",
        "UPDATE observations SET posts = '[]' WHERE posts <> '[]'",
        "UPDATE runs SET known = '[0,0,0]'",
    ],
)
def test_what_is_altered_in_a_database_of_before_is_still_found(sql: str, before: Path) -> None:
    with open_database(before / "data" / "monitor.db") as db:
        assert db.execute(sql).rowcount > 0
        db.conn.commit()

        assert any("第 1 次" in fault for fault in audit(db, before / "data" / "evidence").faults)


def test_a_run_after_it_continues_its_chain_in_the_new_form(before: Path) -> None:
    done = command(before, "check", "--replay", ROOT / "samples" / "gaotai-2021-12-31.warc.gz",
                   "--keep", "--json")  # fmt: skip

    assert done.code == 1, done.err
    with open_database(before / "data" / "monitor.db") as db:
        reader = VerdictReader(db)
        assert rows(db, "results") == 540
        assert [run.id for run in reader.runs()] == [2, 1]
        assert audit(db, before / "data" / "evidence").faults == ()
        first, second = reader.run(1), reader.run(2)
        assert first is not None and second is not None
        assert run_seal_chain.seal(first.seal, SealedRows(db).seal_items(2)) == second.seal
        ((newer, _), (older, _)) = reader.verdicts(load(before / "accounts.yaml").judged[0])
    assert (newer, older) == (2, 1)
