"""Cookies go back where they came from, for as long as the look lasts, and nowhere else."""

import pytest

from monitor.http.cookies import Cookies

HERE = "https://www.linhe.gov.cn/zwdt/list.html"


def kept(*said: str, url: str = HERE) -> Cookies:
    cookies = Cookies()
    cookies.take(url, said)
    return cookies


@pytest.mark.parametrize(
    ("sentence", "there"),
    [
        ("a=1; Path=/", HERE),
        ("a=1; Path=/", "https://www.linhe.gov.cn:8443/other"),
        ("a=1; Path=/zwdt", "https://www.linhe.gov.cn/zwdt/art/1.html"),
        ("a=1", "https://www.linhe.gov.cn/zwdt/art.html"),
        ("a=1; Path=/", "http://www.linhe.gov.cn/"),
        ("a=1; Path=/; Secure", "https://www.linhe.gov.cn/"),
        ("a=1; Path=/; Domain=linhe.gov.cn", "https://bmfw.linhe.gov.cn/"),
        ("a=1; Path=/; HttpOnly; SameSite=Lax", HERE),
        ("a=1; Path=/; Expires=Fri, 31 Dec 2060 00:00:00 GMT", HERE),
    ],
)
def test_a_cookie_goes_where_its_domain_and_path_allow(sentence: str, there: str) -> None:
    assert kept(sentence).header(there) == "a=1"


@pytest.mark.parametrize(
    ("sentence", "there"),
    [
        ("a=1; Path=/", "https://linhe.gov.cn/"),
        ("a=1; Path=/", "https://sub.www.linhe.gov.cn/"),
        ("a=1; Path=/", "https://www.linze.gov.cn/"),
        ("a=1; Path=/zwdt", "https://www.linhe.gov.cn/tzgg/"),
        ("a=1", "https://www.linhe.gov.cn/tzgg/"),
        ("a=1; Path=/; Secure", "http://www.linhe.gov.cn/"),
        ("a=1; Path=/; Domain=gov.cn", "https://www.linze.gov.cn/"),
        ("a=1; Path=/; Domain=linze.gov.cn", "https://www.linze.gov.cn/"),
        ("a=1; Path=/; Max-Age=0", HERE),
        ("a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", HERE),
        ("a=\x011; Path=/", HERE),
        ("a=1\r\n Host: x; Path=/", HERE),
    ],
)
def test_a_cookie_goes_nowhere_else(sentence: str, there: str) -> None:
    assert kept(sentence).header(there) == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
@pytest.mark.parametrize("domain", ["", "; Domain={}", "; domain=.{}"])
def test_a_host_without_a_name_has_cookies_of_its_own(host: str, domain: str) -> None:
    text = "a=1; Path=/" + domain.format(host.strip("[]"))

    cookies = kept(text, url=f"http://{host}:8080/x")

    assert cookies.header(f"http://{host}:8080/y") == "a=1"
    assert cookies.header("http://127.0.0.2:8080/y") == ""


def test_the_sources_own_cookies_stand_first_and_are_not_replaced() -> None:
    cookies = kept("SUB=gate; Path=/", "b=2; Path=/")

    assert cookies.header(HERE, "SUB=own; a=1") == "SUB=own; a=1; b=2"
    assert Cookies().header(HERE, "SUB=own") == "SUB=own"


@pytest.mark.parametrize(
    ("again", "changed"),
    [
        ((), False),
        (("a=1; Path=/",), False),
        (("a=2; Path=/",), True),
        (("b=1; Path=/",), True),
        (("a=1; Path=/x",), True),
        (("a=1; Path=/; Max-Age=0",), True),
        (("b=1; Domain=other.invalid",), False),
        (("",), False),
    ],
)
def test_only_what_changes_the_jar_is_new(again: tuple[str, ...], changed: bool) -> None:
    assert kept("a=1; Path=/").take(HERE, again) is changed
