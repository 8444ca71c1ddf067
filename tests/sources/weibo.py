"""A post as Weibo's interfaces give it, to its owner and to guests alike."""

from typing import Any

from tests.builders import ago
from tests.county.answers import mid, weibo_time


def raw_post(age: float, **overrides: Any) -> dict[str, Any]:
    moment = ago(age).replace(microsecond=0)
    number = str(mid(moment))
    return {
        "created_at": weibo_time(moment),
        "mid": number,
        "id": number,
        "text": f"第{age}天<a href='x'>链接</a>",
        "visible": {"type": 0},
        "user": {"screen_name": "城关发布"},
    } | overrides
