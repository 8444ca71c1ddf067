"""Lists that stand in the page as data, as 大汉 JCMS has them, and their proxy."""

from typing import Any

import pytest

from monitor.model import Reading
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.webpage import Webpage
from tests.fakes import answer
from tests.sources.column import URL, Site, end_of

PROXY = "/module/web/jpage/dataproxy.jsp"
JPAGE = "<script>$(function(){$('#32978').jpage({totalRecord:128,perPage:15})})</script>"


def li(day: int, date: str = "") -> str:
    date = date or f"2021-12-{day:02d}"
    return (
        f'<li><a href="/art/2021/12/{day}/art_1_{day}.html">云岭县动态{day}</a><b>{date}</b></li>'
    )


def record(inside: str) -> str:
    return f"<record><![CDATA[{inside}]]></record>"


def store(*days: int, following: str = "", form: Any = lambda day: record(li(day))) -> str:
    more = ""
    if following:
        link = f'<a href="{following}"></a>'
        more = f"<nextgroup><![CDATA[{link}]]></nextgroup>"
    return (
        f"<datastore>{more}<totalrecord>128</totalrecord><totalpage>9</totalpage>"
        f"<recordset>{''.join(map(form, days))}</recordset></datastore>"
    )


def page(inner: str) -> str:
    return f"<html><head><title>工作动态</title></head><body>{inner}</body></html>"


def island(data: str, kind: str = "script type='text/xml'") -> str:
    return f"<{kind}>{data}</{kind.split()[0]}>"


def look(body: str, item: str = "", pages: dict[str, str] | None = None) -> tuple[Reading, Site]:
    replies: dict[str, Any] = {"/zwdt/": answer(body)}
    replies |= {path: answer(text) for path, text in (pages or {}).items()}
    site = Site(replies)
    return Webpage(url=URL, item=item).collect(site), site


def days(reading: Reading) -> list[str]:
    return [f"{post.published_at:%m-%d}" for post in reading.posts]


ARRAY = "','".join(li(day).replace("'", "\\'") for day in (28, 20, 10))
PAGES = {
    "an island in the box": f"<div id='32978' class='list'>{island(store(28, 20, 10))}</div>"
    + JPAGE,
    "an island beside the box": "<div id='32978' class='list'></div>"
    + island(store(28, 20, 10))
    + JPAGE,
    "a textarea": f"<div class='list'>{island(store(28, 20, 10), 'textarea hidden')}</div>",
    "xml": f"<div class='list'>{island(store(28, 20, 10), 'xml')}</div>",
    "escaped, without CDATA": "<div class='list'>"
    + island(
        store(
            28,
            20,
            10,
            form=lambda day: (
                f"<record>{li(day).replace('<', '&lt;').replace('>', '&gt;')}</record>"
            ),
        )
    )
    + "</div>",
    "capitals and spaces": "<div class='list'>"
    + island(store(28, 20, 10)).replace("record>", "RECORD >").replace("<![CDATA", "\n  <![CDATA")
    + "</div>",
    "an array": "<div id='32978' class='list'></div><script>var InitData32978=['"
    + ARRAY
    + "'];</script>"
    + JPAGE,
    "text of a script": "<div id='32978' class='list'></div><script>$('#32978').jpage({dataStore:'"
    + store(28, 20, 10).replace('"', '\\"').replace("/", "\\/")
    + "'})</script>",
}


@pytest.mark.parametrize("inner", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("item", ["", ".list li"])
def test_records_are_read_where_the_script_would_show_them(inner: str, item: str) -> None:
    reading, _ = look(page(inner), item)

    assert days(reading) == ["12-28", "12-20", "12-10"]
    assert reading.posts[0].url == "http://www.yunling.invalid/art/2021/12/28/art_1_28.html"
    assert reading.window is not None
    assert reading.window.since == end_of("2021-12-10")


def test_records_that_are_rows_make_a_table() -> None:
    rows = store(
        28, 20, form=lambda day: record(li(day).replace("li>", "td>").join(("<tr>", "</tr>")))
    )

    reading, _ = look(page(f"<div>{island(rows)}</div>"))

    assert days(reading) == ["12-28", "12-20"]


def test_the_selector_that_is_given_wins() -> None:
    other = "<ul class='other'><li><a href='/b/1.html'>另一条</a>2021-12-01</li></ul>"

    reading, _ = look(page(island(store(28, 20)) + other), "ul.other li")

    assert days(reading) == ["12-01"]


def test_a_selector_that_fits_no_record_says_so() -> None:
    with pytest.raises(LookFailed) as failed:
        look(page(island(store(28, 20))), "ul.news li")

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED
    assert "也可不写 item" in failed.value.message


def test_two_islands_of_one_size_leave_the_column_unknown() -> None:
    with pytest.raises(LookFailed, match="请写明 item 选择器"):
        look(page(island(store(28, 20)) + island(store(27, 19))))


@pytest.mark.parametrize("item", ["", ".list li"])
def test_a_first_page_with_too_few_records_is_completed_from_the_proxy(item: str) -> None:
    first = f"<div class='list'>{island(store(28, following=f'{PROXY}?page=1&webid=5'))}</div>"
    more = "<?xml version='1.0' encoding='utf-8' ?>" + store(20, 10, following=f"{PROXY}?page=2")

    reading, site = look(page(first), item, {PROXY: more})

    assert days(reading) == ["12-28", "12-20", "12-10"]
    asked = [url for _, url, _ in site.asked if PROXY in url]
    assert asked == [
        f"http://www.yunling.invalid{PROXY}?page=1&webid=5",
        f"http://www.yunling.invalid{PROXY}?page=2",
    ]


def test_a_first_page_with_enough_records_costs_no_request_more() -> None:
    first = f"<div class='list'>{island(store(28, 20, following=f'{PROXY}?page=1'))}</div>"

    _, site = look(page(first))

    assert not any(PROXY in url for _, url, _ in site.asked)


@pytest.mark.parametrize("item", ["", ".list li"])
def test_the_proxy_itself_may_be_the_column(item: str) -> None:
    reading, _ = look("<?xml version='1.0' encoding='utf-8' ?>\n" + store(28, 20, 10), item)

    assert days(reading) == ["12-28", "12-20", "12-10"]


ASKING = (
    "<div id='32978' class='list'></div><script>$('#32978').jpage({totalRecord:128,perPage:15,"
    f"proxyUrl:'{PROXY}',ajaxParam:{{col:1,appid:'1',webid:55,path:'/',columnid:30516,"
    "unitid:'32978',webname:'云岭县',permissiontype:0}})</script>"
)


@pytest.mark.parametrize("item", ["", ".list li"])
def test_a_page_without_records_is_completed_from_the_proxy_that_it_names(item: str) -> None:
    reading, site = look(page(ASKING), item, {PROXY: "<?xml version='1.0'?>" + store(28, 20, 10)})

    assert days(reading) == ["12-28", "12-20", "12-10"]
    assert reading.window is not None
    (asked,) = (url for _, url, _ in site.asked if PROXY in url)
    assert "startrecord=1&endrecord=45&perpage=45" in asked
    assert "webid=55&path=%2F&columnid=30516&unitid=32978" in asked


@pytest.mark.parametrize("answered", ["", "<html><body>error</body></html>", '{"code":0}'])
def test_a_proxy_that_gives_nothing_leaves_the_page_to_say_why(answered: str) -> None:
    with pytest.raises(LookFailed) as failed:
        look(page(ASKING), "", {PROXY: answered})

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("proxyUrl:'/", "proxyUrl:'http://other.invalid/"),
        ("columnid:30516,", ""),
        ("ajaxParam", "x"),
    ],
)
def test_no_proxy_is_asked_that_the_page_does_not_name_in_full(old: str, new: str) -> None:
    site = Site({"/zwdt/": answer(page(ASKING.replace(old, new)))})

    with pytest.raises(LookFailed, match="脚本"):
        Webpage(url=URL).collect(site)

    assert [url for _, url, _ in site.asked] == [URL]


@pytest.mark.parametrize(
    "body",
    [
        "<?xml version='1.0'?><datastore><totalrecord>0</totalrecord><recordset/></datastore>",
        page(
            "<div id='32978'></div>"
            + island("<datastore><recordset></recordset></datastore>")
            + JPAGE
        ),
        page("<!-- " + island(store(28, 20)) + " -->"),
        page("<script>var t='<record>'</script>"),
    ],
)
def test_a_store_without_records_is_no_empty_column(body: str) -> None:
    with pytest.raises(LookFailed) as failed:
        look(body)

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize("part", ["<script>", "<record>", "<script><record><![CDATA["])
def test_a_monstrous_store_ends_with_a_reason(part: str) -> None:
    with pytest.raises(LookFailed):
        look(page(part * 20_000))
