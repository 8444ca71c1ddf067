"""快手 through the account's own grant."""

from typing import Any

import pytest

from monitor.model import Reading, clock
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.kuaishou_open import KuaishouOpen, parse
from tests.builders import ago
from tests.fakes import FakeHttp, Reply, answer

SOURCE = KuaishouOpen(
    app_id="ks1", token="demo-token", app_secret="demo-secret", refresh_token="demo-refresh"
)
GRANT, LIST = "/oauth2/refresh_token", "/openapi/photo/list"
GRANTED = {
    "result": 1,
    "access_token": "fresh-access",
    "refresh_token": "fresh-refresh",
    "refresh_token_expires_in": 15552000,
}
EXPIRED = {"result": 109, "error_msg": "demo"}


def photo(days_ago: float, **overrides: Any) -> dict[str, Any]:
    stamp = int(ago(days_ago).timestamp() * 1000)
    return {"photo_id": f"p{days_ago}", "caption": "高台", "create_time": stamp,
            "pending": False} | overrides  # fmt: skip


def page(*photos: Any) -> dict[str, Any]:
    return {"result": 1, "video_list": list(photos)}


def collect(*pages: Any, granted: Any = GRANTED) -> tuple[Reading, FakeHttp]:
    replies: list[Reply] = [answer(page) for page in pages]
    http = FakeHttp({GRANT: answer(granted), LIST: replies})
    return SOURCE.collect(http), http


def test_milliseconds_are_read_as_such() -> None:
    reading, _ = collect(page(photo(3), photo(30)), page())

    assert reading.posts[0].published_at == ago(3).replace(microsecond=0)


def test_only_an_empty_page_ends_the_listing() -> None:
    """A page shorter than what was asked for may have more behind it."""
    reading, http = collect(page(photo(2), photo(3)), page(photo(30)), page())

    assert "cursor=p3" in http.asked[1][1]
    assert "cursor=p30" in http.asked[-1][1]
    assert reading.window is not None
    assert reading.window.since == clock.BEGINNING


def test_a_listing_of_nothing_proves_nothing() -> None:
    with pytest.raises(LookFailed) as failed:
        collect(page())

    assert failed.value.outcome is Outcome.EMPTY_AMBIGUOUS


def test_a_repeated_page_ends_the_reading_but_not_the_listing() -> None:
    reading, _ = collect(page(photo(3), photo(30)))

    assert reading.window is not None
    assert reading.window.since == ago(30).replace(microsecond=0)


@pytest.mark.parametrize("pending", [True, 1, "true"])
def test_what_is_pending_is_no_update(pending: Any) -> None:
    reading, _ = collect(page(photo(1, pending=pending), photo(30)), page())

    assert [post.key for post in reading.posts] == ["p30"]
    assert reading.window is not None


def test_a_state_nobody_knows_costs_the_window() -> None:
    reading, _ = collect(page(photo(1, pending="soon"), photo(30)), page())

    assert [post.key for post in reading.posts] == ["p30"]
    assert reading.window is None


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        ({"result": 1}, Outcome.LAYOUT_CHANGED),
        ({"result": 2, "error_msg": "请求过快"}, Outcome.RATE_LIMITED),
        ({"result": 100100402}, Outcome.RATE_LIMITED),
        ({"result": 109}, Outcome.AUTH_EXPIRED),
        ({"result": 50, "video_list": []}, Outcome.LAYOUT_CHANGED),
        ({"result": 2001, "error_msg": "antispam need captcha"}, Outcome.CHALLENGE),
        ({"result": 21, "video_list": []}, Outcome.CONFIG),
        ({"result": 100200100}, Outcome.CONFIG),
        ({"result": 100200101, "error": "unauthorized_client"}, Outcome.AUTH_CONFIG),
        ({"result": 100200106}, Outcome.FORBIDDEN_CONFIG),
        ({"result": 100200109}, Outcome.AUTH_EXPIRED),
        ({"result": 100200113}, Outcome.AUTH_EXPIRED),
        ({"result": 100200500}, Outcome.NETWORK),
        ({}, Outcome.LAYOUT_CHANGED),
        ([], Outcome.LAYOUT_CHANGED),
    ],
)
def test_a_missing_listing_is_no_empty_one(content: Any, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(content))

    assert failed.value.outcome is outcome


def test_a_token_that_holds_is_not_renewed() -> None:
    _, http = collect(page(photo(3)), page())

    assert all(GRANT not in url for _, url, _ in http.asked)
    assert "access_token=demo-token" in http.asked[0][1]


def test_an_expired_token_is_renewed_and_what_replaces_it_is_kept() -> None:
    """快手 ends a refresh token with its first use: without the new one the account is lost."""
    reading, http = collect(EXPIRED, page(photo(3)), page())
    again = FakeHttp({GRANT: answer(GRANTED), LIST: [answer(EXPIRED), answer(page(photo(3)))]})
    again.grants = http.grants
    SOURCE.collect(again)

    assert len(reading.posts) == 1
    assert "refresh_token=demo-refresh" in http.asked[1][1]
    assert "app_secret=demo-secret" in http.asked[1][1]
    assert "access_token=fresh-access" in http.asked[2][1]
    assert "access_token=fresh-access" in again.asked[0][1]
    assert "refresh_token=fresh-refresh" in again.asked[1][1]


@pytest.mark.parametrize("code", [100200102, 100200108, 109])
def test_whatever_the_platform_calls_an_expired_token_it_is_renewed(code: int) -> None:
    reading, http = collect({"result": code, "error": "access_denied"}, page(photo(3)), page())

    assert len(reading.posts) == 1
    assert [grant.token for grant in http.grants.values()] == ["fresh-access"]


def test_a_refresh_token_used_up_elsewhere_says_who_must_act() -> None:
    spent = {"result": 100200102, "error": "access_denied", "error_msg": "refreshToken.discarded"}

    with pytest.raises(LookFailed, match="由账号本人重新授权") as failed:
        collect(EXPIRED, granted=spent)

    assert failed.value.outcome is Outcome.AUTH_EXPIRED


@pytest.mark.parametrize(
    "granted", [EXPIRED, {**GRANTED, "refresh_token": ""}, {**GRANTED, "access_token": None}]
)
def test_a_renewal_that_fails_keeps_nothing(granted: Any) -> None:
    http = FakeHttp({GRANT: answer(granted), LIST: answer(EXPIRED)})

    with pytest.raises(LookFailed):
        SOURCE.collect(http)

    assert not http.grants


def test_without_means_to_renew_it_an_expired_token_says_who_must_act() -> None:
    http = FakeHttp({LIST: answer(EXPIRED)})

    with pytest.raises(LookFailed, match="重新授权") as failed:
        KuaishouOpen(app_id="ks1", token="demo-token").collect(http)

    assert failed.value.outcome is Outcome.AUTH_EXPIRED
    assert len(http.asked) == 1


def test_a_token_refused_by_status_alone_is_renewed() -> None:
    http = FakeHttp(
        {
            GRANT: answer(GRANTED),
            LIST: [answer(b"", status=401), answer(page(photo(1))), answer(page())],
        }
    )

    assert len(SOURCE.collect(http).posts) == 1


def test_the_means_to_renew_come_together() -> None:
    with pytest.raises(ConfigError, match="须同时填写"):
        KuaishouOpen(app_id="ks1", token="demo-token", refresh_token="demo-refresh")


@pytest.mark.parametrize("lasts", ["9" * 12, "9" * 30, "bald", -1, None])
def test_a_grant_is_kept_whatever_is_said_of_its_end(lasts: Any) -> None:
    reading, http = collect(
        EXPIRED, page(photo(1)), page(), granted={**GRANTED, "refresh_token_expires_in": lasts}
    )

    assert [grant.token for grant in http.grants.values()] == ["fresh-access"]
    assert len(reading.posts) == 1


@pytest.mark.parametrize(("days", "expected"), [(15, False), (14, True)])
def test_the_end_of_the_grant_is_told_before_it_comes(days: int, expected: bool) -> None:
    granted = {**GRANTED, "refresh_token_expires_in": days * 86400}

    reading, _ = collect(EXPIRED, page(photo(1)), page(), granted=granted)

    assert any("到期" in note.text for note in reading.notes) is expected


@pytest.mark.parametrize("broken", [["x"], [{"create_time": 1}, {"create_time": 2}]])
def test_entries_that_cannot_be_told_apart_are_no_listing(broken: list[Any]) -> None:
    with pytest.raises(LookFailed) as failed:
        collect({"result": 1, "video_list": broken}, page())

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED
