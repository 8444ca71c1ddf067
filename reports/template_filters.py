"""What accounts, cases and rates are called in a sentence: the filters of the templates."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from monitor.cases.case import Stage
from monitor.figures import AccountFigures, Figures, GroupRow, Pending
from monitor.figures.posts import PostBasis
from monitor.model import AccountSnapshot, Examination, Platform, Verdict, clock
from monitor.parsing.text import clean
from reports.names import (
    EXAMPLES,
    NAME,
    WORKBOOK,
    called,
    listed,
    listed_again,
    named,
    with_unit,
)

LONGEST = 2_000  # characters of a problem: a letter tells it whole
NUMERALS = "〇一二三四五六七八九"


def split(rows: Iterable[GroupRow]) -> str:
    """Return ``微信36个、抖音5个``; columns of websites are no new media and stand apart."""
    media = (row for row in rows if row.label != Platform.WEBSITE.label)
    return "、".join(f"{clean(row.label)}{row.tally.registered}个" for row in media)


def uncounted(figures: Figures) -> str:
    """Return why the posts of some accounts are not counted, the commonest reason first."""
    words = {
        PostBasis.BY_HAND: "仅人工查看",
        PostBasis.UNLISTED: "来源未列出本期内容",
        PostBasis.UNSEEN: "未查看",
    }
    counts = Counter(row.posts_basis for row in figures.accounts if row.posts is None)
    reasons = [words[basis] for basis, _ in sorted(counts.items(), key=lambda item: -item[1])]
    return "或".join(reasons)


def zombie_outcome(figures: Figures) -> str:
    """Return what became of the zombies by the end, as a sentence."""
    recovered, still = len(figures.zombies_recovered), len(figures.zombies_at_end)
    others = len(figures.zombies) - recovered - still
    parts = [
        f"{words}{number}个"
        for words, number in (
            ("已恢复更新", recovered),
            ("期末仍为僵尸账号", still),
            ("期末为其他情况", others),
        )
        if number
    ]
    return f"其中{'、'.join(parts)}。" if parts else ""


def rectified_lead(figures: Figures) -> str:
    """Return how many failed in the period before, and which of them are not looked at again."""
    before, left = figures.period.word_before, figures.left_failing
    number = len(figures.rectified) + len(left) + figures.dropped
    lead = f"{before}检查不合格的账号{number}个"
    if not left and not figures.dropped:
        return f"{lead}，经复查："
    parts = []
    if left:
        parts.append(f"{len(left)}个已关停注销或整合（{titles(left)}）")
    if figures.dropped:
        parts.append(f"{figures.dropped}个的结论此后已更正或撤销")
    following = f"，其余{len(figures.rectified)}个经复查：" if figures.rectified else "，"
    return f"{lead}，其中{'、'.join(parts)}{following}"


def titles(accounts: Sequence[AccountSnapshot]) -> str:
    """Return names with platforms, at most ``NAMED`` of them."""
    return listed([named(account) for account in accounts])


def departures(accounts: Sequence[AccountSnapshot]) -> str:
    """Return names with platforms, and into which account a merged one went."""
    return listed(
        [
            named(account)
            + (f"并入“{clean(account.merged_into, NAME)}”" if account.merged_into else "")
            for account in accounts
        ]
    )


def titles_of(accounts: Sequence[AccountFigures], see: str = "") -> str:
    """Return unit, name and platform of each; *see*: the annex that has all, if they are many."""
    names = [with_unit(row.account) for row in accounts]
    return listed_again(names, see) if see else listed(names)


def nos(pending: Sequence[Pending]) -> str:
    """Return the accounts with answers that no check has judged yet, and the items."""
    return listed(
        [
            f"{with_unit(row.account)}（{'、'.join(f'“{item.label}”' for item in row.items)}）"
            for row in pending
        ]
    )


def renames(pairs: Sequence[tuple[str, AccountSnapshot]]) -> str:
    """Return the old and the new name of each renamed account."""
    return listed([f"“{clean(was)}”更名为“{clean(account.name)}”" for was, account in pairs])


def left(figures: Figures) -> tuple[str, ...]:
    """Return the accounts that failed in the period and have since left the register."""
    registered = {row.account.id for row in figures.accounts}
    names = (
        f"{clean(case.unit_name)}{called(case.platform, case.name)}"
        for case in figures.cases
        if case.account not in registered and figures.period.holds(case.last_finding_at)
    )
    return tuple(dict.fromkeys(names))


def unchecked(figures: Figures) -> str:
    """Return the months, of those that have ended, in which nothing was checked."""
    months = figures.period.months(figures.as_of_date)
    idle = (
        month.month
        for month in months
        if month.last_day <= figures.as_of_date
        and not any(month.holds(check.moment) for check in figures.spotchecks if check.seen)
    )
    return "、".join(f"{span}月" for span in spans(idle))


def spans(numbers: Iterable[int]) -> Iterator[str]:
    """Yield runs of *numbers*, which ascend: ``1—9`` and ``11``."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield f"{found[0]}—{found[-1]}" if found[1:] else f"{found[0]}"


def recovered(accounts: Sequence[AccountFigures]) -> tuple[AccountFigures, ...]:
    """Return the accounts that passed at the closing look."""
    return tuple(account for account in accounts if account.closing_verdict is Verdict.PASS)


def still(accounts: Sequence[AccountFigures]) -> tuple[AccountFigures, ...]:
    """Return the accounts that failed at the closing look."""
    return tuple(account for account in accounts if account.closing_verdict is Verdict.FAIL)


def unsure(accounts: Sequence[AccountFigures]) -> tuple[AccountFigures, ...]:
    """Return the accounts that could not be judged at the closing look."""
    return tuple(account for account in accounts if account.closing_verdict is Verdict.UNKNOWN)


def exempted(figures: Figures) -> str:
    """Return the failing accounts that are exempt, and the documents that exempt them."""
    papers: dict[str, dict[str, None]] = {}
    for case in figures.cases:
        if case.stage is Stage.EXEMPT:
            papers.setdefault(case.account, {})[case.steps[-1].document] = None
    failing = [row.account for row in figures.failing if row.account.id in papers]
    if figures.counties and len(failing) > EXAMPLES:
        return f"{len(failing)}个，名单见{WORKBOOK}"
    return listed(
        [
            f"{with_unit(account)}（{clean('、'.join(papers[account.id]), 5_000)}）"
            for account in failing
        ]
    )


def notice(row: AccountFigures) -> str:
    """Return an account's problems as a clause of a notice."""
    problems = "；".join(clean(problem.message, LONGEST).rstrip("。") for problem in row.problems)
    place = Platform(row.account.platform).label
    return f"“{clean(row.account.name)}”（{place}）：{problems}。"


def bases_of(accounts: Sequence[AccountFigures], figures: Figures) -> tuple[tuple[str, str], ...]:
    """Return the basis of each kind of problem that *accounts* have."""
    bases = {problem.title: problem.basis for account in accounts for problem in account.problems}
    ruled = ((title, basis) for title, basis in figures.bases.items() if title in bases)
    others = ((title, basis) for title, basis in bases.items() if title not in figures.bases)
    return (*ruled, *((title, basis) for title, basis in others if basis))


def examination_sentence(examination: Examination) -> str:
    """Return how a window was examined before it condemned, as a sentence of a notice."""
    opened = len(examination.pages)
    if not opened:
        return "认定前已再次查看来源核对"
    return f"认定前已再次查看来源，并打开最近{opened}条内容的页面核对发布时间"


def _examined(accounts: Sequence[AccountFigures]) -> str:
    """Return the examination of the most pages that the problems of *accounts* rest on."""
    examinations = [
        p.examination for account in accounts for p in account.problems if p.examination
    ]
    most = max(examinations, key=lambda examination: len(examination.pages), default=None)
    return f"{examination_sentence(most)}。" if most is not None else ""


def evidence_of(accounts: Sequence[AccountFigures]) -> str:
    """Return when the findings were made, and that the records are kept, as a sentence."""
    seen = last_seen(accounts)
    when = f"检查时间为{seen}。" if seen else ""
    return f"{when}{_examined(accounts)}原始记录已留存备查。"


def last_seen(accounts: Iterable[AccountFigures]) -> str:
    """Return the day and time up to which the problems were seen, empty where nobody says."""
    seen = max((account.closing_at for account in accounts if account.closing_at), default=None)
    return f"{clock.show_day(seen)}{clock.beijing(seen):%H:%M}" if seen else ""


def thousands(number: int) -> str:
    """Return ``62,854``."""
    return f"{number:,}"


def numeral(number: int) -> str:
    """Return ``三`` for 3; beyond ten, as headings need it."""
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return lead + (NUMERALS[ones] if ones else "")


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        split, titles, departures, titles_of, nos, renames, recovered, still, unsure, notice,
        thousands, numeral,
    )
}  # fmt: skip
