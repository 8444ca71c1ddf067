"""抖音's answers to the owner of an account."""

from typing import Any

from monitor.model import Reading
from monitor.sources.douyin_open import DouyinOpen
from tests.builders import NOON, ago
from tests.fakes import FakeHttp, Reply, answer

SOURCE = DouyinOpen(
    open_id="demo-open", token="demo-token", client_key="demo-key", refresh_token="demo-refresh"
)
GRANT, LIST = "/oauth/refresh_token/", "/api/douyin/v1/video/video_list/"
GRANTED = {"error_code": 0, "access_token": "fresh-access", "refresh_expires_in": "2592000"}


def video(days_ago: float, **overrides: Any) -> dict[str, Any]:
    return {
        "item_id": f"@{days_ago}",
        "title": "高台",
        "create_time": int(ago(days_ago).timestamp()),
        "is_top": False,
        "is_reviewed": True,
        "video_status": 5,
        "share_url": "https://www.iesdouyin.com/share/video/1/",
    } | overrides


def page(*videos: Any, more: bool = False, cursor: int = 0) -> dict[str, Any]:
    data = {"error_code": 0, "cursor": cursor, "has_more": more, "list": list(videos)}
    return {"data": data, "extra": {"error_code": 0, "now": int(NOON.timestamp() * 1000)}}


def collect(*pages: Any, granted: Any = GRANTED) -> tuple[Reading, FakeHttp]:
    replies: list[Reply] = [answer(page) for page in pages]
    http = FakeHttp({GRANT: answer({"data": granted, "message": "success"}), LIST: replies})
    return SOURCE.collect(http), http
