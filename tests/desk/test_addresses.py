"""From where a desk can be opened: this PC, its network when asked to, one proxy's address."""

import http.client
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from monitor.app import people
from monitor.desk import guard, invitation, proxied, server
from monitor.desk.addresses import Addresses
from monitor.desk.application import create
from monitor.desk.server import Reach, reach_of
from monitor.model.errors import ConfigError, MonitorError, RequestError
from monitor.system import lan
from tests.builders import NOON
from tests.desk.builders import TOKEN, WORD, Browser, desk_office, text
from tests.desk.test_server import ask, served
from tests.office import Office

URL = "https://oa.example/zhiban"


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "127.0.0.1", "127.8.8.8", "224.0.0.1", "::", "10.0.0", "evil.test", ""]
)
def test_what_is_no_address_in_the_lan_is_refused(address: str) -> None:
    with pytest.raises(ConfigError):
        Addresses.lan([address], 8410)


def test_in_the_lan_its_own_addresses_are_answered_and_no_others() -> None:
    known = Addresses.lan(["192.168.1.5", "10.2.3.4", "192.168.1.5"], 8410)

    assert known.bound == ("127.0.0.1", "192.168.1.5", "10.2.3.4")
    assert {"192.168.1.5:8410", "10.2.3.4:8410", "localhost:8410"} < known.hosts
    assert "http://192.168.1.5:8410" in known.origins
    assert {"192.168.1.5", "192.168.1.5:8411", "192.168.1.6:8410"}.isdisjoint(known.hosts)
    assert known.cookie("c") == "c" and not known.is_secure


@pytest.mark.parametrize(
    ("url", "origin", "prefix", "cookie"),
    [
        ("https://oa.example", "https://oa.example", "", "__Host-c"),
        ("https://OA.Example:443/", "https://oa.example", "", "__Host-c"),
        ("https://10.0.0.8:8443/a/b/", "https://10.0.0.8:8443", "/a/b", "__Secure-c"),
        ("https://[fd00::1]/z", "https://[fd00::1]", "/z", "__Secure-c"),
    ],
)
def test_behind_a_proxy_the_given_address_is_the_only_one(
    url: str, origin: str, prefix: str, cookie: str
) -> None:
    known = Addresses.behind(url, 8410)

    assert known.origins == {origin} and known.prefix == prefix
    assert known.cookie("c") == cookie and known.bound == ("127.0.0.1",)


@pytest.mark.parametrize(
    "url",
    [
        "http://oa.example", "oa.example/zhiban", "https://", "https://a b", "https://oa.example/?x",
        "https://oa.example/#x", "https://u@oa.example", "https://oa.example:port", "https://[x",
        "https://oa.example/a//b", "https://oa.example/../x", 'https://oa.example/"x',
        "https://oa.example/值班",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_proxy_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="--behind"):
        Addresses.behind(url, 8410)


def desk_at(office: Office, known: Addresses) -> Browser:
    app = create(desk_office(office), known)
    if known.is_secure:
        proxied.install(app, known.prefix)
    return Browser(client=app.test_client())


def log_in(browser: Browser, base: str, host: str, **environ: Any) -> TestResponse:
    """Log in as a browser that knows the desk by *base* alone; *host*: what the proxy sends."""
    how: dict[str, Any] = {"base_url": "https://oa.example", "headers": {"Host": host}, **environ}
    page = browser.client.get(f"{base}/login", **how)
    (token,) = TOKEN.findall(page.text)
    (place,) = re.findall(r'<form[^>]*action="([^"]+)"', page.text)
    fields = {"token": token, "name": "zhangsan", "password": WORD, "next": "/acts"}
    return browser.client.post(place, data=fields, **how)


@pytest.mark.parametrize("host", ["oa.example", "127.0.0.1:8410"])
@pytest.mark.parametrize("strips", [False, True])
def test_below_a_path_every_place_leads_back_through_the_proxy(
    strips: bool, host: str, office: Office
) -> None:
    browser = desk_at(office, Addresses.behind(URL, 8410))
    page = browser.client.get(
        "/login" if strips else "/zhiban/login",
        base_url="https://oa.example",
        headers={"Host": host},
    )
    places = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    answer = log_in(browser, "/zhiban", host)

    assert places and all(place.startswith("/zhiban/") for place in places)
    assert page.headers.get("Cross-Origin-Opener-Policy") == "same-origin", "it is https"
    assert (answer.status_code, answer.location) == (303, "/zhiban/acts")
    inner = browser.client.get(
        "/zhiban/acts", base_url="https://oa.example", headers={"Host": host}
    )
    assert inner.status_code == 200 and 'href="/zhiban/"' in inner.text
    refused = browser.client.get("/zhiban", base_url="https://evil.test")
    assert refused.status_code == 400


def test_no_page_of_ours_leads_past_the_proxy(office: Office) -> None:
    browser = desk_at(office, Addresses.behind(URL, 8410))
    log_in(browser, "/zhiban", "oa.example")
    app = browser.client.application
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            place = re.sub(r"<[^>]*>", "weixin", rule.rule)
            page = browser.client.get(f"/zhiban{place}", base_url="https://oa.example")
            past = re.findall(r'\s(?!value=)[\w-]+="/(?!zhiban/)[^"]*"', page.text)
            assert past == [], place
            assert page.headers.get("Location", "/zhiban/").startswith("/zhiban/"), place


def test_its_cookies_go_to_the_desk_alone_and_never_without_https(office: Office) -> None:
    below = log_in(desk_at(office, Addresses.behind(URL, 8410)), "/zhiban", "oa.example")
    whole = log_in(desk_at(office, Addresses.behind("https://oa.example", 1)), "", "oa.example")

    assert below.headers["Set-Cookie"].startswith(f"__Secure-{guard.COOKIE}=")
    assert "Path=/zhiban" in below.headers["Set-Cookie"]
    assert whole.headers["Set-Cookie"].startswith(f"__Host-{guard.COOKIE}=")
    assert "Path=/;" in f"{whole.headers['Set-Cookie']};".replace(",", ";")
    for answer in (below, whole):
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_a_text_from_outside_gets_no_prefix(office: Office) -> None:
    app = create(desk_office(office), Addresses.behind(URL, 8410))

    @app.get("/text")
    def shown() -> str:
        return 'a &#34; href=&#34;/x <a href="//other.example/">o</a> <a href="/y">y</a>'

    proxied.install(app, "/zhiban")
    browser = Browser(client=app.test_client())
    log_in(browser, "/zhiban", "oa.example")
    page = browser.client.get("/zhiban/text", base_url="https://oa.example").text

    assert page == (
        'a &#34; href=&#34;/x <a href="//other.example/">o</a> <a href="/zhiban/y">y</a>'
    )


@pytest.mark.parametrize(
    ("origin", "passes"),
    [
        ("https://oa.example", True),
        ("http://oa.example", False),
        ("https://oa.example:8443", False),
        ("http://127.0.0.1:8410", False),
        ("https://other.example", False),
    ],
)
def test_forms_come_from_the_given_address_alone(origin: str, passes: bool, office: Office) -> None:
    browser = desk_at(office, Addresses.behind(URL, 8410))
    page = browser.client.get("/zhiban/login", base_url="https://oa.example")
    answer = browser.client.post(
        "/zhiban/login",
        data={"token": TOKEN.findall(page.text)[0], "name": "zhangsan", "password": WORD},
        base_url="https://oa.example",
        headers={"Origin": origin},
    )

    assert (answer.status_code == 303) is passes


HOPS = [
    ("203.0.113.9", "203.0.113.9"),
    ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
    ("evil, 203.0.113.9:5123", "203.0.113.9"),
    ("1.1.1.1, [2001:db8::1]:99", "2001:db8::1"),
    ("2001:db8::2", "2001:db8::2"),
    ("1.1.1.1, evil", "127.0.0.1"),
    ("1.1.1.1,", "127.0.0.1"),
    ("", "127.0.0.1"),
]


@pytest.mark.parametrize(("sent", "address"), HOPS)
def test_only_the_last_hop_says_who_comes(
    sent: str, address: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    log_in_ = people.log_in

    def spied(*args: Any, **kwargs: Any) -> people.LoggedIn:
        seen.append(kwargs["address"])
        return log_in_(*args, **kwargs)

    monkeypatch.setattr(people, "log_in", spied)
    browser = desk_at(office, Addresses.behind(URL, 8410))
    host = {"X-Forwarded-For": sent, "X-Forwarded-Host": "evil.test", "Host": "oa.example"}
    page = browser.client.get("/zhiban/login", base_url="https://oa.example")
    browser.client.post(
        "/zhiban/login",
        data={"token": TOKEN.findall(page.text)[0], "name": "zhangsan", "password": WORD},
        base_url="https://oa.example",
        headers=host,
    )

    assert seen == [address]


@pytest.mark.parametrize(("behind", "counts"), [(URL, "203.0.113.9"), ("", "127.0.0.1")])
def test_the_server_hands_the_hops_on_where_there_is_a_proxy_alone(
    behind: str, counts: str, office: Office
) -> None:
    with served(office, Reach(behind=behind)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/login")
        answer = connection.getresponse()
        form = {"token": TOKEN.findall(answer.read().decode())[0], "name": "x", "password": "y"}
        headers = {
            "Cookie": answer.headers["Set-Cookie"].partition(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": "1.1.1.1, 203.0.113.9",
        }
        code, _ = ask(port, "POST", "/login", body=urlencode(form), headers=headers)

    assert code == 422
    assert people.failures(office.data, counts, NOON) == 1


def test_a_path_that_a_page_of_ours_has_is_refused(office: Office) -> None:
    for url in ("https://oa.example/acts", "https://oa.example/static/x"):
        with pytest.raises(ConfigError, match="重名"):
            desk_at(office, Addresses.behind(url, 8410))


def test_no_page_of_ours_is_redirected_by_its_last_stroke(office: Office) -> None:
    app = create(desk_office(office), Addresses.loopback(8410))

    assert [rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith("/")] == ["/"]


@pytest.mark.parametrize(
    ("in_lan", "named", "behind", "found", "reach"),
    [
        (False, (), "", ("192.168.1.5",), Reach()),
        (True, (), "", ("192.168.1.5",), Reach(lan=("192.168.1.5",))),
        (True, ("10.0.0.2",), "", ("192.168.1.5",), Reach(lan=("10.0.0.2",))),
        (False, ("10.0.0.2",), "", (), Reach(lan=("10.0.0.2",))),
        (False, (), URL, (), Reach(behind=URL)),
        (True, (), "", (), ConfigError),
        (True, (), URL, ("192.168.1.5",), RequestError),
        (False, ("10.0.0.2",), URL, (), RequestError),
    ],
)
def test_who_can_open_it_is_what_was_asked_for(
    in_lan: bool, named: tuple[str, ...], behind: str, found: tuple[str, ...],
    reach: Reach | type[MonitorError], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(lan, "lan_addresses", lambda: found)

    if isinstance(reach, Reach):
        assert reach_of(in_lan=in_lan, named=named, behind=behind) == reach
    else:
        with pytest.raises(reach):
            reach_of(in_lan=in_lan, named=named, behind=behind)


@pytest.mark.parametrize("how", [{"named": ("127.0.0.2",)}, {"behind": URL}])
def test_without_people_nobody_else_can_open_it(how: dict[str, Any], office: Office) -> None:
    people.remove(office.data, "zhangsan", NOON)

    with pytest.raises(RequestError, match="须先有人员"):
        server.serve(office.accounts_file, office.data, None, 0, print, **how)


def test_it_listens_where_it_was_told_and_nowhere_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Addresses(hosts=frozenset(), origins=frozenset(), bound=("127.0.0.1", "127.0.0.2"))
    monkeypatch.setattr(Reach, "addresses", lambda *_: known)

    desk = server.opened(desk_office(office), 0, Reach())
    try:
        listens = [(address, int(port)) for address, port in desk.server.effective_listen]
        assert listens == [("127.0.0.1", desk.port), ("127.0.0.2", desk.port)]
        with pytest.raises(ConfigError, match="--port"):
            server.opened(desk_office(office), desk.port, Reach())
    finally:
        desk.server.close()


def test_the_window_says_where_it_is_and_who_can_reach_it() -> None:
    alone = [*invitation.lines(Addresses.loopback(8410), 8410, 0)]
    lan_ = "".join(invitation.lines(Addresses.lan(["192.168.1.5"], 8410), 8410, 2))
    strange = "".join(invitation.lines(Addresses.lan(["59.1.2.3"], 8410), 8410, 2))
    proxy = "".join(invitation.lines(Addresses.behind(URL, 8410), 8410, 2))

    assert alone == ["值班台已就绪：http://127.0.0.1:8410/（仅限本机，按 Ctrl+C 停止）。"]
    assert "http://192.168.1.5:8410/" in lan_ and "现有2人" in lan_ and "防火墙" in lan_
    assert "不加密" in lan_ and "互联网" not in lan_ and "互联网" in strange
    assert f"{URL}/" in proxy and "http://127.0.0.1:8410" in proxy


def test_a_phone_can_read_the_address_off_the_window() -> None:
    drawn = invitation.code("192.168.1.5", 8410)

    assert len(drawn.splitlines()) > 10 and {"█", "▀", "▄"} & set(drawn)


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("192.168.1.5", True), ("10.0.0.1", True), ("172.16.0.1", True), ("59.1.2.3", False),
        ("127.0.0.1", False), ("169.254.1.1", False), ("0.0.0.0", False), ("::1", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_network_of_ones_own_is_told_apart(address: str, private: bool) -> None:
    assert lan.is_private(address) is private


def test_own_addresses_are_each_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = dict(zip(lan.ELSEWHERE, ["192.168.1.5", "10.2.0.1", "192.168.1.5", ""], strict=True))
    monkeypatch.setattr(lan, "_towards", ways.__getitem__)
    monkeypatch.setattr(lan, "_named", lambda: ["127.0.1.1", "fe80::1", "172.20.0.3"])

    assert lan.lan_addresses() == ("192.168.1.5", "10.2.0.1", "172.20.0.3")


def test_a_page_refused_by_its_address_says_so_below_a_path_too(office: Office) -> None:
    browser = desk_at(office, Addresses.behind(URL, 8410))
    answer = browser.client.get("/zhiban/", base_url="https://evil.test")

    assert answer.status_code == 400 and "地址不对" in text(answer)
