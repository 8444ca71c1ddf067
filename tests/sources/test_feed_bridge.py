"""A dead bridge is an incident of ours, never an account's silence."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Reading
from monitor.model.errors import ConfigError, LookFailed, Unreachable
from monitor.model.outcome import Outcome
from monitor.sources.feed import Bridge, Feed
from tests.builders import NOON, ago, days
from tests.fakes import FakeHttp, answer

DATA = Path(__file__).parent.parent / "data" / "feeds"
URL = "http://bridge.invalid/f"
PROBE = "http://bridge.invalid/probe"
CANARY = "http://bridge.invalid/canary"
RSSHUB = Bridge(kind="rsshub", probe=PROBE, canary=CANARY)
WEWE = Bridge(kind="wewe-rss", probe=PROBE, feed_id="MP_WXS_1")
EMPTY = b'<rss version="2.0"><channel><title>c</title></channel></rss>'


def rss(*ages: float) -> bytes:
    items = "".join(
        f"<item><guid>{n}</guid><pubDate>{ago(age).isoformat()}</pubDate></item>"
        for n, age in enumerate(ages)
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


def rsshub_page(sentence: str) -> str:
    page = (DATA / "rsshub_empty_route.html").read_text()
    return page.replace("Error: this route is empty, please check the original site", sentence)


def synced(at: datetime | None, id: str = "MP_WXS_1") -> list[dict[str, Any]]:
    return [{"id": id, "name": "云岭统计", "syncTime": at and int(at.timestamp())}]


def failure(body: Any, status: int = 200, bridge: Bridge | None = None) -> LookFailed:
    http = FakeHttp({"/f": answer(body, status), "/probe": answer("ok")})
    with pytest.raises(LookFailed) as failed:
        Feed(url=URL, bridge=bridge).collect(http)
    return failed.value


def look(bridge: Bridge, feed: bytes = b"", **replies: Any) -> tuple[Reading, FakeHttp]:
    http = FakeHttp({"/f": answer(feed or rss(40, 47))} | {f"/{k}": v for k, v in replies.items()})
    return Feed(url=URL, bridge=bridge).collect(http), http


@pytest.mark.parametrize("bridge", [None, Bridge(kind="rsshub")])
@pytest.mark.parametrize(
    ("sentence", "status", "outcome"),
    [
        ("this route is empty, please check the original site", 503, Outcome.BRIDGE_DOWN),
        ("Cookies expired", 503, Outcome.AUTH_EXPIRED),
        ("Could not find Chrome (ver. 131)", 503, Outcome.BRIDGE_DOWN),
        ("ConfigNotFoundError: WEIBO_COOKIES", 503, Outcome.CONFIG),
        ("NotFoundError: wrong path", 404, Outcome.CONFIG),
        ("TypeError: x is undefined", 503, Outcome.BRIDGE_DOWN),
    ],
)
def test_what_rsshub_complains_of_is_never_no_posts(
    bridge: Bridge | None, sentence: str, status: int, outcome: Outcome
) -> None:
    """503 is used for everything, the empty route among it."""
    assert failure(rsshub_page(sentence), status, bridge).outcome is outcome


@pytest.mark.parametrize(
    ("message", "status", "outcome"),
    [
        ("不存在该feed！", 400, Outcome.CONFIG),
        ("WeReadError401", 500, Outcome.AUTH_EXPIRED),
        ("暂无可用读书账号!", 500, Outcome.AUTH_EXPIRED),
        ("WeReadError429", 500, Outcome.RATE_LIMITED),
        ("WeReadError400", 500, Outcome.BRIDGE_DOWN),
        ("-2041", 500, Outcome.BRIDGE_DOWN),
    ],
)
def test_what_wewe_rss_complains_of_is_never_no_posts(
    message: str, status: int, outcome: Outcome
) -> None:
    """The errors of wewe-rss."""
    body = {"statusCode": status, "message": message}

    assert failure(body, status, WEWE).outcome is outcome


def test_a_failing_server_is_the_bridge_only_where_one_is_configured() -> None:
    assert failure("<h1>502 Bad Gateway</h1>", 502, RSSHUB).outcome is Outcome.BRIDGE_DOWN
    assert failure("<h1>502 Bad Gateway</h1>", 502).outcome is Outcome.NETWORK


def test_the_sentence_of_a_failing_server_is_shown() -> None:
    assert "Bad Gateway" in failure("<h1>502 Bad Gateway</h1>", 502, RSSHUB).message


@pytest.mark.parametrize("error", [{"message": "no cookie"}, "no cookie", {}])
def test_an_error_answered_with_200_is_a_bridge_down(error: Any) -> None:
    assert failure({"error": error}, 200, RSSHUB).outcome is Outcome.BRIDGE_DOWN


def test_an_error_that_is_no_json_is_still_no_feed() -> None:
    assert failure('{"error": ', 200, RSSHUB).outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize("age", [0, 13.9, 14])
def test_a_recent_post_settles_it_without_a_probe(age: float) -> None:
    reading, http = look(RSSHUB, rss(age, 47))

    assert reading.gaps == ()
    assert reading.notes == ()
    assert [url for _, url, _ in http.asked] == [URL]


def test_an_old_feed_makes_the_bridge_be_asked() -> None:
    reading, http = look(RSSHUB, rss(14.01), probe=answer("ok"), canary=answer(rss(0.1)))

    assert reading.gaps == ()
    assert [url for _, url, _ in http.asked] == [URL, PROBE, CANARY]


def test_a_bridge_that_synced_long_ago_is_stale_and_its_posts_stay() -> None:
    """Newest item 40 days old, last sync 39 days ago."""
    reading, _ = look(WEWE, probe=answer(synced(ago(39))))

    assert [gap.outcome for gap in reading.gaps] == [Outcome.BRIDGE_STALE]
    assert len(reading.posts) == 2
    assert reading.window is None


def test_a_bridge_that_lives_leaves_an_old_feed_as_a_lower_bound() -> None:
    """The bridge synced one hour ago."""
    reading, _ = look(WEWE, probe=answer(synced(NOON - timedelta(hours=1))))

    assert reading.gaps == ()
    assert reading.window is None
    assert "40 天" in reading.notes[-1].text


@pytest.mark.parametrize(
    ("late", "outcomes"), [(timedelta(), []), (timedelta(seconds=1), [Outcome.BRIDGE_STALE])]
)
def test_forty_eight_hours_without_sync_are_the_limit(
    late: timedelta, outcomes: list[Outcome]
) -> None:
    reading, _ = look(WEWE, probe=answer(synced(ago(2) - late)))

    assert [gap.outcome for gap in reading.gaps] == outcomes


def test_milliseconds_are_a_sync_time_too() -> None:
    rows = [{"id": "MP_WXS_1", "syncTime": int(NOON.timestamp() * 1000)}]

    assert look(WEWE, probe=answer(rows))[0].gaps == ()


@pytest.mark.parametrize("stated", [None, 0, "today", True, 4_102_444_800])
def test_a_sync_time_that_cannot_be_is_no_proof_of_life(stated: Any) -> None:
    rows = [{"id": "MP_WXS_1", "syncTime": stated}]

    reading, _ = look(WEWE, probe=answer(rows))

    assert [gap.outcome for gap in reading.gaps] == [Outcome.BRIDGE_STALE]


def test_a_feed_that_the_bridge_does_not_know_is_a_fault_of_configuration() -> None:
    reading, _ = look(WEWE, probe=answer(synced(NOON, id="MP_WXS_2")))

    assert [gap.outcome for gap in reading.gaps] == [Outcome.CONFIG]
    assert "MP_WXS_1" in reading.gaps[0].message


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (answer({"feeds": []}), Outcome.BRIDGE_DOWN),
        (answer("<html><title>验证码中间页</title></html>"), Outcome.CHALLENGE),
        (answer("oops", 500), Outcome.BRIDGE_DOWN),
        (answer("no", 401), Outcome.AUTH_REQUIRED),
        (Unreachable("连接被拒绝"), Outcome.BRIDGE_DOWN),
    ],
)
def test_a_probe_that_fails_adds_a_gap(reply: Any, outcome: Outcome) -> None:
    reading, _ = look(WEWE, probe=reply)

    assert [gap.outcome for gap in reading.gaps] == [outcome]
    assert len(reading.posts) == 2


@pytest.mark.parametrize(("body", "outcomes"), [(" OK\n", []), ("bad", [Outcome.BRIDGE_DOWN])])
def test_rsshub_must_say_ok(body: str, outcomes: list[Outcome]) -> None:
    reading, _ = look(Bridge(kind="rsshub", probe=PROBE), probe=answer(body))

    assert [gap.outcome for gap in reading.gaps] == outcomes


WE_MP_RSS = Bridge(kind="we-mp-rss", probe=PROBE)


def werss(**wx: Any) -> dict[str, Any]:
    data = {"api_version": "1.0.0", "core_version": "1.4.9", "uptime": 86400.5}
    return {"code": 0, "message": "success", "data": data | ({"wx": wx} if wx else {})}


def test_we_mp_rss_is_well_where_it_says_that_it_is_logged_in() -> None:
    reading, _ = look(WE_MP_RSS, probe=answer(werss(login=True, token="", info=None)))

    assert reading.gaps == ()
    assert "桥接服务运行正常" in reading.notes[-1].text


def test_we_mp_rss_that_tells_its_version_only_is_not_known_to_be_well() -> None:
    reading, _ = look(WE_MP_RSS, probe=answer(werss()))

    assert reading.gaps == ()
    assert "没有说明微信登录是否有效" in reading.notes[-1].text
    assert not any("运行正常" in note.text for note in reading.notes)


def test_a_canary_that_is_fresh_settles_what_the_probe_leaves_open() -> None:
    bridge = Bridge(kind="we-mp-rss", probe=PROBE, canary=CANARY)

    reading, _ = look(bridge, probe=answer(werss()), canary=answer(rss(0.1)))

    assert "桥接服务运行正常" in reading.notes[-1].text


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("anything", Outcome.BRIDGE_STALE),
        ("ok", Outcome.BRIDGE_STALE),
        ("[]", Outcome.BRIDGE_STALE),
        ("{}", Outcome.BRIDGE_STALE),
        ({"code": True, "data": {}}, Outcome.BRIDGE_STALE),
        ({"code": 0}, Outcome.BRIDGE_STALE),
        ({"code": 0, "data": {"list": []}}, Outcome.BRIDGE_STALE),
        ('<!doctype html><title>W</title><div id="app"></div>', Outcome.BRIDGE_STALE),
        ('<!doctype html><title>W</title><input type="password">', Outcome.BRIDGE_STALE),
        (werss(login=False), Outcome.AUTH_EXPIRED),
        (werss(login="true"), Outcome.AUTH_EXPIRED),
        ({"code": 40101, "message": "Invalid Session"}, Outcome.AUTH_EXPIRED),
        ({"code": 40101, "message": "Not authenticated"}, Outcome.AUTH_EXPIRED),
        ({"code": 200003, "message": "invalid session"}, Outcome.AUTH_EXPIRED),
        ({"code": 50001, "message": "获取信息失败"}, Outcome.BRIDGE_DOWN),
    ],
)
def test_an_answer_of_200_alone_says_nothing_of_we_mp_rss(body: Any, outcome: Outcome) -> None:
    reading, _ = look(WE_MP_RSS, probe=answer(body))

    assert [gap.outcome for gap in reading.gaps] == [outcome]
    assert not any("运行正常" in note.text for note in reading.notes)


@pytest.mark.parametrize(("hours", "outcomes"), [(48, []), (49, [Outcome.BRIDGE_STALE])])
def test_a_cached_answer_says_nothing_of_a_bridge_now(hours: int, outcomes: list[Outcome]) -> None:
    reply = answer("ok", headers={"age": str(hours * 3600)})

    reading, _ = look(Bridge(kind="rsshub", probe=PROBE), probe=reply)

    assert [gap.outcome for gap in reading.gaps] == outcomes


@pytest.mark.parametrize(
    ("body", "outcomes"),
    [
        (rss(2), []),
        (rss(2.001, 30), [Outcome.BRIDGE_STALE]),
        (EMPTY, [Outcome.BRIDGE_DOWN]),
        (b"<html><title>x</title></html>", [Outcome.LAYOUT_CHANGED]),
    ],
)
def test_the_canary_must_have_something_new(body: bytes, outcomes: list[Outcome]) -> None:
    """A canary account known to post daily."""
    reading, _ = look(Bridge(kind="rsshub", canary=CANARY), canary=answer(body))

    assert [gap.outcome for gap in reading.gaps] == outcomes


def test_a_bridge_that_cannot_be_asked_is_noted() -> None:
    reading, http = look(Bridge(kind="we-mp-rss"))

    assert reading.gaps == ()
    assert "探测地址" in reading.notes[-1].text
    assert len(http.asked) == 1


def test_accounts_of_one_bridge_share_its_probe() -> None:
    replies = {"/probe": answer(synced(ago(9))), "/f": answer(rss(40)), "/g": answer(rss(50))}
    http = FakeHttp(replies)

    readings = [
        Feed(url=f"http://bridge.invalid/{path}", bridge=WEWE).collect(http) for path in "fg"
    ]

    assert [url for _, url, _ in http.asked].count(PROBE) == 1
    assert all(reading.gaps[0].outcome is Outcome.BRIDGE_STALE for reading in readings)


def test_a_sick_bridge_explains_an_empty_feed() -> None:
    assert (
        failure(EMPTY, 200, Bridge(kind="rsshub", probe=f"{URL}?")).outcome is Outcome.BRIDGE_DOWN
    )


def test_an_empty_feed_of_a_living_bridge_stays_ambiguous() -> None:
    """Zero items prove nothing, however well the bridge is."""
    assert (
        failure(EMPTY, 200, Bridge(kind="rsshub", probe=PROBE)).outcome is Outcome.EMPTY_AMBIGUOUS
    )


def test_an_undated_feed_of_a_sick_bridge_has_both_gaps() -> None:
    undated = b'<rss version="2.0"><channel><item><guid>1</guid></item></channel></rss>'

    reading, _ = look(WEWE, undated, probe=answer(synced(ago(9))))

    assert [gap.outcome for gap in reading.gaps] == [Outcome.UNDATED, Outcome.BRIDGE_STALE]


def test_wewe_rss_needs_to_know_which_feed_is_meant() -> None:
    with pytest.raises(ConfigError, match="feed_id"):
        Bridge(kind="wewe-rss", probe=PROBE)


def test_an_unknown_bridge_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match="rss-bridge"):
        Bridge(kind="rss-bridge")  # type: ignore[arg-type]


def test_the_limits_count_from_the_answer_not_from_the_run() -> None:
    late = NOON + days(20)
    reply = answer(json.dumps(synced(late)), received_at=late)
    http = FakeHttp({"/f": answer(rss(1), received_at=late), "/probe": reply})

    reading = Feed(url=URL, bridge=WEWE).collect(http)

    assert "21 天" in reading.notes[-1].text
