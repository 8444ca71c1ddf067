"""What people enter while a run is underway counts in the next one, for every account alike."""

from monitor.app.store import LookHistory, Store
from monitor.model import Answer, ChecklistItem
from tests.builders import NOON, ago, days, post
from tests.verdicts.store.builders import ID, begin, inspected, seen

LOOK = seen(post(ago(1), "k", url="https://x.invalid/1"), on=1, source="by_hand", by="张三")
NO = Answer(item=ChecklistItem.LINKS, good=False, at=ago(1), by="张三", note="外链失效")


def known(store: Store, run: int, **more: object) -> LookHistory:
    return store.look_history([ID], NOON, days(7), before_run=run, **more).get(ID, LookHistory())  # type: ignore[arg-type]


def test_an_entry_during_a_run_counts_in_the_next_one(store: Store) -> None:
    running = begin(store)
    store.append_by_hand([LOOK], [], [(ID, NO)])
    following = begin(store)

    assert known(store, running) == LookHistory()
    later = known(store, following)
    assert later.observations == (LOOK,)
    assert later.answers == (NO,)


def test_it_is_the_same_for_those_judged_before_and_after_and_in_a_replay(store: Store) -> None:
    running = begin(store)
    before = known(store, running)
    store.append_by_hand([LOOK], [], [(ID, NO)])
    after = known(store, running)
    store.append(running, [inspected(seen(post(ago(0.5), "z")))])
    store.append(begin(store), [inspected(seen(post(ago(0.2), "y")))])

    assert before == after == known(store, running) == LookHistory()


def test_an_answer_taken_back_during_a_run_still_counts_in_it(store: Store) -> None:
    store.append_by_hand([], [], [(ID, NO)])
    store.append(begin(store), [inspected(seen(on=2))])
    running = begin(store)
    store.withdraw_answers([1], "李四：点错账号")

    assert known(store, running).answers == (NO,)
    assert known(store, begin(store)).answers == ()


def test_the_date_that_a_person_tells_during_a_run_bears_on_none_of_its_posts(
    store: Store,
) -> None:
    store.append(begin(store), [inspected(seen(on=3))])
    running = begin(store)
    store.append_by_hand([LOOK])
    shown = [seen(post(ago(0.5), "other", url="https://x.invalid/1"), source="feed")]

    assert known(store, running, shown=shown).sightings == ()
    assert len(known(store, begin(store), shown=shown).sightings) == 1


def test_what_was_told_before_and_during_a_run_counts_as_told_before(store: Store) -> None:
    store.append_by_hand([LOOK])
    running = begin(store)
    store.append_by_hand([LOOK])
    shown = [seen(post(ago(0.5), "other", url="https://x.invalid/1"), source="feed")]

    assert len(known(store, running, shown=shown).sightings) == 1
    assert len(known(store, running).observations) == 1


def test_a_run_of_an_earlier_program_counts_what_stood_before_its_first_look(store: Store) -> None:
    store.append_by_hand([LOOK])
    running = begin(store)
    store.db.execute("UPDATE runs SET known = NULL")
    assert known(store, running).observations == (LOOK,)  # it saw nothing yet

    store.append(running, [inspected(seen(post(ago(0.5), "z")))])
    store.append_by_hand([LOOK])

    assert known(store, running).observations == (LOOK,)


def test_the_seal_covers_what_was_known_and_no_earlier_seal_breaks(store: Store) -> None:
    number = begin(store)
    now = list(store.seal_items(number))
    store.db.execute("UPDATE runs SET known = NULL")
    earlier = list(store.seal_items(number))
    for trigger in ("INSERT", "UPDATE", "DELETE"):  # they name the column
        store.db.execute(f'DROP TRIGGER "touched {trigger} runs"')
    store.db.execute("ALTER TABLE runs DROP COLUMN known")
    store.db.execute("ALTER TABLE runs ADD COLUMN known TEXT")

    assert list(store.seal_items(number)) == earlier != now
