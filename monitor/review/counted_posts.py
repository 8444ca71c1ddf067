"""How many posts a person counted of an account in a month, from a row of the sheet. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from monitor.model import Account, Precision
from monitor.model.period import Period
from monitor.parsing.tables.cells import blank
from monitor.parsing.text import clean
from monitor.review.claims import FieldError, PersonClaim, signed
from monitor.review.posts_column import REPORTED

MOST = 100_000
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:条|篇|个)?", re.ASCII)
_COARSE = (Precision.WEEK, Precision.MONTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPosts:
    """One count. *month*: a period of one month."""

    account: Account
    month: Period
    posts: int
    by: str


def is_filled(word: str) -> bool:
    """Say whether a cell tells a number, and not that there is none to tell."""
    return not blank(word) and word.strip() != REPORTED


def parse(
    word: str, account: Account, month: Period, by: str, claim: PersonClaim | None
) -> CountedPosts:
    """Return the count in *word*; raises FieldError. *claim*: what the same row says was seen."""
    match = _COUNT.fullmatch("".join(unicodedata.normalize("NFKC", word).split()))
    posts = int(match[1].replace(",", "")) if match else -1
    if not 0 <= posts <= MOST:
        wanted = f"应为 0 至 {MOST} 的整数，没有发布的填 0，没有数过的留空"
        raise FieldError("posts", f"看不懂条数“{clean(word, 20)}”，{wanted}")
    if not (name := signed(by)):
        raise FieldError("by", "请写查看人姓名")
    if claim is not None:
        _refuse_contradiction(posts, month, claim)
    return CountedPosts(account=account, month=month, posts=posts, by=name)


def _refuse_contradiction(posts: int, month: Period, claim: PersonClaim) -> None:
    """Raise FieldError where a row tells of a post in a month without any, or the other way."""
    newest, since, is_whole = claim.newest, claim.none_since, claim.until >= month.until
    if newest is not None and newest.precision in _COARSE:
        newest = None
    if not posts and newest and month.holds(newest.at):
        raise FieldError("posts", f"本行所填最新内容发布于{month.label}，该月发布条数不应为 0")
    if posts and newest and newest.at < month.since and is_whole:
        raise FieldError("posts", f"本行所填最新内容早于{month.label}，该月发布条数应为 0")
    if posts and since is not None and since <= month.since and is_whole:
        raise FieldError("posts", f"本行填写{month.label}之前起未发布，该月发布条数应为 0")
