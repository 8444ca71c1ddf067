"""Who may ask what: hosts, sites, tokens, sessions, roles; each refusal in words."""

import re
from datetime import timedelta

import pytest
import time_machine

from monitor.app import people
from monitor.app.people_store import Role
from monitor.desk import guard, today
from monitor.desk.application import create
from monitor.desk.session import AT_ONCE
from monitor.model import clock
from monitor.model.errors import Busy, MonitorError, RequestError, StoreError
from tests.builders import NOON
from tests.desk.builders import WORD, Browser, added, desk_office, shot, text
from tests.office import Office

ARGUMENTS = {
    "<id>": "weixin",
    "<file>": "2021-12-31-hand.warc.gz",
    "<int:offset>": "0",
    "<int:number>": "1",
    "<move>": "notify",
    "<period>": "2021Q4",
    "<folder>": "f",
}


def filled(rule: str) -> str:
    """An address with something in the place of each of its arguments."""
    for argument, value in ARGUMENTS.items():
        rule = rule.replace(argument, value)
    return rule


def pages(office: Office) -> list[tuple[str, str]]:
    """Every address of the desk with each of its methods."""
    app = create(desk_office(office), guard.Addresses.loopback(8410))
    return [
        (filled(rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if rule.endpoint not in guard.OPEN
    ]


def test_no_page_opens_without_a_session(stranger: Browser, office: Office) -> None:
    for place, method in pages(office):
        answer = stranger.client.open(place, method=method, base_url="http://127.0.0.1:8410")
        if method == "GET":
            assert (answer.status_code, answer.location) == (303, f"/login?next={place}"), place
        else:
            assert answer.status_code == 401 and "请重新登录" in text(answer), place


def test_nothing_is_changed_without_the_sessions_token(browser: Browser, office: Office) -> None:
    for place, method in pages(office):
        if method == "POST":
            for token in ({}, {"token": ""}, {"token": "wrong"}, {"token": "错"}):
                answer = browser.post(place, {"newest": "昨天", **token})
                assert answer.status_code == 403 and "页面已经失效" in text(answer), place
                assert "昨天" in text(answer)
    assert not office.database.exists()


HOSTS = [
    ("127.0.0.1:8410", 200),
    ("localhost:8410", 200),
    ("LOCALHOST:8410", 200),
    ("[::1]:8410", 200),
    ("127.0.0.1", 400),
    ("127.0.0.1:8411", 400),
    ("evil.test:8410", 400),
    ("evil.test", 400),
    ("", 400),
]


@pytest.mark.parametrize(("host", "code"), HOSTS)
@pytest.mark.parametrize("place", ["/login", "/nowhere"])
def test_only_our_own_host_is_answered(place: str, host: str, code: int, stranger: Browser) -> None:
    answer = stranger.get(place, Host=host)

    assert answer.status_code == (404 if place == "/nowhere" and code == 200 else code)
    if code == 400:
        assert "地址不对" in text(answer)


SITES: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://desk.example"}, True),  # by a proxy
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8410"}, False),
    ({"Origin": "http://127.0.0.1:8410"}, True),
    ({"Origin": "http://localhost:8410"}, True),
    ({"Origin": "http://127.0.0.1:8411"}, False),
    ({"Origin": "https://127.0.0.1:8410"}, False),
    ({"Origin": "http://evil.test"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
]


@pytest.mark.parametrize(("headers", "passes"), SITES)
@pytest.mark.parametrize("place", ["/accounts/weixin/look", "/login", "/logout"])
def test_only_our_own_pages_may_send_a_form(
    place: str, headers: dict[str, str], passes: bool, browser: Browser
) -> None:
    token = browser.token()
    if place == "/login":
        browser.post("/logout", {"token": token})
        token = browser.door()

    answer = browser.post(place, {"token": token, "newest": "昨天", "name": "x"}, **headers)

    assert (answer.status_code != 403) is passes
    if not passes:
        assert "其他网页" in text(answer)


def test_every_answer_has_the_headers(browser: Browser) -> None:
    for place in ("/", "/login", "/nowhere"):
        answer = browser.get(place)
        for name, expected in guard.HEADERS.items():
            assert answer.headers[name] == expected, (place, name)


def test_what_browsers_ignore_on_a_plain_address_is_not_sent_there(browser: Browser) -> None:
    """On http they take it from this PC alone, and complain at every page of any other name."""
    for origin, sent in (("http://127.0.0.1:8410", True), ("http://10.0.0.5:8410", False),
                         ("https://desk.test", True)):  # fmt: skip
        answer = browser.client.get("/login", base_url=origin)
        assert ("Cross-Origin-Opener-Policy" in answer.headers) is sent, origin


def test_no_page_needs_what_its_own_policy_forbids(browser: Browser) -> None:
    for place in ("/", "/login"):
        page = browser.get(place).text
        assert "style=" not in page and "<style" not in page
        assert " on" + "click=" not in page and "javascript:" not in page
        assert "http://" not in page.replace("http://127.0.0.1:9/", "")


def test_what_pages_need_is_served_and_kept(stranger: Browser) -> None:
    page = stranger.get("/login").text
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)

    assert len(assets) == 3
    for place in assets:
        answer = stranger.get(place)
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert stranger.get("/static/x/../guard.py").status_code == 404
    assert stranger.get("/static/x/..%2fguard.py").status_code == 404


def test_a_leader_reads_and_enters_nothing(stranger: Browser, office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    stranger.log_in("lisi")

    page = text(stranger.get("/"))
    answer = stranger.look("weixin", newest="昨天")

    assert "登记由值班员办理" in page and "李四（领导）" in page
    assert answer.status_code == 403 and "没有权限" in text(answer)
    assert not office.database.exists()


def test_log_in_says_not_what_was_wrong_and_keeps_the_name(stranger: Browser) -> None:
    for name in ("zhangsan", "nobody"):
        answer = stranger.log_in(name, "wrong password")

        assert answer.status_code == 422 and people.WRONG in text(answer)
        assert f'value="{name}"' in answer.text and "wrong password" not in answer.text


def test_the_sixth_try_waits_in_a_new_process_too(stranger: Browser, office: Office) -> None:
    for _ in range(5):
        stranger.log_in("zhangsan", "wrong password")

    answer = Browser.at(desk_office(office)).log_in()

    assert answer.status_code == 429 and "分钟后再试" in text(answer)


def test_the_form_of_log_in_must_be_ours(stranger: Browser) -> None:
    fields = {"name": "zhangsan", "password": WORD}

    assert stranger.post("/login", fields).status_code == 403
    assert stranger.post("/login", {**fields, "token": stranger.door() + "x"}).status_code == 403
    assert stranger.log_in().status_code == 303


def test_who_guesses_in_parallel_stops_nobodys_page(browser: Browser, office: Office) -> None:
    other = Browser.at(desk_office(office))
    with AT_ONCE, AT_ONCE:
        refused = other.log_in()
        assert browser.get("/").status_code == 200

    assert refused.status_code == 422 and "请稍后再试" in text(refused)
    assert other.log_in().status_code == 303


PLACES = [
    ("/", "/"),
    ("/?at=weixin", "/?at=weixin"),
    ("//evil.test", "/"),
    ("///evil.test", "/"),
    ("/\\evil.test", "/"),
    ("https://evil.test", "/"),
    ("evil", "/"),
    ("", "/"),
    ("/a\nb", "/"),
]


@pytest.mark.parametrize(("asked", "place"), PLACES)
def test_log_in_leads_nowhere_else(asked: str, place: str, stranger: Browser) -> None:
    assert stranger.log_in(next=asked).location == place


def test_the_cookie_is_the_browsers_alone(stranger: Browser) -> None:
    cookies = [c for c in stranger.log_in().headers.getlist("Set-Cookie") if guard.COOKIE in c]

    (cookie,) = cookies
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age" not in cookie
    (lasting,) = [
        c for c in stranger.log_in(lasting="1").headers.getlist("Set-Cookie") if guard.COOKIE in c
    ]
    assert "Max-Age=2592000" in lasting


def test_a_restart_logs_nobody_out(browser: Browser, office: Office) -> None:
    cookie = browser.client.get_cookie(guard.COOKIE, "127.0.0.1")
    assert cookie is not None
    other = Browser.at(desk_office(office))
    other.client.set_cookie(guard.COOKIE, cookie.value, domain="127.0.0.1")

    assert other.get("/").status_code == 200


def test_a_form_of_a_session_that_ended_is_given_back_and_enters_nothing(
    browser: Browser, office: Office
) -> None:
    token = browser.token()
    with time_machine.travel(NOON + timedelta(hours=13), tick=False):
        answer = browser.post("/accounts/weixin/look", {"token": token, "note": "写了很久的话"})
    assert answer.status_code == 401 and "写了很久的话" in text(answer)
    assert token not in answer.text and not office.database.exists()


def test_log_out_ends_the_session_for_whoever_kept_its_cookie(browser: Browser) -> None:
    token = browser.token()
    cookie = browser.client.get_cookie(guard.COOKIE, "127.0.0.1")
    assert cookie is not None
    browser.post("/logout", {"token": token})
    browser.client.set_cookie(guard.COOKIE, cookie.value, domain="127.0.0.1")

    assert browser.get("/").status_code == 303
    assert browser.post("/accounts/weixin/look", {"token": token}).status_code == 401


def test_nothing_is_changed_by_following_a_link(browser: Browser) -> None:
    for place in ("/accounts/weixin/look", "/logout"):
        answer = browser.get(place)
        assert answer.status_code == 405 and "不能这样打开" in text(answer)


def test_too_much_is_refused_in_chinese(browser: Browser) -> None:
    much = {"token": browser.token(), "newest": "x" * 140_000, "screenshot": shot(b"x")}

    answer = browser.post("/accounts/weixin/look", much)

    assert answer.status_code == 413 and "文件过大" in text(answer)


def test_a_stranger_may_send_little(stranger: Browser) -> None:
    answer = stranger.post("/accounts/weixin/look", {"note": "x" * 300_000})

    assert answer.status_code == 401 and "xxxx" not in answer.text


@pytest.mark.parametrize(
    ("error", "code", "title"),
    [
        (RequestError("不能这样办"), 422, "不能办理"),
        (Busy("另有人正在办理"), 503, "暂时不能办理"),
        (StoreError("数据库打不开"), 500, "暂时不能办理"),
    ],
)
def test_what_cannot_be_done_is_one_page_with_its_reason(
    error: MonitorError, code: int, title: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(today, "today", refuse)
    answer = browser.get("/")

    assert answer.status_code == code and f"<h1>{title}</h1>" in answer.text
    assert f"{error}。" in text(answer)


def test_a_fault_of_ours_is_one_page_without_a_traceback(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(today, "today", broken)
    answer = browser.get("/")

    assert answer.status_code == 500 and "程序内部出错" in text(answer)
    assert "secret detail" not in answer.text


def test_without_people_the_page_says_how_to_add_them(stranger: Browser, office: Office) -> None:
    people.remove(office.data, "zhangsan", NOON)

    assert "monitor desk people add" in text(stranger.get("/login"))


def test_a_demonstration_is_told_on_every_page_and_takes_in_nothing(office: Office) -> None:
    browser = Browser.at(desk_office(office, demo=NOON))
    door = browser.get("/login")
    browser.log_in()

    page = browser.get("/")
    answer = browser.look("weixin", newest="昨天", none_since="前不久")

    for shown in (door, page, answer):
        assert '<p class="demo" role="note">演示，时间为2021年12月31日。</p>' in shown.text
    assert "守护进程没有运行" not in page.text and "演示数据，不能登记。" in page.text
    assert answer.status_code == 403
    assert "尚未登记，所填内容都还在" in text(answer)
    assert "演示数据（时间为2021年12月31日），不能查看账号、登记所见" in text(answer)
    assert 'value="昨天"' in answer.text and not office.database.exists()


def test_an_offices_own_data_are_no_demonstration(browser: Browser) -> None:
    assert "演示" not in browser.get("/").text


def test_where_the_clock_is_stopped_sessions_end_and_pauses_pass(office: Office) -> None:
    browser = Browser.at(desk_office(office, demo=NOON))
    with clock.stopped_at(NOON):
        for _ in range(6):
            answer = browser.log_in(password="错的密码错的密码啊")
        assert answer.status_code == 429
        with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
            assert browser.log_in().status_code == 303
        with time_machine.travel(NOON + timedelta(hours=13), tick=False):
            assert browser.get("/").status_code == 303


def test_the_menu_leads_nobody_where_they_may_not_go(office: Office, browser: Browser) -> None:
    added(office, "wangju", "王局长", Role.LEADER)
    leader = Browser.of(office, "wangju")

    assert 'href="/paste"' in browser.get("/").text
    page = leader.get("/").text
    assert 'href="/paste"' not in page and 'href="/letters"' in page


@pytest.mark.parametrize(
    ("place", "marked"),
    [
        ("/status", 'href="/status" aria-current="page"'),
        ("/accounts/weixin", 'href="/status" aria-current="true"'),
        ("/contacts", 'href="/register" aria-current="true"'),
        ("/register/weixin", "更多：名单</summary>"),
        ("/help", "更多：帮助</summary>"),
        ("/", "更多</summary>"),
    ],
)
def test_the_menu_tells_which_part_of_the_desk_a_page_belongs_to(
    place: str, marked: str, browser: Browser
) -> None:
    assert marked in browser.get(place).text
