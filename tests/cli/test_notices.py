"""`monitor notices`: list, acknowledge, try a channel."""

from pathlib import Path

import pytest

from monitor.notices.delivery import enqueue
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from tests.builders import NOON
from tests.county import register
from tests.http.server import ok, speaking, status
from tests.office import Office

KEY = "KEY-OF-THE-BOT"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    register.copied(tmp_path)
    return Office(folder=tmp_path)


def with_channel(office: Office, origin: str) -> None:
    bot = f'{{kind: wecom, url: "{origin}/send?key=${{BOT_KEY}}", allow_private: true}}'
    office.write(f"{office.text()}\nchannels:\n  office: {bot}\n")
    office.keep_secrets({"BOT_KEY": KEY})


def with_notice(office: Office) -> None:
    notice = Notice(key="k", kind=Kind.DUE, text="高台财政[red]：1月5日起计为不合格", account="a")
    with open_database(office.database) as db:
        enqueue(Outbox(db), [notice], [], NOON)


def test_nothing_told_says_so(office: Office) -> None:
    assert office.run("notices", "list").out == "尚无通知。\n"


def test_what_was_told_is_listed(office: Office) -> None:
    with_notice(office)

    shown = office.run("notices", "list").out
    (notice,) = office.json("notices", "list")

    assert "更新提醒" in shown and "高台财政[red]" in shown
    assert (notice["kind"], notice["account"], notice["acked_at"]) == ("due", "a", None)


@pytest.mark.parametrize(("lines", "more"), [(4, ""), (5, "另有1行"), (60, "另有56行")])
def test_a_long_notice_leaves_room_for_the_others(lines: int, more: str, office: Office) -> None:
    text = "\n".join(f"第{number}条" for number in range(lines))
    with open_database(office.database) as db:
        enqueue(Outbox(db), [Notice(key="w", kind=Kind.WEEKLY, text=text)], [], NOON)

    shown = office.run("notices", "list").out
    (notice,) = office.json("notices", "list")

    assert "第3条" in shown and "第4条" not in shown
    assert ("另有" in shown) is bool(more) and more in shown
    assert notice["text"] == text


@pytest.mark.parametrize("what", ["a", "1"])
def test_a_notice_is_acknowledged_by_account_or_number(what: str, office: Office) -> None:
    with_notice(office)

    done = office.run("notices", "ack", what)
    again = office.run("notices", "ack", what)

    assert done.code == 0 and "已确认 1 条通知" in done.err
    assert again.code == 2 and "没有账号或编号为" in again.err
    assert "已确认" in office.run("notices", "list").out


def test_a_channel_is_tried(office: Office) -> None:
    with speaking(ok(b'{"errcode": 0}')) as (origin, heads):
        with_channel(office, origin)
        done = office.run("notices", "test", "office")

    assert done.code == 0 and "已接受测试消息" in done.err
    assert f"key={KEY}".encode() in heads[0]


def test_a_channel_that_does_not_take_it_is_told_without_its_key(office: Office) -> None:
    with speaking(status(404)) as (origin, _):
        with_channel(office, origin)
        done = office.run("notices", "test", "office")

    assert done.code == 1
    assert "通道 office 不可用：服务拒绝（HTTP 404）" in done.err
    assert KEY not in done.err


def test_a_channel_without_its_key_asks_nothing(office: Office) -> None:
    with speaking(ok(b'{"errcode": 0}')) as (origin, heads):
        with_channel(office, origin)
        (office.folder / "secrets.yaml").unlink()
        done = office.run("notices", "test", "office")

    assert done.code == 1 and "BOT_KEY" in done.err
    assert heads == []


def test_an_unknown_channel_is_refused(office: Office) -> None:
    done = office.run("notices", "test", "nobody")

    assert done.code == 2
    assert "没有通道 nobody，现有：无" in done.err


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("office: {kind: wecm, url: 'https://a.invalid/'}", "通道类型"),
        ("office: {url: 'https://a.invalid/'}", "缺少必填项 kind"),
        ("office: {kind: wecom}", "缺少必填项 url"),
        ("office: {kind: wecom, url: ftp://a.invalid/}", "http:// 或 https://"),
        ("office: {kind: wecom, url: 'https://a.invalid/', units: [nobody]}", "nobody"),
        ("office: {kind: wecom, url: 'https://a.invalid/', ur: 1}", "不认识的字段 ur"),
        ("office: {kind: mail, host: h, sender: a, to: b, tls: yes}", "tls"),
        ("office: 7", "kind"),
    ],
)
def test_a_wrong_channel_is_named_with_its_place(line: str, sentence: str, office: Office) -> None:
    path = office.accounts_file
    path.write_text(path.read_text("utf-8") + f"\nchannels:\n  {line}\n", "utf-8")

    done = office.run("accounts", "validate")

    assert done.code == 2
    assert "channels.office" in done.err and sentence in done.err
