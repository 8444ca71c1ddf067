"""Threads while hosts take their time, processes where reading does: decided purely."""

from typing import Any

import pytest

from monitor.app.looks.plan import MOST_THREADS, Workload, plan
from monitor.model.look_plan import LookMode

FREE = {"looks": 2000, "seconds": 3.0, "free": True}
PACED = {"looks": 2000, "seconds": 3.0, "paced": 40, "paced_seconds": 50.0}
PAGES = {"looks": 1000, "seconds": 25.0, "paced": 500, "paced_seconds": 4.0}


@pytest.mark.parametrize(
    ("work", "options", "mode", "workers"),
    [
        (FREE, {}, LookMode.PROCESSES, 4),
        (FREE | {"seconds": 0.99}, {}, LookMode.THREADS, 2),
        (FREE | {"seconds": 1.0}, {}, LookMode.PROCESSES, 4),
        (FREE, {"cores": 1}, LookMode.THREADS, 2),
        (FREE, {"workers": 3}, LookMode.PROCESSES, 3),
        (FREE, {"workers": 1}, LookMode.THREADS, 1),
        (FREE, {"proxied": True}, LookMode.THREADS, 2),
        (FREE, {"cluster": 6}, LookMode.CLUSTER, 6),
        ({}, {"cluster": 6}, LookMode.CLUSTER, 6),
        (FREE, {"cluster": 6, "proxied": True}, LookMode.THREADS, 2),
        (PACED, {}, LookMode.THREADS, MOST_THREADS),
        (PACED | {"paced": 5}, {}, LookMode.THREADS, 5),
        (PACED | {"paced": 5, "free": True}, {}, LookMode.THREADS, 7),
        (PACED, {"workers": 6}, LookMode.THREADS, 6),
        (PACED | {"paced_seconds": 3.0}, {}, LookMode.PROCESSES, 4),
        (PAGES, {}, LookMode.PROCESSES, 4),
        ({}, {}, LookMode.THREADS, 1),
    ],
)
def test_a_check_goes_about_its_looks_as_hosts_and_work_want(
    work: dict[str, Any], options: dict[str, Any], mode: LookMode, workers: int
) -> None:
    chosen = plan(Workload(**work), **({"cores": 4} | options))

    assert (chosen.mode, chosen.workers) == (mode, workers)
    assert chosen.why
    assert chosen.grows is ("workers" not in options)
