"""The nouns, as frozen values; no input or output. One name each, as in the design."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from monitor.outcomes import Outcome


class Named(StrEnum):
    """A closed set whose members carry the Chinese *label* that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Named":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Platform(Named):
    """Where an account lives (平台)."""

    WECHAT = "wechat", "微信"
    WEIBO = "weibo", "微博"
    TOUTIAO = "toutiao", "今日头条"
    DOUYIN = "douyin", "抖音"
    KUAISHOU = "kuaishou", "快手"
    BILIBILI = "bilibili", "哔哩哔哩"
    XIAOHONGSHU = "xiaohongshu", "小红书"
    CHANNELS = "channels", "视频号"
    PEOPLES = "peoples", "人民号"
    NETEASE = "netease", "网易号"
    THEPAPER = "thepaper", "澎湃号"
    WEBSITE = "website", "网站栏目"
    APP = "app", "客户端"
    OTHER = "other", "其他"


class Status(Named):
    """The life cycle of an account (policy: 开设、变更、关停、注销)."""

    ACTIVE = "active", "正常"
    CHANGING = "changing", "变更待报"
    CLOSING = "closing", "拟关停"
    FROZEN = "frozen", "平台冻结期"
    CANCELLED = "cancelled", "已注销待备案"
    CLOSED = "closed", "已注销已备案"
    MERGED = "merged", "已整合"
    UNLISTED = "unlisted", "漏报"


class Precision(Named):
    """How exactly a publication time is known; coarse times keep their latest moment."""

    SECOND = "second", "秒"
    MINUTE = "minute", "分"
    HOUR = "hour", "时"
    DAY = "day", "日"
    WEEK = "week", "周"
    MONTH = "month", "月"


class Verdict(Named):
    """What a check says (结论)."""

    PASS = "pass", "合格"
    FAIL = "fail", "不合格"
    UNKNOWN = "unknown", "无法判定"


class State(Named):
    """What people are shown of an account; derived, never stored instead of the verdict."""

    FRESH = "fresh", "正常"
    DUE = "due", "临近超期"
    STALE = "stale", "超期未更新"
    ZOMBIE = "zombie", "僵尸账号"
    EMPTY = "empty", "从未发布"
    ABNORMAL = "abnormal", "账号异常"
    UNKNOWN = "unknown", "无法判定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One published thing (内容).

    *published_at* is aware; of a coarse time it is the latest moment, so that the doubt goes
    to the account. *earliest_at* and *latest_at* bound the truth where *doubt* says that the
    time itself is uncertain (an edit time, a missing zone, an id that disagrees).
    """

    key: str
    published_at: datetime
    precision: Precision = Precision.SECOND
    title: str = ""
    url: str = ""
    repost: bool = False
    pinned: bool = False
    earliest_at: datetime | None = None
    latest_at: datetime | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The source vouches: no public post between these two moments is missing from it."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise ValueError(f"window ends before it begins: {self.since} > {self.until}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A look that showed nothing usable, or not all: why, what was seen, what staff must do."""

    outcome: Outcome
    message: str

    @property
    def action(self) -> str:
        return self.outcome.action


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one source showed in one look: posts, perhaps a window, perhaps gaps.

    *items_seen* counts everything listed, dated or not. *shown_name* is the account's name
    on the platform, None where the source does not show it. *notes* are sentences for staff.
    """

    posts: tuple[Post, ...] = ()
    window: Window | None = None
    gaps: tuple[Gap, ...] = ()
    items_seen: int = 0
    shown_name: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRef:
    """Where the recorded exchange stands: bytes [offset, offset+length) of *file*, one hash."""

    file: str
    offset: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One look through one source (观测): its reading, its moment, its evidence.

    *source* names the source within the account (``weibo_public``, ``feed#2`` for a second
    one of a kind). *by* names the person of an observation by hand, whose *expires_at* counts.
    """

    account: str
    source: str
    taken_at: datetime
    reading: Reading
    evidence: tuple[EvidenceRef, ...] = ()
    by: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The department or town that answers for accounts (单位)."""

    id: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """The county; its office, and the city office it reports to (辖区)."""

    name: str
    code: str = ""
    office: str = ""
    reports_to: str = ""
    contact: str = ""


Options = Mapping[str, Any]  # one check's options as given in accounts.yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One presence on one platform (账号). *policy*: check name → options that differ."""

    id: str
    name: str
    platform: Platform
    unit: Unit
    opened_on: date | None = None
    filed: bool | None = None
    status: Status = Status.ACTIVE
    required: bool = False
    url: str = ""
    note: str = ""
    sources: tuple[Any, ...] = ()  # frozen dataclasses of monitor.sources
    policy: Mapping[str, Options] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Closed and merged accounts have left the register; all others are judged."""
        return self.status not in (Status.CLOSED, Status.MERGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything a check may know of an account: merged observations, seen at one moment."""

    account: Account
    taken_at: datetime
    posts: tuple[Post, ...] = ()
    windows: tuple[Window, ...] = ()
    gaps: tuple[tuple[str, Gap], ...] = ()  # (source, gap)
    shown_names: tuple[tuple[str, str], ...] = ()  # (source, name on the platform)
    notes: tuple[str, ...] = ()
    last_usable_at: datetime | None = None  # the latest look ever that showed anything
    first_look_at: datetime | None = None  # since when anybody has tried to look


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The facts of a check: what it demands and who demands it (检查项、依据)."""

    code: str
    title: str
    basis: str
    advisory: bool = False  # its abstention is a task for staff, no verdict on the account


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found wrong (问题): one sentence the owner can act on, and its proof."""

    message: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One demand of the policy. Subclasses are frozen dataclasses whose fields are options."""

    rule: ClassVar[Rule]
    basis: str = ""  # replaces the rule's own basis where the jurisdiction states another
    document: str = ""  # the document (with its date) that sets the options

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        """Yield what is wrong; raise CannotJudge where the snapshot allows no answer."""
        raise TypeError(f"{type(self).__name__} has no find")

    def state(self, snapshot: Snapshot) -> State | None:
        """Return the state this check gives the account, None where it has no say."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one check says of one account at one moment (结论)."""

    check: str
    title: str
    basis: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    reason: str = ""  # why unknown
    advisory: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All results of one account in one run, and what follows from them."""

    account: Account
    verdict: Verdict
    state: State
    taken_at: datetime
    as_of: datetime  # the moment up to which the verdict speaks
    newest: Post | None
    idle: timedelta | None  # from the newest post to *as_of*
    results: tuple[Result, ...]
    gaps: tuple[tuple[str, Gap], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One failure of a platform that many accounts share; reported once."""

    platform: Platform
    outcome: Outcome
    accounts: tuple[str, ...]
