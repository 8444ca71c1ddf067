"""The text of an offline list comes through a chat whole, or is refused with what is missing."""

import json
import re
import textwrap
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from monitor.model import ChecklistItem
from monitor.review import offline_text
from monitor.review.offline_text import ListError, read
from tests.builders import NOON
from tests.offline_lists import entry, letters, pieces, sealed, text

EVIL = "标题“<script>alert('1')</script>”\n写错😀，第1段共2段AAAA完"
WHOLE = text(
    entry("weixin", newest="昨天 16:20", good=["wording", "links"]),
    entry("douyin", NOON - timedelta(hours=3), none_since="从未", seen="今天 9:30"),
    entry("toutiao", link="看看 https://www.toutiao.com/article/7047" + "1" * 15 + "/?a=1&b=2"),
    entry("lanmu", bad=["secrets"], note=EVIL),
)
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in map(chr, range(0x21, 0x7F))}


def between(sign: str, every: int) -> Callable[[str], str]:
    return lambda whole: "".join(
        f"{letter}{sign}" if n % every == 0 else letter for n, letter in enumerate(whole, 1)
    )


def wrapped(width: int, before: str = "") -> Callable[[str], str]:
    return lambda whole: "\n".join(
        before + part for line in whole.splitlines() for part in textwrap.wrap(line, width)
    )


def messages(whole: str) -> str:
    """Each line a message, in the wrong order, one of them twice, copied with names and times."""
    lines = whole.splitlines()
    ordered = [*reversed(lines), lines[2]]
    return "\n\n".join(f"王五 2021-12-31 10:2{n}:33\n{line}" for n, line in enumerate(ordered))


def parted(whole: str) -> str:
    """Cut into messages of 300 signs in the middle of whatever stood there."""
    parts = [whole[start : start + 300] for start in range(0, len(whole), 300)]
    return "\n".join(f"Lisa王 12/31 下午 3:22\n{part}" for part in parts)


MANGLED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "line ends of Windows": lambda whole: whole.replace("\n", "\r\n"),
    "line ends of old": lambda whole: whole.replace("\n", "\r"),
    "one line": lambda whole: whole.replace("\n", ""),
    "spaces for lines": lambda whole: whole.replace("\n", "  "),
    "full width": lambda whole: whole.translate(WIDE),
    "half width": lambda whole: whole.replace("：", ":"),
    "no colons": lambda whole: whole.replace("：", ""),
    "small letters": str.lower,
    "zero-width spaces": between("\u200b", 7),
    "byte-order marks": between("\ufeff", 50),
    "soft hyphens": between("\u00ad", 20),
    "ideographic spaces": between("\u3000", 30),
    "no-break spaces": between("\u00a0", 40),
    "wrapped": wrapped(40),
    "wrapped and quoted": wrapped(60, "> "),
    "quoted twice": wrapped(60, ">> | "),
    "in quotation marks": lambda whole: f"「王五：{whole}」\n- - - - - - - - -\n收到",
    "typed marks": lambda whole: "“" + whole.replace("\n", "”\n“") + "”",
    "as code": lambda whole: f"```\n{whole}\n```",
    "in a list": lambda whole: "\n".join(f"- **{line}**" for line in whole.splitlines()),
    "messages": messages,
    "parted": parted,
    "twice": lambda whole: f"{whole}\n{whole}",
    "words around": lambda whole: f"王主任，这是第1批，查完了：\n{whole}\n以上。第2批明天查完发。",
    "no first line": lambda whole: whole.partition("\n")[2],
    "tabs": lambda whole: textwrap.indent(whole, "\t"),
    "separators": lambda whole: whole.replace("\n", "\u2028"),
    "with pictures": lambda whole: whole.replace("\n", "\n[图片]\n张三 12:03\n"),
}


@pytest.mark.parametrize("how", MANGLED)
def test_a_text_comes_through_whatever_a_chat_does_to_it(how: str) -> None:
    assert read(MANGLED[how](WHOLE)) == read(WHOLE)


def test_what_was_filled_in_is_read_as_it_was() -> None:
    found = read(WHOLE)

    assert (found.county, found.name, found.on, found.by) == ("", "高台县", "2021-12-31", "李四")
    assert found.made_at == NOON and len(found.entries) == 4
    first, second, third, fourth = found.entries
    assert (first.account, first.newest, first.at) == ("weixin", "昨天 16:20", NOON)
    assert first.good == (ChecklistItem.WORDING, ChecklistItem.LINKS)
    assert (second.none_since, second.seen, second.at) == (
        "从未",
        "今天 9:30",
        NOON - timedelta(hours=3),
    )
    assert third.link.endswith("/?a=1&b=2")
    assert (fourth.bad, fourth.note) == ((ChecklistItem.SECRETS,), EVIL)


def without(*places: int) -> str:
    lines = WHOLE.splitlines()
    return "\n".join(line for n, line in enumerate(lines) if n not in places)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (without(3), "共 5 段，缺少或者残缺第3段，"),
        (without(1), "缺少或者残缺第1段，"),
        (without(2, 3, 5), "缺少或者残缺第2至3段、第5段，"),
        (WHOLE[:-1], "缺少或者残缺第5段，"),
        (WHOLE[: len(WHOLE) // 2], "缺少或者残缺第3至5段，"),
        ("", "没有找到清单文字"),
        ("第1段共1段ABCD：完", "没有找到清单文字"),
        ("第1段共1段ABCD：A完", "没有找到清单文字"),
        ("昨天查完了，都正常", "没有找到清单文字"),
        ("<!DOCTYPE html><html>", "这是清单网页本身"),
        (WHOLE + text(entry("weixin", newest="昨天"), made=NOON - timedelta(hours=1)), "2 次生成"),
        ("x" * (offline_text.LARGEST + 1), "文字过长"),
    ],
)
def test_what_is_not_whole_is_refused_with_what_is_missing(broken: str, told: str) -> None:
    with pytest.raises(ListError, match=re.escape(told)):
        read(broken)


def test_no_sign_can_be_altered_unseen() -> None:
    """A letter, a piece's number, how many there are, the mark: each belongs to the checksum."""
    (_, head, first) = text(entry("weixin", newest="昨天")).splitlines()
    for place, sign in enumerate(first):
        other = ("7" if sign == "3" else "3") if sign.isdigit() else "R" if sign == "Q" else "Q"
        if sign in "第段共：完" or place == len(first) - 2:  # the last letter has bits to spare
            continue
        with pytest.raises(ListError):
            read(f"{head}\n{first[:place]}{other}{first[place + 1 :]}")


ODD: list[tuple[list[Any], str]] = [
    ([{"format": "other"}], "第1段的内容不合格式"),
    ([[]], "第1段的内容不合格式"),
    ([{"format": "monitor-list", "version": 0}], "较旧的程序生成（第0版）"),
    ([{"format": "monitor-list", "version": 2}], "较新的程序生成（第2版）"),
    ([{"format": "monitor-list", "version": "1"}], "第1段的内容不合格式"),
]


@pytest.mark.parametrize(("parts", "told"), ODD)
def test_another_version_of_the_list_is_told_before_anything_else(
    parts: list[Any], told: str
) -> None:
    with pytest.raises(ListError, match=re.escape(told)):
        read(pieces(parts))


@pytest.mark.parametrize(
    "part",
    [
        {"colour": "red"},  # a later program's field is not dropped in silence
        {"newest": 3},
        {"note": "注" * 151},
        {"good": "wording"},
        {"good": [["wording"]]},
        {"good": ["spelling"]},
        {"good": ["wording"], "bad": ["wording"]},
        {"at": "now"},
        {"at": 1 << 60},
        {"at": True},
        {"account": ""},
    ],
)
def test_a_piece_of_another_form_is_named(part: dict[str, Any]) -> None:
    with pytest.raises(ListError, match="第3段的内容不合格式"):
        read(text(entry("weixin"), entry("douyin") | part))


@pytest.mark.parametrize("accounts", [1, 3, "2"])
def test_the_first_piece_says_how_many_accounts_there_are(accounts: object) -> None:
    with pytest.raises(ListError, match="第1段"):
        read(text(entry("a"), entry("b"), accounts=accounts))


def test_an_account_stands_there_once() -> None:
    with pytest.raises(ListError, match="账号重复"):
        read(text(entry("a", newest="昨天"), entry("a", newest="今天")))


def test_remarks_may_be_as_long_as_the_page_takes_them() -> None:
    (found,) = read(text(entry("a", note="注" * 150))).entries

    assert len(found.note) == 150


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"[" * 5000, json.dumps(None).encode()])
def test_what_is_no_value_is_refused(data: bytes) -> None:
    with pytest.raises(ListError, match="第1段的内容不合格式"):
        read(f"第1段共1段AAAA：{sealed(data, '1/1/AAAA/')}完")


def test_bytes_and_letters_are_those_of_the_standard() -> None:
    assert letters(b"foobar") == "MZXW6YTBOI"


def test_a_county_of_eleven_hundred_is_read() -> None:
    whole = text(*(entry(f"account-{n}", newest="昨天", note="注" * 20) for n in range(1100)))

    assert len(read(messages(whole)).entries) == 1100
