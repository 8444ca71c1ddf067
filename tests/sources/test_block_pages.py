"""What refusals and gates look like, and what only seems to."""

import pytest

from monitor.http.exchange import HttpAnswer
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources import block_pages
from tests.fakes import answer


def refused(answer: HttpAnswer, expects: str = "") -> Outcome:
    with pytest.raises(LookFailed) as failed:
        block_pages.check(answer, expects=expects)
    return failed.value.outcome


def page(title: str = "", body: str = "", head: str = "") -> HttpAnswer:
    return answer(
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.AUTH_REQUIRED),
        (403, Outcome.CHALLENGE),
        (412, Outcome.CHALLENGE),
        (414, Outcome.CHALLENGE),
        (418, Outcome.CHALLENGE),
        (432, Outcome.CHALLENGE),
        (461, Outcome.CHALLENGE),
        (521, Outcome.CHALLENGE),
        (404, Outcome.CONFIG),
        (410, Outcome.CONFIG),
        (429, Outcome.RATE_LIMITED),
        (407, Outcome.NETWORK),
        (511, Outcome.NETWORK),
        (500, Outcome.NETWORK),
        (503, Outcome.NETWORK),
        (302, Outcome.LAYOUT_CHANGED),
        (400, Outcome.LAYOUT_CHANGED),
    ],
)
def test_statuses_have_their_own_outcomes(status: int, outcome: Outcome) -> None:
    assert refused(answer(b"x", status)) is outcome


@pytest.mark.parametrize("body", [b"", b"  \n", b"blocked", b"Blocked\n"])
def test_an_empty_or_blocked_answer_is_a_challenge(body: bytes) -> None:
    """HTTP 200 with nothing in it is no list without posts."""
    assert refused(answer(body)) is Outcome.CHALLENGE


@pytest.mark.parametrize(
    "title",
    ["Sina Visitor System", "验证码中间页", "环境异常", "安全验证", "登录", "Just a moment..."],
)
def test_a_gate_is_known_by_its_title(title: str) -> None:
    assert refused(page(title)) is Outcome.CHALLENGE


def test_a_gate_in_gb2312_is_known_too() -> None:
    html = "<html><head><meta charset='gb2312'><title>安全验证</title></head><body>请</body></html>"

    assert refused(answer(html.encode("gb2312"))) is Outcome.CHALLENGE


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x",
        "https://weixin.sogou.com/antispider/?from=x",
        "https://passport.weibo.com/visitor/visitor",
        "https://m.weibo.cn/login?backURL=x",
        "https://security.douyin.com/verify",
        "https://verify.snssdk.com/captcha",
        "https://www.xiaohongshu.com/website-login/captcha?redirectPath=x",
    ],
)
def test_a_gate_is_known_by_its_address(url: str) -> None:
    assert refused(answer("<html><body>x</body></html>", url=url)) is Outcome.CHALLENGE


def test_a_verification_page_of_wechat_is_a_challenge() -> None:
    assert refused(page(body="<p>环境异常</p><p>完成验证后即可继续访问</p>去验证")) is (
        Outcome.CHALLENGE
    )


def test_a_script_shell_is_a_challenge() -> None:
    assert refused(page(head="<script>var __ac_signature='x'</script>")) is Outcome.CHALLENGE


def test_an_article_that_quotes_a_gate_is_an_article() -> None:
    text = "环境异常，完成验证后即可继续访问。" + "正文" * 400

    block_pages.check(page("今日要闻", f"<div id='js_article'>{text}</div>"))
    block_pages.check(page("关于登录方式变更的公告", f"<p>{text}</p>"))


def test_a_page_where_data_is_expected_is_a_changed_layout() -> None:
    assert refused(page("首页", "欢迎"), "json") is Outcome.LAYOUT_CHANGED


def test_a_login_form_where_data_is_expected_is_a_challenge() -> None:
    form = page("统一平台", '<form><input type="password"></form>')

    assert refused(form, "xml") is Outcome.CHALLENGE


FORM = "<form><input name=u><INPUT TYPE=password></form>"


@pytest.mark.parametrize("expects", ["", "json", "xml"])
@pytest.mark.parametrize(
    "html",
    [
        "{}",
        "<?xml version='1.0'?><!DOCTYPE html><html><body>{}</body></html>",
        "<title>统一门户</title>{}",
        "<!-- 门户 --><html>{}</html>",
    ],
)
def test_a_login_form_is_told_wherever_it_came(html: str, expects: str) -> None:
    with pytest.raises(LookFailed, match="登录页面") as failed:
        block_pages.check(answer(html.format(FORM)), expects=expects)

    assert failed.value.outcome is Outcome.CHALLENGE
    assert failed.value.portal is not None


def test_a_portal_titled_as_a_gate_is_known_again() -> None:
    with pytest.raises(LookFailed) as failed:
        block_pages.check(page("用户登录", FORM))

    assert failed.value.portal is not None


def test_the_front_page_with_its_login_box_in_the_place_of_a_feed_is_no_login_page() -> None:
    items = "".join(f"<a href=/{n}>临河县召开农业农村工作推进会议</a>" for n in range(6))

    assert refused(page("首页", FORM + items), "xml") is Outcome.LAYOUT_CHANGED


def test_a_network_that_wants_a_login_says_so_by_its_status() -> None:
    with pytest.raises(LookFailed, match="上网认证") as failed:
        block_pages.check(answer(b"x", 511, url="http://www.linhe.invalid/"))

    assert failed.value.portal is not None
    assert failed.value.portal.network


def test_an_ordinary_page_passes() -> None:
    block_pages.check(page("通知公告", "<ul><li>一</li></ul>"))


def test_json_is_read_whatever_its_label() -> None:
    assert block_pages.json_of(answer(b'\xef\xbb\xbf{"a": "\xe9\x95\x95"}')) == {"a": "镕"}


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"undefined", b"callback({})"])
def test_broken_json_is_a_changed_layout(body: bytes) -> None:
    with pytest.raises(LookFailed) as failed:
        block_pages.json_of(answer(body))

    assert failed.value.outcome is Outcome.LAYOUT_CHANGED


def message(text: str) -> str:
    return f"<html><body><div class='weui-msg__title warn'>{text}</div></body></html>"


@pytest.mark.parametrize(
    "sentence",
    [
        "该内容已被发布者删除",
        "The content has been deleted by the author.",
        "此内容因违规无法查看",
        "此内容被投诉且经审核涉嫌侵权，无法查看。",
        "链接已过期",
        "参数错误",
    ],
)
def test_a_missing_article_says_nothing_of_the_account(sentence: str) -> None:
    found = block_pages.notice(message(sentence))

    assert found is not None
    assert found.outcome is None
    block_pages.account_notice(message(sentence))


def test_the_older_form_of_the_notice_is_known() -> None:
    html = "<html><div class='mesg-block'><p>该内容暂时无法查看</p></div></html>"

    found = block_pages.notice(html)

    assert found is not None
    assert found.outcome is None


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("该公众号已迁移", Outcome.ACCOUNT_MOVED),
        ("此帐号处于帐号迁移流程中", Outcome.ACCOUNT_MOVED),
        ("此账号已申请公众号账号迁移流程，被冻结", Outcome.ACCOUNT_MOVED),
        ("此帐号已被屏蔽, 内容无法查看", Outcome.ACCOUNT_BLOCKED),
        ("此账号已被屏蔽，内容无法查看", Outcome.ACCOUNT_BLOCKED),
        ("经大量用户投诉，此帐号存在违规行为", Outcome.ACCOUNT_BLOCKED),
        ("此帐号已自主注销，内容无法查看", Outcome.ACCOUNT_GONE),
        ("该账号已系统注销", Outcome.ACCOUNT_GONE),
        ("帐号已被系统回收", Outcome.ACCOUNT_GONE),
    ],
)
def test_an_account_notice_is_known_in_either_spelling(sentence: str, outcome: Outcome) -> None:
    with pytest.raises(LookFailed) as failed:
        block_pages.account_notice(message(sentence))

    assert failed.value.outcome is outcome


@pytest.mark.parametrize("shown", ["{}", "<h2 class='weui-msg__title'>{}</h2>"])
def test_a_page_for_the_client_alone_is_no_changed_page(shown: str) -> None:
    html = f"<html><body>{shown.format('请在微信客户端打开链接')}</body></html>"

    with pytest.raises(LookFailed) as failed:
        block_pages.account_notice(html)

    assert failed.value.outcome is Outcome.AUTH_REQUIRED


def test_a_moved_account_is_told_with_its_target() -> None:
    html = message("该公众号已迁移") + "<script>transferTargetLink = 'https://x.invalid/n'</script>"

    with pytest.raises(LookFailed, match=r"https://x\.invalid/n"):
        block_pages.account_notice(html)


def test_an_article_that_quotes_a_notice_is_an_article() -> None:
    html = "<div id='js_article'><div class='weui-msg__title'>该公众号已迁移</div></div>"

    assert block_pages.notice(html) is None


def test_a_long_page_that_mentions_a_notice_is_none() -> None:
    assert block_pages.notice("<p>" + "该账号已注销的办理流程。" * 60 + "</p>") is None
