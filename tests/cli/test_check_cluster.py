"""`check --cluster`: the workers of a cluster look, this process keeps and judges."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.app.looks import cluster
from monitor.model import clock
from tests.app.looks.dask import dask_cluster
from tests.office import Office
from tests.sites import site, website_office

ON_CLUSTER = ("check", "--cluster")


def column(*days: date) -> str:
    items = "".join(
        f"<li><a href='a/{on:%Y%m%d}.html'>云岭县水利动态</a><span>{on:%Y-%m-%d}</span></li>"
        for on in days
    )
    return f"<html><body><ul class='list'>{items}</ul></body></html>"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office of two websites, one of which is silent."""
    today = clock.day(clock.now())
    days = [today - timedelta(days=n) for n in (0, 40, 47, 66)]
    with site({"/live/": column(*days), "/dead/": column(*days[1:])}) as (origin, _):
        source = '{{kind: webpage, url: "{}/{}/", item: "ul.list li"}}'
        yield website_office(
            tmp_path, {name: source.format(origin, name) for name in ("live", "dead")}
        )


@pytest.mark.long
def test_a_check_on_a_cluster_finds_what_one_here_finds(office: Office, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="没有安装附加组件 cluster，未在集群上试用")
    here = office.json("check")
    with dask_cluster(tmp_path / "dask") as running:
        there = office.json(*ON_CLUSTER, running.address)

    assert (there["run"]["looks"]["mode"], there["run"]["looks"]["workers"]) == ("cluster", 2)
    assert here["run"]["looks"]["mode"] == "threads"
    verdicts = [
        {account["id"]: account["verdict"] for account in shown["accounts"]}
        for shown in (here, there)
    ]
    assert sorted(verdicts[0].values()) == ["fail", "pass"]
    assert verdicts[0] == verdicts[1]
    assert office.run("evidence", "verify").code == 0


@pytest.mark.parametrize(
    "words, sentence",
    [
        ((*ON_CLUSTER, "10.0.0.5"), "--cluster：应写成 tls://主机:端口，"),
        ((*ON_CLUSTER, "tcp://10.0.0.5:8786"), "--cluster：不在本机的集群须加密"),
        ((*ON_CLUSTER, "tls://10.0.0.5:8786"), "--cluster：加密的集群须写明证书目录"),
        (("check", "--certificates", "."), "--certificates 须与 --cluster 同用。"),
        (
            (*ON_CLUSTER, "tcp://127.0.0.1:8786", "--replay", "accounts.yaml"),
            "--replay 不访问网络，不能与 --cluster 同用。",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, ...], sentence: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.folder)
    done = office.run(*words)

    assert done.code == 2
    assert sentence in done.err


@pytest.mark.long
def test_where_nobody_listens_nothing_is_begun(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="没有安装附加组件 cluster，未在集群上试用")
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    done = office.run(*ON_CLUSTER, "tcp://127.0.0.1:9")

    assert (done.code, done.out) == (2, "")
    assert "集群 tcp://127.0.0.1:9 不能使用：没有应答" in done.err
    assert not list((office.data / "evidence").glob("*"))
