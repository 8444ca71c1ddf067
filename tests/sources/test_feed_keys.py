"""What tells the items of a feed apart: what all of them bear is the name of none."""

import pytest

from monitor.model import Reading
from monitor.sources.feed import Feed
from tests.builders import ago
from tests.fakes import FakeHttp, answer

URL = "http://www.yunling.invalid/f"


def collect(*items: tuple[str, str, str]) -> Reading:
    """Read a feed of (guid, link, title)s, a day older each."""
    written = "".join(
        f'<item><guid isPermaLink="false">{id}</guid><link>{link}</link><title>{title}</title>'
        f"<pubDate>{ago(n).isoformat()}</pubDate></item>"
        for n, (id, link, title) in enumerate(items)
    )
    body = f'<rss version="2.0"><channel>{written}</channel></rss>'.encode()
    return Feed(url=URL).collect(FakeHttp({"/f": answer(body)}))


def keys(*items: tuple[str, str, str]) -> list[str]:
    return [post.key for post in collect(*items).posts]


def test_one_id_for_all_is_none() -> None:
    assert keys(("x", "/1", "a"), ("x", "/2", "b"), ("x", "/3", "c")) == [
        f"http://www.yunling.invalid/{n}" for n in "123"
    ]


def test_one_id_and_one_address_for_all_leave_title_and_day() -> None:
    items = [("x", "/", title) for title in "abcde"]

    assert len(set(keys(*items))) == 5
    assert keys(*items[:3]) == keys(*items)[:3]


def test_one_address_for_all_does_not_matter_beside_ids() -> None:
    assert keys(("1", "/", "a"), ("2", "/", "b")) == ["1", "2"]


def test_the_address_of_each_stays_as_it_is() -> None:
    (post, _) = collect(("", "/1;jsessionid=A", "a"), ("", "/2?utm_source=b", "b")).posts

    assert post.url == "http://www.yunling.invalid/1;jsessionid=A"
    assert post.key == "http://www.yunling.invalid/1"


@pytest.mark.parametrize("field", [0, 1])
def test_a_session_in_an_id_or_an_address_makes_no_other_item(field: int) -> None:
    def item(session: str) -> tuple[str, str, str]:
        address = f"http://www.yunling.invalid/1?PHPSESSID={session}"
        return (address, "", "a") if field == 0 else ("", address, "a")

    assert keys(item("a1")) == keys(item("b2"))


def test_one_item_told_twice_stays_one() -> None:
    (post,) = collect(("x", "/1", "a"), ("x", "/1", "a")).posts

    assert post.published_at == ago(0)


def test_ids_that_only_some_items_share_are_theirs_no_more() -> None:
    assert keys(("x", "/1", "a"), ("x", "/2", "b"), ("y", "/3", "c")) == [
        "http://www.yunling.invalid/1",
        "http://www.yunling.invalid/2",
        "y",
    ]
