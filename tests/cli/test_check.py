"""`monitor check`: selection, sample, replay, JSON, exit codes, what is said where."""

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.conftest import Looked
from tests.county import register
from tests.county.record import RECORDING
from tests.county.server import County, serving
from tests.county.stories import MOMENT
from tests.office import account, feed_sources, make_office
from tests.running import Done, run


def replay(folder: Path, *words: object) -> Done:
    register.copied(folder)
    return run(folder, "check", "--replay", RECORDING, *words)


def ids(done: Done) -> list[str]:
    return [account["id"] for account in json.loads(done.out)["accounts"]]


def test_the_json_has_the_promised_shape(looked: Looked) -> None:
    output = looked.said

    assert list(output) == ["run", "summary", "accounts", "incidents"]
    assert {"id", "mode", "started_at", "finished_at", "registered", "selected", "seed", "rules"}
    assert output["run"]["mode"] == "full"
    assert (output["run"]["registered"], output["run"]["selected"]) == (55, 55)
    assert output["run"]["seed"] is None
    assert output["run"]["started_at"].endswith("+08:00")
    assert output["run"]["rules"].startswith("sha256:")
    assert set(output["summary"]) == {"pass", "fail", "unknown", "states"}
    assert set(output["summary"]["states"]) == {
        "fresh", "due", "to_view", "stale", "zombie", "empty", "abnormal", "unknown"
    }  # fmt: skip
    keys = {
        "id", "name", "platform", "unit", "verdict", "state", "as_of", "newest_post_at",
        "precision", "idle_days", "findings", "gaps",
    }  # fmt: skip
    for row in output["accounts"]:
        assert keys <= set(row)
        for finding in row["findings"]:
            assert {"check", "title", "message", "basis", "evidence", "examined"} == set(finding)
        for gap in row["gaps"]:
            assert {"source", "outcome", "message", "action"} == set(gap)


def test_counts_are_those_of_the_accounts(looked: Looked) -> None:
    output = looked.said

    for verdict in ("pass", "fail", "unknown"):
        listed = [account for account in output["accounts"] if account["verdict"] == verdict]
        assert output["summary"][verdict] == len(listed)
    for state, number in output["summary"]["states"].items():
        assert number == sum(account["state"] == state for account in output["accounts"])


def test_the_worst_come_first(looked: Looked) -> None:
    verdicts = [account["verdict"] for account in looked.said["accounts"]]

    assert verdicts[0] == "fail"
    assert verdicts[-1] == "pass"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["chengguan-weixin"], ["chengguan-weixin"]),
        (["--platform", "kuaishou"], None),
        (["--unit", "城关镇人民政府"], None),
        (["--unit", "chengguan"], None),
    ],
)
def test_accounts_are_selected_by_id_platform_and_unit(
    words: list[str], expected: list[str] | None, tmp_path: Path
) -> None:
    done = replay(tmp_path, *words, "--json")
    accounts = json.loads(done.out)["accounts"]

    assert 0 < len(accounts) < 55
    if expected:
        assert ids(done) == expected
    elif words[0] == "--platform":
        assert {row["platform"] for row in accounts} == {words[1]}
    else:
        assert {row["unit"] for row in accounts} == {"城关镇人民政府"}


def test_an_unknown_account_is_named_with_a_suggestion(tmp_path: Path) -> None:
    done = replay(tmp_path, "chengguan-weixn")

    assert done.code == 2
    assert "名单中没有账号“chengguan-weixn”。您要找的是“" in done.err


def test_an_unknown_unit_is_named_with_a_suggestion(tmp_path: Path) -> None:
    done = replay(tmp_path, "--unit", "城关镇政俯")

    assert done.code == 2
    assert "名单中没有单位“城关镇政俯”。您要找的是“城关镇人民政府”吗？" in done.err


def test_a_selection_that_nothing_meets_is_refused(tmp_path: Path) -> None:
    done = replay(tmp_path, "--unit", "chengguan", "--platform", "peoples")

    assert done.code == 2
    assert "没有符合条件的账号" in done.err


@pytest.mark.parametrize("words", [["--sample", "30%"], ["--seed", "7"]])
def test_a_replay_is_not_sampled(words: list[str], tmp_path: Path) -> None:
    done = replay(tmp_path, *words)

    assert done.code == 2
    assert "--replay" in done.err


@pytest.mark.parametrize("share", ["30", "0%", "101%", "-5%", "一半", "nan%"])
def test_a_share_is_a_percentage(share: str, tmp_path: Path) -> None:
    register.copied(tmp_path)

    done = run(tmp_path, "check", "--sample", share)

    assert done.code == 2
    assert "30%" in done.err


def test_a_seed_needs_a_sample(tmp_path: Path) -> None:
    register.copied(tmp_path)

    done = run(tmp_path, "check", "--seed", "7")

    assert done.code == 2
    assert "--seed 须与 --sample 同用" in done.err


def test_exit_codes_tell_the_worst_verdict(tmp_path: Path) -> None:
    """0 all pass, 1 something fails, 3 nothing fails and something is unknown."""
    accounts = json.loads(replay(tmp_path, "--json").out)["accounts"]
    one = {
        v: next(a["id"] for a in accounts if a["verdict"] == v) for v in ("pass", "fail", "unknown")
    }

    assert replay(tmp_path, one["pass"]).code == 0
    assert replay(tmp_path, one["unknown"], one["pass"]).code == 3
    assert replay(tmp_path, *one.values()).code == 1


def test_a_replay_keeps_nothing_and_needs_no_data(tmp_path: Path) -> None:
    replay(tmp_path)

    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "content", [b"", b"no recording", b"\x1f\x8b\x08\x00", RECORDING.read_bytes()[:-100]]
)
def test_what_is_no_recording_is_refused_in_one_sentence(content: bytes, tmp_path: Path) -> None:
    register.copied(tmp_path)
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(content)

    done = run(tmp_path, "check", "--replay", broken)

    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("错误：录制文件")
    assert done.err.count("\n") == 1


@pytest.mark.long
def test_a_sample_is_recorded_and_can_be_drawn_again(tmp_path: Path) -> None:
    with serving(County(register.accounts())) as (origin, _):
        register.pointed_at(origin, tmp_path)
        with time_machine.travel(MOMENT, tick=False):
            first = run(tmp_path, "check", "--sample", "30%", "--json")
            seed = json.loads(first.out)["run"]["seed"]
            again = run(tmp_path, "check", "--sample", "30%", "--seed", str(seed), "--json")
            shown = run(tmp_path, "check", "--sample", "30%", "--seed", str(seed))

    output: dict[str, Any] = json.loads(first.out)
    assert output["run"]["mode"] == "sample"
    assert ids(first) == ids(again)
    assert 55 * 0.3 <= output["run"]["selected"] < 35
    assert f"随机种子 {seed}" in shown.out


def test_nothing_but_the_result_goes_to_stdout(tmp_path: Path) -> None:
    done = replay(tmp_path, "--json")

    json.loads(done.out)
    assert done.err == ""


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([], ["monitor worklist", "monitor observe"]),
        pytest.param(
            feed_sources("http://127.0.0.1:9/"),
            ["monitor doctor", "make demo"],
            marks=pytest.mark.long,
        ),
    ],
)
def test_when_nothing_could_be_seen_the_next_step_is_told(
    sources: list[Any], expected: list[str], tmp_path: Path
) -> None:
    office = make_office(tmp_path, [account("a", "高台发布", sources=sources)])

    done = office.run("check")

    assert done.code == 3
    assert all(words in done.err for words in expected)


def test_when_something_was_seen_no_such_advice_is_given(tmp_path: Path) -> None:
    assert "make demo" not in replay(tmp_path).err


def test_a_check_ends_with_what_to_do_next(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a", "高台发布")])

    done = office.run("check")

    assert done.out.endswith("登记：\n   monitor worklist --out\n")
    assert "接下来：" not in replay(tmp_path).out
