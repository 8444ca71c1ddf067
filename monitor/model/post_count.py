"""How many posts a person counted of an account in a month (人工填报发布条数)."""

from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.enums import Means
from monitor.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCount:
    """One entry. *month*: a period of one month; *at*: when it was entered."""

    account: str
    month: Period
    posts: int
    by: str
    at: datetime
    id: int = 0
    via: Means | None = field(default=None, compare=False)
