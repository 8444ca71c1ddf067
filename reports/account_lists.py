"""Accounts in a row, whole: unit after unit as the register has them, each unit named once."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from monitor.figures import AccountFigures, Figures
from monitor.model import AccountSnapshot, ChecklistItem, State, codes
from monitor.parsing.text import clean
from reports import formatting
from reports.letter_wording import BY_ITEM
from reports.names import called

WHOLE = 5_000  # characters of a name: what is too long for a line is counted, never cut


def named(account: AccountSnapshot) -> str:
    """Return platform and name."""
    return called(account.platform, account.name, WHOLE)


def with_name(row: AccountFigures) -> str:
    return named(row.account)


def with_fault(row: AccountFigures) -> str:
    """Return platform, name and in a word or two what is wrong, each kind once."""
    faults = dict.fromkeys(_fault(row, p.check, p.about, p.title) for p in row.problems)
    return f"{named(row.account)}（{'、'.join(faults)}）"


def by_unit(
    rows: Iterable[AccountFigures],
    figures: Figures,
    say: Callable[[AccountFigures], str] = with_name,
    most: int | None = None,
) -> list[str]:
    """Return what *say* says of each of *rows*, at most so many, with the marks between them."""
    names: list[str] = []
    for unit, group in groupby(in_order(rows, figures)[:most], key=lambda row: row.account.unit):
        head = f"{'；' if names else ''}{clean(unit, WHOLE)}"
        names += [f"{'、' if number else head}{say(row)}" for number, row in enumerate(group)]
    return names


def in_order(rows: Iterable[AccountFigures], figures: Figures) -> list[AccountFigures]:
    """Return *rows* unit after unit, as the register has them."""
    place = figures.register_places
    return sorted(rows, key=lambda row: place.get(row.account.id, len(place)))


def marked(names: Sequence[str], mark: str) -> list[str]:
    """Return *names* with *mark* before each but the first."""
    return [f"{mark}{name}" if number else name for number, name in enumerate(names)]


def _fault(row: AccountFigures, check: str, about: str, title: str) -> str:
    if check == codes.UNSAFE_CONTENT and about in BY_ITEM:
        return BY_ITEM[ChecklistItem(about)][0]
    if check != codes.SILENT_ACCOUNT or not row.still_failing or row.state is State.ABNORMAL:
        return title
    days = formatting.idle(row)
    if days is None:
        return "从未发布" if row.state is State.EMPTY else title
    return f"{days}天未更新"
