"""The answers of WeChat's owner interface."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from monitor.http.exchange import HttpAnswer
from monitor.model import Reading, clock
from monitor.model.outcome import Outcome
from monitor.sources.wechat_official import WechatOfficial
from tests.builders import NOON
from tests.fakes import FakeHttp, Reply, answer

SOURCE = WechatOfficial(appid="wxdemo", secret="demo-secret")
TOKEN, DATACUBE, PUBLISHED, FANS = (
    "/cgi-bin/token",
    "/datacube/getarticletotaldetail",
    "/cgi-bin/freepublish/batchget",
    "/datacube/getusercumulate",
)
YESTERDAY = clock.day(NOON) - timedelta(days=1)
NOTHING = {"item": [], "total_count": 0, "item_count": 0}


def error(code: int, message: str = "demo") -> HttpAnswer:
    return answer({"errcode": code, "errmsg": message})


def published_on(*days: date, delayed: bool = False) -> Callable[[str, Any], HttpAnswer]:
    """HttpAnswer with the publications that lie in the range asked for."""

    def reply(_: str, body: Any) -> HttpAnswer:
        rows = [
            {
                "ref_date": day.isoformat(),
                "msgid": f"{number}_1",
                "publish_type": number % 3,
                "detail_list": [{"stat_date": YESTERDAY.isoformat(), "read_user": 3}],
            }
            for number, day in enumerate(days)
            if body["begin_date"] <= day.isoformat() <= body["end_date"]
        ]
        return answer({"list": rows, "is_delay": delayed})

    return reply


def item(created: Any, edited: int, **news: Any) -> dict[str, Any]:
    one = {"title": "今日要闻", "url": "https://mp.weixin.qq.com/s/demo", "is_deleted": False}
    content = {"news_item": [one | news]}
    if created is not None:
        content["create_time"] = created
    return {"article_id": "demo", "content": content, "update_time": edited}


def followers(*counts: Any) -> HttpAnswer:
    """HttpAnswer with the followers of the last days, one count a day."""
    days = [(YESTERDAY - timedelta(days=age)).isoformat() for age in range(len(counts))]
    rows = [
        {"ref_date": day, "user_source": 0, "cumulate_user": count}
        for day, count in zip(days, counts, strict=True)
    ]
    return answer({"list": rows})


def http(
    datacube: Reply | list[Reply] | None = None,
    published: Reply | list[Reply] | None = None,
    token: Reply | list[Reply] | None = None,
    fans: Reply | list[Reply] | None = None,
    moment: datetime = NOON,
) -> FakeHttp:
    return FakeHttp(
        {
            TOKEN: token or answer({"access_token": "TOKEN-1", "expires_in": 7200}),
            DATACUBE: datacube or published_on(),
            PUBLISHED: published or answer(NOTHING),
            FANS: fans or followers(1217, 1216),
        },
        moment,
    )


def asked(asking: FakeHttp, path: str) -> list[Any]:
    """Return what was asked of *path*, in order."""
    return [body for _, url, body in asking.asked if path in url]


def outcomes(reading: Reading) -> list[Outcome]:
    return [gap.outcome for gap in reading.gaps]
