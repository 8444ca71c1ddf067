"""WeChat through the owner's interface: the only unattended proof of silence there.

``datacube/getarticletotaldetail`` lists every publication by day, from yesterday back;
``freepublish/batchget`` adds the seconds of what was published today without notifying anybody.
The first is asked in steps of a week, because its longest range is documented nowhere; where the
platform refuses a week (61500, 61501), day by day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from monitor import clock, dates, walls
from monitor.errors import LookFailed
from monitor.http.exchange import Http
from monitor.model import Gap, Platform, Post, Precision, Reading, Window
from monitor.outcomes import Outcome
from monitor.sources.questions import Questions
from monitor.text import clean

HOST = "https://api.weixin.qq.com"
REACH = 100  # days walked back: more than a zombie's 90, so that a zombie is told as one
WEEK = 7
TOKEN_DEAD = frozenset({40001, 40014, 42001})
RANGE_REFUSED = frozenset({61500, 61501})
BUSY = -1

ERRORS = {
    40013: (Outcome.AUTH_CONFIG, "AppID 无效"),
    40125: (Outcome.AUTH_CONFIG, "AppSecret 无效"),
    40243: (Outcome.AUTH_CONFIG, "AppSecret 已被冻结"),
    40164: (Outcome.FORBIDDEN_CONFIG, "本机 IP 不在公众号后台的白名单内"),
    45009: (Outcome.RATE_LIMITED, "接口今日调用额度已用完"),
    45011: (Outcome.RATE_LIMITED, "接口调用过于频繁"),
    48001: (Outcome.FORBIDDEN_CONFIG, "公众号没有该接口的权限（未认证账号不开放）"),
    48004: (Outcome.ACCOUNT_BLOCKED, "公众号的接口已被平台封禁"),
    50002: (Outcome.ACCOUNT_BLOCKED, "公众号已被平台限制或冻结"),
    61500: (Outcome.LAYOUT_CHANGED, "平台不接受所查询的日期格式"),
    61501: (Outcome.LAYOUT_CHANGED, "平台不接受所查询的日期范围"),
    61503: (Outcome.DEFERRED, "平台统计数据尚未生成"),
    BUSY: (Outcome.NETWORK, "平台系统繁忙"),
} | dict.fromkeys(TOKEN_DEAD, (Outcome.AUTH_EXPIRED, "接口令牌失效，重新获取后仍不可用"))


class Refused(LookFailed):
    """The interface answered with an error code."""

    def __init__(self, code: int, message: str) -> None:
        outcome, sentence = ERRORS.get(code, (Outcome.LAYOUT_CHANGED, "接口返回未知错误"))
        address = f"：{_address(message)}" if code == 40164 else ""
        super().__init__(outcome, f"{sentence}{address}（错误码{code}）")
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The publications of some days. *whole*: the platform says that none is missing."""

    posts: tuple[Post, ...]
    listed: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatOfficial:
    """*appid* and *secret* of the account itself; this machine's IP must be on its list."""

    kind: ClassVar[str] = "wechat_official"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.WECHAT})
    hosts: ClassVar[tuple[str, ...]] = ("api.weixin.qq.com",)
    # posts are answered past every cache already, and calls are counted by the day
    questions: ClassVar[Questions] = Questions(again=False)

    appid: str
    secret: str

    def collect(self, http: Http) -> Reading:
        """Walk back by day, then ask for today; one that fails leaves the other standing."""
        gaps: list[Gap] = []
        posts: dict[str, Post] = {}
        window, listed = None, 0
        self._token(http)
        try:
            found, window, listed = self._walk(http, gaps)
            posts |= {post.key: post for post in found}
        except LookFailed as failed:
            if isinstance(failed, Refused) and failed.code == 45009:
                raise  # the day's quota is gone: no further call for this account
            gaps.append(Gap(outcome=failed.outcome, message=failed.message))
        try:
            today, seen, notes = self._today(http)
            posts |= {post.key: post for post in today}
        except LookFailed as failed:
            gaps.append(Gap(outcome=failed.outcome, message=failed.message))
            seen, notes = 0, ()
        return Reading(
            posts=tuple(posts.values()),
            window=window,
            gaps=tuple(_once_each(gaps)),
            items_seen=listed + seen,
            notes=notes,
        )

    def _walk(self, http: Http, gaps: list[Gap]) -> tuple[list[Post], Window | None, int]:
        """Walk back from yesterday to the first publication, or as far as it tells anything."""
        yesterday = clock.day(http.moment) - timedelta(days=1)
        day, step, listed = yesterday, WEEK, 0
        posts: list[Post] = []
        oldest_whole: date | None = None
        while (yesterday - day).days < REACH and not posts:
            begin = day - timedelta(days=step - 1)
            try:
                stretch = self._stretch(http, begin, day)
            except Refused as refused:
                if refused.code in RANGE_REFUSED and step > 1:
                    step = 1
                    continue
                raise
            posts.extend(stretch.posts)
            listed += stretch.listed
            if not stretch.whole and step > 1 and not stretch.posts:
                step = 1  # find the days that are complete one by one
                continue
            if not stretch.whole:
                gaps.append(Gap(outcome=Outcome.DEFERRED, message="平台统计数据尚未全部生成"))
                break
            oldest_whole = begin
            day = begin - timedelta(days=1)
        if oldest_whole is None:
            return posts, None, listed
        window = Window(since=clock.day_start(oldest_whole), until=clock.day_end(yesterday))
        return posts, window, listed

    def _stretch(self, http: Http, begin: date, end: date) -> Stretch:
        span = {"begin_date": begin.isoformat(), "end_date": end.isoformat()}
        said = self._ask(http, "/datacube/getarticletotaldetail", span)
        return parse_stretch(said)

    def _today(self, http: Http) -> tuple[tuple[Post, ...], int, tuple[str, ...]]:
        wanted = {"offset": 0, "count": 20, "no_content": 1}
        said = self._ask(http, "/cgi-bin/freepublish/batchget", wanted)
        return parse_published(said, http.moment)

    def _ask(self, http: Http, path: str, body: Any) -> dict[str, Any]:
        """Ask with the token; a dead one is renewed exactly once, a busy system asked again."""
        token = self._token(http)
        try:
            return self._post(http, path, token, body)
        except Refused as refused:
            if refused.code == BUSY:
                return self._post(http, path, token, body)
            if refused.code not in TOKEN_DEAD:
                raise
        token = http.renew(self._key, token, lambda: self._grant(http))
        return self._post(http, path, token, body)

    def _post(self, http: Http, path: str, token: str, body: Any) -> dict[str, Any]:
        return _accepted(
            walls.json_of(http.post(f"{HOST}{path}", params={"access_token": token}, json=body))
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
        token = _accepted(walls.json_of(answer)).get("access_token")
        if not isinstance(token, str) or not token:
            raise LookFailed(Outcome.LAYOUT_CHANGED, "平台没有返回接口令牌")
        return token


def parse_stretch(said: dict[str, Any]) -> Stretch:
    """Read one answer of getarticletotaldetail; *ref_date* is the day of publication."""
    rows = said.get("list")
    if not isinstance(rows, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少发表记录列表")
    posts = []
    for row in rows:
        try:
            on = date.fromisoformat(str(row["ref_date"]))
            key = str(row["msgid"])
        except (TypeError, KeyError, ValueError) as error:
            raise LookFailed(Outcome.LAYOUT_CHANGED, "发表记录缺少日期或编号") from error
        posts.append(Post(key=key, published_at=clock.day_end(on), precision=Precision.DAY))
    return Stretch(posts=tuple(posts), listed=len(rows), whole=said.get("is_delay") is not True)


def parse_published(
    said: dict[str, Any], seen_at: datetime
) -> tuple[tuple[Post, ...], int, tuple[str, ...]]:
    """Read one answer of freepublish/batchget: (posts, items listed, notes).

    An empty list says nothing: what is sent to all followers is never in it.
    """
    items = said.get("item")
    if not isinstance(items, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少已发布列表")
    posts: list[Post] = []
    notes: list[str] = []
    for item in items:
        content = item.get("content") if isinstance(item, dict) else None
        if not isinstance(content, dict):
            continue
        created, edited = content.get("create_time"), item.get("update_time")
        news = content.get("news_item")
        kept = [one for one in news if isinstance(one, dict)] if isinstance(news, list) else []
        for index, one in enumerate(kept):
            post = (
                None
                if one.get("is_deleted")
                else _published(f"{item.get('article_id')}_{index}", one, created, edited, seen_at)
            )
            if post is not None:
                posts.append(post)
        if isinstance(created, int) and isinstance(edited, int) and edited > created:
            notes.append("部分内容发布后有过修改，以发布时间为准")
    return tuple(posts), len(items), tuple(dict.fromkeys(notes))


def _published(
    key: str, one: dict[str, Any], created: Any, edited: Any, seen_at: datetime
) -> Post | None:
    stated = created if isinstance(created, int) and created > 0 else edited
    moment = dates.read(stated, seen_at) if isinstance(stated, int) else None
    if moment is None or dates.fault(moment, seen_at):
        return None
    sure = stated is created
    return Post(
        key=key,
        published_at=moment.at,
        precision=moment.precision,
        title=clean(str(one.get("title") or ""), 60),
        url=str(one.get("url") or ""),
        earliest_at=None if sure else clock.BEGINNING,
        latest_at=None if sure else moment.at,
        doubt="" if sure else "平台只给出修改时间，发布时间可能更早",
    )


def _accepted(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据结构与以往不同")
    code = said.get("errcode", 0)
    if code not in (0, None):
        number = int(code) if str(code).lstrip("-").isdigit() else 0
        raise Refused(number, str(said.get("errmsg") or ""))
    return said


def _address(message: str) -> str:
    """Return the IP that the platform names, so that staff can put it on the list."""
    for word in message.replace(",", " ").split():
        if word.count(".") == 3 and word.replace(".", "").isdigit():
            return word
        if word.count(":") >= 2:
            return clean(word, 45)
    return "地址未注明"


def _once_each(gaps: Sequence[Gap]) -> Sequence[Gap]:
    return list(dict.fromkeys(gaps))
