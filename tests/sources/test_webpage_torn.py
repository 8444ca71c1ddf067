"""A page that cannot be read whole vouches for nothing; a sloppy one is judged as any other."""

import random
import subprocess
import sys

import pytest

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.webpage import Webpage
from monitor.sources.webpage.page import MOST_TAGS, page_of
from tests.fakes import answer
from tests.lengths import LONG, shared, times
from tests.sources.column import URL, Site, collect
from tests.sources.torn import (
    FRESH,
    HREF,
    PLACES,
    SHAPES,
    TITLES,
    condemned,
    made,
    mutated,
    stands,
)

pytestmark = pytest.mark.share(2)  # of cases that are alike, each second where it may not take long

TRIES = times("MONITOR_TEARS", 50, 300)  # random pages; thousands take minutes
BROKEN = (
    "<p ", "</", "<li", "<ul", "<!", "<![CDATA[", "<?php echo '", "<?", "<", "<img alt='图>",
    '<a title="x', '<a href="/x.html>', "<!--", "<!-- 图", "<textarea>", "<title>", "<script>",
    "<script src='/js/a.js'>", "<style>", "<select>", "<noscript>", "<template>", "<xmp>",
    "<iframe>", "<noframes>", "<plaintext>", "\0", "<div class='a", "<input value='", "</div",
    "<!DOCTYPE", "<%", "<script><!--", "<option", "<h3", "<font color=\"red",
)  # fmt: skip
SLOPPY = {
    "tags that need no closing": "<p>云岭<br>水务<hr><p>欢迎",
    "closed twice": "</div2></span></font></br>",
    "wrongly nested": "<b><font color=red><i>云岭</b></i></font>",
    "unquoted values": "<a href=/jgsz/ target=_blank class=top>机构设置</a>",
    "an attribute twice": "<img src=/i/a.png alt='图' alt='图' width='100''>",
    "a quotation within a value": '<a href="/jgsz/" title="关于"节水"的说明">机构</a>',
    "no space between values": '<a href="/jgsz/"target="_blank"class="x">机构</a>',
    "a comparison in a value": "<a href='/jgsz/' onclick=\"if(a>b)show('<i>')\">机构</a>",
    "markup meant as a value": "<a href='/jgsz/' title=\"<b>机构</b>\">机构</a>",
    "an entity without its end": "&nbsp&nbsp云岭&copy&lt水务&",
    "a sign that opens nothing": "温度 < 5℃，<《水法》宣传> <<通知>> 3<5",
    "a condition of a browser": "<!--[if lt IE 9]><script src='/js/h.js'></script><![endif]-->",
    "a condition of all others": "<!--[if !IE]><!--><b>云岭</b><!--<![endif]-->",
    "marks of the system": "<!--$begin--><!--enpproperty <date>2021-12-30</date> /enpproperty-->",
    "a comment in a comment": "<!-- <!-- 栏目 --> <!---->",
    "tags of a word processor": "<o:p></o:p><![if !supportLists]><st1:a>云</st1:a><![endif]>",
    "a prolog": "<?xml version='1.0' encoding='utf-8'?>",
    "a name space": '<?xml:namespace prefix = o ns = "urn:schemas-office:office" />',
    "a script with markup": '<script>var a=\'<li><a href="/x">\';if(1<2&&3>2){a+="</li>"}</script>',
    "a script in a comment": "<script><!--\nvar a=1<2;\n//--></script>",
    "a script with its day": "<script>var now='2021-12-30';</script>",
    "a script that writes one": "<script>w('<script src=\"/s.js\"><\\/script>')</script>",
    "a style in a comment": "<style><!-- .a>b{color:red} --></style>",
    "a field": "<textarea>请留言 <b></textarea><select><option>2021<option>2020</select>",
    "a page for old browsers": "<noscript><img src='/tj.gif'></noscript>",
    "a closing of nothing": "</ div></>",
    "a heading within a link": "<a href='/jgsz/'><h3>机构</h3></a>",
    "a drawing": "<svg width=1><title>图</title><path d='M1 1'/></svg>",
    "the day of the visit": "<span>今天是2021年12月31日 星期五</span>",
}
EVERYWHERE = [(shape, place) for shape in SHAPES for place in PLACES]


@pytest.mark.parametrize(("shape", "place"), EVERYWHERE)
def test_no_broken_sign_condemns_a_column_whose_fresh_item_stands_there(
    shape: str, place: str
) -> None:
    for sign in shared(BROKEN, EVERYWHERE.index((shape, place)), 9):
        page = made(shape, place, sign)
        for item in {SHAPES[shape][3], ""}:
            assert not condemned(page, item), (sign, item)


@pytest.mark.parametrize(("shape", "place"), EVERYWHERE)
def test_sloppy_markup_that_all_read_alike_leaves_a_dead_column_condemned(
    shape: str, place: str
) -> None:
    for name, sloppy in shared([*SLOPPY.items()], EVERYWHERE.index((shape, place)), 4):
        if shape == "records" and place in ("inside", "before", "between"):
            continue  # between its records no browser reads anything
        page = made(shape, place, sloppy, dead=True)

        assert condemned(page, SHAPES[shape][3]), name


@pytest.mark.parametrize("name", SLOPPY)
def test_sloppy_markup_hides_no_fresh_item(name: str) -> None:
    for shape, place in shared(EVERYWHERE, list(SLOPPY).index(name), 6):
        assert not condemned(made(shape, place, SLOPPY[name]), SHAPES[shape][3])


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("<p ", "（“<p"),
        ("\0", "网页代码残缺，可能有内容未能读出"),
        ("<li class='a", "（“'a<a href='"),
    ],
)
def test_the_sentence_quotes_the_place(what: str, sentence: str) -> None:
    page = made("ul", "inside", what)

    reading = collect(page)

    assert reading.window is None
    assert sentence in reading.notes[-1].text
    assert reading.notes[-1].text.endswith("不据此认定未更新")


def test_what_is_seen_of_a_broken_page_still_came_out() -> None:
    reading = collect(made("ul", "between", "<p "))

    assert reading.window is None
    assert TITLES[0] in [post.title for post in reading.posts]


FIELD = "<textarea>{}</textarea>"
LINE = f"<li><a href='{HREF}'>{TITLES[0]}</a><span>{{}}</span></li>"


@pytest.mark.parametrize(
    ("hidden", "dead"),
    [
        (FIELD.format(LINE.format(FRESH)), False),
        (FIELD.format(LINE.format("2021-11-20")), True),  # no newer than the list
        (FIELD.format(LINE.format("2022-01-01")), True),  # of a day that is still to come
        (FIELD.format(LINE.format("")), True),  # nothing says that it is an item
        (FIELD.format(f"<a href='http://far.invalid/t.html'>外</a>{FRESH}"), True),
        (f"<!-- {LINE.format(FRESH)} -->", True),  # taken out by its author
        (f"<!-- {LINE.format(FRESH)} <b> -->", False),  # no author leaves that open
        (f"<!-- <i> <!-- {FRESH} -->", False),
        (f"<!-- <i></i> {FRESH} -->", True),
        (f"<script>x='<a href=\"{HREF}\">某</a>{FRESH}';</script>", False),
        (f"<script src=/a.js>\n<script>{FRESH}</script>", False),
        (f"<title>图<link>{FRESH}</title>", False),
        (f"<title>图{FRESH}</title>", True),
        (f"<style>.a{{}}<p>{FRESH}</style>", False),
    ],
)  # fmt: skip
def test_what_nobody_is_shown_counts_where_it_may_be_one_of_the_list(
    hidden: str, dead: bool
) -> None:
    assert condemned(made("ul", "after", hidden, dead=True), "ul.list li") is dead


@pytest.mark.parametrize(
    ("hidden", "dead"),
    [
        ("<a href='/zwdt/202112/t20211229_1.html'>某</a>", False),  # its address tells the day
        ("<a href='/zwdt/202111/t20211101_1.html'>某</a>", True),
        ("<a href='/zwdt/202111/u{}.html'>某</a>" * 201, False),  # so many cannot be told apart
        ("<a href='/zwdt/202111/u{}.html'>某</a>" * 199, True),
        (f"<a href='{HREF}'>某</a></textarea><script>'{FRESH}'</script><textarea>", True),
    ],
)
def test_a_field_full_of_articles_counts_by_what_it_tells_of_them(hidden: str, dead: bool) -> None:
    assert condemned(made("ul", "after", FIELD.format(hidden), dead=True), "ul.list li") is dead


@pytest.mark.parametrize(
    ("written", "dead"),
    [
        (f"<li><a href='{HREF}'>{TITLES[0]}</a><span>12-29</span></li>", False),
        (f"<li>{TITLES[0]}<span>{FRESH}</span></li>", False),
        (f"<li>{TITLES[0]}<span>2021-11-01</span></li>", True),
    ],
)
def test_a_record_that_could_not_be_put_in_its_place_is_missed(written: str, dead: bool) -> None:
    record = f"<recrd><![CDATA[{written}]]></record>"

    assert condemned(made("records", "before", record, dead=True), "") is dead


@pytest.mark.parametrize(
    ("line", "dead"),
    [
        ("<li>{d}<a>{t}</a>", False),  # an item without an address, and so without a link
        ("<td>{t}</td><i>{d}</i>", False),
        ("<div style='display:none'><b>{d}</b></div>", False),
        ("<td>今天是{d}</td>", False),
        ("<td>{t}</td>", True),
    ],
)
def test_a_newer_date_among_the_items_is_of_the_column(line: str, dead: bool) -> None:
    what = line.replace("{t}", TITLES[0]).replace("{d}", FRESH)

    assert condemned(made("p", "before", what, dead=True), "#list p") is dead


@pytest.mark.parametrize(
    "taken",
    [
        ("<li><span>", "<span>", "</a>\n", "\n"),  # a link that holds the items behind it
        ("<a href=/zwdt/202112/t9.html target=_blank>", "<a href=/zwdt/202112/t9.html><td>"),
        ("</span><a href=/zwdt/202112", "</span><font><a href=/zwdt/202112"),
        ("<li><span>", "<li><div><span>"),
    ],
)
def test_an_item_that_nobody_closed_holds_those_behind_it(taken: tuple[str, ...]) -> None:
    page = made("sloppy")
    for old, new in zip(taken[::2], taken[1::2], strict=True):
        page = page.replace(old, new, 1)

    assert not condemned(page, "ul.list li")
    assert not condemned(page, "")


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "records"])
def test_a_page_cut_off_anywhere_vouches_for_nothing(shape: str) -> None:
    page = made(shape, dead=True)
    first, last = page.find(TITLES[2]), page.find("</body>")

    for end in range(first, last, 7 if LONG else 28):
        cut = page[:end]
        even = all(cut.count(f"<{box}") == cut.count(f"</{box}") for box in ("div", "ul", "table"))
        whole = even and cut.rstrip().endswith(">")
        assert whole or not condemned(cut, SHAPES[shape][3]), cut[-40:]


def test_a_page_without_its_last_tags_is_whole_where_all_its_boxes_are_closed() -> None:
    page = made("ul", dead=True).replace("</body></html>", "")

    assert condemned(page, "ul.list li")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("half", [b"\xb9", b"\xe5\x9b", b"\x81\x30", b"\xff"])
def test_half_a_character_eats_no_tag(half: bytes, encoding: str) -> None:
    live = made("ul", "inside", "半").replace("charset='utf-8'", f"charset='{encoding}'")
    dead = made("ul", "head", "半", dead=True)

    assert not condemned(live.encode(encoding).replace("半".encode(encoding), half), "ul.list li")
    assert condemned(dead.encode(encoding).replace("半".encode(encoding), half), "ul.list li")


@pytest.mark.parametrize("kind", ["ul", "table", "div"])
def test_articles_that_the_characters_hold_and_the_tree_does_not_are_missed(kind: str) -> None:
    """Only the articles are dated: nothing but its address tells that one is missing."""
    page = made(kind, "head", f"<textarea><a href='{HREF}'>x</a>", dead=True)

    reading = collect(page, item=SHAPES[kind][3], date_from="article")

    assert reading.window is None


def test_a_broken_page_behind_the_first_takes_the_window_away() -> None:

    first = made("ul", "after", "<a class=more href='2.html'>下一页</a>", dead=True)
    later = made("ul", dead=True).replace("2021-", "2020-").replace("/2021", "/2020")
    for page, whole in ((later, True), (later.replace("<li>", "<li><p ", 1), False)):
        site = Site({"/zwdt/": answer(first), "/zwdt/2.html": answer(page)})
        reading = Webpage(url=URL, item="ul.list li", next="a.more").collect(site)
        assert (reading.window is not None) is whole


def test_markup_that_a_parser_refuses_is_a_gap() -> None:
    with pytest.raises(LookFailed, match="网页代码残缺，无法读取"):
        collect("<html><body><p>无</p><![x[ a</body></html>")


def test_a_page_of_too_many_tags_is_not_read() -> None:
    with pytest.raises(LookFailed) as failed:
        collect(made("ul", "after", "<b>x</b>" * MOST_TAGS))

    assert failed.value.outcome is Outcome.TOO_COMPLEX
    assert "不予读取" in failed.value.message


def test_closings_and_marks_are_no_tags_of_their_own() -> None:
    line = "<li><a href='1.html'>讯</a><b>2021-09-01</b></li>"
    page = made("ul", "after", line * (MOST_TAGS // 4) + "<" * MOST_TAGS, dead=True)

    assert page_of(answer(page)).text == page


def test_a_page_of_tags_within_each_other_for_ever_is_not_read() -> None:
    with pytest.raises(LookFailed, match="嵌套过深"):
        collect(made("ul", "after", "<div>" * (MOST_TAGS // 2)))


@pytest.mark.parametrize("number", range(TRIES))
def test_no_random_tear_condemns_a_column_whose_fresh_item_stands_there(number: int) -> None:
    rng = random.Random(number)
    shape = rng.choice(sorted(SHAPES))
    page = mutated(rng, made(shape))

    assert not (stands(page) and condemned(page, rng.choice((SHAPES[shape][3], ""))))


def test_a_page_that_calls_itself_xml_is_read_without_a_word() -> None:
    program = (
        "from monitor.sources.webpage.page import Page\n"
        "text = '<?xml version=\"1.0\"?><html><head><meta name=a></head><body></body></html>'\n"
        "print(len(Page(url='http://127.0.0.1/', text=text).tree('meta').find_all('meta')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.stdout, done.stderr) == ("1\n", "")
