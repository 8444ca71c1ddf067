"""A real cluster on this machine: scheduler and workers of ``dask.distributed``, all processes."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.running import wait_until

LISTENS = re.compile(r"Scheduler at:\s+(\S+)")
JOINED = re.compile(r"Registered to:")
ROOT = Path(__file__).resolve().parents[3]


@dataclass(kw_only=True)
class DaskCluster:
    """Its processes: the scheduler first."""

    folder: Path
    security: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    address: str = ""
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, workers: int) -> None:
        """Start the scheduler, then so many workers."""
        scheme = "tls" if self.security else "tcp"
        log = self._begun("scheduler", "--host", f"{scheme}://127.0.0.1", "--port", "0")
        wait_until(lambda: bool(LISTENS.search(log.read_text("utf-8"))), 30)
        (self.address,) = LISTENS.findall(log.read_text("utf-8"))
        for number in range(workers):
            self.join(f"worker{number}")

    def join(self, name: str) -> None:
        """Start one more worker, of one thread."""
        log = self._begun(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1",
            "--memory-limit", "0", "--local-directory", str(self.folder / name), name=name,
        )  # fmt: skip
        wait_until(lambda: bool(JOINED.search(log.read_text("utf-8"))), 30)
        assert JOINED.search(log.read_text("utf-8")), log.read_text("utf-8")

    def signal(self, number: int, what: signal.Signals) -> None:
        """Send *what* to the worker of that number."""
        os.kill(self.running[number + 1].pid, what)

    def stop(self) -> None:
        for process in self.running:
            process.kill()
        for process in self.running:
            process.wait(20)

    def _begun(self, command: str, *words: str, name: str = "scheduler") -> Path:
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            self.running.append(
                subprocess.Popen(
                    [
                        sys.executable, "-m", "distributed.cli." + "dask_" + command,
                        *words, "--no-dashboard", *self.security,
                    ],
                    cwd=ROOT,
                    env={**os.environ, **self.settings},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                )
            )  # fmt: skip
        return log


@contextmanager
def dask_cluster(
    folder: Path,
    workers: int = 2,
    *,
    certificates: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[DaskCluster]:
    """Run a cluster; *settings*: of its scheduler, as ``{"worker_ttl": "10s"}``."""
    security: tuple[str, ...] = ()
    if certificates is not None:
        security = tuple(
            word
            for option, name in (("ca-file", "ca"), ("cert", "cert"), ("key", "key"))
            for word in (f"--tls-{option}", str(certificates / f"{name}.pem"))
        )
    folder.mkdir(parents=True, exist_ok=True)
    cluster = DaskCluster(
        folder=folder,
        security=security,
        settings={
            f"DASK_DISTRIBUTED__SCHEDULER__{name.upper()}": value
            for name, value in (settings or {}).items()
        },
    )
    try:
        cluster.start(workers)
        yield cluster
    finally:
        cluster.stop()
