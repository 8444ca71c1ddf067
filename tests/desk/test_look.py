"""A look by hand: kept, judged, told; what is refused keeps all that was typed."""

import os
from datetime import timedelta
from typing import Any

import pytest

from monitor.app import observe
from monitor.model import ChecklistItem
from monitor.system.database import open_database
from monitor.system.locks import held
from tests.builders import NOON
from tests.desk.builders import Browser, error, saved, shot, text, value
from tests.lengths import some
from tests.office import PNG, Office
from tests.system.test_versions import upgraded

HOUR = timedelta(hours=1)
SIX = ",".join(ChecklistItem)


CLAIMS = [
    ({"newest": "昨天"}, "pass"),
    ({"newest": "2021-12-10"}, "unknown"),
    ({"newest": "2021-12-10", "screenshot": PNG, "saved_ms": saved(NOON)}, "fail"),
    ({"none_since": "从未", "screenshot": PNG, "saved_ms": saved(NOON)}, "fail"),
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
    proof = {"screenshot": shot(PNG), "saved_ms": saved(NOON - 5 * HOUR)}
    browser.look("weixin", none_since="2021-12-10", **proof)

    (look,) = office.looks("weixin")
    with open_database(office.database) as db:
        (row,) = db.query("SELECT window_until FROM observations")
    assert look["by"] == "张三"
    assert row["window_until"] == "2021-12-30T23:00:00+00:00"


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
        {"none_since": "2021-12-10", "screenshot": PNG, "saved_ms": saved(NOON + HOUR)},
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


def test_all_that_is_wrong_is_told_at_once(browser: Browser) -> None:
    answer = browser.look("weixin", newest="前不久", **{"item-wording": "否"})

    assert "看不懂时间" in error(answer, "newest", "weixin")
    assert "答“否”" in error(answer, "note", "weixin")
    assert "尚未登记，请改正以下各项，所填内容都还在" in text(answer)
    assert '<option value="否" selected>' in answer.text


def test_a_picture_proves_what_was_seen_or_else_the_answers(
    browser: Browser, office: Office
) -> None:
    proved = {"all_good": "1", "items": SIX, "saved_ms": saved(NOON)}
    browser.look("weixin", newest="昨天", screenshot=shot(PNG), **proved)
    browser.look("douyin", screenshot=shot(PNG), **proved)

    with open_database(office.database) as db:
        rows = list(db.query("SELECT account, evidence FROM answers"))
    assert {row["account"] for row in rows if row["evidence"]} == {"douyin"}
    assert office.faults() == ()


@pytest.mark.parametrize("filling", [b"x", b"\n", b"\r\n--", b"\r"])
@pytest.mark.parametrize("size", some([65_536, 200_000, 1_000_000], 1))
def test_a_picture_of_any_bytes_arrives_whole(size: int, filling: bytes, browser: Browser) -> None:
    """Wherever the pieces in which it is read happen to end, such as within a line break."""
    answer = browser.look("weixin", newest="昨天", screenshot=shot(PNG + filling * size))

    assert answer.status_code == 303, text(answer)
