"""When the bytes of an answer were made, and what the server's clock says."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from monitor.http.cache_age import clock_offset, copy_of
from monitor.http.exchange import HttpAnswer
from tests.builders import NOON, ago, days

HOUR = timedelta(hours=1)


def written(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


CURRENT = {"date": written(NOON)}
OLD = {"last-modified": written(ago(21))}


@pytest.mark.parametrize(
    ("headers", "made"),
    [
        ({}, NOON),
        (CURRENT, NOON),
        ({"date": written(NOON + 21 * days(1))}, NOON),
        ({"date": written(NOON - timedelta(minutes=5))}, NOON),
        ({"date": written(NOON - timedelta(minutes=5, seconds=1))}, NOON - timedelta(seconds=301)),
        ({"date": written(ago(21))}, ago(21)),
        (CURRENT | {"age": "0"}, NOON),
        (CURRENT | {"age": "3600"}, NOON - HOUR),
        (CURRENT | {"age": "3600, 60"}, NOON - HOUR),
        ({"date": written(NOON - 2 * HOUR), "age": "3600"}, NOON - 2 * HOUR),
        (CURRENT | {"age": "-5"}, NOON),
        (CURRENT | {"age": "soon"}, NOON),
        (CURRENT | {"age": "９００"}, NOON),
        ({"date": "Fri, 10 Dec 2021 04:00:00 -0000"}, ago(21)),
        ({"date": "Fri, 10 Dec 2021 12:00:00 +0800"}, ago(21)),
        (CURRENT | {"age": "9" * 15}, NOON),
        (CURRENT | OLD, NOON),
        (CURRENT | OLD | {"x-cache": "MISS from edge"}, NOON),
        (CURRENT | OLD | {"x-cache": "HIT from edge"}, ago(21)),
        (CURRENT | OLD | {"x-cache": "TCP_HIT dirn:10:20"}, ago(21)),
        (CURRENT | OLD | {"x-cache-status": "REVALIDATED", "via": "1.1 a"}, NOON),
        (CURRENT | OLD | {"x-cache-status": "STALE"}, ago(21)),
        (CURRENT | OLD | {"cf-cache-status": "DYNAMIC"}, NOON),
        (CURRENT | OLD | {"via": "1.1 varnish"}, ago(21)),
        (CURRENT | {"x-cache": "HIT"}, None),
        (CURRENT | {"x-cache": "WHITE"}, NOON),
        (CURRENT | OLD | {"x-cache-lookup": "Hit From Disktank"}, ago(21)),
        (CURRENT | OLD | {"x-cache-lookup": "Cache Miss"}, NOON),
        (CURRENT | OLD | {"x-cache": "MISS from a", "x-cache-lookup": "HIT from a:80"}, NOON),
        (CURRENT | OLD | {"x-cache": "HIT from a", "x-cache-lookup": "MISS from a:80"}, ago(21)),
        (CURRENT | OLD | {"x-drupal-cache": "HIT"}, ago(21)),
        (CURRENT | OLD | {"x-nginx-cache": "MISS", "x-proxy-cache": "HIT"}, ago(21)),
        (CURRENT | OLD | {"cache-status": '"edge"; hit; ttl=1000'}, ago(21)),
        (CURRENT | OLD | {"cache-status": "origin; fwd=miss, edge; hit"}, ago(21)),
        (CURRENT | OLD | {"cache-status": "edge; fwd=stale; stored"}, NOON),
        (CURRENT | OLD | {"cache-control": "max-age=60, stale-if-error=600"}, NOON),
        (CURRENT | OLD | {"cdn-cache-control": "stale-if-error=600", "via": "1.1 a"}, ago(21)),
        (CURRENT | OLD | {"x-cache-tag": "hit", "x-cache-key": "hit"}, NOON),
        (CURRENT | OLD | {"x-cacheable": "hit"}, NOON),
        (CURRENT | OLD | {"x-via": "1.1 zj57:4 (Cdn Cache Server V2.0)"}, ago(21)),
        (CURRENT | OLD | {"x-varnish": "1298 1104"}, ago(21)),
        (CURRENT | OLD | {"x-varnish": "1298"}, NOON),
        (CURRENT | {"x-swift-savetime": written(ago(3))}, ago(3)),
        (CURRENT | {"ali-swift-global-savetime": str(int(ago(3).timestamp()))}, ago(3)),
        (CURRENT | {"ali-swift-global-savetime": "soon"}, NOON),
        (CURRENT | OLD | {"x-cache-lookup": "Cache Hit"}, ago(21)),
        (CURRENT | OLD | {"x-cached": "HIT"}, ago(21)),
        (CURRENT | OLD | {"x-cache-lookup": "Hit From Disk"}, ago(21)),
        (CURRENT | OLD | {"x-cache-lookup": "HIT from a:80", "x-cache": "MISS from a"}, NOON),
        (CURRENT | OLD | {"x-nginx-cache-status": "HIT"}, ago(21)),
        (CURRENT | OLD | {"cdn-cache": "HIT"}, ago(21)),
        (CURRENT | OLD | {"cache-status": '"edge"; hit; ttl=30'}, ago(21)),
        (CURRENT | OLD | {"cache-status": '"edge"; fwd=miss'}, NOON),
        (CURRENT | OLD | {"cache-control": "stale-while-revalidate=60, x-hit"}, NOON),
        (CURRENT | OLD | {"x-cache-key": "/hit/"}, NOON),
        (CURRENT | OLD | {"server-timing": "cdn-cache; desc=HIT, edge; dur=1"}, ago(21)),
        (CURRENT | OLD | {"server-timing": "cdn-cache; desc=MISS", "via": "1.1 a"}, NOON),
        (CURRENT | OLD | {"warning": '110 squid "Response is stale"'}, ago(21)),
        (CURRENT | OLD | {"x-via-jsl": "9f2ab01,hit"}, ago(21)),
        (CURRENT | OLD | {"x-cache-hits": "3"}, ago(21)),
        (CURRENT | OLD | {"x-cache-hits": "0"}, NOON),
        (CURRENT | OLD | {"ohc-cache-hit": "node52 [2]"}, ago(21)),
        (CURRENT | OLD | {"x-varnish": "3276 1297"}, ago(21)),
        (CURRENT | OLD | {"x-varnish": "3276"}, NOON),
        (CURRENT | OLD | {"x-hcs-proxy-type": "1"}, ago(21)),
        (CURRENT | OLD | {"x-hcs-proxy-type": "0"}, NOON),
        (CURRENT | OLD | {"x-via": "1.1 node:9 (Cdn Cache Server V2.0)"}, ago(21)),
        (CURRENT | OLD | {"x-via": "1.1 node:9", "x-cache": "MISS"}, NOON),
        (CURRENT | OLD | {"x-cacheable": "YES", "via": "1.1 a"}, ago(21)),
        ({"date": "yesterday"}, NOON),
        ({"date": "Wed, 32 Dec 2021 04:00:00 GMT"}, NOON),
    ],
)
def test_a_copy_is_as_old_as_its_headers_say(
    headers: dict[str, str], made: datetime | None
) -> None:
    assert copy_of(headers, NOON).at == made


@pytest.mark.parametrize(
    ("headers", "offset"),
    [
        ({}, None),
        ({"date": "no date"}, None),
        (CURRENT, timedelta()),
        ({"date": written(NOON + HOUR)}, HOUR),
        ({"date": written(ago(365))}, -365 * days(1)),
        ({"date": written(NOON - HOUR), "age": "3600"}, timedelta()),
        (CURRENT | {"age": "86400"}, timedelta()),
        ({"date": written(NOON + HOUR), "age": "60"}, HOUR),
        ({"date": written(ago(21)), "x-cache": "HIT"}, None),
        ({"date": written(ago(21)), "x-cache": "MISS"}, -21 * days(1)),
    ],
)
def test_a_servers_clock_is_read_where_no_copy_stands_between(
    headers: dict[str, str], offset: timedelta | None
) -> None:
    assert clock_offset(headers, NOON) == offset


@pytest.mark.parametrize(
    ("headers", "body_at", "made", "current"),
    [
        ({}, None, NOON, NOON),
        ({"age": "3600"}, None, NOON - HOUR, NOON - HOUR),
        ({"x-cache": "HIT"}, None, NOON, datetime.fromisoformat("1970-01-01T00:00:00+00:00")),
        ({}, ago(3), ago(3), ago(3)),
        ({"age": "3600"}, ago(3), ago(3), ago(3)),
        ({"age": str(5 * 86400)}, ago(3), ago(5), ago(5)),
    ],
)
def test_a_body_that_a_304_confirms_is_as_old_as_its_first_coming(
    headers: dict[str, str], body_at: datetime | None, made: datetime, current: datetime
) -> None:
    answer = HttpAnswer(
        url="", status=200, headers=headers, body=b"", received_at=NOON, body_at=body_at
    )

    assert (answer.made_at, answer.current_at) == (made, current)
