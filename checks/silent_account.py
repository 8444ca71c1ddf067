"""An account must not fall silent (内容不更新).

Looks at
    The newest post of the account and the windows its sources vouch for, in natural days of
    Asia/Shanghai: the date of the moment less the date of the post.

Fails when
    A source vouches for every post from before the limit to the end of its window, a second,
    closer look confirmed that, none of the posts lies within the limit at that end, and nobody
    has seen a newer one. The verdict speaks as of the window's end. An account vouched for from
    its very beginning that has no post at all has never published.

Abstains when
    No post within the limit is known and no window reaches back far enough: silence on our
    side proves nothing about theirs. Also where a post is only possibly within the limit,
    because its time is in doubt, where the second look could not be had or contradicted the
    first, and where an earlier look, too old to clear the account,
    showed a post that the window denies or that came after it.

Options
    ``remind_days`` (7): silent for longer than this, the account is close to the limit, as far as
    somebody vouches for its silence up to the day before; else a person has to look first.
    甘肃省政务新媒体管理办法: weekly update, as applied in 张掖 2025 Q3.
    ``max_days`` (14): the longest silence allowed; exactly this many days still pass.
    国办秘函〔2019〕19号 (2019-04): two weeks.
    ``zombie_days`` (90): from this age on the account is called a zombie. 贵州 2025 Q2: more
    than three months; no national number exists.
    ``cancel_days`` (365): from this age on cancelling is advised. 北京 2019 Q4: one year.
    ``exact_hours`` (False): count exact spans of 24 hours instead of natural days.
    ``count_reposts`` (True): a repost is an update.
    ``look_days`` (7): for how many days an earlier look still speaks.
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from monitor.model import (
    Assessment,
    Check,
    Examination,
    Finding,
    Post,
    Rule,
    Snapshot,
    State,
    Window,
    clock,
    codes,
)
from monitor.model.errors import CannotJudge, ConfigError
from monitor.parsing.text import clean
from monitor.verdicts import freshness, reminding
from monitor.verdicts.freshness import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentAccount(Check):
    """Demands a post within ``max_days`` days."""

    rule: ClassVar[Rule] = Rule(
        code=codes.SILENT_ACCOUNT,
        title="内容不更新",
        basis="国办秘函〔2019〕19号：监测时间点前2周内无更新，单项否决",
    )

    remind_days: int = 7
    max_days: int = 14
    zombie_days: int = 90
    cancel_days: int = 365
    exact_hours: bool = False
    count_reposts: bool = True
    look_days: int = 7

    def __post_init__(self) -> None:
        steps = (self.remind_days, self.max_days, self.zombie_days, self.cancel_days)
        if self.remind_days < 1 or self.look_days < 1:
            raise ConfigError("remind_days 和 look_days 须不小于 1")
        if not steps[0] <= steps[1] < steps[2] < steps[3]:
            raise ConfigError("须满足 remind_days ≤ max_days < zombie_days < cancel_days")

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        posts = self._posts(snapshot)
        since = self._limit.begins(snapshot.taken_at)
        if any(_is_certain(post, since) for post in posts):
            return  # one recent post settles it, whatever else could not be seen
        doubted = next((post for post in posts if _is_possible(post, since)), None)
        if doubted is not None:
            raise CannotJudge(f"最近一条内容的时间存疑，不足以判定：{doubted.doubt}")
        window = self._condemning(snapshot, posts)
        if window is None:
            raise CannotJudge(self._ignorance(snapshot, freshness.newest(posts)))
        finding = self._finding(window, self._last(snapshot, posts))
        yield replace(finding, examination=_examined(snapshot, window))

    def state(self, snapshot: Snapshot) -> State | None:
        posts = self._posts(snapshot)
        since = self._limit.begins(snapshot.taken_at)
        certain = [post for post in posts if _is_certain(post, since)]
        if certain:
            return self._passing(snapshot, posts, certain)
        if any(_is_possible(post, since) for post in posts):
            return State.UNKNOWN
        window = self._condemning(snapshot, posts)
        if window is None:
            return State.UNKNOWN
        days = self._silent_days(window, self._last(snapshot, posts))
        if days is None:
            return State.EMPTY
        return State.ZOMBIE if days >= self.zombie_days else State.STALE

    def vouched_until(self, snapshot: Snapshot) -> datetime | None:
        posts = self._posts(snapshot)
        since = self._limit.begins(snapshot.taken_at)
        certain = [post for post in posts if _is_certain(post, since)]
        return self._vouched_until(snapshot, posts, certain)

    def _vouched_until(
        self, snapshot: Snapshot, posts: tuple[Post, ...], certain: Sequence[Post]
    ) -> datetime | None:
        newest = freshness.newest(certain or posts)
        if newest is None:
            return None
        shown = (*posts, *self._faded(snapshot))
        return reminding.vouched_until(snapshot, newest.published_at, shown, self._remind)

    def state_later(self, assessment: Assessment, now: datetime) -> State | None:
        newest = assessment.newest
        if newest is None or assessment.state not in (State.FRESH, State.DUE):
            return None
        if newest.repost and not self.count_reposts:
            return State.TO_VIEW  # what counts is older, and it is not kept how old
        until = assessment.vouched_until
        return reminding.state(newest.published_at, until, self._remind, now)

    def outlook(self, snapshot: Snapshot) -> str:
        """Say from which day the silence is a fault, and how unusual it is for this account."""
        posts = self._posts(snapshot)
        last = freshness.newest(posts)
        if last is None or self.state(snapshot) is not State.DUE:
            return ""
        fault_on = clock.day(last.published_at) + timedelta(days=self.max_days + 1)
        sentence = f"{clock.month_day(fault_on)}起计为不合格"
        usual = freshness.rhythm(posts, snapshot.taken_at)
        if usual is None:
            return sentence
        seen_until = self.vouched_until(snapshot) or last.published_at
        days = freshness.age(last.published_at, seen_until)
        return f"{sentence}；通常每{usual:.1f}天更新，已{days}天未更新"

    def as_of(self, snapshot: Snapshot) -> datetime | None:
        """Return the moment up to which a finding speaks, None where there is none."""
        window = self._condemning(snapshot, self._posts(snapshot))
        return window.until if window is not None else None

    def _posts(self, snapshot: Snapshot) -> tuple[Post, ...]:
        return freshness.counted(snapshot.posts, snapshot.taken_at, reposts=self.count_reposts)

    def _faded(self, snapshot: Snapshot) -> tuple[Post, ...]:
        return freshness.counted(snapshot.faded, snapshot.taken_at, reposts=self.count_reposts)

    def _last(self, snapshot: Snapshot, posts: tuple[Post, ...]) -> Post | None:
        """Return the newest post that anybody ever saw: a finding must not deny it."""
        return max((*posts, *self._faded(snapshot)), key=_newness, default=None)

    @property
    def _limit(self) -> Limit:
        return Limit(days=self.max_days, exact_hours=self.exact_hours)

    @property
    def _remind(self) -> Limit:
        return Limit(days=self.remind_days, exact_hours=self.exact_hours)

    def _passing(
        self, snapshot: Snapshot, posts: tuple[Post, ...], certain: Sequence[Post]
    ) -> State:
        newest_at = max(post.published_at for post in certain)
        until = self._vouched_until(snapshot, posts, certain)
        return reminding.state(newest_at, until, self._remind, snapshot.taken_at)

    def _condemning(self, snapshot: Snapshot, posts: tuple[Post, ...]) -> Window | None:
        """Return the window that proves silence: wide, recent, and contradicted by nobody."""
        for window in freshness.reaching(snapshot.windows, self._limit):
            if self._is_young(snapshot, window):
                return None  # younger than the limit: it cannot have been silent for so long
            since = self._limit.begins(window.until)
            if any(_is_possible(post, since) for post in (*posts, *self._faded(snapshot))):
                continue
            return window
        return None

    def _is_young(self, snapshot: Snapshot, window: Window) -> bool:
        """Say whether the register opens the account within the limit of the window's end."""
        opened = snapshot.account.opened_on
        return opened is not None and self._limit.holds(clock.day_start(opened), window.until)

    def _silent_days(self, window: Window, last: Post | None) -> int | None:
        """Return for how long the account is silent at least; None: it never published."""
        if last is not None:
            return freshness.age(freshness.latest(last), window.until)
        if window.since <= clock.BEGINNING:
            return None
        return freshness.age(window.since, window.until)

    def _finding(self, window: Window, last: Post | None) -> Finding:
        until = f"截至{clock.show_day(window.until)}"
        days = self._silent_days(window, last)
        if days is None:
            return Finding(kind="never_published", message=f"{until}，从未发布内容")
        if last is None:
            since = clock.show_day(window.since)
            silent = f"{until}，自{since}以来至少{days}天没有发布内容"
        else:
            silent = f"{until}，已{days}天未更新（最近一次：{_described(last)}）"
        return Finding(
            kind="silent",
            message=f"{silent}，超过{self.max_days}天{self._consequence(days)}",
            evidence=(last.url,) if last is not None and last.url else (),
            least_days=days if last is None else None,
        )

    def _consequence(self, days: int) -> str:
        if days < self.zombie_days:
            return ""
        advice = "，建议注销" if days >= self.cancel_days else ""
        return f"，达到僵尸账号标准（{self.zombie_days}天）{advice}"

    def _ignorance(self, snapshot: Snapshot, last: Post | None) -> str:
        """Say what is known, and why it is no more."""
        observed = "未见到任何可用内容"
        if last is not None:
            days = freshness.age(last.published_at, snapshot.taken_at)
            observed = f"所见最近一次更新为{clock.show_day(last.published_at)}（{days}天前）"
        if snapshot.gaps:
            outcomes = dict.fromkeys(gap.outcome.label for _, gap in snapshot.gaps)
            return f"{observed}，来源未能查看：{'、'.join(outcomes)}"
        vouched = [*snapshot.windows, *(claim.window for claim in snapshot.claims)]
        wide = freshness.reaching(vouched, self._limit)
        if wide:
            return f"{observed}，{_refusal(snapshot, wide) or self._excuse(snapshot, wide[0])}"
        current = [window for window in vouched if window.until > clock.BEGINNING]
        if vouched and not current:
            return f"{observed}，所见是缓存的旧副本，未注明生成时间，不足以证明没有更新"
        if vouched:
            since = clock.show_day(min(window.since for window in current))
            return f"{observed}，只能证明自{since}以来没有发布，不足{self.max_days}天"
        if snapshot.account.sources:
            return f"{observed}，来源不能保证内容齐全，不足以证明没有更新"
        if snapshot.posts:
            return f"{observed}，人工观测没有截图作证，不足以证明没有更新"
        if snapshot.last_usable_at is not None:
            looked = clock.show_day(snapshot.last_usable_at)
            return f"{looked}的人工观测已过有效期，须由工作人员重新查看"
        return "未配置自动来源，须由工作人员人工观测"

    def _excuse(self, snapshot: Snapshot, window: Window) -> str:
        """Say why *window*, wide as it is, proves no silence."""
        until = clock.show_day(window.until)
        on = snapshot.account.opened_on
        if on is not None and self._is_young(snapshot, window):
            opened = clock.show_day(clock.day_start(on))
            return f"名单所写开设日期{opened}至{until}不足{self.max_days}天，请核对开设日期"
        since = self._limit.begins(window.until)
        refuting = [post for post in self._faded(snapshot) if _is_possible(post, since)]
        if refuting:
            seen = clock.show_day(refuting[-1].published_at)
            return f"此前曾见到{seen}发布的内容，与后来所见不一致或在其后，请重新查看"
        return f"来源只能确认到{until}，当时尚未超期，此后情况不明"


def _is_certain(post: Post, since: datetime) -> bool:
    """Say whether *post* lies within the limit, which begins at *since*, whatever is in doubt."""
    return (post.earliest_at or post.published_at) >= since


def _is_possible(post: Post, since: datetime) -> bool:
    return freshness.latest(post) >= since


def _described(post: Post) -> str:
    title = f"《{clean(post.title, 30)}》" if post.title else ""
    return f"{clock.show_day(freshness.latest(post))}{title}"


def _examined(snapshot: Snapshot, window: Window) -> Examination | None:
    """Return what *window* was examined by; None where a person vouches for it."""
    return next((c.examination for c in snapshot.claims if c.window == window), None)


def _refusal(snapshot: Snapshot, wide: tuple[Window, ...]) -> str:
    """Say what the second look found against a window that is wide enough; empty for nothing."""
    looked = (c.examination for c in snapshot.claims if c.window in wide)
    return next((e.refuted for e in looked if e is not None and e.refuted), "")


def _newness(post: Post) -> tuple[datetime, str]:
    return freshness.latest(post), post.key
