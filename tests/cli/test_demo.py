"""A demonstration is told as of when it was recorded, and takes nothing in."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from monitor.model import clock
from monitor.system import demo_marker
from tests.conftest import FEW
from tests.county import register
from tests.county.record import QUARTER
from tests.running import Done, run

TODAY = datetime(2026, 11, 29, 2, tzinfo=UTC)
SENTENCE = "演示，时间为2021年12月31日。"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It is years after the recording."""
    with time_machine.travel(TODAY):
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of two recorded checks of the register's first accounts."""
    folder = tmp_path_factory.mktemp("demo")
    register.only_first(register.copied(folder), FEW)
    with time_machine.travel(TODAY):
        for recording in QUARTER[-2:]:
            keep(folder, recording, "--demo")
    return folder


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "a"
    shutil.copytree(made, folder)
    return folder


def keep(folder: Path, recording: Path, *words: str) -> Done:
    return run(folder, "check", "--replay", recording, "--keep", *words)


def test_what_was_fresh_when_it_was_recorded_is_fresh(demo: Path) -> None:
    done = run(demo, "status", "--json")

    assert [row["state"] for row in json.loads(done.out)["accounts"]].count("fresh") >= 2
    assert done.err.startswith(SENTENCE)


def test_the_same_data_without_the_mark_are_out_of_date(demo: Path) -> None:
    (demo / "data" / demo_marker.FILE).unlink()

    done = run(demo, "status", "--json")

    assert {row["verdict"] for row in json.loads(done.out)["accounts"]} == {"unknown"}
    assert "演示" not in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("status",), ("check", "--replay", QUARTER[-1]), ("report", "quarter", "2021Q4"),
        ("cases", "list"), ("worklist",), ("accounts", "list"),
    ],
)  # fmt: skip
def test_every_command_says_as_of_when_it_speaks(
    words: tuple[str, ...], demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(demo)

    assert run(demo, *words).err.startswith(SENTENCE)


@pytest.mark.parametrize(
    "words",
    [
        ("check",), ("daemon", "--once"),
        ("observe", "zhengfuban-weixin", "--newest", "今天", "--by", "张三"),
        ("doctor", "--source", "zhengfuban-weixin"),
        ("accounts", "set", "zhengfuban-weixin", "name=某账号", "--by", "张三"),
        ("check", "--replay", QUARTER[-1], "--keep"),
        ("checklist", "set", "zhengfuban-weixin", "表述=是", "--by", "张三"),
        ("checklist", "withdraw", "zhengfuban-weixin", "表述", "--reason", "错", "--by", "张三"),
        ("report", "quarter", "2021Q3", "--issue", "某政办函〔2021〕1号", "2021-12-31"),
    ],
)  # fmt: skip
def test_nothing_of_today_gets_into_a_demonstration(words: tuple[str, ...], demo: Path) -> None:
    """Nor does a register change by its date."""
    before = (demo / "accounts.yaml").read_bytes()

    done = run(demo, *words)

    assert done.code == 2
    assert "演示数据（时间为2021年12月31日）" in done.err and "另用数据目录" in done.err
    assert (demo / "accounts.yaml").read_bytes() == before


def test_data_of_the_offices_own_never_become_a_demonstration(demo: Path) -> None:
    (demo / "data" / demo_marker.FILE).unlink()

    done = keep(demo, QUARTER[-1], "--demo")

    assert done.code == 2
    assert "已有检查记录，不能标为演示" in done.err
    assert not (demo / "data" / demo_marker.FILE).exists()


def test_all_that_is_written_bears_the_recordings_time(demo: Path) -> None:
    cases = run(demo, "cases", "list", "--all", "--json").out
    notices = run(demo, "notices", "list", "--json").out

    assert "2021-12-31T16:00:00+08:00" in cases and "2021-12-31T16:00:00+08:00" in notices
    assert "2026-" not in cases + notices
    assert run(demo, "evidence", "verify").code == 0


def test_a_mark_that_cannot_be_read_is_told_with_its_place(demo: Path) -> None:
    (demo / "data" / demo_marker.FILE).write_text("去年\n", "utf-8")

    done = run(demo, "status")

    assert done.code == 2
    assert "demo.txt:1:1: 演示标记的第一行应为时间" in done.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--demo",), "--demo 须与 --replay 同用"),
        (("--replay", str(QUARTER[-1]), "--demo"), "--demo 须与 --keep 同用"),
    ],
)
def test_only_a_kept_recording_is_a_demonstration(
    words: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    register.copied(tmp_path)

    done = run(tmp_path, "check", *words)

    assert done.code == 2 and sentence in done.err


def test_the_clock_goes_on_afterwards(demo: Path) -> None:
    run(demo, "status")

    assert clock.now() >= TODAY
