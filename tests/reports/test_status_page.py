"""The page and the feed as forms: hostile names stay text, nobody is quoted, nothing is asked."""

import re
from datetime import timedelta
from typing import Any

import feedparser
import pytest

from monitor.model import (
    Account,
    Assessment,
    Finding,
    Incident,
    Platform,
    Result,
    State,
    Verdict,
)
from monitor.model.outcome import Outcome
from reports import findings_feed, status_page
from reports.findings_feed import MOST, AccountChange, PlatformTrouble
from reports.status_page import CountyStatus
from tests.builders import NOON, account, ago, gap, unit

HOSTILE = '<script>alert(1)</script>&"' + "长" * 300


def judged(of: Account, verdict: Verdict, state: State, **fields: Any) -> Assessment:
    return Assessment(
        account=of, verdict=verdict, state=state, taken_at=NOON, as_of=NOON, newest=None,
        idle=None, **({"results": ()} | fields),
    )  # fmt: skip


def failed(of: Account) -> Assessment:
    found = Finding(
        message="有人投诉（张三核查）", kind="unsafe_content", detail="张三说的", answers=(1,)
    )
    result = Result(
        check="S01", title="安全问题", basis="", verdict=Verdict.FAIL, findings=(found,)
    )
    return judged(of, Verdict.FAIL, State.FRESH, results=(result,))


def status(*assessments: Assessment, **fields: Any) -> CountyStatus:
    values: dict[str, Any] = {
        "county": "高台县", "office": "高台县人民政府办公室", "now": NOON, "looked_at": ago(1),
        "beat_at": ago(0.001), "assessments": assessments, "never": (), "newest_post_at": {},
        "incidents": (), "to_rectify": 0, "overdue": 0,
    }  # fmt: skip
    return CountyStatus(**(values | fields))


@pytest.mark.parametrize("number", [status_page.MOST, status_page.MOST + 1])
def test_a_page_lists_as_many_accounts_as_a_browser_shows_well(number: int) -> None:
    page = status_page.render(status(*(failed(account()) for _ in range(number))), public=True)

    assert page.count('data-label="结论"') == status_page.MOST
    assert ("其余1个账号不逐个列出。" in page) == (number > status_page.MOST)
    assert f">{number}</b><span>不合格" in page


def test_a_page_asks_nothing_of_anybody_and_runs_nothing() -> None:
    page = status_page.render(status(failed(account())), public=True)

    assert "<script" not in page and "src=" not in page and "href=" not in page
    assert "default-src 'none'" in page and "url(" not in page and "@import" not in page
    assert " on" + "click" not in page


@pytest.mark.parametrize("public", [True, False])
def test_hostile_names_stay_text_and_are_clipped(public: bool) -> None:
    hostile = account(name=HOSTILE, unit=unit(name=HOSTILE))
    page = status_page.render(status(failed(hostile), county=HOSTILE), public=public)
    change = AccountChange(account=hostile, verdict=Verdict.FAIL, state=State.STALE, moment=NOON,
                           as_of=NOON, titles=(HOSTILE,))  # fmt: skip
    feed = findings_feed.render(HOSTILE, "", NOON, [change], [], public=public)

    assert "<script>alert" not in page and "长" * 121 not in page
    assert not feedparser.parse(feed.encode()).bozo and "<script>" not in feed


def test_what_a_person_wrote_is_not_told() -> None:
    page = status_page.render(status(failed(account())), public=True)

    assert "安全问题" in page and "张三" not in page and "投诉" not in page


def test_unknown_is_shown_as_such_with_its_reason() -> None:
    seen = judged(account(), Verdict.UNKNOWN, State.UNKNOWN, gaps=(("feed", gap()),))
    doubted = judged(account("b"), Verdict.UNKNOWN, State.UNKNOWN)
    page = status_page.render(status(seen, doubted), public=True)

    assert page.count("？ 无法判定") == 2
    assert (
        "无法判定的原因（一个账号可有几项）：证据不足或相互矛盾 1，遇到验证码或访问拦截 1。" in page
    )
    assert "返回验证码页面" not in page


def test_every_account_counts_once_among_its_platform() -> None:
    weibo = account("c", platform=Platform.WEIBO)
    page = status_page.render(
        status(failed(account("a")), judged(account("b"), Verdict.PASS, State.DUE), never=(weibo,)),
        public=True,
    )

    rows = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in re.findall(r"<tr>.*?</tr>", page)]
    assert ["微信", "2", "1", "0", "1", "0"] in rows and ["微博", "1", "0", "0", "0", "1"] in rows
    assert any(row[2] == "？ 从未查看" for row in rows if row[:1] == ["城关发布（微博）"])
    assert '<td class="mark due"' in page  # passes, and something is left to do


def test_an_incident_is_no_accusation() -> None:
    shared = Incident(platform=Platform.DOUYIN, outcome=Outcome.CHALLENGE, accounts=("a", "b"))
    page = status_page.render(status(incidents=(shared,)), public=False)

    assert "抖音2个账号均“遇到验证码或访问拦截”，按一起平台异常处理，不计为账号问题。" in page


def change(number: int, *, verdict: Verdict = Verdict.FAIL, days: float = 0) -> AccountChange:
    return AccountChange(
        account=account(f"a{number}", name=f"甲{number}"), verdict=verdict, state=State.STALE,
        moment=ago(days), as_of=ago(days), titles=("内容不更新",) if verdict == "fail" else (),
    )  # fmt: skip


def entries(*changes: AccountChange, public: bool = True, **more: Any) -> list[Any]:
    troubles = more.get("troubles", ())
    text = findings_feed.render("高台县", "620724", NOON, changes, troubles, public=public)
    parsed = feedparser.parse(text.encode())
    assert not parsed.bozo
    return list(parsed.entries)


def test_no_more_than_fifty_entries_the_newest_ones() -> None:
    told = entries(*(change(n, days=n) for n in range(MOST + 1)))

    assert len(told) == MOST and "甲0（" in told[0].title
    assert not any(f"甲{MOST}（" in entry.title for entry in told)


def test_the_order_in_which_changes_come_tells_nothing() -> None:
    changes = [change(n, days=n % 3) for n in range(9)]

    for public in (True, False):
        one = entries(*changes, public=public)
        assert [e.id for e in one] == [e.id for e in entries(*reversed(changes), public=public)]
        assert len({e.id for e in one}) == len(one)


def test_without_names_a_day_and_a_platform_have_one_entry() -> None:
    told = entries(
        change(1, days=0.1), change(2, days=0.2), change(3, days=2),
        change(4, verdict=Verdict.PASS), public=False,
    )  # fmt: skip

    assert sorted(entry.title for entry in told) == [
        "微信恢复合格账号1个", "微信新增不合格账号1个", "微信新增不合格账号2个",
    ]  # fmt: skip
    assert "甲" not in "".join(entry.title + entry.content[0].value for entry in told)


def test_the_same_thing_in_another_county_is_another_entry() -> None:
    feeds = [
        findings_feed.render(county, "", NOON, [change(1)], [], public=True)
        for county in ("高台县", "临泽县")
    ]

    ids = [{entry.id for entry in feedparser.parse(feed.encode()).entries} for feed in feeds]
    assert not ids[0] & ids[1]


def test_a_platform_in_trouble_keeps_its_entry_while_it_lasts() -> None:
    shared = Incident(platform=Platform.DOUYIN, outcome=Outcome.CHALLENGE, accounts=("a", "b"))

    def told(hours: int) -> Any:
        seen = ago(3) + timedelta(hours=hours)
        trouble = PlatformTrouble(incident=shared, since=seen, seen_at=seen)
        return entries(public=False, troubles=[trouble])[0]

    assert told(0).id == told(24).id and told(0).updated != told(24).updated
    assert told(0).title == "抖音异常：遇到验证码或访问拦截"
