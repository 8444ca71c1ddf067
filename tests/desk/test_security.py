"""The list of what a small web page in an office must hold to, one test a line.

What another file tests more closely is asked here once, so that the list can be read as one.
"""

import http.client
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from monitor.app import acts, passwords, people
from monitor.app.act_log import ActFilter, ActLog
from monitor.app.people_store import Role
from monitor.desk import guard, proxied, server
from monitor.desk.addresses import Addresses
from monitor.desk.application import create
from monitor.model.errors import ConfigError, RequestError
from monitor.system.database import open_database
from tests.builders import NOON
from tests.desk.builders import TOKEN, WORD, Browser, added, desk_office, shot, text
from tests.desk.test_server import ask, served
from tests.office import Office

OURS = "http://127.0.0.1:8410"


# cross-site post
@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.test"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:8411"},  # the port beside
        {"Origin": "http://127.0.0.1:8411"},
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("place", ["/accounts/weixin/look", "/login", "/logout", "/me/password"])
def test_cross_site_posts_are_refused_though_they_know_the_token(
    place: str, sent: dict[str, str], browser: Browser, office: Office
) -> None:
    answer = browser.post(place, {"token": browser.token(), "newest": "昨天"}, **sent)

    assert answer.status_code == 403 and not office.database.exists()


def test_the_origin_is_compared_with_our_address_and_not_with_the_host_it_came_by(
    browser: Browser,
) -> None:
    answer = browser.post(
        "/logout", {"token": browser.token()}, Host="evil.test:8410", Origin="http://evil.test:8410"
    )

    assert answer.status_code == 400 and browser.get("/").status_code == 200


def test_every_form_needs_the_token_of_its_own_session(browser: Browser, office: Office) -> None:
    added(office, "lisi", "李四")
    other = Browser.of(office, "lisi")

    answer = browser.post("/accounts/weixin/look", {"token": other.token(), "newest": "昨天"})

    assert answer.status_code == 403 and not office.database.exists()


# rebinding
@pytest.mark.parametrize(
    "host", ["evil.test:8410", "127.0.0.1:8411", "127.0.0.2:8410", "[::2]:8410"]
)
def test_rebinding_another_name_to_us_opens_nothing(host: str, browser: Browser) -> None:
    for place in ("/", "/login", "/nowhere", "/static/x/desk.css"):
        assert browser.get(place, Host=host).status_code == 400, place


# default exposure
def test_by_default_only_this_pc_can_open_it() -> None:
    assert Addresses.loopback(8410).bound == ("127.0.0.1",)
    assert server.Reach().addresses(8410) == Addresses.loopback(8410)
    with pytest.raises(ConfigError):
        Addresses.lan(["0.0.0.0"], 8410)


def test_nobody_else_can_open_it_before_there_are_people(office: Office) -> None:
    people.remove(office.data, "zhangsan", NOON)
    with pytest.raises(RequestError):
        server.serve(office.accounts_file, office.data, None, 0, print, named=("127.0.0.2",))


# passwords
def test_an_unknown_name_costs_the_same_comparison(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    holds = passwords.holds

    def spied(stored: str, password: str) -> bool:
        compared.append(stored)
        return holds(stored, password)

    monkeypatch.setattr(passwords, "holds", spied)
    stranger.log_in("nobody", "猜猜猜猜猜猜猜猜猜猜")
    stranger.log_in("zhangsan", "猜猜猜猜猜猜猜猜猜猜")

    assert [bool(stored) for stored in compared] == [False, True]


def test_a_changed_password_signs_out_other_sessions(browser: Browser, office: Office) -> None:
    other = Browser.of(office)
    new = "另一个够长的密码啊啊"
    fields = {"again": WORD, "password": new, "password2": new}
    browser.post("/me/password", {"token": browser.token()} | fields)

    assert other.get("/").status_code == 303 and browser.get("/").status_code == 200


# guessing
def test_limits_survive_a_restart(stranger: Browser, office: Office) -> None:
    for _ in range(5):
        stranger.log_in(password="猜猜猜猜猜猜猜猜猜猜")

    assert Browser.at(desk_office(office)).log_in().status_code == 429


def test_a_forged_forwarded_address_changes_nothing(stranger: Browser, office: Office) -> None:
    for number in range(20):
        stranger.headers = {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": "for=10.9.9.9"}
        stranger.log_in(f"name{number}", "猜猜猜猜猜猜猜猜猜猜")

    assert stranger.log_in().status_code == 429


def test_the_server_hands_no_forged_address_on(office: Office) -> None:
    with served(office) as port:
        headers = {"X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "https"}
        code, page = ask(port, "GET", "/login", headers=headers)
        form = {"Content-Type": "application/x-www-form-urlencoded"} | headers
        ask(port, "POST", "/login", body="name=x", headers=form)

    assert code == 200 and "登录" in page


def test_who_waits_may_go_on_by_the_pc(stranger: Browser, office: Office) -> None:
    for _ in range(6):
        stranger.log_in(password="猜猜猜猜猜猜猜猜猜猜")
    people.set_password(office.data, "zhangsan", WORD)

    assert stranger.log_in().status_code == 303


# session
def test_log_in_gives_a_new_session_and_a_new_token(browser: Browser) -> None:
    def word() -> str:
        cookie = browser.client.get_cookie(guard.COOKIE, "127.0.0.1")
        assert cookie is not None
        return cookie.value

    before = word(), browser.token()
    assert browser.log_in().status_code == 303

    assert word() != before[0] and browser.token() != before[1]


def test_log_in_anew_ends_the_session_before(browser: Browser, office: Office) -> None:
    cookie = browser.client.get_cookie(guard.COOKIE, "127.0.0.1")
    assert cookie is not None
    browser.log_in()

    assert people.session(office.data, cookie.value, NOON) is None
    assert len(people.sessions(office.data, "zhangsan", NOON)) == 1


def test_a_session_word_of_somebody_elses_choice_is_not_taken_up(stranger: Browser) -> None:
    stranger.client.set_cookie(guard.COOKIE, "chosen", domain="127.0.0.1")
    answer = stranger.log_in()

    assert answer.status_code == 303
    assert all("chosen" not in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_a_token_replayed_after_log_out_does_nothing(browser: Browser, office: Office) -> None:
    token = browser.token()
    cookie = browser.client.get_cookie(guard.COOKIE, "127.0.0.1")
    assert cookie is not None
    browser.post("/logout", {"token": token})
    browser.client.set_cookie(guard.COOKIE, cookie.value, domain="127.0.0.1")

    assert browser.post("/accounts/weixin/look", {"token": token}).status_code == 401


def cookies(browser: Browser) -> list[str]:
    return [
        *browser.get("/login").headers.getlist("Set-Cookie"),
        *browser.log_in().headers.getlist("Set-Cookie"),
    ]


def test_cookies_are_kept_from_scripts_and_other_sites(stranger: Browser) -> None:
    given = cookies(stranger)

    assert given and all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in given)
    assert all("Secure" not in cookie and "Domain" not in cookie for cookie in given)


def test_behind_https_cookies_are_secure_and_of_this_host_alone(office: Office) -> None:
    known = Addresses.behind("https://oa.example", 8410)
    app = create(desk_office(office), known)
    proxied.install(app, known.prefix)
    answer = app.test_client().get("/login", base_url="https://oa.example")

    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-") and "Secure" in cookie and "Domain" not in cookie


# headers
ANSWERS: list[tuple[str, Callable[[Browser], TestResponse], int]] = [
    ("a page", lambda browser: browser.get("/"), 200),
    ("a table", lambda browser: browser.get("/acts?format=csv"), 200),
    ("a style", lambda browser: browser.get(_style(browser)), 200),
    ("an address of nothing", lambda browser: browser.get("/nowhere"), 404),
    ("a wrong method", lambda browser: browser.get("/logout"), 405),
    ("a wrong host", lambda browser: browser.get("/", Host="evil.test"), 400),
    ("no token", lambda browser: browser.post("/logout", {}), 403),
    ("a redirection", lambda browser: browser.post("/logout", {"token": browser.token()}), 303),
    ("too much", lambda browser: browser.post("/logout", {"x": "x" * guard.TEXT}), 413),
]


def _style(browser: Browser) -> str:
    return str(re.findall(r'href="(/static/[^"]+\.css)"', browser.get("/login").text)[0])


@pytest.mark.parametrize(("what", "ask_", "code"), ANSWERS, ids=[what for what, _, _ in ANSWERS])
def test_every_answer_has_the_headers(
    what: str, ask_: Callable[[Browser], TestResponse], code: int, browser: Browser
) -> None:
    answer = ask_(browser)

    assert answer.status_code == code
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    trusted = what != "a wrong host"  # elsewhere browsers ignore it, and complain of it
    assert (answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin") is trusted
    assert ("no-store" in answer.headers["Cache-Control"]) is (what != "a style")
    assert "Server" not in answer.headers


# uploads
def test_an_upload_of_many_parts_is_refused_in_chinese(browser: Browser) -> None:
    parts = {f"field-{number}": "x" for number in range(guard.DeskRequest.max_form_parts + 1)}
    token = browser.token()
    boundary = "b"
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in ({"token": token} | parts).items()
    )
    answer = browser.client.post(
        "/accounts/weixin/look",
        data=f"{body}--{boundary}--\r\n",
        content_type=f"multipart/form-data; boundary={boundary}",
        base_url=OURS,
    )

    assert answer.status_code == 413 and "过大" in text(answer)


@pytest.mark.parametrize(("more", "code"), [(0, 422), (1, 413)])
@pytest.mark.parametrize("limit", ["a field of a form with a file", "a form without a file"])
def test_a_form_may_have_so_many_bytes_and_no_more(
    limit: str, more: int, code: int, browser: Browser
) -> None:
    token = browser.token()
    if limit == "a form without a file":
        left = guard.TEXT - len(urlencode({"token": token, "x": ""}))
        sent: dict[str, Any] = {"token": token, "x": "x" * (left + more)}
    else:
        longest = guard.DeskRequest.max_form_memory_size
        sent = {"token": token, "x": "x" * (longest + more), "screenshot": shot(b"")}
    answer = browser.post("/accounts/weixin/look", sent)

    assert answer.status_code == code, text(answer)


def test_a_picture_is_told_by_its_bytes_and_its_name_is_never_used(
    browser: Browser, office: Office
) -> None:
    answer = browser.look(
        "weixin", none_since="从未", seen="11:00", screenshot=shot(b"<html>", "../../evil.png")
    )

    assert answer.status_code == 422 and not office.database.exists()
    assert not list(office.folder.parent.rglob("*evil*"))


def test_what_was_sent_lies_nowhere_afterwards(browser: Browser, office: Office) -> None:
    browser.look("weixin", none_since="从未", screenshot=shot(b"x" * 600_000))

    tmp = office.data / "tmp"
    assert tmp.stat().st_mode & 0o777 == 0o700 and list(tmp.iterdir()) == []


# open redirect
@pytest.mark.parametrize(
    "place",
    [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "/a\r\nX: y",
        "javascript:1",
        "/\t/evil.test",
    ],
)
def test_log_in_leads_nowhere_else(place: str, stranger: Browser) -> None:
    assert stranger.log_in(next=place).location == "/"


# links out
def test_links_out_tell_nothing_and_are_http_alone(browser: Browser) -> None:
    for page in ("/", "/status", "/help", "/schedule"):
        found = re.findall(r"<a [^>]*href=\"(?!/|#)([^\"]*)\"[^>]*>", browser.get(page).text)
        tags = re.findall(r"<a [^>]*href=\"(?!/|#)[^\"]*\"[^>]*>", browser.get(page).text)
        assert all(place.startswith(("http://", "https://")) for place in found)
        assert all("noreferrer" in tag and "noopener" in tag for tag in tags)


# audit
def test_what_was_done_and_what_failed_is_kept(browser: Browser, office: Office) -> None:
    open_database(office.database).close()
    browser.post("/logout", {"token": browser.token()})
    browser.log_in(password="猜猜猜猜猜猜猜猜猜猜")
    acts.on_the_pc(office.data, acts.PEOPLE_ADD, "lisi 李四（领导）")
    with open_database(office.database) as db:
        kept = [(act.verb, act.ending.value) for act in ActLog(db).listed(ActFilter())[:]]

    assert kept[::-1] == [
        ("session.logout", "done"), ("session.login", "wrong"), ("people.add", "done"),
    ]  # fmt: skip


# roles
def test_a_leader_may_send_no_form_but_ones_own(stranger: Browser, office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    stranger.log_in("lisi")
    token = stranger.token()
    own = {"session.login", "session.logout", "me.password", "me.others_out"}
    app = create(desk_office(office), Addresses.loopback(8410))
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in own | guard.OPEN:
            place = re.sub(r"<[^>]*>", "1", rule.rule)
            answer = stranger.post(place, {"token": token})
            # what only reads may be a form, too: it is answered, and changes nothing
            assert answer.status_code in (403, 404), rule.endpoint


# many at once
@pytest.mark.long
def test_two_hundred_log_ins_at_once_stop_no_page(office: Office) -> None:
    codes: list[int] = []
    with served(office) as port:
        cookie, token = _door(port)
        form = urlencode({"token": token, "name": "zhangsan", "password": "猜" * 10})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie,
        }  # fmt: skip

        def guess() -> None:
            try:
                codes.append(ask(port, "POST", "/login", body=form, headers=headers)[0])
            except (OSError, http.client.HTTPException):
                codes.append(0)

        threads = [threading.Thread(target=guess) for _ in range(200)]
        for thread in threads:
            thread.start()
        pages = [ask(port, "GET", "/login")[0] for _ in range(5)]
        for thread in threads:
            thread.join(60)

    assert pages == [200] * 5
    assert set(codes) <= {422, 429, 0} and codes.count(0) < 100


def _door(port: int) -> tuple[str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/login")
    answer = connection.getresponse()
    token = TOKEN.findall(answer.read().decode())[-1]
    given: Any = answer.headers["Set-Cookie"]
    connection.close()
    return given.partition(";")[0], token


# what is stored
def test_people_and_what_is_spooled_can_be_read_by_nobody_else(
    browser: Browser, office: Office
) -> None:
    path: Path = office.data / "people.db"

    assert path.stat().st_mode & 0o777 == 0o600
    assert WORD.encode() not in path.read_bytes()
