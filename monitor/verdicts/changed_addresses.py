"""When items first appeared that may be older ones at a new address."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from monitor.model import Observation
from monitor.system.packing import compact
from monitor.verdicts import codec

# what came up at one look: how many items of it are shown now, and how many of those bear a title
# that an earlier one of the same source bore
CAME = """
WITH shown AS (
SELECT json_extract(value, '$[0]') AS account, json_extract(value, '$[1]') AS source,
json_extract(value, '$[2]') AS "key", json_extract(value, '$[3]') AS title,
json_extract(value, '$[4]') AS until FROM json_each(:shown)
), came AS (
SELECT s.account, s.source, s."key", s.title, min(p.first_seen_at) AS at
FROM shown s JOIN posts p ON p.account = s.account AND p."key" = s."key" AND p.source = s.source
WHERE p.first_seen_at < s.until GROUP BY s.account, s.source, s."key"
)
SELECT c.account, c.source, c.at, count(*) AS items, sum(EXISTS (
SELECT 1 FROM posts e WHERE e.account = c.account AND e.source = c.source AND e.title = c.title
AND e."key" <> c."key" AND e.first_seen_at < c.at)) AS titled
FROM came c GROUP BY c.account, c.source, c.at
"""
# the looks that showed them first, and the last one before each; *counts*: which looks count
LOOKS = """
WITH came AS MATERIALIZED (
SELECT json_extract(value, '$[0]') AS account, json_extract(value, '$[1]') AS source,
json_extract(value, '$[2]') AS at, json_extract(value, '$[3]') AS until FROM json_each(?)
)
SELECT observations.* FROM came CROSS JOIN observations
ON observations.account = came.account AND observations.taken_at = came.at
WHERE observations.taken_at <= came.until AND observations.source = came.source
AND coalesce(observations."by", '') = '' AND observations.posts <> '[]' AND {counts}
UNION ALL
SELECT before.* FROM came CROSS JOIN observations before ON before.id = (
SELECT observations.id FROM observations
WHERE observations.account = came.account AND observations.taken_at < came.at
AND observations.taken_at <= came.until AND observations.source = came.source
AND coalesce(observations."by", '') = '' AND observations.posts <> '[]' AND {counts}
ORDER BY observations.taken_at DESC, observations.id DESC LIMIT 1)
"""
HALF = 2  # of what is shown, came up at once: the site may have been built anew


class Arrival(NamedTuple):
    """A look at which an item first appeared, by its account, source and moment."""

    account: str
    source: str
    at: str


def asked(shown: Iterable[Observation], until: Callable[[str], str]) -> str:
    """Return the items of *shown* as the question CAME takes them; *until*: when, by account."""
    items = {
        (look.account, look.source, post.key, post.title, until(look.account))
        for look in shown
        if not look.by
        for post in look.reading.posts
    }
    return compact(sorted(items))


def arrivals(rows: Iterable[codec.Row]) -> Iterator[Arrival]:
    """Yield from rows of CAME the looks at which an item may have moved from elsewhere."""
    rows = list(rows)
    total: Counter[tuple[str, str]] = Counter()
    for row in rows:
        total[row["account"], row["source"]] += row["items"]
    for row in rows:
        half = row["items"] * HALF >= total[row["account"], row["source"]]
        if row["titled"] or (row["items"] > 1 and half):
            yield Arrival(row["account"], row["source"], row["at"])
