"""An app's entry: never a post, its release told beside the verdict."""

from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.model import texts_of
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.app_store import AppStore, parse
from tests.fakes import FakeHttp, answer

APP = {
    "trackName": "高台通",
    "version": "3.2.1",
    "currentVersionReleaseDate": "2021-12-28T07:00:00Z",
    "releaseDate": "2017-01-01T08:00:00Z",
}


def test_a_release_is_told_and_is_no_post() -> None:
    reading = parse(answer({"resultCount": 1, "results": [APP]}))

    assert (reading.posts, reading.window, reading.shown_name) == ((), None, "高台通")
    assert texts_of(reading.notes) == (
        "应用商店当前版本3.2.1，发布于2021年12月28日（版本更新不等于内容更新）",
    )
    assert [gap.outcome for gap in reading.gaps] == [Outcome.UNDATED]
    assert reading.released_at == datetime(2021, 12, 28, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        ({"resultCount": 0, "results": []}, Outcome.EMPTY_AMBIGUOUS),
        ({"errorMessage": "Invalid value"}, Outcome.LAYOUT_CHANGED),
        ({"resultCount": 1, "results": ["x"]}, Outcome.LAYOUT_CHANGED),
    ],
)
def test_what_is_not_on_sale_is_ambiguous(content: Any, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(content))

    assert failed.value.outcome is outcome


@pytest.mark.parametrize("date", [None, "2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_a_version_without_a_date_is_told_all_the_same(date: str | None) -> None:
    app = {"trackName": "高台通", "currentVersionReleaseDate": date}

    reading = parse(answer({"results": [app]}))

    assert texts_of(reading.notes) == ("应用商店当前版本不详（版本更新不等于内容更新）",)
    assert reading.released_at is None


def test_the_app_is_looked_up_in_its_storefront() -> None:
    http = FakeHttp({"/lookup": answer({"results": [APP]})})

    AppStore(app_id="99").collect(http)

    assert http.asked[0][1].endswith("?id=99&country=cn")


@pytest.mark.parametrize("app_id", ["id99", "https://apps.apple.com/cn/app/id99", "９９"])
def test_only_the_number_of_an_app_is_its_id(app_id: str) -> None:
    """Another text would find nothing, which reads as if the app had been taken from sale."""
    with pytest.raises(ConfigError, match="id 之后的数字"):
        AppStore(app_id=app_id)
