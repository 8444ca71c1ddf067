"""A worker that dies costs what it had in hand once more, and nothing else."""

import logging
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import active_children
from pathlib import Path

import pytest

from monitor.evidence.archive import read
from monitor.model import Account
from monitor.model.outcome import Outcome
from monitor.system.processes import Processes
from tests.app.looks.asking import PROCESSES, Wandering, hosts, looked_at
from tests.builders import account


def kill_all() -> None:
    for process in active_children():
        process.kill()


def county(port: int, number: int, third: str = "3") -> list[Account]:
    paths = [third if n == 3 else str(n) for n in range(number)]
    return [
        account(f"a{n}", sources=(Wandering(url=f"http://127.0.0.1:{port}/{path}"),))
        for n, path in enumerate(paths)
    ]


def kept(folder: Path) -> Counter[str]:
    (file,) = (folder / "evidence").glob("*.warc.gz")
    return Counter(
        record.own_header("monitor-account")
        for record, _, _ in read(file)
        if record.kind == "response"
    )


def test_what_a_dead_worker_had_in_hand_is_looked_at_again(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill() -> None:
        if not killed:
            killed.append(1)
            kill_all()

    with hosts(on={"/3": kill}) as (port, _):
        looks = looked_at(tmp_path / "x", county(port, 20), PROCESSES, timedelta(0))

    assert killed
    assert sorted(looked.account.id for looked in looks) == sorted(f"a{n}" for n in range(20))
    assert not any(seen.reading.gaps for looked in looks for seen in looked.observations)
    assert kept(tmp_path / "x") == Counter(f"a{n}" for n in range(20))


@pytest.mark.long
def test_an_account_of_which_workers_die_has_a_gap(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with hosts(on={"/3-poison": kill_all}) as (port, _), caplog.at_level(logging.WARNING):
        looks = looked_at(tmp_path / "x", county(port, 20, "3-poison"), PROCESSES, timedelta(0))

    gaps = {
        looked.account.id: [gap.outcome for gap in seen.reading.gaps]
        for looked in looks
        for seen in looked.observations
    }
    assert {id: outcomes for id, outcomes in gaps.items() if outcomes} == {
        "a3": [Outcome.TOO_COMPLEX]
    }
    assert len(looks) == 20
    assert kept(tmp_path / "x") == Counter(f"a{n}" for n in range(20) if n != 3)
    assert "a3 ended its process twice" in caplog.text


@dataclass(frozen=True)
class Stillborn:
    """Begins a worker that never is one."""

    log: Path

    def __call__(self) -> Callable[[], None]:
        os._exit(1)


@dataclass(frozen=True)
class Born:
    def __call__(self) -> Callable[[], None]:
        return kill_all


@pytest.mark.long
def test_where_no_worker_can_begin_this_process_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No account is said to have ended a process that never was."""
    monkeypatch.setattr("monitor.app.looks.worker.Begin", Stillborn)

    with hosts() as (port, _):
        looks = looked_at(tmp_path / "x", county(port, 20), PROCESSES, timedelta(0))

    assert not any(seen.reading.gaps for looked in looks for seen in looked.observations)
    assert kept(tmp_path / "x") == Counter(f"a{n}" for n in range(20))
    assert "nobody elsewhere can look" in caplog.text


def test_workers_take_no_module_from_the_folder_that_a_command_is_given_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "signal.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)

    pool = Processes(1, Born())
    try:
        assert pool.submit(os.getpid).result() != os.getpid()
    finally:
        pool.shutdown()

    assert "PYTHONSAFEPATH" not in os.environ
