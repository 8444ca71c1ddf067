"""Values to rows and back; the only place that knows how a noun is spelt in a column."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from monitor.model import (
    Account,
    EvidenceRef,
    Means,
    Observation,
    Post,
    Precision,
    Reading,
    Result,
    Sighting,
    Verdict,
    Window,
    clock,
)
from monitor.system.packing import packed, unpacked
from monitor.verdicts import examination_rows, finding_rows, future_date_rows, gap_rows, note_rows

Row = sqlite3.Row | Mapping[str, Any]
# columns that tables were given after runs had been sealed
LATER = frozenset(
    {
        "released_at",
        "clock_offset",
        "examination",
        "misdated",
        "link",
        "known",
        "results",
        "outlook",
        "vouched_until",
        "looked_at",
        "via",
    }
)


POST_FIELDS = (
    "key", "published_at", "precision", "title", "url", "repost", "pinned",
    "earliest_at", "latest_at", "doubt",
)  # fmt: skip
POST_COLUMNS = ("id", "account", "source", *POST_FIELDS)
MOST_MADE = 1000  # looks whose rows are at hand; a batch has fewer
_made: dict[int, tuple[Observation, tuple[tuple[Any, ...], ...]]] = {}  # by the look itself


def post_values(post: Post) -> tuple[Any, ...]:
    """Return what *post* says of itself, in the order of ``POST_FIELDS``."""
    return (
        post.key,
        clock.stamp(post.published_at),
        post.precision.value,
        post.title,
        post.url,
        int(post.repost),
        int(post.pinned),
        post.earliest_at and clock.stamp(post.earliest_at),
        post.latest_at and clock.stamp(post.latest_at),
        post.doubt,
    )


def post_row(account: str, source: str, post: Post) -> tuple[Any, ...]:
    """Return the row of *post*, its id drawn from all it says: an edited post is another row."""
    values = post_values(post)
    return (post_id(account, source, values), account, source, *values)


def post_rows(look: Observation) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of what *look* shows; they are asked for before and after it is judged."""
    made = _made.get(id(look))
    if made is not None and made[0] is look:
        return made[1]
    if len(_made) >= MOST_MADE:
        _made.clear()
    rows = tuple(post_row(look.account, look.source, post) for post in look.reading.posts)
    _made[id(look)] = (look, rows)
    return rows


def post_id(account: str, source: str, values: tuple[Any, ...]) -> int:
    """Return the id of a post that says *values*, in the order of ``POST_FIELDS``."""
    name = repr((account, source, *values)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big", signed=True)


def raw_values(row: Row) -> tuple[Any, ...]:
    """Return the stored values of a row of posts unparsed: they may be no valid post."""
    return tuple(row[field] for field in POST_FIELDS)


def post_of(row: Row) -> Post:
    """Return the post of a row."""
    earliest, latest = row["earliest_at"], row["latest_at"]
    return Post(
        key=row["key"],
        published_at=clock.unstamp(row["published_at"]),
        precision=Precision(row["precision"]),
        title=row["title"],
        url=row["url"],
        repost=bool(row["repost"]),
        pinned=bool(row["pinned"]),
        earliest_at=clock.unstamp(earliest) if earliest else None,
        latest_at=clock.unstamp(latest) if latest else None,
        doubt=row["doubt"],
    )


def sighting_of(row: Row) -> Sighting:
    """Return what a row of posts says of the date that an item bore."""
    return Sighting(
        key=row["key"],
        url=row["url"],
        published_at=clock.unstamp(row["published_at"]),
        precision=Precision(row["precision"]),
        first_seen_at=clock.unstamp(row["first_seen_at"]),
        title=row["title"],
    )


def post_from_json(text: str | None) -> Post | None:
    """Return the post that a verdict names as the newest."""
    return post_of(dict(zip(POST_FIELDS, json.loads(text), strict=True))) if text else None


def observation_row(
    run: int | None, observation: Observation, post_ids: list[int]
) -> dict[str, Any]:
    """Return the row of an observation, without its id."""
    reading = observation.reading
    window = reading.window
    return {
        "run": run,
        "account": observation.account,
        "source": observation.source,
        "taken_at": clock.stamp(observation.taken_at),
        "window_since": clock.stamp(window.since) if window else None,
        "window_until": clock.stamp(window.until) if window else None,
        "posts": packed(post_ids),
        "gaps": gap_rows.dump((observation.source, gap) for gap in reading.gaps),
        "items_seen": reading.items_seen,
        "shown_name": reading.shown_name,
        "notes": note_rows.dump(reading.notes),
        "usable": int(bool(reading.posts or window)),
        "by": observation.by,
        "expires_at": clock.stamp(observation.expires_at) if observation.expires_at else None,
        "released_at": clock.stamp(reading.released_at) if reading.released_at else None,
        "clock_offset": _seconds(observation.clock_offset),
        "examination": examination_rows.dump(reading.examination),
        "misdated": future_date_rows.dump(reading.misdated),
        "via": observation.via,
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def sealed(row: Row) -> list[Any]:
    """Return what a seal covers of *row*: all of it, without a later column that says nothing.

    A column that was added to a table must not break the seals of the runs before it.
    """
    names = list(row.keys())
    values = [row[name] for name in names]
    while names[-1] in LATER and values[-1] is None:
        values.pop()
        names.pop()
    return values


def observation_of(
    row: Row, posts: Mapping[int, Post], evidence: tuple[EvidenceRef, ...] = ()
) -> Observation:
    """Return the observation of a row, its posts looked up in *posts*."""
    since, until = row["window_since"], row["window_until"]
    window = Window(since=clock.unstamp(since), until=clock.unstamp(until)) if since else None
    reading = Reading(
        posts=tuple(posts[id] for id in unpacked(row["posts"])),
        window=window,
        gaps=tuple(gap for _, gap in gap_rows.load(row["gaps"])),
        items_seen=row["items_seen"],
        shown_name=row["shown_name"],
        notes=note_rows.load(row["notes"]),
        released_at=clock.unstamp(row["released_at"]) if row["released_at"] else None,
        examination=examination_rows.load(row["examination"]),
        misdated=future_date_rows.load(row["misdated"]),
    )
    offset = row["clock_offset"]
    return Observation(
        account=row["account"],
        source=row["source"],
        taken_at=clock.unstamp(row["taken_at"]),
        reading=reading,
        evidence=evidence,
        by=row["by"] or "",
        expires_at=clock.unstamp(row["expires_at"]) if row["expires_at"] else None,
        clock_offset=None if offset is None else timedelta(seconds=offset),
        via=Means(row["via"]) if row["via"] else None,
    )


@lru_cache(maxsize=1024)  # most accounts are told the same
def result_row(result: Result) -> tuple[Any, ...]:
    """Return the row of one check's result, in the order of ``verdicts.COLUMNS``."""
    return (
        result.check,
        result.title,
        result.basis,
        result.verdict.value,
        finding_rows.dump(result.findings),
        result.reason,
        int(result.advisory),
    )


def result_of(row: Row) -> Result:
    """Return the result of a row."""
    return Result(
        check=row["check"],
        title=row["title"],
        basis=row["basis"],
        verdict=Verdict(row["verdict"]),
        findings=finding_rows.load(row["findings"], row["identities"]),
        reason=row["reason"],
        advisory=bool(row["advisory"]),
    )


def ref_of(row: Row) -> EvidenceRef:
    """Return the evidence reference of an exchange's row."""
    return EvidenceRef(
        file=row["file"], offset=row["offset"], length=row["length"], sha256=row["sha256"]
    )


def sources_digest(account: Account) -> str:
    """Return a digest of the sources of *account*: equal where it is looked at alike."""
    return hashlib.sha256(repr(account.sources).encode("utf-8", "surrogatepass")).hexdigest()[:16]
