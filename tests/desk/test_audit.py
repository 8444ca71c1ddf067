"""What was done is kept: every form sent, every file taken, every failure, nothing secret."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Response

from monitor.app import acts, audit, people
from monitor.app.act_log import ActFilter, ActLog
from monitor.app.people_store import Role
from monitor.desk import act_words, confirm, guard
from monitor.desk.application import create
from monitor.model import Means
from monitor.model.act import Act, Ending
from monitor.model.errors import StoreError
from monitor.system.database import open_database
from tests.builders import NOON
from tests.desk.builders import WORD, Browser, added, desk_office, text
from tests.office import Office


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, made once."""
    path = tmp_path_factory.mktemp("empty") / "monitor.db"
    open_database(path).close()
    return path


@pytest.fixture
def office(office: Office, empty: Path) -> Office:
    """An office with its database, as a desk that is served has it."""
    shutil.copytree(empty.parent, office.data, dirs_exist_ok=True)
    return office


@pytest.fixture
def browser(stranger: Browser) -> Browser:
    """A browser whose log-in is kept among the acts."""
    assert stranger.log_in().status_code == 303
    return stranger


def kept(office: Office) -> list[Act]:
    """The acts of an office, the oldest first."""
    with open_database(office.database) as db:
        return list(ActLog(db).listed(ActFilter())[:])[::-1]


def told(office: Office) -> list[tuple[str, str, Ending]]:
    return [(act.person, act.verb, act.ending) for act in kept(office)]


def test_a_log_in_a_look_and_the_leaving_are_kept_with_who_and_whence(
    browser: Browser, office: Office
) -> None:
    assert browser.look("weixin", newest="昨天").status_code == 303
    browser.post("/logout", {"token": browser.token()})

    first, look, last = kept(office)

    assert first == Act(
        at=NOON, person="zhangsan", by="张三", address="127.0.0.1", via=Means.DESK,
        verb="session.login", ending=Ending.DONE,
    )  # fmt: skip
    assert (look.verb, look.object, look.ending) == ("look.enter", "weixin", Ending.DONE)
    assert (last.by, last.verb) == ("张三", "session.logout")


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({"newest": "前不久"}, Ending.REFUSED),
        ({"newest": "昨天", "token": "wrong"}, Ending.DENIED),
        ({"newest": "x" * guard.TEXT}, Ending.REFUSED),
    ],
)
def test_what_was_refused_is_kept_as_refused(
    fields: dict[str, str], ending: Ending, browser: Browser, office: Office
) -> None:
    browser.look("weixin", **fields)

    assert told(office)[1:] == [("zhangsan", "look.enter", ending)]


def test_what_a_leader_may_not_do_is_kept(stranger: Browser, office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    stranger.log_in("lisi")
    stranger.look("weixin", newest="昨天")

    assert told(office)[1:] == [("lisi", "look.enter", Ending.DENIED)]


def test_a_refusal_that_repeats_is_kept_once_in_ten_minutes(
    browser: Browser, office: Office
) -> None:
    for after in (0, 1, 9, 10, 11):
        with time_machine.travel(NOON + timedelta(minutes=after), tick=False):
            browser.look("weixin", newest="昨天", token="wrong")
            browser.look("weixin", newest="前不久")

    at = [(act.at - NOON, act.ending) for act in kept(office)[1:]]
    assert at == [
        (timedelta(minutes=minutes), ending)
        for minutes in (0, 10)
        for ending in (Ending.DENIED, Ending.REFUSED)
    ]


def test_what_was_done_twice_is_kept_twice(browser: Browser, office: Office) -> None:
    for _ in range(2):
        browser.look("weixin", newest="昨天")

    assert [act.verb for act in kept(office)[1:]] == ["look.enter", "look.enter"]


def test_a_demonstration_stays_as_it_was_recorded(office: Office) -> None:
    browser = Browser.of(office, demo=NOON)
    browser.look("weixin", newest="昨天")

    assert kept(office) == []


def test_strangers_leave_no_trace_but_at_the_door(stranger: Browser, office: Office) -> None:
    stranger.post("/accounts/weixin/look", {"newest": "昨天"})
    stranger.post("/nowhere", {})
    stranger.post("/login", {"name": "zhangsan"})
    stranger.get("/")

    assert kept(office) == []


def test_failures_of_log_in_are_kept_by_their_number(stranger: Browser, office: Office) -> None:
    for _ in range(7):
        stranger.log_in(password="猜猜猜猜猜猜猜猜猜猜")

    noted = [(act.person, act.ending, act.times) for act in kept(office)]

    assert noted == [
        *(("zhangsan", Ending.WRONG, times) for times in (1, 2, 3, 5)),
        ("zhangsan", Ending.WAITS, 1),
    ]


def test_who_tries_many_names_from_one_address_fills_no_disk(
    stranger: Browser, office: Office
) -> None:
    for number in range(40):
        stranger.log_in(f"name{number}", "猜猜猜猜猜猜猜猜猜猜")

    noted = [(act.times, act.ending) for act in kept(office)]

    assert noted == [
        *((times, Ending.WRONG) for times in (1, 2, 3, 5, 10, 20)),
        (1, Ending.WAITS),
    ]


def test_who_fails_slowly_is_told_of_all_the_same(stranger: Browser, office: Office) -> None:
    for hour in range(3):
        for part in range(4):
            at = NOON + timedelta(hours=hour, minutes=15 * part)
            with time_machine.travel(at, tick=False):
                stranger.log_in(f"name{part}", "猜猜猜猜猜猜猜猜猜猜")

    assert len(kept(office)) == 12


def test_a_password_typed_as_a_name_is_not_kept(stranger: Browser, office: Office) -> None:
    stranger.log_in(WORD, "zhangsan")

    assert [(act.person, act.object) for act in kept(office)] == [("", "")]
    assert WORD.encode() not in office.database.read_bytes()


def test_no_field_but_what_names_the_object_is_kept(browser: Browser, office: Office) -> None:
    browser.look("weixin", note="写了什么", unit="县文旅局", again=WORD, newest="前不久")

    assert kept(office)[-1].object == "weixin 县文旅局"


def desk_with(office: Office) -> Browser:
    app = create(desk_office(office), guard.Addresses.loopback(8410))

    @app.get("/paper")
    def paper() -> Response:
        return Response("x", headers={"Content-Disposition": "attachment; filename=a.docx"})

    @app.post("/sudo")
    def sudo() -> tuple[str, int]:
        return confirm.refusal(), 422

    @app.post("/first")
    def first() -> str:
        return "先列出"

    @app.post("/broken")
    def broken() -> str:
        raise ZeroDivisionError

    browser = Browser(client=app.test_client())
    browser.log_in()
    return browser


def test_a_file_that_is_taken_is_kept_and_a_page_that_is_read_is_not(office: Office) -> None:
    browser = desk_with(office)
    browser.get("/")
    browser.client.head("/paper", base_url="http://127.0.0.1:8410")
    browser.get("/paper")

    assert told(office)[1:] == [("zhangsan", "paper", Ending.DONE)]


@pytest.mark.parametrize(
    ("place", "ending"),
    [("/sudo", Ending.WRONG), ("/first", Ending.SHOWN), ("/broken", Ending.FAILED)],
)
def test_how_an_act_ended_is_told_apart(place: str, ending: Ending, office: Office) -> None:
    browser = desk_with(office)
    browser.post(place, {"token": browser.token(), "again": "猜猜猜"})

    assert kept(office)[-1].ending is ending


def test_acts_are_sealed(browser: Browser, office: Office) -> None:
    with open_database(office.database) as db:
        assert audit.audit(db, office.data / "evidence").faults == ()
        db.conn.execute("UPDATE acts SET by = '李四'")
        db.conn.commit()
        assert audit.audit(db, office.data / "evidence").faults


def test_an_act_that_cannot_be_kept_is_told_in_the_log_and_done_all_the_same(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> bool:
        raise StoreError("磁盘空间不足")

    monkeypatch.setattr(acts, "record", full)

    assert browser.look("weixin", newest="昨天").status_code == 303
    assert "an act was not noted: POST look.enter" in caplog.text


def test_every_act_has_a_name(office: Office) -> None:
    """Whoever adds a form names it in monitor/desk/act_words.py."""
    app = create(desk_office(office), guard.Addresses.loopback(8410))
    acts_ = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    assert acts_ - set(act_words.WORDS) == set()


def test_the_page_tells_them_the_newest_first_to_leaders_too(
    browser: Browser, office: Office
) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    browser.look("weixin", newest="昨天")
    acts.on_the_pc(office.data, acts.PEOPLE_ADD, "wangwu 王五（领导）")
    browser.post("/logout", {"token": browser.token()})
    browser.log_in("lisi")

    page = text(browser.get("/acts"))

    for words in ("登记所见", "高台发布", "本机", "增加人员", "wangwu 王五（领导）", "命令行"):
        assert words in page
    assert page.index("退出") < page.rindex("增加人员") < page.rindex("登记所见")


def test_the_page_is_filtered_by_person_act_and_days(browser: Browser, office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    other = Browser.at(desk_office(office))
    with time_machine.travel(NOON - timedelta(days=8), tick=False):
        other.log_in("lisi")

    def rows(query: str) -> int:
        return browser.get(f"/acts?{query}").text.count('class="head"')

    assert rows("") == 2
    assert rows("person=zhangsan") == rows("person=lisi") == 1
    assert rows("verb=session.login") == 2 and rows("verb=look.enter") == 0
    assert [rows(f"days={days}") for days in (1, 7, 30, "x", 9)] == [1, 1, 2, 2, 2]
    assert "没有符合条件的记录" in text(browser.get("/acts?verb=look.enter"))


def test_pages_have_a_hundred_rows_and_the_table_has_all(browser: Browser, office: Office) -> None:
    with open_database(office.database) as db:
        for number in range(120):
            act = Act(at=NOON, via=Means.CLI, verb="x.y", object=f"=第{number}", ending=Ending.DONE)
            ActLog(db).append(act)

    first, second = browser.get("/acts"), browser.get("/acts?page=2")
    table = browser.get("/acts?format=csv")

    assert first.text.count('class="head"') == 100 and second.text.count('class="head"') == 21
    assert len(table.get_data().decode().splitlines()) == 122
    assert "'=第7," in table.get_data().decode()
    assert kept(office)[-1].verb == "acts.show"


def test_acts_can_be_read_while_the_register_is_wrong(browser: Browser, office: Office) -> None:
    browser.look("weixin", newest="昨天")
    office.accounts_file.write_text("accounts: [", "utf-8")

    page = browser.get("/acts")

    assert page.status_code == 200 and "weixin" in text(page)


def test_where_nothing_was_done_the_page_says_so(browser: Browser, office: Office) -> None:
    with open_database(office.database) as db:
        db.conn.execute("DELETE FROM acts")
        db.conn.commit()
    assert "还没有记录" in text(browser.get("/acts"))


def test_a_password_set_on_the_pc_is_an_act(office: Office) -> None:
    assert people.known(office.data, " ZhangSan ") is not None
    office.run("desk", "people", "remove", "zhangsan")

    (act,) = kept(office)

    assert (act.by, act.via, act.verb) == ("", Means.CLI, "people.remove")
    assert act.object == "zhangsan 张三（值班员）"


@pytest.mark.parametrize(
    ("verb", "object", "shown"),
    [
        ("look.enter", "weixin", "高台发布（微信）"),
        ("look.enter", "gone", "gone"),
        ("case_page.act", "8 close", "8号问题 销号"),
        ("case_page.verify", "8", "8号问题"),
        ("slips.fix", "2", "2号错敏信息"),
        (
            "papers.issue",
            "2021Q4 quarter_city 高政办报〔2022〕3号",
            "2021Q4 报告 高政办报〔2022〕3号",
        ),
        ("letters.make", "u gone", "某局 gone"),
        ("register_change.alter", "weixin u", "高台发布（微信）"),
        ("register_change.add", "高台新号", "高台新号"),
        ("register_change.add", "u", "某局"),
    ],
)
def test_what_was_acted_on_is_told_in_words(
    verb: str, object: str, shown: str, browser: Browser, office: Office
) -> None:
    act = Act(at=NOON, via=Means.CLI, verb=verb, object=object, ending=Ending.DONE)
    acts.record(office.data, act)

    assert f'data-label="对象">{shown}</td>' in browser.get("/acts").text
    assert f",{shown}," in browser.get("/acts?format=csv").text


def test_a_new_account_is_noted_by_its_name(browser: Browser, office: Office) -> None:
    fields = {"token": browser.token(), "name": "高台新号", "unit": "u"}
    browser.post("/register/new", fields)

    assert kept(office)[-1].object == "高台新号"
