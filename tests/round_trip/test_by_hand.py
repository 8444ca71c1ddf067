"""The whole way of an office that only looks by hand and has no network at all."""

import json
import socket
from datetime import datetime

import docx
import pytest
from openpyxl import Workbook

from monitor.model.clock import BEIJING
from tests.office import make_office
from tests.round_trip.journey import BY, NAME, Trip, called, rows, sheet, words
from tests.sheets import Told, fill

COUNTY = {"name": "云岭县", "office": "云岭县人民政府办公室"}
LEDGER = (
    ("云岭发布", "微信公众号", "云岭县人民政府办公室"),
    ("云岭发布", "新浪微博", "云岭县人民政府办公室"),
    ("云岭发布", "抖音", "云岭县人民政府办公室"),
    ("云岭财政", "微信公众号", "云岭县财政局"),
    ("云岭教育", "微博", "云岭县教育局"),
    ("云岭文旅", "视频号", "云岭县文化和旅游局"),
    ("云岭文旅", "小红书", "云岭县文化和旅游局"),
    ("青石镇", "微信公众号", "青石镇人民政府"),
    ("白河微讯", "微信公众号", "白河镇人民政府"),
    ("掌上云岭", "客户端", "云岭县融媒体中心"),
)
TALKS = "提供有效互动功能并能正常使用"
FIRST: Told = {
    "云岭发布（微信）": {
        "最新内容时间": datetime(2021, 12, 5, 17, tzinfo=BEIJING).replace(tzinfo=None)
    },
    "云岭发布（微博）": {"最新内容时间": "昨天 16:20"},
    "云岭财政（微信）": {"最新内容时间": "2021-11-01", "截图文件": "财政.png"},
    "云岭教育（微博）": {"自何时起未发布": "2021-08-01", "截图文件": "教育.png"},
    "云岭文旅（视频号）": {"自何时起未发布": "从未", "截图文件": "视频号.png"},
    "云岭文旅（小红书）": {"最新内容时间": "2021-11-01"},
    "青石镇（微信）": {"最新内容时间": "2021年11月22日", "截图文件": "青石.png"},
    "白河微讯（微信）": {"最新内容时间": "今天 8:00", TALKS: "否", "备注": "留言功能已关闭"},
}
SECOND: Told = {
    "云岭发布（微信）": {"最新内容时间": "昨天"},
    "云岭发布（微博）": {"最新内容时间": "昨天"},
    "云岭财政（微信）": {"最新内容时间": "2021-12-10 09:00"},
    "云岭教育（微博）": {"自何时起未发布": "2021-08-01", "截图文件": "教育2.png"},
    "云岭文旅（视频号）": {"最新内容时间": "2021-12-11"},
    "云岭文旅（小红书）": {"最新内容时间": "2021-11-01"},
    "白河微讯（微信）": {"最新内容时间": "昨天", TALKS: "是"},
}
FAILED = {"云岭财政（微信）", "云岭教育（微博）", "云岭文旅（视频号）", "白河微讯（微信）"}
UNKNOWN = {"云岭发布（抖音）", "云岭文旅（小红书）", "青石镇（微信）", "掌上云岭（客户端）"}


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """An office without any network: whatever leaves this process is written down and refused."""
    trip = Trip(folder=tmp_path_factory.mktemp("office"))
    make_office(trip.folder, units=(), jurisdiction=COUNTY)
    for row in (*FIRST.values(), *SECOND.values()):
        if name := row.get("截图文件"):
            (trip.folder / str(name)).write_bytes(b"\x89PNG\r\n\x1a\n " + str(name).encode())
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["云岭县政务新媒体账号台账"])
    page.append(["账号名称", "平台", "账号主体/主办单位"])
    for entry in LEDGER:
        page.append(entry)
    book.save(trip.folder / "台账.xlsx")

    def refused(*where: object) -> None:
        trip.asked.append(where)
        raise OSError("no network")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, refused)
        patch.setattr(socket, "getaddrinfo", refused)
        _walk(trip)
    return trip


def _walk(trip: Trip) -> None:
    """Go the way that docs/howto/first-county.md describes, and on from there."""
    folder = trip.folder
    import_ = ("accounts", "import", folder / "台账.xlsx", "--add-units", *BY)
    trip.do("dry", "2021-12-03 09:00", *import_, "--dry-run")
    trip.do("import", "2021-12-03 09:01", *import_)
    trip.do("list", "2021-12-06 08:30", "worklist", "--json")
    trip.do("sheet", "2021-12-06 08:31", "worklist", "--out", folder / "清单.xlsx")
    fill(folder / "清单.xlsx", FIRST)
    trip.do("observe", "2021-12-06 10:00", "observe", "--import", folder / "清单.xlsx", *BY)
    trip.do("check", "2021-12-06 10:30", "check", "--json")
    trip.do("cases", "2021-12-06 10:31", "cases", "list", "--json")
    cases = {called(case): case for case in trip.value("cases")["cases"]}
    trip.do("notice", "2021-12-07 09:00", "report", "notice",
            *(case["account"] for case in cases.values()))  # fmt: skip
    numbers = [str(case["id"]) for case in cases.values()]
    trip.do("notify", "2021-12-07 10:00", "cases", "notify", *numbers, *BY)
    answered = str(cases["云岭财政（微信）"]["id"])
    trip.do("rectify", "2021-12-10 09:30", "cases", "rectify", answered, "--text", "已更新", *BY)
    trip.do("sheet again", "2021-12-13 08:30", "worklist", "--out", folder / "清单2.xlsx")
    fill(folder / "清单2.xlsx", SECOND)
    trip.do("observe again", "2021-12-13 10:00", "observe", "--import", folder / "清单2.xlsx", *BY)
    trip.do("check again", "2021-12-13 10:30", "check", "--json")
    trip.do("board", "2021-12-13 10:31", "cases", "list")
    trip.do("all cases", "2021-12-13 10:31", "cases", "list", "--all", "--json")
    trip.do("report", "2021-12-31 16:00", "report", "quarter", "2021Q4", "--annexes", "all")
    trip.do("score", "2021-12-31 16:00", "score", "--year", "2021", "--quarter", "4", "--json")
    trip.do("shown score", "2021-12-31 16:00", "score", "--year", "2021", "--quarter", "4")
    trip.do("marks", "2021-12-31 16:00", "score", "--year", "2021", "--quarter", "4",
            "--out", folder / "得分.xlsx")  # fmt: skip
    trip.do("verify", "2021-12-31 16:00", "evidence", "verify", "--json")


def test_every_step_by_hand_ends_well_and_asks_nobody(by_hand: Trip) -> None:
    assert by_hand.asked == []
    bad = {name: done.err for name, done in by_hand.done.items() if done.code not in (0, 1)}
    assert bad == {}
    assert {name for name, done in by_hand.done.items() if done.code} == {"check", "check again"}
    assert by_hand.value("verify")["faults"] == []


def test_a_dry_run_shows_what_the_import_then_saves(by_hand: Trip) -> None:
    assert "新增 10 个" in by_hand.done["dry"].err and "尚未保存" in by_hand.done["dry"].err
    assert "新增 10 个" in by_hand.done["import"].err
    assert "云岭县教育局" in (by_hand.folder / "accounts.yaml").read_text("utf-8")


def test_the_first_list_names_every_account(by_hand: Trip) -> None:
    listed = {called(task) for task in by_hand.value("list")["tasks"]}

    assert len(listed) == len(LEDGER) and listed > FAILED | UNKNOWN


def test_what_was_not_seen_or_not_proved_is_neither_good_nor_bad(by_hand: Trip) -> None:
    said = by_hand.verdicts("check")

    assert {name for name, verdict in said.items() if verdict == "fail"} == FAILED
    unknown = UNKNOWN - {"青石镇（微信）"}  # seen 14 days old: within the limit, at that time
    assert {name for name, verdict in said.items() if verdict == "unknown"} == unknown


def test_each_failure_and_nothing_else_opens_a_case(by_hand: Trip) -> None:
    assert {called(case) for case in by_hand.value("cases")["cases"]} == FAILED
    assert {case["stage"] for case in by_hand.value("cases")["cases"]} == {"found"}


def test_a_notice_goes_to_each_unit_with_what_was_found_and_by_when(by_hand: Trip) -> None:
    letters = [words(docx.Document(str(path))) for path in by_hand.folder.rglob("整改通知书*.docx")]

    assert len(letters) == 4
    (caizheng,) = (text for text in letters if text.split("\n")[1] == "云岭县财政局：")
    assert "“云岭财政”（微信）：截至2021年12月6日，已35天未更新" in caizheng
    assert "请于2021年12月14日前完成整改" in caizheng
    (baihe,) = (text for text in letters if "白河镇人民政府：" in text)
    assert "留言功能已关闭" in baihe and "互动回应差" in baihe and "未更新" not in baihe


def test_the_next_list_asks_again_for_what_was_found_wanting(by_hand: Trip) -> None:
    reviewed = sheet(by_hand.folder / "清单2.xlsx", "季度核对")
    asked = {row["账号名称"]: row[TALKS] for row in reviewed}

    assert asked["白河微讯"] == "是"  # filled in; it would have stood 本季已核
    assert len(sheet(by_hand.folder / "清单2.xlsx", "人工核查清单")) == len(LEDGER)


def test_a_post_on_the_next_list_closes_the_case_by_itself(by_hand: Trip) -> None:
    cases = {called(case): case for case in by_hand.value("all cases")["cases"]}

    assert {name for name, row in cases.items() if row["stage"] == "closed"} == FAILED - {
        "云岭教育（微博）"
    }
    moves = [step["move"] for step in cases["云岭财政（微信）"]["steps"]]
    assert moves == ["open", "notify", "rectify", "passed", "close"]
    board = by_hand.done["board"].out
    assert "云岭教育" in board and "云岭财政" not in board and "白河微讯" not in board


def test_a_look_that_has_run_out_neither_clears_nor_condemns(by_hand: Trip) -> None:
    assert by_hand.verdicts("check again")["青石镇（微信）"] == "unknown"


def test_the_quarter_says_the_same_in_every_form(by_hand: Trip) -> None:
    folder = by_hand.folder / "out" / "2021Q4"
    figures = json.loads((folder / f"{NAME}.json").read_text("utf-8"))
    by_verdict: dict[str, set[str]] = {}
    for account in figures["accounts"]:
        by_verdict.setdefault(account["verdict"], set()).add(called(account))

    assert (by_verdict["fail"], by_verdict["unknown"]) == (FAILED, UNKNOWN)
    sentence = "合格2个，不合格4个，合格率33.3%（2/6）"
    assert sentence in words(by_hand.paper(f"{NAME}.docx"))
    assert sentence in (folder / f"{NAME}.html").read_text("utf-8")
    shown = by_hand.done["report"].out
    assert "登记 10  检查 10  合格 2  不合格 4  无法判定 4" in shown
    book = folder / f"{NAME}附表.xlsx"
    failing = {f"{row['账号名称']}（{row['平台']}）" for row in sheet(book, "不合格账号清单")}
    unknown = {f"{row['账号名称']}（{row['平台']}）" for row in sheet(book, "无法判定账号清单")}
    assert (failing, unknown) == (FAILED, UNKNOWN)
    on_paper = rows(by_hand.paper(f"{NAME}.docx"), "未更新天数", "首次发现")
    assert {f"{row['账号名称']}（{row['平台']}）" for row in on_paper} == FAILED


def test_the_ledger_of_cases_is_the_same_in_the_quarter_and_on_the_board(by_hand: Trip) -> None:
    kept = {case["id"]: case for case in by_hand.value("all cases")["cases"]}
    folder = by_hand.folder / "out" / "2021Q4"
    figures = json.loads((folder / f"{NAME}.json").read_text("utf-8"))

    for ledger in (
        rows(by_hand.paper(f"{NAME}.docx"), "编号", "整改期限"),
        sheet(folder / f"{NAME}附表.xlsx", "整改台账"),
    ):
        stands = {int(row["编号"]): str(row["进展"]) for row in ledger}
        closed = {id for id, row in kept.items() if row["stage"] == "closed"}
        assert {id for id, progress in stands.items() if progress == "已销号"} == closed
        (open_,) = (progress for progress in stands.values() if progress != "已销号")
        assert open_ == "整改中，已逾期"
    assert {case["id"]: case["stage"] for case in figures["cases"]} == {
        id: row["stage"] for id, row in kept.items()
    }
    assert "已销号3个；其中逾期1个" in words(by_hand.paper(f"{NAME}.docx"))


def test_the_paper_says_who_looked_in_vain_and_where_nobody_did(by_hand: Trip) -> None:
    listed = sheet(by_hand.folder / "out" / "2021Q4" / f"{NAME}附表.xlsx", "无法判定账号清单")

    assert {f"{row['账号名称']}（{row['平台']}）": row["已尝试"] for row in listed} == {
        "云岭发布（抖音）": "无自动来源",
        "掌上云岭（客户端）": "无自动来源",
        "云岭文旅（小红书）": "人工观测",
        "青石镇（微信）": "人工观测",
    }
    said = "期末未查看3个（微信“青石镇”、抖音“云岭发布”、客户端“掌上云岭”）"
    assert said in words(by_hand.paper(f"{NAME}.docx"))


def test_a_silence_without_a_known_post_is_told_as_no_less(by_hand: Trip) -> None:
    (row,) = rows(by_hand.paper(f"{NAME}.docx"), "处置建议")

    assert (row["账号名称"], row["未更新天数"]) == ("云岭教育", "不少于134")


def test_marks_are_those_of_the_quarters_failures_and_no_others(by_hand: Trip) -> None:
    totals = {unit["name"]: unit["total"] for unit in by_hand.value("score")["units"]}

    assert totals == {
        "云岭县人民政府办公室": "10",
        "云岭县财政局": "9",
        "云岭县教育局": "7.5",  # a zombie, and late
        "云岭县文化和旅游局": "9",
        "青石镇人民政府": "10",
        "白河镇人民政府": "9",
        "云岭县融媒体中心": "10",
    }
    made = sheet(by_hand.folder / "得分.xlsx", "得分")
    assert {row["单位"]: str(row["得分"]) for row in made} == totals
    marks = sheet(by_hand.folder / "得分.xlsx", "扣分明细")
    assert {f"{row['账号']}（{row['平台']}）" for row in marks} == FAILED
    shown = by_hand.done["shown score"].out
    assert "7.5" in shown and "云岭教育（微博）" in shown.replace("\n", "")
