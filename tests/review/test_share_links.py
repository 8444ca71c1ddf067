"""What a share link says by itself, and whose it can be."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Account, Platform
from monitor.model.clock import BEIJING
from monitor.model.errors import ConfigError
from monitor.review.share_links import read
from monitor.review.weibo_ids import BASE62, decoded
from monitor.sources import Source
from monitor.sources.webpage import Webpage
from monitor.sources.weibo_open import WeiboOpen
from tests.builders import account

MID = "4720000000000001"  # 2021-12-31 in its upper bits


def on(platform: Platform, *sources: Source, **options: Any) -> Account:
    return account(platform=platform, sources=sources, **options)


def bid_of(mid: int) -> str:
    """The inverse of what the program does: seven digits are four characters."""
    text, parts = str(mid), []
    while text:
        text, digits = text[:-7], int(text[-7:])
        word = ""
        while digits:
            digits, place = divmod(digits, 62)
            word = BASE62[place] + word
        parts.append(word.rjust(4, "0") if text else word)
    return "".join(reversed(parts))


@given(st.integers(10**15, 10**16 - 1))
def test_a_short_weibo_id_is_its_number(mid: int) -> None:
    assert decoded(bid_of(mid)) == str(mid)


@pytest.mark.parametrize(
    "url",
    [
        f"https://weibo.com/9000000001/{bid_of(int(MID))}",
        f"https://weibo.com/9000000001/{bid_of(int(MID))}?refer_flag=1001030103_",
        f"https://m.weibo.cn/status/{MID}",
        f"https://m.weibo.cn/detail/{MID}",
        f"https://m.weibo.cn/status/{bid_of(int(MID))}?from=page",
        f"【高台发布的微博】今日要闻 https://weibo.com/9000000001/{bid_of(int(MID))} 请看",
        f"https://weibo.com/9000000001/{bid_of(int(MID))}分享自@高台",
        f"（https://weibo.com/9000000001/{bid_of(int(MID))}）",
        f"(https://weibo.com/9000000001/{bid_of(int(MID))}).",
        f"HTTPS://WEIBO.COM/9000000001/{bid_of(int(MID))}",
        f"ｈｔｔｐｓ：／／ｗｅｉｂｏ．ｃｏｍ／９００００００００１／{bid_of(int(MID))}？ｆｒｏｍ＝ｐａｇｅ",
        f"今日要闻 weibo.com/9000000001/{bid_of(int(MID))}",
        f"https://weibo.cn/comment/{bid_of(int(MID))}?rl=0",
        f"https://share.api.weibo.cn/share/300000000,{MID}.html?weibo_id={MID}",
        f"https://share.api.weibo.cn/share/300000000,{MID}.html",
        f"https://m.weibo.cn/feature/share/3.html?weibo_id={MID}",
        f"http://intl.api.weibo.cn/share/300000001.html?from=x&weibo_id={MID}。",
        f"https://weibo.com/tv/show/1034:4720000000000009?mid={MID}",
        f"https://h5.video.weibo.com/show/1034:4720000000000009?mid={bid_of(int(MID))}",
        f"https://weibo.com/tv/v/{bid_of(int(MID))}?fid=1034:4720000000000009",
        f"https://weibo.com/ttarticle/p/show?id=230940{MID}",
        f"《今日要闻》 https://weibo.com/ttarticle/p/show?mod=x&id=230940{MID} ，请看",
        f"https://weibo.com/ttarticle/x/m/show#/id=230940{MID}&_wb_client_=1",
        f"https://card.weibo.com/article/m/show/id/230940{MID}?from=x",
        f"https://weibo.com/p/230940{MID}",
        f"https://m.weibo.cn/status/{MID}…",
    ],
)
def test_a_weibo_link_carries_its_second(url: str) -> None:
    link = read(url, on(Platform.WEIBO))

    assert link.at is not None
    assert link.at.timestamp() == (int(MID) >> 22) + 515483463
    assert (link.key, link.at_least) == (MID, False)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (f"https://share.api.weibo.cn/share/300000000,{MID}.html?weibo_id={MID[:-1]}2", "编号有误"),
        (f"https://m.weibo.cn/feature/share/3.html?mid={MID}", "不是一条微博"),
        ("https://m.weibo.cn/feature/share/3.html?weibo_id=", "不是一条微博"),
        ("https://m.weibo.cn/feature/share/3.html?weibo_id=1", "编号有误"),
        ("https://weibo.com/tv/show/1034:4720000000000009", "不是一条微博"),
        (f"https://weibo.com/u/9000000001?mid={MID}", "不是一条微博"),
        (f"https://weibo.com/ttarticle/p/show?id=23094{MID}", "编号有误"),
        (f"https://weibo.com/ttarticle/p/show?id=2309400{MID}", "编号有误"),
        (f"https://weibo.com/ttarticle/p/show?weibo_id=230940{MID}", "不是一条微博"),
        (f"https://weibo.com/p/100505{MID}", "不是一条微博"),
        ("https://mapp.api.weibo.cn/fx/0a1b2c.html", "请在浏览器中打开后复制网址"),
    ],
)
def test_an_address_that_does_not_say_which_post_it_is_of_is_refused(
    url: str, sentence: str
) -> None:
    """Numbers stand in all of them; the id of a video, a page, an account is no post's."""
    with pytest.raises(ConfigError, match=sentence):
        read(url, on(Platform.WEIBO))


def test_another_users_weibo_is_refused() -> None:
    owner = on(Platform.WEIBO, WeiboOpen(uid="9000000001", token="${T}"))
    url = f"https://weibo.com/9000000002/{bid_of(int(MID))}"

    with pytest.raises(ConfigError, match="属于用户 9000000002"):
        read(url, owner)
    assert read(url.replace("0002", "0001"), owner).owner == "9000000001"
    assert read(f"https://m.weibo.cn/status/{MID}", owner).owner == ""


@pytest.mark.parametrize("home", ["https://weibo.com/u/9000000001", "weibo.cn/9000000001?from=x"])
def test_the_registered_page_says_whose_weibo_it_is(home: str) -> None:
    """An office without sources knows its accounts by their addresses."""
    home = home if "//" in home else f"http://{home}"
    owner = on(Platform.WEIBO, url=home)
    url = f"https://weibo.com/9000000002/{bid_of(int(MID))}"

    with pytest.raises(ConfigError, match="登记的标识是 9000000001"):
        read(url, owner)
    assert read(url.replace("0002", "0001"), owner).owned
    assert not read(url, on(Platform.WEIBO, url="https://weibo.com/gaotai")).owned


STAMP = int(datetime(2021, 12, 30, 9, tzinfo=BEIJING).timestamp())
GROUP = str(STAMP << 32)


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.toutiao.com/article/{GROUP}/",
        f"https://www.toutiao.com/w/{GROUP}/?log_from=x",
        f"https://m.toutiao.com/i{GROUP}/",
        f"https://www.toutiao.com/video/{GROUP}",
        f"https://m.toutiaoimg.cn/article/{GROUP}/?app=news_article",
    ],
)
def test_a_toutiao_link_carries_its_second(url: str) -> None:
    link = read(url, on(Platform.TOUTIAO))

    assert link.at is not None and int(link.at.timestamp()) == STAMP
    assert not link.at_least


SHORT_POST = str(STAMP << 20 | 12345)  # 微头条


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.toutiao.com/w/{SHORT_POST}/",
        f"https://www.toutiao.com/w/{SHORT_POST}?upstream_biz=demo",
        f"http://m.toutiao.com/w/{SHORT_POST}/",
        f"HTTPS://WWW.TOUTIAO.COM/w/{SHORT_POST}/。",
        f"{SHORT_POST[:4]}字的微头条（www.toutiao.com/w/{SHORT_POST}/），点击查看",
        f"https://www.toutiao.com/w/i{SHORT_POST}/",
    ],
)
def test_a_short_post_of_toutiao_carries_its_second_too(url: str) -> None:
    link = read(url, on(Platform.TOUTIAO))

    assert len(SHORT_POST) == 16
    assert link.at is not None and int(link.at.timestamp()) == STAMP
    assert (link.key, link.at_least) == (SHORT_POST, False)


@pytest.mark.parametrize("digits", [15, 17, 21])
def test_a_number_of_another_length_is_no_id_of_toutiao(digits: int) -> None:
    with pytest.raises(ConfigError, match="没有内容编号"):
        read(f"https://www.toutiao.com/w/{GROUP}000"[: 26 + digits], on(Platform.TOUTIAO))


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.douyin.com/video/{GROUP}",
        f"https://www.douyin.com/note/{GROUP}",
        f"https://www.iesdouyin.com/share/video/{GROUP}/?region=CN",
        f"https://www.douyin.com/user/MS4wDEMO?modal_id={GROUP}",
        f"https://www.douyin.com/user/MS4wDEMO?vid={GROUP}",
        f"https://www.iesdouyin.com/share/slides/{GROUP}/",
    ],
)
def test_a_douyin_link_carries_a_lower_bound(url: str) -> None:
    link = read(url, on(Platform.DOUYIN))

    assert link.at is not None and int(link.at.timestamp()) == STAMP
    assert link.at_least


@pytest.mark.parametrize(
    ("platform", "text", "sentence"),
    [
        (Platform.WEIBO, "没有网址", "没有找到"),
        (Platform.WEIBO, "https://weibo.com/u/9000000001", "不是一条微博"),
        (Platform.WEIBO, "https://weibo.com/9000000001/Ab_cdEFgh", "编号有误"),
        (Platform.WEIBO, "https://m.weibo.cn/status/1234567890123", "编号有误"),
        (Platform.WEIBO, "https://t.cn/A6abc", "短链接"),
        (Platform.WEIBO, "https://v.douyin.com/iabc/", "属于抖音，而该账号在微博"),
        (Platform.DOUYIN, "https://www.douyin.com/user/MS4w", "没有内容编号"),
        (Platform.TOUTIAO, "https://www.toutiao.com/article/123/", "没有内容编号"),
        (Platform.KUAISHOU, "https://www.kuaishou.com/short-video/3x", "不含发布时间"),
        (Platform.KUAISHOU, "https://v.kuaishou.com/abc 高台的作品", "不含发布时间"),
        (Platform.XIAOHONGSHU, "http://xhslink.com/a/abc，复制本条信息", "不含发布时间"),
        (Platform.XIAOHONGSHU, "今日活动... https://xhslink.cn/o/a1B2c3 \n先复制", "不含发布时间"),
        (Platform.XIAOHONGSHU, "xhslink.cn/o/a1B2c3", "不含发布时间"),
        (Platform.WEIBO, "https://xhslink.cn/o/a1B2c3", "属于小红书，而该账号在微博"),
        (Platform.WECHAT, "https://mapp.api.weibo.cn/fx/0a1b.html", "属于微博，而该账号在微信"),
        (Platform.WECHAT, "https://t.cn/A6abc", "请在浏览器中打开后复制网址"),
        (Platform.TOUTIAO, "https://www.toutiao.com/trending/1864220706833419/", "没有内容编号"),
        (Platform.BILIBILI, "https://notxhslink.cn/o/a", "属于网站 notxhslink.cn"),
        (Platform.CHANNELS, "https://weixin.qq.com/sph/Abc", "不含发布时间"),
        (Platform.PEOPLES, "https://rmh.pdnews.cn/Pc/ArtInfoApi/article?id=1", "不含发布时间"),
        (Platform.WECHAT, "https://weixin.qq.com/sph/Abc", "属于视频号，而该账号在微信"),
        (Platform.WECHAT, "https://mp.weixin.qq.com.example.com/s/a", "属于网站 mp.weixin"),
        (Platform.WECHAT, "https://example.com/mp.weixin.qq.com/s/a", "属于网站 example.com，"),
        (Platform.OTHER, "https://mp.weixin.qq.com/s/abcdefgh", "不是名单中该账号的网站"),
        (Platform.WECHAT, "https://weibo.com/1/Abc123456", "属于微博，而该账号在微信"),
        (Platform.WEIBO, "https://example.com/1", "属于网站 example.com"),
        (Platform.WEBSITE, "https://example.com/1", "不是名单中该账号的网站"),
        (Platform.WEIBO, "https://[bad/1", "写法有误"),
    ],
)
def test_what_cannot_be_this_accounts_post_is_refused(
    platform: Platform, text: str, sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        read(text, on(platform))


def test_a_page_of_the_accounts_own_site_must_be_fetched() -> None:
    column = Webpage(url="http://www.demo.invalid/xw/", item="li", link="a", date="span")

    for place in (
        on(Platform.WEBSITE, column),
        on(Platform.WEBSITE, url="http://www.demo.invalid"),
    ):
        assert read("http://www.demo.invalid/xw/t1.html", place).at is None


@pytest.mark.parametrize(
    ("platform", "text", "url"),
    [
        (
            Platform.DOUYIN,
            "7.99 复制打开抖音，看看【高台的作品】 https://v.douyin.com/iAbc-1/ abC:/ 12/30",
            "https://v.douyin.com/iAbc-1/",
        ),
        (
            Platform.TOUTIAO,
            "https://m.toutiao.com/is/iAbc/ - 今日要闻",
            "https://m.toutiao.com/is/iAbc/",
        ),
    ],
)
def test_a_share_buttons_short_link_must_be_followed(
    platform: Platform, text: str, url: str
) -> None:
    link = read(text, on(platform))

    assert (link.url, link.at, link.is_short) == (url, None, True)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.demo.invalid",
        "http://www.demo.invalid/index.html",
        "http://www.demo.invalid/xw/",
        "http://www.demo.invalid/xw/index.shtml",
    ],
)
def test_a_list_of_posts_is_no_post(url: str) -> None:
    """Its dates are those of many posts, or of the page."""
    column = Webpage(url="http://www.demo.invalid/xw/", item="li", link="a", date="span")

    with pytest.raises(ConfigError, match="首页或栏目页"):
        read(url, on(Platform.WEBSITE, column))


@pytest.mark.parametrize(
    ("given", "link", "taken"),
    [
        ("http://www.linhe.invalid/", "https://www.linhe.invalid/a/1.html", True),
        ("http://www.linhe.invalid:8080/", "http://www.linhe.invalid:8080/a/1.html", True),
        ("http://www.linhe.invalid/", "http://www.linhe.invalid:8080/a/1.html", False),
        ("http://127.0.0.1:1200/", "http://127.0.0.1:1200/a/1.html", True),
        ("http://127.0.0.1:1200/", "http://127.0.0.1:5000/a/1.html", False),
        ("http://127.0.0.1:1200/", "http://127.0.0.1/a/1.html", False),
    ],
)
def test_a_link_to_another_port_is_not_of_the_site(given: str, link: str, taken: bool) -> None:
    site = on(Platform.WEBSITE, url=given)

    if taken:
        assert read(link, site).url == link
    else:
        with pytest.raises(ConfigError, match="不是名单中该账号的网站"):
            read(link, site)


@pytest.mark.parametrize("port", ["8080", "22", "99999", "x"])
def test_another_port_of_a_platform_is_not_the_platform(port: str) -> None:
    with pytest.raises(ConfigError):
        read(
            f"https://www.toutiao.com:{port}/article/7041234567890123456/",
            on(Platform.TOUTIAO),
        )


OLD_POST = "https://www.douyin.com/video/7000000000000000000"
NEW_POST = "https://www.douyin.com/video/7040000000000000000"
TWO = [
    (f"{OLD_POST} {NEW_POST}", True),
    (f"第一条 {OLD_POST}，第二条{NEW_POST}", True),
    ("https://v.douyin.com/aaaa/ https://v.douyin.com/bbbb/", True),
    (f"{OLD_POST} 再发一遍 {OLD_POST}?from=share", False),
    (f"https://v.douyin.com/aaaa/ 即 {OLD_POST}", False),  # most likely the same, shortened
    (f"{OLD_POST} 另见 https://example.org/a", False),
    (f"{OLD_POST} 主页 https://www.douyin.com/user/abc", False),
]


@pytest.mark.parametrize(("text", "refused"), TWO)
def test_of_two_posts_none_is_passed_over(text: str, refused: bool) -> None:
    douyin = account(platform=Platform.DOUYIN)
    if not refused:
        assert read(text, douyin)
        return
    with pytest.raises(ConfigError, match="有两条内容的链接"):
        read(text, douyin)
