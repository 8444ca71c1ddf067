"""What the pages of listed articles tell, over real servers: who is neither accused nor cleared."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.clock import BEIJING
from tests.examination.looking import check
from tests.sites import register, site

NOW = datetime(2026, 3, 18, 10, tzinfo=BEIJING)
TITLES = ("云岭县河道清淤工作进展", "云岭县节水型单位名单", "云岭县水库安全巡查情况")
BODY = "<div id='zoom'><p>近日，县水务局组织人员开展工作，成效明显。</p></div>"
PICTURE = "<div id='zoom'><p><img src='/p/1.jpg'></p></div>"


def day(age: float) -> str:
    return f"{NOW - timedelta(days=age):%Y-%m-%d}"


def page(number: int, info: str, body: str = BODY, head: str = "") -> str:
    title = TITLES[number]
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{info}{body}"
        "</body></html>"
    )


def pages(
    listed: tuple[float, ...], article: Callable[[int], str], *, dates: bool
) -> dict[str, str]:
    lines = "".join(
        f"<li><a href='{n}.html'>{TITLES[n]}</a>{f'<span>{day(age)}</span>' if dates else ''}</li>"
        for n, age in enumerate(listed)
    )
    column = f"<html><head><title>工作动态</title></head><body><ul>{lines}</ul></body></html>"
    return {"/swdt/": column} | {f"/swdt/{n}.html": article(n) for n in range(len(listed))}


def verdict(folder: Path, stand: dict[str, str], *, more: str = "", at: datetime = NOW) -> str:
    with site(stand) as (origin, _):
        register(folder, {"a": f"{{kind: webpage, url: '{origin}/swdt/', item: li{more}}}"})
        return check(folder, at, "a").of("a")


OLD = (20, 31, 45)
# the list bears days of drafting or signing; the pages tell, if not in so many words, of days since
TOLD: dict[str, Callable[[int], str]] = {
    "an image for a label": lambda n: page(n, f"<p><img alt='发布时间'>{day(OLD[n] - 12)}</p>"),
    "below the title": lambda n: page(n, f"<p>{day(OLD[n] - 12)} 10:22</p>"),
    "a label in pieces": lambda n: page(n, f"<b>发布时间</b><i>：</i><u>{day(OLD[n] - 12)}</u>"),
    "as a record": lambda n: page(n, f"<p>录入时间：{day(OLD[n] - 12)}</p>"),
    "by a script": lambda n: page(n, f"<script>document.write('{day(OLD[n] - 12)}')</script>"),
    "in a field": lambda n: page(n, f"<input type=hidden id=pubdate value='{day(OLD[n] - 12)}'>"),
    "only a day of signing": lambda n: page(n, f"<p>成文日期：{day(OLD[n])}</p>"),
    "only the day of a letter": lambda n: page(n, f"<p>来信时间：{day(OLD[n])}</p>"),
    "a shell": lambda n: (
        "<html><body><div id='app'></div><script src='/a.js'></script></body></html>"
    ),
}


@pytest.mark.parametrize("article", TOLD.values(), ids=TOLD.keys())
def test_what_pages_tell_in_other_words_accuses_nobody(
    article: Callable[[int], str], tmp_path: Path
) -> None:
    assert verdict(tmp_path, pages(OLD, article, dates=True)) == "unknown"


ALIKE: dict[str, Callable[[int], str]] = {
    "stating it": lambda n: page(n, f"<p>发布时间：{day(OLD[n])} 来源：县水务局</p>"),
    "showing it": lambda n: page(n, f"<p>{day(OLD[n])}</p>"),
    "nothing": lambda n: page(n, ""),
    "a day of signing before": lambda n: page(n, f"<p>成文日期：{day(OLD[n] + 9)}</p>"),
    "a day of signing, and it": lambda n: page(
        n, f"<p>成文日期：{day(OLD[n])}</p><p>{day(OLD[n])}</p>"
    ),
    "the day of the visit": lambda n: page(n, f"<p>今天是{day(0)}</p><p>{day(OLD[n])}</p>"),
    "another's below": lambda n: (
        page(n, "") + f"<p><a href='/b'>云岭县水务工作动态</a> {day(1)}</p>"
    ),
}


@pytest.mark.parametrize("article", ALIKE.values(), ids=ALIKE.keys())
def test_pages_that_tell_of_the_lists_day_leave_a_dead_list_condemned(
    article: Callable[[int], str], tmp_path: Path
) -> None:
    assert verdict(tmp_path, pages(OLD, article, dates=True)) == "fail"


def coded(moment: str) -> str:
    return f"<meta name='PubDate' content='{moment}'>"


# pages of old articles, each with something on it that is of now
FRESH: dict[str, Callable[[int], str]] = {
    "a template's moment": lambda n: page(n, "", head=coded(f"{day(0)} 10:00:00")),
    "a template's day": lambda n: page(n, "", head=coded(day(0))),
    "one page for all": lambda n: page(0, f"<p>发布时间：{day(1)} 来源：县水务局</p>"),
    "a bar": lambda n: page(
        n, f"<p>日期：{day(0)} 您的位置：首页</p><p>来源：县水务局 {day(OLD[n])}</p>"
    ),
    "another's": lambda n: page(
        n, "", PICTURE + f"<p><a href='/b'>云岭县水务工作动态</a> 发布时间：{day(1)}</p>"
    ),
    "a comment": lambda n: page(
        n, f"<p>发布时间：{day(OLD[n])}</p>", PICTURE + f"<p>某网友 发表于：{day(1)}</p>"
    ),
}


@pytest.mark.parametrize("article", FRESH.values(), ids=FRESH.keys())
def test_what_is_of_something_else_on_their_pages_clears_nobody(
    article: Callable[[int], str], tmp_path: Path
) -> None:
    stand = pages(OLD, article, dates=False)

    assert verdict(tmp_path, stand, more=", date_from: article") in ("fail", "unknown")


def test_a_templates_date_of_long_ago_accuses_nobody(tmp_path: Path) -> None:
    stand = pages(OLD, lambda n: page(n, "", head=coded("2019-03-01 08:00:00")), dates=False)

    assert verdict(tmp_path, stand, more=", date_from: article") == "unknown"


def test_pages_that_each_state_their_own_date_clear(tmp_path: Path) -> None:
    ages = (1, 2, 9)
    stand = pages(ages, lambda n: page(n, "", head=coded(f"{day(ages[n])} 10:00")), dates=False)

    assert verdict(tmp_path, stand, more=", date_from: article") == "pass"


def test_three_of_one_day_whose_text_says_so_clear(tmp_path: Path) -> None:
    stand = pages(OLD, lambda n: page(n, f"<p>发布时间：{day(1)}</p>"), dates=False)

    assert verdict(tmp_path, stand, more=", date_from: article") == "pass"


ADDRESSES = ("%Y%m%d{}.html", "show-%Y-%m-%d-{}.html", "art_%Y%m%d_{}.html", "%Y/%m%d/{}.html")


@pytest.mark.parametrize("form", ADDRESSES)
def test_an_address_of_a_later_day_accuses_nobody(form: str, tmp_path: Path) -> None:
    lines = "".join(
        f"<li><a href='{(NOW - timedelta(days=age - 12)).strftime(form).format(n)}'>{TITLES[n]}</a>"
        f"<span>{day(age)}</span></li>"
        for n, age in enumerate(OLD)
    )
    stand = {"/swdt/": f"<html><body><ul>{lines}</ul></body></html>"}

    assert verdict(tmp_path, stand) == "unknown"
