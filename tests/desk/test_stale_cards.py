"""A card that lay open while the world went on: midnight, a colleague, the register."""

import resource
from datetime import timedelta

import pytest
import time_machine

from monitor.review import shifted_words
from tests.builders import NOON
from tests.desk.builders import Browser, added, error, saved, shot, text, value
from tests.desk.forms import forms
from tests.office import PNG, Office

LOOK = "/accounts/weixin/look"
BEFORE = NOON + timedelta(hours=11, minutes=50)  # of the last day of the year
AFTER = NOON + timedelta(hours=12, minutes=10)

WORDS = [
    ("昨天 16:20", True),
    ("今天", True),
    ("3小时前", True),
    ("12-30", False),
    ("2021-12-30 16:20", False),
    ("从未", False),
    ("", False),
    ("前不久", False),  # which is refused as such
]


@pytest.mark.parametrize(("words", "shifted"), WORDS)
def test_words_that_meant_another_day_are_not_read(words: str, shifted: bool) -> None:
    assert bool(shifted_words.fault(words, BEFORE, AFTER)) is shifted
    assert not shifted_words.fault(words, BEFORE - timedelta(hours=9), BEFORE)
    assert not shifted_words.fault(words, AFTER, AFTER + timedelta(hours=9))


def test_a_card_of_yesterday_asks_which_day_was_meant(browser: Browser, office: Office) -> None:
    with time_machine.travel(BEFORE, tick=False):
        shown = forms(browser.get("/?at=weixin"))[LOOK]
    with time_machine.travel(AFTER, tick=False):
        refused = browser.post(LOOK, shown | {"newest": "昨天 16:20"})
        kept = browser.post(LOOK, forms(refused)[LOOK])

    assert refused.status_code == 422 and value(refused, "newest-weixin") == "昨天 16:20"
    assert "已过零点" in error(refused, "newest", "weixin")
    assert kept.status_code == 303  # who has read that and sends it again means today's yesterday
    (post,) = office.json("show", "weixin")["posts"]
    assert post["published_at"].startswith("2021-12-31T16:20")


@pytest.mark.parametrize("shown_at", ["", "x", "99999999999", "999999999999999", "-1", "²"])
def test_a_form_without_its_moment_is_read_as_of_now(shown_at: str, browser: Browser) -> None:
    answer = browser.look("weixin", newest="2021-12-30", shown_at=shown_at)

    assert answer.status_code == 303


def colleague(office: Office) -> Browser:
    added(office, "lisi", "李四")
    return Browser.of(office, "lisi")


def verdict(office: Office) -> str:
    (known,) = office.json("status")["accounts"]
    return str(known["verdict"])


YES = [{"all_good": "1"}, {"item-wording": "是"}]


@pytest.mark.parametrize("yes", YES)
def test_no_yes_of_an_old_page_passes_over_a_no(
    yes: dict[str, str], browser: Browser, office: Office
) -> None:
    other = colleague(office)
    shown = forms(browser.get("/?at=weixin"))[LOOK]
    other.look("weixin", newest="昨天", note="有误写", **{"item-wording": "否"})

    refused = browser.post(LOOK, shown | {"newest": "昨天"} | yes)

    assert refused.status_code == 422
    assert "李四2021-12-31 12:00已答“否”（有误写）" in error(refused, "item-wording", "weixin")
    assert verdict(office) == "fail"
    again = browser.post(LOOK, forms(refused)[LOOK] | yes)  # seen now: it was put right
    assert again.status_code == 303
    assert verdict(office) == "pass"


def test_a_no_beside_a_no_is_kept(browser: Browser, office: Office) -> None:
    other = colleague(office)
    shown = forms(browser.get("/?at=weixin"))[LOOK]
    other.look("weixin", newest="昨天", note="有误写", **{"item-wording": "否"})

    typed = {"newest": "昨天", "note": "链接失效", "item-links": "否", "item-wording": "否"}
    assert browser.post(LOOK, shown | typed).status_code == 303


@pytest.mark.parametrize(
    ("old", "new"),
    [("id: weixin", "id: gaotai-weixin"), ("id: weixin", "id: weixin\n  status: closed")],
)
def test_what_was_typed_of_an_account_that_left_the_register_is_shown(
    old: str, new: str, browser: Browser, office: Office
) -> None:
    shown = forms(browser.get("/?at=weixin"))[LOOK]
    office.write(office.text().replace(old, new, 1))

    answer = browser.post(LOOK, shown | {"newest": "昨天 16:20", "note": "看过首页"})

    assert answer.status_code == 404 and "改标识、合并或者关停" in text(answer)
    assert "最新内容的时间昨天 16:20" in text(answer) and "备注看过首页" in text(answer)
    assert "shown_at" not in text(answer) and "newest" not in text(answer)


def test_what_was_typed_while_the_register_was_broken_is_shown(
    browser: Browser, office: Office
) -> None:
    shown = forms(browser.get("/?at=weixin"))[LOOK]
    office.write(office.text().replace("platform: wechat", "platform: wechatt"))

    answer = browser.post(LOOK, shown | {"newest": "昨天 16:20"})

    assert answer.status_code == 503 and "最新内容的时间昨天 16:20" in text(answer)


def test_the_day_tells_which_accounts_the_register_lost(browser: Browser, office: Office) -> None:
    office.check()
    head, _, _ = office.text().rpartition("- id: lanmu")
    office.write(head)

    assert "名单比上次检查（2021年12月31日）少1个账号：高台栏目" in text(browser.get("/"))


def test_the_day_tells_of_looks_that_a_wrong_clock_dated(browser: Browser) -> None:
    with time_machine.travel(NOON + timedelta(days=40), tick=False):
        browser.log_in()
        browser.look("weixin", newest="昨天")
    browser.log_in()

    assert "1次观测的日期在将来（最晚 2022-02-09 12:00）" in text(browser.get("/"))


def test_who_contradicts_a_colleague_is_told_so_at_once(browser: Browser, office: Office) -> None:
    browser.look("weixin", newest="2021-12-30")
    ms = saved(NOON - timedelta(minutes=1))
    proof = {"screenshot": shot(PNG), "saved_ms": ms}

    other = colleague(office)
    done = other.look("weixin", none_since="2021-12-01", **proof)

    told = text(other.get(done.location))
    assert "合格（正常）：观测相互矛盾：张三" in told and "请核实" in told


def test_a_full_disk_is_told_as_such_and_nothing_is_half_kept(
    browser: Browser, office: Office
) -> None:
    browser.look("toutiao", newest="昨天")
    shown = forms(browser.get("/?at=weixin"))[LOOK]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        typed = {"newest": "昨天", "screenshot": shot(PNG + b"x" * 200_000)}
        answer = browser.post(LOOK, shown | typed)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert answer.status_code == 500 and "尚未登记" in text(answer)
    assert "程序内部出错" not in text(answer)
    assert office.json("show", "weixin")["observations"] == [] and office.faults() == ()
    assert browser.look("weixin", newest="昨天").status_code == 303
