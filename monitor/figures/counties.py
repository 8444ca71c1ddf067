"""The counties of a city's figures: what each reported, and in which file (各县区报送情况)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.figures.pass_rate import Tally
from monitor.figures.posts import PostTotal
from monitor.model import checksum
from monitor.model.rate import Rate

NOBODY = Rate(0, 0)
COMPARED = (  # numbers of which a later version says that they were put right
    ("登记账号", "registered"),
    ("检查账号", "looked"),
    ("合格", "passed"),
    ("不合格", "failed"),
    ("无法判定", "unknown"),
)
CALLED = {  # limits that decide verdicts or states, as papers call them
    "remind_days": "提醒",
    "max_days": "不合格",
    "zombie_days": "僵尸账号",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The file in which a county reported. *sha256*: of the whole file; *added_at*: received.

    *number*, *issued_on*: of the paper that it goes with. *signed*: with the key that the city
    knows; *signature* and *chain* say in words how that stands, and whether its chain of seals
    goes on. *broken*: why it does not, empty where it does. *corrections*: what the version before
    said otherwise.
    """

    sha256: str
    version: int = 1
    added_at: datetime | None = None
    number: str = ""
    issued_on: date | None = None
    signed: bool = False
    signature: str = "未签名"
    chain: str = "数据链连续"
    broken: str = ""
    corrections: tuple[str, ...] = ()

    @property
    def checksum(self) -> str:
        """Return the digits that stand on paper (数据包校验码)."""
        return checksum.printed(self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyRow:
    """One county in the figures of its city. *delivery*: None where it reported nothing (未报).

    *returned*: why what came could not be used (退回), where nothing else did.

    What reported nothing is in no sum. *platforms*: registered accounts by platform. *slips*,
    *slips_fixed*: wording errors found and put right. *differs*: in what it was judged by other
    limits than the city's, a clause each: it counts, and is compared with nobody. *dropped*: how
    many failures of the period before were corrected since. *missing*: those below it that had
    reported nothing to it, and are in none of its numbers. *at_ease*: everything was in order.
    """

    code: str
    name: str
    delivery: Delivery | None = None
    returned: str = ""
    tally: Tally = field(default_factory=Tally)
    posts: PostTotal = field(default_factory=PostTotal)
    platforms: Mapping[str, int] = field(default_factory=dict)
    checks: int = 0
    slips: int = 0
    slips_fixed: int = 0
    interaction: Rate = NOBODY
    differs: tuple[str, ...] = ()
    dropped: int = 0
    missing: tuple[str, ...] = ()
    at_ease: bool = False

    @property
    def reported(self) -> bool:
        return self.delivery is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """The city's own limit was applied to every account. *changed*: of how many it turned that."""

    max_days: int
    changed: int


def corrections(before: Tally, after: Tally) -> tuple[str, ...]:
    """Return what a later version of a county's figures puts right, a clause for each number."""
    return tuple(
        f"{words}由{was}个更正为{now}个"
        for words, name in COMPARED
        if (was := getattr(before, name)) != (now := getattr(after, name))
    )


def differences(theirs: Mapping[str, int], ours: Mapping[str, int]) -> tuple[str, ...]:
    """Return in which limits a county differs from the most of its city, a clause each."""
    return tuple(
        f"{word}标准为{theirs[name]}天（其他多为{ours[name]}天）"
        for name, word in CALLED.items()
        if name in theirs and name in ours and theirs[name] != ours[name]
    )
