"""Workers end with the check, however it ends, and say nothing on the screen."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.looks.asking import hosts
from tests.office import LOOPBACK
from tests.running import wait_until
from tests.sites import feed_office
from tests.sources.sandbox.hanging import ROOT, children, runs

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc"),
]
# every look is worth a process; what says LOOP is never read to its end
PATCH = """
from monitor.app.looks import errand_run, look_pool, plan
from monitor.sources.feed.source import Feed

plan.USUAL = 1000.0
errand_run.HANGING = 1
look_pool.GRACE = 0.5
listing = Feed.listing

def hanging(self, answer):
    while b"/loop" in answer.body:
        pass
    return listing(self, answer)

Feed.listing = hanging
"""


@contextmanager
def started(folder: Path, ids: list[str], takes: float) -> Iterator[subprocess.Popen[str]]:
    """Start a check of *ids* in processes, whose hosts take their time."""
    (folder / "sitecustomize.py").write_text(PATCH, encoding="utf-8")
    with hosts(takes=takes) as (port, _):
        feed_office(folder, f"http://127.0.0.1:{port}", ids, **LOOPBACK)
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "-C", str(folder), "check", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))},
            cwd=ROOT,
            process_group=0,
        )
        yield process
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_the_check(how: signal.Signals, tmp_path: Path) -> None:
    """Ctrl+C reaches the whole group of processes, and none of them complains of it."""
    with started(tmp_path, [f"a{n}" for n in range(30)], takes=1.0) as process:
        wait_until(lambda: len(children(process.pid)) >= 3 or process.poll() is not None)
        workers = children(process.pid)
        if how is signal.SIGINT:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        _, err = process.communicate(timeout=60)
        wait_until(lambda: not any(map(runs, workers)))

    assert workers
    assert not any(map(runs, workers))
    assert how is signal.SIGKILL or "Traceback" not in err


def test_what_a_worker_never_ends_to_read_costs_one_account(tmp_path: Path) -> None:
    """Its log reaches the log of the run."""
    with started(tmp_path, ["one", "loop", "two"], takes=0.0) as process:
        out, err = process.communicate(timeout=60)

    accounts = {each["id"]: each for each in json.loads(out)["accounts"]}
    assert accounts["loop"]["gaps"][0]["outcome"] == "too_complex"
    assert {accounts[id]["gaps"][0]["outcome"] for id in ("one", "two")} != {"too_complex"}
    assert json.loads(out)["run"]["looks"]["mode"] == "processes"
    assert "loop never ends" in (tmp_path / "data" / "monitor.log").read_text()
    assert err == ""
