"""A digest longer than one message: whole lines, nothing lost, nothing booked that was not sent."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.notices.channels import CHANNELS, Message, Undelivered
from monitor.notices.channels.parts import TextLine, numbered, pages, size
from monitor.notices.delivery import NEXT, deliver, enqueue
from monitor.notices.digest import digest
from monitor.notices.notice import Kind, Notice, Route
from monitor.notices.outbox import Outbox
from monitor.notices.retries import STEPS
from monitor.system.connection import Database
from tests.builders import NOON

WECOM = 2048


def notice(number: int, text: str = "", kind: Kind = Kind.STALE) -> Notice:
    said = text or f"河湾县第{number:02}号发布：最近更新11月12日，已17天未更新"
    return Notice(key=f"k{number}", kind=kind, text=said, account=f"a{number}", unit="u")


def many(number: int) -> list[Notice]:
    return [notice(one) for one in range(number)]


def whole(message: Message) -> str:
    return f"{message.title}\n{message.text}"


def test_what_fits_is_one_message_without_a_number() -> None:
    (parcel,) = digest(many(3), again=False, limit=WECOM)

    assert parcel.message.title == "政务新媒体监测（3条）"
    assert len(parcel.notices) == 3


def test_what_does_not_fit_goes_on_by_whole_lines_under_its_heading() -> None:
    parcels = digest(many(40), again=True, limit=WECOM)

    titles = [parcel.message.title for parcel in parcels]
    assert titles == [
        numbered("政务新媒体监测（40条）", n, len(parcels)) for n in range(1, len(parcels) + 1)
    ]
    assert titles[0].endswith(f"（1/{len(parcels)}）") and len(parcels) == 2
    assert all(len(whole(parcel.message).encode()) <= WECOM for parcel in parcels)
    lines = [line for parcel in parcels for line in parcel.message.text.split("\n")]
    assert [line.partition(".")[2] for line in lines if "号发布" in line] == [
        notice.text for notice in many(40)
    ]
    assert all(parcel.message.text.startswith("【超期告警】40条（续）\n") for parcel in parcels[1:])
    assert "可能重复" in parcels[0].message.text
    assert [notice.key for parcel in parcels for notice in parcel.notices] == [
        notice.key for notice in many(40)
    ]
    for parcel in parcels:
        assert all(notice.text in parcel.message.text for notice in parcel.notices)


def test_no_heading_stands_alone_at_the_end_of_a_message() -> None:
    for size_of_first in range(40, 120):
        notices = [
            notice(1, "长" * size_of_first, Kind.ZOMBIE),
            *(notice(n, "短" * 20) for n in (2, 3, 4)),
        ]
        for parcel in digest(notices, again=False, limit=500):
            assert not parcel.message.text.split("\n")[-1].startswith("【")


def test_a_notice_on_two_messages_is_told_with_the_last() -> None:
    first, second = notice(1, "甲\n" + "乙" * 30), notice(2, "丙" * 250)

    parcels = digest([first, second], again=False, limit=800)

    assert [parcel.notices for parcel in parcels] == [(first,), (), (second,)]
    assert sum(parcel.message.text.count("丙") for parcel in parcels) == 250


@given(
    texts=st.lists(st.text(max_size=300), min_size=1, max_size=12),
    limit=st.integers(250, 900),
    title=st.text(max_size=10),
)
def test_every_page_fits_and_no_sign_is_lost(texts: list[str], limit: int, title: str) -> None:
    texts = [text.encode(errors="ignore").decode() for text in texts]
    lines = [TextLine(text=text, head="【甲】") for text in texts]

    parts = pages(lines, title, limit)

    for page in parts:
        shown = "\n".join((numbered(title, 1, len(parts)), *page.lines))
        assert len(shown.encode(errors="replace")) <= limit
        assert size(shown) <= limit
    kept = [line for page in parts for line in page.lines if line != "【甲】（续）"]
    assert "".join(kept).replace("\n", "") == "".join(texts).replace("\n", "")
    ends = [page.whole for page in parts]
    assert ends == sorted(ends) and ends[-1] == len(lines)


def test_signs_that_are_drawn_as_one_are_not_parted() -> None:
    family = "👨\u200d👩\u200d👧"
    for before in range(12):
        parts = pages([TextLine(text="甲" * before + family * 60)], "题", 300)

        assert len(parts) > 2
        for page in parts:
            assert all(line.replace("甲", "") in (family * 60) for line in page.lines)
            assert all(not line.startswith("\u200d") and line[-1] == "👧" for line in page.lines)


@pytest.mark.parametrize("kind", CHANNELS)
def test_every_channel_says_what_it_takes(kind: str) -> None:
    assert CHANNELS[kind].limit >= 0
    assert 1 <= CHANNELS[kind].burst <= 20


@pytest.mark.parametrize("call", ["<@all>", "<@zhang>", '<at user_id="all">', "<AT id=all>"])
def test_a_name_calls_nobody(call: str) -> None:
    (parcel,) = digest([notice(1, f"河湾县{call}发布")], again=False)

    assert "<" not in parcel.message.text
    assert call[1:] in parcel.message.text


@pytest.mark.parametrize(
    "call",
    [
        "<@all>", '<at user_id="all">', "<AT id=all>", "</at>", "< at id=all>", "<\u200bat id=all>",
        '&lt;at user_id="all"&gt;', "&LT;at id=all&gt;", "&lt;@all&gt;", "&#60;at id=all>",
        "&#x3C;at id=all>", "&#060;@all>", "&amp;lt;at id=all>", "&lt@all>", "<\nat id=all>",
    ],
)  # fmt: skip
def test_no_text_that_is_sent_calls_anybody(call: str) -> None:
    for message in (Message(title=call, text="文"), Message(title="题", text=f"甲{call}乙")):
        sent = html.unescape(html.unescape(message.whole))

        assert not re.search(r"<[\s\u200b]*/?\s*(?:@|at\b)", sent, re.IGNORECASE)
        assert "＜" in sent


@pytest.mark.parametrize(
    "sentence", ["a<b", "<attachment>", "1 &lt; 2", "邮箱 a@b.invalid", "<<at 3>"]
)
def test_what_calls_nobody_stays(sentence: str) -> None:
    assert Message(title="", text=sentence).text.replace("＜", "<") == sentence


@dataclass(frozen=True, kw_only=True)
class Bot:
    """Takes short messages only, and the first few of them only."""

    kind: ClassVar[str] = "bot"
    limit: ClassVar[int] = 500
    burst: ClassVar[int] = 4
    heard: list[Message] = field(default_factory=list)
    takes: int = 1_000

    def deliver(self, message: Message) -> None:
        if len(self.heard) >= self.takes:
            raise Undelivered("服务暂时故障")
        self.heard.append(message)


class Keys:
    def fill(self, source: Any) -> Any:
        return source


def named(heard: Sequence[Message]) -> set[str]:
    return {notice.key for notice in many(60) for message in heard if notice.text in message.text}


def waiting(db: Database) -> set[str]:
    return {entry.notice.key for entry in Outbox(db).latest_entries(100) if entry.waiting}


def test_what_a_bot_did_not_take_is_not_booked_and_comes_later(db: Database) -> None:
    outbox = Outbox(db)
    bot, messages = Bot(takes=2), list[str]()
    office = Route(name="office", channel=bot)
    enqueue(outbox, many(12), [office], NOON)

    assert deliver(outbox, [office], Keys(), NOON, messages.append) == 0

    assert waiting(db) == {notice.key for notice in many(12)} - named(bot.heard)
    assert 0 < len(waiting(db)) < 12
    assert messages == [f"通道 office 未能送达 {len(waiting(db))} 条提醒：服务暂时故障"]
    before = len(bot.heard)
    well = Route(name="office", channel=Bot(heard=bot.heard))
    assert deliver(outbox, [well], Keys(), NOON + STEPS[0], messages.append) == 1
    assert waiting(db) == set() and named(bot.heard) == {notice.key for notice in many(12)}
    assert "可能重复" in bot.heard[before].text


def test_what_is_too_much_for_one_go_waits_its_turn(db: Database) -> None:
    outbox = Outbox(db)
    bot, messages = Bot(), list[str]()
    office = Route(name="office", channel=bot)
    enqueue(outbox, many(60), [office], NOON)
    now, goes = NOON, 0

    while waiting(db):
        before = len(bot.heard)
        deliver(outbox, [office], Keys(), now, messages.append)
        assert 1 <= len(bot.heard) - before <= Bot.burst
        assert deliver(outbox, [office], Keys(), now, messages.append) == 0
        assert waiting(db) == {notice.key for notice in many(60)} - named(bot.heard)
        now, goes = now + NEXT, goes + 1

    assert goes > 2
    assert "稍后发送" in messages[0]
    assert all("可能重复" not in message.text for message in bot.heard)
