"""The daemon's memory and CPU over one day's look at N accounts, spread over 20 hours.

``python -m benchmarks.daemon 10000`` asks the daemon every five minutes of a simulated day what is
due, against the loopback feed server, and prints what it has looked at and holds every two hours.
"""

import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import time_machine

from benchmarks import feeds
from benchmarks.server import running
from monitor.app.daemon import Daemon
from monitor.app.task_run_store import TaskRunStore
from monitor.app.tasks import TaskRunner
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from monitor.system.secrets import Secrets

STEP = timedelta(minutes=5)
HEAD = """\
jurisdiction: {name: 高台县}
pace: {default: 0}
schedule: {look: 每天 00:30, spread: 20h, remind: 停用, full: 停用, spot: 停用, report: 停用}
units: [{id: u, name: 某局}]
accounts:
"""


def resident() -> float:
    """Return the MiB that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def registered(folder: Path, port: int, total: int) -> Path:
    path = folder / "accounts.yaml"
    lines = [
        f"  - {{id: a{number}, name: 账号{number}, platform: wechat, unit: u, "
        f"sources: [{{kind: feed, url: '{feeds.address('feed', number, port)}'}}]}}\n"
        for number in range(total)
    ]
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def day(folder: Path, path: Path, total: int) -> None:
    data, stop = folder / "data", Event()
    chores = TaskRunner(
        accounts=path,
        data=data,
        out=folder / "out",
        secrets_of=lambda registry: Secrets.load(folder, {}, registry.secret_names),
        stop=stop,
        tell=lambda _: None,
        workers=2,
    )
    daemon = Daemon(chores=chores, data=data, stop=stop, tell=print)
    midnight = datetime.now(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + timedelta(days=1)
    started, spent = time.perf_counter(), time.process_time()
    print(f"{'hour':>5} {'looked at':>10} {'MiB':>7} {'CPU s':>7}")
    for step in range(22 * 12 + 1):
        with time_machine.travel(moment + step * STEP, tick=True):
            daemon.tick(moment + step * STEP)
        if step % 24 == 0:
            with open_database(data / "monitor.db") as db:
                seen = len(TaskRunStore(db).seen_since(moment))
            cpu = time.process_time() - spent
            print(f"{step // 12:5} {seen:10} {resident():7.1f} {cpu:7.1f}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{total} accounts: {time.perf_counter() - started:.0f} s, peak {peak:.1f} MiB")


def main(total: int) -> None:
    with tempfile.TemporaryDirectory() as folder, running(total) as server:
        day(Path(folder), registered(Path(folder), server.port, total), total)


if __name__ == "__main__":
    main(int(sys.argv[1]))
