"""Observations and their posts come back as they were; what is gone is noted."""

from monitor.model import (
    Precision,
    as_notes,
)
from monitor.system.connection import Database
from monitor.verdicts import codec
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, days, gap, observation, post, window
from tests.verdicts.builders import ID, begin, inspected, seen, ways


def test_an_observation_comes_back_as_it_was(db: Database) -> None:
    full = observation(
        post(
            ago(1), title="题目 & <丙> 镕㈱〇", url="https://x.invalid/1", pinned=True, repost=True
        ),
        post(
            ago(3),
            precision=Precision.DAY,
            earliest_at=ago(4),
            latest_at=ago(2),
            doubt="时间存疑",
        ),
        window=window(ago(20)),
        gaps=(gap(),),
        shown_name="城关发布",
        notes=as_notes(("一条说明",)),
    )

    VerdictWriter(db).append(begin(db), [inspected(full)])

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]
    assert history.observations == (full,)
    assert history.last_usable_at == NOON
    assert history.first_look_at == NOON


def test_first_seen_is_kept_when_a_post_is_seen_again(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(5)), on=3))])

    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(5))))])

    ((found, first_seen, gone),) = VerdictReader(db).posts(ID)
    assert found == post(ago(5))
    assert first_seen == ago(3)
    assert gone is None


def test_an_edited_post_stays_beside_its_older_form(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(5), "k", title="旧题"), on=1))])

    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(5), "k", title="新题")))])

    assert {post.title for post, _, _ in VerdictReader(db).posts(ID)} == {"旧题", "新题"}


def test_a_post_missing_from_a_vouched_for_listing_is_noted_as_gone(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(5)), post(ago(3)), on=1))])

    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(5)), window=window(ago(30))))])

    gone = {post.published_at: gone_at for post, _, gone_at in VerdictReader(db).posts(ID)}
    assert gone == {ago(5): None, ago(3): NOON}


def test_a_post_outside_the_window_is_not_gone(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(31)), on=1))])

    VerdictWriter(db).append(begin(db), [inspected(seen(window=window(ago(30))))])

    assert [gone for _, _, gone in VerdictReader(db).posts(ID)] == [None]


def test_a_lower_bound_listing_says_nothing_of_missing_posts(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(3)), on=1))])

    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(5))))])

    assert {gone for _, _, gone in VerdictReader(db).posts(ID)} == {None}


def test_another_sources_posts_are_not_gone(db: Database) -> None:
    VerdictWriter(db).append(
        begin(db), [inspected(seen(post(ago(3)), on=1, source="weibo_public"))]
    )

    VerdictWriter(db).append(
        begin(db), [inspected(seen(window=window(ago(30)), source="weibo_open"))]
    )

    assert [gone for _, _, gone in VerdictReader(db).posts(ID)] == [None]


def test_a_post_that_comes_back_is_no_longer_gone(db: Database) -> None:
    writer = VerdictWriter(db)
    writer.append(begin(db), [inspected(seen(post(ago(3)), on=2))])
    writer.append(begin(db), [inspected(seen(on=1, window=window(ago(30), ago(1))))])

    writer.append(begin(db), [inspected(seen(post(ago(3))))])

    assert [gone for _, _, gone in VerdictReader(db).posts(ID)] == [None]


def test_who_last_looked_by_hand_is_asked_of_no_run(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(1)), on=0.5))])
    VerdictWriter(db).append_by_hand([seen(post(ago(9)), on=on, by="张三") for on in (2, 3)])

    assert VerdictReader(db).last_by_hand() == {ID: ago(2)}
    (first, *_) = ways(db, VerdictReader(db).last_by_hand, "observations")
    assert "run=?" in first


def test_a_look_that_takes_the_place_of_another_in_memory_has_rows_of_its_own() -> None:
    first, other = seen(post(ago(1), "a")), seen(post(ago(2), "b"))
    rows = codec.post_rows(first)

    codec._made[id(other)] = (first, rows)

    assert codec.post_rows(first) is rows
    assert [row[0] for row in codec.post_rows(other)] != [row[0] for row in rows]
