"""`monitor cases`: from the worklist to the end, without any network."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook

from monitor import casework, clock
from monitor.clock import BEIJING
from monitor.notices import Kind
from monitor.period import Period, Span
from monitor.registry import load
from monitor.store import Store
from tests.running import Done, run

REGISTER = """\
jurisdiction: {name: 高台县, office: 高台县人民政府办公室}
units: [{id: caizheng, name: 高台县财政局}, {id: minzheng, name: 高台县民政局}]
accounts:
  - {id: caizheng-weixin, name: 高台财政, platform: wechat, unit: caizheng}
  - {id: minzheng-douyin, name: 高台民政, platform: douyin, unit: minzheng}
"""
QUARTER = Period(year=2021, month=10, span=Span.QUARTER)
MONDAY = datetime(2021, 12, 6, 10, tzinfo=BEIJING)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office that only looks by hand."""
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")
    (tmp_path / "home.png").write_bytes(b"\x89PNG\r\n\x1a\n demo")
    return tmp_path


def at(folder: Path, days: float, *words: object) -> Done:
    with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
        return run(folder, *words)


def listed(folder: Path, days: float, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        at(folder, days, "cases", "list", *words, "--json").out
    )["cases"]
    return found


def silent(folder: Path, days: float = 0) -> None:
    """A person finds the account silent since October, with a screenshot, and it is checked."""
    at(folder, days, "observe", "caizheng-weixin", "--newest", "2021-10-08", "--screenshot",
       folder / "home.png", "--by", "张三")  # fmt: skip
    at(folder, days, "check")


def posted(folder: Path, days: float) -> None:
    at(folder, days, "observe", "caizheng-weixin", "--newest", "昨天", "--by", "张三")


def by(folder: Path, days: float, *words: str) -> Done:
    return at(folder, days, "cases", *words, "--by", "张三")


def test_the_round_trip_of_an_office_without_a_network(office: Path) -> None:
    sheet = office / "list.xlsx"
    at(office, 0, "worklist", "--out", sheet)
    book = load_workbook(sheet)
    titles = [cell.value for cell in book.worksheets[0][1]]
    for row in book.worksheets[0].iter_rows(min_row=2):
        failing = row[0].value == "caizheng-weixin"
        row[titles.index("最新内容时间")].value = "2021-10-08" if failing else "2021-12-05 09:00"
        row[titles.index("截图文件")].value = "home.png" if failing else None
    book.save(sheet)
    assert at(office, 0, "observe", "--import", sheet, "--by", "张三").code == 0

    checked = at(office, 0, "check")
    assert checked.code == 1 and "新发现问题 1 个" in checked.err
    (case,) = listed(office, 0)
    assert (case["account"], case["stage"], case["check"]) == ("caizheng-weixin", "found", "U01")

    assert at(office, 1, "report", "notice", "caizheng-weixin").code == 0
    (notice,) = (office / "out" / "notices").glob("*.docx")
    assert any("高台财政" in p.text for p in Document(str(notice)).paragraphs)
    assert "期限 2021-12-14" in by(office, 1, "notify", "1").err
    assert by(office, 3, "rectify", "1", "--text", "已恢复更新").code == 0

    posted(office, 4)
    assert at(office, 4, "check").code == 0
    assert listed(office, 4) == []
    (closed,) = listed(office, 4, "--all")
    assert (closed["stage"], closed["steps"][-1]["text"]) == ("closed", "复查合格")
    moves = [step["move"] for step in closed["steps"]]
    assert moves == ["open", "notify", "rectify", "passed", "close"]

    figures = json.loads(at(office, 25, "report", "quarter", "2021Q4", "--json").out)
    assert [(c["id"], c["stage"]) for c in figures["cases"]] == [(1, "closed")]
    marks = json.loads(at(office, 25, "score", "--year", "2021", "--quarter", "4", "--json").out)
    by_unit = {one["unit"]: [mark["fault"] for mark in one["marks"]] for one in marks["units"]}
    assert by_unit == {"caizheng": ["failed"], "minzheng": []}
    (mark,) = next(one["marks"] for one in marks["units"] if one["marks"])
    with Store(office / "data" / "monitor.db") as store:
        seen = {ref for one in store.history("caizheng-weixin") for ref in one.evidence}
    assert mark["evidence"] == [f"{ref.file}@{ref.offset}" for ref in seen]


def test_a_screenshot_is_the_proof_of_the_checks_it_spoke_in_and_no_later_one(office: Path) -> None:
    for day in (0, 5, 8):
        silent(office, day)

    with Store(office / "data" / "monitor.db") as store:
        (told,) = (h for h in store.past(QUARTER).histories if h.account.id == "caizheng-weixin")

    assert [len(told.proof[look.run]) for look in told.looks] == [1, 2, 2]


def test_a_notice_asks_by_the_day_that_was_set(office: Path) -> None:
    silent(office)

    def asked() -> str:
        at(office, 1, "report", "notice", "caizheng-weixin", "--format", "docx")
        (notice,) = (office / "out" / "notices").glob("*.docx")
        return "".join(p.text for p in Document(str(notice)).paragraphs)

    assert "请于2021年12月14日前完成整改" in asked()
    by(office, 1, "notify", "1", "--due", "2021-12-30")
    assert "请于2021年12月30日前完成整改" in asked()


def test_a_notice_never_asks_for_a_day_that_has_passed(office: Path) -> None:
    silent(office)
    by(office, 0, "notify", "1", "--due", "2021-12-08")

    at(office, 4, "report", "notice", "caizheng-weixin", "--format", "docx")

    (notice,) = (office / "out" / "notices").glob("*.docx")
    text = "".join(p.text for p in Document(str(notice)).paragraphs)
    assert "2021年12月8日前" not in text and "请于2021年12月17日前完成整改" in text


def notices(folder: Path, days: float) -> Done:
    return at(folder, days, "report", "notice", "caizheng-weixin", "--format", "docx")


def text_of(folder: Path) -> str:
    (notice,) = (folder / "out" / "notices").glob("*.docx")
    return "".join(p.text for p in Document(str(notice)).paragraphs)


@pytest.mark.parametrize(
    ("days", "prepare", "said"),
    [
        (8, None, "原结论“不合格”不再采信"),
        (2, lambda office: posted(office, 1), "检查之后又登记了人工观测，请先运行 monitor check"),
        (2, lambda office: at(office, 1, "observe", "minzheng-douyin", "--newest", "昨天",
                              "--by", "张三"), ""),
        (1, lambda office: by(office, 1, "exempt", "1", "--until", "2022-01-31", "--reason", "改",
                              "--document", "高政办发〔2021〕9号"), "的问题均已豁免"),
    ],
)  # fmt: skip
def test_a_letter_accuses_of_nothing_that_is_no_longer_so(
    office: Path, days: float, prepare: Any, said: str
) -> None:
    silent(office)
    if prepare is not None:
        prepare(office)

    done = notices(office, days + 0.01)

    assert (done.code, said in done.err) == (2 if said else 0, True)


def test_a_letter_tells_what_the_latest_look_found_and_nothing_else(office: Path) -> None:
    silent(office)
    posted(office, 3)
    at(office, 3, "checklist", "set", "caizheng-weixin", "wording=否", "secrets=否", "--note",
       "机构名称误写", "--by", "张三")  # fmt: skip
    at(office, 3.1, "check")
    at(office, 3.2, "check", "minzheng-douyin")

    assert notices(office, 3.3).code == 0

    text = text_of(office)
    assert "未更新" not in text and "未见严重表述错误" in text and "未见泄露国家秘密" in text


def test_an_exemption_says_until_when(office: Path) -> None:
    silent(office)

    said = by(office, 1, "exempt", "1", "--until", "2022-01-31", "--reason", "机构改革",
              "--document", "高政办发〔2021〕9号").err  # fmt: skip

    assert "现为豁免至 2022-01-31。" in said


def test_an_early_promise_is_refuted_by_a_later_look(office: Path) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    by(office, 2, "rectify", "1", "--text", "已恢复更新")
    silent(office, 3)

    (case,) = listed(office, 3)
    assert (case["stage"], case["steps"][-1]["move"]) == ("notified", "failed")


def test_verify_closes_by_what_was_seen_since(office: Path) -> None:
    silent(office)
    assert "没有可以销号的问题" in at(office, 1, "cases", "verify").err
    posted(office, 2)
    at(office, 2, "check", "caizheng-weixin")

    assert listed(office, 2) == []


def test_the_board_shows_what_is_late(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    silent(office)
    by(office, 1, "notify", "1")

    shown = at(office, 9, "cases", "list").out

    assert "整改中（1）" in shown and "逾期1天" in shown and "其中逾期 1 个" in shown
    assert at(office, 9, "cases", "list", "--unit", "minzheng").out == "没有待整改的问题。\n"


def test_the_history_names_who_and_why(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    silent(office)
    by(office, 1, "exempt", "1", "--document", "政办〔2021〕1号", "--until", "2021-12-20",
       "--reason", "机构改革")  # fmt: skip

    shown = at(office, 2, "cases", "show", "1").out

    assert "豁免至2021-12-20" in shown
    assert "张三" in shown and "机构改革；依据政办〔2021〕1号；至2021-12-20" in shown
    silent(office, 15)
    assert [case["stage"] for case in listed(office, 15)] == ["found"]


def test_a_problem_may_be_opened_and_closed_by_hand(office: Path) -> None:
    done = by(office, 0, "open", "caizheng-weixin", "--text", "留言超过5个工作日未回复")

    assert "1 号问题" in done.err
    at(office, 1, "cases", "verify")
    assert len(listed(office, 1)) == 1
    assert by(office, 1, "close", "1", "--reason", "已回复").code == 0
    assert listed(office, 1) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["notify", "7"], "没有 7 号问题"),
        (["notify", "x"], "x"),
        (["rectify", "1", "--text", "x"], "1 号问题待通知，不能整改反馈"),
        (["open", "caizheng-weixin", "--text", " "], "请写明发现的问题"),
        (["extend", "1", "--due", "2022-01-09"], "不能延期"),
        (["close", "1"], "须用 --reason"),
        (["exempt", "1", "--reason", "x", "--until", "2022-01-09"], "--document"),
        (["open", "nobody", "--text", "x"], "没有账号 nobody"),
        (["notify", "1", "--due", "明天"], "应写成 2026-05-01"),
    ],
)
def test_a_step_that_cannot_be_is_one_sentence(office: Path, words: list[str], said: str) -> None:
    silent(office)

    done = by(office, 1, *words)

    assert done.code == 2 and said in done.err and "Traceback" not in done.err
    assert len(listed(office, 1)[0]["steps"]) == 1


def test_terms_are_the_offices(office: Path) -> None:
    path = office / "accounts.yaml"
    path.write_text(f"rectifying: {{due_workdays: 10}}\n{path.read_text('utf-8')}", "utf-8")
    silent(office)

    assert "期限 2021-12-21" in by(office, 1, "notify", "1").err


def test_an_office_may_open_cases_by_hand_only(office: Path) -> None:
    path = office / "accounts.yaml"
    path.write_text(f"rectifying: {{automatic: 否}}\n{path.read_text('utf-8')}", "utf-8")
    silent(office)

    assert listed(office, 0) == []


def test_steps_are_told_to_the_unit_through_the_outbox(office: Path) -> None:
    silent(office)
    by(office, 1, "notify", "1")

    told = json.loads(at(office, 1, "notices", "list", "--json").out)

    assert [(one["kind"], one["text"]) for one in told] == [
        ("case", "高台县财政局微信“高台财政”（内容不更新）：请于12月14日前完成整改并反馈"),
        ("case", "高台县财政局微信“高台财政”（内容不更新）：新发现问题，请通知主办单位整改"
                 "（截至2021年12月6日，已59天未更新（最近一次：2021年10月8日），超过14天）"),
    ]  # fmt: skip


def test_what_is_the_offices_turn_is_told_to_the_office_alone(office: Path) -> None:
    silent(office)
    by(office, 1, "open", "minzheng-douyin", "--text", "留言未回复")
    by(office, 1, "notify", "1", "2")
    by(office, 2, "rectify", "1", "--text", "已恢复更新")

    with Store(office / "data" / "monitor.db") as store:
        told = [one.notice for one in store.told(10)]

    office_ = ["请复查" in one.text or "新发现问题" in one.text for one in told]
    assert office_ == [True, False, False, True, True]
    assert [one.unit for one in told] == ["", "minzheng", "caizheng", "", ""]


def test_a_late_case_is_escalated_once_a_term(office: Path) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    with Store(office / "data" / "monitor.db") as store:
        listed_ = store.cases()

    assert casework.overdue(listed_, date(2021, 12, 14)) == ()
    (late,) = casework.overdue(listed_, date(2021, 12, 15))
    assert late.kind is Kind.ESCALATED and late.unit == "caizheng"
    assert late.text == "高台县财政局微信“高台财政”：整改已逾期（期限12月14日），请主管领导督办"
    assert casework.overdue(listed_, date(2021, 12, 20))[0].key == late.key


def test_a_case_that_no_unit_was_told_of_is_the_offices_turn(office: Path) -> None:
    silent(office)
    registry = load(office / "accounts.yaml")
    with Store(office / "data" / "monitor.db") as store:
        listed_ = store.cases()
    found = clock.day(listed_[0].found_at)
    last = registry.schedule.workdays.next_workday(found, registry.rectifying.due_workdays)

    assert casework.unsent(listed_, registry, last) == ()
    told = casework.unsent(listed_, registry, last + timedelta(days=1))
    assert [one.unit for one in told] == [""] * len(listed_)
    assert "发现已满5个工作日，尚未通知主办单位整改" in told[0].text
    by(office, 1, "notify", *(str(case.id) for case in listed_))
    with Store(office / "data" / "monitor.db") as store:
        assert casework.unsent(store.cases(), registry, last + timedelta(days=9)) == ()


@pytest.mark.parametrize("words", [["check", "minzheng-douyin"], ["cases", "verify"]])
def test_who_is_late_is_escalated_without_a_daemon(office: Path, words: list[str]) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    for day in (8, 9, 10):
        at(office, day, *words)

    told = json.loads(at(office, 10, "notices", "list", "--json").out)

    assert [one["kind"] for one in told] == ["escalated", "case", "case"]
    assert told[0]["decided_at"].startswith("2021-12-15")


WEIBO = """\
jurisdiction: {name: 高台县, office: 高台县人民政府办公室}
units: [{id: wenlv, name: 高台县文体广电和旅游局}]
accounts:
  - {id: wenlv-weibo, name: 高台文旅, platform: weibo, unit: wenlv, url: "https://weibo.com/u/1234567890"}
"""
SHOWN = (int(datetime(2021, 12, 3, 9, 30, tzinfo=BEIJING).timestamp()) - 515483463) << 22


def ledger(folder: Path, day: float) -> list[Any]:
    figures = json.loads(at(folder, day, "report", "quarter", "2021Q4", "--json").out)
    cases: list[Any] = figures["cases"]
    return cases


def test_who_had_published_is_in_no_ledger_and_loses_no_marks(office: Path) -> None:
    """A link that turns up later shows that the account had not been silent after all."""
    (office / "accounts.yaml").write_text(WEIBO, "utf-8")
    at(office, 0, "observe", "wenlv-weibo", "--newest", "2021-11-01", "--screenshot",
       office / "home.png", "--by", "张三")  # fmt: skip
    at(office, 0.01, "check")
    by(office, 0.02, "notify", "1", "--due", "2021-12-07")
    assert [case["overdue"] for case in ledger(office, 25)] == [True]

    link = f"https://weibo.com/1234567890/{SHOWN}"
    assert at(office, 2, "observe", "wenlv-weibo", "--link", link, "--by", "李四").code == 0

    assert ledger(office, 2.01) == []
    assert "原结论有误而撤销 1 个" in at(office, 2.02, "check").err
    assert listed(office, 3) == [] and ledger(office, 25) == []
    (case,) = listed(office, 3, "--all")
    assert [step["move"] for step in case["steps"]] == ["open", "notify", "refuted"]
    assert "结论撤销" in at(office, 3, "cases", "list", "--all").out
    told = json.loads(at(office, 3, "notices", "list", "--json").out)
    assert told[0]["text"].endswith("原结论有误，已撤销，无需整改")
    marks = json.loads(at(office, 25, "score", "--year", "2021", "--quarter", "4", "--json").out)
    assert [one["marks"] for one in marks["units"]] == [[]]


def test_somebodys_word_withdraws_nothing(office: Path) -> None:
    silent(office)
    at(office, 1, "observe", "caizheng-weixin", "--newest", "2021-12-04", "--by", "李四")
    at(office, 1.01, "check")

    (case,) = listed(office, 2, "--all")

    assert "refuted" not in [step["move"] for step in case["steps"]]


def test_the_board_counts_by_unit(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    silent(office)
    by(office, 1, "open", "minzheng-douyin", "--text", "留言未回复")
    by(office, 1, "open", "minzheng-douyin", "--text", "链接失效")
    by(office, 1, "notify", "1")

    lines = [line.split() for line in at(office, 9, "cases", "list").out.splitlines()]

    start = lines.index(["按单位"])
    assert lines[start + 1 : start + 4] == [
        ["单位", "待通知", "整改中", "逾期"],
        ["高台县财政局", "—", "1", "1"],
        ["高台县民政局", "2", "—", "—"],
    ]
    alone = at(office, 9, "cases", "list", "--unit", "caizheng").out
    assert "按单位" not in alone and "高台县财政局" in alone


def test_the_board_tells_what_came_back_and_whose_exemption_has_ended(office: Path) -> None:
    silent(office)
    posted(office, 1)
    at(office, 1, "check", "caizheng-weixin")
    at(office, 30, "observe", "caizheng-weixin", "--newest", "2021-12-06", "--screenshot",
       office / "home.png", "--by", "张三")  # fmt: skip
    at(office, 30, "check", "caizheng-weixin")

    assert "第2次发生" in at(office, 30, "cases", "list").out
    by(office, 30, "exempt", "1", "--document", "1号", "--until", "2022-01-10", "--reason", "x")
    assert [case["stage"] for case in listed(office, 35)] == ["exempt"]
    assert [case["stage"] for case in listed(office, 36)] == ["found"]
    assert json.loads(at(office, 36, "cases", "show", "1", "--json").out)["stage"] == "found"


def test_every_step_can_be_read_by_a_script(office: Path) -> None:
    silent(office)

    def stages(days: float, *words: str) -> list[str]:
        signed = () if words[0] == "verify" else ("--by", "张三")
        done = json.loads(at(office, days, "cases", *words, *signed, "--json").out)
        return [case["stage"] for case in done["cases"]]

    assert stages(1, "open", "minzheng-douyin", "--text", "留言未回复") == ["found"]
    assert stages(1, "notify", "1", "2") == ["notified", "notified"]
    assert stages(2, "extend", "1", "--due", "2021-12-30", "--reason", "x") == ["notified"]
    assert stages(2, "rectify", "1", "--text", "x") == ["rectified"]
    assert stages(2, "exempt", "2", "--document", "1号", "--until", "2021-12-10",
                  "--reason", "x") == ["exempt"]  # fmt: skip
    assert stages(5, "verify") == ["found"]
    assert stages(5, "close", "2", "--reason", "x") == ["closed"]


def test_verify_says_whose_look_waits_for_a_check(office: Path) -> None:
    silent(office)
    posted(office, 2)

    said = at(office, 2.1, "cases", "verify").err

    assert "高台财政检查之后又登记了人工观测，请先运行 monitor check" in said
    at(office, 2.2, "check", "minzheng-douyin")
    at(office, 2.3, "check", "caizheng-weixin")
    assert "人工观测" not in at(office, 2.4, "cases", "verify").err


def test_a_renamed_account_is_called_by_its_name_of_now(office: Path) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    at(office, 1, "accounts", "set", "caizheng-weixin", "name=高台财政发布", "--by", "张三")
    by(office, 2, "rectify", "1", "--text", "已恢复更新")
    at(office, 3, "check", "minzheng-douyin")

    told = json.loads(at(office, 3, "notices", "list", "--json").out)

    assert [case["name"] for case in listed(office, 3)] == ["高台财政发布"]
    assert "“高台财政发布”" in told[0]["text"] and "“高台财政”" in told[-1]["text"]
    assert [case["name"] for case in ledger(office, 25)] == ["高台财政发布"]
    assert '"name": "高台财政发布"' in at(office, 3, "cases", "show", "1", "--json").out


def test_a_letter_says_which_cases_wait_for_it(office: Path) -> None:
    silent(office)

    assert "monitor cases notify 1 --by" in notices(office, 1).err
    by(office, 1, "notify", "1")
    assert "cases notify" not in notices(office, 1.1).err


def test_the_term_of_an_exempt_problem_is_no_term_of_the_letter(office: Path) -> None:
    silent(office)
    at(office, 0, "checklist", "set", "caizheng-weixin", "wording=否", "--note", "误写",
       "--by", "张三")  # fmt: skip
    at(office, 0.1, "check", "caizheng-weixin")
    by(office, 1, "notify", "1", "--due", "2021-12-08")
    by(office, 1, "exempt", "1", "--document", "1号", "--until", "2021-12-08", "--reason", "x")

    notices(office, 1)
    assert "请于2021年12月14日前" in text_of(office) and "未更新" not in text_of(office)


def test_an_exemption_that_has_ended_keeps_no_letter_back(office: Path) -> None:
    silent(office)
    by(office, 1, "exempt", "1", "--document", "1号", "--until", "2021-12-08", "--reason", "x")

    assert "均已豁免" in notices(office, 2).err
    assert notices(office, 3).code == 0


def test_the_workbook_of_the_quarter_holds_the_ledger(office: Path) -> None:
    silent(office)
    by(office, 1, "notify", "1")

    assert at(office, 25, "report", "quarter", "2021Q4", "--format", "xlsx").code == 0

    (book,) = (office / "out" / "2021Q4").glob("*.xlsx")
    rows = list(load_workbook(book)["整改台账"].values)
    assert [row[0] for row in rows] == ["编号", 1]
    assert "整改中，已逾期" in rows[1]
