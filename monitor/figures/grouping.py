"""Accounts in groups: by platform, by kind of unit, by unit, the worst first. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable

from monitor.figures import posts
from monitor.figures.pass_rate import Tally
from monitor.figures.values import AccountFigures, GroupRow
from monitor.model import Platform, State, Verdict

KINDS = {
    "town": "镇（街道）",
    "office": "县政府办公室",
    "department": "县直部门",
    "institution": "事业单位",
    "": "其他单位",
}
ORDER = (Verdict.FAIL, Verdict.UNKNOWN, None, Verdict.PASS)
STATES = (
    State.ABNORMAL, State.ZOMBIE, State.EMPTY, State.STALE, State.UNKNOWN, State.TO_VIEW,
    State.DUE, State.FRESH, None,
)  # fmt: skip


def tally(accounts: Iterable[AccountFigures]) -> Tally:
    """Count accounts by the period's verdict; each counts once."""
    return counted(entry.verdict for entry in accounts)


def counted(verdicts: Iterable[Verdict | None]) -> Tally:
    """Count verdicts, of which None stands for an account that nobody looked at."""
    counts = Counter(verdicts)
    return Tally(
        registered=sum(counts.values()),
        passed=counts[Verdict.PASS],
        failed=counts[Verdict.FAIL],
        unknown=counts[Verdict.UNKNOWN],
    )


def row(label: str, accounts: Iterable[AccountFigures]) -> GroupRow:
    """Return the row of a group: its tally and its posts."""
    members = list(accounts)
    return GroupRow(
        label=label,
        tally=tally(members),
        posts=posts.total((entry.posts, entry.posts_basis) for entry in members),
    )


def rows(
    accounts: Iterable[AccountFigures], label_of: Callable[[AccountFigures], str]
) -> tuple[GroupRow, ...]:
    """Group accounts; the largest group first, equal ones by name."""
    groups: dict[str, list[AccountFigures]] = {}
    for entry in accounts:
        groups.setdefault(label_of(entry), []).append(entry)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(row(label, members) for label, members in ordered)


def platform(entry: AccountFigures) -> str:
    """Return what a group by platforms is called."""
    return Platform(entry.account.platform).label


def kind(entry: AccountFigures) -> str:
    """Return what a group by kinds of units is called."""
    return KINDS.get(entry.account.kind, entry.account.kind)


def worst_first(entry: AccountFigures) -> tuple[int, int, int, str]:
    """Return the key of a paper's order: verdict, state, the longest silent first, id."""
    return (
        ORDER.index(entry.verdict),
        STATES.index(entry.state),
        -(entry.idle_days or entry.silent_days or 0),
        entry.account.id,
    )


def problems(accounts: Iterable[AccountFigures]) -> tuple[tuple[str, str, int], ...]:
    """Count accounts by kind of problem; one account may stand in several."""
    kinds: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for entry in accounts:
        for problem in entry.problems:
            kinds.setdefault(problem.check, set()).add(entry.account.id)
            titles[problem.check] = max(problem.title, titles.get(problem.check, ""))
    return tuple((check, titles[check], len(ids)) for check, ids in sorted(kinds.items()))
