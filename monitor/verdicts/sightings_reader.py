"""The older dates under which what is shown now was seen before."""

from collections.abc import Callable, Collection, Iterable, Sequence

from monitor.model import Observation, Sighting, clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.system.packing import compact
from monitor.verdicts import codec
from monitor.verdicts.run_cutoff import RunCutoff, late_posts

# the rows of one item that bear an older date than it bears now, and were there before; within
# one source its address tells only together with its title: some feeds give all of them one
# address, as any source may. What was first seen at the moment itself is of the run that asks:
# a replay finds it in the database already, and must not know more than the run did
OLDER = """
WITH shown AS (
SELECT json_extract(value, '$[0]') AS account, json_extract(value, '$[1]') AS "key",
json_extract(value, '$[2]') AS url, json_extract(value, '$[3]') AS at,
json_extract(value, '$[4]') AS source, json_extract(value, '$[5]') AS title,
json_extract(value, '$[6]') AS until
FROM json_each(:shown)
)
SELECT p.id, p.account, p.key, p.url, p.published_at, p.precision, p.first_seen_at, '' AS title
FROM shown s JOIN posts p ON p.account = s.account AND p.key = s.key
WHERE p.published_at < s.at AND p.first_seen_at < s.until
UNION
SELECT p.id, p.account, p.key, p.url, p.published_at, p.precision, p.first_seen_at,
CASE WHEN p.source = s.source THEN p.title ELSE '' END AS title
FROM shown s JOIN posts p ON p.account = s.account AND p.url = s.url
WHERE s.url <> '' AND (p.source <> s.source OR p.title = s.title AND p.title <> '')
AND p.published_at < s.at AND p.first_seen_at < s.until
AND (p.source = s.source OR NOT EXISTS (SELECT 1 FROM posts o WHERE o.account = p.account
AND o.source = p.source AND o.url = p.url AND o.key <> p.key AND o.title <> p.title))
"""
STORED = """
SELECT j.value AS account, (SELECT count(*) FROM posts WHERE account = j.value) AS posts
FROM json_each(:accounts) j
"""
MANY = 5000  # items in one question


def older_dates(
    db: Database,
    earlier: Sequence[Observation],
    seen_now: Sequence[Observation],
    until: Callable[[str], str],
    entered: RunCutoff,
) -> dict[str, tuple[Sighting, ...]]:
    """Return the older dates under which what is shown was seen before, by account.

    *earlier*: the looks that are known, *seen_now*: those just made. *until*: before when, by
    account. *entered*: what people had entered by then.
    """
    accounts = _with_more(db, earlier, seen_now)
    items = {
        (look.account, post.key, post.url, clock.stamp(at), look.source, post.title, before)
        for look in (*earlier, *seen_now)
        if look.account in accounts
        for before in (until(look.account),)
        for post, at in ((post, post.published_at) for post in look.reading.posts)
    }
    sightings: dict[str, set[Sighting]] = {}
    wanted = sorted(items)
    late = late_posts(db, entered)
    for start in range(0, len(wanted), MANY):
        for row in query(db, OLDER, {"shown": compact(wanted[start : start + MANY])}):
            if row["id"] not in late:
                sightings.setdefault(row["account"], set()).add(codec.sighting_of(row))
    return {
        account: tuple(sorted(seen, key=lambda s: (s.published_at, s.key, s.first_seen_at)))
        for account, seen in sightings.items()
    }


def _with_more(
    db: Database, earlier: Iterable[Observation], seen_now: Iterable[Observation]
) -> frozenset[str]:
    """Return the accounts of which more is stored than is at hand, or of which two items share
    a name: of all others nothing was ever seen under another date.
    """
    stored: dict[str, set[tuple[object, ...]]] = {}
    shown: dict[str, set[tuple[object, ...]]] = {}
    for looks, items in ((earlier, stored), (seen_now, shown)):
        for look in looks:
            seen = items.setdefault(look.account, set())
            seen.update(
                (look.source, p.key, p.published_at, p.title, p.url) for p in look.reading.posts
            )
    accounts = compact(list(stored.keys() | shown.keys()))
    return frozenset(
        row["account"]
        for row in query(db, STORED, {"accounts": accounts})
        if row["posts"]
        and (
            row["posts"] != len(stored.get(row["account"], ()))
            or _share_names(stored[row["account"]] | shown.get(row["account"], set()))
        )
    )


def _share_names(items: Collection[tuple[object, ...]]) -> bool:
    """Say whether two of *items* have one key, or one address."""
    keys, urls = zip(*((key, url) for _, key, _, _, url in items), strict=True)
    addresses = [url for url in urls if url]
    return len({*keys}) < len(items) or len({*addresses}) < len(addresses)
