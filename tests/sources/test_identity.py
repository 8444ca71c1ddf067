"""Two spellings of one address are one key; two items never are."""

import pytest

from monitor.sources.identity import key_of

HERE = "http://www.yunling.invalid/zwgk/1.html"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.yunling.invalid/zwgk/1.html",
        "HTTP://WWW.Yunling.Invalid/zwgk/1.html",
        "http://www.yunling.invalid:80/zwgk/1.html",
        "https://www.yunling.invalid:443/zwgk/1.html",
        "http://www.yunling.invalid./zwgk/1.html",
        " http://www.yunling.invalid/zwgk/1.html ",
        f"{HERE}#top",
        f"{HERE}?",
        f"{HERE}?PHPSESSID=abc",
        f"{HERE}?utm_source=a&utm_medium=b",
        f"{HERE}?spm=0.0.1&from=timeline&share_token=x",
        f"{HERE}?sid=8f14e45fceea167a5a36dedd4bea2543",
        f"{HERE}?_=1795769433123",
        f"{HERE}?rand=0.7391",
        "http://www.yunling.invalid/zwgk/1.html;jsessionid=0AF9",
        "http://www.yunling.invalid/zwgk/1.html;JSESSIONID=0AF9?from=rss",
    ],
)
def test_sessions_trackers_and_spelling_are_no_part_of_the_key(url: str) -> None:
    assert key_of(url) == HERE


@pytest.mark.parametrize(
    "url",
    [
        "http://www.yunling.invalid/zwgk/2.html",
        "http://www.yunling.invalid:8080/zwgk/1.html",
        "http://yunling.invalid/zwgk/1.html",
        "http://www.yunling.invalid/ZWGK/1.html",
        f"{HERE}?id=1",
        f"{HERE}?sid=12",
        f"{HERE}?session=14",
        f"{HERE}?t=2",
        f"{HERE}?key=abc",
        f"{HERE}#/detail/5",
        f"{HERE}#!detail",
    ],
)
def test_what_may_name_another_item_stays_in_the_key(url: str) -> None:
    assert key_of(url) == url


@pytest.mark.parametrize("text", ["id-1", "", "/rel/1.html", "mailto:a@b.invalid", "http://[bad"])
def test_what_is_no_address_of_the_web_is_its_own_key(text: str) -> None:
    assert key_of(text) == text


def test_what_stays_of_a_query_stays_as_it_is_written() -> None:
    """GBK escapes read as UTF-8 would all become one."""
    base = "http://www.yunling.invalid/so?q=%D6%D0"

    assert key_of(f"{base}&utm_id=1&page=2") == f"{base}&page=2"


def test_no_path_is_the_root() -> None:
    assert key_of("http://www.yunling.invalid") == key_of("http://www.yunling.invalid/")


def test_a_session_in_a_folder_is_none() -> None:
    folder = "http://www.yunling.invalid/(S(abcdefghijklmnopqrstuvwx))/n.aspx?id=1"

    assert key_of(folder) == "http://www.yunling.invalid/n.aspx?id=1"
