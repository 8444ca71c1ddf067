"""A run killed at any moment: nothing committed is lost, and the next run goes on."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.app.audit import audit
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.kills.harness import matrix
from tests.app.kills.targets import killed
from tests.county import register
from tests.county.server import County, serving
from tests.lengths import times
from tests.running import run, wait_until

KILLS = times("MONITOR_KILLS", 4, 20)


def started(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "monitor", "-C", str(folder), "check", "--workers", "4"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.long
def test_killed_at_random_moments_nothing_committed_is_lost(tmp_path: Path) -> None:
    rows = killed(tmp_path, KILLS, seed=20211231)

    assert {name: row.faults for name, row in rows.items() if row.faults} == {}
    assert sum(row.kills for row in rows.values()) == KILLS
    assert f"{KILLS}" in matrix(rows)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.long
def test_the_next_run_says_what_was_left_unfinished(county: Path) -> None:
    with serving(County(register.accounts())) as (origin, _):
        register.pointed_at(origin, county)
        assert run(county, "check").code == 1
        with open_database(county / "data" / "monitor.db") as db:
            db.execute("UPDATE runs SET finished_at = NULL, seal = NULL")
            db.conn.commit()

        done = run(county, "check", "chengguan-weixin")

    assert "中途停止，已完成 55/55 个账号" in done.err
    with open_database(county / "data" / "monitor.db") as db:
        assert VerdictReader(db).unfinished() == ()
        assert VerdictReader(db).runs()[-1].interrupted


def test_a_second_check_at_once_is_refused_in_one_sentence(county: Path) -> None:
    from monitor.app.check import exclusive
    from tests.builders import NOON

    register.copied(county)
    with exclusive(county / "data", NOON):
        done = run(county, "check")

    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("错误：另一个检查（进程 ")
    assert "正在使用数据目录" in done.err


def test_a_lock_left_by_a_killed_process_does_not_block(county: Path) -> None:
    with serving(County(register.accounts())) as (origin, _):
        register.pointed_at(origin, county)
        process = started(county)
        wait_until((county / "data" / "running.json").exists)
        process.kill()
        process.wait()

        done = run(county, "check", "chengguan-weixin")

    assert done.code != 2, done.err


@pytest.mark.long
def test_a_signal_ends_the_run_after_the_accounts_in_hand(county: Path) -> None:
    with serving(County(register.accounts())) as (origin, asked):
        path = register.pointed_at(origin, county)
        text = path.read_text(encoding="utf-8")
        slow = text.replace("pace: {default: 0}", "pace: {default: 100ms}")
        path.write_text(slow, encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "-C", str(county), "check", "--workers", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        wait_until(lambda: bool(asked))
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)

    assert "正在收尾" in err.decode()
    assert "本次检查中途停止，已完成" in err.decode()
    with open_database(county / "data" / "monitor.db") as db:
        (stopped,) = VerdictReader(db).runs()
        assert stopped.interrupted
        assert stopped.finished_at is not None
        assert audit(db, county / "data" / "evidence").faults == ()
