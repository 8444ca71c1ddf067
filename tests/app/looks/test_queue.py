"""Whose turn it is: groups of hosts, errands of the right size, keys where they belong."""

from datetime import timedelta

import pytest

from monitor.app.looks.errands import Assignment
from monitor.app.looks.host_groups import HostGroups, asked_hosts, stays_home
from monitor.app.looks.queue import MOST, Queue
from monitor.http.pace import HostWaits, Pace
from monitor.sources.feed.bridge import Bridge
from monitor.sources.feed.source import Feed
from monitor.sources.wechat_official import WechatOfficial
from monitor.sources.weibo_open import WeiboOpen

SLOW = timedelta(seconds=2)


def feed(url: str, probe: str = "") -> Assignment:
    bridge = Bridge(kind="rsshub", probe=probe) if probe else None
    return Assignment(account=url, label="feed", source=Feed(url=url, bridge=bridge))


def keyed(url: str) -> Assignment:
    return Assignment(account=url, label="feed", source=Feed(url=f"{url}?key=${{KEY}}"))


def groups(*assignments: Assignment, pace: timedelta = SLOW, **free: float) -> HostGroups:
    hosts = {host.replace("_", "."): seconds for host, seconds in free.items()}
    return HostGroups(
        assignments,
        lambda source: asked_hosts(source, {}),
        lambda host: hosts.get(host, pace.total_seconds()),
    )


def named(several: HostGroups) -> list[list[str]]:
    return [[each.account for each in group.waiting] for group in several.all()]


def test_sources_of_one_host_are_one_group_and_others_another() -> None:
    a, b, c = feed("http://a/1"), feed("http://b/1"), feed("http://a/2")

    assert named(groups(a, b, c)) == [["http://a/1", "http://a/2"], ["http://b/1"]]


def test_a_source_that_may_ask_two_hosts_joins_their_groups() -> None:
    a, b, both = feed("http://a/1"), feed("http://b/1"), feed("http://a/2", probe="http://b/p")

    assert named(groups(a, b, both)) == [["http://a/1", "http://b/1", "http://a/2"]]


def test_a_host_that_minds_nothing_joins_nobody() -> None:
    """Half the county may be read through a bridge on this very machine."""
    a, b = feed("http://a/1", probe="http://rss/p"), feed("http://b/1", probe="http://rss/p")

    assert len(groups(a, b).all()) == 1
    assert len(groups(a, b, rss=0.0).all()) == 2


def test_a_site_with_www_and_without_is_one() -> None:
    assert len(groups(feed("http://www.a.cn/1"), feed("http://a.cn/2")).all()) == 1


@pytest.mark.parametrize(
    ("source", "home"),
    [
        (Feed(url="http://a/1"), False),
        (Feed(url="http://a/1?key=${KEY}"), True),
        (WechatOfficial(appid="wx", secret="literal"), True),
        (WeiboOpen(uid="1", token="${TOKEN}"), True),
    ],
)
def test_what_takes_a_key_stays_where_the_keys_are(source: Feed, home: bool) -> None:
    assert stays_home(source) is home


def queue(several: HostGroups) -> Queue:
    lane = lambda group: "home" if group.at_home else "away"  # noqa: E731
    return Queue(several.all(), Pace({}, SLOW), lane)


def test_one_errand_of_a_group_is_under_way_at_a_time() -> None:
    waiting = queue(groups(*(feed(f"http://a/{n}") for n in range(3))))
    group, first = waiting.take("away", 1) or pytest.fail("nobody is due")

    assert len(first) == 1  # an interval is as long as an errand may take
    assert waiting.take("away", 1) is None

    waiting.ended(group, HostWaits())

    assert waiting.take("away", 1) is not None


def test_the_next_errand_waits_for_the_turn_of_its_host() -> None:
    waiting = queue(groups(feed("http://a/1"), feed("http://a/2")))
    group, _ = waiting.take("away", 1) or pytest.fail("nobody is due")

    waiting.ended(group, HostWaits(turns={"a": 30.0}))

    assert waiting.take("away", 1) is None
    assert 29.0 < waiting.next_due_in(60.0) <= 30.0


def test_hosts_that_mind_nothing_are_asked_by_many_in_errands_of_some_size() -> None:
    several = groups(*(feed(f"http://a/{n}") for n in range(500)), pace=timedelta(0))
    waiting = queue(several)
    sizes = []
    while taken := waiting.take("away", 2):
        sizes.append(len(taken[1]))

    assert sum(sizes) == 500
    assert max(sizes) == MOST
    assert sizes[-1] == 1
    assert len(sizes) < 60


def test_what_was_not_done_comes_first_again() -> None:
    waiting = queue(groups(*(feed(f"http://a/{n}") for n in range(3)), pace=timedelta(0)))
    group, first = waiting.take("away", 9) or pytest.fail("nobody is due")

    waiting.ended(group, HostWaits(), first)

    assert waiting.left == 3
    assert (waiting.take("away", 9) or pytest.fail("lost"))[1] == first


def test_nobody_elsewhere_is_given_what_takes_a_key() -> None:
    """A closer look may come before what its group waited with."""
    several = groups(feed("http://a/1"), feed("http://a/2"), pace=timedelta(0))
    waiting = queue(several)
    (group,) = several.all()

    waiting.add(group, keyed("http://a/3"))

    assert waiting.take("away", 1) is None
    assert (waiting.take("home", 1) or pytest.fail("lost"))[1] == (keyed("http://a/3"),)
    assert waiting.take("away", 1) is not None
