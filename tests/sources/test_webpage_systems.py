"""Columns as the usual systems write them, sloppy as they are: dead ones fail, live ones never."""

import pytest

from tests.lengths import some
from tests.sources.torn import condemned

FRESH = ("石门岭镇开展秋季秸秆禁烧巡查", "2021-12-29", "/zwdt/202112/t20211229_90.html")
DEAD = (
    ("石门岭镇召开安全生产例会", "2021-11-20", "/zwdt/202111/t20211120_81.html"),
    ("石门岭镇集中走访困难群众", "2021-11-05", "/zwdt/202111/t20211105_80.html"),
    ("关于临时停水的通知", "2021-10-19", "/zwdt/202110/t20211019_70.html"),
)
# all before the items, one item, all behind them
SYSTEMS = {
    "大汉": (
        "<!DOCTYPE html><html><head><title>工作动态 - 石门岭镇</title><base target='_blank'></head>"
        "<body><div>{head}</div><div id='9'><script type='text/xml'><datastore><recordset>",
        "<record><![CDATA[<li><a href='{h}' title='{t}'>{t}</a><b>{d}</b></li>]]></record>",
        "</recordset></datastore></script></div>{after}<div class='foot'>版权所有</div></body>",
    ),
    "TRS": (
        "<html xmlns='http://www.w3.org/1999/xhtml'><head><meta name='ColumnName' content='动态'/>"
        "<title>工作动态</title></head><body>{head}<div class='con'><ul class='list'>",
        "\n<li class='clearfix'><span>{d}</span><a href='{h}' target='_blank'>{t}</a></li>",
        "</ul><script>createPageHTML(1, 0, 'index');</script></div>{after}<p>主办</p></body>",
    ),
    "博达": (
        "<HTML><HEAD><TITLE>工作动态-石门岭镇</TITLE></HEAD><BODY>{head}<script "
        "src='/system/resource/js/counter.js'></script><table class=winstyle9>",
        "<tr id=line_u9_{n}><td><span>·</span><a class=c9 href='{h}' target=_blank>{t}</a></td>"
        "<td nowrap><span class=timestyle9>{d}&nbsp;</span></td></tr>",
        "</table>{after}<div id=footer>版权所有</div></BODY></HTML>",
    ),
    "nested tables": (
        "<html><head><title>工作动态</title></head><body bgcolor=#fff>{head}<TABLE width=980><tr>"
        "<td valign=top><table><tr><td>导航<tr><td><a href=/zwdt/>动态</a></table></td><td><table>",
        "<tr><td width=20>·<td><a href={h} target=_blank>{t}</a><td width=90>[{d}]",
        "</table></td></tr></TABLE>{after}<table><tr><td>版权所有&nbsp&nbsp&copy石门岭</table></body>",
    ),
}


def column(system: str, head: str = "", after: str = "") -> str:
    begin, item, end = SYSTEMS[system]
    lines = [
        item.replace("{n}", str(n)).replace("{t}", t).replace("{d}", d).replace("{h}", h)
        for n, (t, d, h) in enumerate(DEAD)
    ]
    return begin.replace("{head}", head) + "".join(lines) + end.replace("{after}", after)


SLOPPY = (
    "<script>var s='<li><a href=\"#\">样例</a></li>';</script>",
    "<script language=javascript>\n<!--\nfunction f(){return 1}\n</script>",
    "<!--[if lte IE 8]><div><p>您的浏览器版本过低</p></div><![endif]-->",
    "<!--[if gt IE 8]><!--><html class='no-js'><!--<![endif]-->",
    "<DIV CLASS=TOP><FONT COLOR=RED>石门岭</FONT></DIV><BR/></br></P>",
    "<div id='row'></div><div id='row'>水</div>",
    "<p>一<p>二&nbsp&nbsp三&copy 2012",
    "<iframe src='/count/hits.jsp' frameborder=0></iframe>",
    "<noscript><iframe src='https://far.invalid/ns.html' height=0 width=0></iframe></noscript>",
    "<svg width=10><title>搜索</title><path d='M0 0'/><style>.a{fill:red}</style></svg>",
    '<script type=\'application/ld+json\'>{"a":"<b>","dateModified":"2021-12-30"}</script>',
    "<form><input type=hidden value='<b>'><select><option>全站<option>标题</select></form>",
    "<a href='/jgsz/' title='<水利>简报'>机构</a>",
    "<style><!--\n.a>b{}\n--></style><link rel=stylesheet href=/a.css>",
    "<template id=tp1x><li><a href='{{u}}'>{{t}}</a></li></template>",
    "\ufeff\u200b\x0b<:a></:a><1>",
)
HIDING = (
    "<!-- {} <b>", "<!--[if IE]>{}", "<textarea>{}</textarea>", "<title>{}", "<style>{}</style>",
    "<script>{}</script>", "<script src=/a.js>{}", "<noscript>{}</noscript>", "<template>{}",
    "<select>{}</select>", "<p title='{}'>", "<a href=\"javascript:w('x')>{}<i title=\"\">",
    "<a onclick=\"w('x')>{}<i title=\"\">", "<![CDATA[{}]]>", "<?php {} ?>", "<svg><style>{}</svg>",
    "<object>{}</object>", "</body>{}", "</body></html>{}", "<html><body>{}", "\0{}",
    "<!-\0- >{}<!-- -->", "<texta\0rea>{}</textarea>", "<!-- a --!>{}-->", "<!-->{}-->",
    "<!-- a -- >{}<i>-->", "<b <i>{}", "<script type='text/html'>{}</script>",
    "<iframe src=/pv/x.jsp>{}</iframe>", "<iframe src=/pv/list.jsp></iframe>", "<!DOCTYPE {}>",
)  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_dead_column_fails_however_sloppy_its_page_is(system: str) -> None:
    for sloppy in some(SLOPPY, *range(0, len(SLOPPY), 2)):
        for page in (column(system, head=sloppy), column(system, after=sloppy)):
            assert condemned(page, ""), sloppy
    assert condemned(column(system, head="".join(SLOPPY)), "")


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_live_column_never_fails_whatever_hides_its_newest_item(system: str) -> None:
    title, day, link = FRESH
    row = f"<li><a href={link}>{title}</a><b>{day}</b></li>"
    for hiding in some(HIDING, *range(len(system) % 2, len(HIDING), 2)):
        what = hiding.replace("{}", row)
        for page in (column(system, head=what), column(system, after=what)):
            assert not condemned(page, ""), hiding
