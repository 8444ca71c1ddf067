"""The answers of WeChat's owner interface."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from monitor import clock
from monitor.http.exchange import Answer
from monitor.model import Reading
from monitor.outcomes import Outcome
from monitor.sources.wechat_official import WechatOfficial
from tests.builders import NOON
from tests.fakes import FakeHttp, Reply, answer

SOURCE = WechatOfficial(appid="wxdemo", secret="demo-secret")
TOKEN, DATACUBE, PUBLISHED = (
    "/cgi-bin/token",
    "/datacube/getarticletotaldetail",
    "/cgi-bin/freepublish/batchget",
)
YESTERDAY = clock.day(NOON) - timedelta(days=1)
NOTHING = {"item": [], "total_count": 0, "item_count": 0}


def error(code: int, message: str = "demo") -> Answer:
    return answer({"errcode": code, "errmsg": message})


def published_on(*days: date, delayed: bool = False) -> Callable[[str, Any], Answer]:
    """Answer with the publications that lie in the range asked for."""

    def reply(_: str, body: Any) -> Answer:
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


def http(
    datacube: Reply | list[Reply] | None = None,
    published: Reply | list[Reply] | None = None,
    token: Reply | list[Reply] | None = None,
) -> FakeHttp:
    return FakeHttp(
        {
            TOKEN: token or answer({"access_token": "TOKEN-1", "expires_in": 7200}),
            DATACUBE: datacube or published_on(),
            PUBLISHED: published or answer(NOTHING),
        }
    )


def outcomes(reading: Reading) -> list[Outcome]:
    return [gap.outcome for gap in reading.gaps]
