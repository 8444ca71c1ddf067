"""Looking from the machines of a cluster: an executor of ``dask.distributed`` (extra ``cluster``).

Only what a look needs goes there, and only values come back: the parent alone writes. A worker
that dies or freezes costs the errands it had in hand, which the scheduler gives to another one.
"""

import logging
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from monitor.app.looks.crew import Away
from monitor.app.looks.worker import carried_out
from monitor.model.cluster import Cluster, ClusterRefused, is_encrypted
from monitor.model.system_errors import reason_of

LACKING = "使用集群需要安装附加组件：pip install 'newmedia-monitor[cluster]'"
PATIENCE = 10  # seconds until the scheduler must have answered
MOST_FAILURES = 3  # workers that may die of one task before it is given back
LONGEST_SILENCE = 300.0  # seconds after which a frozen worker's task must go to another
QUEUED = 2  # tasks for each thread: one in hand, one that waits for it
SETTINGS = "distributed.scheduler.allowed-failures", "distributed.scheduler.worker-ttl"
FILES = "ca.pem", "cert.pem", "key.pem"


@contextmanager
def joined(cluster: Cluster) -> Iterator[Away]:
    """Yield the workers of *cluster*; raises ClusterRefused.

    Refused is a cluster that would lose work in silence: without workers, with another version of
    the program, with a scheduler that waits for a frozen worker for ever.
    """
    distributed = _library()
    for name in ("distributed", "distributed.client", "distributed.core"):
        _quieten(logging.getLogger(name))
    try:
        client = distributed.Client(
            cluster.address,
            security=_security(distributed, cluster),
            timeout=PATIENCE,
            set_as_default=False,
            name="newmedia-monitor",
        )
    except (OSError, TimeoutError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) and error.errno else "没有应答"
        raise ClusterRefused(
            f"集群 {cluster.address} 不能使用：{why}；请核对地址、证书和调度程序是否在运行"
        ) from error
    try:
        threads = _required(client, cluster.address)
        executor = client.get_executor(pure=False)  # else equal calls would be taken for one
        try:
            yield Away(
                pool=executor,
                workers=threads,
                most=threads * QUEUED,
                work=carried_out,
                elsewhere=True,
                deserted=_RollCall(client).deserted,
                broken=(distributed.scheduler.KilledWorker,),
            )
        finally:
            executor.shutdown(wait=False)
    finally:
        client.close(timeout=PATIENCE)


@dataclass(slots=True)
class _RollCall:
    """Tells when a cluster has had no workers for too long: those that died may be started anew."""

    client: Any
    left_at: float | None = None

    def deserted(self) -> bool:
        """Say whether nobody has been there for ``PATIENCE`` seconds."""
        if self._has_workers():
            self.left_at = None
            return False
        self.left_at = self.left_at or time.monotonic()
        return time.monotonic() - self.left_at > PATIENCE

    def _has_workers(self) -> bool:
        try:
            return bool(self.client.nthreads())
        except Exception:  # noqa: BLE001  # whatever it is, nobody is heard of
            return False


def versions() -> tuple[str, str]:
    """Return the version of this program and of its Python, as both ends must have them."""
    try:
        program = version("newmedia-monitor")
    except PackageNotFoundError:
        program = ""
    return program, ".".join(platform.python_version_tuple()[:2])


def _required(client: Any, address: str) -> int:
    """Return how many tasks run at once; raises ClusterRefused where work could be lost."""
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise ClusterRefused(f"集群 {address} 中没有工作进程，请先启动 dask worker")
    failures, silence = _settings(client)
    if not 0 < failures <= MOST_FAILURES:
        raise ClusterRefused(
            f"集群 {address} 的 allowed-failures 为 {failures}，应为 1 至 {MOST_FAILURES}："
            "否则一个账号能使全部工作进程停止"
        )
    if silence is None or silence > LONGEST_SILENCE:
        raise ClusterRefused(
            f"集群 {address} 的 worker-ttl 未设或过长，应不超过 {LONGEST_SILENCE:.0f} 秒："
            "否则停住的工作进程会使检查一直等待"
        )
    for where, there in _versions_at(client, address).items():
        if there != versions():
            program, python = there
            raise ClusterRefused(
                f"集群 {address} 的工作进程 {where} 装的是程序 {program}、Python {python}，"
                f"应与本机相同：程序 {versions()[0]}、Python {versions()[1]}"
            )
    return sum(int(worker["nthreads"]) for worker in workers.values())


def _versions_at(client: Any, address: str) -> dict[str, tuple[str, str]]:
    try:
        there: dict[str, tuple[str, str]] = client.run(versions)
    except ImportError as error:
        raise ClusterRefused(f"集群 {address} 的工作进程没有安装本程序，请先安装") from error
    return there


def _settings(client: Any) -> tuple[int, float | None]:
    """Return what the scheduler was told to bear; it need not have this program."""
    import dask
    from dask.utils import parse_timedelta

    failures, silence = (client.run_on_scheduler(dask.config.get, name) for name in SETTINGS)
    return int(failures), parse_timedelta(silence) if silence else None


def _security(distributed: Any, cluster: Cluster) -> Any:
    if not is_encrypted(cluster.address):
        return None
    folder = Path(cluster.certificates)
    for name in FILES:
        if not (folder / name).is_file():
            raise ClusterRefused(f"证书目录 {folder} 中没有 {name}")
    authority, certificate, key = (str(folder / name) for name in FILES)
    return distributed.Security(
        tls_ca_file=authority,
        tls_client_cert=certificate,
        tls_client_key=key,
        require_encryption=True,
    )


def _quieten(log: logging.Logger) -> None:
    """Let the library's lines go to the run's log, as everybody's do, and not to the screen."""
    log.handlers.clear()
    log.propagate = True


def _library() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ClusterRefused(LACKING) from error
    return distributed
