"""How every account stands, a row each: those that were never checked among them, worst first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Account, Assessment, State, Verdict, clock
from monitor.parsing.text import clean
from monitor.verdicts import summary
from reports.account_rows import explanation
from reports.verdict_sentence import called

NEVER = "never"  # in the place of a verdict
NEVER_CHECKED = "尚未检查"
LONGEST = 300  # characters of an explanation
# by what rows can be chosen, each with its words; a verdict and a state share no key
VERDICTS: tuple[tuple[str, str], ...] = (
    *((verdict.value, verdict.label) for verdict in summary.VERDICTS),
    (NEVER, NEVER_CHECKED),
)
STATES: tuple[tuple[str, str], ...] = tuple(
    (state.value, state.label) for state in summary.ORDER if state is not State.UNKNOWN
)
TITLES = ("账号", "标识", "单位", "平台", "结论", "说明", "最近更新", "未更新天数", "截至")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStanding:
    """How an account stands. *verdict*: None where it was never checked. *newest_at*: when the
    newest post known was published; *silent_days*: as the rule counts them, empty where unseen.
    """

    account: Account
    verdict: Assessment | None = None
    newest_at: datetime | None = None
    silent_days: str = ""

    @property
    def called(self) -> str:
        """Return the verdict with its state, or that there is none."""
        return called(self.verdict) if self.verdict else NEVER_CHECKED

    @property
    def why(self) -> str:
        """Return why, in one line; empty where all is well."""
        return clean(explanation(self.verdict), LONGEST) if self.verdict else ""

    def is_called(self, key: str) -> bool:
        """Say whether *key*, of VERDICTS or STATES, fits; an empty one fits all."""
        if not key or self.verdict is None:
            return key in ("", NEVER)
        return key in (self.verdict.verdict.value, _state(self.verdict))


def _state(verdict: Assessment) -> str:
    """Return the key of a state; that nobody knows it is a verdict's key."""
    return "" if verdict.state is State.UNKNOWN else verdict.state.value


def standings(
    assessments: Iterable[Assessment],
    never_checked: Sequence[Account],
    newest_post_at: Mapping[str, datetime],
) -> tuple[AccountStanding, ...]:
    """Return a row an account. *assessments*: worst first; who passes comes after all others."""
    rows = [
        AccountStanding(
            account=verdict.account,
            verdict=verdict,
            newest_at=summary.newest_at(verdict, newest_post_at),
            silent_days=summary.silent_days(verdict, newest_post_at),
        )
        for verdict in assessments
    ]
    passing = [row for row in rows if row.verdict and row.verdict.verdict is Verdict.PASS]
    others = [row for row in rows if row.verdict and row.verdict.verdict is not Verdict.PASS]
    return (*others, *(AccountStanding(account=account) for account in never_checked), *passing)


def cells(row: AccountStanding) -> tuple[str, ...]:
    """Return *row* as a table to calculate with has it, in the order of TITLES."""
    account, verdict = row.account, row.verdict
    return (
        account.name,
        account.id,
        account.unit.name,
        account.platform.label,
        row.called,
        row.why,
        clock.show(row.newest_at) if row.newest_at else "",
        row.silent_days,
        clock.show(verdict.as_of) if verdict else "",
    )
