"""An account must exist, in public (账号异常).

Looks at
    What the platforms themselves say of the account: cancelled, blocked, moved.

Fails when
    A platform says in so many words that the account is gone, blocked or moved, and no post
    proves the opposite.

Abstains when
    Another source shows a recent post of the same account: the sources contradict each other.

Options
    ``recent_days`` (14): a post this young contradicts what the platform says.
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Check, Finding, Gap, Rule, Snapshot, State, codes
from monitor.model.errors import CannotJudge, ConfigError
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean
from monitor.verdicts import freshness
from monitor.verdicts.freshness import Limit

ABNORMAL = frozenset({Outcome.ACCOUNT_GONE, Outcome.ACCOUNT_BLOCKED, Outcome.ACCOUNT_MOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AbnormalAccount(Check):
    """Demands that an account exists and is public."""

    rule: ClassVar[Rule] = Rule(
        code=codes.ABNORMAL_ACCOUNT,
        title="账号异常",
        basis="国办发〔2018〕123号：开设、变更、关停、注销应向主管单位备案",
    )

    recent_days: int = 14

    def __post_init__(self) -> None:
        if self.recent_days < 1:
            raise ConfigError("recent_days 须不小于 1")

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        gaps = _abnormal(snapshot)
        if gaps and self._alive(snapshot):
            outcome = gaps[0][1].outcome
            raise CannotJudge(f"来源相互矛盾：平台提示{outcome.label}，但另有近期内容，请人工核实")
        for source, gap in gaps:
            yield Finding(
                kind=gap.outcome.value,
                about=source,
                message=f"{gap.outcome.label}：{clean(gap.message)}。{gap.action}。",
            )

    def state(self, snapshot: Snapshot) -> State | None:
        return State.ABNORMAL if _abnormal(snapshot) else None

    def _alive(self, snapshot: Snapshot) -> bool:
        since = Limit(days=self.recent_days).begins(snapshot.taken_at)
        return any(
            (post.earliest_at or post.published_at) >= since
            for post in freshness.counted(snapshot.posts, snapshot.taken_at)
        )


def _abnormal(snapshot: Snapshot) -> tuple[tuple[str, Gap], ...]:
    """Return each outcome that shows the account abnormal, once, with its source."""
    statements = {
        gap.outcome: (source, gap) for source, gap in snapshot.gaps if gap.outcome in ABNORMAL
    }
    return tuple(statements[outcome] for outcome in sorted(statements))
