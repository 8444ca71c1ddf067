"""Looks by the workers of a real cluster: as polite, and nothing lost when they die or freeze."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app.looks import cluster
from monitor.app.looks.look_runner import LookResult
from monitor.model import Account
from monitor.model.cluster import Cluster
from monitor.model.look_plan import LookMode, LookPlan
from monitor.model.outcome import Outcome
from tests.app.looks.asking import ADDRESSES, ONE, Deadly, hosts, looked_at
from tests.app.looks.dask import DaskCluster, dask_cluster
from tests.app.looks.test_politeness import NAMES, PACE, bodies, county
from tests.app.looks.test_workers import county as row
from tests.app.looks.test_workers import kept
from tests.builders import account

pytest.importorskip("distributed", reason="没有安装附加组件 cluster，未在集群上试用")
pytestmark = pytest.mark.long
PLAN = LookPlan(mode=LookMode.CLUSTER, workers=2, threads=2, why="", grows=False)
FREE = timedelta(0)


def looked_from(
    here: DaskCluster, folder: Path, accounts: list[Account], pace: timedelta
) -> list[LookResult]:
    with cluster.joined(Cluster(address=here.address)) as away:
        return looked_at(folder, accounts, PLAN, pace, cluster=away)


def shown(looks: list[LookResult]) -> dict[str, list[str]]:
    return {
        looked.account.id: [post.key for seen in looked.observations for post in seen.reading.posts]
        for looked in looks
    }


def test_a_host_is_asked_by_one_at_a_time_and_in_its_own_time(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "dask") as here, hosts(takes=0.02) as (port, asked):
        accounts = county(port, each=6)
        looks = looked_from(here, tmp_path / "cluster", accounts, PACE)

    assert sorted(looked.account.id for looked in looks) == sorted(one.id for one in accounts)
    assert asked.overlaps() == 0
    assert min(asked.least_gap(name) for name in NAMES) >= PACE.total_seconds()


def test_a_cluster_shows_and_keeps_what_one_thread_does(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "dask") as here, hosts() as (port, _):
        accounts = county(port, each=3)
        alone = looked_at(tmp_path / "one", accounts, ONE, FREE)
        together = looked_from(here, tmp_path / "cluster", accounts, FREE)

    assert shown(together) == shown(alone)
    assert bodies(tmp_path / "cluster") == bodies(tmp_path / "one")


def broken_off(
    folder: Path, harm: Callable[[DaskCluster], None], **settings: str
) -> tuple[DaskCluster, list[LookResult]]:
    """Look at twenty accounts; do *harm* once the sixth is asked for."""
    done: list[int] = []
    running: list[DaskCluster] = []

    def once() -> None:
        if not done:
            done.append(1)
            harm(running[0])

    with (
        dask_cluster(folder / "dask", settings=settings) as here,
        hosts(takes=0.02, on={"/5": once}) as (port, _),
    ):
        running.append(here)
        looks = looked_from(here, folder / "x", row(port, 20), FREE)
    assert done
    return here, looks


@pytest.mark.parametrize(
    "harm, settings",
    [
        (lambda here: here.signal(0, signal.SIGKILL), {}),
        (lambda here: here.signal(0, signal.SIGSTOP), {"worker_ttl": "4s"}),
        (lambda here: here.signal(-1, signal.SIGKILL), {}),
    ],
    ids=["a worker is killed", "a worker freezes", "the scheduler is killed"],
)
def test_nothing_is_lost_and_nothing_kept_twice(
    harm: Callable[[DaskCluster], None],
    settings: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 3)
    _, looks = broken_off(tmp_path, harm, **settings)

    ids = [f"a{n}" for n in range(20)]
    assert sorted(shown(looks)) == sorted(ids)
    assert not any(seen.reading.gaps for looked in looks for seen in looked.observations)
    assert kept(tmp_path / "x") == Counter(ids)


def test_where_all_workers_have_died_this_process_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 2)

    def harm(here: DaskCluster) -> None:
        here.signal(0, signal.SIGKILL)
        here.signal(1, signal.SIGKILL)

    _, looks = broken_off(tmp_path, harm)

    assert kept(tmp_path / "x") == Counter(f"a{n}" for n in range(20))
    assert len(looks) == 20


def test_of_whom_every_worker_dies_has_a_gap_and_nobody_else(tmp_path: Path) -> None:
    with (
        dask_cluster(tmp_path / "dask", 8, settings={"allowed_failures": "1"}) as here,
        hosts() as (port, _),
    ):
        accounts = row(port, 6)
        deadly = Deadly(url=f"http://{ADDRESSES[1]}:{port}/x", spares=os.getpid())
        looks = looked_from(
            here, tmp_path / "x", [*accounts, account("deadly", sources=(deadly,))], FREE
        )

    gaps = {
        looked.account.id: [gap.outcome for gap in seen.reading.gaps]
        for looked in looks
        for seen in looked.observations
    }
    assert gaps.pop("deadly") == [Outcome.TOO_COMPLEX]
    assert gaps == {one.id: [] for one in accounts}
