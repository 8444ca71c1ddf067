"""`monitor report` over the recorded quarter: every form, issue and re-issue, wrong words."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.county import register
from tests.hand_office import hand_office, silent
from tests.office import account, make_office, papers
from tests.reports.paper_reader import Reader
from tests.reports.paper_rules import RULES
from tests.running import Done, run

CITY = "2021Q4政务新媒体检查情况报告"


def report(folder: Path, *words: object) -> Done:
    return run(folder, "report", *words)


def manifest(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return value


def test_the_quarter_comes_in_every_usual_form(few: Path) -> None:
    done = report(few, "quarter", "2021Q4", "--date", "2022-01-04")
    folder = few / "out" / "2021Q4"

    assert done.code == 0, done.err
    assert {path.name for path in folder.iterdir()} == {
        "2021Q4报告领导阅签单.docx", f"{CITY}.docx", f"{CITY}附表.xlsx", f"{CITY}.html",
        f"{CITY}.json", "manifest.json",
    }  # fmt: skip
    assert "2021年第四季度" in done.out
    assert f"{CITY}.docx" in done.err and str(folder) in done.err
    for name, digest in manifest(folder)["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_every_form_tells_the_same_numbers(few: Path) -> None:
    report(few, "quarter", "2021Q4", "--date", "2022-01-04")
    folder = few / "out" / "2021Q4"
    total = json.loads((folder / f"{CITY}.json").read_text("utf-8"))["total"]
    sentence = f"合格{total['pass']}个，不合格{total['fail']}个，合格率{total['pass_rate']['text']}"

    words = "\n".join(p.text for p in docx.Document(str(folder / f"{CITY}.docx")).paragraphs)
    assert sentence in words
    assert sentence in (folder / f"{CITY}.html").read_text("utf-8")
    reader = Reader(json.loads((folder / f"{CITY}.json").read_text("utf-8")))
    plain = words.replace("\u200b", "")  # where a line may end
    assert sum(len(list(rule.spots(reader, plain))) for rule in RULES) > 10
    shown = json.loads(report(few, "quarter", "2021Q4", "--json").out)
    assert shown["total"] == total


def test_the_letter_to_the_units_is_another_paper(few: Path) -> None:
    words = ("--for", "units", "--format", "docx", "--due", "2022-01-20", "--date", "2022-01-04")
    done = report(few, "quarter", "2021Q4", *words)

    path = few / "out" / "2021Q4" / "2021Q4政务新媒体检查情况通报.docx"
    text = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    assert done.code == 0
    assert "请于2022年1月20日前将整改情况书面报送" in text


@pytest.mark.parametrize("decimals", ["0", "2"])
def test_digits_can_be_chosen(decimals: str, few: Path) -> None:
    done = report(few, "quarter", "2021Q4", "--json", "--decimals", decimals)

    rate = json.loads(done.out)["total"]["pass_rate"]["text"]
    assert len(rate.partition(".")[2].removesuffix("%")) == int(decimals)


def test_json_alone_writes_no_file(few: Path) -> None:
    done = report(few, "quarter", "2021Q4", "--json")

    assert json.loads(done.out)["period"] == "2021Q4"
    assert done.err == ""
    assert papers(few) == []


def test_the_sisters(few: Path) -> None:
    month = report(few, "month", "2021-12", "--format", "docx")
    year = report(few, "year", "2021", "--format", "docx,json")

    assert (month.code, year.code) == (0, 0)
    assert (few / "out" / "2021-12" / "2021-12政务新媒体检查情况月报.docx").exists()
    assert (few / "out" / "2021" / "2021政务新媒体年度工作情况.json").exists()


def test_the_sheet_for_signing_goes_with_each_paper_that_is_signed(few: Path) -> None:
    made = [
        report(few, *words, "--format", "cover", "--date", "2022-01-04")
        for words in (
            ("quarter", "2021Q4"), ("quarter", "2021Q4", "--for", "units"), ("month", "2021-12"),
        )
    ]  # fmt: skip

    assert [done.code for done in made] == [0, 0, 0]
    names = {path.name for path in (few / "out").glob("*/*.docx")}
    assert names == {
        f"{name}领导阅签单.docx" for name in ("2021Q4报告", "2021Q4通报", "2021-12月报")
    }


@pytest.mark.parametrize("words", [("year", "2021"), ("notice", "caizheng-weixin")])
def test_what_nobody_signs_has_no_sheet(words: tuple[str, ...], few: Path) -> None:
    done = report(few, *words, "--format", "cover")

    assert done.code == 2 and "只有季度、月度文稿才有" in done.err
    assert papers(few) == []


@pytest.mark.parametrize("forms", ["terminal", "xlsx,json", "cover,terminal"])
def test_a_letter_is_refused_in_forms_that_it_does_not_have(forms: str, few: Path) -> None:
    done = report(few, "notice", "caizheng-weixin", "--format", forms)

    assert (done.code, done.out) == (2, "")
    assert "整改通知书只有 docx、html、pdf 形式" in done.err
    assert papers(few) == []


def test_notices_come_one_a_unit(quarter: Path) -> None:
    done = report(
        quarter, "notice", "caizheng-weixin", "xinba-weixin", "heiquan-weixin",
        "--format", "docx", "--date", "2022-01-04",
    )  # fmt: skip

    folder = quarter / "out" / "notices"
    assert done.code == 0, done.err
    assert sorted(path.name for path in folder.glob("*.docx")) == [
        f"整改通知书-{unit}-2022-01-04.docx"
        for unit in ("新坝镇人民政府", "高台县财政局", "黑泉镇人民政府")
    ]
    path = folder / "整改通知书-高台县财政局-2022-01-04.docx"
    text = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    assert "高台县财政局：" in text and "已19天未更新" in text and ".warc.gz" not in text


def test_a_further_notice_of_one_day_takes_no_other_ones_place(quarter: Path) -> None:
    words = ("notice", "caizheng-weixin", "--date", "2022-01-04", "--format", "docx,html")
    folder = quarter / "out" / "notices"
    assert report(quarter, *words).code == 0
    first = (folder / "整改通知书-高台县财政局-2022-01-04.docx").read_bytes()

    for _ in range(2):
        assert report(quarter, *words, "--due", "2022-02-01").code == 0

    assert sorted(path.name for path in folder.glob("*.docx")) == [
        f"整改通知书-高台县财政局-2022-01-04{number}.docx" for number in ("-2", "-3", "")
    ]
    assert (folder / "整改通知书-高台县财政局-2022-01-04.docx").read_bytes() == first


def test_who_does_not_fail_gets_no_notice(few: Path) -> None:
    done = report(few, "notice", "chengguan-weixin", "--date", "2022-01-04")

    assert done.code == 2
    assert "最近一次结论为“合格”，没有需要整改的问题" in done.err


@pytest.mark.long
def test_an_issued_report_is_frozen_and_a_further_issue_says_what_changed(quarter: Path) -> None:
    issue = ("--issue", "高政办报〔2022〕3号", "2022-01-05", "--format", "docx")
    first = report(quarter, "quarter", "2021Q4", *issue)
    draft = report(quarter, "quarter", "2021Q4", "--format", "json")
    frozen = (quarter / "out" / "2021Q4" / "报告第1版" / f"{CITY}.docx").read_bytes()
    same = report(quarter, "quarter", "2021Q4", *issue)
    text = (quarter / "accounts.yaml").read_text("utf-8")
    (quarter / "accounts.yaml").write_text(text.replace("max_days: 14", "max_days: 13"), "utf-8")
    with open_database(quarter / "data" / "monitor.db") as db:
        db.execute(
            "UPDATE assessments SET verdict = 'fail', state = 'stale' "
            "WHERE account = 'minzheng-weixin' AND run = 4"
        )
        db.conn.commit()
    third = report(quarter, "quarter", "2021Q4", *issue)

    folder = quarter / "out" / "2021Q4"
    assert "已登记印发：高政办报〔2022〕3号，2022-01-05，第1版" in first.err
    assert "已于 2022-01-05 印发（第1版），本次生成的是草稿" in draft.err
    assert (folder / "报告第1版" / f"{CITY}.docx").read_bytes() == frozen
    assert "第2版" in same.err and "数字与上一版相同" in same.err
    assert "“高台民政”由合格（临近超期）变为不合格（超期未更新）" in third.err
    assert manifest(folder / "报告第3版")["changes"]
    assert manifest(folder / "报告第3版")["issued"]["version"] == 3
    texts = [p.text for p in docx.Document(str(folder / "报告第1版" / f"{CITY}.docx")).paragraphs]
    assert "2022年1月5日" in texts


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("quarter", "2021Q5"), "应写成 2021Q4"),
        (("month", "2021-00"), "应写成 2021-12"),
        (("year", "21"), "应写成 2021"),
        (("quarter", "2099Q1"), "2099年第一季度尚未开始，没有可以报告的内容。"),
        (("month", "2099-02", "--json"), "2099年2月尚未开始"),
        (("year", "2099"), "2099年尚未开始"),
        (("quarter", "2021Q4", "--format", "doc"), "docx"),
        (("quarter", "2021Q4", "--format", ","), "docx"),
        (("quarter", "2021Q4", "--date", "2022-13-01"), "2026-05-01"),
        (("quarter", "2021Q4", "--date", "2022-01-05", "--due", "2022-01-04"), "早于成文日期"),
        (("quarter", "2021Q4", "--issue", " ", "2022-01-05"), "请写文号"),
        (("quarter", "2021Q4", "--decimals", "3"), "--decimals"),
        (("notice", "nobody"), "名单中没有账号“nobody”。"),
    ],
)
def test_wrong_words_are_one_sentence(words: tuple[str, ...], sentence: str, few: Path) -> None:
    done = report(few, *words)

    assert done.code == 2
    assert sentence in done.err
    assert "Traceback" not in done.err
    assert papers(few) == []


def test_a_county_that_was_never_checked_gets_an_empty_report(tmp_path: Path) -> None:
    register.copied(tmp_path)

    done = report(tmp_path, "quarter", "2021Q4")
    refused = report(tmp_path, "notice", "chengguan-weixin")

    assert done.code == 0, done.err
    assert "本期未开展检查" in done.out
    assert refused.code == 2 and "尚未检查过" in refused.err


def test_who_was_merged_is_told_by_the_day_of_the_register(tmp_path: Path) -> None:
    merged: dict[str, Any] = {
        "status": "merged",
        "merged_into": "a",
        "merged_on": date(2021, 11, 8),
    }
    make_office(tmp_path, [account("a", "新号"), account("b", "旧号", **merged)])

    report(tmp_path, "quarter", "2021Q4", "--format", "html")

    page = (tmp_path / "out" / "2021Q4" / f"{CITY}.html").read_text("utf-8")
    assert "本季度注销或整合账号1个（微信“旧号”并入“新号”）。" in page


def test_the_offices_own_template_is_used(quarter: Path) -> None:
    (quarter / "templates").mkdir()
    (quarter / "templates" / "month.txt").write_text("# 本县月报\n共{{ total.registered }}个。\n")

    report(quarter, "month", "2021-12", "--format", "html")

    page = (quarter / "out" / "2021-12" / "2021-12政务新媒体检查情况月报.html").read_text("utf-8")
    assert "<h1>本县月报</h1>" in page and "共55个。" in page


def test_a_kept_replay_is_a_run_with_its_evidence(kept: Path) -> None:
    done = run(kept, "evidence", "verify", "--json")

    assert json.loads(done.out)["faults"] == []
    assert json.loads(done.out)["runs"] == 4


def test_a_recording_is_kept_once_and_in_order(few: Path) -> None:
    from tests.county.record import QUARTER

    again = run(few, "check", "--replay", QUARTER[-1], "--keep")
    earlier = run(few, "check", "--replay", QUARTER[0], "--keep")

    assert (again.code, earlier.code) == (2, 2)
    assert "录制须按时间先后存入" in again.err and "录制须按时间先后存入" in earlier.err
    with open_database(few / "data" / "monitor.db") as db:
        assert len(VerdictReader(db).runs()) == 4


@pytest.mark.parametrize("words", [("--keep",), ("--keep", "chengguan-weixin")])
def test_keeping_is_for_whole_replays(words: tuple[str, ...], tmp_path: Path) -> None:
    from tests.county.record import RECORDING

    register.copied(tmp_path)
    alone = run(tmp_path, "check", *words)
    chosen = run(tmp_path, "check", "--replay", RECORDING, "--keep", "chengguan-weixin")

    assert (alone.code, chosen.code) == (2, 2)
    assert "--keep" in alone.err and "--keep" in chosen.err


def test_an_issue_whose_files_cannot_be_written_is_not_frozen(few: Path) -> None:
    blocked = few / "blocked"
    blocked.mkdir()
    (blocked / "2021Q4").write_text("", "utf-8")
    words = ("quarter", "2021Q4", "--issue", "高政办〔2022〕1号", "2022-01-05", "--out")

    refused = report(few, *words, str(blocked))
    issued = report(few, *words, str(few / "o"))

    assert refused.code == 2 and "已登记印发" not in refused.err
    assert issued.code == 0 and "第1版" in issued.err


def test_the_workbook_holds_what_left_the_paper(few: Path) -> None:
    report(few, "quarter", "2021Q4", "--format", "docx,xlsx", "--date", "2022-01-04")
    folder = few / "out" / "2021Q4"

    on_paper = {
        cell.text
        for table in docx.Document(str(folder / f"{CITY}.docx")).tables
        for cell in table.rows[0].cells
    }
    book = load_workbook(folder / f"{CITY}附表.xlsx")
    everyone = {str(cell.value) for cell in book["账号检查情况"][1]}

    assert {"检查次数", "发布条数"} <= everyone and not {"检查次数", "发布条数"} & on_paper
    left = {"按平台统计", "按单位统计", "整改台账", "检查安排", "检查方法与口径说明"}
    assert left <= set(book.sheetnames)


def test_a_source_that_answered_and_did_not_suffice_is_named(quarter: Path) -> None:
    report(quarter, "quarter", "2021Q4", "--format", "xlsx", "--date", "2022-01-04")
    book = load_workbook(quarter / "out" / "2021Q4" / f"{CITY}附表.xlsx")

    titles, *found = book["无法判定账号清单"].values
    tried = {str(row[3]): row[titles.index("已尝试")] for row in found}

    assert tried["合黎镇微讯"] == "公众号合集"
    assert tried["高台退役军人"] == "公众号接口"
    assert tried["高台融媒视频号"] == "无自动来源"


def column(path: Path, name: str, title: str) -> list[object]:
    """Return what stands below *title* in the sheet called *name*, row by row."""
    rows = list(load_workbook(path)[name].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if title in row)
    at = rows[head].index(title)
    return [row[at] for row in rows[head + 1 :] if any(cell is not None for cell in row)]


@pytest.mark.parametrize(
    ("entered", "posts"),
    [((3, 4, 5, 6), 13), ((0, 0, 0), 0), ((3, 4), None)],
)
def test_posts_that_a_person_counted_stand_in_the_paper_and_in_its_tables(
    tmp_path: Path, entered: tuple[int, ...], posts: int | None
) -> None:
    office = hand_office(tmp_path)
    silent(office)
    for number, month in zip(entered, ("2021-10", "2021-11", "2021-12", "2021-12"), strict=False):
        office.at(27, "observe", "高台财政", "--posts", number, "--month", month, "--by", "张三")

    office.at(28, "report", "quarter", "2021Q4", "--format", "docx,xlsx")
    folder = office.folder / "out" / "2021Q4"
    paper = docx.Document(str(folder / f"{CITY}.docx"))
    book = folder / f"{CITY}附表.xlsx"

    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert (f"其中1个账号的{posts}条为人工填报" in text) is (posts is not None), text
    cell, by = ("—", "仅人工查看，不计发布条数") if posts is None else (posts, "人工填报")
    assert column(book, "账号检查情况", "发布条数") == [cell, "—"]
    assert column(book, "账号检查情况", "条数说明")[0] == by
    assert column(book, "按单位统计", "发布条数")[-1] == cell
