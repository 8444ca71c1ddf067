"""The office that tests work in: as they asked for it, and no blinder than the program."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import Platform
from tests.builders import NOON
from tests.office import LOOPBACK, PNG, account, feed_sources, make_office

AWAY = "http://127.0.0.1:9/feed"


def test_its_register_is_read_as_it_was_asked_for(tmp_path: Path) -> None:
    unit = {"id": "caizheng", "name": "高台县财政局", "kind": "department"}
    entries = [
        account("a", "高台财政", unit="caizheng", sources=feed_sources(AWAY, own=True)),
        account("b", "高台旧号", "douyin", unit="caizheng", status="closed"),
    ]
    office = make_office(tmp_path, entries, units=[unit], **LOOPBACK)

    first, second = office.register().accounts

    assert (first.name, first.platform, first.unit.name) == (
        "高台财政", Platform.WECHAT, "高台县财政局"
    )  # fmt: skip
    assert [(source.kind, getattr(source, "url", "")) for source in first.sources] == [
        ("feed", AWAY)
    ]
    assert (second.platform, second.status.value) == (Platform.DOUYIN, "closed")
    assert office.register().network.allow_private


def test_one_value_may_stand_in_two_places(tmp_path: Path) -> None:
    sources = feed_sources(AWAY)

    office = make_office(tmp_path, [account("a", sources=sources), account("b", sources=sources)])

    assert [len(entry.sources) for entry in office.register().accounts] == [1, 1]


def test_its_keys_are_for_nobody_else_to_read(tmp_path: Path) -> None:
    office = make_office(tmp_path, secrets={"KEY": "demo"})

    path = office.folder / "secrets.yaml"
    assert path.read_text("utf-8") == "KEY: demo\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_its_days_count_from_when_it_was_opened(tmp_path: Path) -> None:
    opened_at = datetime(2021, 12, 6, 2, tzinfo=UTC)
    office = make_office(tmp_path, [account("a")], opened_at=opened_at)

    done = office.at(1.5, "check", "--json")

    assert '"started_at": "2021-12-07T22:00:00+08:00"' in done.out
    assert make_office(tmp_path).opened_at == NOON


def test_a_check_is_told_by_account_and_never_of_nothing(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a"), account("b")])

    assert {id: row["verdict"] for id, row in office.check().items()} == {
        "a": "unknown", "b": "unknown"
    }  # fmt: skip
    office.write("accounts: 7")
    with pytest.raises(AssertionError):
        office.check()


def test_its_audit_finds_what_was_altered(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a")])
    shot = office.screenshot(more=b"1")
    assert shot.read_bytes() == PNG + b"1"
    look = ("--newest", "2021-11-01", "--screenshot", shot)
    assert office.at(0, "observe", "a", *look, "--by", "张三").code == 0
    assert office.faults() == ()

    (path,) = office.evidence.glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-1])

    assert office.faults() != ()
