"""Find the list of a page without a selector: by known shapes, else by repetition."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.webpage import jcms_datastore
from monitor.sources.webpage.around import around
from monitor.sources.webpage.page import above, tags
from monitor.sources.webpage.structure import Groups, heading_over, is_aside, is_of_others, joined

RIVAL = 2  # a list with more than one in so many of the other's items may be the column as well
UNIT = "line_u"  # 博达 names each line of a list so
PAGER = re.compile(r"(?:[首上下尾末前后]一?页|更多|查看|[\d\s…<>«»/|.·共条页第转到GOgo])++")
SEPARATORS = re.compile(r"[-_—–|｜·>»《（(]")
NAME = (2, 12)  # characters of a column's name
ASIDE = "网页中只有旁侧的列表，没有认出本栏目的列表，请写明 item 选择器"
OTHERS = "网页中带日期的列表不在本栏目名下，没有认出本栏目的列表，请写明 item 选择器"
_Lists = list[tuple[int, list[Tag]]]
UNSURE = "网页中有不止一个带日期的列表，不能确定哪个是本栏目，请写明 item 选择器"


def find_list_items(tree: BeautifulSoup) -> list[Tag]:
    """Return the items of the column on a page, none where no list is recognised.

    Raises LookFailed where two lists may be the column.
    """
    name = _name(tree)
    for lists in (_recorded(tree), _of_units(tree), _repeated(tree)):
        if lists:
            return _best(_named(tree, _in_the_middle(lists, name), name))
    return []


def _name(tree: BeautifulSoup) -> str:
    """Return the name of the column in the page's title, empty where it holds none."""
    title = tree.find("title")
    name = _words(SEPARATORS.split(title.get_text())[0]) if title is not None else ""
    return name if NAME[0] <= len(name) <= NAME[1] else ""


def _named(tree: BeautifulSoup, lists: _Lists, name: str) -> _Lists:
    """Return the lists under the *name* of the page, all lists where none stands under it.

    Raises LookFailed where that name heads something else, and all lists have other names.
    """
    under_name = [candidate for candidate in lists if _is_own(candidate[1][0], name)]
    if (
        under_name
        or not name
        or not all(heading_over(candidate[1][0].parent) for candidate in lists)
    ):
        return under_name or lists
    if any(_words(string) == name and _is_heading(string) for string in around(tree, ()).strings):
        raise LookFailed(Outcome.CONFIG, OTHERS)
    return lists


def _is_own(item: Tag, name: str) -> bool:
    """Say whether the list of *item* stands under the *name* of the page."""
    head = _words(heading_over(item.parent))
    return bool(name) and len(head) >= NAME[0] and (head in name or name in head)


def _words(text: str) -> str:
    return "".join(re.findall(r"\w+", text))


def _is_heading(string: NavigableString) -> bool:
    return above(string, "a", "li") is None and not (
        string.parent is not None and is_aside(string.parent)
    )


def _best(lists: Sequence[tuple[int, list[Tag]]]) -> list[Tag]:
    ranked = sorted(lists, key=lambda candidate: candidate[0], reverse=True)
    if len(ranked) > 1 and ranked[1][0] * RIVAL > ranked[0][0]:
        raise LookFailed(Outcome.CONFIG, UNSURE)
    return ranked[0][1]


def _recorded(tree: BeautifulSoup) -> _Lists:
    """Return the lists that stood as data in the page, as in 大汉 JCMS."""
    lists = []
    for box in tags(tree):
        if not box.has_attr(jcms_datastore.MARK):
            continue
        table = box.find("table", recursive=False)
        items = table.find_all("tr") if isinstance(table, Tag) else box.find_all(recursive=False)
        if items:
            lists.append((len(items), list(items)))
    return lists


def _of_units(tree: BeautifulSoup) -> _Lists:
    units: dict[str, list[Tag]] = {}
    for line in tags(tree):
        if str(line.get("id", "")).startswith(UNIT):
            units.setdefault(str(line["id"]).rpartition("_")[0], []).append(line)
    return [(len(lines), lines) for lines in units.values() if len(lines) > 1]


def _repeated(tree: BeautifulSoup) -> _Lists:
    lists = []
    for groups in joined(Groups(around(tree, ()).strings).all):
        items = [member for group in groups for member in group.members if not _leads_on(member)]
        lists.append((sum(len(group.dated) for group in groups), items))
    return lists


def _leads_on(member: Tag) -> bool:
    """Say whether a line of the list only links to its other pages."""
    return bool(PAGER.fullmatch("".join(member.stripped_strings)))


def _in_the_middle(lists: _Lists, name: str) -> _Lists:
    """Return the lists of the main part; raises LookFailed where all are in side bars."""
    in_middle = [
        candidate
        for candidate in lists
        if _is_own(candidate[1][0], name) or not _is_beside(candidate[1][0])
    ]
    if not in_middle:
        raise LookFailed(Outcome.CONFIG, ASIDE)
    return in_middle


def _is_beside(item: Tag) -> bool:
    return is_aside(item) or is_of_others(item.parent or item)
