"""What a page says before its text: the failing accounts by unit, and what is to be decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from monitor.cases.case import Case, Stage
from monitor.cases.escalation import is_overdue
from monitor.figures import AccountFigures, Figures
from monitor.model import codes
from monitor.parsing.text import clean
from reports import county_words, formatting
from reports.names import with_platform

UNITS = 100  # that a page begins with; all of them stand in the list
NAMED = 8  # accounts named in a sentence; all of them stand in the lists


@dataclass(frozen=True, slots=True)
class FailingAccount:
    """One account as the page begins with it: what is wrong, and how it stands at the end."""

    name: str
    problem: str
    state: str
    recovered: bool


@dataclass(frozen=True, slots=True)
class FailingUnit:
    """A unit and its failing accounts."""

    unit: str
    accounts: tuple[FailingAccount, ...]


def failing_units(figures: Figures) -> tuple[FailingUnit, ...]:
    """Return the failing accounts by unit; who still fails comes first, no more than ``UNITS``."""
    return tuple(
        FailingUnit(unit, tuple(map(_failing, accounts)))
        for unit, accounts in islice(_by_unit(figures).items(), UNITS)
    )


def beyond(figures: Figures) -> str:
    """Return how many units and accounts ``failing_units`` leaves to the lists, empty for none."""
    others = list(_by_unit(figures).values())[UNITS:]
    number = sum(map(len, others))
    return f"其余{len(others)}个单位的{number}个账号见不合格账号清单。" if others else ""


def _by_unit(figures: Figures) -> dict[str, list[AccountFigures]]:
    by_unit: dict[str, list[AccountFigures]] = {}
    for account in sorted(figures.failing, key=lambda account: not account.still_failing):
        by_unit.setdefault(clean(account.account.unit), []).append(account)
    return by_unit


def decisions(figures: Figures) -> tuple[str, ...]:
    """Return what the head of the office has to decide or see to, the most pressing first."""
    return tuple(_of_city(figures) if figures.counties else _decisions(figures))


def _of_city(figures: Figures) -> Iterator[str]:
    """Yield the same of a city, county by county: who must be asked for what."""
    unreported = [county for county in figures.counties if not county.reported]
    if unreported:
        yield f"未报送{len(unreported)}个，须催报：{county_words.names(unreported)}。"
    broken = [c for c in figures.reported if c.delivery and c.delivery.broken]
    if broken:
        yield f"数据链中断{len(broken)}个，须查明原因：{county_words.names(broken)}。"
    late = [case.account for case in figures.cases if is_overdue(case, figures.as_of_date)]
    zombies = [row.account.id for row in figures.zombies_at_end]
    unseen = [row.account.id for row in (*figures.unknown, *figures.unseen)]
    for lead, ids in (
        (f"整改逾期{len(late)}个，须催办", late),
        (f"僵尸账号{len(zombies)}个，须定恢复更新还是关停", zombies),
        (f"账号{len(unseen)}个无法判定或者未检查，须人工查看", unseen),
    ):
        if ids:
            yield f"{lead}：{county_words.counted(figures, ids)}。"


def _decisions(figures: Figures) -> Iterator[str]:
    today = figures.as_of_date
    late = [case for case in figures.cases if is_overdue(case, today)]
    if late:
        yield f"整改逾期{len(late)}个，须催办：{_cases(late)}。"
    if figures.zombies_at_end:
        names = _accounts(figures.zombies_at_end)
        number = len(figures.zombies_at_end)
        yield f"僵尸账号{number}个，须定恢复更新还是关停：{names}。"
    unsent = [case for case in figures.cases if case.stage is Stage.FOUND]
    if unsent:
        yield f"问题{len(unsent)}个尚未通知单位：{_cases(unsent)}。"
    unseen = [*figures.unknown, *figures.unseen]
    if unseen:
        yield f"账号{len(unseen)}个无法判定或者未检查，须人工查看：{_accounts(unseen)}。"


def _failing(account: AccountFigures) -> FailingAccount:
    problems = dict.fromkeys(_problem(account, p.check, p.title) for p in account.problems)
    return FailingAccount(
        name=with_platform(account.account.platform, account.account.name),
        problem="；".join(problems),
        state=formatting.state(account),
        recovered=not account.still_failing,
    )


def _problem(account: AccountFigures, check: str, title: str) -> str:
    days = formatting.idle(account)
    if check != codes.SILENT_ACCOUNT or not account.still_failing or days is None:
        return clean(title)
    return f"{days}天未更新"


def _accounts(accounts: Iterable[AccountFigures]) -> str:
    return _listed(
        [
            f"{clean(of.unit)}{with_platform(of.platform, of.name)}"
            for of in (account.account for account in accounts)
        ]
    )


def _cases(cases: Iterable[Case]) -> str:
    return _listed(
        [f"{clean(case.unit_name)}{with_platform(case.platform, case.name)}" for case in cases]
    )


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return "、".join(names[:NAMED]) + (f"等{len(names)}个账号" if len(names) > NAMED else "")
