"""`monitor observe` of one account: what was seen, proved by a screenshot or not."""

import json

import pytest
import time_machine

from monitor.evidence import archive
from tests.builders import ago
from tests.cli.observe.builders import look
from tests.office import PNG, Office


def test_a_screenshot_is_kept_and_condemns(office: Office) -> None:
    shot = office.folder / "a.png"

    done = office.run("observe", "weixin", "--newest", "2021-12-01 09:00",
               "--screenshot", shot, "--by", "张三", "--json")  # fmt: skip

    (output,) = json.loads(done.out)["observations"]
    assert output["vouches_since"].startswith("2021-12-01T09:00:00")
    (place,) = output["evidence"]
    records = archive.read(office.evidence / place["file"])
    assert [r.block for r, offset, _ in records if offset == place["offset"]] == [PNG]
    verdict = office.check()["weixin"]
    assert (verdict["verdict"], verdict["state"]) == ("fail", "stale")
    assert office.faults() == ()


def test_a_check_after_a_screenshot_can_be_replayed(office: Office) -> None:
    """Records of people have a file of their own beside the run's."""
    for _ in range(2):
        office.run("observe", "weixin", "--none-since", "从未", "--screenshot",
            office.folder / "a.png", "--by", "张三")  # fmt: skip
        office.run("check")
    recording, by_hand = sorted(office.evidence.glob("*.warc.gz"), key=lambda path: len(path.name))
    assert by_hand.name == recording.name.replace(".warc.gz", "-hand.warc.gz")

    assert office.run("check", "--replay", recording, "--json").code in (0, 1, 3)


def test_a_lower_bound_is_told_as_one(office: Office) -> None:
    aweme = int(ago(3).timestamp()) << 32

    done = office.run("observe", "douyin", "--link",
               f"https://www.douyin.com/video/{aweme}", "--by", "张三")  # fmt: skip

    assert "最新内容发布不早于 2021-12-28 12:00" in done.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["weixin"], "--newest"),
        (["weixin", "--newest", "前不久", "--by", "x"], "看不懂时间"),
        (["weixin", "--newest", "昨天"], "--by"),
        (["weixin", "--none-since", "2021-12-01", "--by", "x"], "--screenshot"),
        (["weixin", "--newest", "昨天", "--screenshot", "no.png", "--by", "x"], "no.png"),
        (["weixin", "--newest", "昨天", "--link", "https://x", "--by", "x"], "只填一项"),
        (["weixi", "--newest", "昨天", "--by", "x"], "您要找的是“"),
        (["guan", "--newest", "昨天", "--by", "x"], "已注销已备案，不再考核"),
        (["--import", "a.xlsx", "--note", "x"], "不能与账号"),
        ([], "请指明账号"),
        (["weixin", "--import", "a.xlsx"], "不能与账号"),
        (["--import", "a.xlsx"], "a.xlsx"),
    ],
)
def test_wrong_words_are_one_sentence(office: Office, words: list[str], sentence: str) -> None:
    done = office.run("observe", *words)

    assert done.code == 2 and sentence in done.err
    assert "Traceback" not in done.err


def test_a_check_after_the_looks_expired_says_who_passed_last_time(office: Office) -> None:
    look(office, 12, "weixin", "--newest", "昨天", "--by", "张三")
    with time_machine.travel(ago(12), tick=False):
        first = office.run("check")

    second, third = office.run("check"), office.run("check")

    text = "有1个账号上次判定合格，人工观测已过期，本次无法判定；请用 monitor worklist 列出"
    assert "上次判定合格" not in first.err
    assert text in second.err
    assert "上次判定合格" not in third.err
    told = office.run("report", "quarter", "2021Q4", "--format", "terminal").out
    assert "无法判定的账号中有 1 个本季度曾判定合格" in told
