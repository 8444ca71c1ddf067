"""Real desks, a daemon, checks and the command line over one folder; killed at any moment."""

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from monitor.app import check
from monitor.system.database import open_database
from monitor.system.logs import FILE
from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.desk.builders import Browser, added
from tests.desk.processes import Sitter, begun, desk_process, moment
from tests.lengths import times
from tests.office import PNG, Office

WRITES = times("MONITOR_WRITES", 40, 1000)
KILLS = times("MONITOR_KILLS", 2, 20)
ACCOUNTS = ("weixin", "douyin", "toutiao", "lanmu")


@pytest.fixture
def living(tmp_path: Path) -> Office:
    """An office of today, with two people."""
    office = by_hand_office(tmp_path)
    open_database(office.database).close()
    added(office)
    added(office, "lisi", "李四")
    return office


def kept(office: Office) -> Counter[tuple[str, str]]:
    """Return how many looks there are, by account and person."""
    with open_database(office.database) as db:
        rows = db.query('SELECT account, "by" FROM observations WHERE run IS NULL')
        return Counter((str(row["account"]), str(row["by"])) for row in rows)


def said_locked(office: Office) -> bool:
    return "locked" in (office.data / FILE).read_text("utf-8")


def test_a_look_at_the_desk_waits_for_no_check(office: Office) -> None:
    browser = Browser.of(office)
    with check.exclusive(office.data, NOON):
        assert browser.look("weixin", newest="昨天 16:20").status_code == 303

    assert office.faults() == ()


@contextlib.contextmanager
def back_to_back(office: Office) -> Iterator[list[str]]:
    """Check again and again meanwhile, beside a daemon; yields what was said on stderr."""
    ended, said = threading.Event(), list[str]()
    daemon = begun(office, "daemon")

    def checks() -> None:
        while not ended.is_set():
            said.append(begun(office, "check").communicate()[1])

    runner = threading.Thread(target=checks)
    runner.start()
    try:
        yield said
    finally:
        ended.set()
        runner.join()
        daemon.terminate()
        said.append(daemon.communicate()[1])


@pytest.mark.long
def test_two_desks_a_daemon_checks_and_the_command_line_lose_nothing(living: Office) -> None:
    by_hand = WRITES // 50
    each = (WRITES - by_hand) // 4
    codes: Counter[int] = Counter()

    def sit(sitter: Sitter, account: str) -> None:
        for number in range(each):
            codes[sitter.look(account, newest=moment(number))] += 1

    with desk_process(living) as (_, one), desk_process(living) as (_, two):
        people = [("zhangsan", one), ("lisi", one), ("zhangsan", two), ("lisi", two)]
        sitters = [
            threading.Thread(target=sit, args=(Sitter(origin=origin, name=name), account))
            for (name, origin), account in zip(people, ACCOUNTS, strict=True)
        ]
        with back_to_back(living) as said:
            for sitter in sitters:
                sitter.start()
            for number in range(by_hand):
                done = begun(
                    living, "observe", "toutiao", "--newest", moment(number), "--by", "王五"
                )
                said.append(done.communicate()[1])
                codes[done.returncode] += 1
            for sitter in sitters:
                sitter.join()

    assert codes == {303: 4 * each, 0: by_hand}
    assert kept(living) == {
        ("weixin", "张三"): each, ("douyin", "李四"): each, ("toutiao", "张三"): each,
        ("lanmu", "李四"): each, ("toutiao", "王五"): by_hand,
    }  # fmt: skip
    assert not said_locked(living) and not any("locked" in words for words in said)
    with open_database(living.database) as db:
        assert db.execute("SELECT count(*) FROM runs").fetchone()[0] > 0
    assert living.faults() == ()
    assert living.run("evidence", "verify").code == 0


@pytest.mark.long
def test_a_desk_that_is_killed_in_a_post_keeps_all_of_it_or_nothing(living: Office) -> None:
    chance = random.Random(17)
    answered = 0
    number = 0
    for _ in range(KILLS):
        with desk_process(living) as (process, origin):
            sitter = Sitter(origin=origin, name="zhangsan")
            killer = threading.Timer(chance.uniform(0.01, 0.6), process.kill)
            killer.start()
            with contextlib.suppress(requests.RequestException):
                while True:
                    number += 1
                    picture = {"screenshot": ("a.png", PNG + str(number).encode(), "image/png")}
                    saved = str(int(time.time() * 1000))  # noqa: TID251  # as a browser says it
                    code = sitter.look(
                        "weixin", newest=moment(number), saved_ms=saved, files=picture
                    )
                    assert code == 303
                    answered += 1
            killer.join()
        looks = kept(living).total()
        assert looks in (answered, answered + 1), "what was answered is kept, what was not may be"
        answered = looks

    with open_database(living.database) as db:
        without = db.execute(
            "SELECT count(*) FROM observations o WHERE run IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM exchanges e WHERE e.observation = o.id)"
        ).fetchone()[0]
    assert without == 0, "a look rests on its picture"
    done = living.run("evidence", "verify")
    assert done.code == 0 and "全部完好" in done.out + done.err
    assert not list((living.data / "tmp").iterdir())
