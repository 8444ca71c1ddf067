"""抖音's grants: ended, renewed, replaced, and told of before they end."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.douyin_open import DouyinOpen
from tests.builders import NOON
from tests.fakes import FakeHttp, answer
from tests.sources.douyin import GRANT, GRANTED, LIST, SOURCE, collect, page, video

EXPIRED = {"data": {"error_code": 10008, "description": "demo"}}


def test_a_refresh_token_that_is_dead_says_who_must_act() -> None:
    with pytest.raises(LookFailed) as failed:
        collect(EXPIRED, granted={"error_code": "10010", "description": "demo"})

    assert failed.value.outcome is Outcome.AUTH_EXPIRED
    assert "重新授权" in failed.value.message


def test_an_expired_token_is_renewed_with_the_same_refresh_token() -> None:
    reading, http = collect(EXPIRED, page(video(1)))

    assert len(reading.posts) == 1
    assert http.asked[1][2]["refresh_token"] == "demo-refresh"
    (kept,) = http.grants.values()
    assert (kept.token, kept.refresh_token) == ("fresh-access", "demo-refresh")
    assert kept.ends == NOON + timedelta(seconds=2592000)


def test_a_refresh_token_that_is_replaced_is_kept() -> None:
    _, http = collect(EXPIRED, page(video(1)), granted={**GRANTED, "refresh_token": "another"})

    assert [grant.refresh_token for grant in http.grants.values()] == ["another"]


def test_a_token_refused_by_status_alone_is_renewed() -> None:
    http = FakeHttp(
        {
            GRANT: answer({"data": GRANTED}),
            LIST: [answer(b"", status=401), answer(page(video(1)))],
        }
    )

    assert len(SOURCE.collect(http).posts) == 1


def test_the_means_to_renew_come_together() -> None:
    with pytest.raises(ConfigError, match="须同时填写"):
        DouyinOpen(open_id="demo-open", token="demo-token", client_key="demo-key")


@pytest.mark.parametrize("lasts", ["9" * 12, "9" * 30, "bald", -1, None])
def test_a_grant_is_kept_whatever_is_said_of_its_end(lasts: Any) -> None:
    reading, http = collect(
        EXPIRED, page(video(1)), granted={**GRANTED, "refresh_expires_in": lasts}
    )

    assert [grant.token for grant in http.grants.values()] == ["fresh-access"]
    assert len(reading.posts) == 1


@pytest.mark.parametrize(("days", "expected"), [(15, False), (14, True), (1, True)])
def test_the_end_of_the_grant_is_told_before_it_comes(days: int, expected: bool) -> None:
    granted = {**GRANTED, "refresh_expires_in": str(days * 86400)}

    reading, _ = collect(EXPIRED, page(video(1)), granted=granted)

    assert any("到期" in note.text for note in reading.notes) is expected


def test_a_token_that_ends_halfway_is_renewed_and_all_is_read_anew() -> None:
    first = page(video(3), more=True, cursor=5)

    reading, http = collect(first, EXPIRED, first, page(video(20)))

    assert [post.key for post in reading.posts] == ["@3", "@20"]
    assert reading.gaps == ()
    assert len(http.grants) == 1
