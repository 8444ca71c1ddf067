"""A daemon whose register lost many accounts, or is none any more: whom it goes on to look at."""

from pathlib import Path

import pytest

from monitor.model.schedule import Task
from monitor.notices.notice import Kind
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.daemon.builders import HOUR, Office, day
from tests.county.server import County
from tests.office import Office as Folder
from tests.office import account, make_office

NINE = day(12, 14, 9)
DAY = 24 * HOUR
NUMBER = 12
SCHEDULE = {task.value: "停用" for task in Task} | {"look": "每天 08:30", "spread": "0"}
NOWHERE = {"kind": "webhook", "url": "http://127.0.0.1:9/", "allow_private": True}


def write(folder: Path, number: int) -> Folder:
    """Leave so many accounts in the register, which are looked at by hand only."""
    entries = [account(f"a{n}", name=f"云河{n}") for n in range(number)]
    return make_office(folder, entries, schedule=SCHEDULE, channels={"office": NOWHERE})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose daemon has looked once at its twelve accounts."""
    write(tmp_path, NUMBER)
    office = Office(tmp_path, County({}, NINE))
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    office.at(daemon, NINE)
    assert looked(office) == [NUMBER]
    return office


def looked(office: Office) -> list[int]:
    """Return at how many accounts each check looked."""
    with open_database(office.folder / "data" / "monitor.db") as db:
        return [len(run.selected) for run in reversed(VerdictReader(db).runs(limit=50))]


def alarms(office: Office) -> list[str]:
    with open_database(office.folder / "data" / "monitor.db") as db:
        entries = Outbox(db).latest_entries()
    return [one.notice.text for one in entries if one.notice.kind is Kind.REGISTER]


@pytest.mark.parametrize("restarted", [False, True])
def test_it_looks_at_all_of_them_and_tells_the_office_once_a_day(
    office: Office, restarted: bool
) -> None:
    daemon = office.daemon()
    office.at(daemon, NINE + HOUR)
    write(office.folder, 7)

    for hours in range(24, 24 + 24, 4):
        office.at(office.daemon() if restarted else daemon, NINE + hours * HOUR)

    assert looked(office) == [NUMBER, NUMBER]
    told = alarms(office)
    assert len(told) == 2  # of two days
    assert "少5个账号：云河7（微信）" in told[0] and "是否误删？" in told[0]
    assert "monitor check --yes" in told[0]
    if not restarted:
        said = [said for said in office.said if "少5个账号" in said]
        assert [("12月14日" in one, "12月15日" in one) for one in said] == [
            (True, False), (False, True)  # as the last check was made
        ]  # fmt: skip


@pytest.mark.parametrize(("left", "then"), [(9, 9), (8, NUMBER), (0, NUMBER)])
def test_few_that_go_are_taken_at_their_word(office: Office, left: int, then: int) -> None:
    daemon = office.daemon()
    write(office.folder, left)

    office.at(daemon, NINE + DAY)

    assert looked(office) == [NUMBER, then]
    (told,) = alarms(office)
    assert ("已按现在的名单进行" in told) is (then == left)


@pytest.mark.parametrize("restarted", [False, True])
def test_the_few_are_told_once_though_the_next_check_knows_them_no_more(
    office: Office, restarted: bool
) -> None:
    daemon = office.daemon()
    write(office.folder, NUMBER - 1)

    for hours in (1, 2, 24, 48):
        office.at(office.daemon() if restarted else daemon, NINE + hours * HOUR)

    assert looked(office) == [NUMBER, NUMBER - 1, NUMBER - 1]
    (told,) = alarms(office)
    assert "少1个账号：云河11（微信）。已按现在的名单进行，误删误改的请恢复名单" in told
    assert any("云河11（微信）" in said for said in office.said)


def test_a_check_that_a_person_lets_through_is_its_confirmation(office: Office) -> None:
    daemon = office.daemon()
    folder = write(office.folder, 7)
    office.at(daemon, NINE + HOUR)
    assert folder.at(0, "check").code == 2

    days = (NINE + 2 * HOUR - folder.opened_at).total_seconds() / 86400
    assert folder.at(days, "check", "--yes").code == 3
    office.at(daemon, NINE + 3 * HOUR)
    office.at(daemon, NINE + DAY)

    assert looked(office) == [NUMBER, 7, 7]
    assert len(alarms(office)) == 1
    assert office.said.count("名单已恢复正常，此后按现在的名单进行。") == 1


def test_accounts_that_are_put_back_end_it(office: Office) -> None:
    daemon = office.daemon()
    write(office.folder, 3)
    office.at(daemon, NINE + HOUR)
    write(office.folder, NUMBER)

    office.at(daemon, NINE + 2 * HOUR)
    office.at(daemon, NINE + DAY)

    assert looked(office) == [NUMBER, NUMBER] and len(alarms(office)) == 1
    assert office.said.count("名单已恢复正常，此后按现在的名单进行。") == 1


@pytest.mark.share(2)
@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("content", ["accounts: 7\n", "", None])
def test_a_register_that_is_none_is_told_by_alarm_and_the_one_before_goes_on(
    office: Office, content: str | None, restarted: bool
) -> None:
    daemon = office.daemon()
    office.at(daemon, NINE + HOUR)
    path = office.folder / "accounts.yaml"
    path.unlink()
    if content is not None:
        path.write_text(content, "utf-8")

    for hours in (2, 24, 25):
        office.at(office.daemon() if restarted else daemon, NINE + hours * HOUR)

    assert looked(office) == [NUMBER, NUMBER]
    told = alarms(office)
    assert len(told) == 2 and "名单有误，暂按上一次正确的名单进行：" in told[0]


def test_faults_and_losses_of_one_day_are_two_alarms(office: Office) -> None:
    daemon = office.daemon()
    write(office.folder, 3)
    office.at(daemon, NINE + HOUR)
    (office.folder / "accounts.yaml").write_text("accounts: 7\n", "utf-8")

    office.at(daemon, NINE + 2 * HOUR)

    assert ["少9个账号" in text for text in sorted(alarms(office))] == [False, True]


def test_without_the_register_of_the_last_check_nothing_is_done_and_that_is_told(
    office: Office,
) -> None:
    (office.folder / "data" / "last-accounts.yaml").unlink()
    folder = write(office.folder, 3)

    done = folder.at(-16, "daemon", "--once")

    assert done.code == 2 and "少9个账号" in done.err and "monitor check --yes" in done.err
    assert looked(office) == [NUMBER]


def test_a_database_that_is_gone_meanwhile_is_not_made_anew(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, NINE + HOUR)
    (office.folder / "data").rename(office.folder / "elsewhere")
    write(office.folder, 3)

    office.at(daemon, NINE + 2 * HOUR)

    assert not (office.folder / "data").exists()
    assert "数据目录" in office.said[-1]
