"""`monitor status`, `show`, `observe`, `evidence verify` over a county looked at."""

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.conftest import Looked
from tests.county import register
from tests.county.stories import MOMENT
from tests.running import run


def status(folder: Path) -> dict[str, dict[str, Any]]:
    output = json.loads(run(folder, "status", "--json").out)
    return {account["id"]: account for account in output["accounts"]}


def test_status_repeats_the_last_verdicts(looked: Looked, county: Path) -> None:
    done = run(county, "status", "--json")

    assert done.code == 1
    assert json.loads(done.out)["accounts"] == looked.said["accounts"]
    assert json.loads(done.out)["never_checked"] == []


def test_status_before_any_check_says_so(tmp_path: Path) -> None:
    register.copied(tmp_path)

    done = run(tmp_path, "status")

    assert done.code == 3
    assert "账号55个，其中从未查看55个" in done.out
    assert "54个账号从未查看，请检查一次：\n   monitor check\n" in done.out


def test_status_begins_with_whose_and_when_and_ends_with_what_to_do(county: Path) -> None:
    lines = run(county, "status").out.splitlines()

    assert lines[0] == "高台县政务新媒体"
    assert lines[1] == "截至2021-12-31 16:00，账号55个。"
    assert lines[2] == "结论：合格 23 个，不合格 9 个，无法判定 23 个。"
    assert lines[-5:] == [
        "接下来：",
        "1. 9个问题待通知主办单位，通知书发出后用 monitor cases notify 登记：",
        "   monitor report notice --all",
        "2. 23个账号须由人查看，填好清单后用 monitor observe --import 登记：",
        "   monitor worklist --out",
    ]


def test_the_json_of_status_says_the_same(county: Path) -> None:
    said = json.loads(run(county, "status", "--json").out)

    assert said["as_of"] == "2021-12-31T16:00:00+08:00"
    assert (said["summary"]["pass"], said["summary"]["fail"], said["summary"]["unknown"]) == (
        23, 9, 23
    )  # fmt: skip
    assert [step["command"] for step in said["next_steps"]] == [
        "monitor report notice --all",
        "monitor worklist --out",
    ]


def test_what_to_do_is_about_the_accounts_that_were_asked_for(county: Path) -> None:
    said = json.loads(run(county, "status", "--unit", "高台县财政局", "--json").out)

    assert [step["what"][:5] for step in said["next_steps"]] == ["1个问题待"]


def test_an_old_verdict_no_longer_speaks(county: Path) -> None:
    """What was fresh or stale when last seen is unknown once the look is too old."""
    with time_machine.travel(MOMENT.replace(year=2022, month=3), tick=False):
        said = status(county)

    assert {row["verdict"] for row in said.values()} == {"unknown"}


def test_show_tells_verdicts_posts_looks_and_evidence(county: Path) -> None:
    done = run(county, "show", "chengguan-weixin", "--json")
    output = json.loads(done.out)

    assert done.code == 0
    assert output["verdicts"][0]["run"] == 1
    assert output["posts"] and output["observations"][0]["evidence"][0]["file"].endswith(".warc.gz")
    text = run(county, "show", "chengguan-weixin").out
    for heading in ("历次结论", "最近内容", "历次观测与证据"):
        assert heading in text


def test_show_of_an_account_never_seen_says_what_to_do(tmp_path: Path) -> None:
    register.copied(tmp_path)

    assert "尚无观测记录，请运行 monitor check" in run(tmp_path, "show", "chengguan-weixin").out


def test_show_of_an_unknown_account_is_refused(county: Path) -> None:
    assert run(county, "show", "nobody").code == 2


def test_a_persons_observation_is_taken_into_the_next_verdict(county: Path) -> None:
    assert status(county)["rongmei-shipinhao"]["verdict"] == "unknown"

    done = run(county, "observe", "rongmei-shipinhao", "--newest", "昨天 16:20", "--by", "张三")
    checked = run(county, "check", "rongmei-shipinhao", "--json")

    assert done.code == 0
    assert "已登记" in done.err and "2021-12-30 16:20" in done.err
    (account,) = json.loads(checked.out)["accounts"]
    assert (account["verdict"], account["state"]) == ("pass", "fresh")
    assert account["newest_post_at"].startswith("2021-12-30T16:20")


def test_without_proof_a_person_clears_but_never_condemns(county: Path) -> None:
    """An old time, told without link or screenshot, is no proof of silence."""
    run(county, "observe", "rongmei-shipinhao", "--newest", "2021-10-01", "--by", "张三")

    (account,) = json.loads(run(county, "check", "rongmei-shipinhao", "--json").out)["accounts"]

    assert account["verdict"] == "unknown"


def test_a_persons_observation_expires(county: Path) -> None:
    """Once expired it speaks no more."""
    run(county, "observe", "rongmei-shipinhao", "--newest", "昨天 16:20", "--by", "张三")

    with time_machine.travel(MOMENT.replace(year=2022, month=1, day=8), tick=False):
        (account,) = json.loads(run(county, "check", "rongmei-shipinhao", "--json").out)["accounts"]

    assert account["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("newest", "by", "sentence"),
    [
        ("明天 10:00", "张三", "看不懂时间"),
        ("2022-03-01", "张三", "在将来"),
        ("1970-01-01", "张三", "早得不合理"),
        ("很久以前", "张三", "看不懂时间"),
        ("昨天 16:20", "  ", "请写查看人姓名"),
    ],
)
def test_an_observation_that_cannot_be_is_refused(
    newest: str, by: str, sentence: str, county: Path
) -> None:
    """A date in the future, none at all, nobody who looked."""
    done = run(county, "observe", "rongmei-shipinhao", "--newest", newest, "--by", by)

    assert done.code == 2
    assert sentence in done.err
    history = json.loads(run(county, "show", "rongmei-shipinhao", "--json").out)
    assert not any(look["by"] for look in history["observations"])


def test_evidence_of_a_run_verifies(county: Path) -> None:
    done = run(county, "evidence", "verify")

    assert done.code == 0
    assert "全部完好" in done.err


def test_one_changed_byte_of_evidence_is_found(county: Path) -> None:
    (path,) = (county / "data" / "evidence").glob("*.warc.gz")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    done = run(county, "evidence", "verify")

    assert done.code == 1
    assert path.name in done.out
