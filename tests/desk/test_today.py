"""今天 and its cards: a look is kept, judged, told; what is refused keeps all that was typed."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.app import observe
from monitor.desk import today
from monitor.desk.today import following
from monitor.model import ChecklistItem
from monitor.registry import Registry, load, reading, validated_cache
from monitor.system.database import open_database
from monitor.system.locks import held
from tests.builders import NOON
from tests.desk.builders import Browser, desk_office, error, shot, text, value
from tests.lengths import some
from tests.office import PNG, Office
from tests.system.test_versions import upgraded

SIX = ",".join(ChecklistItem)


def saved(hours_ago: float) -> str:
    return str(int((NOON - timedelta(hours=hours_ago)).timestamp() * 1000))


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


CLAIMS = [
    ({"newest": "昨天"}, "pass"),
    ({"newest": "2021-12-10"}, "unknown"),
    ({"newest": "2021-12-10", "screenshot": PNG, "saved_ms": saved(0)}, "fail"),
    ({"none_since": "从未", "screenshot": PNG, "saved_ms": saved(0)}, "fail"),
    ({"none_since": "2021-12-10", "screenshot": PNG, "seen": "今天 11:00"}, "fail"),
]


@pytest.mark.parametrize(("fields", "verdict"), some(CLAIMS, 0, 1, 4))
def test_the_verdict_is_that_of_the_command_line(
    fields: dict[str, object], verdict: str, browser: Browser, office: Office
) -> None:
    data = {k: shot(v) if isinstance(v, bytes) else v for k, v in fields.items()}

    assert browser.look("weixin", **data).status_code == 303

    (told,) = office.json("status")["accounts"]
    assert told["verdict"] == verdict
    (checked,) = (a for a in office.json("check")["accounts"] if a["id"] == "weixin")
    assert checked["verdict"] == verdict


def test_a_picture_vouches_only_up_to_when_its_own_file_was_saved(
    browser: Browser, office: Office
) -> None:
    browser.look("weixin", none_since="2021-12-10", screenshot=shot(PNG), saved_ms=saved(5))

    (look,) = office.looks("weixin")
    with open_database(office.database) as db:
        (row,) = db.query("SELECT window_until FROM observations")
    assert look["by"] == "张三"
    assert row["window_until"] == "2021-12-30T23:00:00+00:00"


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


def test_a_database_of_a_later_program_is_refused_and_nothing_typed_is_lost(
    browser: Browser, office: Office
) -> None:
    """It may be brought up to date while the desk runs."""
    browser.look("weixin", newest="昨天")
    token = browser.token()
    upgraded(office.database)

    page = browser.get("/")
    answer = browser.post("/accounts/douyin/look", {"token": token, "newest": "昨天 16:20"})

    for refused in (page, answer):
        assert refused.status_code == 500 and "已由较新的程序升级" in text(refused)
    assert "昨天 16:20" in text(answer)


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "form", "尚未填写"),
    ({"newest": "前不久"}, "newest", "看不懂时间"),
    ({"link": "https://example.org/a"}, "link", "链接属于"),
    ({"newest": "昨天", "none_since": "从未"}, "none_since", "只填一项"),
    ({"none_since": "2021-12-10"}, "screenshot", "截图"),
    ({"none_since": "2021-12-10", "screenshot": b""}, "screenshot", "是空的"),
    ({"newest": "昨天", "screenshot": b"<html>"}, "screenshot", "不是 PNG、JPG 或 PDF"),
    ({"newest": "昨天", "screenshot": b"\0\0\0\x18ftypheic"}, "screenshot", "截图键"),
    ({"newest": "昨天", "screenshot": PNG + b"x" * 20 * 1024**2}, "screenshot", "超过 20 MB"),
    ({"screenshot": PNG}, "newest", "写明截图上"),
    ({"none_since": "2021-12-10", "screenshot": PNG}, "screenshot", "不知截图何时保存"),
    (
        {"none_since": "2021-12-10", "screenshot": PNG, "saved_ms": saved(-1)},
        "screenshot",
        "不知截图何时保存",
    ),
    ({"newest": "昨天", "seen": "2021-12-01 9:00"}, "seen", "重新查看"),
    ({"newest": "昨天", "item-wording": "否"}, "note", "答“否”"),
]


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    browser: Browser, office: Office
) -> None:
    for fields, wrong, sentence in REFUSED:
        data = {k: shot(v) if isinstance(v, bytes) else v for k, v in fields.items()}

        answer = browser.look("weixin", **data)

        assert answer.status_code == 422, sentence
        assert sentence in error(answer, wrong, "weixin")
        assert "尚未登记" in text(answer), sentence
        for name in ("link", "newest", "none_since", "seen", "note"):
            assert value(answer, f"{name}-weixin") == str(fields.get(name, "")), sentence
    assert office.looks("weixin") == []


def test_what_was_typed_comes_back_as_text_and_not_as_a_page(browser: Browser) -> None:
    evil = '"><script>alert(1)</script>'

    answer = browser.look("weixin", newest="前不久", note=evil)

    assert "<script>alert" not in answer.text and value(answer, "note-weixin") == evil


def test_six_answers_are_given_by_one_button(browser: Browser, office: Office) -> None:
    done = browser.look("weixin", newest="昨天", all_good="1", items=SIX)
    alone = browser.look("douyin", all_good="1", items=SIX, **{"item-wording": "否"}, note="有误写")

    assert (done.status_code, alone.status_code) == (303, 303)
    with open_database(office.database) as db:
        rows = list(db.query('SELECT account, good, "by", via FROM answers'))
    assert len(rows) == 12 and {(row["by"], row["via"]) for row in rows} == {("张三", "desk")}
    assert [row["good"] for row in rows if row["account"] == "weixin"] == [1] * 6
    assert sum(row["good"] for row in rows if row["account"] == "douyin") == 5
    assert "不合格" in text(browser.get(alone.location))


def test_nobody_signs_with_another_name(browser: Browser, office: Office) -> None:
    browser.look("weixin", newest="昨天", by="李四")

    (look,) = office.looks("weixin")
    assert look["by"] == "张三"


def test_the_same_form_sent_twice_is_kept_once(browser: Browser, office: Office) -> None:
    first = browser.look("weixin", newest="昨天")
    second = browser.look("weixin", newest="昨天")

    assert (first.status_code, second.status_code) == (303, 303)
    assert "不再重复" in text(browser.get(second.location))
    assert len(office.looks("weixin")) == 1


def test_who_has_to_wait_too_long_keeps_what_was_typed(
    browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observe, "PATIENCE", 0.1)
    with held(office.data / "hand.lock", str):
        answer = browser.look("weixin", newest="昨天")

    assert answer.status_code == 503 and "另有人正在" in error(answer, "form", "weixin")
    assert value(answer, "newest-weixin") == "昨天"
    assert browser.look("weixin", newest="昨天").status_code == 303


def test_a_look_waits_for_no_check(browser: Browser, office: Office) -> None:
    with held(office.data / "monitor.lock", str):
        assert browser.look("weixin", newest="昨天").status_code == 303


@pytest.mark.parametrize("id", ["nobody", "guan", "../weixin"])
def test_an_account_that_is_not_judged_has_no_card(id: str, browser: Browser) -> None:
    answer = browser.look(id, newest="昨天")

    assert answer.status_code == 404 and "没有这个" in text(answer)


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

    def counted(data: bytes, path: Path) -> Registry:
        read.append(path)
        return reading.loaded(data, path)

    monkeypatch.setattr(validated_cache, "loaded", counted)
    assert desk_office(office).registry == load(office.accounts_file) and not read
    office.write(office.text().replace("高台抖音", "高台新抖音"))
    assert "高台新抖音" in text(browser.get("/")) and read == [office.accounts_file]


def test_nothing_is_written_by_looking_at_the_page(browser: Browser, office: Office) -> None:
    browser.get("/")

    assert not office.database.exists()


def test_a_picture_leaves_nothing_in_the_folder_for_files_under_way(
    browser: Browser, office: Office
) -> None:
    browser.look("weixin", newest="昨天", screenshot=shot(PNG + b"x" * 900_000))

    folder = office.data / "tmp"
    assert list(folder.iterdir()) == [] and folder.stat().st_mode & 0o077 == 0


def test_in_a_shared_folder_files_under_way_lie_where_its_users_can_put_theirs(
    browser: Browser, office: Office
) -> None:
    office.data.chmod(0o2770)
    kept = os.umask(0o007)
    try:
        assert browser.look("weixin", newest="昨天", screenshot=shot(PNG)).status_code == 303
    finally:
        os.umask(kept)

    assert (office.data / "tmp").stat().st_mode & 0o7777 == 0o2770


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


def test_all_that_is_wrong_is_told_at_once(browser: Browser) -> None:
    answer = browser.look("weixin", newest="前不久", **{"item-wording": "否"})

    assert "看不懂时间" in error(answer, "newest", "weixin")
    assert "答“否”" in error(answer, "note", "weixin")
    assert "尚未登记，请改正以下各项，所填内容都还在" in text(answer)
    assert '<option value="否" selected>' in answer.text


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


def test_a_picture_proves_what_was_seen_or_else_the_answers(
    browser: Browser, office: Office
) -> None:
    proved = {"all_good": "1", "items": SIX, "saved_ms": saved(0)}
    browser.look("weixin", newest="昨天", screenshot=shot(PNG), **proved)
    browser.look("douyin", screenshot=shot(PNG), **proved)

    with open_database(office.database) as db:
        rows = list(db.query("SELECT account, evidence FROM answers"))
    assert {row["account"] for row in rows if row["evidence"]} == {"douyin"}
    assert office.faults() == ()


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


@pytest.mark.parametrize("filling", [b"x", b"\n", b"\r\n--", b"\r"])
@pytest.mark.parametrize("size", some([65_536, 200_000, 1_000_000], 1))
def test_a_picture_of_any_bytes_arrives_whole(size: int, filling: bytes, browser: Browser) -> None:
    """Wherever the pieces in which it is read happen to end, such as within a line break."""
    answer = browser.look("weixin", newest="昨天", screenshot=shot(PNG + filling * size))

    assert answer.status_code == 303, text(answer)
