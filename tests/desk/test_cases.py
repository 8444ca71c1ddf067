"""整改: the board and a case from 发现 to 销号, as the command line would take it."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.app import case_steps
from monitor.app.people_store import Role
from monitor.cases.case import StepKind
from monitor.model import Means
from monitor.system.database import open_database
from tests.cli.cases.builders import by, listed, posted
from tests.desk.builders import WORD, Browser, added, beside, text
from tests.hand_office import MONDAY, hand_office, silent_office
from tests.office import Office

DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that found one of its two accounts silent on its first day."""
    office = silent_office(tmp_path)
    with time_machine.travel(MONDAY, tick=False):
        added(office)
        added(office, "lisi", "李四", Role.DUTY)
        added(office, "wangwu", "王五", Role.LEADER)
    return office


@pytest.fixture
def clockwork(office: Office) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY + DAY, tick=False) as moved:
        yield moved


@pytest.fixture
def browser(office: Office, clockwork: time_machine.Traveller) -> Browser:
    return Browser.of(office, lasting="1")


def shown(browser: Browser, number: int = 1) -> str:
    (steps,) = set(re.findall(r'name="shown" value="(\d+)"', browser.get(f"/cases/{number}").text))
    return str(steps)


def move(browser: Browser, kind: str, **fields: Any) -> Any:
    place = "/cases/1"
    data = {"token": browser.token(), "shown": shown(browser)} | fields
    return browser.post(f"{place}/{kind}", data)


def test_a_case_goes_from_its_finding_to_its_end(
    browser: Browser, office: Office, clockwork: time_machine.Traveller
) -> None:
    board = text(browser.get("/cases"))
    assert "待通知（1）" in board and "1号　高台财政" in board and "登记已通知" in board
    page = text(browser.get("/cases/1"))
    assert "高台县财政局" in page and "空着为 2021-12-14，即 5 个工作日" in page

    told = move(browser, "notify")
    assert (told.status_code, told.location) == (303, "/cases/1")
    page = text(browser.get("/cases/1"))
    assert "1号问题：通知已登记，现为整改中，期限 2021-12-14" in page
    assert "张三（网页）" in page and "还有 5 个工作日" in page

    clockwork.move_to(MONDAY + 3 * DAY)
    assert "还有 3 个工作日" in text(browser.get("/cases/1"))
    assert move(browser, "extend", due="2021-12-15", reason="负责人出差").status_code == 303
    assert "还有 4 个工作日" in text(browser.get("/cases/1"))
    clockwork.move_to(MONDAY + 8 * DAY)
    assert "今天到期" not in text(browser.get("/cases/1"))
    clockwork.move_to(MONDAY + 9 * DAY)
    assert "今天到期" in text(browser.get("/cases/1"))
    clockwork.move_to(MONDAY + 11 * DAY)
    assert "逾期2天" in text(browser.get("/cases/1"))

    assert move(browser, "rectify", text="已恢复更新").status_code == 303
    assert "待复查（1）" in text(browser.get("/cases"))
    checked = move(browser, "verify")
    assert checked.location == "/cases/1"
    page = text(browser.get("/cases/1"))
    assert "没有可以销号的问题" in page and "本问题未销号，该账号现为" in page

    posted(office, 12)
    clockwork.move_to(MONDAY + 12 * DAY)
    move(browser, "verify")
    page = text(browser.get("/cases/1"))
    assert "已销号" in page and "复查合格" in page and "办理" not in page.partition("经过")[2]
    (case,) = listed(office, 12, "--all")
    means = [(step["move"], step["by"], step["via"]) for step in case["steps"]]
    assert means == [
        ("open", "程序", None),
        ("notify", "张三", "desk"),
        ("extend", "张三", "desk"),
        ("rectify", "张三", "desk"),
        ("passed", "程序", None),
        ("close", "程序", None),
    ]
    assert office.faults() == ()


def test_the_steps_are_those_of_the_command_line(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = silent_office(tmp_path / "other")
    words = {"--due": "2021-12-20", "--reason": "机构改革", "--document": "高政办发〔2021〕9号"}
    by(other, 1, "notify", "1", "--due", "2021-12-10")
    by(other, 1, "exempt", "1", *(part for pair in words.items() for part in pair))

    move(browser, "notify", due="2021-12-10")
    given = {"until": "2021-12-20", "reason": "机构改革", "document": words["--document"]}
    assert move(browser, "exempt", again=WORD, **given).status_code == 303

    (here,), (there,) = listed(office, 1), listed(other, 1)
    for case in (here, there):
        for step in case["steps"]:
            step.pop("via")
    assert here["steps"][1:] == there["steps"][1:] and here["stage"] == there["stage"]


REFUSALS = [
    ("notify", {"due": "2021-12-06"}, {"due": "整改期限 2021-12-06 早于今天"}, False),
    ("notify", {"due": "下周"}, {"due": "日期 下周 应写成"}, False),
    ("rectify", {"text": " "}, {"text": "整改反馈须说明整改情况"}, True),
    ("extend", {}, {"due": "须晚于原期限", "reason": "延期须说明原因"}, True),
    ("extend", {"due": "2021-12-14", "reason": "x"}, {"due": "须晚于原期限"}, True),
    ("extend", {"due": "31日", "reason": ""}, {"due": "日期 31日 应", "reason": "须说明"}, True),
    (
        "exempt",
        {"again": WORD},
        {"document": "须写明批准文件", "until": "须写明到期日", "reason": "豁免须说明原因"},
        False,
    ),
    (
        "exempt",
        {"document": "1号", "until": "2021-12-06", "reason": "x", "again": WORD},
        {"until": "不早于今天"},
        False,
    ),
    (
        "exempt",
        {"document": "1号", "until": "2021-12-20", "reason": "x"},
        {"again": "请再次输入登录密码"},
        False,
    ),
    ("close", {"again": WORD}, {"reason": "销号须说明原因"}, False),
    ("close", {"reason": "已更新"}, {"again": "请再次输入登录密码"}, False),
    ("close", {"reason": "已更新", "again": "wrong"}, {"again": "密码"}, False),
]


@pytest.mark.parametrize(("kind", "fields", "sentences", "after_notice"), REFUSALS)
def test_each_refusal_stands_beside_its_field_and_all_that_was_typed_is_still_there(
    kind: str,
    fields: dict[str, str],
    sentences: dict[str, str],
    after_notice: bool,
    browser: Browser,
    office: Office,
) -> None:
    if after_notice:
        move(browser, "notify")
    before = listed(office, 1)

    answer = move(browser, kind, **fields)

    assert answer.status_code == 422
    for field in ("due", "text", "reason", "document", "until", "again"):
        assert sentences.get(field, "") in beside(answer, f"{kind}-{field}")
        assert bool(beside(answer, f"{kind}-{field}")) is (field in sentences)
    for name, typed in fields.items():
        if name != "again" and typed.strip():
            assert f'id="{kind}-{name}"' in answer.text and typed in answer.text
    assert WORD not in answer.text and "--" not in text(answer)
    assert listed(office, 1) == before


@pytest.mark.parametrize("kind", ["rectify", "extend"])
def test_a_move_out_of_turn_is_refused_in_a_sentence(kind: str, browser: Browser) -> None:
    answer = move(browser, kind, text="x", reason="x", due="2021-12-20")

    assert answer.status_code == 422 and "1 号问题待通知，不能" in text(answer)
    assert f'action="/cases/1/{kind}"' not in browser.get("/cases/1").text


def test_of_two_who_move_a_case_the_second_is_told_and_nothing_is_doubled(
    browser: Browser, office: Office
) -> None:
    second = Browser.of(office, "lisi", lasting="1")
    form = {"token": second.token(), "shown": shown(second)}
    move(browser, "notify")

    answer = second.post("/cases/1/notify", form | {"due": "2021-12-20"})

    assert answer.status_code == 409
    moved = "1 号问题在本页打开之后已有变动（2021-12-07 10:00 张三（网页） 通知），现为整改中"
    assert moved in text(answer) and "请核对后再办理" in text(answer)
    (case,) = listed(office, 1)
    assert [step["move"] for step in case["steps"]] == ["open", "notify"]
    assert case["due_on"] == "2021-12-14"


def test_who_is_faster_between_page_and_commit_is_seen_in_the_same_transaction(
    browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = case_steps.add

    def overtaken(*given: Any, **options: Any) -> Any:
        monkeypatch.undo()
        told = case_steps.step(StepKind.NOTIFY, "李四", MONDAY + DAY, via=Means.DESK)
        with open_database(office.database) as db:
            real(db, office.register(), [1], told)
        return real(*given, **options)

    monkeypatch.setattr(case_steps, "add", overtaken)
    answer = move(browser, "exempt", document="1号", until="2021-12-20", reason="x", again=WORD)

    assert answer.status_code == 409 and "李四（网页） 通知" in text(answer)
    assert [step["move"] for step in listed(office, 1)[0]["steps"]] == ["open", "notify"]


@pytest.mark.parametrize("shown", ["", "0", "9", "x", "²", "1" * 20])
def test_a_form_that_does_not_say_what_it_showed_moves_nothing(
    shown: str, browser: Browser, office: Office
) -> None:
    answer = move(browser, "notify", shown=shown)

    assert answer.status_code == 409 and "已有变动" in text(answer)
    assert listed(office, 1)[0]["stage"] == "found"


def test_a_leader_reads_and_moves_nothing(browser: Browser, office: Office) -> None:
    leader = Browser.of(office, "wangwu", lasting="1")
    token = leader.token()

    assert "登记已通知" not in text(leader.get("/cases"))
    assert "办理" not in text(leader.get("/cases/1"))
    for place in ("1/notify", "1/rectify", "1/extend", "1/exempt", "1/close", "1/verify"):
        assert leader.post(f"/cases/{place}", {"token": token, "shown": "1"}).status_code == 403
    for place in ("verify", "new"):
        assert leader.post(f"/cases/{place}", {"token": token}).status_code == 403
    assert leader.get("/cases/new").status_code == 403
    assert listed(office, 1)[0]["stage"] == "found"


@pytest.mark.parametrize("place", ["/cases/7", "/cases/0", "/cases/x", "/cases/99999999999999999"])
def test_a_case_that_is_none_has_no_page(place: str, browser: Browser) -> None:
    assert browser.get(place).status_code == 404
    answer = browser.post(f"{place}/notify", {"token": browser.token(), "shown": "1"})
    assert answer.status_code == 404
    assert browser.post(f"{place}/dance", {"token": browser.token()}).status_code == 404


def test_a_problem_that_a_person_found_is_opened_once_for_its_account(
    browser: Browser, office: Office
) -> None:
    token = browser.token()
    empty = browser.post("/cases/new", {"token": token, "account": "高台", "text": " "})
    assert empty.status_code == 422 and "请写明发现的问题" in text(empty)
    assert "名单中没有账号“高台”" in text(empty) and 'value="高台"' in empty.text

    done = browser.post(
        "/cases/new", {"token": token, "account": "高台民政（抖音）", "text": "留言未回复"}
    )

    assert done.location == "/cases/2"
    assert "已立案，现为待通知" in text(browser.get("/cases/2"))
    case = listed(office, 1)[1]
    assert (case["account"], case["message"]) == ("minzheng-douyin", "留言未回复")
    assert (case["steps"][0]["by"], case["steps"][0]["via"]) == ("张三", "desk")
    assert 'value="minzheng-douyin"' in browser.get("/cases/new?account=minzheng-douyin").text
    assert '<option value="高台民政（抖音）">' in browser.get("/cases/new").text

    twice = browser.post(
        "/cases/new", {"token": token, "account": "高台民政（抖音）", "text": "留言未回复"}
    )
    assert twice.status_code == 422 and "2号问题已登记同一内容" in text(twice)
    other = {"token": token, "account": "高台民政（抖音）", "text": "简介有误"}
    assert browser.post("/cases/new", other).location == "/cases/3"


def test_the_board_marks_who_is_late_and_leads_to_one_stage(
    browser: Browser, office: Office, clockwork: time_machine.Traveller
) -> None:
    by(office, 1, "notify", "1")
    by(office, 1, "open", "minzheng-douyin", "--text", "<b>留言</b>未回复")
    clockwork.move_to(MONDAY + 10 * DAY)

    page = browser.get("/cases")
    assert "✗ 逾期2天" in text(page) and '<li class="late">' in page.text
    assert "&lt;b&gt;留言" in page.text and "<b>留言" not in page.text
    for stage, number, other in (("overdue", 1, 2), ("found", 2, 1)):
        one = browser.get(f"/cases?stage={stage}").text
        assert f'href="/cases/{number}"' in one and f'href="/cases/{other}"' not in one
    assert "没有豁免的问题" in text(browser.get("/cases?stage=exempt"))
    assert "待通知（1）" in text(browser.get("/cases?stage=nothing"))  # all of them
    of_unit = text(browser.get("/cases?unit=minzheng"))
    assert "2号" in of_unit and "1号　" not in of_unit
    assert "该单位没有待整改的问题" in text(browser.get("/cases?unit=nobody"))
    home = browser.get("/").text
    for stage in ("found", "rectified", "overdue"):
        assert f'href="/cases?stage={stage}"' in home


def test_the_table_has_what_the_page_lists_and_runs_no_formula(
    browser: Browser, office: Office
) -> None:
    by(office, 1, "open", "minzheng-douyin", "--text", "=1+1")

    answer = browser.get("/cases?format=csv&unit=minzheng")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    (row,) = rows
    assert (row["编号"], row["单位"], row["进展"], row["经办"]) == (
        "2",
        "高台县民政局",
        "待通知",
        "张三",
    )
    assert row["问题"] == "'=1+1"
    assert len(list(csv.reader(io.StringIO(browser.get("/cases?format=csv").text)))) == 3


def test_an_office_without_a_case_is_told_why_the_board_is_empty(tmp_path: Path) -> None:
    office = hand_office(tmp_path)
    with time_machine.travel(MONDAY, tick=False):
        added(office)
        page = text(Browser.of(office, lasting="1").get("/cases"))

    assert "没有待整改的问题：检查发现不合格的账号自动立案" in page


def test_a_case_shows_on_which_look_it_rests(browser: Browser) -> None:
    page = browser.get("/cases/1")

    assert "所据观测：2021-12-06 10:00 张三" in text(page)
    (place,) = set(re.findall(r'href="(/evidence/[^"]+)"', page.text))
    assert browser.get(place).status_code == 200


def test_a_look_entered_later_is_no_ground_of_what_was_found_before(
    browser: Browser, office: Office
) -> None:
    """It says when they looked, which was before the check; the check could not know."""
    later = Browser.of(office, "lisi", lasting="1").look(
        "caizheng-weixin", newest="2021-12-05", seen="2021-12-06 10:00"
    )
    assert later.status_code == 303

    page = text(browser.get("/cases/1"))

    assert "所据观测：2021-12-06 10:00 张三" in page
    assert "所据观测：2021-12-06 10:00 李四" not in page


def test_what_a_person_found_is_closed_by_a_person(browser: Browser, office: Office) -> None:
    by(office, 1, "open", "minzheng-douyin", "--text", "留言未回复")

    page = browser.get("/cases/2")
    assert 'action="/cases/2/verify"' not in page.text
    assert "人工发现的问题不由复查销号" in text(page)

    by(office, 1, "notify", "2")
    by(office, 1, "rectify", "2", "--text", "已回复")
    assert 'href="/cases/2#close"' in browser.get("/cases").text
    assert '<details id="close" class="move" open>' in browser.get("/cases/2").text


def test_a_recheck_of_all_tells_what_it_closed(
    browser: Browser, office: Office, clockwork: time_machine.Traveller
) -> None:
    assert "按最近一次查看复查全部" not in text(browser.get("/cases"))
    by(office, 1, "notify", "1")
    by(office, 1, "rectify", "1", "--text", "已更新")
    posted(office, 2)
    clockwork.move_to(MONDAY + 2 * DAY)
    page = browser.get("/cases")
    assert "按最近一次查看复查全部" in text(page)

    browser.post("/cases/verify", {"token": browser.token()})

    assert "复查：" in text(browser.get("/cases")) and listed(office, 2) == []
