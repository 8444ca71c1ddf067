"""What the pages of listed articles tell, over real servers: who is neither accused nor cleared."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.app.examination.webpages import (
    BODY,
    NOW,
    OLD,
    TITLES,
    article,
    column,
    day,
    lines,
    verdict,
)

pytestmark = pytest.mark.share(2)  # of cases that are alike, each second where it may not take long

BY_ARTICLE = "item: li, date_from: article"
PICTURE = "<div id='zoom'><p><img src='/p/1.jpg'></p></div>"
Made = Callable[[int], str]  # the page of the article of a number


def page(number: int, info: str, body: str = BODY, head: str = "") -> str:
    return article(TITLES[number], info, body, head)


def pages(listed: tuple[float, ...], made: Made, *, dates: bool) -> dict[str, str]:
    listing = column(f"<ul class='list'>{lines(*listed, undated=not dates)}</ul>")
    return {"/swdt/": listing} | {f"/swdt/{n}.html": made(n) for n in range(len(listed))}


# the list bears days of drafting or signing; the pages tell, if not in so many words, of days since
TOLD: dict[str, Made] = {
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


@pytest.mark.parametrize("made", TOLD.values(), ids=TOLD.keys())
def test_what_pages_tell_in_other_words_accuses_nobody(made: Made, tmp_path: Path) -> None:
    assert verdict(tmp_path, pages(OLD, made, dates=True)) == "unknown"


ALIKE: dict[str, Made] = {
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


@pytest.mark.parametrize("made", ALIKE.values(), ids=ALIKE.keys())
def test_pages_that_tell_of_the_lists_day_leave_a_dead_list_condemned(
    made: Made, tmp_path: Path
) -> None:
    assert verdict(tmp_path, pages(OLD, made, dates=True)) == "fail"


def coded(moment: str) -> str:
    return f"<meta name='PubDate' content='{moment}'>"


# pages of old articles, each with something on it that is of now
FRESH: dict[str, Made] = {
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


@pytest.mark.parametrize("made", FRESH.values(), ids=FRESH.keys())
def test_what_is_of_something_else_on_their_pages_clears_nobody(made: Made, tmp_path: Path) -> None:
    stand = pages(OLD, made, dates=False)

    assert verdict(tmp_path, stand, BY_ARTICLE) in ("fail", "unknown")


def test_a_templates_date_of_long_ago_accuses_nobody(tmp_path: Path) -> None:
    stand = pages(OLD, lambda n: page(n, "", head=coded("2019-03-01 08:00:00")), dates=False)

    assert verdict(tmp_path, stand, BY_ARTICLE) == "unknown"


def test_pages_that_each_state_their_own_date_clear(tmp_path: Path) -> None:
    ages = (1, 2, 9)
    stand = pages(ages, lambda n: page(n, "", head=coded(f"{day(ages[n])} 10:00")), dates=False)

    assert verdict(tmp_path, stand, BY_ARTICLE) == "pass"


def test_three_of_one_day_whose_text_says_so_clear(tmp_path: Path) -> None:
    stand = pages(OLD, lambda n: page(n, f"<p>发布时间：{day(1)}</p>"), dates=False)

    assert verdict(tmp_path, stand, BY_ARTICLE) == "pass"


ADDRESSES = ("%Y%m%d{}.html", "show-%Y-%m-%d-{}.html", "art_%Y%m%d_{}.html", "%Y/%m%d/{}.html")


@pytest.mark.parametrize("form", ADDRESSES)
def test_an_address_of_a_later_day_accuses_nobody(form: str, tmp_path: Path) -> None:
    listed = "".join(
        f"<li><a href='{(NOW - timedelta(days=age - 12)).strftime(form).format(n)}'>{TITLES[n]}</a>"
        f"<span>{day(age)}</span></li>"
        for n, age in enumerate(OLD)
    )
    stand = {"/swdt/": column(f"<ul class='list'>{listed}</ul>")}

    assert verdict(tmp_path, stand) == "unknown"
