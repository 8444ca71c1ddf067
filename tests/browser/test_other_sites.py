"""What another site's page, another port of the same PC or a forged address gets: nothing."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.browser.desks import Desk
from tests.browser.windows import Opener, Window
from tests.desk.builders import WORD
from tests.office import Office
from tests.sites import site

pytestmark = pytest.mark.browser
STOLEN = """<!doctype html><title>中奖</title><form method="post" action="{}">
<input name="token" value="{}"><input name="newest" value="昨天"><button>领取</button></form>"""


@contextmanager
def stranger(action: str, token: str) -> Iterator[str]:
    """Serve a page that posts to *action*; yields its origin."""
    with site({"/": STOLEN.format(action, token)}, otherwise="") as (origin, _):
        yield origin


def token_of(window: Window) -> str:
    return str(window.page.locator("[name=token]").first.get_attribute("value"))


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1"])
@pytest.mark.parametrize("knows", [False, True])
def test_another_sites_page_enters_nothing(
    host: str, knows: bool, office: Office, desk: Desk, windows: Opener
) -> None:
    """Another name, and another port of this PC, which even sends the cookie along."""
    window = windows(desk, hosts=("127.0.0.1", "evil.test"))
    window.log_in()
    token = token_of(window) if knows else ""
    with stranger(f"{desk.origin}/accounts/weixin/look", token) as origin:
        window.page.goto(origin.replace("127.0.0.1", host))
        with window.page.expect_response("**/look") as answered:
            window.page.get_by_role("button", name="领取").click()

    assert answered.value.status in (401, 403)
    assert office.looks("weixin") == []


def test_another_sites_page_logs_nobody_in_or_out(
    office: Office, desk: Desk, windows: Opener
) -> None:
    window = windows(desk, hosts=("127.0.0.1", "evil.test"))
    window.log_in()
    token = token_of(window)
    for place in ("/login", "/logout"):
        with stranger(desk.origin + place, token) as origin:
            window.page.goto(origin.replace("127.0.0.1", "evil.test"))
            with window.page.expect_response("**" + place) as answered:
                window.page.get_by_role("button", name="领取").click()
        assert answered.value.status in (401, 403)
    window.open("/")
    assert "张三（值班员）" in window.text()


def test_a_name_of_somebody_else_for_this_pc_opens_nothing(desk: Desk, windows: Opener) -> None:
    """A page whose own name was led to 127.0.0.1 afterwards would read the desk as its own."""
    origin = desk.origin.replace("127.0.0.1", "evil.test")
    window = windows(desk, origin=origin, hosts=("evil.test",))
    answer = window.page.goto(origin + "/login")

    assert answer is not None and answer.status == 400
    assert window.page.locator("form").count() == 0
    assert all("evil.test" in fault for fault in window.faults)  # not even our style is theirs
    window.faults.clear()


def ask(desk: Desk, method: str, place: str, body: str = "", **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=30)
    connection.request(
        method, place, body.encode(), {k.replace("_", "-"): v for k, v in headers.items()}
    )
    answer = connection.getresponse()
    told = answer.status, answer.read().decode("utf-8", "replace")
    connection.close()
    return told


def test_a_door_leads_to_no_other_site(desk: Desk, windows: Opener) -> None:
    window = windows(desk)
    for place in ("//evil.test/", "/\\evil.test/", "https://evil.test/", "/%09/evil.test/"):
        window.context.clear_cookies()
        window.open(f"/login?next={place}")
        window.page.get_by_label("用户名").fill("zhangsan")
        window.page.get_by_label("密码").fill(WORD)
        window.page.get_by_role("button", name="登录").click()
        window.page.wait_for_url(lambda url: "/login" not in url)
        assert urlsplit(window.page.url).netloc == f"127.0.0.1:{desk.port}"


def test_a_session_that_ended_is_worth_nothing_to_who_kept_it(desk: Desk, windows: Opener) -> None:
    window = windows(desk)
    window.log_in()
    token = token_of(window)
    kept = "; ".join(f"{one.get('name')}={one.get('value')}" for one in window.context.cookies())
    assert ask(desk, "GET", "/", Cookie=kept)[0] == 200
    window.page.get_by_role("button", name="退出").click()
    window.page.wait_for_url("**/login**")

    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert ask(desk, "GET", "/", Cookie=kept)[0] == 303
    assert (
        ask(desk, "POST", "/accounts/weixin/look", f"token={token}", Cookie=kept, **form)[0] == 401
    )


@pytest.mark.parametrize("place", ["evidence", "reports", "static/0", "accounts"])
def test_no_address_leads_out_of_its_folder(place: str, desk: Desk, windows: Opener) -> None:
    window = windows(desk)
    window.log_in()
    kept = "; ".join(f"{one.get('name')}={one.get('value')}" for one in window.context.cookies())
    for path in ("../accounts.yaml", "..%2f..%2faccounts.yaml", "%2e%2e/people.db", "/etc/passwd",
                 "..\\accounts.yaml", "x/../../secrets.yaml", "%00"):  # fmt: skip
        code, text = ask(desk, "GET", f"/{place}/{path}", Cookie=kept)
        assert code in (303, 308, 400, 404) and "jurisdiction" not in text and "root:" not in text


def test_two_hundred_who_guess_at_once_do_not_stop_a_page(desk: Desk, windows: Opener) -> None:
    window = windows(desk)
    window.log_in()
    stop = threading.Event()

    def guess() -> None:
        for _ in range(10):
            if stop.is_set():
                return
            form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": "monitor-door=a"}
            try:
                ask(desk, "POST", "/login", "token=a&name=zhangsan&password=falsch-falsch", **form)
            except OSError:  # turned away for now
                continue

    crowd = [threading.Thread(target=guess, daemon=True) for _ in range(20)]
    for one in crowd:
        one.start()
    for _ in range(3):
        window.open("/")
        assert "须由人查看的账号" in window.text()
    stop.set()
    for one in crowd:
        one.join(30)


def test_who_forges_an_address_waits_like_anybody_and_is_noted_where_he_is(
    desk: Desk, windows: Opener
) -> None:
    window = windows(desk)
    window.log_in()
    codes = []
    for n in range(25):  # another name and another address each time
        forged = {"X_Forwarded_For": f"10.9.8.{n}", "Forwarded": f"for=10.9.8.{n}",
                  "X_Real_IP": f"10.9.8.{n}"}  # fmt: skip
        form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": "monitor-door=a"}
        body = f"token=a&name=niemand{n}&password=falsch-falsch"
        codes.append(ask(desk, "POST", "/login", body, **form, **forged)[0])

    assert codes[0] == 422 and codes[-1] == 429
    window.open("/acts")
    table = window.page.locator("main table").inner_text()
    assert "密码不对" in table and "127.0.0.1" in table and "10.9.8" not in table
