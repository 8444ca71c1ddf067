"""An item that comes back under another address is known by its title and its place."""

import pytest

from monitor.model import Observation, Post, Sighting
from monitor.verdicts.renames import renamed
from monitor.verdicts.sightings import contradicted
from tests.builders import ago, observation, post, window


def item(age: float, key: str = "a", **options: object) -> Post:
    return post(ago(age), key=key, **options)


def look(*posts: Post, on: float) -> Observation:
    return observation(*posts, taken_at=ago(on), window=window(ago(60), ago(on)))


RENAMED = "临河县春耕备耕工作简报"


@pytest.mark.parametrize(
    ("before", "now", "known"),
    [
        ([item(20, "x", title=RENAMED)], [item(1, "y", title=RENAMED)], True),
        ([item(20, "x", title=RENAMED)], [item(1, "y", title="别的题目")], False),
        # the old one still stands in the list: this is another one of its name
        (
            [item(20, "x", title=RENAMED)],
            [item(1, "y", title=RENAMED), item(20, "x", title="旧题")],
            False,
        ),
        # a title that recurs tells nothing
        (
            [item(20, "x", title=RENAMED), item(21, "z", title=RENAMED)],
            [item(1, "y", title=RENAMED)],
            False,
        ),
        (
            [item(20, "x", title=RENAMED)],
            [item(1, "y", title=RENAMED), item(2, "w", title=RENAMED)],
            False,
        ),
        ([item(20, "x", title="公告")], [item(1, "y", title="公告")], False),
    ],
)
def test_an_item_under_a_new_address_is_known_by_its_title(
    before: list[Post], now: list[Post], known: bool
) -> None:
    looks = [look(*before, on=1), look(*now, on=0)]

    assert ("y" in dict(renamed(looks))) is known
    assert bool(contradicted({"y": now[0]}, looks, {})["y"].doubt) is known


def test_one_look_alone_renames_nothing() -> None:
    assert not list(renamed([look(item(1, title=RENAMED), on=0)]))
    assert not list(renamed([]))


TITLES = ("临河县春耕备耕工作简报", "临河县秋粮收购工作安排", "临河县冬季农田建设动员")
REPORT = "临河县一周天气预报"


def lines(
    titles: tuple[str, ...], name: str = "", newest: float = 20, step: float = 7
) -> list[Post]:
    return [
        item(newest + step * n, f"{name}{n}", title=title, url=f"https://x.invalid/{name}{n}")
        for n, title in enumerate(titles)
    ]


def earlier_keys(*looks: list[Post]) -> dict[str, str]:
    """Return the new keys and those that they had before."""
    last = len(looks) - 1
    found = renamed([look(*posts, on=last - n) for n, posts in enumerate(looks)])
    return {key: sighting.key for key, sighting in found.items()}


@pytest.mark.parametrize(
    "now",
    [
        lines(TITLES, "new", 1, 0),
        lines(tuple(f"{title[:4]} {title[4:]}" for title in TITLES), "new", 1, 0),
        lines(tuple(f"【临河农业】{title}" for title in TITLES), "new", 1, 0),
        lines(tuple(f"[图]（转载）{title}" for title in TITLES), "new", 1, 0),
        lines(tuple(f"{title[:7]}…" for title in TITLES), "new", 1, 0),
        lines(tuple(f"{title[:7]}..." for title in TITLES), "new", 1, 0),
    ],
    ids=["as they were", "spaced", "named", "marked", "cut", "cut with dots"],
)
def test_a_list_that_was_built_anew_is_known_however_it_writes_its_titles(now: list[Post]) -> None:
    assert earlier_keys(lines(TITLES), now) == {"new0": "0", "new1": "1", "new2": "2"}
    # in any order, with others between
    mixed = [item(1, "other", title="临河县召开农业工作会议"), *reversed(now)]
    assert earlier_keys(lines(TITLES), mixed) == {"new0": "0", "new1": "1", "new2": "2"}


@pytest.mark.parametrize(
    "title", ["临河县春…", "临河县春耕备耕工作", "临河县秋粮收购…", "临河县", ""]
)
def test_a_title_that_only_begins_alike_is_another(title: str) -> None:
    assert not earlier_keys(
        lines(TITLES[:1]), [item(1, "new", title=title), *lines(TITLES[2:], "z")]
    )


def test_once_seen_to_be_the_same_it_stays_the_same() -> None:
    anew = lines(TITLES, "new", 1, 0)

    assert earlier_keys(lines(TITLES), anew, anew, anew) == {"new0": "0", "new1": "1", "new2": "2"}


def test_an_item_whose_address_changes_twice_is_as_old_as_it_ever_was() -> None:
    second, third = lines(TITLES, "b", 1, 0), lines(TITLES, "c", 0, 0)

    assert earlier_keys(lines(TITLES), second, third) == {
        **{f"b{n}": str(n) for n in range(3)},
        **{f"c{n}": str(n) for n in range(3)},
    }


def test_what_fell_out_of_the_list_before_it_was_built_anew_is_known_too() -> None:
    before = lines(TITLES)

    assert len(earlier_keys(before, before[:2], lines(TITLES, "new", 1, 0))) == 3


def test_what_comes_back_under_its_old_address_was_not_renamed() -> None:
    before = lines(TITLES)

    assert not earlier_keys(before, before[:2], before)


@pytest.mark.parametrize("kept", [0, 1, 2, 4])
def test_of_a_title_that_recurs_the_whole_list_or_its_gaps_tell(kept: int) -> None:
    before = lines((REPORT,) * 5)
    now = [*lines((REPORT,) * (5 - kept), "new", 1, 0), *before[5 - kept :]]

    assert earlier_keys(before, now) == {f"new{n}": str(n) for n in range(5 - kept)}


@pytest.mark.parametrize("came", [1, 2, 4])
def test_what_new_items_push_out_at_the_end_is_no_earlier_one_of_theirs(came: int) -> None:
    """A weekly report bears the same title each week."""
    before = lines((REPORT,) * 5)
    now = [*lines((REPORT,) * came, "new", 1), *before[: 5 - came]]

    assert not earlier_keys(before, now)


def test_a_list_of_two_titles_built_anew_is_told_from_one_that_grew() -> None:
    before = lines((REPORT, TITLES[0], REPORT))

    anew = lines((REPORT, TITLES[0], REPORT, REPORT), "new", 1, 0)

    assert earlier_keys(before, anew) == {"new0": "0", "new1": "1", "new2": "2"}
    assert not earlier_keys(before, [*lines((REPORT,), "new", 1), *before])


def test_the_oldest_date_that_an_item_ever_bore_is_told() -> None:
    first, second = lines(TITLES), lines(TITLES, newest=9)

    found = renamed([look(*first, on=2), look(*second, on=1), look(*lines(TITLES, "n", 0), on=0)])

    assert isinstance(found["n0"], Sighting)
    assert found["n0"].published_at == ago(20)
