"""A cluster that the schedule names: where it cannot be used, this machine looks."""

import pytest

from monitor.app.looks import cluster
from monitor.model.cluster import Cluster, ClusterRefused
from monitor.model.schedule import Task
from tests.app.daemon.builders import HOUR, Office
from tests.app.daemon.faults import NINE, is_made_once, only


@pytest.mark.long
def test_a_check_that_no_cluster_makes_is_made_here(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(place: Cluster) -> None:
        raise ClusterRefused(f"集群 {place.address} 不能使用")

    monkeypatch.setattr(cluster, "joined", refused)  # the library waits by a clock that stands
    only(office, Task.SPOT)
    path = office.folder / "accounts.yaml"
    place = 'cluster: "tcp://127.0.0.1:9", share: 100%'
    path.write_text(path.read_text("utf-8").replace("share: 100%", place, 1), "utf-8")
    daemon = office.daemon()
    office.at(daemon, NINE - 2 * HOUR)
    office.at(daemon, NINE)

    told = [text for text in office.said if "本次改由本机查看" in text]
    assert told == ["集群 tcp://127.0.0.1:9 不能使用。本次改由本机查看。"]
    assert is_made_once(office, Task.SPOT)
