"""What no database takes costs the account that brought it, and no other."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor.model import Observation, as_notes
from monitor.model.clock import BEIJING
from monitor.model.errors import StoreError
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_values import AccountResult
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, account, ago, days, post
from tests.verdicts.builders import assessment, begin, seen

Spoil = Callable[[AccountResult], AccountResult]


def of(id: str, *looks: Observation) -> AccountResult:
    own = tuple(replace(look, account=id) for look in looks)
    return AccountResult(observations=own, assessment=assessment(account=account(id)))


def in_reading(**values: object) -> Spoil:
    def spoil(item: AccountResult) -> AccountResult:
        (look,) = item.observations
        odd = replace(look, reading=replace(look.reading, **values))  # type: ignore[arg-type]
        return replace(item, observations=(odd,))

    return spoil


SPOILT: dict[str, Spoil] = {
    "a count beyond 64 bits": in_reading(items_seen=2**70),
    "half a character in a name": in_reading(shown_name="\ud83c"),
    "half a character in a note": in_reading(notes=as_notes(("\ud83c",))),
    "a title that is no text": in_reading(posts=(post(ago(1), title=["x"]),)),
    "a moment that UTC has not": in_reading(
        posts=(post(datetime.min.replace(tzinfo=BEIJING), "k"),)
    ),
    "a state that is none": lambda item: replace(
        item,
        assessment=replace(item.assessment, state=None),  # type: ignore[arg-type]
    ),
    "two verdicts in one run": lambda item: replace(
        item, assessment=replace(item.assessment, account=account("first"))
    ),
}


@pytest.mark.parametrize("case", SPOILT)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_is_refused_costs_one_account(
    case: str, at: int, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    number = begin(db)
    VerdictWriter(db).append(number, [of("first", seen(post(ago(2), "z")))])
    names = ["a", "b", "c"]
    batch = [of(name, seen(post(ago(1), name))) for name in names]
    batch[at] = SPOILT[case](batch[at])
    odd = batch[at].assessment.account.id

    refused = VerdictWriter(db).append(number, batch)

    others = [name for name in names if name != names[at]]
    assert refused == {odd}
    assert sorted(HistoryReader(db).look_history(names, NOON, days(7))) == others
    assert [len(VerdictReader(db).posts(name)) for name in names] == [
        int(name in others) for name in names
    ]
    assert set(VerdictReader(db).done_in(number)) == {"first", *others}
    assert "cannot be stored" in caplog.text


def test_a_sound_batch_is_refused_nothing(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    assert VerdictWriter(db).append(begin(db), [of("a", seen(post(ago(1))))]) == frozenset()
    assert caplog.text == ""


def test_a_full_disk_is_nobodys_fault_and_ends_the_run(db: Database) -> None:
    number = begin(db)
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    many = seen(*(post(ago(1), f"{n}", title="长" * 200) for n in range(500)))

    with pytest.raises(StoreError, match="磁盘空间不足"):
        VerdictWriter(db).append(
            number, [of("a", many), SPOILT["a count beyond 64 bits"](of("b", seen()))]
        )

    assert HistoryReader(db).look_history(["a", "b"], NOON, days(7)) == {}


def test_a_full_disk_met_while_going_one_by_one_ends_the_run(db: Database) -> None:
    number = begin(db)
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    many = seen(*(post(ago(1), f"{n}", title="长" * 200) for n in range(500)))
    odd = SPOILT["half a character in a name"](of("b", seen()))

    with pytest.raises(StoreError, match="磁盘空间不足"):
        VerdictWriter(db).append(number, [odd, of("a", many)])

    assert VerdictReader(db).done_in(number) == frozenset()


def test_a_database_that_another_holds_ends_the_run(
    tmp_path: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begin(db)
    db.execute("PRAGMA busy_timeout = 50").fetchone()
    with open_database(tmp_path / "monitor.db") as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(StoreError, match="占用"):
                VerdictWriter(db).append(number, [of("a", seen(post(ago(1))))])
        finally:
            other.execute("ROLLBACK")

    assert VerdictWriter(db).append(number, [of("a", seen(post(ago(1))))]) == frozenset()


def test_evidence_is_registered_whatever_is_refused(db: Database) -> None:
    from monitor.model import EvidenceRef

    ref = EvidenceRef(file="2021-12-31.warc.gz", offset=7, length=90, sha256="ab")
    odd = SPOILT["a count beyond 64 bits"](of("a", seen()))

    assert VerdictWriter(db).append(begin(db), [odd], [ref]) == {"a"}

    assert VerdictReader(db).evidence_ends() == {"2021-12-31.warc.gz": 97}
