"""A page without a list says something of the page, nothing of the account."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.model.errors import LookFailed, RedirectRefused
from monitor.model.outcome import Outcome
from monitor.sources.webpage import Webpage
from tests.fakes import FakeHttp, answer

DATA = Path(__file__).parent.parent / "data" / "pages"
URL = "http://www.yunling.invalid/zwdt/"
LIST = (
    "<html><body><ul class='list'><li><a href='http://other.invalid/1'>简讯</a>"
    "<span>2021-12-22</span></li></ul></body></html>"
)


def page(inner: str) -> str:
    return f"<html><head><title>通知公告</title></head><body>{inner}</body></html>"


def failure(reply: Any) -> LookFailed:
    replied = reply if hasattr(reply, "status") else answer(reply)
    with pytest.raises(LookFailed) as failed:
        Webpage(url=URL, item="ul.list li").collect(FakeHttp({"/zwdt/": replied}))
    return failed.value


def redirected(to: str, asked: str = URL) -> LookFailed | int:
    reply = replace(answer(LIST, url=to), hops=(asked,))
    path = asked.removeprefix("http://www.yunling.invalid")
    try:
        source = Webpage(url=asked, item="ul.list li")
        return len(source.collect(FakeHttp({path: reply})).posts)
    except LookFailed as failed:
        return failed


@pytest.mark.parametrize(
    "body",
    [
        (DATA / "scripted_list.html").read_bytes(),
        page("<div id='app'></div><script>$.ajax({url:'/api/list'})</script>"),
        page("<div id='app'></div><script>fetch('/api')</script><p>暂无数据</p>"),
        page("<div id='app'></div><script>new Vue({el:'#app'})</script>"),
    ],
)
def test_a_list_filled_by_scripts_is_a_changed_layout(body: Any) -> None:
    """List filled by JavaScript, no items in the HTML."""
    failed = failure(body)

    assert failed.outcome is Outcome.LAYOUT_CHANGED
    assert "脚本" in failed.message


@pytest.mark.parametrize("inner", ["<ul class='list'></ul>", "<div>新版页面</div>", ""])
def test_a_list_that_is_not_there_is_a_changed_layout(inner: str) -> None:
    failed = failure(page(inner))

    assert failed.outcome is Outcome.LAYOUT_CHANGED
    assert "item 选择器" in failed.message


@pytest.mark.parametrize("sentence", ["暂无信息", "暂无相关内容", "没有找到相关信息"])
def test_a_page_that_says_it_is_empty_is_ambiguous(sentence: str) -> None:
    assert failure(page(f"<p>{sentence}</p>")).outcome is Outcome.EMPTY_AMBIGUOUS


def test_words_in_a_script_are_not_said_by_the_page() -> None:
    body = page("<script>var empty = '暂无信息';</script>")

    assert failure(body).outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (answer("<html><title>安全验证</title></html>"), Outcome.CHALLENGE),
        (answer("<html><title>知道创宇云防御创宇盾</title></html>"), Outcome.CHALLENGE),
        (answer("<script>document.cookie=1</script>", 521), Outcome.CHALLENGE),
        (answer("", 412), Outcome.CHALLENGE),
        (answer("no", 403), Outcome.CHALLENGE),
        (answer("no", 404), Outcome.CONFIG),
        (answer("no", 502), Outcome.NETWORK),
        (answer(""), Outcome.CHALLENGE),
        (RedirectRefused("跳转到未登记的主机"), Outcome.CONFIG),
    ],
)
def test_a_gate_or_a_refusal_is_none_of_the_accounts(reply: Any, outcome: Outcome) -> None:
    http = FakeHttp({"/zwdt/": reply})

    with pytest.raises(LookFailed) as failed:
        Webpage(url=URL, item="li").collect(http)

    assert failed.value.outcome is outcome


@pytest.mark.parametrize("home", ["/", "", "/index.html", "/index.shtml", "/default.aspx"])
def test_a_column_that_leads_home_is_a_fault_of_configuration(home: str) -> None:
    """Redirected to the home page with 200; its news are not the column's."""
    failed = redirected(f"http://www.yunling.invalid{home}")

    assert isinstance(failed, LookFailed)
    assert failed.outcome is Outcome.CONFIG


@pytest.mark.parametrize("place", ["/zwdt/index.html", "/news/", "/index/zwdt/"])
def test_a_column_that_leads_to_a_column_is_read(place: str) -> None:
    assert redirected(f"http://www.yunling.invalid{place}") == 1


def test_a_home_page_that_was_asked_for_is_read() -> None:
    assert redirected("http://www.yunling.invalid/index.html", "http://www.yunling.invalid/") == 1


def test_without_a_redirect_nobody_was_led_home() -> None:
    reply = answer(LIST, url="http://www.yunling.invalid/")

    reading = Webpage(url=URL, item="ul.list li").collect(FakeHttp({"/zwdt/": reply}))

    assert len(reading.posts) == 1


@pytest.mark.parametrize(
    "body", ["云岭发布", {"list": []}, "<?xml version='1.0'?><rss version='2.0'><channel/></rss>"]
)
def test_what_is_no_page_is_a_changed_layout(body: Any) -> None:
    assert failure(body).outcome is Outcome.LAYOUT_CHANGED


def test_an_xhtml_page_is_a_page() -> None:
    body = "<?xml version='1.0' encoding='UTF-8'?>\n" + LIST

    reading = Webpage(url=URL, item="ul.list li").collect(FakeHttp({"/zwdt/": answer(body)}))

    assert len(reading.posts) == 1


BOX = "<form><input name=u><input type=password name=p></form>"
NEWS = "".join(
    f"<p><a href='/{n}.html'>临河县召开农业农村工作推进会议</a>2021-12-2{n}</p>" for n in range(6)
)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (BOX, Outcome.CHALLENGE),
        (BOX + "为保障账户安全，请勿在公共场所保存密码。" * 40, Outcome.CHALLENGE),
        (BOX + "上网认证", Outcome.NETWORK),
        (BOX + NEWS, Outcome.LAYOUT_CHANGED),
    ],
)
def test_a_login_page_does_not_send_staff_to_mend_selectors(body: str, outcome: Outcome) -> None:
    failed = failure(page(body))

    assert failed.outcome is outcome
    assert ("选择器" in failed.message) is (outcome is Outcome.LAYOUT_CHANGED)


def test_a_column_with_a_login_box_in_its_head_is_read() -> None:
    listed = LIST.replace("<ul", BOX + "<ul")
    source = Webpage(url=URL, item="ul.list li")

    assert len(source.collect(FakeHttp({"/zwdt/": answer(listed)})).posts) == 1
