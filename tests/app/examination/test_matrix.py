"""Every source under every way of bending what it says: nobody wrongly condemned or cleared.

What each cell gives is printed in docs/examination.md, once for an account that is alive and
once for one that has been silent for long; ``pytest --accept`` writes the table anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from monitor.model import clock
from monitor.parsing.text import normal
from tests.app.examination.looking import check
from tests.app.examination.site import NOW, Entry, Site, entries, serving
from tests.builders import days
from tests.conftest import Golden
from tests.running import run

pytestmark = pytest.mark.long  # every bend of every kind of source, dead and live
IDS = {
    "feed": "feed（own）",
    "webpage": "webpage",
    "weibo": "weibo_open",
    "wechat": "wechat_official",
    "by-hand": "人工观测",
}
LIVE, DEAD = (2, 5, 9, 16, 17), (16, 17, 18, 19, 20)
WORD = {"pass": "合格", "fail": "不合格", "unknown": "无法判定"}


@dataclass(frozen=True, kw_only=True)
class Bend:
    """*name*: what staff call it. *before*, *after*: done to the site before each of two looks.

    *off*: how far our clock stands from the servers' at the second look.
    """

    name: str
    before: Callable[[Site], None] = lambda site: None
    after: Callable[[Site], None] = lambda site: None
    off: timedelta = timedelta()


def constant_etag(site: Site) -> None:
    site.etag = '"for-ever"'


def copied(site: Site) -> None:
    """Serve a copy of three weeks ago, when the account had just published."""
    site.headers["Age"] = str(21 * 86400)
    site.entries = [one for one in site.entries if one.at < site.now - days(21)] or entries(
        22, 23, 24, now=site.now
    )


def single(site: Site) -> None:
    """Lists show one item, the oldest; the platform's statistics know what they know."""
    site.listed = 1


def dated_anew(site: Site) -> None:
    at = site.now - timedelta(hours=3)
    site.dating = site.counting = lambda entry: at


def put_up_late(site: Site) -> None:
    late = Entry(number=7, at=site.now - days(18.5))
    site.entries = sorted([*site.entries, late], key=lambda one: one.at, reverse=True)


def disagreeing(site: Site) -> None:
    """The lists bear the days on which papers were signed, a month before they went up."""
    site.dating = lambda entry: entry.at - days(30)


def side_list(site: Site) -> None:
    """The real list is filled in by a script; what stands in the page is beside it."""
    site.column = (
        "<html><head><meta charset='utf-8'></head><body><div id='main'></div>"
        "<script>$.ajax({url:'/api/list',success:render})</script>"
        "<ul class='list'>"
        + "".join(
            f"<li><a href='/zcfg/{n}.html'>政策法规第{n}条</a><span>2025-0{n}-11</span></li>"
            for n in (5, 4, 3)
        )
        + "</ul></body></html>"
    )


def not_there(site: Site) -> None:
    site.broken = True


def odd(site: Site) -> None:
    strange = "\ufffe\x07\uffff春耕\u202e"
    site.entries = [replace(one, title=f"{strange}{one.number}") for one in site.entries]


BENDS = (
    Bend(name="如实"),
    Bend(name="始终答 304", before=constant_etag),
    Bend(name="三周前的缓存副本", after=copied),
    Bend(name="本机时钟快 1 小时", off=timedelta(hours=1)),
    Bend(name="本机时钟慢 1 小时", off=timedelta(hours=-1)),
    Bend(name="本机时钟快 3 周", off=days(21)),
    Bend(name="本机时钟慢 3 周", off=-days(21)),
    Bend(name="本机时钟快 1 年", off=days(365)),
    Bend(name="本机时钟慢 1 年", off=-days(365)),
    Bend(name="只列一条", before=single),
    Bend(name="全部改标今日", after=dated_anew),
    Bend(name="今日才见、日期很旧", after=put_up_late),
    Bend(name="列表与文章页日期不一", before=disagreeing),
    Bend(name="旁侧列表", before=side_list),
    Bend(name="返回“页面不存在”（200）", after=not_there),
    Bend(name="异常字符", before=odd),
)


def verdicts(bend: Bend, ages: tuple[float, ...], folder: Path) -> dict[str, str]:
    """Return what a second look gives, an hour after a first one."""
    folder.mkdir()
    site = Site(entries=entries(*ages), now=NOW)
    bend.before(site)
    with serving(site, folder):
        by_hand(folder, ages)
        check(folder, NOW)
        site.now = NOW + timedelta(hours=1)
        bend.after(site)
        last = check(folder, site.now + bend.off)
    return {id: last.of(id) for id in IDS}


def by_hand(folder: Path, ages: tuple[float, ...]) -> None:
    """A person looked, too, and kept a screenshot."""
    (folder / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n demo")
    newest = f"{clock.beijing(NOW - days(min(ages))):%Y-%m-%d %H:%M}"
    with time_machine.travel(NOW - timedelta(minutes=5), tick=False):
        done = run(
            folder, "observe", "by-hand", "--newest", newest,
            "--screenshot", folder / "shot.png", "--by", "张三",
        )  # fmt: skip
    assert done.code == 0, done.err


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[str, str]]:
    """What each source gives under each bend: (alive, silent)."""
    folder = tmp_path_factory.mktemp("matrix")
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for number, bend in enumerate(BENDS):
        alive = verdicts(bend, LIVE, folder / f"{number}-alive")
        silent = verdicts(bend, DEAD, folder / f"{number}-silent")
        found |= {(bend.name, id): (alive[id], silent[id]) for id in IDS}
    return found


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("bend", BENDS, ids=lambda bend: normal(bend.name))
def test_nobody_is_wrongly_condemned_or_cleared(
    bend: Bend, id: str, cells: dict[tuple[str, str], tuple[str, str]]
) -> None:
    alive, silent = cells[bend.name, id]

    assert alive in ("pass", "unknown")
    assert silent in ("fail", "unknown")


@pytest.mark.parametrize("id", IDS)
def test_who_is_told_of_truly_is_judged(
    id: str, cells: dict[tuple[str, str], tuple[str, str]]
) -> None:
    assert cells["如实", id] == ("pass", "fail")
    assert cells["异常字符", id][0] == "pass"


def test_the_table_says_what_each_cell_gives(
    cells: dict[tuple[str, str], tuple[str, str]], golden: Golden
) -> None:
    page = Path(__file__).parents[3] / "docs" / "examination.md"
    text = page.read_text(encoding="utf-8")
    begin, end = text.index(MARK) + len(MARK), text.index(END)
    written = text[:begin] + "\n" + "".join(table(cells)) + text[end:]
    if golden.accept:
        page.write_text(written, encoding="utf-8")

    assert page.read_text(encoding="utf-8") == written


MARK, END = "<!-- matrix -->", "<!-- /matrix -->"


def table(cells: dict[tuple[str, str], tuple[str, str]]) -> Iterator[str]:
    yield f"| 情形 | {' | '.join(IDS.values())} |\n"
    yield "| --- |" + " --- |" * len(IDS) + "\n"
    for bend in BENDS:
        row = (" / ".join(WORD[v] for v in cells[bend.name, id]) for id in IDS)
        yield f"| {bend.name} | {' | '.join(row)} |\n"
