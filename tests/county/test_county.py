"""The recording, the register, the stories and the verdicts are kept in step."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.model import State
from monitor.registry import load
from tests.conftest import Looked
from tests.county import register
from tests.county.record import RECORDING
from tests.county.server import County, serving
from tests.county.stories import MOMENT, STORIES
from tests.running import run

IDS = sorted(STORIES)


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The committed recording, judged again with the committed register, in a bare folder."""
    folder = tmp_path_factory.mktemp("bare")
    register.copied(folder)
    done = run(folder, "check", "--replay", RECORDING, "--json")
    assert done.code == 1, done.err
    said: dict[str, Any] = json.loads(done.out)
    return said


def account(expected: dict[str, Any], id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(account for account in expected["accounts"] if account["id"] == id)
    return found


def test_every_account_of_the_register_has_a_story() -> None:
    assert sorted(account.id for account in load(register.REGISTER).accounts) == IDS


@pytest.mark.parametrize("id", IDS)
def test_the_recording_is_judged_as_the_story_says(replayed: dict[str, Any], id: str) -> None:
    story, said = STORIES[id], account(replayed, id)

    assert (said["verdict"], said["state"]) == (story.verdict, story.state)
    assert {gap["outcome"] for gap in said["gaps"]} == story.outcomes


def test_a_live_look_and_the_recording_say_the_same(
    replayed: dict[str, Any], looked: Looked
) -> None:
    assert looked.said["accounts"] == replayed["accounts"]
    assert looked.said["incidents"] == replayed["incidents"]
    assert looked.said["summary"] == replayed["summary"]


def test_every_state_is_to_be_seen(replayed: dict[str, Any]) -> None:
    """Each but the one of accounts that a person last looked at some days ago."""
    assert {account["state"] for account in replayed["accounts"]} == {
        state.value for state in State if state is not State.TO_VIEW
    }


def test_every_unknown_has_a_reason_and_something_to_do(replayed: dict[str, Any]) -> None:
    unknown = [account for account in replayed["accounts"] if account["verdict"] == "unknown"]
    gaps = [gap for account in replayed["accounts"] for gap in account["gaps"]]

    assert unknown and gaps
    assert [row["id"] for row in unknown if not any(n["reason"] for n in row["unknowns"])] == []
    assert [gap for gap in gaps if not (gap["message"] and gap["action"])] == []


def test_a_platform_that_fails_for_all_is_told_once(replayed: dict[str, Any]) -> None:
    assert replayed["incidents"] == [
        {"platform": "douyin", "outcome": "bridge_down", "accounts": 5}
    ]


def test_the_platform_proportions_are_those_of_real_bulletins() -> None:
    accounts = load(register.REGISTER).accounts
    wechat = sum(account.platform == "wechat" for account in accounts)

    assert len(accounts) == 55
    assert 0.6 <= wechat / len(accounts) <= 0.7


def test_the_nine_towns_are_there() -> None:
    towns = {unit.name for unit in load(register.REGISTER).units if unit.kind == "town"}

    expected = ["城关", "宣化", "南华", "巷道", "合黎", "骆驼城", "新坝", "黑泉", "罗城"]
    assert towns == {f"{name}镇人民政府" for name in expected}


def test_the_sample_register_reaches_no_third_party() -> None:
    text = register.REGISTER.read_text(encoding="utf-8")

    hosts = re.findall(r"https?://([^/\s\"']+)", text)

    assert hosts
    assert all(host.endswith(".invalid") for host in hosts)


@pytest.mark.long
def test_a_bare_check_of_the_sample_county_asks_no_real_host(tmp_path: Path) -> None:
    """Hosts under .invalid resolve nowhere; keys are missing, so those accounts ask nothing."""
    register.copied(tmp_path)
    text = (tmp_path / "accounts.yaml").read_text(encoding="utf-8")
    (tmp_path / "accounts.yaml").write_text(
        text.replace("pace: {default: 2s", "pace: {default: 0"), encoding="utf-8"
    )

    done = run(tmp_path, "check", "--json", "--workers", "16")

    assert done.code == 3
    output = json.loads(done.out)
    assert {account["verdict"] for account in output["accounts"]} == {"unknown"}
    outcomes = {gap["outcome"] for account in output["accounts"] for gap in account["gaps"]}
    assert outcomes == {"auth_config", "network"}


def test_no_secret_is_stored_or_shown(
    looked: Looked,
) -> None:
    """Keys, granted tokens and cookies are nowhere in what a run leaves behind."""
    import gzip

    folder, said, asked = looked.folder, looked.said, looked.asked
    stored = b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in (folder / "data").rglob("*")
        if path.is_file()
    )

    assert any("secret=secret-of-" in line for line in asked)
    for secret in (b"secret-of-", b"TOKEN-OF-", b"demo-visitor"):
        assert secret not in stored
        assert secret.decode() not in json.dumps(said)


def test_evidence_of_a_live_look_is_whole(
    looked: Looked,
) -> None:
    done = run(looked.folder, "evidence", "verify", "--json")

    assert (done.code, json.loads(done.out)["faults"]) == (0, [])


@pytest.mark.long
def test_a_second_run_over_the_same_answers_says_the_same(tmp_path: Path) -> None:
    """Nothing piles up, nothing turns."""
    with serving(County(register.accounts())) as (origin, _):
        register.pointed_at(origin, tmp_path)
        with time_machine.travel(MOMENT, tick=False):
            first = json.loads(run(tmp_path, "check", "--json").out)
            second = json.loads(run(tmp_path, "check", "--json").out)

    assert first["accounts"] == second["accounts"]
    assert second["run"]["id"] == first["run"]["id"] + 1
