"""A window that is about to condemn is examined once more, and only then."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tests.app.examination.looking import check
from tests.app.examination.site import NOW, Entry, Site, entries, serving
from tests.builders import days
from tests.lengths import shared
from tests.running import run

DEAD = (20, 31, 45, 60, 77)
LISTS = ("feed", "webpage")
ALL = ("feed", "webpage", "weibo", "wechat")


@pytest.mark.parametrize("id", ALL)
def test_who_is_silent_is_condemned_once_the_examination_confirms_it(
    id: str, tmp_path: Path
) -> None:
    site = Site(entries=entries(*DEAD))
    with serving(site, tmp_path):
        verdicts = check(tmp_path, NOW, id)

    assert verdicts.of(id) == "fail", verdicts.reason(id)


# token, a week or more of statistics, what was published today; the list and its newest article
FIRST = {"feed": 1, "webpage": 2, "weibo": 1, "wechat": 3}
# the list once more and five pages; the listing once more; the followers
CLOSER = {"feed": 6, "webpage": 6, "weibo": 1, "wechat": 1}


@pytest.mark.parametrize("id", ALL)
def test_nothing_more_is_asked_while_an_account_is_fresh(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(2, 8, *DEAD))
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "pass"

    assert len(site.asked) == FIRST[id]


@pytest.mark.parametrize("id", ALL)
def test_who_is_about_to_be_condemned_costs_a_few_requests_more(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(*DEAD))
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "fail"

    weeks = 2 if id == "wechat" else 0  # statistics are walked back until something is found
    assert len(site.asked) == FIRST[id] + weeks + CLOSER[id]


@pytest.mark.parametrize("id", ALL)
def test_nothing_more_is_asked_where_a_person_clears_the_account(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(*DEAD))
    with serving(site, tmp_path):
        with time_machine.travel(NOW - timedelta(minutes=5), tick=False):
            done = run(tmp_path, "observe", id, "--newest", "2026-03-17", "--by", "张三")
        assert done.code == 0, done.err
        assert check(tmp_path, NOW, id).of(id) == "pass"

    assert len(site.asked) == FIRST[id] + (2 if id == "wechat" else 0)


@pytest.mark.parametrize("id", LISTS)
def test_a_server_that_answers_304_for_ever_silences_nobody(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(*DEAD), etag='"for-ever"')
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "fail"
        site.entries = [*entries(0.2, now=NOW + days(1)), *site.entries]
        site.now = NOW + days(1)

        assert check(tmp_path, NOW + days(1), id).of(id) == "pass"


@pytest.mark.share(3)  # each header once, each source
@pytest.mark.parametrize(
    "headers",
    [
        {"Age": "1814400"},
        {"X-Cache": "HIT from edge", "Last-Modified": "Wed, 25 Feb 2026 02:00:00 GMT"},
        {"Via": "1.1 varnish", "Last-Modified": "Wed, 25 Feb 2026 02:00:00 GMT"},
        {"X-Cache": "HIT"},
        {"X-Swift-SaveTime": "Wed, 25 Feb 2026 02:00:00 GMT"},
        {"cf-cache-status": "STALE"},
        {"X-Cache-Lookup": "Cache Hit"},
        {"X-Via": "1.1 node:9 (Cdn Cache Server V2.0)"},
    ],
    ids=["age", "hit", "via", "hit of any age", "save time", "stale", "lookup", "x-via"],
)
@pytest.mark.parametrize("id", ["feed", "webpage", "weibo"])
def test_a_copy_vouches_only_up_to_when_it_was_made(
    id: str, headers: dict[str, str], tmp_path: Path
) -> None:
    """Three weeks ago the newest was a day old: nobody was silent then."""
    with serving(Site(entries=entries(22, 31, 45), headers=headers), tmp_path):
        verdicts = check(tmp_path, NOW, id)

    assert verdicts.of(id) == "unknown"


@pytest.mark.parametrize("id", ["feed", "webpage", "weibo"])
def test_an_old_copy_may_condemn_as_of_its_own_day(id: str, tmp_path: Path) -> None:
    with serving(Site(entries=entries(60, 71, 85), headers={"Age": "86400"}), tmp_path):
        verdicts = check(tmp_path, NOW, id)

    assert verdicts.of(id) == "fail"
    assert verdicts.accounts[id]["as_of"] == "2026-03-17T10:00:00+08:00"


@pytest.mark.parametrize("id", LISTS)
@pytest.mark.parametrize(("differs", "verdict"), [(0, "fail"), (1, "unknown"), (18, "unknown")])
def test_dates_that_the_pages_contradict_are_no_publication_dates(
    id: str, differs: int, verdict: str, tmp_path: Path
) -> None:
    listed = [
        Entry(number=n, at=NOW - days(age), stated=NOW - days(age - (differs if n == 3 else 0)))
        for n, age in enumerate((20, 31, 45, 60, 77, 90), start=1)
    ]
    with serving(Site(entries=listed), tmp_path):
        verdicts = check(tmp_path, NOW, id)

    assert verdicts.of(id) == verdict
    if differs:
        assert "《临河农情第3期》列表标为2026年2月1日" in verdicts.reason(id)


@pytest.mark.parametrize("id", LISTS)
def test_the_sixth_page_is_not_opened(id: str, tmp_path: Path) -> None:
    listed = entries(*DEAD, 90)
    listed[-1] = Entry(number=1, at=NOW - days(90), stated=NOW)
    with serving(Site(entries=listed), tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "fail"


@pytest.mark.parametrize("id", LISTS)
@pytest.mark.parametrize(
    ("status", "verdict"), [(403, "unknown"), (500, "unknown"), (404, "fail"), (410, "fail")]
)
def test_pages_that_are_kept_from_us_confirm_nothing_those_that_are_gone_deny_nothing(
    id: str, status: int, verdict: str, tmp_path: Path
) -> None:
    with serving(Site(entries=entries(*DEAD), page_status=status), tmp_path):
        verdicts = check(tmp_path, NOW, id)

    assert verdicts.of(id) == verdict
    assert ("页面均未能打开" in verdicts.reason(id)) is (verdict == "unknown")


@pytest.mark.parametrize("id", ALL)
def test_what_was_dated_anew_overnight_clears_nobody(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(16, 17, 18, 19, 20))
    tomorrow = NOW + days(1)
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "fail"
        site.dating = site.counting = lambda _: tomorrow - timedelta(hours=20)
        site.now = tomorrow
        verdicts = check(tmp_path, tomorrow, id)
        again = check(tmp_path, tomorrow + days(1), id)

    assert verdicts.of(id) == "unknown"
    assert again.of(id) != "pass"


@pytest.mark.parametrize("id", ALL)
def test_a_new_item_among_those_dated_anew_clears(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(*DEAD))
    tomorrow = NOW + days(1)
    with serving(site, tmp_path):
        check(tmp_path, NOW, id)
        site.entries = [*entries(1.2, now=tomorrow), *site.entries]
        site.dating = site.counting = lambda _: tomorrow - timedelta(hours=28)
        site.now = tomorrow

        assert check(tmp_path, tomorrow, id).of(id) == "pass"


@pytest.mark.parametrize("id", LISTS)
def test_dates_that_change_while_an_account_is_examined_clear_nobody(
    id: str, tmp_path: Path
) -> None:
    site = Site(entries=entries(*DEAD))
    paths = {"feed": "/rss.xml", "webpage": "/nyxw/"}

    def dating(entry: Entry) -> datetime:
        return entry.at if site.asked.count(paths[id]) < 2 else NOW - timedelta(hours=3)

    site.dating = dating
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "unknown"
        assert check(tmp_path, NOW + timedelta(hours=1), id).of(id) == "unknown"


@pytest.mark.parametrize("id", LISTS)
def test_an_item_that_yesterdays_list_lacked_was_published_since(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(*DEAD))
    tomorrow = NOW + days(1)
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "fail"
        late = Entry(number=77, at=NOW - days(25))
        site.entries = sorted([*site.entries, late], key=lambda one: one.at, reverse=True)
        site.now = tomorrow
        verdicts = check(tmp_path, tomorrow, id)

    assert verdicts.of(id) == "unknown"
    assert "2026年3月18日查看时列表中没有" in verdicts.reason(id)


@pytest.mark.parametrize("id", LISTS)
def test_what_came_up_late_condemns_again_when_that_is_long_ago(id: str, tmp_path: Path) -> None:
    site = Site(entries=entries(*DEAD))
    with serving(site, tmp_path):
        check(tmp_path, NOW, id)
        site.entries = [*site.entries[:1], Entry(number=77, at=NOW - days(25)), *site.entries[1:]]
        for later in (1, 8, 15):
            site.now = NOW + days(later)
            assert check(tmp_path, site.now, id).of(id) == "unknown"
        site.now = NOW + days(16)
        verdicts = check(tmp_path, site.now, id)

    assert verdicts.of(id) == "fail"
    assert "已15天未更新" in verdicts.accounts[id]["findings"][0]["message"]


OFF = [-365, -21, -1 / 24, 1 / 24, 21, 365]
CLOCKS = [(id, off, ages) for id in (*ALL, "by-hand") for off in OFF for ages in ((2, 9, 16), DEAD)]


@pytest.mark.parametrize(("id", "off", "ages"), shared(CLOCKS, 0, 5))
def test_a_clock_that_is_wrong_neither_condemns_nor_clears_wrongly(
    id: str, off: float, ages: tuple[float, ...], tmp_path: Path
) -> None:
    with serving(Site(entries=entries(*ages)), tmp_path):
        verdict = check(tmp_path, NOW + days(off), id).of(id)

    assert verdict in (("pass", "unknown") if ages is not DEAD else ("fail", "unknown"))
    if abs(off) < 1 and id != "by-hand":
        assert verdict == ("pass" if ages is not DEAD else "fail")


@pytest.mark.parametrize("id", ["feed", "webpage", "weibo"])
@pytest.mark.parametrize("off", [2, 240, -2, -240], ids="{} s".format)
def test_seconds_matter_where_the_day_turns(id: str, off: int, tmp_path: Path) -> None:
    """Before midnight by the servers the account passes, after it by us it would not; or so."""
    turn = datetime(2026, 3, 18, 16, tzinfo=UTC)
    night = turn + timedelta(seconds=-off / 2)
    listed = entries(14.5, 31, 45, now=turn)
    with serving(Site(entries=listed, now=night), tmp_path):
        assert check(tmp_path, night + timedelta(seconds=off), id).of(id) == "unknown"


@pytest.mark.parametrize("id", ["feed", "webpage", "weibo"])
@pytest.mark.parametrize(("age", "off", "verdict"), [(14.2, -1, "pass"), (14.2, 1, "unknown")])
def test_an_hour_matters_where_the_day_turns(
    id: str, age: float, off: int, verdict: str, tmp_path: Path
) -> None:
    """At 23:40 by the servers the account passes; at 00:40 by us it would not."""
    night = NOW.replace(hour=15, minute=40)
    listed = entries(age, 31, 45, now=night)
    with serving(Site(entries=listed, now=night), tmp_path):
        assert check(tmp_path, night + timedelta(hours=off), id).of(id) == verdict


@pytest.mark.parametrize(
    ("restated", "verdict", "opened"), [((1,), "pass", 2), ((1, 2), "unknown", 2), ((), "pass", 1)]
)
def test_a_column_seen_for_the_first_time_after_it_was_dated_anew(
    restated: tuple[int, ...], verdict: str, opened: int, tmp_path: Path
) -> None:
    """Its newest page tells, and where that is the only one, the next."""
    listed = [
        Entry(number=n, at=NOW - days(n), stated=NOW - days(60) if n in restated else None)
        for n in (1, 2, 3, 5, 8)
    ]
    site = Site(entries=listed)
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, "webpage").of("webpage") == verdict

    assert len([path for path in site.asked if path.endswith(".html")]) == opened


@pytest.mark.parametrize("id", LISTS)
def test_pages_of_other_hosts_are_not_opened_and_the_other_witnesses_do(
    id: str, tmp_path: Path
) -> None:
    site = Site(entries=entries(*DEAD), elsewhere="http://other.invalid")
    with serving(site, tmp_path):
        verdicts = check(tmp_path, NOW, id)

    assert verdicts.of(id) == "fail"
    assert verdicts.accounts[id]["findings"][0]["examined"]["pages"] == []
    assert len(site.asked) == 2


@pytest.mark.parametrize("id", ["feed", "webpage", "weibo"])
def test_a_single_item_shows_no_order(id: str, tmp_path: Path) -> None:
    with serving(Site(entries=entries(20)), tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "unknown"
