"""Several looks at one account become one snapshot: posts united, the best windows kept."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model import (
    Account,
    Answer,
    Claim,
    Examination,
    Gap,
    Misdated,
    Note,
    NoteKind,
    Observation,
    Post,
    Sighting,
    Snapshot,
    Window,
    clock,
    distinct,
)
from monitor.parsing.text import clean, same_name
from monitor.verdicts import future_dates, reminding
from monitor.verdicts.sightings import contradicted, elsewhere, emptied, sightings_by_name
from monitor.verdicts.united_posts import united

CLAIMED = "hand:"  # begins the key of a post that somebody says to have seen, without a link
SHOWN = "hand-shot:"  # the same, where a screenshot shows it


@dataclass(slots=True)
class SourceHistory:
    """The posts that one source, or one person, has shown so far, and its latest look.

    *shown_at*: which look showed a post last, by its key.
    """

    by: str = ""
    looked_at: datetime = clock.BEGINNING
    posts: dict[str, Post] = field(default_factory=dict)
    shown_at: dict[str, datetime] = field(default_factory=dict)
    gone: dict[str, Post] = field(default_factory=dict)
    window: Window | None = None
    misdated: tuple[Misdated, ...] = ()
    examination: Examination | None = None
    clock_offset: timedelta | None = None
    gaps: tuple[Gap, ...] = ()
    shown_name: str | None = None
    notes: list[Note] = field(default_factory=list)


def merge(
    account: Account,
    observations: Iterable[Observation],
    *,
    moment: datetime,
    look_days: int,
    last_usable_at: datetime | None = None,
    first_look_at: datetime | None = None,
    answers: tuple[Answer, ...] = (),
    sources: Container[str] | None = None,
    sightings: Sequence[Sighting] = (),
) -> Snapshot:
    """Merge *observations* of *account* into what is known of it at *moment*.

    Looks older than *look_days*, expired ones by hand and those of a program through none of the
    account's *sources* of now (the register may have named a wrong one) clear nobody and vouch for
    nothing; what they showed is kept as *faded*, for it may still refute a window. Of each source
    the later look counts; posts of its earlier looks stay known, unless a later window of the same
    source covers them and no longer shows them. What *sightings*, or earlier looks, contradict
    stands in doubt. Looks dated after *moment* say nothing yet. The order of *observations* does
    not matter.
    """
    valid, silent = list[Observation](), list[Observation]()
    past = [look for look in observations if look.taken_at <= moment + clock.CLOCK_SKEW]
    for look in past:
        ours = look.by or sources is None or look.source in sources
        group = valid if ours and _speaks(look, moment, look_days) else silent
        group.append(look)
    shown: dict[str, SourceHistory] = {}
    for look in _in_order(valid):
        # each person is a source of their own: what two of them say stands side by side
        name = f"{look.source}:{look.by}" if look.by else look.source
        _add(shown.setdefault(name, SourceHistory(by=look.by)), look)
    ordered = sorted(shown.items())
    looks = _listings(past)
    since = future_dates.first_seen(past)
    for name, history in ordered:
        if not history.by:  # people's words stand
            by_name = sightings_by_name((*sightings, *elsewhere(looks, name)))
            doubted = contradicted(history.posts, looks.get(name, []), by_name)
            history.posts = (
                future_dates.with_doubted_dates(name, doubted, since) if since else doubted
            )
    claims = tuple(_claims(account, ordered, looks))
    notes = (*(n for _, history in ordered for n in history.notes), *_contradictions(ordered))
    shown_posts = (post for _, history in ordered for post in history.posts.values())
    covered = [(name, item) for name, h in ordered if h.window for item in h.misdated]
    return Snapshot(
        account=account,
        taken_at=moment,
        posts=tuple(future_dates.with_future_dated(united(shown_posts), covered, since)),
        windows=tuple(c.window for c in claims if shown[c.source].by or c.is_confirmed),
        claims=claims,
        testimonies=tuple(_testimonies(ordered)),
        clock_offsets=_clock_offsets(ordered),
        gaps=tuple((source, gap) for source, history in ordered for gap in history.gaps),
        shown_names=tuple(
            (source, h.shown_name) for source, h in ordered if h.shown_name is not None
        ),
        notes=distinct(notes),
        faded=_faded(silent, valid, {p for _, s in ordered for p in s.gone.values()}),
        last_usable_at=last_usable_at,
        first_look_at=first_look_at,
        answers=answers,
    )


def _claims(
    account: Account,
    sources: Sequence[tuple[str, SourceHistory]],
    looks: Mapping[str, Sequence[Observation]],
) -> Iterator[Claim]:
    """Yield the claims; an examined window reaches only to where it was proved complete."""
    for name, history in sources:
        if history.window is None or not _is_ours(account, history.shown_name):
            continue
        examination = emptied(looks.get(name, ())) or history.examination
        until = examination.until if examination is not None else history.window.until
        yield Claim(source=name, window=history.window.ended(until), examination=examination)


def _testimonies(sources: Sequence[tuple[str, SourceHistory]]) -> Iterator[Window]:
    for _, history in sources:
        for key, post in history.posts.items():
            if history.by and key.startswith(CLAIMED):
                yield reminding.testimony(post, history.shown_at[key])


def _listings(observations: Sequence[Observation]) -> dict[str, list[Observation]]:
    """Return by source, in order, the looks that listed posts or have a window."""
    looks: dict[str, list[Observation]] = {}
    for look in _in_order([look for look in observations if not look.by]):
        if look.reading.posts or look.reading.window:
            looks.setdefault(look.source, []).append(look)
    return looks


def _clock_offsets(sources: Sequence[tuple[str, SourceHistory]]) -> tuple[timedelta, ...]:
    """Return the offsets of the servers' clocks: about midnight a second counts."""
    return tuple(sorted({history.clock_offset for _, history in sources if history.clock_offset}))


def _in_order(observations: list[Observation]) -> list[Observation]:
    """Sort by moment and source; looks of the same moment by what they showed."""
    moments = {(look.taken_at, look.source) for look in observations}
    if len(moments) == len(observations):
        return sorted(observations, key=lambda look: (look.taken_at, look.source))
    return sorted(observations, key=lambda look: (look.taken_at, look.source, repr(look.reading)))


def _speaks(look: Observation, moment: datetime, look_days: int) -> bool:
    if look.expires_at is not None:
        return look.expires_at >= moment
    return look.taken_at >= moment - timedelta(days=look_days)


def _faded(
    silent: list[Observation], valid: list[Observation], gone: set[Post]
) -> tuple[Post, ...]:
    """Return posts shown only by looks that count no more, or gone from their source.

    What a listing shows no more may be deleted, or the listing an old copy: it was published all
    the same. A person's claim that the same person took back, by looking again, is left out.
    """
    if not silent and not gone:
        return ()
    shown = {post.key for look in valid for post in look.reading.posts}
    vanished = {
        post
        for look in silent
        for post in look.reading.posts
        if post.key not in shown
        and not any(_took_back(later, look, post) for later in (*silent, *valid))
    }
    return tuple(sorted(vanished | gone, key=lambda p: (p.published_at, p.key, p.url, repr(p))))


def _took_back(later: Observation, look: Observation, post: Post) -> bool:
    """Say whether *later*, a look of the person who claimed *post*, says that it is not there."""
    window = later.reading.window
    return (
        bool(look.by)
        and (later.source, later.by) == (look.source, look.by)
        and window is not None
        and post.key.startswith(CLAIMED)
        and window.since <= post.published_at <= window.until
        and later.taken_at > look.taken_at
        and all(post.key != shown.key for shown in later.reading.posts)
    )


def _add(history: SourceHistory, look: Observation) -> None:
    reading = look.reading
    shown = {post.key: post for post in reading.posts}
    if history.by:
        _correct(history, look)
    elif reading.window is not None:
        keys, urls = set(reading.keys), set(reading.urls)
        for post in [p for p in history.posts.values() if p.key not in keys and p.url not in urls]:
            if reading.window.since <= post.published_at <= reading.window.until:
                history.gone[post.key] = history.posts.pop(post.key)
                title = f"《{clean(post.title, 30)}》" if post.title else ""
                text = f"{clock.day(post.published_at)} 发布的内容{title}"
                text += "已不再显示（可能被删除）"
                history.notes.append(Note(kind=NoteKind.REMOVED, text=text))
    history.posts |= shown
    history.gone = {key: post for key, post in history.gone.items() if key not in shown}
    history.shown_at |= dict.fromkeys(shown, look.taken_at)
    history.looked_at, history.clock_offset = look.taken_at, look.clock_offset
    history.window, history.examination = reading.window, reading.examination
    history.gaps, history.misdated = reading.gaps, reading.misdated
    if reading.shown_name is not None:
        history.shown_name = reading.shown_name
    history.notes.extend(reading.notes)


def _correct(history: SourceHistory, look: Observation) -> None:
    """Let a person's later look replace what the same person claimed, but not what was proved."""
    window = look.reading.window
    if window is None:
        return
    for key, post in list(history.posts.items()):
        if key.startswith(CLAIMED) and window.since <= post.published_at <= window.until:
            del history.posts[key]
    now = SourceHistory(posts={post.key: post for post in look.reading.posts})
    missed = _missed(now, window, history.posts.values())
    if missed is not None:
        day = clock.show_day(missed.published_at)
        later = f"{clock.show_day(look.taken_at)}又称没有"
        history.notes.append(_contradiction(f"{_who(history, missed)}见到{day}发布的内容", later))


def _is_ours(account: Account, shown: str | None) -> bool:
    """A window of an account under another name condemns nobody: the id may be wrong."""
    return shown is None or same_name(shown, account.name)


def _contradictions(sources: Sequence[tuple[str, SourceHistory]]) -> Iterator[Note]:
    """Yield a note where a person's observation contradicts another; staff must find out."""
    for _, history in sources:
        if history.window is None:
            continue
        for _, other in sources:
            if not (history.by or other.by):
                continue
            missed = _missed(history, history.window, other.posts.values())
            if missed is not None:
                day = clock.show_day(missed.published_at)
                yield _contradiction(
                    f"{_who(other, missed)}见到{day}发布的内容",
                    f"{_who(history)}没有见到当日内容",
                )


def _contradiction(first: str, other: str) -> Note:
    text = f"观测相互矛盾：{first}，{other}，请核实"
    return Note(kind=NoteKind.CONTRADICTION, text=text)


def _missed(history: SourceHistory, window: Window, posts: Iterable[Post]) -> Post | None:
    """Return the newest of *posts* on a day within *window* on which *history* shows nothing."""
    days = {clock.day(post.published_at) for post in history.posts.values()}
    missed = [
        post
        for post in posts
        if clock.day(window.since) < clock.day(post.published_at)
        and (post.latest_at or post.published_at) <= window.until
        and clock.day(post.published_at) not in days
    ]
    return max(missed, key=lambda post: (post.published_at, post.key), default=None)


def _who(history: SourceHistory, shown: Post | None = None) -> str:
    """Name who looked, and when: at the latest, or when they saw *shown*."""
    if not history.by:
        return "程序"
    at = history.looked_at if shown is None else history.shown_at[shown.key]
    return f"{clean(history.by, 40)}（{clock.show_day(at)}人工查看）"
