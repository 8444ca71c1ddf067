"""`monitor cases`: from the worklist to the end, step by step."""

import json
from datetime import datetime, timedelta

import pytest
from docx import Document

from monitor.app import case_steps
from monitor.cases.case import StepKind
from monitor.figures.period_reader import PeriodReader
from monitor.model import Means
from monitor.model.clock import BEIJING
from monitor.model.period import Period, Span
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.cli.cases.builders import by, ledger, listed, posted
from tests.hand_office import COUNTY, silent
from tests.office import Office, account, make_office
from tests.sheets import fill

QUARTER = Period(year=2021, month=10, span=Span.QUARTER)


def test_the_round_trip_of_an_office_without_a_network(office: Office) -> None:
    sheet = office.folder / "list.xlsx"
    office.at(0, "worklist", "--out", sheet)
    failing = {"最新内容时间": "2021-10-08", "截图文件": "home.png"}
    fill(sheet, {"高台财政": failing, "高台民政": {"最新内容时间": "2021-12-05 09:00"}})
    assert office.at(0, "observe", "--import", sheet, "--by", "张三").code == 0

    checked = office.at(0, "check")
    assert checked.code == 1 and "新发现问题 1 个" in checked.err
    (case,) = listed(office, 0)
    assert (case["account"], case["stage"], case["check"]) == ("caizheng-weixin", "found", "U01")

    assert office.at(1, "report", "notice", "caizheng-weixin").code == 0
    (notice,) = (office.folder / "out" / "notices").glob("*.docx")
    assert any("高台财政" in p.text for p in Document(str(notice)).paragraphs)
    assert "期限 2021-12-14" in by(office, 1, "notify", "1").err
    assert by(office, 3, "rectify", "1", "--text", "已恢复更新").code == 0

    posted(office, 4)
    assert office.at(4, "check").code == 0
    assert listed(office, 4) == []
    (closed,) = listed(office, 4, "--all")
    assert (closed["stage"], closed["steps"][-1]["text"]) == ("closed", "复查合格")
    moves = [step["move"] for step in closed["steps"]]
    assert moves == ["open", "notify", "rectify", "passed", "close"]

    figures = json.loads(office.at(25, "report", "quarter", "2021Q4", "--json").out)
    assert [(c["id"], c["stage"]) for c in figures["cases"]] == [(1, "closed")]
    marks = json.loads(office.at(25, "score", "--year", "2021", "--quarter", "4", "--json").out)
    by_unit = {unit["unit"]: [mark["fault"] for mark in unit["marks"]] for unit in marks["units"]}
    assert by_unit == {"caizheng": ["failed"], "minzheng": []}
    (mark,) = next(unit["marks"] for unit in marks["units"] if unit["marks"])
    with open_database(office.database) as db:
        seen = {
            ref for look in VerdictReader(db).history("caizheng-weixin") for ref in look.evidence
        }
    assert mark["evidence"] == [f"{ref.file}@{ref.offset}" for ref in seen]


def test_a_screenshot_is_the_proof_of_the_checks_it_spoke_in_and_no_later_one(
    office: Office,
) -> None:
    for day in (0, 5, 8):
        silent(office, day)

    with open_database(office.database) as db:
        (history,) = (
            h for h in PeriodReader(db).past(QUARTER).histories if h.account.id == "caizheng-weixin"
        )

    assert [len(history.proof[look.run]) for look in history.looks] == [1, 2, 2]


def test_an_early_promise_is_refuted_by_a_later_look(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    by(office, 2, "rectify", "1", "--text", "已恢复更新")
    silent(office, 3)

    (case,) = listed(office, 3)
    assert (case["stage"], case["steps"][-1]["move"]) == ("notified", "failed")


def test_who_says_it_is_put_right_is_on_the_list_of_whom_to_look_at(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    assert "待复查" not in office.at(1, "worklist", "--json").out
    by(office, 2, "rectify", "1", "--text", "已恢复更新")

    tasks = json.loads(office.at(2, "worklist", "--json").out)["tasks"]

    (case,) = listed(office, 2)
    assert (tasks[0]["account"], tasks[0]["need"]) == ("caizheng-weixin", "review")
    assert tasks[0]["why"] == f"整改待复查（1号，期限{case['due_on']}）"


def test_verify_closes_by_what_was_seen_since(office: Office) -> None:
    silent(office)
    assert "没有可以销号的问题" in office.at(1, "cases", "verify").err
    posted(office, 2)
    office.at(2, "check", "caizheng-weixin")

    assert listed(office, 2) == []


def test_the_history_names_who_and_why(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    silent(office)
    by(office, 1, "exempt", "1", "--document", "政办〔2021〕1号", "--until", "2021-12-20",
       "--reason", "机构改革")  # fmt: skip

    shown = office.at(2, "cases", "show", "1").out

    assert "豁免至2021-12-20" in shown
    assert "张三" in shown and "机构改革；依据政办〔2021〕1号；至2021-12-20" in shown
    silent(office, 15)
    assert [case["stage"] for case in listed(office, 15)] == ["found"]


def test_a_problem_may_be_opened_and_closed_by_hand(office: Office) -> None:
    done = by(office, 0, "open", "caizheng-weixin", "--text", "留言超过5个工作日未回复")

    assert "1 号问题" in done.err
    office.at(1, "cases", "verify")
    assert len(listed(office, 1)) == 1
    assert by(office, 1, "close", "1", "--reason", "已回复").code == 0
    assert listed(office, 1) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["notify", "7"], "没有 7 号问题"),
        (["notify", "x"], "x"),
        (["rectify", "1", "--text", "x"], "1 号问题待通知，不能整改反馈"),
        (["open", "caizheng-weixin", "--text", " "], "请写明发现的问题"),
        (["extend", "1", "--due", "2022-01-09"], "不能延期"),
        (["close", "1"], "--reason"),
        (["exempt", "1", "--reason", "x", "--until", "2022-01-09"], "--document"),
        (["open", "nobody", "--text", "x"], "没有账号“nobody”。"),
        (["notify", "1", "--due", "明天"], "应写成 2026-05-01"),
    ],
)
def test_a_step_that_cannot_be_is_one_sentence(
    office: Office, words: list[str], sentence: str
) -> None:
    silent(office)

    done = by(office, 1, *words)

    assert done.code == 2 and sentence in done.err and "Traceback" not in done.err
    assert len(listed(office, 1)[0]["steps"]) == 1


def test_terms_are_the_offices(office: Office) -> None:
    path = office.accounts_file
    path.write_text(f"rectifying: {{due_workdays: 10}}\n{path.read_text('utf-8')}", "utf-8")
    silent(office)

    assert "期限 2021-12-21" in by(office, 1, "notify", "1").err


def test_an_office_may_open_cases_by_hand_only(office: Office) -> None:
    office.write(f"rectifying: {{automatic: 否}}\n{office.text()}")
    silent(office)

    assert listed(office, 0) == []


WENLV = {"id": "wenlv", "name": "高台县文体广电和旅游局"}
WEIBO = account(
    "wenlv-weibo", "高台文旅", "weibo", unit="wenlv", url="https://weibo.com/u/1234567890"
)
SHOWN = (int(datetime(2021, 12, 3, 9, 30, tzinfo=BEIJING).timestamp()) - 515483463) << 22


def test_who_had_published_is_in_no_ledger_and_loses_no_marks(office: Office) -> None:
    """A link that turns up later shows that the account had not been silent after all."""
    make_office(office.folder, [WEIBO], units=[WENLV], jurisdiction=COUNTY)
    office.at(0, "observe", "wenlv-weibo", "--newest", "2021-11-01", "--screenshot",
       office.folder / "home.png", "--by", "张三")  # fmt: skip
    office.at(0.01, "check")
    by(office, 0.02, "notify", "1", "--due", "2021-12-07")
    assert [case["overdue"] for case in ledger(office, 25)] == [True]

    link = f"https://weibo.com/1234567890/{SHOWN}"
    assert office.at(2, "observe", "wenlv-weibo", "--link", link, "--by", "李四").code == 0

    assert ledger(office, 2.01) == []
    assert "原结论有误而撤销 1 个" in office.at(2.02, "check").err
    assert listed(office, 3) == [] and ledger(office, 25) == []
    (case,) = listed(office, 3, "--all")
    assert [step["move"] for step in case["steps"]] == ["open", "notify", "refuted"]
    assert "结论撤销" in office.at(3, "cases", "list", "--all").out
    output = json.loads(office.at(3, "notices", "list", "--json").out)
    assert output[0]["text"].endswith("原结论有误，已撤销，无需整改")
    marks = json.loads(office.at(25, "score", "--year", "2021", "--quarter", "4", "--json").out)
    assert [unit["marks"] for unit in marks["units"]] == [[]]


def test_somebodys_word_withdraws_nothing(office: Office) -> None:
    silent(office)
    office.at(1, "observe", "caizheng-weixin", "--newest", "2021-12-04", "--by", "李四")
    office.at(1.01, "check")

    (case,) = listed(office, 2, "--all")

    assert "refuted" not in [step["move"] for step in case["steps"]]


def test_verify_closes_by_a_look_that_no_check_has_taken_in(office: Office) -> None:
    silent(office)
    posted(office, 2)

    text = office.at(2.1, "cases", "verify").err

    assert "销号" in text and "请先运行" not in text
    assert listed(office, 2.2, "--all")[0]["stage"] == "closed"


def test_a_notice_given_twice_is_written_once_and_said_so(office: Office) -> None:
    silent(office)
    first = by(office, 1, "notify", "1")

    again = by(office, 2, "notify", "1", "--json")

    assert "已登记" in first.err and again.code == 0
    assert "1 号问题（高台财政）已于 2021-12-07 通知过，期限 2021-12-14，不重复登记。" in again.err
    (case,) = json.loads(again.out)["cases"]
    assert case == listed(office, 2)[0]
    assert [step["move"] for step in case["steps"]] == ["open", "notify"]
    assert by(office, 2, "notify", "1", "--due", "2021-12-20").code == 2


def test_a_term_that_was_extended_may_be_told_anew(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    by(office, 2, "extend", "1", "--due", "2021-12-20", "--reason", "设备检修")

    again = by(office, 3, "notify", "1")

    assert "通知已登记，现为整改中，期限 2021-12-20。" in again.err
    moves = [step["move"] for step in listed(office, 3)[0]["steps"]]
    assert moves == ["open", "notify", "extend", "notify"]


@pytest.mark.parametrize("option", ["--due", "--until"])
def test_the_day_of_every_step_bears_one_name(office: Office, option: str) -> None:
    """And the one that an exemption or a term once bore, too."""
    silent(office)
    paper = ("--document", "1号", "--reason", "x")

    notified = by(office, 0, "notify", "1", option, "2022年1月10日")
    extended = by(office, 1, "extend", "1", option, "2022-01-20", "--reason", "x")
    exempt = by(office, 1, "exempt", "1", option, "2022/3/31", *paper)

    assert (notified.code, extended.code, exempt.code) == (0, 0, 0), exempt.err
    assert "期限 2022-01-10" in notified.err and "期限 2022-01-20" in extended.err
    assert "至 2022-03-31" in exempt.err


def test_who_took_a_step_stands_with_the_means_where_it_was_not_the_command_line(
    office: Office,
) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    later = office.opened_at + timedelta(days=2)
    answer = case_steps.step(StepKind.RECTIFY, "李四", later, text="已更新", via=Means.DESK)
    with open_database(office.database) as db:
        case_steps.add(db, office.register(), [1], answer)

    shown = json.loads(office.at(2, "cases", "show", "1", "--json").out)

    means = [(step["by"], step["via"]) for step in shown["steps"]]
    assert means == [("程序", None), ("张三", "cli"), ("李四", "desk")]
    screen = office.at(2, "cases", "show", "1").out
    assert "李四（网页）" in screen and "张三（" not in screen
