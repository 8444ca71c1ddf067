"""What pages that list things share: their pages and their own address."""

import pytest
from flask import Flask

from monitor.desk import listing


@pytest.mark.parametrize(
    ("rows", "asked", "number", "of", "first", "last"),
    [
        (0, "", 1, 1, None, None),
        (100, "", 1, 1, 0, 99),
        (100, "2", 1, 1, 0, 99),
        (101, "1", 1, 2, 0, 99),
        (101, "2", 2, 2, 100, 100),
        (101, "3", 2, 2, 100, 100),
        (201, "0", 1, 3, 0, 99),
        (201, "-1", 1, 3, 0, 99),
        (201, "二", 1, 3, 0, 99),
        (201, "²", 1, 3, 0, 99),
        (201, "9" * 5000, 1, 3, 0, 99),
    ],
)
def test_a_page_has_a_hundred_rows_and_there_is_always_one(
    rows: int, asked: str, number: int, of: int, first: int | None, last: int | None
) -> None:
    with Flask("desk").test_request_context("/a", query_string={"page": asked}):
        page = listing.paged(range(rows))

    assert (page.number, page.of, page.total) == (number, of, rows)
    assert (page.rows[:1], page.rows[-1:]) == (
        ((), ()) if first is None or last is None else ((first,), (last,))
    )


def test_the_next_page_keeps_what_was_filtered_by() -> None:
    with Flask("desk").test_request_context("/状态?q=高台&unit=&state=fail&page=2"):
        assert listing.here(page=3) == (
            "/%E7%8A%B6%E6%80%81?q=%E9%AB%98%E5%8F%B0&state=fail&page=3"
        )
        assert listing.here(page="", q="", state="") == "/%E7%8A%B6%E6%80%81"
