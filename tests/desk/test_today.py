"""今天 and its cards: whom a person must look at, which card is open, what it asks and tells."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.desk import today
from monitor.desk.today import following
from monitor.model import ChecklistItem
from monitor.registry import Registry, load, reading, validated_cache
from monitor.system.database import open_database
from tests.builders import NOON
from tests.desk.builders import Browser, desk_office, error, text, value
from tests.office import Office

SIX = ",".join(ChecklistItem)


def test_the_page_lists_whom_a_person_must_look_at(browser: Browser) -> None:
    page = text(browser.get("/"))

    for name in ("高台发布", "高台抖音", "高台头条", "高台栏目"):
        assert name in page
    assert "高台旧号" not in page
    assert "2021年12月31日 星期五" in page and "尚未检查过" in page
    assert "今天是2021年第四季度的最后一天" in page and "守护进程没有运行" in page


def test_a_look_is_judged_at_once_and_the_next_card_opens(browser: Browser, office: Office) -> None:
    done = browser.look("weixin", newest="昨天 16:20", all_good="1", items=SIX)
    assert done.status_code == 303
    page = browser.get(done.location)

    assert "高台发布（微信）：已登记。" in text(page)
    assert '<p class="verdict">合格' in page.text
    assert done.location.startswith("/?at=toutiao#card-toutiao")
    assert '<li id="card-weixin">' not in page.text
    assert "已登记" not in text(browser.get("/"))  # told once
    shown = office.looks("weixin")
    assert [(look["by"], look["via"]) for look in shown] == [("张三", "desk")]
    assert office.faults() == ()


def test_who_was_last_seen_too_long_ago_is_to_be_looked_at(
    browser: Browser, office: Office
) -> None:
    """A look of six days ago vouches for nothing since: it passes, and is on the list again."""
    told = browser.get(browser.look("weixin", newest="2021-12-22", seen="2021-12-25").location)

    assert "合格（待查看）：最近所见12月22日，12月25日查看，此后未查看" in text(told)
    assert '<div class="told to_view" role="status">' in told.text
    assert "待查看：最近所见12月22日，12月25日查看，此后未查看" in text(told)
    due = browser.get(browser.look("weixin", newest="2021-12-22").location)
    assert "合格（临近超期）：1月6日起计为不合格" in text(due)
    assert '<div class="told due" role="status">' in due.text and "待查看：" not in text(due)


def test_when_all_are_seen_the_page_says_why_it_is_empty(browser: Browser) -> None:
    for id in ("weixin", "douyin", "toutiao", "lanmu"):
        browser.look(id, newest="昨天", all_good="1", items=SIX)

    page = text(browser.get("/"))

    assert "本周没有须由人查看的账号" in page


def test_a_register_with_a_fault_is_told_with_its_place(browser: Browser, office: Office) -> None:
    office.write(office.text().replace("platform: wechat", "platform: wechatt"))

    answer = browser.get("/")

    assert answer.status_code == 503 and "accounts.yaml" in text(answer)


def test_a_register_that_is_known_is_not_read_again_until_it_changes(
    browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor by the next desk: commands and desks keep it in one place."""
    browser.get("/")
    read: list[Path] = []

    def counted(data: bytes, path: Path, **options: Any) -> Registry:
        read.append(path)
        return reading.loaded(data, path, **options)

    monkeypatch.setattr(validated_cache, "loaded", counted)
    assert desk_office(office).registry == load(office.accounts_file) and not read
    office.write(office.text().replace("高台抖音", "高台新抖音"))
    assert "高台新抖音" in text(browser.get("/")) and read == [office.accounts_file]


def test_nothing_is_written_by_looking_at_the_page(browser: Browser, office: Office) -> None:
    browser.get("/")

    assert not office.database.exists()


def test_a_daemon_that_lives_is_not_said_to_have_stopped(browser: Browser, office: Office) -> None:
    from monitor.system import heartbeat

    heartbeat.write(office.data, NOON - timedelta(minutes=3), doing="")
    alive = text(browser.get("/"))
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        late = text(browser.get("/"))

    assert "守护进程没有运行" not in alive and "守护进程没有运行，最近一次在" in late


@pytest.mark.parametrize(
    ("id", "before", "now", "card"),
    [
        ("a", "abc", "bc", "b"),
        ("b", "abc", "ac", "c"),
        ("c", "abc", "ab", "a"),  # those that were passed over come again
        ("a", "abc", "abc", "b"),
        ("a", "a", "a", ""),
        ("a", "a", "", ""),
        ("x", "abc", "abc", "a"),
        ("a", "abc", "cd", "c"),
    ],
)
def test_the_next_card_is_the_one_that_followed(id: str, before: str, now: str, card: str) -> None:
    assert following(id, tuple(before), tuple(now)) == card


def test_one_button_answers_only_what_the_card_asks(browser: Browser, office: Office) -> None:
    assert f'name="items" value="{SIX}"' in browser.get("/").text
    browser.look("weixin", all_good="1", items="wording,links,nothing")

    with open_database(office.database) as db:
        assert [row["item"] for row in db.query("SELECT item FROM answers")] == ["wording", "links"]


def test_the_verdict_stands_on_the_card_that_opens(browser: Browser) -> None:
    page = browser.get(browser.look("weixin", newest="昨天").location).text

    card = page.partition('<li id="card-toutiao">')[2]
    assert card.strip().startswith('<div class="told pass" role="status">')


def test_one_card_is_open_and_the_others_are_links(browser: Browser) -> None:
    page = browser.get("/?at=douyin").text

    assert page.count('enctype="multipart/form-data"') == 1
    assert 'action="/accounts/douyin/look"' in page
    assert 'href="/?at=weixin#card-weixin"' in page
    assert 'action="/accounts/weixin/look"' in browser.get("/?at=nobody").text


@pytest.mark.parametrize(("opened", "numbers"), [("a", [1, 2]), ("b", [1, 2]), ("d", [1, 2, 4])])
def test_a_page_has_so_many_cards_and_the_one_that_is_open(
    opened: str, numbers: list[int], monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    monkeypatch.setattr(today, "CARDS", 2)
    ids = dict(zip("abcd", ("weixin", "toutiao", "douyin", "lanmu"), strict=True))

    page = browser.get(f"/?at={ids[opened]}")

    found = re.findall(r'<span class="number">(\d)/4</span>', page.text)
    assert [int(number) for number in found] == numbers
    assert ("另有" in text(page)) is True


def test_a_refused_form_has_its_card_though_nobody_need_look_any_more(browser: Browser) -> None:
    for id in ("weixin", "douyin", "toutiao", "lanmu"):
        browser.look(id, newest="昨天", all_good="1", items=SIX)

    answer = browser.look("douyin", newest="前不久", note="补充说明")

    assert answer.status_code == 422 and value(answer, "note-douyin") == "补充说明"
    assert "看不懂时间" in error(answer, "newest", "douyin")
    assert 'action="/accounts/lanmu/look"' in browser.get("/?at=lanmu").text


def test_an_account_is_passed_over_by_a_link_to_the_next_card(browser: Browser) -> None:
    """In the list's order, and after the last the first again."""
    order = ("weixin", "toutiao", "douyin", "lanmu")

    led = [
        re.findall(r'class="skipping" href="([^"]+)"', browser.get(f"/?at={id}").text)
        for id in order
    ]

    assert led == [[f"/?at={id}#card-{id}"] for id in (*order[1:], order[0])]


def test_the_only_card_leads_nowhere_else(browser: Browser) -> None:
    for id in ("weixin", "douyin", "toutiao"):
        browser.look(id, newest="昨天", all_good="1", items=SIX)

    page = browser.get("/").text

    assert 'action="/accounts/lanmu/look"' in page and "跳过" not in page


@pytest.mark.parametrize(
    ("newest", "shown"),
    [("2021-12-10", "2021-12-10。"), ("2021-12-10 23:58", "2021-12-10 23:58。")],
)
def test_what_was_last_seen_is_a_day_where_no_time_was_told(
    newest: str, shown: str, browser: Browser
) -> None:
    browser.look("weixin", newest=newest)

    assert f"最近所见：{shown}" in text(browser.get("/?at=weixin"))


def test_all_is_answered_by_one_tap_and_single_items_open_where_they_are_refused(
    browser: Browser,
) -> None:
    """The one button stands outside of what is folded away."""
    fresh = browser.get("/?at=weixin").text
    refused = browser.look("weixin", newest="昨天", **{"item-wording": "否"}).text

    before, _, folded = fresh.partition("<details><summary>逐项填写")
    assert before.rstrip().endswith("项均正常</span></label>") and 'name="item-wording"' in folded
    assert "<details open><summary>逐项填写" in refused


def test_the_script_is_small() -> None:
    assert (Path(today.__file__).parent / "static" / "desk.js").stat().st_size < 3000
