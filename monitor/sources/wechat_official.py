"""WeChat through the owner's interface: the only unattended proof of silence there.

``datacube/getarticletotaldetail`` lists every publication by day, from yesterday back;
``freepublish/batchget`` adds the seconds of what was published today without notifying anybody.
The first is asked in steps of a week, because its longest range is documented nowhere; where the
platform refuses a week (61500, 61501), day by day. A day's figures are made around eight in the
morning of the next.

Of its daily figures WeChat says that what hardly anybody read is left out; of this list it says
nothing. Before a list condemns, the followers are counted: what few can read proves no silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar

from monitor.http.exchange import Http
from monitor.model import Gap, Platform, Post, Reading, Window, as_notes, clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources import block_pages
from monitor.sources.questions import Questions
from monitor.sources.wechat_owner import (
    BUSY,
    NOT_READY,
    QUOTA,
    RANGE_REFUSED,
    TOKEN_DEAD,
    InterfaceRefused,
    PublicationSpan,
    accepted,
    parse_followers,
    parse_published,
    parse_stretch,
)

HOST = "https://api.weixin.qq.com"
REACH = 100  # days walked back: more than a zombie's 90, so that a zombie is told as one
WEEK = 7
DAY = timedelta(days=1)
MADE_AT = 8  # o'clock in Beijing, at which the figures of yesterday are there
# what fewer than three read, share or keep may not be counted, and of a hundred followers no more
# than one is sure to open an article: so many are needed for silence to mean anything
FOLLOWERS = 300
HIDDEN = "统计接口可能不含阅读量很少的内容"
NOTHING = PublicationSpan(posts=(), listed=0, whole=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatOfficial:
    """*appid* and *secret* of the account itself; this machine's IP must be on its list."""

    kind: ClassVar[str] = "wechat_official"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.WECHAT})
    hosts: ClassVar[tuple[str, ...]] = ("api.weixin.qq.com",)
    # posts are answered past every cache already, and calls are counted by the day
    questions: ClassVar[Questions] = Questions(again=False, ordered=False)

    appid: str
    secret: str

    def collect(self, http: Http) -> Reading:
        """Walk back by day, then ask for today; where one fails, the other still counts."""
        gaps: list[Gap] = []
        counted: list[Post] = []
        today: tuple[Post, ...] = ()
        notes: tuple[str, ...] = ()
        window, listed, seen = None, 0, 0
        self._token(http)
        try:
            counted, window, listed = self._walk(http, gaps)
        except LookFailed as failed:
            if isinstance(failed, InterfaceRefused) and failed.code == QUOTA:
                raise  # the day's quota is gone: no further call for this account
            gaps.append(_gap(failed))
        try:
            today, seen, notes = self._today(http)
        except LookFailed as failed:
            gaps.append(_gap(failed))
        if window is not None and (hidden := _post_missing_from_figures(window, counted, today)):
            window = None
            gaps.append(_hiding(hidden))
        return Reading(
            posts=tuple({post.key: post for post in (*counted, *today)}.values()),
            window=window,
            gaps=tuple(dict.fromkeys(gaps)),
            items_seen=listed + seen,
            notes=as_notes(notes),
        )

    def confirm(self, http: Http, reading: Reading) -> Reading:
        """Count the followers before the list condemns; drop the window where they are few."""
        hidden = self._unread(http, reading.window) if reading.window is not None else ""
        if not hidden:
            return reading
        return replace(reading, window=None, gaps=(*reading.gaps, _hiding(hidden)))

    def _walk(self, http: Http, gaps: list[Gap]) -> tuple[list[Post], Window | None, int]:
        """Walk back from yesterday to the newest publication, or as far as the data reach.

        The platform lists yesterday's posts at once, but its figures, which vouch for the day, are
        made in the morning.
        """
        yesterday = clock.day(http.moment) - DAY
        complete_until = (
            yesterday if clock.beijing(http.moment).hour >= MADE_AT else yesterday - DAY
        )
        day, step, widest, listed = yesterday, WEEK, WEEK, 0
        posts: list[Post] = []
        oldest_whole: date | None = None
        while (yesterday - day).days < REACH and not posts:
            begin = day - timedelta(days=step - 1)
            early = begin > complete_until  # a day whose figures need not be there
            try:
                stretch = self._stretch(http, begin, day)
            except InterfaceRefused as refused:
                if refused.code in RANGE_REFUSED and step > 1:
                    step = widest = 1
                    continue
                if refused.code not in RANGE_REFUSED or not early:
                    raise
                stretch = NOTHING
            posts.extend(stretch.posts)
            listed += stretch.listed
            if not stretch.whole and step > 1 and not stretch.posts:
                step = 1  # find the days that are complete one by one
                continue
            if not (stretch.whole or early):
                gaps.append(Gap(outcome=Outcome.DEFERRED, message="平台统计数据尚未全部生成"))
                break
            if early:
                step = widest
            else:
                oldest_whole = begin
            day = begin - DAY
        if oldest_whole is None:
            return posts, None, listed
        window = Window(since=clock.day_start(oldest_whole), until=clock.day_end(complete_until))
        return posts, window, listed

    def _stretch(self, http: Http, begin: date, end: date) -> PublicationSpan:
        try:
            payload = self._ask(http, "/datacube/getarticletotaldetail", _span(begin, end))
        except InterfaceRefused as refused:
            if refused.code != NOT_READY:
                raise
            return NOTHING
        return parse_stretch(payload)

    def _today(self, http: Http) -> tuple[tuple[Post, ...], int, tuple[str, ...]]:
        wanted = {"offset": 0, "count": 20, "no_content": 1}
        payload = self._ask(http, "/cgi-bin/freepublish/batchget", wanted)
        return parse_published(payload, http.moment)

    def _unread(self, http: Http, window: Window) -> str:
        """Say why too few may read this account's posts, empty where enough can."""
        end = clock.day(window.until)
        span = _span(end - timedelta(days=WEEK - 1), end)
        try:
            followers = parse_followers(self._ask(http, "/datacube/getusercumulate", span))
        except LookFailed as failed:
            return f"关注人数未能查到：{failed.message}"
        if followers is None:
            return "平台没有给出关注人数"
        return f"关注人数{followers}，不足{FOLLOWERS}" if followers < FOLLOWERS else ""

    def _ask(self, http: Http, path: str, body: Any) -> dict[str, Any]:
        """Ask with the token; renew an expired one once, repeat once where the system is busy."""
        token = self._token(http)
        try:
            return self._post(http, path, token, body)
        except InterfaceRefused as refused:
            if refused.code == BUSY:
                return self._post(http, path, token, body)
            if refused.code not in TOKEN_DEAD:
                raise
        token = http.renew(self._key, token, lambda: self._grant(http))
        return self._post(http, path, token, body)

    def _post(self, http: Http, path: str, token: str, body: Any) -> dict[str, Any]:
        return accepted(
            block_pages.json_of(
                http.post(f"{HOST}{path}", params={"access_token": token}, json=body)
            )
        )

    @property
    def _key(self) -> tuple[str, str]:
        return ("wechat-token", self.appid)

    def _token(self, http: Http) -> str:
        return http.once(self._key, lambda: self._grant(http))

    def _grant(self, http: Http) -> str:
        answer = http.get(
            f"{HOST}/cgi-bin/token",
            params={
                "grant_type": "client_credential",
                "appid": self.appid,
                "secret": self.secret,
            },
        )
        token = accepted(block_pages.json_of(answer)).get("access_token")
        if not isinstance(token, str) or not token:
            raise LookFailed(Outcome.LAYOUT_CHANGED, "平台没有返回接口令牌")
        return token


def _hiding(why: str) -> Gap:
    return Gap(outcome=Outcome.DEFERRED, message=f"{HIDDEN}（{why}），不能证明没有发布，请人工查看")


def _post_missing_from_figures(
    window: Window, counted: Sequence[Post], published: Iterable[Post]
) -> str:
    """Name a published post on a day for which the figures show nothing, empty for none.

    An edit time proves a publication that the figures lack only where they list none at all.
    """
    newest = max((clock.day(post.published_at) for post in counted), default=None)
    for post in published:
        on = clock.day(post.published_at)
        within = window.since <= post.published_at <= window.until
        if within and (newest is None or (on > newest and not post.doubt)):
            return f"{clock.show_day(post.published_at)}发布的内容即不在其中"
    return ""


def _span(begin: date, end: date) -> dict[str, str]:
    return {"begin_date": begin.isoformat(), "end_date": end.isoformat()}


def _gap(failed: LookFailed) -> Gap:
    return Gap(outcome=failed.outcome, message=failed.message)
