"""The store keeps what it was given, for ever, and gives it back as it was."""

import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.cases import Added, Case, Move, Step
from monitor.errors import StoreError
from monitor.model import (
    Assessment,
    EvidenceRef,
    Finding,
    Observation,
    Post,
    Precision,
    Result,
    Run,
    State,
    Verdict,
)
from monitor.store import Inspected, Store
from tests.builders import NOON, account, ago, days, gap, observation, post, window

ID = "chengguan-weixin"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "monitor.db")


def run(**more: object) -> Run:
    values: dict[str, object] = {"mode": "full", "moment": NOON, "started_at": NOON}
    values |= {"registered": 1, "selected": (ID,), "registry": "sha256:demo", "rules": "sha256:r"}
    return Run(id=0, **(values | more))  # type: ignore[arg-type]


def assessment(**more: object) -> Assessment:
    values: dict[str, object] = {
        "account": account(),
        "verdict": Verdict.PASS,
        "state": State.FRESH,
        "taken_at": NOON,
        "as_of": NOON,
        "newest": post(ago(1)),
        "idle": days(1),
        "results": (),
    }
    return Assessment(**(values | more))  # type: ignore[arg-type]


def inspected(*observations: Observation, **more: object) -> Inspected:
    return Inspected(observations=observations, assessment=assessment(**more))


def seen(*posts: Post, on: float = 0, **more: object) -> Observation:
    return observation(*posts, taken_at=ago(on), **more)


def begin(store: Store, **more: object) -> int:
    return store.begin_run(run(**more), [account()])


def test_an_observation_comes_back_as_it_was(store: Store) -> None:
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
        notes=("一条说明",),
    )

    store.append(begin(store), [inspected(full)])

    known = store.known([ID], NOON, days(7))[ID]
    assert known.observations == (full,)
    assert known.last_usable_at == NOON
    assert known.first_look_at == NOON


def test_a_verdict_comes_back_as_it_was(store: Store) -> None:
    said = assessment(
        verdict=Verdict.FAIL,
        state=State.STALE,
        results=(
            Result(
                check="U01",
                title="内容不更新",
                basis="依据",
                verdict=Verdict.FAIL,
                findings=(Finding(message="已20天未更新", evidence=("https://x.invalid/1",)),),
            ),
            Result(
                check="U03", title="长期未观测", basis="", verdict=Verdict.UNKNOWN,
                reason="原因", advisory=True,
            ),
        ),
        gaps=(("feed", gap()),),
        notes=("说明",),
    )  # fmt: skip

    store.append(begin(store), [Inspected(observations=(), assessment=said)])

    assert store.latest([account()]) == (said,)


def test_an_account_that_published_this_very_second_is_kept(store: Store) -> None:
    said = assessment(newest=post(NOON), idle=days(0))

    store.append(begin(store), [Inspected(observations=(), assessment=said)])

    assert store.latest([account()]) == (said,)


def test_the_latest_verdict_is_that_of_the_latest_run(store: Store) -> None:
    store.append(begin(store), [inspected()])
    second = begin(store)
    store.append(second, [inspected(state=State.DUE)])

    (latest,) = store.latest([account()])

    assert latest.state is State.DUE
    assert [number for number, _ in store.verdicts(account())] == [second, 1]


def test_an_account_never_judged_has_no_latest_verdict(store: Store) -> None:
    assert store.latest([account("other")]) == ()


def test_first_seen_is_kept_when_a_post_is_seen_again(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(5)), on=3))])

    store.append(begin(store), [inspected(seen(post(ago(5))))])

    ((found, first_seen, gone),) = store.posts(ID)
    assert found == post(ago(5))
    assert first_seen == ago(3)
    assert gone is None


def test_an_edited_post_stays_beside_its_older_form(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(5), "k", title="旧题"), on=1))])

    store.append(begin(store), [inspected(seen(post(ago(5), "k", title="新题")))])

    assert {found.title for found, _, _ in store.posts(ID)} == {"旧题", "新题"}


def test_a_post_missing_from_a_vouched_for_listing_is_noted_as_gone(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(5)), post(ago(3)), on=1))])

    store.append(begin(store), [inspected(seen(post(ago(5)), window=window(ago(30))))])

    gone = {found.published_at: gone_at for found, _, gone_at in store.posts(ID)}
    assert gone == {ago(5): None, ago(3): NOON}


def test_a_post_outside_the_window_is_not_gone(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(31)), on=1))])

    store.append(begin(store), [inspected(seen(window=window(ago(30))))])

    assert [gone for _, _, gone in store.posts(ID)] == [None]


def test_a_lower_bound_listing_says_nothing_of_missing_posts(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(3)), on=1))])

    store.append(begin(store), [inspected(seen(post(ago(5))))])

    assert {gone for _, _, gone in store.posts(ID)} == {None}


def test_another_sources_posts_are_not_gone(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(3)), on=1, source="weibo_public"))])

    store.append(begin(store), [inspected(seen(window=window(ago(30)), source="weibo_open"))])

    assert [gone for _, _, gone in store.posts(ID)] == [None]


def test_a_post_that_comes_back_is_no_longer_gone(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(3)), on=2))])
    store.append(begin(store), [inspected(seen(on=1, window=window(ago(30), ago(1))))])

    store.append(begin(store), [inspected(seen(post(ago(3))))])

    assert [gone for _, _, gone in store.posts(ID)] == [None]


def test_looks_older_than_asked_for_are_left_out(store: Store) -> None:
    for on in (7.01, 7, 6):
        store.append(begin(store), [inspected(seen(post(ago(9)), on=on))])

    known = store.known([ID], NOON, days(7))[ID]

    assert [one.taken_at for one in known.observations] == [ago(7), ago(6)]
    assert known.first_look_at == ago(7.01).replace(microsecond=0)


def test_an_observation_by_hand_speaks_until_it_expires(store: Store) -> None:
    for expires in (ago(1), NOON):
        store.append_by_hand([seen(on=20, by="张三", expires_at=expires, source="by_hand")])

    known = store.known([ID], NOON, days(7))[ID]

    assert [one.expires_at for one in known.observations] == [NOON]


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ((), [0.0, 20.0]),
        ((post(ago(9)),), [0.0, 20.0]),
        ((post(ago(1), repost=True),), [0.0, 20.0]),
        ((post(ago(1)),), [0.0]),  # nothing that only older looks show is younger
    ],
)
def test_an_old_look_is_told_where_somebody_vouches_for_silence(
    store: Store, shown: tuple[Post, ...], kept: list[float]
) -> None:
    store.append(begin(store), [inspected(seen(post(ago(21)), on=20), seen(gaps=(gap(),)))])
    now = seen(*shown, source="weibo_open", window=window(ago(30)))

    known = store.known([ID], NOON, days(7), shown=[now])[ID]

    assert sorted((NOON - one.taken_at) / days(1) for one in known.observations) == kept


def test_an_old_look_is_not_told_where_nobody_vouches(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(21)), on=20), seen(gaps=(gap(),)))])

    known = store.known([ID], NOON, days(7), shown=[seen(post(ago(9)))])[ID]

    assert [one.taken_at for one in known.observations] == [NOON]


def test_later_runs_can_be_left_out(store: Store) -> None:
    first = begin(store)
    store.append(first, [inspected(seen(post(ago(3)), on=1))])
    second = begin(store)
    store.append(second, [inspected(seen(post(ago(2))))])

    known = store.known([ID], NOON, days(7), before_run=second)[ID]

    assert [one.taken_at for one in known.observations] == [ago(1)]


def test_a_gap_alone_is_no_usable_look(store: Store) -> None:
    store.append(begin(store), [inspected(seen(gaps=(gap(),)))])

    known = store.known([ID], NOON, days(7))[ID]

    assert known.last_usable_at is None


def test_a_run_that_did_not_end_is_unfinished(store: Store) -> None:
    number = begin(store)

    (unfinished,) = store.unfinished()

    assert unfinished.id == number
    store.finish_run(number, at=NOON, seal="s")
    assert store.unfinished() == ()
    assert store.last_seal() == "s"


def test_a_run_ends_once(store: Store) -> None:
    number = begin(store)
    store.finish_run(number, at=NOON, seal="first")

    store.finish_run(number, at=NOON, seal="second")

    assert store.last_seal() == "first"


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    number = begin(store)
    broken = assessment(state=None)

    with pytest.raises(AttributeError):
        store.append(
            number,
            [
                inspected(seen(post(ago(1)))),
                Inspected(observations=(), assessment=broken),
            ],
        )
    assert store.known([ID], NOON, days(7)) == {}
    assert store.posts(ID) == ()


def test_evidence_is_found_from_the_observation(store: Store) -> None:
    ref = EvidenceRef(file="2021-12-31.warc.gz", offset=7, length=90, sha256="ab")
    look = Observation(
        account=ID, source="feed", taken_at=NOON, reading=seen().reading, evidence=(ref,)
    )

    store.append(begin(store), [inspected(look)])

    assert store.history(ID)[0].evidence == (ref,)
    assert store.evidence_ends() == {"2021-12-31.warc.gz": 97}
    assert list(store.evidence_refs()) == [ref]


def test_what_a_seal_covers_changes_with_every_row(store: Store) -> None:
    number = begin(store)
    store.append(number, [inspected(seen(post(ago(1))))])
    before = list(store.seal_items(number))

    store.db.execute("UPDATE assessments SET verdict = 'fail'")

    after = list(store.seal_items(number))
    assert before != after
    assert len(before) == len(after)


def test_a_release_is_kept_and_sealed_but_breaks_no_earlier_seal(store: Store) -> None:
    """A run that was sealed before the column was there has nothing in it."""
    number = begin(store)
    store.append(number, [inspected(seen())])
    plain = list(store.seal_items(number))
    store.db.execute("ALTER TABLE observations DROP COLUMN released_at")
    assert list(store.seal_items(number)) == plain
    store.db.execute("ALTER TABLE observations ADD COLUMN released_at TEXT")
    later = begin(store)
    look = seen()
    store.append(later, [inspected(replace(look, reading=replace(look.reading, released_at=NOON)))])

    assert store.history(ID)[0].reading.released_at == NOON
    told = list(store.seal_items(later))
    store.db.execute("UPDATE observations SET released_at = NULL WHERE run = ?", [later])
    assert list(store.seal_items(later)) != told


def test_an_altered_post_is_found(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(ago(1), "k")))])
    assert list(store.altered_posts()) == []

    store.db.execute("UPDATE posts SET published_at = '2021-01-01T00:00:00+00:00'")

    assert list(store.altered_posts()) == [(ID, "k")]


def test_a_file_that_is_no_database_is_refused_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(b"this is not a database" * 100)

    with pytest.raises(StoreError, match="不是本程序的数据库"):
        Store(path)


def test_a_second_opening_migrates_nothing(tmp_path: Path) -> None:
    Store(tmp_path / "monitor.db").close()

    with Store(tmp_path / "monitor.db") as store:
        assert store.integrity() == "ok"


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "m.db")
    code = f"from pathlib import Path; from monitor.store import Store; Store(Path({path!r}))"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)
    ]

    errors = [process.communicate()[1] for process in started]

    assert errors == [b""] * 4


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    Store(path).close()

    def write(name: str) -> None:
        with Store(path) as store:
            for _ in range(20):
                number = store.begin_run(run(), [account()])
                store.append(number, [inspected(seen(post(ago(1)), account=name))])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM runs").fetchone() == (60,)
        assert db.execute("SELECT count(*) FROM observations").fetchone() == (60,)


def test_moments_are_stored_in_one_width(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(NOON - timedelta(seconds=1))))])

    (text,) = store.db.execute("SELECT published_at FROM posts").fetchone()

    assert text == "2021-12-31T03:59:59+00:00"


def test_steps_are_decided_on_the_cases_as_they_stand(store: Store) -> None:
    """Whoever decides holds the lock: two follow-ups never open one case twice."""
    seen: list[int] = []

    def decide(known: tuple[Case, ...]) -> list[Added]:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(store.path, timeout=0).execute("BEGIN IMMEDIATE")
        seen.append(len(known))
        step = Step(move=Move.OPEN, at=NOON, by="程序", text="x")
        case = Case(
            id=0, account=ID, name="a", unit="u", unit_name="u", platform="wechat", check="U01",
            title="t", steps=(step,),
        )  # fmt: skip
        return [Added(case=case, steps=(step,))] if not known else []

    assert [one.case.id for one in store.add_steps(decide)] == [1]
    assert store.add_steps(decide) == ()
    assert seen == [0, 1]
