"""What the page of a WeChat article says of itself, as pages of 2018 to 2026 write it."""

import pytest

from monitor.sources.script_values import fields, value
from monitor.sources.wechat_page import StatedPage, stated

SENT, CARD = "1640664000", "1640900000"


def read(script: str, *, head: str = "", body: str = "") -> StatedPage:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}<script>{script}</script></body>"
    said = stated(page)
    assert said is not None
    return said


@pytest.mark.parametrize(
    "script",
    [
        "window.cgiDataNew = { user_name: 'gh_0a1b2c', nick_name: '城关发布', author: '' };",
        "window.cgiDataNew = {base_resp: {ret: '0' * 1, errmsg: 'ok'}, nick_name: '城关发布',};",
        "window.cgiDataNew = {nick_name: JsDecode('城关发布'), title: JsDecode('要闻')};",
        'window.cgiDataNew = {nick_name: "城关发布"};',
        'var cgiDataNew = {"user_name":"gh_0a1b2c","nick_name":"城关发布"}',
        'window.__data__ = {"cgiDataNew": {"nick_name" : "城关发布"}}',
        "window.cgiData = {}; window.cgiData.nick_name = '城关发布';",
        "d.nick_name = xml ? getXmlValue('nick_name.DATA') : '城关发布';",
        "cgiData = {nick_name: xml ? getXmlValue('nick_name.DATA') : '城关发布', a: 1}",
        "d.nick_name = xml ? getXmlValue('nick_name.DATA') : JsDecode('城关发布');",
        'var nickname = "城关发布";',
        "var nickname = '城关发布';",
        'var nickname = htmlDecode("城关发布");',
        "var nickname = '城关发布'.html(false);",
        'var nickname = "" || "城关发布";',
        'window.nickname = "城关发布"',
        "nick_name: JsDecode('城关发布')",
        r"window.cgiDataNew = {nick_name: '\u57ce\u5173\u53d1\u5e03'};",
        r"window.cgiDataNew = {nick_name: '\u{57ce}\u{5173}发布'};",
        r"window.cgiDataNew = {nick_name: JsDecode('\\u57ce\\u5173发布')};",
        "window.cgiDataNew = {nick_name: '&#22478;关发布'};",
        "window.cgiDataNew = {nick_name: '城\\\n关发布'};",
        "// var nickname = '宣化发布';\nvar nickname = '城关发布'; // var nickname = '宣化发布'",
        "// window.cgiDataNew = {nick_name: '宣化发布'}\nvar nickname = '城关发布'",
        "window.cgiDataNew = {content: '转发,//@宣化 {', nick_name: '城关发布'};",
        "/* nick_name: '宣化发布' */ window.cgiDataNew = {/* x: */ nick_name: '城关发布'};",
    ],
)
def test_the_account_is_named_in_the_script(script: str) -> None:
    assert read(script).names == ("城关发布",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"\x26amp;城关", "&城关"),
        (r"\\x26amp;城关", "&城关"),
        ("城关&amp;amp;发布", "城关&发布"),
        (r"\'城关\'", "'城关'"),
        (r"城关\/发布", "城关/发布"),
        (r"\ud83c\udf3e城关", "🌾城关"),
        (r"\ud83c城关", "城关"),
        (r"\u{110000}城关", "城关"),
        ("城关&nbsp;发布", "城关 发布"),
        ("城\u200b关", "城关"),
    ],
)
@pytest.mark.parametrize(
    "form", ["var nickname = '{}';", "window.cgiDataNew = {{nick_name: JsDecode('{}')}}"]
)
def test_a_name_is_read_through_its_escapes(form: str, text: str, name: str) -> None:
    assert read(form.format(text)).names == (name,)


@pytest.mark.parametrize(
    "body",
    [
        "<a id='js_name'>\n 城关发布 </a>",
        "<a id='post-user' href='#'>城关发布</a>",
        "<span class='nickNameSpan'>城关发布</span>",
        "<span class='x nickNameSpan'>城关<b>发布</b></span>",
        "<div><strong class='profile_nickname'>城关发布</strong></div>",
        "<div class='wx_follow_nickname'>城关发布</div>",
        "<b class='nickNameSpan'>城关发布</b><strong class='profile_nickname'>城关发布</strong>",
    ],
)
def test_the_account_is_named_to_readers_too(body: str) -> None:
    assert read("var x = 1", body=body).names == ("城关发布",)


@pytest.mark.parametrize(
    "card",
    [
        "card: {nick_name: '宣化发布'}",
        "cards: [{nick_name: '宣化发布'}, {nick_name: '骆驼城'}]",
        "content_noencode: '}, nick_name: \"宣化发布\" {'",
        r"content_noencode: 'a\', nick_name: \'宣化发布'",
        "source: f({nick_name: '宣化发布'})",
        "cgiDataOld: {nick_name: '宣化发布'}",
    ],
)
@pytest.mark.parametrize(
    "order", ["{{nick_name: '城关发布', {0}}}", "{{{0}, nick_name: '城关发布'}}"]
)
def test_a_quoted_accounts_name_is_not_the_pages(order: str, card: str) -> None:
    assert read(f"window.cgiDataNew = {order.format(card)};").names == ("城关发布",)


@pytest.mark.parametrize(
    "beside",
    [
        "<div id='js_content'><a id='js_name'>宣化发布</a></div>",
        "<div id='js_content'><span class='nickNameSpan'>宣化发布</span></div>",
        "<span class='nickNameSpan'>宣化发布</span>",
        "<strong class='profile_nickname'>宣化发布</strong>",
        "<span id='js_name'>data-miniprogram-nickname</span>",
        "<span id='js_name'>{{nick_name}}</span>",
        "<!-- <a id='js_name'>宣化发布</a> -->",
        "<!-- <script>var nickname = '宣化发布';</script> -->",
        "<script>var card = {nick_name: '宣化发布', ct: '1'}; card.nickname = '宣化发布';</script>",
        "<script>parent.window.nickname = '宣化发布'; parent.d.nickname = '宣化发布'</script>",
        "<script>if (x.nick_name == '宣化发布') {}</script>",
        "<script type='text/template'><a id='js_name'>宣化发布</a></script>",
    ],
)
def test_what_stands_beside_the_pages_own_name_does_not_count(beside: str) -> None:
    head = "<meta name='author' content='宣化发布'>"

    assert read("var nickname = '城关发布'", head=head, body=beside).names == ("城关发布",)


@pytest.mark.parametrize(
    "page",
    [
        "var card = {nick_name: '城关发布'};",
        "window.cgiDataNew = {nick_name: '', card: {nick_name: '城关发布'}};",
        "window.cgiDataNew = {nick_name: name + '城关发布'};",
        "window.cgiDataNew = {nick_name: pick('a', '城关发布')};",
        "var nickname = other.nickname;",
    ],
)
def test_a_card_alone_names_nobody(page: str) -> None:
    """Where the page's own cannot be read, the account that it quotes is not its author."""
    assert read(page).names == ()


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ("var nickname = '宣化发布'", "<a id='js_name'>城关发布</a>"),
        ("window.cgiDataNew = {nick_name: '城关发布'}; var nickname = '宣化发布'", ""),
        ("x", "<b class='nickNameSpan'>城关发布</b><b class='profile_nickname'>宣化发布</b>"),
    ],
)
def test_where_the_pages_own_names_disagree_both_are_told(script: str, body: str) -> None:
    assert set(read(script, body=body).names) == {"城关发布", "宣化发布"}


def test_one_name_spelled_in_two_ways_is_one() -> None:
    said = read("var nickname = '城关 Ａ'", body="<a id='js_name'>城关a</a>")

    assert said.names == ("城关 Ａ",)


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("<meta property='og:article:author' content='王&amp;李'>", "王&李"),
        ("<meta name='author' content='甲'><meta property='article:author' content='乙'>", "乙"),
        ("<meta name='author' content=''>", ""),
        ("<meta name='keywords' content='甲'>", ""),
    ],
)
def test_who_signed_it_is_told_apart(head: str, author: str) -> None:
    assert (read("x", head=head).author, read("x", head=head).names) == (author, ())


@pytest.mark.parametrize(
    "script",
    [
        f"window.cgiDataNew = {{ori_create_time: '{SENT}' * 1, svr_time: '{CARD}' * 1}};",
        f'window.cgiDataNew = {{"ori_create_time": {SENT}}};',
        f"window.cgiDataNew = {{create_timestamp: '{SENT}' * 1, create_time: '2021-12-28 12:00'}};",
        f"window.cgiDataNew = {{card: {{ori_create_time: '{CARD}'}}, ori_create_time: '{SENT}'}};",
        f"window.cgiDataNew = {{create_time: '{SENT}'}}; var card = {{ori_create_time: '{CARD}'}};",
        f"d.create_time = xml ? getXmlValue('ori_create_time.DATA') * 1 : '{SENT}' * 1;",
        f"var oriCreateTime = '{SENT}';",
        f'var ct = "{SENT}"; var publish_time = "2021-12-28" || "";',
        f"var ct={SENT};var svr_time = {CARD};",
        f"window.ct = '{SENT}';",
        f"card.ct = '{CARD}'; var create_time = \"{SENT}\" * 1;",
        f"ori_create_time: '{SENT}' * 1, svr_time: '{CARD}' * 1",
    ],
)
def test_the_time_is_the_pages_own_and_the_most_exact_first(script: str) -> None:
    times = read(script).times

    assert times[0] == SENT
    assert CARD not in times


@pytest.mark.parametrize(
    ("script", "body", "times"),
    [
        ("var publish_time = '' || '2018-04-07'", "", ("2018-04-07",)),
        ("x", "<em id='post-date'>2018-04-07</em>", ("2018-04-07",)),
        ("x", "<em id='publish_time'></em>", ()),
        ("x", "<div id='js_content'><em id='post-date'>2018-04-07</em></div>", ()),
        ("var card = {ori_create_time: '1'}; var quoted = {ct: '2'}", "", ()),
        ("svr_time: '1'; var svr_time = '2'", "", ()),
    ],
)
def test_a_time_that_is_not_the_pages_own_is_none(
    script: str, body: str, times: tuple[str, ...]
) -> None:
    assert read(script, body=body).times == times


@pytest.mark.parametrize("page", ["", "x", "<html><p>var nickname = '城关发布'</p></html>"])
def test_a_page_without_scripts_is_no_article(page: str) -> None:
    assert stated(page) is None


@pytest.mark.parametrize(
    ("script", "expected", "rest"),
    [
        ("a: 1, b: {c: 2}}; x", {"a": " 1", "b": " {c: 2}"}, "; x"),
        ("'a': x ? 'b' : 'c', a: '}'", {"a": " '}'"}, ""),
        ("a: '\\'}', // b: 2\n c: 3} d", {"a": " '\\'}'", "c": " 3"}, " d"),
        ("a: (1, 2), b: [3, 4]}", {"a": " (1, 2)", "b": " [3, 4]"}, ""),
        ("}", {}, ""),
        ("a: 'never ends", {"a": " 'never ends"}, ""),
    ],
)
def test_an_object_is_read_on_its_first_level(
    script: str, expected: dict[str, str], rest: str
) -> None:
    said, end = fields(script, 0)

    assert ({k: v for k, v in said.items() if k in expected}, script[end:]) == (expected, rest)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (" 'a' ", "a"),
        ("`a`", "a"),
        ("12 * 1", "12"),
        ("f('a').trim()", "a"),
        ("'a' + b", ""),
        ("b + 'a'", ""),
        ("f('a', 'b')", ""),
        ("'a', b = 'c'", "a"),
        ("1, b = 2", "1"),
        ("x ? f('a') : ''", ""),
        ("true", ""),
        ("", ""),
    ],
)
def test_what_is_computed_is_no_value(expression: str, text: str) -> None:
    assert value(expression) == text
