"""The page and the feed for officials: written after every look, naming nobody unless told to."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from monitor.app import status_page
from monitor.model.schedule import StatusPage
from monitor.registry import load
from monitor.system import demo_marker
from monitor.system.database import open_database
from tests.hand_office import MONDAY, hand_office, silent
from tests.lengths import some
from tests.office import Office

NAMES = ("高台财政", "高台民政", "财政局", "民政局", "caizheng", "minzheng")


def page(office: Office) -> str:
    return (office.folder / "out" / status_page.PAGE).read_text("utf-8")


def feed(office: Office, path: Path | None = None) -> Any:
    parsed = feedparser.parse((path or office.folder / "out" / status_page.FEED).read_bytes())
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def scheduled(office: Office, word: str) -> None:
    office.write(f"schedule: {{status_page: {word}}}\n{office.text()}")


def test_a_check_writes_how_the_county_stands_and_names_nobody(office: Office) -> None:
    office.at(1, "check")

    shown = page(office)
    assert "<strong>截至2021-12-07 10:00</strong>。程序最近查看：2021-12-07 10:00" in shown
    assert "没有自动运行的记录" in shown
    for number, word in ((2, "在管账号"), (1, "不合格"), (1, "无法判定"), (1, "整改未销号")):
        assert f">{number}</b><span>{word}</span>" in shown
    assert "不合格的问题（一个账号可有几项）：内容不更新 1。" in shown
    assert not any(name in shown for name in NAMES)
    assert "张三" not in shown


@pytest.mark.parametrize(
    ("word", "named"), some([("public", True), ("公开", True), ("汇总", False)], 1, 2)
)
def test_units_and_accounts_stand_there_where_the_office_says_so(
    word: str, named: bool, office: Office
) -> None:
    scheduled(office, word)
    office.at(1, "check")

    assert all((name in page(office)) is named for name in NAMES[:4])
    titles = " ".join(entry.title for entry in feed(office).entries)
    assert ("高台财政" in titles) is named and "新增不合格" in titles
    assert "张三" not in page(office)


def test_nothing_is_written_where_the_office_wants_none(tmp_path: Path) -> None:
    office = hand_office(tmp_path)
    scheduled(office, "停用")
    office.at(0, "check")

    assert not (office.folder / "out").exists()


def test_what_a_person_enters_stands_there_at_once(office: Office) -> None:
    office.at(1, "check")
    office.at(2, "observe", "caizheng-weixin", "--newest", "2021-12-07", "--by", "张三")
    after_look = page(office)
    office.at(3, "checklist", "set", "minzheng-douyin", "互动=否", "--note", "无人答复",
              "--by", "李四")  # fmt: skip

    assert "截至2021-12-08 10:00" in after_look and ">0</b><span>不合格</span>" in after_look
    after_answer = page(office)
    assert "截至2021-12-09 10:00" in after_answer and ">1</b><span>不合格</span>" in after_answer
    assert "无人答复" not in after_answer and "李四" not in after_answer


def test_what_nobody_ever_looked_at_is_no_pass(tmp_path: Path) -> None:
    office = hand_office(tmp_path)
    office.at(0, "observe", "caizheng-weixin", "--newest", "2021-12-05", "--by", "张三")

    shown = page(office)
    assert "程序最近查看：尚未查看过" in shown
    assert ">1</b><span>合格</span>" in shown and ">1</b><span>从未查看</span>" in shown


def test_a_demonstration_is_shown_to_nobody(office: Office) -> None:
    demo_marker.write(demo_marker.Demo(data=office.data, moment=MONDAY))
    recording = next(office.evidence.glob("*.warc.gz"))
    shutil.copy(recording, office.folder / "a.warc.gz")
    office.at(1, "check", "--replay", office.folder / "a.warc.gz")

    assert not (office.folder / "out").exists()


def linked(office: Office, part: Path) -> Path:
    """Put a link in the place of what is written; return where it leads."""
    away = office.folder / "elsewhere"
    away.mkdir(exist_ok=True)
    place = office.folder / "out" / part
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(away / part.name if part.suffix else away)
    return away


@pytest.mark.parametrize("part", [Path("status"), status_page.PAGE, status_page.FEED], ids=str)
def test_nothing_is_written_through_a_link_and_the_check_goes_on(
    part: Path, office: Office
) -> None:
    away = linked(office, part)
    done = office.at(1, "check")

    assert done.code == 1 and list(away.iterdir()) == []
    assert done.err.count("状态网页未能更新") == 1 and "是符号链接" in done.err


def refuses(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def breaks(*_: object, **__: object) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("fault", "why"), [(refuses, "磁盘空间不足，请清理后重试"), (breaks, "程序出错，详情见日志")]
)
def test_whatever_hinders_the_page_hinders_no_look(
    fault: Callable[..., None], why: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status_page, "rendered_page", fault)
    done = office.at(1, "check")
    entered = office.at(2, "observe", "caizheng-weixin", "--newest", "2021-12-07", "--by", "张三")

    assert done.code == 1 and entered.code == 0
    for err in (done.err, entered.err):
        assert f"状态网页未能更新：{why}。结论已照常保存。" in err
    assert not (office.folder / "out").exists() and office.faults() == ()


def test_a_page_is_whole_or_the_one_before(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.at(1, "check")
    before = page(office)
    monkeypatch.setattr("monitor.system.durable.put", refuses)
    done = office.at(2, "observe", "caizheng-weixin", "--newest", "2021-12-07", "--by", "张三")

    assert "状态网页未能更新" in done.err and page(office) == before
    assert [path.name for path in (office.folder / "out" / "status").iterdir()] == ["index.html"]


def test_the_daemon_writes_it_into_its_own_folder(office: Office) -> None:
    office.at(2, "daemon", "--once", "--out", office.folder / "share")
    office.at(3, "daemon", "--once", "--out", office.folder / "share")

    shown = (office.folder / "share" / status_page.PAGE).read_text("utf-8")
    assert "截至2021-12-09 10:00" in shown and "自动运行最近一次：2021-12-09 10:00" in shown


def test_the_feed_tells_who_fails_and_who_passes_again(office: Office) -> None:
    scheduled(office, "public")
    office.at(1, "observe", "caizheng-weixin", "--newest", "2021-12-07", "--by", "张三")
    office.at(1, "check")
    first = feed(office)
    office.at(2, "check")
    again = feed(office)

    assert [entry.title for entry in first.entries] == [
        "恢复合格：高台财政（微信），高台县财政局",
        "新增不合格：高台财政（微信），高台县财政局",
    ]
    assert [entry.updated for entry in first.entries] == [
        "2021-12-07T02:00:00Z", "2021-12-06T02:00:00Z",
    ]  # fmt: skip
    assert "内容不更新" in first.entries[1].content[0].value
    assert [entry.id for entry in again.entries] == [entry.id for entry in first.entries]
    assert first.feed.id == again.feed.id and first.feed.updated == "2021-12-07T02:00:00Z"


CLEARED = [
    ("public", "2021-12-07", "此后登记的所见为合格（截至2021-12-07 10:00），待检查确认"),
    ("counts", "2021-12-07", "其中1个此后登记的所见为合格，待检查确认"),
    ("public", "2021-10-09", ""),
    ("counts", "2021-10-09", ""),
]


@pytest.mark.parametrize(("word", "newest", "told"), some(CLEARED, 0, 1, 2))
def test_the_feed_accuses_nobody_whom_a_person_saw_pass_since(
    word: str, newest: str, told: str, office: Office
) -> None:
    scheduled(office, word)
    office.at(1, "observe", "caizheng-weixin", "--newest", newest, "--by", "张三")

    (entry,) = feed(office).entries

    text = entry.content[0].value
    assert told in text and ("此后登记" in text) is bool(told)
    assert entry.published == "2021-12-06T02:00:00Z"
    assert entry.updated == ("2021-12-07T02:00:00Z" if told else "2021-12-06T02:00:00Z")
    assert "张三" not in text


def test_only_the_last_failure_was_cleared(office: Office) -> None:
    """Those before it were cleared by the check that says so."""
    scheduled(office, "public")
    office.at(1, "observe", "caizheng-weixin", "--newest", "2021-12-07", "--by", "张三")
    office.at(1, "check")
    silent(office, 25)
    office.at(26, "observe", "caizheng-weixin", "--newest", "昨天", "--by", "张三")

    texts = [entry.content[0].value for entry in feed(office).entries]

    assert ["此后登记" in text for text in texts] == [True, False, False]


def test_unknown_between_two_verdicts_is_no_change(office: Office) -> None:
    scheduled(office, "public")
    office.at(8, "check")  # what was seen has expired
    assert ">2</b><span>无法判定</span>" in page(office)
    office.screenshot("later.png", b"later")
    office.at(9, "observe", "caizheng-weixin", "--newest", "2021-10-08",
              "--screenshot", office.folder / "later.png", "--by", "张三")  # fmt: skip
    office.at(9, "check")

    assert ">1</b><span>不合格</span>" in page(office)
    assert [entry.updated for entry in feed(office).entries] == ["2021-12-06T02:00:00Z"]


def test_the_same_database_gives_the_same_feed(office: Office) -> None:
    registry = load(office.accounts_file)
    with open_database(office.database) as db:
        told = {
            status_page.rendered_feed(db, registry, MONDAY + timedelta(days=day), public=True)
            for day in (1, 2, 60)
        }

    assert len(told) == 1


def test_an_office_that_never_looked_has_a_feed_too(tmp_path: Path) -> None:
    office = hand_office(tmp_path)
    done = office.at(0, "status", "--out", office.folder / "a.atom")

    assert done.code == 0 and feed(office, office.folder / "a.atom").entries == []


WAYS = [("a.html", (), False), ("a.html", ("--public",), True), ("a.atom", ("--public",), True)]


@pytest.mark.parametrize(("name", "words", "named"), WAYS)
def test_a_person_writes_either_by_hand(
    name: str, words: tuple[str, ...], named: bool, office: Office
) -> None:
    done = office.at(1, "status", "--out", office.folder / name, *words)

    assert done.code == 0 and done.out == "" and name in done.err
    assert ("高台财政" in (office.folder / name).read_text("utf-8")) is named


@pytest.mark.parametrize(
    "words",
    [("--public",), ("--out", "a.pdf"), ("--out", "a.html", "--unit", "caizheng"),
     ("--out", "a.html", "--json")],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(words: tuple[str, ...], office: Office) -> None:
    assert office.at(1, "status", *words).code == 2


def test_the_words_of_the_register_are_those_of_the_page() -> None:
    assert [word.value for word in StatusPage] == ["none", "counts", "public"]


def test_two_silences_are_counted_by_platform(office: Office) -> None:
    silent(office, 1)
    assert "微信新增不合格账号1个" in [entry.title for entry in feed(office).entries]
