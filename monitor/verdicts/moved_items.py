"""Items that come back under another address: known by their title and their place. Pure.

A site that is built anew gives old items new addresses, and often the date of that day. Once seen
to be the same item, it stays the same, however long ago its address changed.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from monitor.model import Observation, Post, Sighting

MIN_TITLE_LENGTH = 4  # characters, at least, by which a title tells one item from another
CUT = 6  # of a title that a list cuts short, at least, by which it is known
_BRACKETED = re.compile(r"^\s*(?:[\[【〔(（][^\]】〕)）]{1,12}[\]】〕)）]\s*)+")
_NO_WORD = re.compile(r"[\W_]+")
_CUT_OFF = re.compile(r"(?:…|\.{2,}|。{2,}|⋯)\s*$")


def renamed(looks: Sequence[Observation]) -> Mapping[str, Sighting]:
    """Return, by the new key, the earliest sighting of items whose address changed.

    *looks*: those through one source, in their order.
    """
    walk = _Walk()
    if _something_came(looks):
        for look in looks:
            walk.add(look)
    return walk.earlier


def _something_came(looks: Sequence[Observation]) -> bool:
    """Say whether any of *looks* shows an item that those before it lacked."""
    lists = [look.reading.posts for look in looks if look.reading.posts]
    keys = {post.key for posts in lists[:1] for post in posts}
    urls = {post.url for posts in lists[:1] for post in posts}
    for posts in lists[1:]:
        if any(post.key not in keys and not (post.url and post.url in urls) for post in posts):
            return True
        keys.update(post.key for post in posts)
        urls.update(post.url for post in posts)
    return False


@dataclass(slots=True)
class _Walk:
    """The items of the looks so far. *first*: each item's oldest date, by its key."""

    earlier: dict[str, Sighting] = field(default_factory=dict)
    first: dict[str, Sighting] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    by_title: dict[str, dict[str, Post]] = field(default_factory=dict)
    before: tuple[Post, ...] = ()

    def add(self, look: Observation) -> None:
        posts = look.reading.posts
        if self.before and posts:
            new = [post for post in posts if self.seen.isdisjoint(names(post))]
            for post, old in self._pairs(new, posts) if new else ():
                self.earlier.setdefault(post.key, self._of(old))
        for post in posts:
            sighting = _sighting(post, look)
            oldest = self.first.setdefault(post.key, sighting)
            if (sighting.published_at, sighting.key) < (oldest.published_at, oldest.key):
                self.first[post.key] = replace(oldest, published_at=sighting.published_at)
            self.seen.update(names(post))
            self.by_title.setdefault(_words(post.title)[:MIN_TITLE_LENGTH], {})[post.key] = post
        self.before = posts or self.before

    def _of(self, old: Post) -> Sighting:
        """Return the earliest sighting of *old*, which may have been renamed itself."""
        before, oldest = self.earlier.get(old.key), self.first[old.key]
        return before if before and before.published_at < oldest.published_at else oldest

    def _pairs(self, new: Sequence[Post], now: Sequence[Post]) -> Iterator[tuple[Post, Post]]:
        if len(new) == len(now):
            whole = list(zip(now, self.before, strict=False))
            if len(whole) > 1 and all(_same(post.title, old.title) for post, old in whole):
                yield from whole  # the whole list stands elsewhere, title by title
                new = new[len(whole) :]
        shown = {name for post in now for name in names(post)}
        titles = Counter(_words(post.title) for post in now)
        gone = _missing(self.before, shown)
        for post in new:
            words = _words(post.title)
            if len(words) < MIN_TITLE_LENGTH:
                continue
            earlier = self.by_title.get(words[:MIN_TITLE_LENGTH], {}).values()
            alike = [old for old in earlier if _same(post.title, old.title)]
            if titles[words] == len(alike) == 1:
                yield from ((post, old) for old in alike if shown.isdisjoint(names(old)))
                continue
            # a title that recurs: of those that are missing between others, as many as came
            missing = [old for old in gone if _same(post.title, old.title)]
            coming = [item for item in new if _same(item.title, post.title)]
            if len(missing) == len(coming):
                yield post, missing[coming.index(post)]


def _missing(before: Sequence[Post], shown: set[str]) -> list[Post]:
    """Return the items gone from a list, but for its end, which new items push out.

    Of a list with nothing left, none: all of it may have been pushed out.
    """
    positions = [n for n, post in enumerate(before) if not shown.isdisjoint(names(post))]
    last = positions[-1] if positions else -1
    return [post for post in before[: last + 1] if shown.isdisjoint(names(post))]


def names(post: Post) -> Iterator[str]:
    """Yield an item's identifiers other than its title."""
    yield f"key {post.key}"
    if post.url:
        yield f"url {post.url}"


@lru_cache(maxsize=8192)
def _words(title: str) -> str:
    """Return a title without punctuation, spaces and leading brackets."""
    text = unicodedata.normalize("NFKC", title)
    return _NO_WORD.sub("", _BRACKETED.sub("", text)) or _NO_WORD.sub("", text)


def _same(title: str, other: str) -> bool:
    """Say whether two titles are one, perhaps cut short."""
    words = _words(title), _words(other)
    if words[0] == words[1]:
        return bool(words[0])
    shorter, longer = sorted(words, key=len)
    cut = title if words[0] == shorter else other
    return len(shorter) >= CUT and bool(_CUT_OFF.search(cut)) and longer.startswith(shorter)


def _sighting(post: Post, look: Observation) -> Sighting:
    return Sighting(
        key=post.key,
        url=post.url,
        published_at=post.published_at,
        precision=post.precision,
        first_seen_at=look.taken_at,
        title=post.title,
    )


def sightings_of(looks: Iterable[Observation]) -> Iterator[Sighting]:
    """Yield a sighting of each item of each of *looks*."""
    for look in looks:
        for post in look.reading.posts:
            yield _sighting(post, look)
