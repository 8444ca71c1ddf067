"""Ask the sources that are about to condemn what they can be asked, and keep the answers."""

import logging
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from monitor.app.examination.statements import Statement, in_doubt, refusal
from monitor.app.looks.errands import SourceLook
from monitor.app.looks.look_runner import (
    Begun,
    LookResult,
    masker_for,
    observed,
    read,
    without_secrets,
)
from monitor.http.client import Client, Look
from monitor.http.exchange import Http
from monitor.model import (
    Account,
    Examination,
    NoteKind,
    Observation,
    Post,
    Reading,
    Window,
    clock,
    texts_of,
)
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.dates import Zone
from monitor.sources import Source, block_pages, hosts_of, labels, sandbox
from monitor.sources.listing import zone_of
from monitor.sources.questions import Confirming, Examinable, Questions, Zoned
from monitor.system.secrets import Keys
from monitor.verdicts.storable import normalized

log = logging.getLogger(__name__)
FAULT = "程序核对时出错，详情见日志"


def examine(
    account: Account, looked: LookResult, sources: Container[str], client: Client, keys: Keys
) -> LookResult:
    """Return *looked* with a second, examined observation through each of *sources*.

    The first stands as it was: what an item's date was a moment ago may contradict what it is.
    """
    ours = dict(labels(account.sources))
    looks = [
        examined(account.id, seen.source, ours[seen.source], seen, client, keys)
        for seen in looked.observations
        if seen.source in sources and seen.source in ours
    ]
    return replace(
        looked,
        observations=(*looked.observations, *(look.observation for look in looks)),
        validators=(*looked.validators, *(new for look in looks for new in look.validators)),
        examined=True,
    )


def examined(
    account: str,
    label: str,
    source: Source,
    seen: Observation,
    client: Client,
    keys: Keys,
    begun: Begun = lambda _: None,
) -> SourceLook:
    """Look once more, and closer, through a source that showed *seen* a moment ago."""
    look = client.look(account, label, hosts_of(source), anew=True)
    begun(look)
    reading = _Examiner(source, look, keys, seen).reading()
    return SourceLook(
        observation=observed(account, label, look, reading, after=seen),
        validators=without_secrets(look.validators, masker_for(source, keys)),
    )


@dataclass(frozen=True, slots=True)
class _Examiner:
    """One source under examination: its look of now, and what it showed a moment ago."""

    source: Source
    look: Look
    keys: Keys
    seen: Observation

    def reading(self) -> Reading:
        """Return the reading with its examination; whatever fails refutes the window."""
        first = self.seen.reading
        if not isinstance(self.source, Examinable):
            return self._refuted(first, "该来源无法再次核对，不据此认定未更新")
        try:
            return normalized(
                self._examined(self.source.questions), masker_for(self.source, self.keys)
            )
        except LookFailed as failed:
            return self._refuted(first, f"再次核对未成：{failed.message}")
        except Exception:
            # A fault of ours while examining must not let an unexamined window condemn.
            log.exception("a source of kind %s could not be examined", self.source.kind)
            return self._refuted(first, FAULT)

    def _examined(self, questions: Questions) -> Reading:
        first = self.seen.reading
        reading = read(self.source, self.look, self.keys) if questions.again else first
        source = self.keys.fill(self.source)
        if isinstance(source, Confirming):
            reading = sandbox.apply(source.confirm, self.look, reading)
        window = reading.window
        if window is None:
            reading = replace(reading, posts=_united(first, reading), window=first.window)
            return self._refuted(reading, f"再次查看时来源不再保证内容齐全：{_reason(reading)}")
        current_at = reading.current_at or self.look.current_at
        until = min(window.until, current_at or window.until)
        statements = tuple(self._statements(reading, questions.pages))
        stated = {statement.post.key: in_doubt(statement) for statement in statements}
        posts = tuple(stated.get(post.key, post) for post in reading.posts)
        examination = Examination(
            at=self._now(),
            until=until,
            pages=tuple(statement.page for statement in statements if statement.opened),
            refuted=_stale(until, window) or _lone(reading, questions) or refusal(statements),
        )
        return replace(reading, posts=posts, examination=examination)

    def _statements(self, reading: Reading, count: int) -> Iterator[Statement]:
        zone = zone_of(self.source.zone if isinstance(self.source, Zoned) else "")
        for post in reading.posts[:count]:
            statement = Statement(post=post, seen_on=clock.day(self._now()))
            if _bare(urlsplit(post.url).hostname) not in set(map(_bare, self.look.hosts)):
                yield statement  # elsewhere the address and earlier looks must do
                continue
            try:
                yield sandbox.apply(opened, self.look, statement, zone)
            except LookFailed as failed:
                gone = failed.outcome is Outcome.CONFIG
                yield replace(statement, failure="" if gone else failed.message)

    def _refuted(self, reading: Reading, why: str) -> Reading:
        window = self.seen.reading.window
        until = window.until if window is not None else self._now()
        return replace(reading, examination=Examination(at=self._now(), until=until, refuted=why))

    def _now(self) -> datetime:
        return (self.look.last_received_at or self.look.moment).replace(microsecond=0)


def opened(http: Http, statement: Statement, zone: Zone) -> Statement:
    """Return what the page of an item states; raises LookFailed where it cannot be read."""
    # the HTML parser costs a start as much as ten accounts: only where a page is read
    from monitor.sources.webpage.article import witnesses
    from monitor.sources.webpage.page import page_of
    from monitor.sources.webpage.unlabelled_dates import require_article, unlabelled_statements

    answer = http.get(statement.post.url)
    block_pages.check(answer)
    try:
        page = page_of(answer)
    except LookFailed:
        return replace(statement, opened=True)  # a document for download: it states nothing
    stated = witnesses(page, answer.made_at, zone)
    if stated:
        return replace(statement, opened=True, witnesses=stated)
    require_article(page, statement.post.title)
    return replace(statement, opened=True, hints=unlabelled_statements(page, answer.made_at, zone))


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _united(first: Reading, again: Reading) -> tuple[Post, ...]:
    """Return the posts of both looks, the second's first: no post seen is taken back."""
    shown = {post.key for post in again.posts}
    return (*again.posts, *(post for post in first.posts if post.key not in shown))


def _lone(reading: Reading, questions: Questions) -> str:
    """Refuse a list of one item: it shows neither its order nor whether it is complete."""
    if not questions.ordered or len(reading.posts) != 1:
        return ""
    return "只列出一条内容，看不出是否按时间排列、是否完整，不据此认定未更新"


def _stale(until: datetime, window: Window) -> str:
    """Refuse a cached copy of unknown age; an old one of a known day may stand."""
    if until > clock.BEGINNING or window.until <= clock.BEGINNING:
        return ""
    return "所得是缓存的旧副本，未注明生成时间，不据此认定未更新"


def _reason(reading: Reading) -> str:
    """Return why *reading* vouches for nothing: its gaps, else its notes."""
    gaps = tuple(gap.message for gap in reading.gaps)
    return "；".join(
        gaps or texts_of(reading.notes, NoteKind.INCOMPLETE) or texts_of(reading.notes)
    )
