"""The list is the list: what else on its page says that it is not all of the column."""

from datetime import date, timedelta

import pytest

from monitor.model import Reading, texts_of
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from tests.sources.column import collect, end_of

DEAD = ("2021-09-20", "2021-09-12", "2021-08-30")
TITLE = "云岭县召开冬春农田水利工作会议"


def item(date: str, number: int, title: str = "云岭县水利工作动态") -> str:
    return f"<li><a href='/a/{number}.html'>{title}{number}</a><span>{date}</span></li>"


def several(*dates: str) -> str:
    return "".join(item(date, 50 + number) for number, date in enumerate(dates))


def look(before: str = "", after: str = "", dates: tuple[str, ...] = DEAD) -> Reading:
    lines = "".join(item(date, number) for number, date in enumerate(dates))
    return collect(
        f"<html><head><title>政务动态</title></head><body>{before}"
        f"<div class='main'><ul class='list'>{lines}</ul></div>{after}</body></html>"
    )


NEWS = several("2021-12-30", "2021-12-28")
LEAD = f"<h2><a href='/a/9.html'>{TITLE}</a></h2>"
LIBRARIES = (
    "<script src='/js/jquery-3.6.0.min.js'></script><script src='/js/index.js'></script>"
    "<script>var _hmt=[];(function(){var hm=document.createElement('script');"
    "hm.src='https://hm.baidu.com/hm.js?1';})();</script>"
)
TEMPLATE = "<script type='text/template'><li><a href='{{url}}'>{{title}}</a></li></script>"
NAMED = TEMPLATE.replace(" type", " id='t1' type")
HARMLESS = {
    "nothing": "",
    "the day of the visit": "<div class='top'>今天是2021年12月31日 星期五 <b>多云 2℃</b></div>",
    "the day in a tag of its own": "<div>今天是：<span>2021-12-31</span> 晴</div>",
    "a bare day among links": "<div><a href='/'>云岭县人民政府门户网站</a>"
    "<a href='/x/'>无障碍浏览服务</a>"
    "<a href='/en/'>English</a><a href='/y/'>繁体中文版本</a><a href='/z/'>政务微信公众号</a>"
    "<i>2021-12-31</i></div>",
    "a bare day in the page's body": "2021-12-30",
    "a counter": "<div>访问量：20211231 您是第 2021123 位访客</div>",
    "copyright": "<div class='foot'>版权所有 2012-2021 云岭县人民政府办公室 2021-12-30</div>",
    "the site's last change": "<p>网站最后更新：2021-12-30</p>",
    "the site's last change beside a title": f"<div>{LEAD.replace('h2', 'p')}"
    "<em>网站最后更新：2021-12-30</em></div>",
    "today among many links, a title among them": "<p>"
    + "".join(f"<a href='/b/{n}.html'>云岭县便民服务事项{n}</a>" for n in range(5))
    + "<i>2021-12-31</i></p>",
    "a calendar": "<table class='calendar'><caption>2021年12月</caption><tr>"
    + "".join(f"<td><a href='?d=2021-12-{d:02d}'>{d}</a></td>" for d in range(1, 32))
    + "</tr></table>",
    "a lead of the newest day": f"<div>{LEAD}<em>2021-09-20</em></div>",
    "a lead between the days of the list": f"<div>{LEAD}<em>2021-09-15</em></div>",
    "a headline whose address is no newer": LEAD.replace("/a/9", "/202109/t20210920_9"),
    "a headline in a sidebar": f"<div class='side'>{LEAD}</div>",
    "a hidden headline": f"<div style='display:none'>{LEAD}</div>",
    "an address in a sidebar": "<div class='side'><a href='/202112/t20211230_9.html'>"
    f"{TITLE}</a></div>",
    "a day by itself": "<div><i>2021-12-30</i></div>",
    "a day by a short word": "<div><b>日期</b><i>2021-12-30</i></div>",
    "a day by a short heading": "<div><h2>动态</h2><i>2021-12-30</i></div>",
    "a day far from any title": "<div><p>"
    + "<b>" * 6
    + "2021-12-30"
    + "</b>" * 6
    + f"</p>{LEAD}</div>".replace("h2", "p"),
    "a count up to a day": f"<div>{LEAD.replace('h2', 'p')}<i>访问量统计至</i>"
    "<em>2021-12-30</em></div>",
    "the day of the visit beside a name": "<p><a href='/x.html'>县政府办</a>2021-12-31</p>",
    "an older lead": f"<div>{LEAD}<em>发布时间：2021-09-01</em></div>",
    "a deadline": f"<div>{LEAD.replace('h2', 'p')}<em>截止日期：2021-12-30</em></div>",
    "a day to come": f"<div>{LEAD.replace('h2', 'p')}<em>2022-01-15</em></div>",
    "the headline is in the list": f"<h2><a href='/a/0.html'>{TITLE}</a></h2>",
    "a heading that names the column": "<h2><a href='/zwdt/'>云岭县人民政府政务动态</a></h2>",
    "the site's name": "<h1><a href='/'>云岭县人民政府门户网站</a></h1>",
    "a list of what is read most": f"<div><h3>热门信息</h3><ul>{NEWS}</ul></div>",
    "a sidebar": f"<div class='side-bar'><ul>{NEWS}</ul></div>",
    "a box of recommended news": f"<div id='tuijian'><ul>{NEWS}</ul></div>",
    "a foot": f"<footer>{LEAD}<i>2021-12-30</i></footer>",
    "an older list": f"<div><ul>{several(*['2021-09-01'] * 8)}</ul></div>",
    "a comment": f"<!-- <div>{LEAD}<em>发布时间：2021-12-30</em></div> -->",
    "what is hidden": f"<div style='display:none'>{LEAD}<em>发布时间：2021-12-30</em></div>",
    "libraries": LIBRARIES,
    "empty boxes of looks": "<div class='clear'></div><div id='more'></div><ul class='pagination'>"
    "</ul><div id='slides'></div><div class='list-page'></div>" + LIBRARIES,
    "a counter by script": "<script src='/js/jquery.js'></script><b id='pv'></b>"
    "<div id='weather'></div>"
    "<script>$.get('/count',function(d){$('#pv').html(d);$('#weather').html(d)})</script>",
    "frames of something else": "<iframe src='//map.invalid/x'></iframe>"
    "<iframe src='/head.html'></iframe><iframe src='/list.html' style='display:none'></iframe>",
    "frames that count visits": "<iframe src='/tongji.html'></iframe><iframe src='/hits.do?id=4'>"
    "</iframe><iframe src='/pv/x.jsp?newsid=3'></iframe><iframe src='/hits/index.jsp'></iframe>",
    "a frame that hands the page on": "<iframe src='/bdshare/a.html'></iframe>",
    "frames without room": "<iframe src='/x.html' style='width:0;height:0'></iframe>"
    "<iframe src='/x.html' width='1px'></iframe><iframe src='/x.html' height=90></iframe>",
    "a frame at the foot": "<div class='page-footer'><p><iframe src='/x.html'></iframe></p></div>",
    "a template that nothing uses": TEMPLATE,
    "a template that nothing names": f"{NAMED}<script>document.write('<b>水</b>')</script>"
    "<script src='/js/jquery-3.6.0.min.js'></script>",
    "a template with days": "<template><li><a href='#'>标题</a><i>2021-12-30</i></li></template>",
    "a hidden sign of waiting": "<div style='display:none'>数据加载中...</div>",
    "more on demand": "<a href='javascript:more()'>点击加载更多</a>",
    "an article about a move": "<p><a href='/b/1.html'>关于云岭县政务服务中心搬迁的公告</a></p>",
}


@pytest.mark.parametrize("beside", HARMLESS.values(), ids=HARMLESS.keys())
@pytest.mark.parametrize("where", ["before", "after"])
def test_what_is_of_something_else_leaves_a_dead_list_its_window(beside: str, where: str) -> None:
    reading = look(*((beside, "") if where == "before" else ("", beside)))

    assert reading.notes == ()
    assert reading.window is not None
    assert reading.window.since == end_of(DEAD[-1])


NEWER = {
    "a lead with a labelled day": f"<div class='a'>{LEAD}<em>发布时间：2021-12-30</em></div>",
    "a heading that is no link": f"<div><h2>{TITLE}</h2><em>2021-12-30</em></div>",
    "a heading and a day side by side": f"<h2>{TITLE}</h2><em>2021-12-30</em>",
    "a lead of today beside few links": f"<div>{LEAD}<a href='/b/'>更多</a><a href='/c/'>视频</a>"
    "<a href='/d/'>图片</a><em>2021-12-31</em></div>",
    "a lead with a plain day": f"<div class='top1'>{LEAD}<em>2021-12-30</em></div>",
    "a lead of today": f"<div class='top1'>{LEAD}<em>2021-12-31</em></div>",
    "a lead of this minute": f"<div class='top1'>{LEAD}<em>2小时前</em></div>",
    "a lead that is no heading": f"<div><a href='/a/9.html'>{TITLE}</a><em>12-30</em></div>",
    "a lead with a short title": "<p><a href='/a/9.html'>县长调研春耕</a><em>2021-12-30</em></p>",
    "a lead whose summary tells the day": f"<div>{LEAD}<p>2021年12月30日，全县水利会议召开，"
    + "部署工作。" * 20
    + "</p></div>",
    "a lead whose summary tells of statistics": f"<div>{LEAD}<p>据统计，2021年12月30日，全县"
    + "部署水利工作。" * 20
    + "</p></div>",
    "a lead of today after a long text that speaks of today": "<div>"
    f"<p>今天{'部署水利工作' * 7}</p><em>2021-12-31</em>{LEAD}</div>",
    "a lead in a table": f"<table><tr><td>{LEAD}</td></tr><tr><td>发布日期</td>"
    "<td>2021-12-30</td></tr></table>",
    "two leads": f"<div class='focus'><div>{LEAD}<em>2021-12-30</em></div>"
    f"<div><a href='/a/8.html'>{TITLE}</a><em>2021-12-28</em></div></div>",
    "a hot lead": f"<div class='hot-news'>{LEAD}<em>2021-12-30</em></div>",
    "a lead in its own header": f"<div class='box-header'>{LEAD}<em>2021-12-30</em></div>",
    "a list as long as this one": f"<div class='new'><ul>{NEWS}</ul></div>",
    "a shorter list": f"<div><ul>{several('2021-12-30', '2021-09-28')}</ul></div>",
    "a labelled day in no link": "<p>头条</p><p>发布时间：2021-12-30</p>",
}


@pytest.mark.parametrize("beside", NEWER.values(), ids=NEWER.keys())
@pytest.mark.parametrize("where", ["before", "after"])
def test_something_newer_outside_the_list_takes_its_window_away(beside: str, where: str) -> None:
    reading = look(*((beside, "") if where == "before" else ("", beside)))

    assert len(reading.posts) == 3
    assert reading.window is None
    assert "列表之外另有更新的内容" in reading.notes[-1].text


@pytest.mark.parametrize(
    "lead",
    [LEAD, LEAD.replace("h2", "h3"), f"<div class='headline'>{LEAD.replace('h2', 'p')}</div>"],
)
def test_an_undated_headline_over_the_list_takes_its_window_away(lead: str) -> None:
    reading = look(lead)

    assert reading.window is None
    assert f"头条《{TITLE}》未标日期" in reading.notes[-1].text


def test_an_address_above_the_list_may_bear_the_newer_day() -> None:
    lead = f"<div><a href='/202112/t20211230_9.html'>{TITLE}</a></div>"

    reading = look(lead)

    assert reading.window is None
    assert "2021-12-30" in reading.notes[-1].text
    assert look(lead.replace("1230", "0901")).window is not None


def test_a_lead_in_the_lists_own_box_counts_as_well() -> None:
    body = (
        f"<html><body><div>{LEAD}<p>2021-12-30</p><ul class='list'>"
        + "".join(item(date, n) for n, date in enumerate(DEAD))
        + "</ul></div></body></html>"
    )

    assert collect(body).window is None


SCRIPTED = {
    "an empty box that a script fills": "<div id='newsBox'></div><script>$.ajax({url:'/api',"
    "success:function(d){$('#newsBox').html(d)}})</script>",
    "an empty list that a script fills": "<ul id='u1'></ul><script>fetch('/x').then(r=>r.json())"
    ".then(d=>{document.getElementById('u1').innerHTML=d})</script>",
    "data in the page": "<div id='con1'></div><script>var d=[{t:1}];"
    "document.getElementById('con1').innerHTML=render(d)</script>",
    "a part that is loaded": "<div id='con1'></div><script>$('#con1').load('/part.html')</script>",
    "vue": "<div id='app'></div><script>new Vue({el:'#app'})</script>",
    "bindings": "<ul><li v-for='one in list'><a>标题</a></li></ul>",
    "placeholders": "<ul><li><a href='#'>{{one.title}}</a></li></ul>",
    "a template": f"{TEMPLATE}<script>fetch('/x').then(fill)</script>",
    "a template and a script of the site": f"{TEMPLATE}<script src='/js/common.js'></script>",
    "a template that something names": f"{NAMED}<b onclick=\"show('t1')\">更多</b>",
    "a template that is looked for": f"{NAMED}<script>$('[type=\"text/template\"]')</script>",
    "a template tag": "<template><li><a href='${url}'>${title}</a></li></template>"
    "<script>box.append(t.content)</script>",
    "a sign of waiting": "<div>数据加载中...</div>",
    "an empty list and a script of the site": "<ul class='news-list'></ul>"
    "<script src='/js/n.js'></script>",
    "an empty main part and a script of the site": "<div id='content'></div>"
    "<script src='/js/main.js'></script>",
    "a table without rows": "<table id='newsTable'><thead><tr><th>标题</th></tr></thead>"
    "<tbody></tbody></table><script src='/js/main.js'></script>",
    "a box that says it has nothing": "<ul id='news-list'><li>暂无数据</li></ul>"
    "<script src='/js/main.js'></script>",
    "a page within the page": "<iframe src='/zwdt/list.html'></iframe>",
    "a low page that lists": "<iframe src='/zwdt/list.html' height=10></iframe>",
    "a page that says nothing of itself": "<iframe src='/static/update.html'></iframe>",
    "a page that grows": "<iframe src='/x.html' height=0 onload='grow(this)'></iframe>",
    "a page with room": "<iframe src='/x.html' style='width:100px;height:200px'></iframe>",
    "a list of what was counted": "<iframe src='/pv/list.html'></iframe>",
    "a page of the bureau of statistics": "<iframe src='/tj/index.html'></iframe>",
    "a list that is asked for": "<iframe src='/show.jsp?channel=3'></iframe>",
    "a unit that is asked for": "<div><script querydata=\"{'webId':'1'}\" "
    "url='/api-gateway/x'></script></div>",
    "jpage without its data": "<div id='32978'></div>"
    "<script>$('#32978').jpage({totalRecord:9})</script>",
}


@pytest.mark.parametrize("beside", SCRIPTED.values(), ids=SCRIPTED.keys())
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_list_that_a_script_fills_takes_the_window_away(beside: str, where: str) -> None:
    reading = look(*((beside, "") if where == "before" else ("", beside)))

    assert len(reading.posts) == 3
    assert reading.window is None
    assert "脚本填充" in reading.notes[-1].text


@pytest.mark.parametrize("beside", SCRIPTED.values(), ids=SCRIPTED.keys())
def test_without_a_selector_nobody_can_tell_which_list_is_meant(beside: str) -> None:
    lines = "".join(item(date, n) for n, date in enumerate(("2021-12-30", "2021-12-28")))

    with pytest.raises(LookFailed, match="请写明 item 选择器"):
        collect(f"<html><body>{beside}<ul>{lines}</ul></body></html>", item="")


@pytest.mark.parametrize(
    "notice",
    [
        "<p>本栏目已迁移，请访问<a href='http://new.invalid/'>新栏目</a>。</p>",
        "<div>网址已迁移，新网址：http://www.new.invalid/</div>",
        "<div>该页面已于2021年10月1日起迁移至县政府门户网站</div>",
        "<p>本网站已停止更新</p>",
        "<p><a href='http://new.invalid/'>本频道已整合，点击进入新版</a></p>",
        "<p>新址：http://new.invalid/zwdt/</p>",
    ],
)
def test_a_page_that_says_the_column_is_elsewhere_shows_nothing_of_it(notice: str) -> None:
    with pytest.raises(LookFailed) as failed:
        look(notice, dates=("2021-12-30", "2021-12-28"))

    assert failed.value.outcome is Outcome.CONFIG
    assert "请核对栏目地址" in failed.value.message


@pytest.mark.parametrize(
    "notice",
    [
        "<p>本网站域名已变更为 www.yunling.invalid</p>",
        "<p>新网址：http://www.yunling.invalid/</p>",
        "<ul><li><a href='/b/1.html'>本网站已迁移的公告</a></li></ul>",
        "<div><p><a href='/b/1.html'>本网站已迁移的公告</a> 2021-12-28</p>"
        "<p><a href='/b/2.html'>本网站已关闭的公告</a> 2021-12-20</p></div>",
        "<!-- 本栏目已迁移 --><p style='display:none'>本栏目已迁移</p>",
    ],
)
def test_a_page_that_is_itself_the_new_place_is_read(notice: str) -> None:
    assert look(notice, dates=("2021-12-30", "2021-12-28")).window is not None


def test_an_item_about_a_move_is_an_item() -> None:
    moved = item("2021-12-30", 9, "关于云岭县政务服务网站已迁移的公告")

    reading = collect(
        f"<html><body><ul class='list'>{moved}{several('2021-12-20')}</ul></body></html>"
    )

    assert len(reading.posts) == 2
    assert reading.window is not None


@pytest.mark.parametrize("days", [("2021-12-30",), ("2021-12-30", "2021-01-01")])
def test_a_hidden_item_clears_nobody_and_takes_the_window_away(days: tuple[str, ...]) -> None:
    hidden = several(*days).replace("<li>", "<li style='display: none'>")

    reading = collect(f"<html><body><ul class='list'>{hidden}{several(*DEAD)}</ul></body></html>")

    assert max(post.published_at for post in reading.posts) == end_of(DEAD[0])
    assert reading.window is None
    assert "隐藏的条目" in reading.notes[-1].text


def test_hidden_items_behind_the_first_page_only_shorten_the_list() -> None:
    hidden = item("2021-09-15", 9).replace("<li>", "<li style='display:none'>")

    reading = collect(f"<html><body><ul class='list'>{several(*DEAD)}{hidden}</ul></body></html>")

    assert reading.window is not None
    assert reading.window.since == end_of(DEAD[-1])


def test_a_list_that_is_hidden_as_a_whole_vouches_for_nothing() -> None:
    body = f"<html><body><ul class='list' style='display:none'>{several(*DEAD)}</ul></body></html>"

    reading = collect(body)

    assert len(reading.posts) == 3
    assert reading.window is None
    assert "隐藏" in reading.notes[-1].text


@pytest.mark.parametrize(
    ("today", "old"),
    [
        ("今天是2021年12月10日 星期五", True),
        ("欢迎访问本站！今天是：2021-12-30", True),
        ("<b>今日</b> <i>2021-12-30</i>", True),
        ("今天是2021年12月31日", False),
        ("昨日更新：2021-12-30", False),
    ],
)
def test_a_page_whose_today_is_over_may_be_a_copy(today: str, old: bool) -> None:
    reading = look(f"<div>{today}</div>")

    assert (reading.window is None) is old
    assert ("所得可能是旧的副本" in "".join(texts_of(reading.notes))) is old


def test_a_live_list_needs_no_window() -> None:
    reading = look(SCRIPTED["vue"], dates=("2021-12-30", "2021-12-20"))

    assert max(post.published_at for post in reading.posts) == end_of("2021-12-30")
    assert [post.doubt for post in reading.posts] == ["", ""]


def test_a_page_of_thousands_of_dates_and_boxes_is_read() -> None:
    """Each date, each box was once compared with all of them: that took minutes."""
    dates = "<div><div><b>2021-12-20</b></div></div>" * 2000
    torn = "<div><span>2021-12-20" * 500
    boxes = "".join(f"<div id='box{n}'></div>" for n in range(1000))
    scripts = "<script>$('#other').html(1)</script>" * 200

    reading = look(f"<div>{dates}</div>{boxes}{scripts}", torn)

    assert len(reading.posts) == len(DEAD)


def test_a_list_of_thousands_is_read() -> None:
    days = [date(2021, 9, 20) - timedelta(days=number // 9) for number in range(2000)]

    reading = look(
        "<p><a href='/a/9000.html'>云岭县水利工作会议召开</a></p>", dates=tuple(map(str, days))
    )

    assert len(reading.posts) == len(days)
