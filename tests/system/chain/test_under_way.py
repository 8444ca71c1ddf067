"""Verified while a check is under way, and after it was stopped."""

import json
import os
from pathlib import Path

import pytest

from monitor.evidence import Evidence
from monitor.evidence.writing import RunHeader
from monitor.model import RunMode
from monitor.system.locks import held
from monitor.system.redact import Scrubber
from tests.county.stories import MOMENT
from tests.running import run
from tests.system.chain.builders import faults


def half_written(folder: Path) -> Path:
    """What a check has written and not registered yet."""
    evidence = Evidence(folder / "data" / "evidence", Scrubber(), software="demo")
    header = RunHeader(id=9, moment=MOMENT, mode=RunMode.FULL, selected=(), registered=0, seed=None,
                       sample="", registry="", rules="", program="")  # fmt: skip
    evidence.begin_run(header)
    evidence.close()
    (path,) = (folder / "data" / "evidence").glob("*.warc.gz")
    return path


def test_what_a_check_writes_meanwhile_is_no_fault_while_it_runs(county: Path) -> None:
    half_written(county)
    left = county / "data" / "running.json"
    left.write_text(json.dumps({"pid": os.getpid(), "since": ""}))

    with held(county / "data" / "monitor.lock", str):
        done = run(county, "evidence", "verify")

    assert done.code == 0 and "正在检查，尚待登记" in done.err
    assert any("末尾有未登记的内容" in fault for fault in faults(county)), "the lock says who is"


def test_who_may_only_read_asks_whether_the_process_lives(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> bool:
        raise PermissionError(path)

    monkeypatch.setattr("monitor.app.audit.is_held", refused)
    half_written(county)
    holder = county / "data" / "running.json"
    holder.write_text(json.dumps({"pid": os.getpid(), "since": ""}))

    done = run(county, "evidence", "verify")
    holder.write_text(json.dumps({"pid": 2**22 + 1, "since": ""}))  # nobody has this number

    assert done.code == 0 and "正在检查，尚待登记" in done.err
    assert any("末尾有未登记的内容" in fault for fault in faults(county))
    for nonsense in ("", "{}", '{"pid": "x"}', f'{{"pid": {2**70}}}', "[]"):
        holder.write_text(nonsense)
        assert any("末尾有未登记的内容" in fault for fault in faults(county))


def test_a_stop_before_the_first_commit_of_a_day_leaves_no_alarm(county: Path) -> None:
    path = half_written(county)
    day = path.with_name("2021-12-30.warc.gz")
    day.write_bytes(path.read_bytes()[-200:])  # of another day, never registered
    empty = path.with_name("2021-12-29.warc.gz")
    empty.touch()  # as an earlier version left it

    done = run(county, "check", "rongmei-shipinhao")

    assert "已另存为" in done.err and not day.exists()
    told = run(county, "evidence", "verify")
    assert told.code == 0, told.out
    assert "另存的残段 2 个" in told.err
