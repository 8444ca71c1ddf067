"""Files that are handed in: all of each or nothing, none stops another, and no order matters."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.app.rollup_add import AddOutcome, add, files_of
from monitor.bundles import archive
from monitor.bundles import reading as bundles
from monitor.bundles.proof_values import PROOF_NAMES
from monitor.model import Platform, Verdict
from monitor.model.errors import ConfigError, RequestError, StoreError
from monitor.rollup.place import FILE
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.rollup_store import RollupStore, opened, reading
from monitor.rollup.unpacking import incoming
from monitor.rollup.values import Reporting
from reports import rollup_json
from tests.bundles.builders import MADE_AT, account_line
from tests.lengths import tries
from tests.rollup.cities import NOW, PERIOD, City, bundle, lines, make_city

WECHAT = Platform.WECHAT
FIRST = lines({(WECHAT, Verdict.PASS): 3, (WECHAT, Verdict.FAIL): 1})
SECOND = lines({(WECHAT, Verdict.PASS): 4})
COUNTIES = [("629921", "甲县"), ("629922", "乙县"), ("629923", "丙县")]
ADDED, SAME, REFUSED = AddOutcome


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path, COUNTIES)


def outcomes(results: Any) -> list[AddOutcome]:
    return [result.outcome for result in results]


def test_a_bundle_that_comes_again_changes_nothing(city: City) -> None:
    assert outcomes(city.add(bundle(accounts=FIRST))) == [ADDED]
    before = rollup_json.render(city.figures())

    again = city.add(bundle(accounts=FIRST), now=NOW + timedelta(days=1))

    assert outcomes(again) == [SAME]
    assert rollup_json.render(city.figures()) == before


def test_a_broken_file_is_refused_with_a_sentence_and_the_others_are_taken_in(city: City) -> None:
    content = bytearray(bundle("629922", FIRST))
    content[300] ^= 1
    files = [
        city.put(b"PK\x03\x04 no bundle", "629922-2026Q4-v1.monitor.zip"),
        city.put(bundle("629921", FIRST)),
        city.put(bytes(content), "629923-2026Q4-v1.monitor.zip"),
        city.put(bundle("629999", FIRST)),
        city.put(bundle("629923", FIRST, period="2026-12")),
    ]

    results = list(add(city.data, files, city.registry, NOW))

    assert outcomes(results) == [REFUSED, ADDED, REFUSED, REFUSED, ADDED]
    assert all(result.why for result in results if result.outcome is REFUSED)
    figures = city.figures()
    assert [row.reporting for row in figures.counties] == [
        Reporting.REPORTED,
        Reporting.REFUSED,
        Reporting.REFUSED,
    ]
    assert figures.counties[1].why == results[0].why
    assert [refused.sha256 for refused in figures.strangers] == [results[3].sha256]


def test_what_was_refused_is_forgotten_once_it_is_taken_in(tmp_path: Path) -> None:
    city = make_city(tmp_path, COUNTIES[:1])
    content = bundle("629922", FIRST)
    assert outcomes(city.add(content)) == [REFUSED]

    wider = make_city(tmp_path, COUNTIES)
    assert outcomes(wider.add(content)) == [ADDED]

    figures = wider.figures()
    assert figures.counties[1].reporting is Reporting.REPORTED
    assert (figures.counties[1].refused, figures.strangers) == ((), ())


def test_a_good_bundle_counts_however_many_broken_ones_of_its_county_came(city: City) -> None:
    city.add(bundle("629921", FIRST))
    bad = city.put(b"broken", "629921-2026Q4-v2.monitor.zip")
    list(add(city.data, [bad], city.registry, NOW))

    row = city.figures().counties[0]

    assert row.reporting is Reporting.REPORTED
    assert [refused.file for refused in row.refused] == ["629921-2026Q4-v2.monitor.zip"]


@pytest.mark.parametrize("backwards", [False, True])
def test_the_later_version_counts_and_what_changed_is_said(city: City, backwards: bool) -> None:
    versions = [
        bundle("629921", FIRST),
        bundle("629921", SECOND, version=2, made_at=MADE_AT + timedelta(days=1)),
    ]

    city.add(*(reversed(versions) if backwards else versions))

    row = city.figures().counties[0]
    assert (row.tally.passed, row.tally.failed) == (4, 0)
    assert row.bundle is not None and row.bundle.version == 2
    assert row.revised is not None
    assert (row.revised.earlier, row.revised.later) == (1, 2)
    assert row.revised.changes[:3] == (
        "合格由3变为4",
        "不合格由1变为0",
        "合格率由75.0%变为100%",
    )
    assert row.revised.changes[3] == "“清河县第4号发布”由不合格（超期未更新）变为合格（正常）"


def test_of_two_bundles_of_one_version_the_one_made_later_counts(city: City) -> None:
    made = MADE_AT + timedelta(hours=1)
    city.add(bundle("629921", SECOND, made_at=made), bundle("629921", FIRST))

    assert city.figures().counties[0].tally.passed == 4


def test_a_later_version_counts_though_its_clock_was_slow(city: City) -> None:
    slow = MADE_AT - timedelta(hours=1)
    city.add(bundle("629921", FIRST), bundle("629921", SECOND, version=2, made_at=slow))

    assert city.figures().counties[0].tally.passed == 4


def test_what_was_refused_of_another_period_says_nothing_of_this_one(city: City) -> None:
    bad = city.put(b"broken", "629921-2026Q3-v1.monitor.zip")
    list(add(city.data, [bad], city.registry, NOW))

    assert city.figures().counties[0].reporting is Reporting.MISSING
    assert city.figures("2026Q3").counties[0].reporting is Reporting.REFUSED


def test_a_bundle_of_tomorrow_and_later_is_refused(city: City) -> None:
    results = city.add(bundle("629921", FIRST), now=MADE_AT - timedelta(days=2))

    assert outcomes(results) == [REFUSED]


def test_a_fault_of_our_own_stops_no_other_file(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = bundles.read
    strange = bundle("629921", FIRST)

    def reading_all_but_one(data: bytes, **known: Any) -> Any:
        if data == strange:
            raise RuntimeError("of no kind that was foreseen")
        return read(data, **known)

    monkeypatch.setattr(bundles, "read", reading_all_but_one)

    file = city.put(strange, "629921-2026Q4-v1.monitor.zip")
    results = list(add(city.data, [file, city.put(bundle("629922", FIRST))], city.registry, NOW))

    assert outcomes(results) == [REFUSED, ADDED]
    assert "内部出错" in results[0].why
    # a paper says of a refused one that it was no good: of ours, that would be wrong
    assert city.figures().counties[0].reporting is Reporting.MISSING


def test_a_disk_that_is_full_stops_all_and_is_held_against_nobody(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> bool:
        raise StoreError("磁盘空间不足")

    file = city.put(bundle("629921", FIRST), "629921-2026Q4-v1.monitor.zip")
    with monkeypatch.context() as patched:
        patched.setattr(RollupStore, "add", full)
        with pytest.raises(StoreError):
            list(add(city.data, [file], city.registry, NOW))

    assert city.figures().counties[0].reporting is Reporting.MISSING


def test_the_longest_silent_come_first_within_their_county(city: City) -> None:
    days = {"a": 20, "b": 90, "c": None, "d": 30}
    accounts = [
        account_line(place, Verdict.FAIL, id=id, idle_days=idle)
        for place, (id, idle) in enumerate(days.items())
    ]
    city.add(bundle("629922", accounts[:1]), bundle("629921", accounts))

    assert [line.key for line in city.figures().failing] == [
        ("629921", "b"),
        ("629921", "d"),
        ("629921", "a"),
        ("629921", "c"),
        ("629922", "a"),
    ]


HANDED_IN = [
    bundle("629921", FIRST),
    bundle("629921", SECOND, version=2, made_at=MADE_AT + timedelta(days=1)),
    bundle("629922", FIRST),
    bundle("629923", SECOND)[:-3],
    bundle("629923", FIRST, period="2026-12"),
    bundle("629999", SECOND),
]


@settings(max_examples=tries(60), deadline=None)
@given(st.permutations(range(len(HANDED_IN))))
def test_the_order_of_adding_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    def added(places: Any) -> Any:
        city = make_city(tmp_path_factory.mktemp("city"), COUNTIES)
        for place in places:
            name = f"{place}-{PERIOD}.zip"
            list(add(city.data, [city.put(HANDED_IN[place], name)], city.registry, NOW))
        return rollup_json.render(city.figures())

    assert added(order) == added(range(len(HANDED_IN)))


class Deadly(tuple[ReportedAccount, ...]):
    """Lines that end the process when so many of them were written."""

    after: int

    def __iter__(self) -> Iterator[ReportedAccount]:
        for number, line in enumerate(super().__iter__()):
            if number == self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            yield line
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is needed that can be killed")
@pytest.mark.parametrize("after", [0, 2, 99])
def test_a_kill_in_the_middle_leaves_nothing_and_the_next_time_all_comes(
    city: City, after: int
) -> None:
    city.add(bundle("629922", FIRST))
    content = bundle("629921", FIRST)
    whole = incoming(bundles.read(content), content, file="a", received_at=NOW)
    deadly = Deadly(whole.accounts)
    deadly.after = after
    child = os.fork()
    if not child:
        with opened(city.data) as db:
            RollupStore(db).add(replace(whole, accounts=deadly))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)

    assert city.figures().counties[0].reporting is Reporting.MISSING
    with reading(city.data) as db:
        assert db.execute("SELECT count(*) FROM lines").fetchone()[0] == 4
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert outcomes(city.add(content)) == [ADDED]
    assert city.figures().total.tally.registered == 8


def test_the_checksum_of_the_paper_is_compared_with_the_file(city: City) -> None:
    content = bundle("629921", FIRST)
    file = city.put(content)
    sha256 = bundles.read(content).sha256

    wrong = list(add(city.data, [file], city.registry, NOW, "0" * 16))
    assert outcomes(wrong) == [REFUSED]
    right = list(add(city.data, [file], city.registry, NOW, sha256[:16]))
    assert outcomes(right) == [ADDED]

    row = city.figures().counties[0]
    assert row.bundle is not None
    assert (row.bundle.compared, row.bundle.code) == (True, sha256[:16])


def test_a_bundle_that_was_taken_in_can_be_compared_later(city: City) -> None:
    file = city.put(bundle("629921", FIRST))
    (added,) = add(city.data, [file], city.registry, NOW)
    assert [row.bundle.compared for row in city.figures().reported if row.bundle] == [False]

    again = list(add(city.data, [file], city.registry, NOW, added.sha256))

    assert outcomes(again) == [SAME]
    assert [row.bundle.compared for row in city.figures().reported if row.bundle] == [True]


def test_a_wrong_checksum_is_forgotten_once_the_right_one_was_given(city: City) -> None:
    file = city.put(bundle("629921", FIRST), "629921-2026Q4-v1.monitor.zip")
    (added,) = add(city.data, [file], city.registry, NOW)

    (wrong,) = add(city.data, [file], city.registry, NOW, "0" * 16)
    assert "未收下" not in wrong.why  # it stands in the sums
    assert len(city.figures().counties[0].refused) == 1

    list(add(city.data, [file], city.registry, NOW, added.sha256))
    assert city.figures().counties[0].refused == ()


def test_a_proof_is_told_from_a_bundle_and_is_no_refused_one(city: City) -> None:
    proof = archive.pack((name, b"{}\n") for name in PROOF_NAMES)

    (result,) = city.add(proof)

    assert result.outcome is REFUSED
    assert "monitor rollup verify" in result.why
    assert city.figures().strangers == ()


@pytest.mark.parametrize(
    ("period", "told"), [("2026Q3", 0), ("2026Q4", 1), ("2027Q1", 0), ("2026-12", 1), ("2026", 1)]
)
def test_what_names_no_period_is_told_in_the_one_that_was_over_last(
    city: City, period: str, told: int
) -> None:
    city.add(b"broken")

    assert len(city.figures(period).strangers) == told


def test_a_pipe_in_the_folder_is_not_waited_for(city: City) -> None:
    pipe = city.folder / "a.monitor.zip"
    os.mkfifo(pipe)

    (result,) = add(city.data, [pipe], city.registry, NOW)

    assert result.outcome is REFUSED


def test_a_folder_gives_its_bundles_by_name_and_an_empty_one_is_refused(tmp_path: Path) -> None:
    for name in ("b.ZIP", "a.zip", "c.txt", "d-证明.proof.zip"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "empty").mkdir()

    assert files_of([tmp_path, tmp_path / "a.zip"]) == (tmp_path / "a.zip", tmp_path / "b.ZIP")
    with pytest.raises(RequestError, match="没有数据包"):
        files_of([tmp_path / "empty"])


def test_a_register_without_counties_takes_nothing_in(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="counties"):
        list(add(tmp_path, [], make_city(tmp_path, ()).registry, NOW))


def test_one_checksum_cannot_be_that_of_two_files(city: City) -> None:
    files = [city.put(b"1"), city.put(b"2")]

    with pytest.raises(RequestError, match="一次只能收一个文件"):
        list(add(city.data, files, city.registry, NOW, "0" * 16))


def test_a_file_that_cannot_be_read_is_refused_without_being_remembered(city: City) -> None:
    results = list(add(city.data, [city.folder / "none.zip"], city.registry, NOW))

    assert outcomes(results) == [REFUSED]
    assert city.figures().strangers == ()


def test_a_database_of_a_later_program_is_left_alone(city: City) -> None:
    city.add(bundle("629921", FIRST))
    with opened(city.data) as db:
        db.execute("PRAGMA user_version=99")
    before = (city.data / FILE).read_bytes()

    for use in (opened, reading):
        with pytest.raises(StoreError, match="较新的程序"), use(city.data):
            pass

    assert (city.data / FILE).read_bytes() == before


def test_reading_makes_no_file(city: City) -> None:
    assert city.figures().missing == city.figures().counties
    assert not (city.data / FILE).exists()


def test_a_bundle_is_kept_byte_for_byte(city: City) -> None:
    content = bundle("629921", FIRST)
    (added,) = city.add(content)

    with reading(city.data) as db, closing(db):
        assert RollupStore(db).data(added.sha256) == content
