"""Notices and their kinds, the channels they are for, and alarms that stay open."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.model import Account, Named, clock
from monitor.parsing.text import clean

if TYPE_CHECKING:  # who only asks what waits needs no way to send it
    from monitor.notices.channels import Channel


class Kind(Named):
    """The kinds of notices, in the order of a digest."""

    CLOCK = "clock", "本机时钟"
    REGISTER = "register", "名单异常"
    DUTY = "duty", "日程未完成"
    CHANNEL = "channel", "通知未送达"
    ESCALATED = "escalated", "逾期未改"
    ZOMBIE = "zombie", "僵尸告警"
    STALE = "stale", "超期告警"
    CREDENTIAL = "credential", "凭据失效"
    INCIDENT = "incident", "平台异常"
    DUE = "due", "更新提醒"
    MANUAL = "manual", "需人工核查"
    CASE = "case", "整改进展"
    RECOVERED = "recovered", "恢复更新"
    REPORT = "report", "报告已生成"
    WEEKLY = "weekly", "每周提醒"


BY_WRONG_CLOCK = ":clock"  # ends the key of a notice under a wrong clock, which is sent anew
ALARMS = frozenset({Kind.ZOMBIE, Kind.STALE})


@dataclass(frozen=True, kw_only=True)
class Route:
    """One channel: its name, and the units it is for; none: the office, which hears all.

    *kinds*: the kinds it receives, all where empty (a supervisor receives escalations).
    """

    name: str
    channel: "Channel"
    units: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset()

    def matches(self, notice: "Notice") -> bool:
        wanted = not self.kinds or notice.kind in self.kinds
        return wanted and (not self.units or notice.unit in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm that no recovery has followed: its key, since when, whether acknowledged."""

    key: str
    since: datetime
    acked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. *unit*: the unit it goes to, empty where it is the office's alone.

    *key* names its episode: the silence after one particular post, one incident in one week. The
    outbox refuses a key it has seen, so that deciding again sends nothing twice.
    """

    key: str
    kind: Kind
    text: str
    account: str = ""
    unit: str = ""


def report(period: str, where: str) -> Notice:
    """Return the notice that a draft is ready."""
    return Notice(key=f"report:{period}", kind=Kind.REPORT, text=f"{where}，请审阅")


def weekly(day: str, text: str) -> Notice:
    """Return the week's reminder, ready for the office to pass on."""
    return Notice(key=f"weekly:{day}", kind=Kind.WEEKLY, text=text.strip())


def week_of(now: datetime) -> str:
    """Return the ISO week of *now* in Beijing."""
    year, week, _ = clock.day(now).isocalendar()
    return f"{year}W{week:02}"


def name_of(account: Account) -> str:
    """Return the account as a notice names it."""
    return f"{clean(account.unit.name)}{account.platform.label}“{clean(account.name)}”"
