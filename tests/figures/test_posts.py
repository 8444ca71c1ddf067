"""How many posts an account published, and who says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.figures import AccountHistory
from monitor.figures.posts import NOT_LISTING, PostBasis, PostTotal
from monitor.model import Window
from monitor.model.clock import BEIJING
from monitor.model.period import Period, Span
from monitor.model.post_count import PostCount
from monitor.sources import KINDS
from tests.figures.builders import CHECKS, QUARTER, figures, history, registered

WHOLE = (Window(since=QUARTER.since - timedelta(days=1), until=CHECKS[4]),)
JANUARY = datetime(2022, 1, 4, 8, tzinfo=BEIJING)


def entry(month: int, posts: int, at: datetime = JANUARY) -> PostCount:
    of = Period(year=2021, month=month, span=Span.MONTH)
    return PostCount(account="a", month=of, posts=posts, by="张三", at=at)


def account(id: str = "a", **fields: Any) -> AccountHistory:
    return history("ppp", registered(id), **fields)


def every(*posts: int, at: datetime = JANUARY) -> tuple[PostCount, ...]:
    return tuple(entry(month, number, at) for month, number in enumerate(posts, 10))


@pytest.mark.parametrize(
    ("fields", "number", "basis"),
    [
        ({"listed": 7, "listed_windows": WHOLE}, 7, PostBasis.WHOLE),
        ({"listed": 0, "listed_windows": WHOLE}, 0, PostBasis.WHOLE),
        ({"listed": 7}, 7, PostBasis.AT_LEAST),
        ({"listed": 7, "post_counts": every(3, 4, 5)}, 12, PostBasis.REPORTED),
        ({"listed": 12, "post_counts": every(3, 4, 5)}, 12, PostBasis.REPORTED),
        ({"listed": 13, "post_counts": every(3, 4, 5)}, 13, PostBasis.AT_LEAST),
        ({"listed": 7, "listed_windows": WHOLE, "post_counts": every(9, 9, 9)}, 7, PostBasis.WHOLE),
        ({"post_counts": every(0, 0, 0)}, 0, PostBasis.REPORTED),
        ({"post_counts": every(3, 4)}, None, PostBasis.BY_HAND),
        ({"post_counts": (*every(3, 4, 5), entry(11, 6))}, 14, PostBasis.REPORTED),
        ({"windows": WHOLE, "listed_windows": ()}, None, PostBasis.BY_HAND),
        ({"sources": {0: ("by_hand",)}}, None, PostBasis.BY_HAND),
        ({"sources": {0: ("by_hand",), 2: ("feed#2",)}}, None, PostBasis.UNLISTED),
    ],
)
def test_posts_are_counted_by_sources_that_list_them_or_by_people(
    fields: dict[str, Any], number: int | None, basis: PostBasis
) -> None:
    (counted,) = figures(account(**fields)).accounts

    assert (counted.posts, counted.posts_basis) == (number, basis)


@pytest.mark.parametrize(("day", "number"), [(30, None), (31, 12)])
def test_what_was_entered_before_a_month_was_over_tells_of_a_part(
    day: int, number: int | None
) -> None:
    at = datetime(2021, 12, day, 9, tzinfo=BEIJING)

    (counted,) = figures(account(post_counts=every(3, 4, 5, at=at))).accounts

    assert counted.posts == number


def test_an_account_that_no_check_saw_has_no_number() -> None:
    (counted,) = figures(history("---", registered("a"))).accounts

    assert (counted.posts, counted.posts_basis) == (None, PostBasis.UNSEEN)


def test_a_sum_says_of_how_many_accounts_it_is() -> None:
    several: Sequence[AccountHistory] = (
        account("a", listed=7, listed_windows=WHOLE),
        account("b", listed=2),
        account("c", post_counts=every(3, 4, 5)),
        account("d"),
    )

    posts = figures(*several).total.posts

    assert posts == PostTotal(number=21, accounts=3, least=1, reported=1, reported_posts=12)


def test_sources_that_list_nothing_are_known_ones() -> None:
    assert set(NOT_LISTING) - {"by_hand"} <= {str(kind.kind) for kind in KINDS.values()}
