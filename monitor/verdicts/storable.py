"""Readings made fit to store: the one door between the outside and the database.

Every text is made storable and bounded here, every moment is cut to the whole seconds that are
kept. A reading that cannot be kept raises, and costs the source that gave it one gap.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from monitor.model import Examination, Gap, Misdated, Post, Reading, Window, clock
from monitor.parsing.text import key, storable

TITLE, NAME, SENTENCE = 200, 200, 600  # characters
KEY, ADDRESS = 1_000, 4_000
NOTES = 100  # sentences for staff
MOST = 2**31 - 1  # items that anybody counts
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)  # before it, no zone's clock is sure to tell

Hide = Callable[[str], str]


def normalized(reading: Reading, hide: Hide = str) -> Reading:
    """Return *reading* as it is kept; *hide* masks what must not leave this machine."""
    window = reading.window and Window(
        since=_whole(reading.window.since), until=_whole(reading.window.until)
    )
    named = reading.shown_name
    return replace(
        reading,
        posts=tuple(map(partial(_post, hide=hide), reading.posts)),
        window=window,
        gaps=tuple(_gap(gap, hide) for gap in reading.gaps),
        items_seen=min(max(reading.items_seen, 0), MOST),
        shown_name=None if named is None else storable(hide(named), NAME),
        notes=tuple(
            replace(
                note,
                text=storable(hide(note.text), SENTENCE),
                quote=storable(hide(note.quote), SENTENCE),
            )
            for note in reading.notes[:NOTES]
        ),
        released_at=reading.released_at and _whole(reading.released_at),
        current_at=reading.current_at and _whole(max(reading.current_at, EARLIEST)),
        examination=reading.examination and _examination(reading.examination, hide),
        misdated=tuple(_misdated(item, hide) for item in reading.misdated),
    )


def _examination(examination: Examination, hide: Hide) -> Examination:
    pages = (
        replace(
            page,
            url=storable(hide(page.url), ADDRESS),
            title=storable(hide(page.title), TITLE),
            by=storable(hide(page.by), NAME),
        )
        for page in examination.pages
    )
    return replace(
        examination,
        at=_whole(examination.at),
        until=_whole(examination.until),
        pages=tuple(pages),
        refuted=storable(hide(examination.refuted), SENTENCE),
    )


def _gap(gap: Gap, hide: Hide) -> Gap:
    return replace(gap, message=storable(hide(gap.message), SENTENCE))


def _misdated(item: Misdated, hide: Hide) -> Misdated:
    """Return *item* with the key and the address that it would have as a post."""
    post = _post(Post(key=item.key, published_at=EARLIEST, url=item.url, title=item.title), hide)
    written = storable(hide(item.written), NAME)
    return Misdated(key=post.key, title=post.title, url=post.url, written=written)


def _post(post: Post, hide: Hide) -> Post:
    address = storable(hide(post.url))
    kept: dict[str, Any] = {
        "key": key(hide(post.key), KEY),
        "title": storable(hide(post.title), TITLE),
        "url": address if len(address) <= ADDRESS else "",  # a part of one leads elsewhere
        "doubt": storable(hide(post.doubt), SENTENCE),
        "published_at": _whole(post.published_at),
        "earliest_at": post.earliest_at and _whole(post.earliest_at),
        "latest_at": post.latest_at and _whole(post.latest_at),
    }
    changed = {name: value for name, value in kept.items() if value != getattr(post, name)}
    return replace(post, **changed) if changed else post


def _whole(moment: datetime) -> datetime:
    """Return *moment* in whole seconds; raises ValueError where no calendar of ours has it."""
    if not EARLIEST <= moment <= clock.END:
        raise ValueError(f"a moment out of range: {moment!r}")
    return moment.replace(microsecond=0) if moment.microsecond else moment
