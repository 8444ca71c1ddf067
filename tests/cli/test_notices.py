"""`monitor notices`: list, acknowledge, try a channel."""

import json
from pathlib import Path

import pytest

from monitor.notices.delivery import enqueue
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from tests.builders import NOON
from tests.county import register
from tests.http.server import ok, speaking, status
from tests.running import run

KEY = "KEY-OF-THE-BOT"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    register.copied(tmp_path)
    return tmp_path


def with_channel(folder: Path, origin: str) -> None:
    path = folder / "accounts.yaml"
    bot = f'{{kind: wecom, url: "{origin}/send?key=${{BOT_KEY}}", allow_private: true}}'
    text = path.read_text("utf-8")
    path.write_text(f"{text}\nchannels:\n  office: {bot}\n", "utf-8")
    secrets = folder / "secrets.yaml"
    secrets.write_text(f"BOT_KEY: {KEY}\n", "utf-8")
    secrets.chmod(0o600)


def with_notice(folder: Path) -> None:
    notice = Notice(key="k", kind=Kind.DUE, text="高台财政[red]：1月5日起计为不合格", account="a")
    with open_database(folder / "data" / "monitor.db") as db:
        enqueue(Outbox(db), [notice], [], NOON)


def test_nothing_told_says_so(office: Path) -> None:
    assert run(office, "notices", "list").out == "尚无通知。\n"


def test_what_was_told_is_listed(office: Path) -> None:
    with_notice(office)

    shown = run(office, "notices", "list").out
    (said,) = json.loads(run(office, "notices", "list", "--json").out)

    assert "更新提醒" in shown and "高台财政[red]" in shown
    assert (said["kind"], said["account"], said["acked_at"]) == ("due", "a", None)


@pytest.mark.parametrize("what", ["a", "1"])
def test_a_notice_is_acknowledged_by_account_or_number(what: str, office: Path) -> None:
    with_notice(office)

    done = run(office, "notices", "ack", what)
    again = run(office, "notices", "ack", what)

    assert done.code == 0 and "已确认 1 条通知" in done.err
    assert again.code == 2 and "没有账号或编号为" in again.err
    assert "已确认" in run(office, "notices", "list").out


def test_a_channel_is_tried(office: Path) -> None:
    with speaking(ok(b'{"errcode": 0}')) as (origin, heads):
        with_channel(office, origin)
        done = run(office, "notices", "test", "office")

    assert done.code == 0 and "已接受测试消息" in done.err
    assert f"key={KEY}".encode() in heads[0]


def test_a_channel_that_does_not_take_it_is_told_without_its_key(office: Path) -> None:
    with speaking(status(404)) as (origin, _):
        with_channel(office, origin)
        done = run(office, "notices", "test", "office")

    assert done.code == 1
    assert "通道 office 不可用：服务拒绝（HTTP 404）" in done.err
    assert KEY not in done.err


def test_a_channel_without_its_key_asks_nothing(office: Path) -> None:
    with speaking(ok(b'{"errcode": 0}')) as (origin, heads):
        with_channel(office, origin)
        (office / "secrets.yaml").unlink()
        done = run(office, "notices", "test", "office")

    assert done.code == 1 and "BOT_KEY" in done.err
    assert heads == []


def test_an_unknown_channel_is_refused(office: Path) -> None:
    done = run(office, "notices", "test", "nobody")

    assert done.code == 2
    assert "没有通道 nobody，现有：无" in done.err


@pytest.mark.parametrize(
    ("line", "said"),
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
def test_a_wrong_channel_is_named_with_its_place(line: str, said: str, office: Path) -> None:
    path = office / "accounts.yaml"
    path.write_text(path.read_text("utf-8") + f"\nchannels:\n  {line}\n", "utf-8")

    done = run(office, "accounts", "validate")

    assert done.code == 2
    assert "channels.office" in done.err and said in done.err
