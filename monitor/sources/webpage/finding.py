"""The list of a page whose selector nobody wrote: by its known shape, else by what repeats."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from monitor.errors import LookFailed
from monitor.outcomes import Outcome
from monitor.sources.webpage import records
from monitor.sources.webpage.around import around
from monitor.sources.webpage.structure import Groups, is_aside, joined

RIVAL = 2  # a list with more than one in so many of the other's items may be the column as well
UNIT = "[id^=line_u]"  # 博达 names each line of a list so
PAGER = re.compile(r"(?:[首上下尾末前后][一]?页|更多|查看|[\d\s…<>«»/|.·共条页第转到GOgo]|>>)+")
UNSURE = "网页中有不止一个带日期的列表，不能确定哪个是本栏目，请写明 item 选择器"


def found(tree: BeautifulSoup) -> list[Tag]:
    """Return the items of the column on a page, none where no list can be told.

    Raises LookFailed where two lists may be it.
    """
    for lists in (_recorded(tree), _of_units(tree), _repeated(tree)):
        if lists:
            return _best(lists)
    return []


def _best(lists: Sequence[tuple[int, list[Tag]]]) -> list[Tag]:
    ranked = sorted(lists, key=lambda one: one[0], reverse=True)
    if len(ranked) > 1 and ranked[1][0] * RIVAL > ranked[0][0]:
        raise LookFailed(Outcome.CONFIG, UNSURE)
    return ranked[0][1]


def _recorded(tree: BeautifulSoup) -> list[tuple[int, list[Tag]]]:
    """Return the lists that stood as data in the page, as 大汉 JCMS has it."""
    lists = []
    for box in tree.select(f"[{records.MARK}]"):
        table = box.find("table", recursive=False)
        items = table.find_all("tr") if isinstance(table, Tag) else box.find_all(recursive=False)
        if items:
            lists.append((len(items), list(items)))
    return lists


def _of_units(tree: BeautifulSoup) -> list[tuple[int, list[Tag]]]:
    units: dict[str, list[Tag]] = {}
    for line in tree.select(UNIT):
        units.setdefault(str(line["id"]).rpartition("_")[0], []).append(line)
    lists = [(len(lines), lines) for lines in units.values() if len(lines) > 1]
    return _in_the_middle(lists)


def _repeated(tree: BeautifulSoup) -> list[tuple[int, list[Tag]]]:
    lists = []
    for groups in joined(Groups(around(tree, ()).strings).all):
        items = [one for group in groups for one in group.members if not _leads_on(one)]
        lists.append((sum(len(group.dated) for group in groups), items))
    return _in_the_middle(lists)


def _leads_on(member: Tag) -> bool:
    """Say whether a line of the list only leads to its other pages."""
    return bool(PAGER.fullmatch("".join(member.stripped_strings)))


def _in_the_middle(lists: list[tuple[int, list[Tag]]]) -> list[tuple[int, list[Tag]]]:
    """Return the lists of the main part; where none stands there, all of them."""
    return [one for one in lists if not is_aside(one[1][0])] or lists
