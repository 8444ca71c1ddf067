"""A list that changes between looks: built anew, deleted from, served by two servers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.app.examination.looking import check
from tests.app.examination.site import NOW, Entry, Site, entries, serving
from tests.builders import days
from tests.lengths import some

pytestmark = pytest.mark.share(2)  # of cases that are alike, each second where it may not take long

DEAD = (20, 31, 45, 60, 77)
TITLES = (
    "临河县春耕备耕工作简报",
    "临河县秋粮收购工作安排",
    "临河县冬季农田建设动员",
    "临河县农机检修下乡服务",
    "临河县新型职业农民培训",
)
REPORT = "临河县一周天气预报"
LISTS = ("feed", "webpage")
Change = Callable[[list[Entry]], list[Entry]]


def named(titles: Sequence[str], *ages: float) -> list[Entry]:
    return [
        replace(entry, title=title) for entry, title in zip(entries(*ages), titles, strict=True)
    ]


def anew(listed: Sequence[Entry]) -> list[Entry]:
    """Return the same items, dated of the day after under new addresses."""
    at = NOW + timedelta(hours=23)
    return [replace(one, number=one.number + 5000, at=at) for one in listed]


def retitled(form: Callable[[str], str]) -> Change:
    return lambda listed: [replace(one, title=form(one.title)) for one in anew(listed)]


REBUILT: dict[str, tuple[Sequence[str], Change]] = {
    "all": (TITLES, anew),
    "the first half": (TITLES, lambda listed: [*anew(listed[:3]), *listed[3:]]),
    "one": (TITLES, lambda listed: [*anew(listed[2:3]), *listed[:2], *listed[3:]]),
    "with one title throughout": ((REPORT,) * 5, anew),
    "with a title that recurs": ((REPORT, TITLES[0], REPORT, TITLES[1], REPORT), anew),
    "half with one title": ((REPORT,) * 5, lambda listed: [*anew(listed[:3]), *listed[3:]]),
    "titles cut": (TITLES, retitled(lambda title: f"{title[:8]}…")),
    "titles spaced": (TITLES, retitled(lambda title: f"{title[:3]} {title[3:]}")),
    "titles under a name": (TITLES, retitled(lambda title: f"【临河】{title}")),
    "after it was shortened": (TITLES, anew),
}


WAYS = [(id, how) for how in REBUILT for id in LISTS]
EACH = [2 * n + n % 2 for n in range(len(REBUILT))]  # each in one of the lists


@pytest.mark.parametrize(("id", "how"), some(WAYS, *EACH))
def test_a_dead_list_that_is_built_anew_clears_nobody_however_long_ago(
    id: str, how: str, tmp_path: Path
) -> None:
    titles, change = REBUILT[how]
    dead = named(titles, *DEAD)
    site = Site(entries=dead)
    said = []
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "fail"
        if "shortened" in how:
            site.entries, site.now = dead[:2], NOW + timedelta(hours=12)
            check(tmp_path, site.now, id)
        site.entries = change(dead)
        for day in some((1, 2, 3, 9, 12), 0, 1, 4):
            site.now = NOW + days(day)
            said.append(check(tmp_path, site.now, id).of(id))

    assert set(said) == {"unknown"}


def weekly(week: int, count: int, step: int = 1) -> list[Entry]:
    return [
        Entry(number=100 + week * step - n, at=NOW + days(7 * (week * step - n) - 1), title=REPORT)
        for n in range(count)
    ]


@pytest.mark.parametrize(("count", "step"), [(8, 1), (3, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("id", LISTS)
def test_a_report_under_the_same_title_each_week_clears(
    id: str, count: int, step: int, tmp_path: Path
) -> None:
    site = Site(entries=[])
    with serving(site, tmp_path):
        for week in range(4):
            site.entries, site.now = weekly(week, count, step), NOW + days(7 * week * step)

            assert check(tmp_path, site.now, id).of(id) == "pass"


def test_a_live_list_that_is_built_anew_still_clears(tmp_path: Path) -> None:
    live = named(TITLES, 2, 9, 20, 31, 45)
    site = Site(entries=live)
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, "webpage").of("webpage") == "pass"
        site.entries = [replace(one, number=one.number + 5000) for one in live]
        for day in (1, 2, 9):
            site.now = NOW + days(day)

            assert check(tmp_path, site.now, "webpage").of("webpage") == "pass"


@pytest.mark.parametrize("id", LISTS)
def test_what_is_in_the_list_no_more_was_published_all_the_same(id: str, tmp_path: Path) -> None:
    """It may be deleted; or one of two servers behind an address is slow to follow."""
    listed = named(TITLES, 3, 20, 31, 45, 60)
    site = Site(entries=listed)
    with serving(site, tmp_path):
        assert check(tmp_path, NOW, id).of(id) == "pass"
        for hours in (12, 36):
            site.entries, site.now = listed[1:], NOW + timedelta(hours=hours)
            verdicts = check(tmp_path, site.now, id)
            assert verdicts.of(id) == "unknown"
            assert "此前曾见到2026年3月15日发布的内容" in verdicts.reason(id)

        site.entries, site.now = listed, NOW + days(2)
        assert check(tmp_path, site.now, id).of(id) == "pass"

        site.entries, site.now = listed[1:], NOW + days(12)  # fifteen days after it was published
        assert check(tmp_path, site.now, id).of(id) == "fail"


def test_dates_that_follow_the_day_of_the_look_clear_nobody(tmp_path: Path) -> None:
    """Some templates print the day of the visit beside every item."""
    site = Site(entries=named(TITLES, *DEAD), page_status=404)
    site.dating = lambda entry: site.now
    with serving(site, tmp_path):
        for day in (0, 1, 2):
            site.now = NOW + days(day)
            verdicts = check(tmp_path, site.now, "webpage")

            assert day == 0 or verdicts.of("webpage") == "unknown"
    assert "都标为查看当天" in verdicts.reason("webpage")
