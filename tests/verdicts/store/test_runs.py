"""Runs end once, keep their batches whole, and lead to their evidence."""

import sqlite3

import pytest

from monitor.app.store import Store
from monitor.cases.case import Case, CaseStep, CaseUpdate, StepKind
from monitor.model import (
    EvidenceRef,
    Observation,
)
from tests.builders import NOON, ago, days, post
from tests.verdicts.store.builders import ID, begin, inspected, seen


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


def test_a_batch_is_kept_whole_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begin(store)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_append_verdicts", killed)
    with pytest.raises(KeyboardInterrupt):
        store.append(number, [inspected(seen(post(ago(1))))])

    assert store.look_history([ID], NOON, days(7)) == {}
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


def test_steps_are_decided_on_the_cases_as_they_stand(store: Store) -> None:
    """Whoever decides holds the lock: two follow-ups never open one case twice."""
    seen: list[int] = []

    def decide(known: tuple[Case, ...]) -> list[CaseUpdate]:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(store.path, timeout=0).execute("BEGIN IMMEDIATE")
        seen.append(len(known))
        step = CaseStep(kind=StepKind.OPEN, at=NOON, by="程序", text="x")
        case = Case(
            id=0, account=ID, name="a", unit="u", unit_name="u", platform="wechat", check="U01",
            title="t", steps=(step,),
        )  # fmt: skip
        return [CaseUpdate(case=case, steps=(step,))] if not known else []

    assert [one.case.id for one in store.add_steps(decide)] == [1]
    assert store.add_steps(decide) == ()
    assert seen == [0, 1]
