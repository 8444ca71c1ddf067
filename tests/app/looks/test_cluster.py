"""Joining a cluster: what it must be before looks are handed to it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from monitor.app.looks import cluster
from monitor.model.cluster import Cluster, ClusterRefused
from tests.app.looks.dask import DaskCluster, dask_cluster

pytest.importorskip("distributed", reason="没有安装附加组件 cluster，未在集群上试用")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("cluster")) as here:
        yield here


def refusal(where: Cluster) -> str:
    with pytest.raises(ClusterRefused) as refused, cluster.joined(where):
        pass
    return str(refused.value)


@pytest.mark.long
def test_a_cluster_on_this_machine_takes_tasks(running: DaskCluster) -> None:
    with cluster.joined(Cluster(address=running.address)) as away:
        assert away.workers == 2 and not away.deserted()
        assert away.pool.submit(pow, 2, 10).result(30) == 1024


@pytest.mark.long
def test_a_cluster_of_another_program_is_refused(
    running: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "version", lambda _: "9.9")
    assert "应与本机相同：程序 9.9、" in refusal(Cluster(address=running.address))


@pytest.mark.long
@pytest.mark.parametrize(
    "settings, why",
    [
        ({"worker_ttl": "301s"}, "worker-ttl 未设或过长"),
        ({"worker_ttl": "null"}, "worker-ttl 未设或过长"),
        ({"allowed_failures": "0"}, "allowed-failures 为 0"),
        ({"allowed_failures": "4"}, "allowed-failures 为 4"),
    ],
)
def test_a_scheduler_that_waits_for_ever_or_bears_too_much_is_refused(
    tmp_path: Path, settings: dict[str, str], why: str
) -> None:
    with dask_cluster(tmp_path, 1, settings=settings) as here:
        assert why in refusal(Cluster(address=here.address))


@pytest.mark.long
def test_a_scheduler_without_workers_is_refused(tmp_path: Path) -> None:
    with dask_cluster(tmp_path, 0) as here:
        assert "没有工作进程" in refusal(Cluster(address=here.address))


@pytest.mark.long
def test_an_encrypted_cluster_takes_those_of_its_own_authority_alone(tmp_path: Path) -> None:
    ours, theirs = (certificates(tmp_path / name) for name in ("ours", "theirs"))
    with dask_cluster(tmp_path / "cluster", 1, certificates=ours) as here:
        with cluster.joined(Cluster(address=here.address, certificates=str(ours))) as away:
            assert away.pool.submit(pow, 3, 3).result(30) == 27
        assert "不能使用" in refusal(Cluster(address=here.address, certificates=str(theirs)))


def certificates(folder: Path) -> Path:
    """Write a new authority, and a certificate of it for this machine."""
    folder.mkdir()
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    leaf.private_key_pem.write_to_path(str(folder / "key.pem"))
    leaf.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    return folder


@pytest.mark.long
def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    assert "没有应答" in refusal(Cluster(address="tcp://127.0.0.1:9"))


def test_a_folder_that_lacks_a_certificate_is_named(tmp_path: Path) -> None:
    folder = certificates(tmp_path / "ours")
    (folder / "key.pem").unlink()
    place = Cluster(address="tls://10.0.0.5:8786", certificates=str(folder))
    assert refusal(place) == f"证书目录 {folder} 中没有 key.pem"


def test_where_the_library_is_missing_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert refusal(Cluster(address="tcp://127.0.0.1:8786")) == cluster.LACKING
