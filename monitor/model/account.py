"""Who is on the register: the county, its units, their accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitor.model.enums import Platform, Status, WechatKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The department or town that answers for accounts (单位).

    *mail*: where notices go. *abolished_on*: when it ceased or became part of another.
    """

    id: str
    name: str
    kind: str = ""
    mail: str = ""
    abolished_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """The county; its office, and the city office it reports to (辖区)."""

    name: str
    code: str = ""
    office: str = ""
    reports_to: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """One whose figures a city expects each period (下级辖区); 市直 units are one more."""

    code: str
    name: str


Options = Mapping[str, Any]  # one check's options as given in accounts.yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who runs an account (负责人). *confirmed_on*: when somebody last made sure of it."""

    name: str
    phone: str = field(default="", repr=False)
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How far the closing of an account has come, by the days of its steps (关停注销).

    *notice_on*: 停更公告 published; *frozen_on*: the platform's freeze began; *cancelled_on*:
    cancelled there; *filed_on*: the closing filed (关停备案), from which day it no longer counts.
    """

    notice_on: date | None = None
    frozen_on: date | None = None
    cancelled_on: date | None = None
    filed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutline:
    """What a source is, without what a look needs: its kind, and which account or page it reads."""

    kind: str
    uid: str = ""
    url: str = ""


def outlines_of(sources: Iterable[Any]) -> tuple[SourceOutline, ...]:
    """Return the outlines of *sources*, in their order."""
    return tuple(
        SourceOutline(
            kind=source.kind,
            uid=str(getattr(source, "uid", "")),
            url=str(getattr(source, "url", "")),
        )
        for source in sources
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One presence on one platform (账号). *policy*: check name → options that differ.

    *filed*: in 全国政务新媒体信息报送系统; *required*: in every sample of a spot check;
    *wechat_kind*: None where nobody said; *platform_id*: the platform's own id of it (微信号、UID);
    *supervisor*: 主管单位; *verified*: 认证情况; *functions*: 功能; *merged_into*: the id of the
    account that goes on in its place, *merged_on*: since when; *duplicates*: the ids of the unit's
    other accounts on the platform, without approval, a few of *duplicates_total*.
    """

    id: str
    name: str
    platform: Platform
    unit: Unit
    wechat_kind: WechatKind | None = None
    platform_id: str = ""
    opened_on: date | None = None
    filed: bool | None = None
    status: Status = Status.ACTIVE
    required: bool = False
    url: str = ""
    note: str = ""
    supervisor: str = ""
    verified: str = ""
    functions: str = ""
    followers: int | None = None
    contact: Contact | None = None
    closing: Closing = Closing()
    merged_into: str = ""
    merged_on: date | None = None
    duplicates: tuple[str, ...] = ()
    duplicates_total: int = 0
    sources: Sequence[Any] = ()  # frozen dataclasses of monitor.sources
    policy: Mapping[str, Options] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        return self.status.judged

    def is_of_other_kind(self, other: "Account") -> bool:
        """Say whether both are WeChat's, and known to be of its two kinds."""
        kinds = {self.wechat_kind, other.wechat_kind}
        return None not in kinds and len(kinds) > 1

    @property
    def platform_label(self) -> str:
        """Return the platform as a ledger has it: 微博, 微信, 微信服务号."""
        return self.platform.label + (self.wechat_kind.label if self.wechat_kind else "")

    @property
    def outlines(self) -> tuple[SourceOutline, ...]:
        """Return what its sources are; a kept register knows that before it has made them."""
        kept = getattr(self.sources, "outlines", None)
        return outlines_of(self.sources) if kept is None else kept


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSnapshot:
    """An account as the register had it when a spot check began.

    *unit*: its name; *left_on*: since when it counts no longer; *merged_into*: the name of the
    account that goes on in its place.
    """

    id: str
    name: str
    platform: Platform
    unit: str
    unit_id: str = ""
    kind: str = ""
    status: Status = Status.ACTIVE
    opened_on: date | None = None
    filed: bool | None = None
    left_on: date | None = None
    merged_into: str = ""

    @property
    def judged(self) -> bool:
        return self.status.judged
