"""What earlier programs told by sentences is found out once, and means the same from then on."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.cases.case import FINDING_STEPS, Case
from monitor.cases.case_store import CaseStore
from monitor.figures.period_reader import PeriodReader
from monitor.model import clock
from monitor.model.period import Period, Span
from monitor.system import versions
from monitor.system.chain import links
from monitor.system.chain.watched import WatchedConnection
from monitor.system.connection import Database
from monitor.system.database import immediate, open_database
from monitor.system.migrations_identity import migrations
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.freshness import Limit
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.sealed_rows import SealedRows
from tests.builders import NOON, account, ago

FIRST = "m035_case_findings"
QUARTER = Period(year=2021, month=10, span=Span.QUARTER)
DAY = "2021年12月26日"  # of NOON less five days
WORDING = f"“未见严重表述错误”一项不符合要求：错别字（{DAY}张三核查）"
SECRETS = f"“未见泄露国家秘密”一项不符合要求：一处；另有“一处”（{DAY}张三核查）"
OLDER = f"“未发布或者链接反动、暴力、色情等内容”为否：外链（{DAY}李四（办公室）核查）"
LONG = f"“未因发布内容不当引发严重负面舆情”一项不符合要求：{'热' * 119}…（{DAY}张三核查）"
OTHER = LONG.replace("26日", "27日").replace("热" * 119 + "…", "另议")
BARE = f"“无购买粉丝、强制点赞等弄虚作假行为”一项不符合要求（{DAY}张三核查）"
QUOTED = f"“无发布、链接反动、暴力、色情等内容的情况”一项不符合要求：{BARE}（{DAY}张三核查）"
NOES = (  # id, account, item, hours later, by, note
    (1, "a", "wording", 0, "张三", "错别字"),
    (2, "a", "secrets", 0, "张三", "一处；另有“一处”"),
    (3, "a", "wording", 1, "张三", "错别字"),  # said once more on the same day
    (4, "a", "links", 0, "李四（办公室）", "外链"),
    (5, "b", "wording", 0, "张三", "错别字"),  # the same words, of another account
    (6, "a", "honesty", 0, "张三", ""),
    (7, "a", "opinion", 0, "张三", "热" * 200),  # a finding names the beginning alone
    (8, "a", "opinion", 24, "张三", "另议"),
    (9, "a", "opinion", 24, "李四", "另议"),
    (10, "a", "links", 0, "张三", BARE),
)


def older(path: Path) -> Database:
    """Make a database as the program of before these migrations left it, with people's answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, factory=WatchedConnection)
    db = Database(connection)
    db.execute("PRAGMA journal_mode=WAL")
    migrations.apply(db.library, stop_before=FIRST)
    links.reseal(db, ())
    db.conn.commit()
    with immediate(db):
        for id, whose, item, later, by, note in NOES:
            at = clock.stamp(ago(5) + timedelta(hours=later))
            db.table("answers").insert(
                {"id": id, "account": whose, "item": item, "good": 0, "at": at, "by": by,
                 "note": note, "evidence": ""}
            )  # fmt: skip
    return db


def case(db: Database, check: str, *steps: tuple[str, str, datetime, str]) -> None:
    """Insert a case of account ``a`` with steps: how, by whom, when, in which words."""
    with immediate(db):
        number = db.table("cases").insert(
            {"account": "a", "name": "甲", "unit": "u", "unit_name": "某局", "platform": "wechat",
             "check": check, "title": "问题"}
        ).last_pk  # fmt: skip
        db.table("case_steps").insert_all(
            {"case": number, "move": move, "at": clock.stamp(at), "by": by, "text": text,
             "document": ""}
            for move, by, at, text in steps
        )  # fmt: skip


def run(db: Database, id: int, at: datetime, whose: str = "a") -> None:
    with immediate(db):
        register = [[whose, "甲", "wechat", "u", "某局", "", "active", None, None]]
        db.table("registries").insert(
            {"sha256": f"r{id}", "taken_at": clock.stamp(at), "accounts": json.dumps(register)}
        )
        db.table("runs").insert(
            {"id": id, "mode": "full", "moment": clock.stamp(at), "started_at": clock.stamp(at),
             "finished_at": clock.stamp(at), "registered": 1, "selected": "[]",
             "registry": f"r{id}", "interrupted": 0}
        )  # fmt: skip
        db.table("assessments").insert(
            {"run": id, "account": whose, "verdict": "fail", "state": "stale", "gaps": "[]",
             "taken_at": clock.stamp(at), "as_of": clock.stamp(at), "notes": "[]"}
        )  # fmt: skip


def withdraw(db: Database, ids: Iterable[int]) -> None:
    with immediate(db):
        db.table("withdrawals").insert_all({"answer": id, "why": "点错"} for id in ids)


def refuted(db: Database) -> set[datetime]:
    return {at for _, at in CaseStore(db).refuted(lambda _: Limit(days=14))}


def findings_of(case: Case) -> list[tuple[Any, ...]]:
    return [
        (finding.kind, finding.about, finding.detail, finding.answers)
        for step in case.steps
        for finding in step.findings
    ]


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(
    ("text", "by", "withdrawn", "is_none"),
    [
        (WORDING, "程序", (1, 3), True),
        (WORDING, "程序", (1,), False),
        (WORDING, "程序", (1, 5), False),
        (f"{WORDING}；{SECRETS}", "程序", (1, 2, 3), True),
        (f"{SECRETS}；{WORDING}", "程序", (2,), False),
        (f"{WORDING}；另有一项（{DAY}张三核查）", "程序", (1, 3), False),
        (OLDER, "程序", (4,), True),
        (BARE, "程序", (6,), True),
        (LONG, "程序", (7,), True),
        (OTHER, "程序", (8,), True),
        (OTHER, "程序", (9,), False),
        (WORDING, "张三", (1, 3), False),
        ("已30天未更新", "程序", (1, 2, 3, 4, 5, 6), False),
    ],
)
def test_an_old_case_falls_with_the_answers_that_its_words_told_of(
    text: str, by: str, withdrawn: Sequence[int], is_none: bool, before: bool, tmp_path: Path
) -> None:
    with closing(older(tmp_path / "m.db").conn) as connection:
        db = Database(connection)
        case(db, "S01", ("open", by, ago(3), text))
        if before:
            withdraw(db, withdrawn)

    with open_database(tmp_path / "m.db") as db:
        if not before:
            AnswerStore(db).withdraw_answers(withdrawn, "点错")

        assert refuted(db) == ({ago(3)} if is_none else set())


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("S01", WORDING, [("unsafe_content", "wording", "错别字", (1, 3))]),
        (
            "S01",
            f"{SECRETS}；{OLDER}；{WORDING}",
            [
                ("unsafe_content", "secrets", "一处；另有“一处”", (2,)),
                ("unsafe_content", "links", "外链", (4,)),
                ("unsafe_content", "wording", "错别字", (1, 3)),
            ],
        ),
        ("S02", BARE, [("poor_interaction", "honesty", "", (6,))]),
        ("S01", QUOTED, [("unsafe_content", "links", BARE, (10,))]),
        (  # of answers that nobody knows any more
            "S01",
            WORDING.replace("错别字", "标题") + "；" + SECRETS.replace("张三", "王五（甲办）"),
            [
                ("unsafe_content", "wording", "标题", ()),
                ("unsafe_content", "secrets", "一处；另有“一处”", ()),
            ],
        ),
        ("S01", "另有一项", [("unsafe_content", "", "", ())]),
        ("U01", "截至2021年12月1日，从未发布内容", [("never_published", "", "", ())]),
        ("U01", "截至2021年12月1日，已30天未更新", [("silent", "", "", ())]),
        (
            "U02",
            "账号被平台封禁：甲；乙。请处理。；账号已迁移：丙。请核实。",
            [("account_blocked", "", "", ()), ("account_moved", "", "", ())],
        ),
    ],
)
def test_the_words_of_an_old_step_are_parted_into_what_it_found(
    check: str, text: str, expected: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    with closing(older(tmp_path / "m.db").conn) as connection:
        steps = ("open", "程序", ago(3), text), ("notify", "张三", ago(2), WORDING)
        case(Database(connection), check, *steps)

    with open_database(tmp_path / "m.db") as db:
        (kept,) = CaseStore(db).cases()

    assert findings_of(kept) == expected
    assert "；".join(finding.message for finding in kept.steps[0].findings) == text
    assert kept.steps[0].text == text and kept.steps[1].findings == ()


def test_an_old_step_rests_on_the_last_check_that_had_begun_by_then(tmp_path: Path) -> None:
    with closing(older(tmp_path / "m.db").conn) as connection:
        db = Database(connection)
        for id, on in ((1, 10), (2, 8), (3, 30)):  # the third was kept later, of an older day
            run(db, id, ago(on))
        steps = (
            ("open", "程序", ago(10), "甲"),
            ("rectify", "张三", ago(9.5), "乙"),
            ("failed", "程序", ago(7.9), "丙"),
            ("passed", "程序", ago(1), "丁"),
            ("close", "程序", ago(1), "戊"),
        )
        case(db, "U01", *steps)
        case(db, "U01", ("open", "程序", ago(40), "甲"))

    with open_database(tmp_path / "m.db") as db:
        first, second = CaseStore(db).cases()

    assert [step.run for step in first.steps] == [1, None, 2, 2, None]
    assert [step.run for step in second.steps] == [None]
    assert [len(step.findings) for step in first.steps] == [1, 0, 1, 0, 0]


def positional(db: Database, *, shared: bool) -> None:
    """Keep a check of two accounts that found the same words, by position as it was."""
    found = [["甲", ["x"]], [WORDING, ["f@1"], clock.stamp(ago(5))], [OLDER, []]]
    values: dict[str, Any] = {"check": "S01", "title": "安全问题", "basis": "", "verdict": "fail"}
    values |= {"findings": json.dumps(found, ensure_ascii=False), "reason": "", "advisory": 0}
    run(db, 1, ago(4))
    with immediate(db):
        db.table("assessments").insert(
            {"run": 1, "account": "b", "verdict": "fail", "state": "fresh", "gaps": "[]",
             "taken_at": clock.stamp(ago(4)), "as_of": clock.stamp(ago(4)), "notes": "[]"}
        )  # fmt: skip
        if shared:
            db.table("conclusions").insert({"hash": 1, **values})
            db.table("texts").insert({"hash": 1, "text": "[1]"})
            db.execute("UPDATE assessments SET results = 1")
        else:
            db.table("results").insert_all({"run": 1, "account": one, **values} for one in "ab")


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "of earlier"])
def test_findings_kept_by_position_rest_on_the_answers_of_their_own_account(
    shared: bool, tmp_path: Path
) -> None:
    with closing(older(tmp_path / "m.db").conn) as connection:
        positional(Database(connection), shared=shared)

    with open_database(tmp_path / "m.db") as db:
        own = {
            whose: VerdictReader(db).latest([account(whose)])[0].results[0].findings
            for whose in "ab"
        }
        (history,) = PeriodReader(db).past(QUARTER).histories

    told = {whose: [(f.about, f.answers) for f in findings] for whose, findings in own.items()}
    assert told == {
        "a": [("", ()), ("wording", (1, 3)), ("links", (4,))],
        "b": [("", ()), ("wording", (5,)), ("links", ())],
    }
    assert own["a"][1].seen_at == ago(5) and own["a"][1].evidence == ("f@1",)
    assert [(p.about, p.answers) for look in history.looks for p in look.problems] == told["a"]


def content(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    tables = ("answers", "cases", "case_steps", "results", "conclusions", "texts", "assessments")
    rows = {table: list(db.query(f"SELECT * FROM {table}")) for table in tables}
    later = {"outlook", "vouched_until", "looked_at", "via"}  # columns that came since
    return {
        one: [tuple(row[name] for name in row if name not in later) for row in of]
        for one, of in rows.items()
    }


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "of earlier"])
def test_the_chain_holds_and_no_row_of_before_is_touched(shared: bool, tmp_path: Path) -> None:
    with closing(older(tmp_path / "m.db").conn) as connection:
        db = Database(connection)
        positional(db, shared=shared)
        case(db, "S01", ("open", "程序", ago(3), f"{WORDING}；{SECRETS}"))
        assert links.compared(db) == ([], [])
        before = content(db)

    with open_database(tmp_path / "m.db") as db:
        chain = SealedRows(db).chain()
        assert (chain.differences, chain.broken, chain.overtaken) == ((), (), ())
        assert content(db) == before
        assert db.table("finding_identities").count == 6
        assert not versions.is_old(db)


def test_what_somebody_did_to_an_old_step_is_still_found(tmp_path: Path) -> None:
    db = older(tmp_path / "m.db")
    case(db, "S01", ("open", "程序", ago(3), WORDING))
    db.execute("DROP TRIGGER temp.'touched UPDATE case_steps'")
    db.execute("UPDATE case_steps SET text = '甲'")
    db.conn.commit()
    db.conn.close()

    with open_database(tmp_path / "m.db") as db:
        assert [difference.table for difference in SealedRows(db).chain().differences] == [
            "case_steps"
        ]


def test_a_finding_is_kept_by_names_and_one_of_a_later_program_is_read(tmp_path: Path) -> None:
    with open_database(tmp_path / "m.db") as db:
        later = json.dumps([{"message": "甲", "kind": "silent", "weight": 3}])
        values = ("U01", "", "", "fail", later, "", 0)
        db.execute(
            'INSERT INTO results (run, account, "check", title, basis, verdict, findings, reason, '
            "advisory) VALUES (1, 'a', ?, ?, ?, ?, ?, ?, ?)", values,
        )  # fmt: skip
        db.table("assessments").insert(
            {"run": 1, "account": "a", "verdict": "fail", "state": "stale", "gaps": "[]",
             "taken_at": clock.stamp(NOON), "as_of": clock.stamp(NOON), "notes": "[]"}
        )  # fmt: skip

        ((finding,),) = (
            result.findings for result in VerdictReader(db).latest([account("a")])[0].results
        )

    assert (finding.message, finding.kind, finding.about) == ("甲", "silent", "")
    assert {move.value for move in FINDING_STEPS} == {"open", "reopen", "more", "failed"}
