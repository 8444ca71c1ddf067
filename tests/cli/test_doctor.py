"""`monitor doctor`: what would keep a check from seeing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from monitor.app.doctor import few
from monitor.model import clock
from monitor.system.database import open_database
from monitor.verdicts.writer import VerdictWriter
from tests.builders import days, observation
from tests.county import register
from tests.county.stories import MOMENT
from tests.running import run


@pytest.fixture
def today(county: Path) -> Iterator[Path]:
    """The county, years after its check: no clock may be as old as the recording."""
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False):
        yield county


def topics(folder: Path) -> dict[str, tuple[str, str]]:
    output = json.loads(run(folder, "doctor", "--json").out)
    return {line["topic"]: (line["grade"], line["message"]) for line in output}


def test_doctor_finds_the_looked_at_county_ready(today: Path) -> None:
    done = run(today, "doctor")

    assert done.code == 0
    assert "错误" not in done.out


def test_doctor_cuts_no_sentence_short(today: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    (today / "secrets.yaml").chmod(0o644)

    assert "…" not in run(today, "doctor").out


def test_doctor_names_keys_that_are_missing(today: Path) -> None:
    (today / "secrets.yaml").unlink()

    grade, text = topics(today)["密钥"]

    assert grade == "注意"
    assert "个密钥未配置" in text


@pytest.mark.parametrize(
    ("number", "sentence"), [(5, "k1、k2、k3、k4、k5"), (6, "k1、k2、k3、k4、k5等")]
)
def test_a_list_that_is_cut_says_so(number: int, sentence: str) -> None:
    assert few([f"k{n + 1}" for n in range(number)]) == sentence


def test_doctor_refuses_a_secrets_file_that_others_can_read(today: Path) -> None:
    (today / "secrets.yaml").chmod(0o644)

    assert topics(today)["密钥"][0] == "错误"
    assert run(today, "doctor").code == 2
    assert run(today, "check").code == 2


def test_doctor_counts_the_faults_of_the_register(tmp_path: Path) -> None:
    (tmp_path / "accounts.yaml").write_text("accounts: 7\n", encoding="utf-8")

    done = run(tmp_path, "doctor")

    assert done.code == 2
    assert "处问题，首处：" in done.out


def test_doctor_names_a_key_that_a_channel_lacks(today: Path) -> None:
    path = today / "accounts.yaml"
    bot = "{kind: wecom, url: 'http://a/?key=${BOT_KEY}'}"
    path.write_text(f"{path.read_text('utf-8')}\nchannels: {{a: {bot}}}\n", "utf-8")

    text = "通知通道引用的密钥未配置，通知将无法送达：BOT_KEY"
    assert topics(today)["密钥"] == ("注意", text)


def test_doctor_names_looks_that_are_dated_in_the_future(today: Path) -> None:
    """The clock was ahead when they were made; until then they say nothing."""
    assert "晚于现在" not in topics(today)["时钟"][1]
    with open_database(today / "data" / "monitor.db") as db:
        looked = observation(account="caizheng-weixin", taken_at=clock.now() + days(1), by="张三")
        VerdictWriter(db).append_by_hand([looked], [], [])

    lines = json.loads(run(today, "doctor", "--json").out)

    assert any("有1次观测的时间晚于现在" in line["message"] for line in lines)


@pytest.mark.parametrize(
    ("channels", "sentence"),
    [
        ("", "没有通知通道"),
        ("a: {kind: wecom, url: 'http://a/'}", "通知通道 1 个"),
        ("a: {kind: wecom, url: 'http://a/', units: [caizheng]}", "没有发给办公室的通道"),
        ("a: {kind: wecom, url: 'http://a/', units: [caizheng]}", "个单位没有接收通知的通道"),
    ],
)
def test_doctor_says_who_would_hear_nothing(today: Path, channels: str, sentence: str) -> None:
    path = today / "accounts.yaml"
    path.write_text(f"{path.read_text('utf-8')}\nchannels: {{{channels}}}\n", "utf-8")

    lines = json.loads(run(today, "doctor", "--json").out)

    assert any(sentence in line["message"] for line in lines if line["topic"] == "通知")


def test_doctor_refuses_a_clock_that_is_years_behind(tmp_path: Path) -> None:
    register.copied(tmp_path)

    with time_machine.travel(MOMENT.replace(year=1999), tick=False):
        assert topics(tmp_path)["时钟"][0] == "错误"
