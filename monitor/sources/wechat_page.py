"""Account and time of publication in the page of a WeChat article. Pure.

Cards of quoted articles and of other accounts stand on the same page, with names and times of
their own. The page's own stand in its data (``cgiDataNew = {…}``, on the first level), in its
variables (``var nickname = …``) and beside its title. What stands in another object is no
statement of the page, even where nothing else is left.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.parsing.text import clean, name_key, plain
from monitor.sources.script_values import TEXT, fields, value

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

NAMES = ("nick_name", "nickname")
TIMES = (  # svr_time is when the page was fetched
    "ori_create_time",
    "oriCreateTime",
    "create_timestamp",
    "ct",
    "create_time",
    "createTime",
    "publish_time",
)
TITLED = ("js_name", "post-user")  # ids
CLASSES = ("nickNameSpan", "profile_nickname", "wx_follow_nickname", "rich_media_meta_nickname")
AUTHORS = ("og:article:author", "article:author", "author")
DAYS = ("post-date", "publish_time")  # ids

DATA = re.compile(r"""\bcgiData\w*["']?\s*[=:]\s*\{""")
STATED = re.compile(  # a variable of the page, not a part of any object but its data
    r"(?:\b(?:var|let|const)\s+|(?<![\w.$])(?:window\.)?(?:cgiData\w*\.|d\.)|(?<![\w.$])window\.)"
    rf"({'|'.join((*NAMES, *TIMES))})\s*=(?!=)((?:{TEXT}|[^;'\"`\n])*)"
)
BARE = re.compile(rf"(?<![\w.$])(?:{'|'.join((*NAMES, *TIMES))})\s*:")  # of no object at all
REMARK = re.compile(r"(^|[;,{])[ \t]*//[^\n]*", re.M)
TEMPLATE = re.compile(r"\{\{|\$\{|^data-[\w-]+$", re.ASCII)  # filled in by a script, later

Statements = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPage:
    """The statements of a page. *names*: of its account; several where they disagree.

    *author*: the signature, which may be an editor's. *times*: of publication, the most exact
    first; those that readers see come last.
    """

    names: tuple[str, ...]
    author: str
    times: tuple[str, ...]


def stated(page: str) -> StatedPage | None:
    """Return the statements of *page*, None where it is no article."""
    if "<script" not in page.lower():
        return None
    from bs4 import BeautifulSoup  # costs a start as much as ten accounts

    tree = BeautifulSoup(page, "lxml")
    scripts = [tag.get_text() for tag in tree.find_all("script")]
    if not any(map(str.strip, scripts)):
        return None
    statements = [statement for script in scripts for statement in _statements_in(script)]
    for body in tree.find_all(id="js_content"):
        body.decompose()
    days = (tag.get_text() for id in DAYS for tag in tree.find_all(id=id))
    return StatedPage(
        names=_names(statements, tree),
        author=_author(tree),
        times=(*_values_of(statements, TIMES), *filter(None, days)),
    )


def _statements_in(script: str) -> Statements:
    """Return the page's own names and times in its data and variables."""
    statements: list[tuple[str, str]] = []
    parts, here = [], 0
    for start in DATA.finditer(script):
        line = script[script.rfind("\n", 0, start.start()) + 1 : start.start()]
        if start.start() < here or line.lstrip().startswith("//"):
            continue  # within the one before, or of no effect
        data, end = fields(script, start.end())
        statements.extend(data.items())
        parts.append(script[here : start.start()])
        here = end
    outside = REMARK.sub(r"\1", "".join((*parts, script[here:])))
    statements.extend((match[1], match[2]) for match in STATED.finditer(outside))
    if BARE.search(outside):
        statements.extend(fields(outside, 0)[0].items())
    wanted = (statement for statement in statements if statement[0] in (*NAMES, *TIMES))
    return [(key, text) for key, expression in wanted if (text := value(expression))]


def _names(statements: Statements, tree: "BeautifulSoup") -> tuple[str, ...]:
    """Return the different names of the account; the page's own names come before cards'."""
    title = [tag.get_text() for id in TITLED for tag in tree.find_all(id=id)]
    if sure := _different([*_values_of(statements, NAMES), *title]):
        return sure
    return _different(tag.get_text() for kind in CLASSES for tag in tree.find_all(class_=kind))


def _author(tree: "BeautifulSoup") -> str:
    for name in AUTHORS:
        for meta in tree.find_all("meta"):
            author = _name(str(meta.get("content", "")))
            if author and name in (meta.get("property"), meta.get("name")):
                return author
    return ""


def _values_of(statements: Statements, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the values of *keys* in *statements*, in the order of *keys*."""
    return tuple(dict.fromkeys(text for key in keys for name, text in statements if name == key))


def _different(names: Iterable[str]) -> tuple[str, ...]:
    """Return *names* without variants of spelling."""
    by_key: dict[str, str] = {}
    for name in filter(None, map(_name, names)):
        by_key.setdefault(name_key(name), name)
    return tuple(by_key.values())


def _name(text: str) -> str:
    """Return a name as readers see it, empty for a placeholder."""
    name = clean(plain(plain(text)), 60)
    return "" if TEMPLATE.search(name) else name
