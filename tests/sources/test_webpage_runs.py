"""Long runs of one sign: each is gone through once, whatever the pattern; else these never end."""

import pytest
from bs4 import BeautifulSoup, Tag

from monitor.sources.webpage import (
    jcms_datastore,
    list_detection,
    redirect_targets,
    unlabelled_dates,
)

MANY = 50_000
HERE = "http://www.example.gov.cn/zwdt/"


def element(markup: str) -> Tag:
    found = BeautifulSoup(markup, "lxml").find(True, class_="it")
    assert isinstance(found, Tag)
    return found


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        (">" * MANY, True),
        (">" * MANY + "关于", False),
        ("页" * MANY + "关", False),
        ("下一页" * 1000 + " >>", True),
        ("首页 上一页 1 2 3 下一页 尾页 共3页", True),
    ],
    ids=["arrows", "arrows and a word", "pages", "next pages", "a pager"],
)
def test_a_line_of_signs_is_a_pager_or_none(text: str, leads: bool) -> None:
    line = element(f"<ul><li class='it'>{text.replace('>', '&gt;')}</li></ul>")

    assert list_detection._leads_on(line) is leads


@pytest.mark.parametrize(
    ("content", "led"),
    [
        (" " * MANY + "'\"x", ""),
        ("0;" + " " * MANY + "url=/new/", f"{HERE[:-6]}/new/"),
        ("0; url = '/new/' ", f"{HERE[:-6]}/new/"),
        ("3;/new/", f"{HERE[:-6]}/new/"),
        ("5", ""),
        ("", ""),
    ],
    ids=["blanks", "blanks before an address", "quoted", "bare", "a reload", "nothing"],
)
def test_a_refresh_leads_to_its_address_or_nowhere(content: str, led: str) -> None:
    tree = BeautifulSoup("<head><meta http-equiv='Refresh'></head>", "lxml")
    meta = tree.find("meta")
    assert isinstance(meta, Tag)
    meta["content"] = content

    assert redirect_targets.refresh(tree, HERE) == led


def test_a_word_without_an_end_is_no_parameter_and_no_date() -> None:
    assert jcms_datastore._PARAM.findall("a" * MANY) == []
    assert jcms_datastore._PARAM.findall("page : 1, unit:'ab'") == [("page", "1"), ("unit", "'ab'")]
    assert unlabelled_dates._ASSIGNS.search("1." * MANY) is None
    assert unlabelled_dates._ASSIGNS.search("var news.pubDate = '2021-12-30'") is not None
