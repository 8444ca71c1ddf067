"""What earlier sightings say against the date that an item bears now."""

from datetime import datetime, timedelta

import pytest

from monitor.model import Observation, Post, Precision, Sighting, clock
from monitor.verdicts.sightings import (
    apart,
    appearances,
    contradicted,
    elsewhere,
    emptied,
    redated,
    sightings_by_name,
)
from tests.builders import NOON, ago, observation, post, window

WIDE = window(ago(60))


def sighting(age: float, **overrides: object) -> Sighting:
    values: dict[str, object] = {
        "key": "a",
        "url": "",
        "published_at": ago(age),
        "precision": Precision.SECOND,
        "first_seen_at": ago(age - 1),
    }
    return Sighting(**(values | overrides))  # type: ignore[arg-type]


def item(age: float, key: str = "a", **options: object) -> Post:
    return post(ago(age), key=key, **options)


def look(*posts: Post, on: float, vouches: bool = True) -> Observation:
    reach = window(ago(60), ago(on)) if vouches else None
    return observation(*posts, taken_at=ago(on), window=reach)


@pytest.mark.parametrize(
    ("one", "other", "by_day", "expected"),
    [
        (NOON, NOON, False, False),
        (NOON, NOON - timedelta(hours=11), False, False),
        (NOON, NOON - timedelta(hours=13), False, True),
        (
            NOON - timedelta(hours=11, minutes=50),
            NOON - timedelta(hours=12, minutes=5),
            False,
            False,
        ),
        (NOON - timedelta(hours=11), NOON - timedelta(hours=13, seconds=1), False, True),
        (NOON - timedelta(hours=11, minutes=50), NOON - timedelta(hours=12, minutes=5), True, True),
    ],
)
def test_dates_are_apart_by_natural_days_and_no_mere_drift(
    one: datetime, other: datetime, by_day: bool, expected: bool
) -> None:
    assert apart(one, other, by_day=by_day) is apart(other, one, by_day=by_day) is expected


@pytest.mark.parametrize(
    ("before", "now", "doubted"),
    [
        (sighting(20), item(1), True),
        (sighting(2), item(1), True),
        (sighting(1.3), item(1), False),
        (sighting(1), item(1), False),
        (sighting(1), item(20), False),
        (sighting(9, precision=Precision.WEEK), item(1), False),
        (sighting(9), item(1, precision=Precision.MONTH), False),
        (sighting(9, precision=Precision.DAY), item(1, precision=Precision.HOUR), True),
    ],
)
def test_a_newer_date_than_before_stands_in_doubt(
    before: Sighting, now: Post, doubted: bool
) -> None:
    post = redated(now, [before])

    assert (post != now) is doubted
    if doubted:
        assert (post.earliest_at, post.published_at, post.latest_at) == (
            before.published_at,
            now.published_at,
            now.published_at,
        )
        assert clock.show_day(before.published_at) in post.doubt
        assert clock.show_day(now.published_at) in post.doubt


@pytest.mark.parametrize(
    ("precision", "doubted"), [(Precision.DAY, True), (Precision.SECOND, False)]
)
def test_a_mere_day_differs_by_its_name_an_exact_time_by_its_hours(
    precision: Precision, doubted: bool
) -> None:
    midnight = clock.day_start(clock.day(NOON))
    before = sighting(0, published_at=midnight - timedelta(minutes=1), precision=precision)

    assert bool(redated(post(midnight, key="a"), [before]).doubt) is doubted


def test_the_oldest_date_of_several_is_told() -> None:
    post = redated(item(1), [sighting(9), sighting(30), sighting(20)])

    assert post.earliest_at == ago(30)


def test_a_doubt_that_stood_before_is_only_widened() -> None:
    post = redated(item(3, earliest_at=ago(40), latest_at=ago(2)), [sighting(9)])

    assert (post.earliest_at, post.latest_at) == (ago(40), ago(2))


@pytest.mark.parametrize(
    ("url", "seen_url", "known"),
    [
        ("https://x.invalid/1", "https://x.invalid/1", True),
        ("https://x.invalid/1", "https://x.invalid/2", False),
        ("", "", False),
    ],
)
def test_the_address_tells_an_item_that_another_source_keyed_otherwise(
    url: str, seen_url: str, known: bool
) -> None:
    earlier = sightings_by_name([sighting(20, key="other", url=seen_url)])

    told = contradicted({"a": item(1, url=url)}, [], earlier)

    assert bool(told["a"].doubt) is known


@pytest.mark.parametrize(
    ("late", "earlier_key", "doubted"),
    [
        (item(25, "late"), "a", True),
        (item(25, "a"), "a", False),
        (item(0.5, "late"), "a", False),  # of the day of the earlier look, or after it
        (item(59, "late"), "a", True),
        (item(60, "late"), "a", False),  # of the day at which the list ended
        (item(70, "late"), "a", False),
        (item(25, "late", precision=Precision.WEEK), "a", False),
        (item(25, "late", title="临河农情简报"), "a", False),  # seen under another key
    ],
)
def test_what_a_complete_list_lacked_came_up_after_it(
    late: Post, earlier_key: str, doubted: bool
) -> None:
    first = look(item(20, earlier_key, title="临河农情简报"), on=1)
    second = look(item(20, earlier_key), late, on=0)

    assert ("late" in appearances([first, second])) is doubted


@pytest.mark.parametrize("vouches", [True, False])
def test_only_a_list_that_vouches_can_lack_anything(vouches: bool) -> None:
    first, second = look(item(20), on=1, vouches=vouches), look(item(20), item(25, "b"), on=0)

    assert bool(appearances([first, second])) is vouches


def test_a_look_that_showed_no_list_between_changes_nothing() -> None:
    looks = [look(item(20), on=2), look(on=1, vouches=False), look(item(20), item(25, "b"), on=0)]

    assert appearances(looks)["b"].missing_at == ago(2)


@pytest.mark.parametrize(("age", "late"), [(4, True), (3, True), (2, False)])
def test_what_came_after_the_end_of_the_list_is_not_late(age: float, late: bool) -> None:
    first = observation(item(20), taken_at=ago(1), window=window(ago(60), ago(3)))

    assert bool(appearances([first, look(item(20), item(age, "b"), on=0)])) is late


def test_what_stood_in_doubt_before_is_no_surer_for_having_come_up_late() -> None:
    looks = [look(item(20), on=2), look(item(20), item(25, "b"), on=1)]
    wide = item(25, "b", earliest_at=ago(40), latest_at=ago(0.5))

    post = contradicted({"b": wide}, looks, {})["b"]

    assert (post.earliest_at, post.latest_at) == (ago(40), ago(0.5))


@pytest.mark.parametrize(("title", "known"), [("春耕简报", True), ("春耕报", False)])
def test_four_characters_tell_an_earlier_item_from_a_late_one(title: str, known: bool) -> None:
    looks = [look(item(20, "x", title=title), on=1), look(item(25, "y", title=title), on=0)]

    assert bool(appearances(looks)) is not known


def test_the_first_look_of_all_shows_nothing_late() -> None:
    assert not appearances([look(item(20), item(25, "b"), on=0)])


def test_what_came_up_late_may_be_as_young_as_its_first_sighting() -> None:
    looks = [look(item(20), on=2), look(item(20), item(25, "b"), on=1)]

    post = contradicted({"b": item(25, "b")}, looks, {})["b"]

    assert (post.earliest_at, post.published_at, post.latest_at) == (ago(25), ago(25), ago(1))
    assert "列表中没有" in post.doubt


def test_one_address_for_all_items_of_a_source_tells_none_from_another() -> None:
    front = "https://x.invalid/"
    looks = [look(item(20, "a", url=front), on=1), look(item(1, "b", url=front), on=0)]

    assert not contradicted({"b": item(1, "b", url=front)}, looks, {})["b"].doubt


@pytest.mark.parametrize(
    ("looks", "believed"),
    [
        ([look(on=0)], True),
        ([look(on=1), look(on=0)], True),
        ([look(item(20), on=1), look(on=0)], False),
        ([look(item(20), on=9), look(on=1), look(on=0)], False),
        ([look(item(70), on=1), look(on=0)], True),
        ([look(item(60), on=1), look(on=0)], False),
        ([look(item(20), on=1), look(item(30), on=0)], True),
        ([look(item(20), on=1), look(on=0, vouches=False)], True),
        ([], True),
    ],
)
def test_an_empty_list_does_not_undo_what_was_seen(
    looks: list[Observation], believed: bool
) -> None:
    refusal = emptied(looks)

    assert (refusal is None) is believed
    assert refusal is None or "日发布的内容，不据此认定未更新" in refusal.refuted


def test_the_newest_of_what_was_seen_is_told() -> None:
    refusal = emptied([look(item(30), item(20, "b"), on=1), look(on=0)])

    assert refusal is not None and "此前曾见到2021年12月11日发布的内容" in refusal.refuted


@pytest.mark.parametrize(
    ("first", "second", "third", "doubted"),
    [
        ((0, 0), (0, 0), (0, 0), True),
        ((0, 0), (0, 0), (1, 0), False),  # one of them alone may have been edited
        ((0, 0), (1, 1), (2, 2), False),
        ((5, 5), (0, 0), (0, 0), False),  # dated anew, but not by each look
    ],
)
def test_dates_that_follow_the_day_of_the_look_are_nobodys(
    first: tuple[int, int], second: tuple[int, int], third: tuple[int, int], doubted: bool
) -> None:
    def seen(ages: tuple[int, int], on: int) -> Observation:
        return look(item(on + ages[0], "a"), item(on + ages[1], "b"), on=on)

    looks = [seen(first, 2), seen(second, 1), seen(third, 0)]
    now = {post.key: post for post in looks[-1].reading.posts}

    told = contradicted(now, looks, {})

    undated = [post for post in told.values() if post.earliest_at == clock.BEGINNING]
    assert len(undated) == (2 if doubted else 0)
    assert all("都标为查看当天" in post.doubt for post in undated)


PLACE = "https://x.invalid/gzdt/1.html"


def test_other_sources_tell_an_item_by_an_address_of_its_own() -> None:
    both = [item(20, "x", url=PLACE), item(21, "y", url=PLACE), item(22, "z", url=f"{PLACE}#1")]
    cut = item(9, "w", url=PLACE, title="春耕备耕工作…")  # as a column cuts it short
    looks = {"feed": [look(*both, on=0)], "webpage": [look(cut, on=0)]}

    assert [(sighting.key, sighting.title) for sighting in elsewhere(looks, "webpage")] == [
        (f"{PLACE}#1", "")
    ]
    assert [(sighting.key, sighting.title) for sighting in elsewhere(looks, "feed")] == [
        (PLACE, "")
    ]
    assert not list(elsewhere({"feed": [look(item(9, "w"), on=0)]}, "webpage"))


@pytest.mark.parametrize(
    ("before", "doubted"),
    [
        (item(9, "a"), True),
        (item(9, "b", url="https://x.invalid/1", title="云岭水务工作简报"), True),
        (item(9, "b", url="https://x.invalid/1", title="另一条工作信息"), False),
        (item(9, "b"), False),
        (item(1, "a"), False),
        (item(0.5, "a"), False),
    ],
)
def test_an_earlier_look_of_the_source_tells_an_older_date(before: Post, doubted: bool) -> None:
    now = item(1, "a", url="https://x.invalid/1", title="云岭水务工作简报")
    looks = [look(before, on=8, vouches=False), look(now, on=0, vouches=False)]

    assert bool(contradicted({"a": now}, looks, {})["a"].doubt) is doubted


@pytest.mark.parametrize(
    ("hours", "doubted"), [(0, True), (23.99, True), (-0.01, False), (24, False), (30, False)]
)
def test_two_visits_that_date_everything_to_their_day_date_nothing(
    hours: float, doubted: bool
) -> None:
    """*hours*: of the day of the first visit, at which its items are dated."""
    start = clock.day_start(clock.day(ago(3)))
    first = [post(start + timedelta(hours=hours), key=key) for key in "ab"]
    second = [item(0, key) for key in "ab"]
    looks = [look(*first, on=3, vouches=False), look(*second, on=0, vouches=False)]

    told = contradicted({one.key: one for one in second}, looks, {})

    assert [one.earliest_at == clock.BEGINNING for one in told.values()] == [doubted] * 2
