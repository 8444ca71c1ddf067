"""Links that must be followed before they say anything, over a real connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.app.observe import ObservationRecorder, RecordedRound
from monitor.review import claims
from monitor.review.attachments import Proof
from monitor.review.claims import ClaimFields
from monitor.review.refusals import ImportRefused
from monitor.system.secrets import Secrets
from monitor.verdicts.storable import KEY
from tests.builders import NOON, ago
from tests.http.server import Talk, ok, speaking, status
from tests.office import LOOPBACK, account, make_office

GROUP = str(int(ago(3).timestamp()) << 32)
ACCOUNTS = (
    account("douyin", "高台抖音", "douyin"),
    account("toutiao", "高台头条", "toutiao"),
    account("bilibili", "高台发布", "bilibili"),
)


@contextmanager
def keeping(folder: Path, *talks: Talk) -> Iterator[ObservationRecorder]:
    """A keeper whose links lead to a server that says *talks* one after the other."""
    office = make_office(folder, ACCOUNTS, **LOOPBACK)
    with speaking(*talks) as (origin, _):
        registry = replace(office.register(), endpoints={"by_hand": origin})
        yield ObservationRecorder(
            registry=registry, secrets=Secrets({}, {}), data=office.data, tell=lambda _: None
        )


def keep(
    keeper: ObservationRecorder, account: str, link: str, *, whole: bool = True
) -> RecordedRound:
    def none(_: str) -> Proof:
        raise AssertionError

    of = keeper.registry.account(account)
    claim = claims.parse_claim(ClaimFields(link=link, by="张三"), of, NOON, none)
    return keeper.keep([claim], NOON, whole=whole)


@pytest.mark.parametrize(
    ("account", "short", "led_to", "at_least"),
    [
        (
            "douyin",
            "https://v.douyin.com/iAbc/",
            f"https://www.iesdouyin.com/share/video/{GROUP}/",
            1,
        ),
        (
            "toutiao",
            "https://m.toutiao.com/is/iAbc/",
            f"https://www.toutiao.com/article/{GROUP}/",
            0,
        ),
    ],
)
@pytest.mark.parametrize("page", [ok(b"<html>"), status(403)])
def test_a_short_link_is_followed_to_its_id(
    tmp_path: Path, account: str, short: str, led_to: str, at_least: int, page: Talk
) -> None:
    """The id stands in the address: what the page itself says does not matter."""
    with keeping(tmp_path, status(302, f"Location: {led_to}?region=CN"), page) as keeper:
        (seen,) = keep(keeper, account, short).observations

    (post,) = seen.reading.posts
    assert (post.key, post.published_at) == (GROUP, ago(3))
    assert (post.earliest_at is not None) == bool(at_least)
    assert len(seen.evidence) == 2


def test_the_id_passed_on_the_way_suffices(tmp_path: Path) -> None:
    way = [f"https://www.iesdouyin.com/share/video/{GROUP}/", "https://www.douyin.com/"]
    talks = [status(302, f"Location: {place}") for place in way]
    with keeping(tmp_path, *talks, ok(b"<html>")) as keeper:
        (seen,) = keep(keeper, "douyin", "https://v.douyin.com/iAbc/").observations

    assert seen.reading.posts[0].key == GROUP


@pytest.mark.parametrize(
    ("talks", "sentence", "unseen"),
    [
        ([status(403)], "链接未能核实", True),
        ([ok(b"<html>app</html>")], "不是一条内容", False),
        (
            [status(302, "Location: https://www.douyin.com/user/MS4w"), ok(b"<p>x")],
            "不是一条",
            False,
        ),
        ([status(302, "Location: https://example.com/")], "其他主机", True),
    ],
)
def test_a_short_link_that_leads_to_no_post_proves_nothing(
    tmp_path: Path, talks: list[Talk], sentence: str, unseen: bool
) -> None:
    with (
        keeping(tmp_path, *talks) as keeper,
        pytest.raises(ImportRefused, match=sentence) as refused,
    ):
        keep(keeper, "douyin", "https://v.douyin.com/iAbc/")

    (fault,) = refused.value.faults
    assert fault.unseen is unseen and "复制完整网址" in fault.message


VIDEO = """<html><head><title>今日要闻</title>
<meta itemprop="author" name="author" content="高台发布">
<meta itemprop="datePublished" content="2021-12-28 09:00:00"></head><body>x</body></html>"""


def test_a_short_link_of_bilibili_leads_to_its_page(tmp_path: Path) -> None:
    led = status(302, "Location: https://www.bilibili.com/video/BV1demo")
    with keeping(tmp_path, led, ok(VIDEO.encode())) as keeper:
        (seen,) = keep(keeper, "bilibili", "【今日要闻】 https://b23.tv/abc").observations

    assert seen.reading.shown_name == "高台发布"
    assert seen.reading.posts[0].published_at.isoformat() == "2021-12-28T01:00:00+00:00"


def test_an_address_without_end_is_kept_as_far_as_one_can_be(tmp_path: Path) -> None:
    end = "?from=" + "x" * 5_000
    led = status(302, f"Location: https://www.bilibili.com/video/BV1demo{end}")
    with keeping(tmp_path, led, ok(VIDEO.encode())) as keeper:
        (seen,) = keep(keeper, "bilibili", "https://b23.tv/abc").observations

    (post,) = seen.reading.posts
    assert (len(post.key), post.url) == (KEY, "")


def test_nothing_is_kept_of_a_round_that_is_at_fault_elsewhere(tmp_path: Path) -> None:
    link = f"https://www.douyin.com/video/{GROUP}"
    with keeping(tmp_path, ok()) as keeper:
        with pytest.raises(ImportRefused) as refused:
            keep(keeper, "douyin", link, whole=False)
        assert refused.value.faults == ()

        assert len(keep(keeper, "douyin", link).observations) == 1
