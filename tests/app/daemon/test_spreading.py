"""A look is spread over time, and what failed is tried again later and later."""

import socket
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.app.task_run_store import TaskRunStore
from monitor.app.tasks.check_tasks import enough_is_new
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.daemon.builders import MINUTE, Office, day
from tests.county import register
from tests.county.register import only_first
from tests.county.server import County
from tests.http.server import ok, speaking
from tests.lengths import some

NEW = "Mon, 13 Dec 2021 08:00:00 +0800"


def runs_of(office: Office) -> list[tuple[str, ...]]:
    with open_database(office.folder / "data" / "monitor.db") as db:
        return [run.selected for run in reversed(VerdictReader(db).runs(limit=100))]


@pytest.mark.parametrize("restarted", some([False, True], 1))
def test_a_look_is_spread_over_time_and_done_once(office: Office, restarted: bool) -> None:
    path = office.folder / "accounts.yaml"
    only_first(path, 12)
    path.write_text(path.read_text("utf-8").replace("spread: 0", "spread: 1h"), "utf-8")
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 8))

    moment = day(12, 14, 8) + 30 * MINUTE
    while moment <= day(12, 14, 9) + 30 * MINUTE:
        office.at(office.daemon() if restarted else daemon, moment)
        moment += 5 * MINUTE

    looked = [account for run in runs_of(office) for account in run]
    assert len(runs_of(office)) > 3
    assert len(looked) == len(set(looked)) == 12
    ((task, _, missed, outcome),) = office.done()
    assert (task, missed, outcome) == ("look", 0, "ok")
    assert sum("日常查看完成：查看 12 个账号" in line for line in office.said) == 1
    if not restarted:
        assert sum("日常查看（应于" in line for line in office.said) == 1


@pytest.mark.parametrize(
    ("everybody", "turns", "most"), [(12, 12, 12), (40, 40, 20), (1000, 240, 20), (19, 3, 3)]
)
def test_officials_read_of_a_look_in_the_course_of_it_and_at_its_end(
    everybody: int, turns: int, most: int
) -> None:
    seen = [everybody * turn // turns for turn in range(turns + 1)]
    written = [after for before, after in pairwise(seen) if enough_is_new(before, after, everybody)]

    assert len(written) == most
    assert written[-1] == everybody


def test_all_at_once_where_nobody_asks_again(office: Office) -> None:
    path = office.folder / "accounts.yaml"
    only_first(path, 12)
    path.write_text(path.read_text("utf-8").replace("spread: 0", "spread: 8h"), "utf-8")
    daemon = office.daemon()
    daemon.chores.at_once = True
    office.at(daemon, day(12, 14, 8))

    office.at(daemon, day(12, 14, 8) + 30 * MINUTE)

    assert [len(run) for run in runs_of(office)] == [12]
    assert [outcome for *_, outcome in office.done()] == ["ok"]


@pytest.mark.long
def test_a_source_that_fails_is_tried_again_later_and_later(tmp_path: Path) -> None:
    up: list[bool] = []

    def bridge(peer: socket.socket, head: bytes) -> None:
        if up:
            item = f"<item><guid>1</guid><pubDate>{NEW}</pubDate></item>"
            body = f"<rss version='2.0'><channel>{item}</channel></rss>"
            ok(body.encode())(peer, head)

    with speaking(bridge) as (origin, _):
        (tmp_path / "accounts.yaml").write_text(
            "jurisdiction: {name: 高台县}\nnetwork: {allow_private: true}\npace: {default: 0}\n"
            "schedule: {spread: 0}\nunits: [{id: u, name: 某局}]\n"
            "accounts: [{id: a, name: 甲, platform: wechat, unit: u, "
            f"sources: [{{kind: feed, url: '{origin}/feed'}}]}}]\n",
            encoding="utf-8",
        )
        office = Office(tmp_path, County(register.accounts(), day(12, 14)))
        daemon = office.daemon()
        office.at(daemon, day(12, 14, 8))
        looks = []
        for minute in range(0, 600, 10):
            if minute == 400:
                up.append(True)
            before = len(runs_of(office))
            office.at(daemon, day(12, 14, 8) + (30 + minute) * MINUTE)
            looks += [minute] * (len(runs_of(office)) - before)

    assert looks == [0, 30, 90, 210, 450]
    with open_database(tmp_path / "data" / "monitor.db") as db:
        (seen,) = TaskRunStore(db).seen_since(day(12, 14, 8)).values()
    assert (seen.looks, seen.failed) == (5, False)
