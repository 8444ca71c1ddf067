"""A link as proof: followed, read, and refused where it shows another's post."""

from typing import Any

import pytest

from tests.builders import ago
from tests.cli.observe.builders import (
    NEW_NAME,
    OLD_NAME,
    article,
    by_hand,
    by_hand_office,
)
from tests.http.server import ok, says, speaking, status
from tests.office import Office


def test_a_toutiao_link_needs_no_network(office: Office) -> None:
    group = int(ago(3).timestamp()) << 32

    done = office.run("observe", "toutiao", "--link",
               f"https://www.toutiao.com/article/{group}/", "--by", "张三")  # fmt: skip

    assert done.code == 0 and "有效至 2022-01-14" in done.err
    assert office.check()["toutiao"]["verdict"] == "pass"


def link(office: Office) -> Any:
    return office.run("observe", "weixin", "--link",
               "https://mp.weixin.qq.com/s/Demo_Short-1", "--by", "张三")  # fmt: skip


def test_a_wechat_link_is_followed_and_proved(office: Office) -> None:
    with speaking(ok(article("高台发布"))) as (origin, heads):
        by_hand_office(office.folder, origin)
        done = link(office)

    assert done.code == 0
    assert heads[0].startswith(b"GET /s/Demo_Short-1 ")
    verdict = office.check()["weixin"]
    assert (verdict["verdict"], verdict["newest_post_at"]) == ("pass", "2021-12-28T12:00:00+08:00")
    assert office.faults() == ()


@pytest.mark.parametrize("form", [OLD_NAME, NEW_NAME, "var nickname = '{}';"])
def test_anothers_article_is_refused_and_not_kept(office: Office, form: str) -> None:
    with speaking(ok(article("宣化发布", form))) as (origin, _):
        by_hand_office(office.folder, origin)
        done = link(office)

    assert done.code == 2 and "属于“宣化发布”" in done.err
    assert by_hand(office) == 0 and office.faults() == ()


@pytest.mark.parametrize("form", ["", "var card = {{nick_name: '{}'}};"])
def test_an_article_that_names_nobody_proves_nothing(office: Office, form: str) -> None:
    """It may be anybody's, though it quotes the account."""
    with speaking(ok(article("高台发布", form))) as (origin, _):
        by_hand_office(office.folder, origin)
        done = link(office)

    assert done.code == 3 and "没有读到账号名称" in done.err and "附截图" in done.err
    assert by_hand(office) == 0 and office.faults() == ()
    assert office.check()["weixin"]["verdict"] == "unknown"


@pytest.mark.parametrize("talk", [status(503), status(403), says()])
def test_a_page_that_cannot_be_seen_is_no_mistake_of_the_clerk(office: Office, talk: Any) -> None:
    with speaking(talk) as (origin, _):
        by_hand_office(office.folder, origin)
        done = link(office)

    assert done.code == 3
    assert "链接未能核实" in done.err and "附截图" in done.err
    assert by_hand(office) == 0 and office.faults() == ()


def test_an_article_of_the_own_site_is_read(office: Office) -> None:
    page = (
        '<html><head><meta name="PubDate" content="2021-12-28 09:00"></head><body>x</body></html>'
    )
    with speaking(ok(page.encode())) as (origin, _):
        by_hand_office(office.folder, origin)
        done = office.run("observe", "lanmu", "--link", f"{origin}/t1.html", "--by", "张三")

    assert done.code == 0
    assert "归属由张三确认" in office.run("show", "lanmu").out or office.check()
