"""Two sources of one account that date the same items otherwise, live and in a replay."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
import time_machine

from monitor.model.clock import BEIJING
from tests.app.examination.looking import check
from tests.app.examination.site import NOW
from tests.builders import days
from tests.running import run
from tests.sites import site, website_office

SOURCES = (
    "{{kind: feed, url: '{0}/rss.xml', own: true}}, "
    "{{kind: webpage, url: '{0}/gzdt/', item: 'ul.list li'}}"
)
FRONT = "/"
OLD, ALIVE = (30, 34, 38, 42), (2, 6, 10, 14)


def feed(times: Sequence[datetime], links: Sequence[str]) -> str:
    items = "".join(
        f"<item><title>云岭水务简报第{number}期</title><link>{link}</link>"
        f"<guid isPermaLink='false'>yl-{number}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
        for number, (at, link) in enumerate(zip(times, links, strict=True))
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>"


def column(times: Sequence[datetime], links: Sequence[str]) -> str:
    rows = "".join(
        f"<li><a href='{link}'>云岭水务简报第{number}期</a>"
        f"<span>{at.astimezone(BEIJING):%Y-%m-%d}</span></li>"
        for number, (at, link) in enumerate(zip(times, links, strict=True))
    )
    return (
        f"<html><head><meta charset='utf-8'></head><body><ul class='list'>{rows}</ul></body></html>"
    )


def pages(links: Sequence[str]) -> list[str]:
    return [f"/gzdt/{number}.html" if link != FRONT else FRONT for number, link in enumerate(links)]


@pytest.mark.share(2)
@pytest.mark.parametrize(
    ("in_feed", "in_column", "links", "expected"),
    [
        (OLD, OLD, ("own",) * 4, "fail"),
        (ALIVE, ALIVE, ("own",) * 4, "pass"),
        # the feed dates everything anew, the column tells the days
        ((1.1, 1.2, 1.3, 1.4), OLD, ("own",) * 4, "unknown"),
        (OLD, (1.1, 1.2, 1.3, 1.4), ("own",) * 4, "unknown"),
        ((1.1, 1.2, 1.3, 1.4), ALIVE, ("own",) * 4, "pass"),
        # one address for all of the feed's items tells nothing of them
        (ALIVE, OLD, (FRONT,) * 4, "pass"),
    ],
)
def test_what_one_source_tells_stands_against_the_other(
    in_feed: Sequence[float],
    in_column: Sequence[float],
    links: Sequence[str],
    expected: str,
    tmp_path: Path,
) -> None:
    addresses = pages(links)
    shown = {
        "/rss.xml": feed([NOW - days(age) for age in in_feed], addresses),
        "/gzdt/": column([NOW - days(age) for age in in_column], addresses),
    }
    with site(shown) as (origin, _):
        website_office(tmp_path, {"both": SOURCES.format(origin)})
        found = [check(tmp_path, NOW + days(day)).of("both") for day in range(3)]

    assert found == [expected] * 3
    assert replayed(tmp_path) == found


def replayed(folder: Path) -> list[str]:
    """Return what the recordings of the runs give, judged again when all is over."""
    found = []
    for recording in sorted((folder / "data" / "evidence").glob("*.warc.gz")):
        with time_machine.travel(NOW + days(9), tick=False):
            done = run(folder, "check", "--json", "--replay", recording)
        (account,) = json.loads(done.out)["accounts"]
        found.append(str(account["verdict"]))
    return found
