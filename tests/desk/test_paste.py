"""粘贴清单: an offline list is shown in words, then kept whole or not at all."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from werkzeug.test import TestResponse

from monitor.app import observe, people
from monitor.app.people_store import Role
from monitor.desk import guard
from monitor.review import offline_text
from monitor.system.database import open_database
from monitor.system.locks import held
from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.desk.builders import Browser, added, saved, shot, text, value
from tests.lengths import some
from tests.office import PNG, Office
from tests.offline_lists import SIX, entry
from tests.offline_lists import text as listed

HOUR = timedelta(hours=1)
WHOLE = listed(
    entry("weixin", NOON - 2 * HOUR, newest="昨天 16:20", good=SIX),
    entry("douyin", NOON - HOUR, none_since="2021-12-10"),
)


def pasted(browser: Browser, whole: str = WHOLE, **fields: Any) -> TestResponse:
    return browser.post("/paste", {"token": browser.token(), "text": whole} | fields)


def kept(browser: Browser, whole: str = WHOLE, **fields: Any) -> TestResponse:
    return pasted(browser, whole, step="keep", **fields)


def proof(id: str = "douyin", at: Any = NOON, more: bytes = b"") -> dict[str, Any]:
    return {f"shot-{id}": shot(PNG + more), f"saved-{id}": saved(at)}


def refusals(answer: TestResponse, id: str) -> list[str]:
    """What stands beside an account."""
    (row,) = re.findall(rf'<li id="row-{id}">(.*?)</li>', answer.text, re.DOTALL)
    return re.findall(r'<p class="error"[^>]*>([^<]+)</p>', row)


def test_a_text_is_shown_in_words_and_nothing_is_kept(browser: Browser, office: Office) -> None:
    answer = pasted(browser)

    page = text(answer)
    assert answer.status_code == 200
    assert "高台县2021-12-31清单，李四查看，2个账号，1个不能登记，其中1个须附截图" in page
    assert "最新内容 2021-12-30 16:20；6项均正常；2021-12-31 10:00查看" in page
    assert "自何时起没有内容：2021-12-10" in page
    assert refusals(answer, "douyin") == []  # the missing picture is asked for
    assert '<label for="shot-douyin">须附截图</label>' in answer.text
    assert office.looks("weixin") == []


def test_it_is_kept_with_its_pictures_and_judged_at_once(browser: Browser, office: Office) -> None:
    done = kept(browser, **proof())

    assert (done.status_code, done.location) == (303, "/")
    told = text(browser.get("/"))
    assert "2个账号已登记（李四查看）；登记后判定：不合格 1 个，合格 1 个" in told
    (weixin,), (douyin,) = office.looks("weixin"), office.looks("douyin")
    assert [(look["by"], look["via"]) for look in (weixin, douyin)] == [("张三", "offline")] * 2
    assert weixin["notes"] == ["张三备注：李四查看"]
    assert weixin["taken_at"] == "2021-12-31T10:00:00+08:00" and len(douyin["evidence"]) == 1
    assert office.faults() == ()


def test_nobody_signs_with_another_name(browser: Browser, office: Office) -> None:
    kept(browser, by="王五", **proof())

    assert office.looks("weixin")[0]["by"] == "张三"


FACTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"newest": "昨天 16:20"}, {}),
    ({"newest": "2021-12-10"}, {}),
    ({"newest": "2021-12-10"}, {"shot": True}),
    ({"newest": "昨天", "seen": "今天 9:30"}, {"shot": True}),
    ({"none_since": "从未"}, {"shot": True}),
    ({"none_since": "2021-12-10", "good": SIX}, {"shot": True}),
    ({"newest": "昨天", "bad": ["wording"], "note": "标题写错"}, {}),
    ({"good": ["links", "honesty"]}, {}),
]


@pytest.mark.parametrize(("facts", "more"), some(FACTS, 2, 6))
def test_a_list_comes_to_what_the_card_comes_to_number_by_number(
    facts: dict[str, Any], more: dict[str, Any], browser: Browser, office: Office, tmp_path: Any
) -> None:
    """And to what the command makes of the same text; only the means and who looked differ."""
    fields = {k: v for k, v in facts.items() if k not in ("good", "bad")}
    fields |= {f"item-{item}": "是" for item in facts.get("good", ())}
    fields |= {f"item-{item}": "否" for item in facts.get("bad", ())}
    picture = {"screenshot": shot(PNG), "saved_ms": saved(NOON)} if more else {}
    assert browser.look("weixin", **fields, **picture).status_code == 303
    by_card = office.json("status")["accounts"], office.looks("weixin"), numbers(office)

    others = []
    for means in ("paste", "command"):
        (tmp_path / means).mkdir()
        other = by_hand_office(tmp_path / means)
        added(other)
        whole = listed(entry("weixin", **facts), by="张三")
        if means == "paste":
            window = Browser.of(other)
            assert kept(window, whole, **(proof("weixin") if more else {})).status_code == 303
        else:
            (other.folder / "list.txt").write_text(whole, "utf-8")
            if more:
                other.screenshot("高台发布.png")
            assert other.run("observe", "--import", other.folder / "list.txt").code == 0
        others.append((other.json("status")["accounts"], other.looks("weixin"), numbers(other)))

    for status, seen, rows in others:
        assert (status, rows) == (by_card[0], by_card[2])
        same = {"via": "", "notes": "", "id": "", "evidence": ""}
        assert [look | same for look in seen] == [look | same for look in by_card[1]]
        assert [len(look["evidence"]) for look in seen] == [
            len(look["evidence"]) for look in by_card[1]
        ]


def numbers(office: Office) -> list[tuple[Any, ...]]:
    with open_database(office.database) as db:
        seen = db.query(
            'SELECT account, taken_at, expires_at, window_since, window_until, "by" '
            "FROM observations"
        )
        given = db.query('SELECT account, item, good, at, "by" FROM answers ORDER BY item')
        return [tuple(row.values()) for row in (*seen, *given)]


REFUSED = [
    ("", "请粘贴清单文字"),
    ("昨天查完了", "没有找到清单文字"),
    (WHOLE[:-9], "缺少或者残缺第3段"),
    (listed(entry("weixin", newest="昨天"), name="某县"), "这是某县的清单，本机是高台县"),
    (listed(entry("weixin", newest="昨天"), version=2), "由较新的程序生成（第2版）"),
    (listed(), "没有填写任何账号"),
    (listed(entry("weixin", newest="昨天"), by=""), "没有写查看人"),
]


@pytest.mark.parametrize(("whole", "told"), some(REFUSED, 1, 2, 3))
def test_what_is_no_list_of_ours_is_told_beside_the_field_and_stays_there(
    whole: str, told: str, browser: Browser
) -> None:
    answer = pasted(browser, whole)

    assert answer.status_code == 422 and value(answer, "text") == whole.lstrip("\n")
    (beside,) = re.findall(r'id="e-text">([^<]*)<', answer.text)
    assert told in beside


WRONG = [
    (entry("toutiao", newest="前不久"), {}, "最新内容时间：看不懂时间"),
    (entry("toutiao", none_since="从未"), {}, "截图：认定没有发布内容须附截图"),
    (entry("toutiao", none_since="从未"), proof("toutiao"), "是同一截图"),
    (entry("guan", newest="昨天"), {}, "不再考核，无须登记"),
    (entry("nobody", newest="昨天"), {}, "账号：名单内没有这个账号标识"),
    (entry("toutiao", link="https://example.org/a"), {}, "链接：链接属于"),
    (entry("toutiao", newest="昨天", bad=["links"]), {}, "备注：答“否”的须在备注中说明"),
    (entry("toutiao", NOON + HOUR, newest="昨天"), {}, "查看时间：手机时间"),
    (
        entry("toutiao", none_since="从未"),
        {"shot-toutiao": shot(b"<html>")},
        "不是 PNG、JPG 或 PDF",
    ),
    (entry("toutiao", none_since="从未"), {"shot-toutiao": shot(b"")}, "截图文件是空的"),
    (entry("toutiao", none_since="从未"), {"shot-toutiao": shot(PNG + b"z")}, "不知截图何时保存"),
    (
        entry("toutiao", none_since="从未"),
        {"shot-toutiao": shot(PNG + b"z"), "shot_at-toutiao": "不久前"},
        "看不懂时间",
    ),
]


@pytest.mark.parametrize(("wrong", "fields", "told"), some(WRONG, 1, 2, 4, 10))
def test_one_fault_stands_beside_its_account_and_nothing_is_kept(
    wrong: dict[str, Any], fields: dict[str, Any], told: str, browser: Browser, office: Office
) -> None:
    parts = (entry("weixin", newest="昨天"), entry("douyin", none_since="从未"), wrong)
    fresh = {k: shot(v[0].getvalue()) if isinstance(v, tuple) else v for k, v in fields.items()}

    answer = kept(browser, listed(*parts), **proof(), **fresh)

    assert answer.status_code == 422 and "全部未登记" in text(answer)
    assert any(told in line for line in refusals(answer, wrong["account"]))
    assert refusals(answer, "weixin") == [] and office.looks("weixin") == []


def test_an_account_is_left_out_where_somebody_says_so(browser: Browser, office: Office) -> None:
    whole = listed(entry("weixin", newest="昨天"), entry("nobody", newest="昨天"))

    refused = kept(browser, whole)
    done = kept(browser, whole, **{"leave-nobody": "1"})
    nothing = kept(browser, whole, **{"leave-nobody": "1", "leave-weixin": "1"})

    assert refused.status_code == 422 and done.status_code == 303
    assert len(office.looks("weixin")) == 1
    assert nothing.status_code == 422 and "没有可登记的账号" in text(nothing)
    assert nothing.text.count(" checked") == 2


def test_what_was_refused_comes_back_with_what_was_ticked(browser: Browser) -> None:
    parts = (entry("weixin", newest="前不久"), entry("douyin", none_since="从未"))

    answer = kept(browser, listed(*parts), **{"leave-douyin": "1", "shot_at-douyin": "今天 9:30"})

    assert answer.status_code == 422 and "不登记这个账号" in text(answer)
    assert answer.text.count(" checked") == 1
    assert value(answer, "shot_at-douyin") == "今天 9:30"
    assert len(re.findall(r'<li id="row-', answer.text)) == 2


def test_a_link_that_cannot_be_followed_is_told_and_nothing_is_kept(
    browser: Browser, office: Office
) -> None:
    link = "https://mp.weixin.qq.com/s/" + "a" * 22
    whole = listed(entry("weixin", link=link), entry("toutiao", newest="昨天"))

    answer = kept(browser, whole)

    assert answer.status_code == 422
    assert "链接未能核实" in refusals(answer, "weixin")[0] and office.looks("toutiao") == []


def test_the_same_text_twice_is_kept_once(browser: Browser, office: Office) -> None:
    kept(browser, **proof())
    with time_machine.travel(NOON + HOUR, tick=False):
        again = kept(browser, **proof())
        told = text(browser.get("/"))

    assert again.status_code == 303 and "2个账号所填此前已登记，不再重复" in told
    assert [len(office.looks(id)) for id in ("weixin", "douyin")] == [1, 1]


def test_a_picture_is_as_old_as_its_file_or_as_somebody_says(
    browser: Browser, office: Office
) -> None:
    parts = [entry(id, none_since="从未") for id in ("weixin", "douyin", "toutiao")]
    fields = proof("weixin", NOON - 5 * HOUR) | {"shot-douyin": shot(PNG + b"2")}
    fields |= {"shot_at-douyin": "今天 9:30"} | proof("toutiao", NOON - HOUR, b"3")
    fields |= {"shot_at-toutiao": "今天 8:00"}

    assert kept(browser, listed(*parts), **fields).status_code == 303
    with open_database(office.database) as db:
        rows = {
            row["account"]: row["window_until"] for row in db.query("SELECT * FROM observations")
        }
    assert rows == {
        "weixin": "2021-12-30T23:00:00+00:00",
        "douyin": "2021-12-31T01:30:00+00:00",
        "toutiao": "2021-12-31T00:00:00+00:00",
    }


def test_a_picture_of_unknown_age_is_as_old_as_the_look_that_the_list_tells_of(
    browser: Browser, office: Office
) -> None:
    """As typed by who looked; when the page was filled in proves nothing of a picture."""
    part = entry("douyin", none_since="从未", seen="今天 9:30")

    assert kept(browser, listed(part), **{"shot-douyin": shot(PNG)}).status_code == 303
    with open_database(office.database) as db:
        (row,) = db.query("SELECT window_until FROM observations")
    assert row["window_until"] == "2021-12-31T01:30:00+00:00"


def test_the_text_may_be_a_file(browser: Browser) -> None:
    def sent(data: bytes, name: str = "list.txt") -> TestResponse:
        return pasted(browser, "", file=(io.BytesIO(data), name))

    assert "2个账号" in text(sent(WHOLE.encode("utf-16")))
    assert "这是表格" in text(sent(b"PK\x03\x04", "核查清单.XLSX"))
    assert "这是清单网页本身" in text(sent(b"<!doctype html>", "list.html"))


def test_what_somebody_wrote_is_text(browser: Browser) -> None:
    evil = "</textarea><script>alert(1)</script>"
    whole = listed(
        entry("weixin", newest="昨天", note=evil),
        entry(evil, newest=evil),
        by=evil[:39],
        on=evil[:9],
    )

    for answer in (pasted(browser, whole), kept(browser, whole), pasted(browser, evil + whole)):
        assert "<script>alert" not in answer.text and "</textarea><" not in answer.text


def test_who_has_to_wait_too_long_keeps_the_text(
    browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observe, "PATIENCE", 0.1)
    with held(office.data / "hand.lock", str):
        answer = kept(browser, listed(entry("weixin", newest="昨天")))

    assert answer.status_code == 503 and "另有人正在" in text(answer)
    assert "第1段共2段" in answer.text


def test_a_list_of_a_large_county_passes_in_a_form_but_for_nobody_else(
    browser: Browser, office: Office, stranger: Browser
) -> None:
    """More text, and more fields, than any other form may have."""
    parts = [entry(f"gone-{n}", newest="昨天", note="注" * 150) for n in range(170)]
    whole = listed(entry("weixin", newest="昨天"), *parts)
    fields: dict[str, Any] = {f"leave-gone-{n}": "1" for n in range(170)}
    fields |= {"shot-gone-1": shot(PNG)}  # a form with files, as the page sends it

    assert len(whole) > guard.DeskRequest.max_form_memory_size
    assert kept(browser, whole, **fields).status_code == 303
    assert browser.look("weixin", note=whole, screenshot=shot(PNG)).status_code == 413
    assert len(whole) < offline_text.LARGEST < guard.LONG_TEXT


def test_the_page_to_fill_in_is_handed_out_here(browser: Browser, office: Office) -> None:
    answer = browser.get("/paste/list.html")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert 'data-id="weixin"' in answer.text and 'data-name="高台县"' in answer.text
    assert not office.database.exists()


def test_who_only_reads_pastes_nothing(office: Office, stranger: Browser) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    stranger.log_in("lisi")

    assert stranger.get("/paste").status_code == 403
    assert people.everybody(office.data)


def test_a_demonstration_takes_no_list_in(office: Office) -> None:
    window = Browser.of(office, demo=NOON)

    answer = kept(window, listed(entry("weixin", newest="昨天")))

    assert answer.status_code == 403 and "演示" in text(answer)
    assert office.looks("weixin") == []


@pytest.mark.parametrize(("hours", "told"), [(1, False), (3, True)])
def test_a_yes_of_the_list_that_puts_a_colleagues_no_aside_is_told_before_it_is_kept(
    hours: int, told: bool, browser: Browser
) -> None:
    """The list was filled in two hours ago; what was answered after that stands anyway."""
    with time_machine.travel(NOON - hours * HOUR, tick=False):
        browser.look("weixin", newest="昨天", note="有误写", **{"item-wording": "否"})

    page = text(pasted(browser))

    assert ("已答“否”（表述：有误写），登记后改为“是”" in page) is told
    assert kept(browser, **proof()).status_code == 303


@pytest.mark.parametrize("on", ["", "昨天", "0001-01-01", "9999-12-31x"])
def test_a_list_that_does_not_say_its_day_is_taken_as_it_is(on: str, browser: Browser) -> None:
    whole = listed(entry("weixin", NOON - 30 * HOUR, newest="昨天"), on=on)

    assert kept(browser, whole).status_code == 303


def test_a_list_may_be_filled_in_from_the_first_minute_of_its_day(browser: Browser) -> None:
    whole = listed(entry("weixin", NOON - 12 * HOUR, newest="昨天"))

    assert kept(browser, whole).status_code == 303
