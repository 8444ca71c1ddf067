"""Login pages and network portals are told from pages that merely have a login box."""

import pytest

from monitor.http import portals
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from tests import lengths

URL = "http://www.linhe.invalid/zwdt/"
BOX = "<form><input name=u><input type=password name=p><button>登录</button></form>"
ITEMS = "".join(
    f"<li><a href='/{n}.html'>临河县召开第{n}次农业农村工作会议</a><span>2026-11-2{n}</span></li>"
    for n in range(6)
)


def page(body: str, title: str = "临河农业") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def failure_of(text: str, *, sought: bool = False, url: str = URL) -> LookFailed | None:
    try:
        portals.raise_for(text, url, sought=sought)
    except LookFailed as failed:
        return failed
    return None


@pytest.mark.parametrize(
    "field",
    [
        '<input type="password">',
        "<input type='password'>",
        "<input name=p type=password>",
        "<INPUT ID=p TYPE = PassWord >",
        '<input\n class="x"\n type="password"\n/>',
    ],
)
def test_a_page_of_nothing_but_a_password_is_a_login_page(field: str) -> None:
    failed = failure_of(page(f"<form>用户名<input name=u>密码{field}</form>", "统一门户"))

    assert failed is not None
    assert failed.outcome is Outcome.CHALLENGE
    assert failed.message == "返回的是登录页面（统一门户），不是所要的内容"


@pytest.mark.parametrize(
    "text",
    [
        page(BOX + "<p>上网认证</p>"),
        page(BOX, "上网认证"),
        page(BOX, "Portal认证"),
        page(BOX, "WEB 认证系统"),
        page(BOX, "Network Login"),
        page("<form action=/a><input name=phone></form>手机号", "无线认证"),
        page("<script>top.self.location.href='http://10.9.9.9/eportal/index.jsp?wlanuserip=0a'</script>"),
        "<script>location.replace(\"http://172.16.1.1:8080/portal/login\")</script>",
        "<script>window.location = 'http://login.wifi.invalid/?nasip=1&amp;userip=2';</script>",
        page("<meta http-equiv='refresh' content='0; url=http://192.168.1.1/'>正在跳转"),
        page("<META HTTP-EQUIV=REFRESH CONTENT=\"0;URL='http://1.1.1.3/?usermac=aa'\">"),
    ],
)  # fmt: skip
def test_our_own_networks_portal_is_told_as_such(text: str) -> None:
    failed = failure_of(text)

    assert failed is not None
    assert failed.outcome is Outcome.NETWORK
    assert "上网认证" in failed.message
    assert failed.portal is not None
    assert (failed.portal.host, failed.portal.network) == ("www.linhe.invalid", True)


def test_a_leap_to_another_hosts_login_is_told_as_such() -> None:
    failed = failure_of("<script>location.href='https://sso.linze.invalid/cas/login'</script>")

    assert failed is not None
    assert failed.outcome is Outcome.CHALLENGE
    assert "sso.linze.invalid" in failed.message


LONG = "为进一步做好我县无线网络认证和上网认证管理工作，现将有关事项通知如下。" * 20


@pytest.mark.parametrize("torn", ["<!-- ", "<script>", "<STYLE>"])
def test_what_is_never_closed_hides_no_list(torn: str) -> None:
    assert failure_of(page(BOX + torn + f"<ul>{ITEMS}</ul>"), sought=True) is None


@pytest.mark.parametrize(
    "hidden",
    ["<!-- {} -->", "<script>{}</script>", "<STYLE>{}</Style >", "<script src=x>{}</SCRIPT>"],
)
def test_what_nobody_sees_is_no_list(hidden: str) -> None:
    assert failure_of(page(BOX + hidden.format("2026-11-20 临河县召开农业农村工作推进会议" * 40)))


@pytest.mark.parametrize(
    "torn",
    ["<input ", "<a ", "<a>", "<script ", "<!-- ", "<style ", "<meta ", "<title>", "<title ",
     "location.href = '", "url=", "<"],
)  # fmt: skip
def test_a_page_full_of_open_tags_is_read_in_one_pass(torn: str) -> None:
    many = torn * (200_000 if lengths.LONG else 60_000)
    failure_of(many + BOX, sought=True)
    failure_of(BOX + many, sought=True)


@pytest.mark.parametrize("sought", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        page(BOX + f"<ul>{ITEMS}</ul>"),
        page(BOX + f"<ul>{ITEMS}</ul>", "用户登录"),
        page(BOX + f"<ul>{ITEMS}</ul><p>上网认证</p>"),
        page(ITEMS + "<p>关于网络认证的通知</p>", "上网认证"),
        page(LONG, "关于开展上网认证工作的通知"),
        page("<p>本周无内容</p>"),
        page("<p>上网认证说明</p>"),
        page("<script>location.href='/index.html'</script>"),
        page("<script>location.href='http://www.linhe.invalid/login'</script>"),
        page(f"<script>x.onclick=function(){{location.href='http://10.0.0.1/login'}}</script>{LONG}"),
        page("<a href='http://10.0.0.1/login'>登录</a>"),
        page(f"<script>{'var a=1;' * 700}b.onclick=()=>location.href='http://sso.invalid/login'</script>"),
        page("<input type=text name=password placeholder=搜索>"),
    ],
)  # fmt: skip
def test_a_page_with_a_box_in_its_head_is_none(text: str, sought: bool) -> None:
    assert failure_of(text, sought=sought) is None


@pytest.mark.parametrize(
    ("dates", "titles", "is_login"),
    [(0, 0, True), (2, 4, True), (3, 0, False), (0, 5, False)],
)
def test_where_the_list_is_missing_a_few_links_beside_the_box_are_none(
    dates: int, titles: int, is_login: bool
) -> None:
    """Notices and links for help stand on login pages, too."""
    body = BOX + "".join(f"<p>2026-11-0{n + 1}</p>" for n in range(dates))
    body += "".join(f"<a href=/{n}>统一身份认证平台操作手册下载</a>" for n in range(titles))
    body += "为保障账户安全，请勿在公共场所保存密码。" * 30

    assert (failure_of(page(body), sought=True) is not None) is is_login
    assert failure_of(page(body)) is None


@pytest.mark.parametrize(
    ("more", "same"),
    [
        ("<input type=hidden name=token value=8f31>", "<input type=hidden name=token value=22>"),
        ("<p>您的地址：10.1.1.1</p>", "<p>您的地址：10.1.1.27</p>"),
        ("<script>var from='/a'</script>", "<script>var from='/b'</script>"),
    ],
)
def test_the_same_page_is_known_again_whatever_it_was_asked_for(more: str, same: str) -> None:
    failure = failure_of(page(BOX + more))
    other = failure_of(page(BOX + same), url="http://www.linze.invalid/tzgg/")
    stranger = failure_of(page(BOX + "<p>临泽</p>" + more))

    assert failure and other and stranger and failure.portal and other.portal and stranger.portal
    assert failure.portal.page == other.portal.page
    assert failure.portal.page != stranger.portal.page
    assert other.portal.host == "www.linze.invalid"


@pytest.mark.parametrize(
    ("url", "asked", "ours"),
    [
        ("http://10.0.0.1/", "www.linhe.invalid", True),
        ("http://[fd00::1]/", "www.linhe.invalid", True),
        ("http://portal.invalid/?wlanuserip=10.0.0.7", "www.linhe.invalid", True),
        ("http://portal.invalid/?WlanAcName=", "www.linhe.invalid", True),
        ("http://127.0.0.2/eportal/index.jsp", "127.0.0.1", True),
        ("http://127.0.0.2/list", "127.0.0.1", False),
        ("http://8.8.8.8/", "www.linhe.invalid", False),
        ("http://portal.linhe.invalid/login", "www.linhe.invalid", False),
        ("http://www.linhe.invalid/?wlanuserip=1", "www.linhe.invalid", False),
    ],
)
def test_an_address_inside_is_our_own_network(url: str, asked: str, ours: bool) -> None:
    assert portals.is_of_network(url, asked=asked) is ours


@pytest.mark.parametrize(
    ("url", "login"),
    [
        ("https://sso.gansu.invalid/x", True),
        ("https://a.invalid/cas/login?service=x", True),
        ("https://a.invalid/user/login.jsp", True),
        ("https://a.invalid/passport/", True),
        ("https://a.invalid/zwdt/", False),
        ("https://a.invalid/authority/list.html", False),
        ("https://a.invalid/blogin/1.html", False),
    ],
)
def test_a_login_is_known_by_the_words_of_its_address(url: str, login: bool) -> None:
    assert portals.is_login(url) is login
