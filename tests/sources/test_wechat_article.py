"""One WeChat article: its own time, its account's name, and what stands in its place."""

from datetime import timedelta

import pytest

from monitor.model import Observation, Precision, Reading, Verdict, texts_of
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.model.policy import Policy
from monitor.registry.rules import checks_for
from monitor.sources.wechat_article import WechatArticle, parse
from monitor.verdicts.judge import inspect
from monitor.verdicts.merge import merge
from tests.builders import NOON, account, ago
from tests.fakes import FakeHttp, answer

URL = "https://mp.weixin.qq.com/s/Demo_Short-1"
SENT = str(int(ago(3).timestamp()))
NOW = str(int(NOON.timestamp()))
TEXT = f"{ago(3).astimezone():%Y-%m-%d}"


def page(script: str, *, name: str = "城关发布", body: str = "正文") -> str:
    return (
        "<html><head><meta property='og:title' content='今日&quot;要闻&quot;'/></head><body>"
        f"<div id='js_article'><a id='js_name'>\n {name} </a><em id='publish_time'></em>"
        f"<div id='js_content'>{body}</div></div><script>{script}</script></body></html>"
    )


def read(script: str, *, name: str = "城关发布", body: str = "正文") -> Reading:
    return parse(answer(page(script, name=name, body=body), url=URL))


@pytest.mark.parametrize(
    "script",
    [
        f"window.cgiDataNew = {{ori_create_time: '{SENT}' * 1}}",
        f"var oriCreateTime = '{SENT}';",
        f'var ct = "{SENT}";',
        f'var create_time = "{SENT}" * 1;',
    ],
)
def test_the_exact_time_is_read_wherever_the_page_has_it(script: str) -> None:
    """No ``var ct`` in image shares, the visible time always empty."""
    reading = read(script)

    (post,) = reading.posts
    assert post.published_at == ago(3).replace(microsecond=0)
    assert (post.key, post.title, post.url) == ("Demo_Short-1", '今日"要闻"', URL)
    assert (reading.shown_name, reading.window) == ("城关发布", None)


@pytest.mark.parametrize(
    "script",
    ["create_time: JsDecode('2021-12-04 18:00')", "var createTime = '2021-12-04 18:00';"],
)
def test_a_local_text_is_beijing_time(script: str) -> None:
    (post,) = read(script).posts

    assert f"{post.published_at.isoformat()}" == "2021-12-04T10:00:00+00:00"
    assert post.precision is Precision.MINUTE


def test_the_moment_of_the_fetch_is_no_publication() -> None:
    (post,) = read(f"svr_time: '{NOW}' * 1, ori_create_time: '{SENT}' * 1").posts

    assert post.published_at == ago(3).replace(microsecond=0)


def test_a_time_quoted_in_the_article_is_not_read() -> None:
    quoted = f"&lt;script&gt;ori_create_time: '{NOW}'&lt;/script&gt; ori_create_time: '{NOW}'"

    (post,) = read(f"ori_create_time: '{SENT}' * 1", body=quoted).posts

    assert post.published_at == ago(3).replace(microsecond=0)


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (f"svr_time: '{NOW}'", Outcome.UNDATED),
        ("var ct = '0000000000'", Outcome.UNDATED),
        (
            f"ori_create_time: '{int((NOON + timedelta(days=2)).timestamp())}'",
            Outcome.UNDATED,
        ),
    ],
)
def test_no_time_or_an_impossible_one_is_none(script: str, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        read(script)

    assert failed.value.outcome is outcome


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ("", ""),
        ("window.cgiDataNew = {nick_name: ''};", ""),
        ("var nickname = '宣化发布', other = 1;", "<a id='js_name'>城关发布</a>"),
    ],
)
def test_an_article_that_may_be_anybodys_is_none(script: str, body: str) -> None:
    """Nobody is named, or two are: an unread name may be another account's."""
    shown = f"<div id='js_article'>{body}</div><script>ori_create_time: '{SENT}';{script}</script>"

    with pytest.raises(LookFailed, match="不能确认是哪个账号的文章") as failed:
        parse(answer(f"<html><body>{shown}</body></html>", url=URL))

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        ("window.cgiDataNew = {user_name: 'gh_0a', nick_name: '城关发布'};", Verdict.PASS),
        ("window.cgiDataNew = {user_name: 'gh_0b', nick_name: '宣化发布'};", Verdict.UNKNOWN),
        (
            "window.cgiDataNew = {nick_name: '宣化发布', card: {nick_name: '城关发布'}};",
            Verdict.UNKNOWN,
        ),
        ('var nickname = "城关发布";', Verdict.PASS),
        ('var nickname = "宣化发布";', Verdict.UNKNOWN),
    ],
)
def test_anothers_article_never_clears(script: str, verdict: Verdict) -> None:
    of = account()
    reading = read(f"var ct = '{SENT}'; {script}", name="")
    seen = Observation(account=of.id, source="wechat_article", taken_at=NOON, reading=reading)
    snapshot = merge(of, [seen], moment=NOON, look_days=7)

    assert inspect(snapshot, checks_for(of, Policy())).verdict is verdict


def test_a_signature_alone_is_told_as_one() -> None:
    """The last resort: it is often an editor's, and then another name than the account's."""
    shown = f"<meta name='author' content='王编辑'><script>ori_create_time: '{SENT}'</script>"

    reading = parse(answer(f"<html><head>{shown}</head><body></body></html>", url=URL))

    assert reading.shown_name == "王编辑"
    assert texts_of(reading.notes) == ("文章页面没有显示账号名称，只有署名“王编辑”",)


@pytest.mark.parametrize(
    "body", ["<html><body>公告</body></html>", "<html><script> </script>", "x"]
)
def test_a_page_without_scripts_is_no_article(body: str) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(body, url=URL))

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("该内容已被发布者删除", Outcome.ARTICLE_GONE),
        ("The content has been deleted by the author.", Outcome.ARTICLE_GONE),
        ("此内容因违规无法查看", Outcome.ARTICLE_GONE),
        ("该内容暂时无法查看", Outcome.ARTICLE_GONE),
        ("链接已过期", Outcome.ARTICLE_GONE),
        ("该公众号已迁移", Outcome.ACCOUNT_MOVED),
        ("此帐号已自主注销，内容无法查看", Outcome.ACCOUNT_GONE),
        ("此账号已被屏蔽，内容无法查看", Outcome.ACCOUNT_BLOCKED),
    ],
)
def test_what_stands_in_an_articles_place_is_told_apart(sentence: str, outcome: Outcome) -> None:
    shown = f"<html><body><div class='weui-msg__title'>{sentence}</div></body></html>"

    with pytest.raises(LookFailed) as failed:
        parse(answer(shown, url=URL))

    assert failed.value.outcome is outcome


def test_an_article_that_quotes_such_a_sentence_is_an_article() -> None:
    assert read(f"ori_create_time: '{SENT}'", body="该内容已被发布者删除").posts


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("<html><body>环境异常，完成验证后即可继续访问</body></html>", URL),
        ("<html></html>", "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"),
    ],
)
def test_a_gate_is_a_challenge(body: str, url: str) -> None:
    with pytest.raises(LookFailed) as failed:
        parse(answer(body, url=url))

    assert failed.value.outcome is Outcome.CHALLENGE


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com/s?__biz=Mz&mid=1&idx=1&sn=2",
        "https://example.com/s/Demo_Short-1",
        "https://mp.weixin.qq.com/s/",
        "https://mp.weixin.qq.com/mp/appmsgalbum",
    ],
)
def test_only_the_short_link_is_taken(url: str) -> None:
    with pytest.raises(ConfigError):
        WechatArticle(url=url)


def test_what_the_phone_adds_to_the_link_is_not_sent() -> None:
    http = FakeHttp({"/s/Demo_Short-1": answer(page(f"ori_create_time: '{SENT}'"))})

    reading = WechatArticle(url=f"{URL}?scene=1&from=singlemessage").collect(http)

    assert [url for _, url, _ in http.asked] == [URL]
    assert len(reading.posts) == 1
