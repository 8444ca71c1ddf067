"""Every text that people give, whatever it holds, is kept whole, cut, or refused; never a crash."""

import csv
import json
import random
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from monitor.parsing.text import storable
from tests.lengths import times
from tests.running import Done, run

HOSTILE = {
    "controls": "甲\x00\x01\x07\x08\x0b\x0c\x1b[31m\x1f\x7f\x9b乙",
    "half a character": "甲\ud83d乙",
    "the other half": "\ude00甲",
    "no character": "甲\ufffe\uffff\ufdd0\U0001fffe乙",
    "bidi": "甲\u202e\u2066乙\u200f",
    "long": "长" * 1_000_000,
    "combining": "e" + "\u0301" * 10_000,
    "formula": "=cmd|' /C calc'!A0",
    "call": '<at user_id="all">所有人</at>',
    "markup": "<script>alert(1)</script>&lt;b&gt; {{ 7 * 7 }} {% raw %} [red]x[/red]",
    "escape": "_x0007_%s%n$(x)`y`\\",
    "lines": "甲\r\n乙\u2028丙\t丁\x85戊",
    "blank": " \u3000\u200b ",
}
ACCOUNT = "@account"
PLACES = times("MONITOR_PLACES", 2, 3)  # of all of them, chosen by chance
SINGLE = 2  # rows that are tried alone too
LONGEST = 4_000  # characters of one text that is kept
GIVEN = {
    "by": ["observe", "@account", "--newest", "2021-12-30 09:00", "--by", "?"],
    "note": ["observe", "@account", "--newest", "2021-12-30 09:00", "--by", "某",
             "--note", "?"],
    "newest": ["observe", "@account", "--by", "某", "--newest", "?"],
    "link": ["observe", "@account", "--by", "某", "--link", "https://weibo.com/1/?"],
    "shot": ["observe", "@account", "--by", "某", "--newest", "2021-12-30", "--screenshot", "?"],
    "at": ["observe", "@account", "--by", "某", "--newest", "2021-12-30", "--at", "?"],
    "case text": ["cases", "open", "@account", "--text", "?", "--by", "某"],
    "case by": ["cases", "open", "@account", "--text", "问题", "--by", "?"],
    "rectified": ["cases", "rectify", "1", "--text", "?", "--by", "某"],
    "exempt": ["cases", "exempt", "1", "--reason", "?", "--document", "?", "--by", "?",
               "--until", "2022-06-30"],
    "closed": ["cases", "close", "2", "--reason", "?", "--by", "?"],
    "answers": ["checklist", "set", "@account", "wording=否", "--note", "?", "--by", "?"],
    "added": ["accounts", "add", "neu-weixin", "--name", "?", "--platform", "微信",
              "--unit", "城关镇人民政府"],
    "set": ["accounts", "set", "@account", "name=?", "--by", "?", "--reason", "?"],
    "contact": ["accounts", "set", "@account", "contact.name=?", "--by", "某"],
    "unit": ["check", "--unit", "?"],
    "account": ["show", "?"],
    "command": ["?"],
    "issue": ["report", "quarter", "2021Q4", "--issue", "?", "2022-01-05"],
    "ack": ["notices", "ack", "?"],
}  # fmt: skip
SHOWN = (
    ["status"], ["status", "--json"], ["show", "@account"],
    ["show", "@account", "--json"],
    ["cases", "list", "--all"], ["cases", "list", "--all", "--json"], ["worklist"],
    ["score", "--year", "2021"],
    ["accounts", "list"], ["accounts", "log"], ["checklist", "list"], ["notices", "list"],
    ["report", "month", "2021-12", "--format", "terminal,cover,docx,xlsx,html,json"],
    ["report", "quarter", "2021Q4", "--format", "terminal,cover,docx,xlsx,html,json"],
)  # fmt: skip


def in_order(done: Done) -> None:
    assert done.code in (0, 1, 2, 3), done.err
    assert "程序内部出错" not in done.err and "Traceback" not in done.err, done.err[-500:]
    assert storable(done.out) == done.out and storable(done.err) == done.err
    assert len(done.err) < 20_000


def kept_texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (table, column, text) of every text in the database."""
    db = sqlite3.connect(path)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        rows = db.execute(f'SELECT * FROM "{table}"')
        columns = [one[0] for one in rows.description]
        for row in rows:
            yield from ((table, name, v) for name, v in zip(columns, row, strict=True)
                        if isinstance(v, str))  # fmt: skip
    db.close()


def whole(folder: Path) -> None:
    """Every file of a report can be read by those who read such files."""
    for path in (folder / "out").rglob("*.*"):
        if path.suffix == ".docx":
            Document(str(path))
        elif path.suffix == ".xlsx":
            book = load_workbook(path)
            for sheet in book.worksheets:
                assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        elif path.suffix == ".html":
            text = path.read_text("utf-8")
            assert "<script" not in text and storable(text) == text
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as parts:
                for name in parts.namelist():
                    if name.endswith((".xml", ".rels")):
                        etree.fromstring(parts.read(name))


BIG = {"registries", "issues", "edits", "link_rows"}  # whole files and seals, not texts


def test_whatever_people_type_can_be_kept_and_printed_in_every_form(county: Path) -> None:
    """Each kind of text in each place, another account for each kind; then all is printed."""
    ids = [row["id"] for row in json.loads(run(county, "accounts", "list", "--json").out)]
    chosen = random.Random(PLACES).sample(sorted(GIVEN), min(PLACES, len(GIVEN)))
    for id, text in zip(ids, HOSTILE.values(), strict=False):
        for name in chosen:
            typed = (word.replace("?", text).replace(ACCOUNT, id) for word in GIVEN[name])
            in_order(run(county, *typed))

    for table, column, kept in kept_texts(county / "data" / "monitor.db"):
        assert storable(kept) == kept, (table, column)
        if table not in BIG and column not in ("memo", "posts"):
            assert len(kept) <= LONGEST, (table, column, len(kept))
    for words in SHOWN:
        done = run(county, *(word.replace(ACCOUNT, ids[0]) for word in words))
        in_order(done)
        assert done.code != 2, (words, done.err)
    whole(county)


LEDGER = ("标识", "账号名称", "平台", "主办单位", "备注", "联系人", "联系电话", "状态", "开通日期")


@pytest.mark.share(3)
@pytest.mark.parametrize("at", range(len(LEDGER)))
def test_whatever_stands_in_a_ledger_is_a_row_or_a_fault(at: int, county: Path) -> None:
    path = county / "ledger.csv"
    rows = [
        [
            f"neu{n}",
            f"新账号{n}",
            "微信",
            "城关镇人民政府",
            "",
            "某",
            "0936-1",
            "正常",
            "2021-01-01",
        ]
        for n in range(len(HOSTILE))
    ]
    for row, text in zip(rows, HOSTILE.values(), strict=True):
        row[at] = text[:100_000]
    for kept in (rows, *([row] for row in rows[:SINGLE])):
        with path.open("w", encoding="utf-8-sig", errors="surrogatepass", newline="") as file:
            csv.writer(file).writerows([LEDGER, *kept])
        in_order(run(county, "accounts", "import", path, "--apply", "--by", "某"))
    in_order(run(county, "accounts", "list"))
    in_order(run(county, "status"))
