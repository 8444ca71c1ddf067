"""The platforms' answers in their real shapes, told from a story."""

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from monitor.model.clock import BEIJING

MID_EPOCH = 515483463
OLD = datetime(2019, 7, 15, 9, tzinfo=BEIJING)


def serial(moment: datetime) -> int:
    """Return the number that a post keeps, whatever is published after it."""
    return int(moment.timestamp()) // 3600


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# WeChat, the owner's interface


def total_detail(posts: Sequence[datetime], begin: str, end: str, *, delayed: bool = False) -> Any:
    """getarticletotaldetail: one row an article whose publish day lies in [begin, end]."""
    rows = []
    for index, moment in enumerate(posts):
        ref_date = moment.astimezone(BEIJING).date().isoformat()
        if begin <= ref_date <= end:
            detail = {"stat_date": end, "read_user": 120 + index, "share_user": 3}
            rows.append(
                {
                    "ref_date": ref_date,
                    "msgid": f"22470{serial(moment)}_1",
                    "publish_type": (0, 1, 2)[index % 3],
                    "detail_list": [detail],
                }
            )
    return {"list": rows, "is_delay": delayed}


def cumulate(begin: str, end: str) -> Any:
    """getusercumulate: the followers of each day in [begin, end]."""
    first, last = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        "list": [
            {"ref_date": f"{day:%Y-%m-%d}", "user_source": 0, "cumulate_user": 2300 + day.day}
            for day in days
        ]
    }


def batch_get(posts: Sequence[datetime], name: str, now: datetime) -> Any:
    """freepublish/batchget: what was published today without notifying anybody."""
    items = []
    for index, published_at in enumerate(posts):
        moment = int(published_at.timestamp())
        if published_at.date() != now.date():
            continue
        news = {
            "title": f"{name}今日要闻（{index + 1}）",
            "url": f"https://mp.weixin.qq.com/s/demo-{index}-{moment}",
            "is_deleted": False,
        }
        content = {"news_item": [news], "create_time": moment, "update_time": moment + 60}
        items.append(
            {"article_id": f"demo-{moment}", "content": content, "update_time": moment + 60}
        )
    return {"item": items, "total_count": len(items), "item_count": len(items)}


def album(posts: Sequence[datetime], name: str) -> Any:
    """appmsgalbum: every number a string; a single article is an object, no list."""
    articles = [
        {
            "create_time": str(int(moment.timestamp())),
            "msgid": str(2247000000 + serial(moment)),
            "itemidx": "1",
            "key": f"30000000_{2247000000 + serial(moment)}_1",
            "pos_num": str(len(posts) - index),
            "title": f"{name}工作信息第{serial(moment)}期",
            "url": f"http://mp.weixin.qq.com/s?__biz=demo&mid={2247000000 + serial(moment)}&idx=1",
            "item_show_type": "0",
        }
        for index, moment in enumerate(posts)
    ]
    listed: Any = articles[0] if len(articles) == 1 else articles
    return {
        "base_resp": {"exportkey_token": "", "ret": 0},
        "getalbum_resp": {
            "article_list": listed,
            "base_info": {"article_count": str(len(posts)), "nickname": name},
            "continue_flag": "0",
            "reverse_continue_flag": "0",
        },
    }


def moved_page(name: str) -> bytes:
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>公众号迁移</title></head><body>"
        "<div class='weui-msg'><h2 class='weui-msg__title'>该公众号已迁移</h2></div>"
        f"<script>var transferTargetLink = 'https://mp.weixin.qq.com/mp/demo-new';"
        f"var nickname = '{name}';</script></body></html>"
    ).encode()


# Weibo


def mid(moment: datetime) -> int:
    """Return an id that carries *moment*, as Weibo's do."""
    return (int(moment.timestamp()) - MID_EPOCH) << 22


def weibo_time(moment: datetime) -> str:
    return moment.astimezone(BEIJING).strftime("%a %b %d %H:%M:%S +0800 %Y")


def status(moment: datetime, name: str, text: str, **options: Any) -> dict[str, Any]:
    number = mid(moment)
    return {
        "created_at": weibo_time(moment),
        "id": number,
        "idstr": str(number),
        "mid": str(number),
        "text": text,
        "source": "微博网页版",
        "visible": {"type": 0, "list_id": 0},
        "user": {"id": 9000000001, "screen_name": name},
        **options,
    }


def user_timeline(posts: Sequence[datetime], name: str, pinned_at: datetime) -> Any:
    """statuses/user_timeline, a pinned old post first."""
    statuses = [status(at, name, f"{name}发布第{serial(at)}条") for at in posts]
    if statuses:
        statuses.insert(0, status(pinned_at, name, "置顶：办事指南", isTop=1))
    return {
        "statuses": statuses,
        "total_number": len(statuses),
        "previous_cursor": 0,
        "next_cursor": 0,
    }


def get_index(posts: Sequence[datetime], uid: str, name: str, pinned_at: datetime) -> Any:
    """m.weibo.cn getIndex: cards, a pinned one first, a repost among them."""
    cards = [
        {
            "card_type": 9,
            "itemid": f"107603{uid}_-_pin",
            "profile_type_id": "proweibotop_1",
            "mblog": status(pinned_at, name, "置顶：本账号说明", isTop=1, bid="PinDemo"),
        }
    ]
    for index, moment in enumerate(posts):
        mblog = status(moment, name, f"{name}微博{serial(moment)}", bid=f"Demo{serial(moment)}")
        if index == 0:
            mblog["retweeted_status"] = status(OLD, "示例原博主", "被转发的旧内容")
        cards.append({"card_type": 9, "itemid": f"107603{uid}_-_{mid(moment)}", "mblog": mblog})
    listed = {"containerid": f"107603{uid}", "total": 1221, "v_p": 42}
    return {"ok": 1, "data": {"cardlistInfo": listed, "cards": cards}}


def weibo_login() -> Any:
    return {"ok": -100, "url": "https://passport.weibo.com/sso/signin?entry=wapsso"}


# feeds


def rss(
    posts: Sequence[datetime],
    name: str,
    now: datetime,
    *,
    zone: bool = True,
    dated: bool = True,
) -> bytes:
    """RSS 2.0 as RSSHub and we-mp-rss write it; the feed's own date is always now."""
    items = []
    for published_at in posts:
        moment = published_at.astimezone(BEIJING)
        stamp = moment.strftime("%a, %d %b %Y %H:%M:%S ") + ("+0800" if zone else "")
        date = f"<pubDate>{stamp}</pubDate>" if dated else ""
        title = escape(f"{name}动态 {serial(moment)}")
        link = f"http://demo.invalid/{serial(moment)}"
        items.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>{date}</item>"
        )
    built = now.astimezone(BEIJING).strftime("%a, %d %b %Y %H:%M:%S +0800")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(name)}</title><link>http://demo.invalid/</link>"
        f"<lastBuildDate>{built}</lastBuildDate>{''.join(items)}</channel></rss>"
    ).encode()


def atom(posts: Sequence[datetime], name: str) -> bytes:
    """Atom as wewe-rss writes it: entries have ``updated`` only."""
    entries = []
    for published_at in posts:
        moment = published_at.strftime("%Y-%m-%dT%H:%M:%S.000+08:00")
        number = serial(published_at)
        entries.append(
            f"<entry><title>{escape(name)}推送 {number}</title><id>demo-{number}</id>"
            f'<link href="https://mp.weixin.qq.com/s/demo{number}"/>'
            f"<updated>{moment}</updated></entry>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>demo</id><title>{escape(name)}</title>"
        f"<updated>{posts[0].isoformat()}</updated>{''.join(entries)}</feed>"
    ).encode()


def json_feed(posts: Sequence[datetime], name: str) -> bytes:
    """A site's own feed; its items have pages on the same site."""
    items = [
        {
            "id": f"demo-{serial(moment)}",
            "url": f"/video/{serial(moment)}.html",
            "title": f"{name}视频 {serial(moment)}",
            "date_published": moment.isoformat(),
        }
        for moment in posts
    ]
    return as_json({"version": "https://jsonfeed.org/version/1.1", "title": name, "items": items})


def rsshub_error(message: str) -> bytes:
    return (
        "<html><head><title>Welcome to RSSHub!</title></head><body>"
        "<h1>Looks like something went wrong</h1>"
        f"<p>Error Message:<br/>{escape(message)}</p></body></html>"
    ).encode()


# web pages


def column(
    posts: Sequence[datetime],
    name: str,
    now: datetime,
    *,
    pinned_at: datetime | None = None,
    item: tuple[str, str] = ("", ""),
    listed: Callable[[datetime], datetime] = lambda moment: moment,
) -> bytes:
    """A government column in GBK that says gb2312: today's date on top, dates by the items.

    *listed* makes of the moment of publication the one that the list bears.
    """
    li, span = (f" class='{word}'" if word else "" for word in item)
    rows = [
        f"<li{li}><a href='{serial(moment)}.html'>{name}〇{serial(moment)}：张镕调研</a>"
        f"<span{span}>{listed(moment):%Y-%m-%d}</span></li>"
        for moment in sorted(posts, key=listed, reverse=True)
    ]
    if pinned_at:
        date = f"{pinned_at:%Y-%m-%d}"
        rows.insert(
            0, f"<li{li}><a href='top.html'>【置顶】办事须知</a><span{span}>{date}</span></li>"
        )
    page = (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'>"
        f"<title>{name}</title></head><body>"
        f"<div class='head'>今天是{now:%Y年%m月%d日} 晴</div>"
        f"<ul class='list'>{''.join(rows)}</ul>"
        "<div class='foot'>版权所有 2012-2021</div></body></html>"
    )
    return page.encode("gb18030")


def article(published_at: datetime, title: str) -> bytes:
    written_on = published_at - timedelta(days=4)
    page = (
        "<html><head><meta charset='gb2312'>"
        f"<meta name='ArticleTitle' content='{title}'>"
        f"<meta name='PubDate' content='{published_at:%Y/%m/%d %H:%M}'></head>"
        f"<body><p>成文日期：{written_on:%Y年%m月%d日}</p><p>正文</p></body></html>"
    )
    return page.encode("gb18030")


def script_list() -> bytes:
    return (
        "<html><head><meta charset='utf-8'><title>列表</title></head><body>"
        "<div id='app' class='list'></div><script src='/static/list.js'></script>"
        "<script>$.ajax({url:'/api/list',success:render})</script></body></html>"
    ).encode()


def captcha() -> bytes:
    return (
        "<html><head><meta charset='utf-8'><title>验证码中间页</title></head>"
        "<body><div id='captcha_container'></div></body></html>"
    ).encode()


def squeezed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
