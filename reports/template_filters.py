"""What accounts, cases and rates are called in a sentence: the filters of the templates."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from monitor.cases.case import Stage
from monitor.figures import AccountFigures, Figures, GroupRow, Pending, Rectified
from monitor.figures.rectification import EXEMPT, FIXED, LABELS, OPEN, ORDER, RECURRING, STRUCK
from monitor.model import AccountSnapshot, Examination, Platform, State, Verdict, clock, codes
from monitor.parsing.text import clean
from reports import formatting
from reports.document import shown

NAMED = 20  # accounts named in a sentence; all of them stand in the annex
CAUSES = 6  # reasons told in a sentence
PLACES = 3  # of evidence named in a notice
NUMERALS = "〇一二三四五六七八九"


def split(rows: Iterable[GroupRow]) -> str:
    """Return ``微信36个、抖音5个``."""
    return "、".join(f"{clean(row.label)}{row.tally.registered}个" for row in rows)


def posts_split(rows: Iterable[GroupRow]) -> str:
    """Return ``微信不少于120条、微博35条``, the platforms that published nothing left out."""
    return "、".join(
        f"{clean(row.label)}{'' if row.posts_whole else '不少于'}{row.posts:,}条"
        for row in rows
        if row.posts
    )


def titles(accounts: Sequence[AccountSnapshot]) -> str:
    """Return names with platforms, at most ``NAMED`` of them."""
    return _listed([_name(one) for one in accounts])


def departures(accounts: Sequence[AccountSnapshot]) -> str:
    """Return names with platforms, and what goes on in the place of those that were merged."""
    return _listed(
        [
            _name(one) + (f"并入“{clean(one.merged_into, 40)}”" if one.merged_into else "")
            for one in accounts
        ]
    )


def titles_of(accounts: Sequence[AccountFigures]) -> str:
    """Return unit, name and platform of each."""
    return _listed([f"{clean(one.account.unit)}{_name(one.account)}" for one in accounts])


def nos(pending: Sequence[Pending]) -> str:
    """Return whose answers no check has taken up, and to what."""
    return _listed(
        [
            f"{clean(one.account.unit)}{_name(one.account)}"
            f"（{'、'.join(f'“{item.label}”' for item in one.items)}）"
            for one in pending
        ]
    )


def renames(pairs: Sequence[tuple[str, AccountSnapshot]]) -> str:
    """Return who was renamed to what."""
    return _listed([f"“{clean(was)}”更名为“{clean(one.name)}”" for was, one in pairs])


def having(accounts: Sequence[AccountFigures], check: str) -> tuple[AccountFigures, ...]:
    """Return the accounts with a problem of *check*."""
    return tuple(one for one in accounts if any(p.check == check for p in one.problems))


def cases(accounts: Sequence[AccountFigures], check: str = codes.SILENT_ACCOUNT) -> str:
    """Return the accounts with what *check* found of each, or how long each has been silent."""
    return _listed([_case(one, check) for one in accounts])


def left(figures: Figures) -> tuple[str, ...]:
    """Return who was found failing in the period and has left the register since."""
    here = {one.account.id for one in figures.accounts}
    found = (
        f"{clean(case.unit_name)}{Platform(case.platform).label}“{clean(case.name, 40)}”"
        for case in figures.cases
        if case.account not in here and figures.period.holds(case.found_at)
    )
    return tuple(dict.fromkeys(found))


def unchecked(figures: Figures) -> str:
    """Return the months in which nothing was checked; none that has yet to end is one."""
    months = figures.period.months(figures.stands_on)
    idle = (
        f"{month.month}月"
        for month in months
        if month.last_day <= figures.stands_on
        and not any(month.holds(check.moment) for check in figures.spotchecks)
    )
    return "、".join(idle)


def recovered(accounts: Sequence[AccountFigures]) -> tuple[AccountFigures, ...]:
    """Return those that the closing look found passing again."""
    return tuple(one for one in accounts if one.closing_verdict is Verdict.PASS)


def still(accounts: Sequence[AccountFigures]) -> tuple[AccountFigures, ...]:
    """Return those that the closing look found failing still."""
    return tuple(one for one in accounts if one.closing_verdict is Verdict.FAIL)


def unsure(accounts: Sequence[AccountFigures]) -> tuple[AccountFigures, ...]:
    """Return those of which the closing look could tell nothing."""
    return tuple(one for one in accounts if one.closing_verdict is Verdict.UNKNOWN)


def exempted(figures: Figures) -> str:
    """Return the failing accounts with a problem that a paper exempts, and which paper."""
    papers: dict[str, dict[str, None]] = {}
    for case in figures.cases:
        if case.stage is Stage.EXEMPT:
            papers.setdefault(case.account, {})[case.steps[-1].document] = None
    failing = [one.account for one in figures.failing if one.account.id in papers]
    return _listed(
        [
            f"{clean(one.unit)}{_name(one)}（{clean('、'.join(papers[one.id]), 60)}）"
            for one in failing
        ]
    )


def outcomes(rectified: Sequence[Rectified]) -> str:
    """Return how many were put right and how many were not."""
    counts = Counter(one.outcome for one in rectified)
    return "，".join(f"{LABELS[kind]}{counts[kind]}个" for kind in reversed(ORDER) if counts[kind])


def unsettled(rectified: Sequence[Rectified]) -> tuple[Rectified, ...]:
    """Return what is open or has come back."""
    return tuple(one for one in rectified if one.outcome in (OPEN, RECURRING))


def rectification(one: Rectified) -> str:
    """Return what became of one account, as a sentence."""
    name = f"{clean(one.account.unit)}{_name(one.account)}"
    fixed = shown(formatting.day(one.fixed_at), 0)
    sentences = {
        FIXED: f"{name}已整改，{fixed}复查合格。",
        OPEN: f"{name}未整改，历次复查仍不合格。",
        RECURRING: f"{name}整改后再次发生问题，{fixed}复查合格，此后又不合格。",
        EXEMPT: f"{name}经批准豁免（{clean(one.decided, 60)}，至{shown(one.until, 0)}）。",
        STRUCK: f"{name}已销号：{clean(one.decided, 120).rstrip('。')}。",
    }
    return sentences.get(one.outcome, f"{name}无法核实整改情况，须人工核查。")


def causes(accounts: Sequence[AccountFigures]) -> str:
    """Return the accounts by the reason why they could not be judged, the commonest first."""
    grouped: dict[str, list[str]] = {}
    for one in accounts:
        grouped.setdefault(formatting.cause(one), []).append(_name(one.account))
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    said = [f"{cause}{len(names)}个（{_few(names)}）" for cause, names in ordered[:CAUSES]]
    rest = sum(len(names) for _, names in ordered[CAUSES:])
    return "；".join([*said, *([f"其他原因{rest}个，详见附件3"] if rest else [])])


def notice(one: AccountFigures) -> str:
    """Return an account's problems as a notice puts them."""
    found = "；".join(clean(problem.message, 300).rstrip("。") for problem in one.problems)
    place = Platform(one.account.platform).label
    return f"“{clean(one.account.name)}”（{place}）：{found}。"


def bases_of(accounts: Sequence[AccountFigures], figures: Figures) -> tuple[tuple[str, str], ...]:
    """Return the basis of each kind of problem that *accounts* have."""
    found = {problem.title: problem.basis for one in accounts for problem in one.problems}
    ruled = ((title, basis) for title, basis in figures.bases.items() if title in found)
    others = ((title, said) for title, said in found.items() if title not in figures.bases)
    return (*ruled, *((title, said) for title, said in others if said))


def examined_by(examination: Examination) -> str:
    """Return how a window was examined before it condemned, as letters tell it."""
    opened = len(examination.pages)
    if not opened:
        return "认定前已再次查看来源核对"
    return f"认定前已再次查看来源，并打开最近{opened}条内容的页面核对发布时间"


def _examined(accounts: Sequence[AccountFigures]) -> str:
    """Return the examination of the most pages that the problems of *accounts* rest on."""
    told = [p.examination for one in accounts for p in one.problems if p.examination]
    most = max(told, key=lambda examination: len(examination.pages), default=None)
    return f"{examined_by(most)}。" if most is not None else ""


def evidence_of(accounts: Sequence[AccountFigures]) -> str:
    """Return where the records stand that the findings rest on: answers, pages, screenshots."""
    seen = max((one.closing_at for one in accounts if one.closing_at), default=None)
    places = [place for one in accounts for place in one.proof]
    when = f"检查时间为{clock.show_day(seen)}{clock.beijing(seen):%H:%M}。" if seen else ""
    when += _examined(accounts)
    if not places:
        return f"{when}原始记录由检查单位留存。"
    more = "等" if len(places) > PLACES else ""
    return f"{when}原始记录已留存备查，编号为{'、'.join(places[:PLACES])}{more}。"


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
        split, posts_split, titles, departures, titles_of, nos, renames, having, cases, recovered,
        still, unsure, outcomes, unsettled, rectification, causes, notice, thousands, numeral,
    )
}  # fmt: skip


def _name(account: AccountSnapshot) -> str:
    return f"{Platform(account.platform).label}“{clean(account.name, 40)}”"


def _case(one: AccountFigures, check: str) -> str:
    return f"{clean(one.account.unit)}{_name(one.account)}（{_fault(one, check)}）"


def _fault(one: AccountFigures, check: str) -> str:
    """Return in few words what *check* found, and of silence how it stands now."""
    if check != codes.SILENT_ACCOUNT or one.state is State.ABNORMAL:
        own = (problem.message for problem in one.problems if problem.check == check)
        said = "；".join(clean(message, 60) for message in own)
        return said if one.still_failing else f"{said}；{formatting.state(one).partition('（')[0]}"
    if not one.still_failing:
        return formatting.state(one).partition("（")[0]
    days = formatting.idle(one)
    if days is None:
        return "从未发布" if one.state is State.EMPTY else "未见发布内容"
    return f"{days}天未更新"


def _listed(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:NAMED])}等{len(names)}个，其余见附件"


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:5]) + ("等" if len(names) > 5 else "")
