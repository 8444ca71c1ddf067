"""Somebody must look at every account (长期无法观测).

Looks at
    When any source, or any person, last saw anything of the account.

Fails when
    Never: that nobody could look is no fault of the account.

Abstains when
    Nobody has seen anything for more than ``unobserved_days`` days: a task for staff.

Options
    ``unobserved_days`` (14): for how long an account may go unseen before a person must look.
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Check, Finding, Rule, Snapshot, clock, codes
from monitor.model.errors import CannotJudge, ConfigError
from monitor.verdicts import freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class UnobservedAccount(Check):
    """Demands that somebody looks at an account every ``unobserved_days`` days."""

    rule: ClassVar[Rule] = Rule(
        code=codes.UNOBSERVED_ACCOUNT,
        title="长期无法观测",
        basis="本单位工作要求：无法自动查看的账号由工作人员人工核查",
        advisory=True,
    )

    unobserved_days: int = 14

    def __post_init__(self) -> None:
        if self.unobserved_days < 1:
            raise ConfigError("unobserved_days 须不小于 1")

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        since = snapshot.last_usable_at or snapshot.first_look_at
        if since is None or freshness.age(since, snapshot.taken_at) <= self.unobserved_days:
            return iter(())
        days = freshness.age(since, snapshot.taken_at)
        began = clock.show_day(since)
        seen = "最近一次看到内容在" if snapshot.last_usable_at else "首次尝试查看在"
        raise CannotJudge(f"{seen}{began}，至今{days}天未看到内容，请安排人工核查")
