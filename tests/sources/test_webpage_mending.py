"""What a browser passes over is mended; what may have cost an item counts by where it stands."""

import pytest

from monitor.sources.webpage.mending import mended as as_a_browser
from tests.lengths import some
from tests.sources.torn import FRESH, HREF, PLACES, SHAPES, TITLES, condemned, made

TORN = {  # what a browser, or a parser, may take all that follows for
    "bytes that were lost": "\0\0\0",
    "a byte lost within a tag": "<di\0v></di\0v>",
    "a byte lost before a name": "<\0textarea>",
    "a byte lost in a declaration": "<!-\0- a>",
    "a comment that never ends": "<!-- 页脚",
    "a comment that opens twice": "<!-- 页脚 <!-- <b>水</b>",
    "a condition that never ends": "<!--[if lt IE 9]><script src='/js/h.js'></script><![endif]>",
    "a tag within a tag": "<b<i>",
    "a field": "<textarea></textarea>",
}
MENDED = {  # what all browsers pass over, wherever it stands
    "a comment with an odd end": "<!-- 图 --!>",
    "odd ends and others": "<!-- 图 --!><b>水</b><!-- a --><!-- b --!>",
    "the end of a page": "</body></html>",
    "a script behind the page": "</body></html><script>var a=1</script>",
    "a page behind the page": "</body></html>\n<html><head><meta name=a></head><body class=x>",
    "a page in the page": "<html lang=zh><body><p>水</p></body></html>",
    "bodies by a script": "<script>w('<html><body></body>')</script>",
    "a comment that a script opens": "<script>\n<!--\nvar a=1</script>",
    "a comment in words of a script": "<script>var a='<!--'</script>",
    "markup to be written": "<a href=\"javascript:show('<b>')\">机构</a>",
    "markup and a comparison": "<a href='JavaScript:if(2>1){show(\"<b>\")}'>机构</a>",
    "half of a tag to be written": "<a href=\"javascript:go('/x?u='+'<i')\">机构</a>",
    "an event": "<a href='/jgsz/' onclick=\"if(2>1){w('<b>'+'<i')}\" title=a>机构</a>",
}


@pytest.mark.parametrize("torn", TORN.values(), ids=TORN.keys())
def test_what_is_torn_behind_the_list_hides_none_of_its_items(torn: str) -> None:
    for shape in some(list(SHAPES), 0, 2):
        for item in (SHAPES[shape][3], ""):
            assert condemned(made(shape, "after", torn, dead=True), item)
    assert not condemned(made("ul", "after", f"{torn}<p>云岭{FRESH}", dead=True), "ul.list li")
    assert not condemned(made("ul", "after", torn, dead=True).replace("</body>", "")[:-60], "")


@pytest.mark.parametrize("torn", list(TORN.values())[:7], ids=list(TORN)[:7])
def test_what_is_torn_before_the_list_or_in_it_takes_its_window_away(torn: str) -> None:
    for place in some(PLACES[:4], 0, 2, 3):
        assert not condemned(made("div", place, torn, dead=True), "div.item"), place


@pytest.mark.parametrize("mended", MENDED.values(), ids=MENDED.keys())
def test_what_every_browser_passes_over_leaves_a_dead_column_condemned(mended: str) -> None:
    for place in some(PLACES, 0, 1, 4):
        for item in ("ul.list li", ""):
            assert condemned(made("ul", place, mended, dead=True), item), place


@pytest.mark.parametrize("mended", MENDED.values(), ids=MENDED.keys())
def test_what_every_browser_passes_over_hides_nothing(mended: str) -> None:
    line = f"<li><a href='{HREF}'>{TITLES[0]}</a><span>{FRESH}</span></li>"
    for place in some(PLACES, 1, 3):
        assert not condemned(made("ul", place, mended + line, dead=True), "ul.list li"), place
        assert not condemned(made("ul", place, mended), ""), place
    assert not condemned(made("ul", "after", f"{mended}<ul>{line}</ul>", dead=True), "ul.list li")


@pytest.mark.parametrize(
    "swallowing",
    [
        '<a href="javascript:show(\'<b>\')><li>{}</li><p title="x">',
        '<a onclick="show(1)><li>{}</li><a href="/x.html">',
        "<!-\0- ><li>{}</li><!-- -->",
        "<texta\0rea>{}</textarea>",
    ],
)
def test_what_is_passed_over_elsewhere_may_swallow_an_item(swallowing: str) -> None:
    line = f"<a href='{HREF}'>{TITLES[0]}</a><span>{FRESH}</span>"
    for place in some(PLACES, 1, 2, 4):
        page = made("ul", place, swallowing.replace("{}", line), dead=True)
        assert not condemned(page, "ul.list li"), place


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("<p>a<!-- b --></p>", "<p>a<!-- b --></p>"),
        ("20\0\0-11", "20-11"),
        ("<\0b></\0b><!\0-><!-\0-", "<\ufffdb></\ufffdb><!\ufffd-><!-\ufffd-"),
        ("<!-- a --!>b<!-- c -->", "<!-- a -->b<!-- c -->"),
        ("<!-->a<!--->b", "<!-->a<!--->b"),
        ("<!-- a --><!-- b <!-- c", "<!-- a --> b  c"),
        ("<script><!--</script>a", "<script><!--</script>a"),
        ("<html><body>a</body></html>", "<html><body>a</body></html>"),
        ("<html><body>a</body></html><p>b", "<html><body>a<p>b"),
        ("<body>a</body><BODY class=x>b</ body></Html >", "<body>ab</ body>"),
        ("<body><script>'</body>'</script></body>", "<body><script>'</body>'</script>"),
    ],
)
def test_parsers_are_given_what_browsers_take(text: str, taken: str) -> None:
    assert as_a_browser(text) == taken
