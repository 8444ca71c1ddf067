"""An answer whose reading never ends costs its account a gap, and the program nothing."""

import json
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.app.task_run_store import TaskRunStore
from monitor.model import clock
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.lengths import some
from tests.running import wait_until
from tests.sources.sandbox.hanging import children, county, feed, runs, started

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
PATIENCE = 120
HANGING = ("LOOP", "HOLD", "SLEEP")
WAYS = {
    "an endless loop in a small answer": feed("LOOP"),
    "a small answer that waits for ever": feed("SLEEP"),
    "an endless loop in a large answer": feed("LOOP", large=True),
    "a regular expression that lets nobody else run": feed("HOLD", large=True),
    "more memory than there is": feed("GROW", large=True),
}


def judged(said: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(said)["accounts"]}


def kept(folder: Path) -> set[str]:
    """Return the accounts of which something is committed."""
    path = folder / "data" / "monitor.db"
    if not path.exists():
        return set()
    with open_database(path) as db:
        return {row["account"] for row in db.query("SELECT account FROM observations")}


def at_work(folder: Path, *ids: str) -> Callable[[], bool]:
    return lambda: kept(folder) >= set(ids)


@pytest.mark.share(5)
@posix
@pytest.mark.parametrize("way", WAYS)
def test_the_account_has_a_gap_and_the_others_are_judged(way: str, tmp_path: Path) -> None:
    with county(tmp_path, {"bad": WAYS[way], "one": feed(), "two": feed(large=True)}) as folder:
        out, err = started(folder, "check", "--json", "--workers", "2").communicate(
            timeout=PATIENCE
        )

    found = judged(out)
    assert {id: one["verdict"] for id, one in found.items()} == {
        "bad": "unknown", "one": "pass", "two": "pass"
    }, err  # fmt: skip
    (gap,) = found["bad"]["gaps"]
    assert gap["outcome"] == "too_complex"
    assert gap["action"]
    assert found["bad"]["newest_post_at"] is None
    assert "Traceback" not in err
    assert kept(tmp_path) == {"bad", "one", "two"}


@posix
@pytest.mark.long
@pytest.mark.parametrize("bad", some([feed("SLEEP"), feed("SLEEP", large=True), feed("LOOP")], 1))
def test_a_check_ends_when_it_is_told_to(bad: str, tmp_path: Path) -> None:
    with county(tmp_path, {"one": feed(), "two": feed(), "bad": bad}) as folder:
        patch = folder / "sitecustomize.py"
        patch.write_text(patch.read_text().replace("HANGING = 1", "HANGING = 10_000"))
        process = started(folder, "check")
        wait_until(at_work(folder, "one", "two"))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)

    assert process.returncode in (0, 3)
    assert "已完成 2/3 个账号" in err
    assert "one" in out and "two" in out
    with open_database(tmp_path / "data" / "monitor.db") as db:
        (run,) = VerdictReader(db).runs()
        assert run.interrupted and run.finished_at is not None
        assert VerdictReader(db).done_in(run.id) == {"one", "two"}


@pytest.mark.long
@posix
@pytest.mark.parametrize("once", [(), ("--once",)])
def test_a_daemon_ends_when_it_is_told_to(once: tuple[str, ...], tmp_path: Path) -> None:
    with county(tmp_path, {"one": feed(), "bad": feed("SLEEP")}) as folder:
        patch = folder / "sitecustomize.py"
        patch.write_text(patch.read_text().replace("HANGING = 1", "HANGING = 10_000"))
        (folder / "data").mkdir()
        with open_database(folder / "data" / "monitor.db") as db:
            TaskRunStore(db).schedule_since(
                clock.now() - timedelta(days=3)
            )  # so that a look is due
        process = started(folder, "daemon", *once)
        wait_until(at_work(folder, "one"))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)

    assert kept(tmp_path) == {"one"}


@pytest.mark.long
@posix
def test_a_program_held_by_a_small_answer_ends_and_the_next_goes_on(tmp_path: Path) -> None:
    with county(tmp_path, {"one": feed(), "two": feed(), "bad": feed("HOLD")}) as folder:
        process = started(folder, "check", "--workers", "1")
        process.communicate(timeout=PATIENCE)

        assert process.returncode == -signal.SIGVTALRM
        assert "in hanging" in (folder / "data" / "monitor.log").read_text()
        next_out, _ = started(folder, "check", "--json", "one").communicate(timeout=PATIENCE)

    assert judged(next_out)["one"]["verdict"] == "pass"


@linux
@pytest.mark.parametrize(
    ("how", "word"),
    some([(how, word) for how in (signal.SIGTERM, signal.SIGKILL) for word in HANGING], 3),
)
def test_no_reading_process_outlives_the_program(
    how: signal.Signals, word: str, tmp_path: Path
) -> None:
    with county(tmp_path, {"bad": feed(word, large=True)}) as folder:
        process = started(folder, "check")
        wait_until(lambda: bool(children(process.pid)) or process.poll() is not None)
        readers = children(process.pid)
        process.send_signal(how)
        process.communicate(timeout=PATIENCE)
        wait_until(lambda: not any(map(runs, readers)))

    assert readers
    assert not any(map(runs, readers))


def test_small_pages_start_no_process(tmp_path: Path) -> None:
    with county(tmp_path, {f"a{number}": feed() for number in range(5)}) as folder:
        patch = folder / "sitecustomize.py"
        patch.write_text(
            "from monitor.parsing import pool\n"
            "def refused(*_): raise AssertionError('a process was started')\n"
            "pool.Reader.__init__ = refused\n"
        )
        out, err = started(folder, "check", "--json").communicate(timeout=PATIENCE)

    assert {one["verdict"] for one in judged(out).values()} == {"pass"}, err
