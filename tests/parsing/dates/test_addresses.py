"""The day, or the year, that an article's address bears."""

from datetime import date

import pytest

from monitor.parsing.dates.addresses import day_in, later_day_in, year_in


@pytest.mark.parametrize(
    ("url", "day", "year"),
    [
        ("http://x.invalid/nyxw/202609/t20260908_160370.htm", date(2026, 9, 8), 2026),
        ("http://x.invalid/art/2026/9/8/art_12_3456.html", date(2026, 9, 8), 2026),
        ("http://x.invalid/show/20260908/12.html", date(2026, 9, 8), 2026),
        ("http://x.invalid/2026-09/08/c_1.htm", date(2026, 9, 8), 2026),
        ("http://x.invalid/2026-09-08/c_1.htm", date(2026, 9, 8), 2026),
        ("http://x.invalid/202609/08/c_1.htm", date(2026, 9, 8), 2026),
        ("http://x.invalid/nyxw/202609/12.html", None, 2026),
        ("http://x.invalid/nyxw/2026-09/12.html", None, 2026),
        ("http://x.invalid/nyxw/2026/12.html", None, 2026),
        ("http://x.invalid/20260908/t20260910_1.html", None, None),
        ("http://x.invalid/2025/2026/12.html", None, None),
        ("http://x.invalid/t20261308_1.html", None, None),
        ("http://x.invalid/nyxw/t20260908.html", None, None),
        ("http://x.invalid/20260908123.html", None, None),
        ("http://2026.invalid/nyxw/12.html", None, None),
        ("http://x.invalid/?d=/20260908/", None, None),
        ("http://x.invalid/2626/12.html", None, None),
        ("/nyxw/202609/t20260908_1.htm", date(2026, 9, 8), 2026),
        ("", None, None),
    ],
)
def test_an_address_bears_the_day_that_its_folders_or_its_file_name(
    url: str, day: date | None, year: int | None
) -> None:
    assert (day_in(url), year_in(url)) == (day, year)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/content/202609081.html", date(2026, 9, 8)),
        ("/20260908000017.shtml", date(2026, 9, 8)),
        ("/show-2026-09-08-7.html", date(2026, 9, 8)),
        ("/art_20260908_7.html", date(2026, 9, 8)),
        ("/c20260908/content.html", date(2026, 9, 8)),
        ("/news.asp?id=202609080007", date(2026, 9, 8)),
        ("/2026/0908/7.html", date(2026, 9, 8)),
        ("/2026/09-08/7.shtml", date(2026, 9, 8)),
        ("/260908/7.html", date(2026, 9, 8)),
        ("/t20260908_7.html", date(2026, 9, 8)),
        ("/20260908/t20260910_1.html", date(2026, 9, 10)),
        ("/20260901/7.html", None),  # not after the first of the month
        ("/20260921/7.html", None),  # later than the twentieth
        ("/12026090817.html", None),  # a number that has it within
        ("/20261308.html", None),
        ("/2026090800000000017.html", None),  # a longer number than any of time and place
        ("/7.html#20260908", None),
        ("/260908.html", None),
        ("", None),
    ],
)
def test_an_address_may_bear_a_later_day_in_any_form(path: str, day: date | None) -> None:
    url = f"http://x.invalid{path}"

    assert later_day_in(url, date(2026, 9, 1), date(2026, 9, 20)) == day
