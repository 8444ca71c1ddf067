"""A unit's own feed, looked at day after day while it changes: what was seen before counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from pathlib import Path

import pytest

from tests.app.examination.looking import check
from tests.app.examination.site import NOW
from tests.builders import days
from tests.lengths import some
from tests.sites import site, website_office


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item as the feed writes it."""

    at: datetime
    title: str
    id: str
    link: str


Telling = Callable[[int, Sequence[Item]], Sequence[Item]]  # on which day, of what is there
LIVE = (-6, -3, 0.2, 3, 6, 9, 12, 15, 18, 21)  # days before the first look; less than 0: after it
DEAD = (16, 19, 22, 25, 28, 31)
ENDS = (11, 14, 17, 20, 23, 26)  # silent for too long from the fourth day on


def published(ages: Sequence[float], day: int) -> list[Item]:
    """Return what stands there on one day, newest first."""
    numbered = ((age, f"{number:03}") for number, age in enumerate(reversed(ages)))
    items = [
        Item(
            at=NOW - days(age),
            title=f"云岭水务工作简报第{number}期",
            id=f"yl-{number}",
            link=f"/gzdt/{number}.html",
        )
        for age, number in numbered
        if age >= -day
    ]
    return items[::-1]


def looks(telling: Telling, ages: Sequence[float], on: Iterable[int], folder: Path) -> list[str]:
    """Return the verdicts of the looks on so many days."""
    pages: dict[str, str] = {}
    found = []
    with site(pages) as (origin, _):
        website_office(folder, {"feed": f"{{kind: feed, url: '{origin}/rss.xml', own: true}}"})
        for day in on:
            pages["/rss.xml"] = feed(telling(day, published(ages, day)))
            found.append(check(folder, NOW + days(day)).of("feed"))
    return found


def feed(items: Sequence[Item]) -> str:
    told = "".join(
        f"<item><title>{item.title}</title><link>{item.link}</link>"
        f"<guid isPermaLink='false'>{item.id}</guid>"
        f"<pubDate>{format_datetime(item.at)}</pubDate></item>"
        for item in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{told}</channel></rss>"


def drawn(*words: object) -> str:
    return blake2b(repr(words).encode(), digest_size=8).hexdigest()


def as_it_is(day: int, items: Sequence[Item]) -> Sequence[Item]:
    return items


def without_newest_on_second_day(day: int, items: Sequence[Item]) -> Sequence[Item]:
    return items[1:] if day == 1 else items


def without_newest_from_second_day(day: int, items: Sequence[Item]) -> Sequence[Item]:
    return items[1:] if day else items


def dated_anew(day: int, items: Sequence[Item]) -> Sequence[Item]:
    """On the third day the site is built anew, and everything bears that day."""
    rebuilt = NOW + days(1.9)
    return [replace(one, at=max(one.at, rebuilt)) if day > 1 else one for one in items]


def under_other_addresses(day: int, items: Sequence[Item]) -> Sequence[Item]:
    if day < 2:
        return items
    anew = dated_anew(day, items)
    return [replace(one, id=f"new-{one.id}", link=f"/new{one.link}") for one in anew]


def with_other_ids_each_time(day: int, items: Sequence[Item]) -> Sequence[Item]:
    return [replace(one, id=drawn(day, one.id)) for one in dated_anew(day, items)]


def with_all_other_each_time(day: int, items: Sequence[Item]) -> Sequence[Item]:
    anew = with_other_ids_each_time(day, items)
    return [replace(one, link=f"{one.link}?v={one.id}") for one in anew]


def of_today_each_time(day: int, items: Sequence[Item]) -> Sequence[Item]:
    return [replace(one, at=NOW + days(day - 0.1)) for one in items]


def of_today_with_other_ids(day: int, items: Sequence[Item]) -> Sequence[Item]:
    return [replace(one, id=drawn(day, one.id)) for one in of_today_each_time(day, items)]


def of_few_titles(day: int, items: Sequence[Item]) -> Sequence[Item]:
    """Each title comes again when the item that bore it before makes room for its follower."""
    titled = [replace(one, title=f"每周水情通报（{int(one.id[3:]) % 4}）") for one in items]
    return titled[:4]


@pytest.mark.share(2)
@pytest.mark.parametrize(
    ("telling", "ages", "expected"),
    [
        (as_it_is, LIVE, "ppppppppp"),
        (as_it_is, DEAD, "fffffffff"),
        (as_it_is, ENDS, "ppppfffff"),
        (without_newest_on_second_day, (12, 16, 19, 22), "pupffffff"),
        # it was published all the same, for as long as that matters
        (without_newest_from_second_day, (12, 16, 19, 22), "puuffffff"),
        (dated_anew, DEAD, "ffuuuuuuu"),
        (under_other_addresses, DEAD, "ffuuuuuuu"),
        (with_other_ids_each_time, DEAD, "ffuuuuuuu"),
        (with_all_other_each_time, DEAD, "ffuuuuuuu"),
        (under_other_addresses, LIVE, "ppppppppp"),
        (with_other_ids_each_time, LIVE, "ppppppppp"),
        (of_today_each_time, DEAD, "puuuuuuuu"),
        (of_today_with_other_ids, DEAD, "puuuuuuuu"),
        (of_few_titles, LIVE, "ppppppppp"),
    ],
)
def test_what_earlier_days_showed_counts(
    telling: Telling, ages: Sequence[float], expected: str, tmp_path: Path
) -> None:
    on = some(range(len(expected)), 0, 1, 2, 4, 8)
    found = looks(telling, ages, on, tmp_path)

    assert "".join(verdict[0] for verdict in found) == "".join(expected[day] for day in on)


@pytest.mark.parametrize(
    "telling", [under_other_addresses, with_other_ids_each_time, with_all_other_each_time]
)
def test_a_date_that_was_made_anew_clears_nobody_for_as_long_as_it_could(
    telling: Telling, tmp_path: Path
) -> None:
    """Not even when the looks that showed the true date speak no more."""
    on = some(range(18), 0, 1, 2, 5, 10, 14, 15, 16, 17)

    assert set(looks(telling, DEAD, on, tmp_path)[2:]) <= {"unknown", "fail"}


def built_anew_lately(day: int, items: Sequence[Item]) -> Sequence[Item]:
    return [replace(one, at=NOW + days(13)) for one in items] if day > 13 else items


def test_a_look_of_long_ago_still_tells_the_date(tmp_path: Path) -> None:
    found = looks(built_anew_lately, (2, 5, 9, 16), (0, 14, 15), tmp_path)

    assert found == ["pass", "unknown", "unknown"]
