"""Assessments of an account, and the notices decided on them."""

from datetime import datetime
from typing import Any

from monitor.model import Account, Assessment
from monitor.model.policy import Policy
from monitor.notices.deciding import decide
from monitor.notices.notice import Alarm, Notice
from monitor.registry import rules
from monitor.verdicts import judge
from monitor.verdicts.freshness import Limit
from tests.builders import NOON, account, ago, post, snapshot, window

ONE = account("a", name="高台财政")


def assessed(age: float | None, of: Account = ONE, **overrides: Any) -> Assessment:
    posts = () if age is None else (post(ago(age)),)
    values: dict[str, Any] = {"windows": (window(ago(400)),)} | overrides
    seen = snapshot(*posts, account=of, **values)
    return judge.inspect(seen, rules.checks_for(of, Policy()))


def fortnight(_: str) -> Limit:
    return Limit(days=14)


def decided(
    *said: Assessment, alarmed: dict[str, Alarm] | None = None, now: datetime = NOON
) -> tuple[Notice, ...]:
    return decide(said, (), alarmed or {}, now, fortnight, 7)
