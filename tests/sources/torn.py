"""Columns in several shapes, fresh or dead, and what breaks their markup or is merely sloppy."""

import random
import re
from datetime import timedelta

from monitor.model.errors import LookFailed
from tests.builders import NOON
from tests.sources.column import collect

FRESH, HREF = "2021-12-29", "/zwdt/202112/t9.html"
TITLES = (
    "云岭县召开冬春农田水利工作会议",
    "云岭县开展河道清淤整治工作",
    "云岭县节水型单位名单公布",
    "云岭县水库安全巡查情况通报",
    "云岭县灌区改造工程如期开工",
)
DAYS = (FRESH, "2021-11-20", "2021-11-02", "2021-10-15", "2021-09-30")
LINKS = (HREF, *(f"/zwdt/2021{11 - n // 2}/t{n}.html" for n in range(1, 5)))
HEAD = (
    "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN'><html><head>"
    "<meta charset='utf-8'><title>工作动态-云岭县水务局</title><link rel=stylesheet href=/a.css>"
    "<script src='/js/jquery.js'></script><style>.list li{float:left}</style></head><body>"
    "<div class='header'>{head}<img src='/i/logo.png' alt='云岭县水务局'><div class=\"nav\"><ul>"
    "<li><a href='/'>首页</a></li><li><a href='/zwdt/'>工作动态</a></li>"
    "<li><a href='/ztzl/'>专题专栏</a></li></ul></div></div>\n"
)
FOOT = (
    "<div class='sidebar'><h3>热点推荐</h3><ul>"
    "<li><a href='/tjyd/t77.html'>云岭县便民服务指南汇编</a></li></ul></div>{after}"
    "<div class='footer'><p>版权所有 <a href=\"/about.html\" title='关于\"我们\"'>关于我们</a></p>"
    "<script>var a='<b>'; if(1<2){a='x'}</script></div></body></html>"
)
# before all items, one item, after all items, the selector that finds them
SHAPES = {
    "ul": (
        "<!--$begin--><ul class='list'>\n",
        "<li>{inside}<a href='{h}' title=\"{t}\">{t}</a><span>{d}</span></li>\n",
        "</ul><!--$end-->",
        "ul.list li",
    ),
    "sloppy": (
        "<ul class=list>\n",
        "<li><span>{d}</span>{inside}<a href={h} target=_blank>{t}</a>\n",
        "</ul>",
        "ul.list li",
    ),
    "table": (
        "<table class='list'>",
        '<tr><td>{inside}<a href="{h}"><font color=red>{t}</font></a></td><td>{d}</td></tr>',
        "</table>",
        "table.list tr",
    ),
    "div": (
        "<div class='list'>",
        "<div class=\"item\">{inside}<a href='{h}'><h3>{t}</h3></a><p>摘要</p>"
        "<span class=date>{d}</span></div>",
        "</div>",
        "div.item",
    ),
    "dl": (
        "<dl class='list'>",
        "<dd>{inside}<a href='{h}'>{t}</a> [{d}]</dd>",
        "</dl>",
        ".list dd",
    ),
    "link around all": (
        "<ul class='list'>",
        "<li>{inside}<a href='{h}'><span>{t}</span><em>{d}</em></a></li>",
        "</ul>",
        ".list li",
    ),
    "p": (
        "<div id=list>",
        "<p>·{inside}<a href='{h}'>{t}</a>（{d}）</p>",
        "</div>",
        "#list p",
    ),
    "records": (
        "<div class=main><script type='text/xml'><datastore><nextgroup></nextgroup><recordset>",
        "<record><![CDATA[<li>{inside}<a href='{h}'>{t}</a><span>{d}</span></li>]]></record>",
        "</recordset></datastore></script></div>",
        "",
    ),
}
PLACES = ("head", "before", "inside", "between", "after")


def made(shape: str, place: str = "", what: str = "", *, dead: bool = False) -> str:
    """Return a page of a *shape* with *what* at a *place*; *dead*: without its fresh item."""
    begin, item, end, _ = SHAPES[shape]
    rows = list(zip(TITLES, DAYS, LINKS, strict=True))[1 if dead else 0 :]
    lines = [
        item.replace("{inside}", what if place == "inside" and not n else "")
        .replace("{t}", title)
        .replace("{d}", day)
        .replace("{h}", link)
        for n, (title, day, link) in enumerate(rows)
    ]
    lines.insert(0, what if place == "before" else "")
    lines.insert(2, what if place == "between" else "")
    return (
        HEAD.replace("{head}", what if place == "head" else "")
        + begin
        + "".join(lines)
        + end
        + FOOT.replace("{after}", what if place == "after" else "")
    )


def condemned(page: str | bytes, item: str) -> bool:
    """Say whether a list that is read so would condemn."""
    try:
        reading = collect(page, item=item)
    except LookFailed:
        return False
    limit = NOON - timedelta(days=15)
    newest = max((post.latest_at or post.published_at for post in reading.posts), default=NOON)
    return reading.window is not None and reading.window.since < limit and newest < limit


FRAGMENTS = (
    "<p ", "</", "<li", "<ul", "<!", "<![CDATA[", "<?php echo '", "<?", "<", "<img alt='图>",
    '<a title="x', "<!--", "<textarea>", "</textarea>", "<title>", "<script>", "</script>",
    "<style>", "<select>", "<noscript>", "<template>", "<xmp>", "<div", "</div", "</div>", "<div>",
    "</ul>", "<ul>", "<li>", "</li>", "</a>", "<a>", "<a href='", '"', "'", ">", "<table>", "<tr>",
    "<td>", "</table>", "</td>", "<span>", "</span>", "<div style='display:none'>", "<h3>",
    "<div class='nav'>", '<div class="footer">', "</h3>", "<b>", "<font", "<nav>", "<footer>",
    "<aside>", "<iframe>", "<svg>", "<math>", "<object>", "<form>", "<button>", "<option>",
    "<plaintext>", "<frameset>", "<head>", "</body>", "</html>", "<body>", "<h1", "<input value='",
    "<meta ", "&", "&#", "\0", "<br", "/>", "<li hidden>", "<!DOCTYPE", "]]>", "?>", "<%", "{{",
    '<script src="/a.js"', "<style", "</title>", "<noframes>", "<noembed>", "<video>", "<details>",
    "<caption>", "<p>", "</p>", "<dd>", "<dl>", "</dl>", "<ul class='list'>", "<li class='",
    "<base href='http://x.invalid/'>", "<a href=#>", "<a href='/zwdt/'>", "<em>",
)  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")


def mutated(rng: random.Random, page: str) -> str:
    """Return *page* with one to three things put in, taken out or doubled, near its fresh item."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        item = max(page.find(HREF), 0)
        kind = rng.random()
        start = item + rng.randrange(-220, 160) if rng.random() < 0.6 else rng.randrange(len(page))
        start = min(max(start, 0), len(page) - 1)
        if kind < 0.55:
            page = page[:start] + rng.choice(FRAGMENTS) + page[start:]
            continue
        end = start + rng.randrange(1, 6)
        tag = _TAG.search(page, start)
        if kind < 0.85 and tag is not None:
            start, end = tag.span()
        if kind < 0.62:
            page = page[:end] + page[start:end] + page[end:]
        else:
            page = page[:start] + page[end:]
    return page


def stands(page: str) -> bool:
    """Say whether the fresh item's link and date are still in the characters."""
    return HREF in page and FRESH in page
