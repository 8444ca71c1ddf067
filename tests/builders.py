"""Values for tests: each builder lets a test say only what matters."""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model import (
    Account,
    Examination,
    Gap,
    Observation,
    Platform,
    Post,
    Reading,
    Snapshot,
    Unit,
    Window,
)
from monitor.model.clock import BEIJING
from monitor.model.outcome import Outcome

NOON = datetime(2021, 12, 31, 12, 0, tzinfo=BEIJING).astimezone(UTC)  # the one fixed moment


def days(count: float) -> timedelta:
    """Return a span of *count* days."""
    return timedelta(days=count)


def ago(count: float) -> datetime:
    """Return the moment *count* days before NOON."""
    return NOON - days(count)


def unit(id: str = "chengguan", name: str = "城关镇人民政府", kind: str = "town") -> Unit:
    return Unit(id=id, name=name, kind=kind)


def account(id: str = "chengguan-weixin", **overrides: Any) -> Account:
    values: dict[str, Any] = {"name": "城关发布", "platform": Platform.WECHAT, "unit": unit()}
    return Account(id=id, **(values | overrides))


def post(published_at: datetime, key: str = "", **fields: Any) -> Post:
    return Post(key=key or published_at.isoformat(), published_at=published_at, **fields)


def window(since: datetime, until: datetime = NOON) -> Window:
    return Window(since=since, until=until)


def confirmed(at: datetime = NOON, **overrides: Any) -> Examination:
    """What a second, closer look says of a window that stands up to *at*."""
    return Examination(**({"at": at, "until": at} | overrides))


def gap(outcome: Outcome = Outcome.CHALLENGE, message: str = "返回验证码页面") -> Gap:
    return Gap(outcome=outcome, message=message)


def reading(*posts: Post, **fields: Any) -> Reading:
    return Reading(posts=posts, items_seen=len(posts), **fields)


def observation(*posts: Post, **fields: Any) -> Observation:
    values: dict[str, Any] = {
        "account": "chengguan-weixin",
        "source": "feed",
        "taken_at": NOON,
    }
    chosen = {
        k: fields.pop(k)
        for k in ("account", "source", "taken_at", "by", "expires_at")
        if k in fields
    }
    return Observation(**(values | chosen), reading=reading(*posts, **fields))


def snapshot(*posts: Post, **overrides: Any) -> Snapshot:
    values: dict[str, Any] = {"account": account(), "taken_at": NOON}
    return Snapshot(posts=posts, **(values | overrides))
