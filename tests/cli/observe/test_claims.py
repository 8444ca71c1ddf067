"""What a person said against what others saw, before and after."""

import os

import pytest

from tests.builders import ago
from tests.cli.observe.builders import look
from tests.office import Office


def test_a_post_that_somebody_saw_outlives_the_look_that_missed_it(office: Office) -> None:
    """The first look has expired, the second speaks: it may not deny what the first showed."""
    look(office, 8, "weixin", "--newest", "2021-12-23 09:00", "--by", "李四",
         "--screenshot", office.folder / "a.png")  # fmt: skip
    look(office, 6, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office.folder / "a.png")  # fmt: skip

    account = office.check()["weixin"]

    assert account["verdict"] == "unknown"
    assert "此前曾见到2021年12月23日发布的内容" in str(account["unknowns"])


def test_what_was_published_after_a_look_is_not_forgotten_when_it_expires(office: Office) -> None:
    look(office, 12, "weixin", "--none-since", "2021-11-01", "--by", "张三",
         "--screenshot", office.folder / "a.png", "--valid-days", "31")  # fmt: skip
    look(office, 9, "weixin", "--newest", "2021-12-20 09:00", "--by", "李四")

    assert office.check()["weixin"]["verdict"] == "unknown"


def test_never_published_is_not_said_of_an_account_that_did(office: Office) -> None:
    look(office, 40, "weixin", "--newest", "2021-11-15 09:00", "--by", "李四")
    look(office, 1, "weixin", "--none-since", "从未", "--by", "张三",
         "--screenshot", office.folder / "a.png")  # fmt: skip

    account = office.check()["weixin"]

    assert (
        account["state"] == "stale"
        and "最近一次：2021年11月15日" in account["findings"][0]["message"]
    )


def test_what_a_screenshot_showed_is_not_taken_back_in_silence(office: Office) -> None:
    look(office, 5, "weixin", "--newest", "2021-12-25 09:00", "--by", "张三",
         "--screenshot", office.folder / "a.png")  # fmt: skip
    look(office, 1, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office.folder / "a.png")  # fmt: skip

    account = office.check()["weixin"]

    assert account["verdict"] == "pass" and "观测相互矛盾" in str(account["notes"])


def test_a_claim_that_its_author_took_back_refutes_nothing(office: Office) -> None:
    look(office, 9, "weixin", "--newest", "2021-12-21 09:00", "--by", "张三")
    look(office, 1, "weixin", "--none-since", "2021-11-20", "--by", "张三",
         "--screenshot", office.folder / "a.png")  # fmt: skip

    assert office.check()["weixin"]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("words", "days_ago", "reason"),
    [
        (["--newest", "2021-12-10 09:00"], 9, "2021年12月22日的人工观测已过有效期"),
        (["--none-since", "2021-12-25"], 1, "只能证明自2021年12月25日以来没有发布，不足14天"),
    ],
)
def test_a_look_that_does_not_suffice_is_not_denied(
    office: Office, words: list[str], days_ago: float, reason: str
) -> None:
    look(
        office,
        days_ago,
        "weixin",
        *words,
        "--by",
        "张三",
        "--screenshot",
        office.folder / "a.png",
    )

    assert reason in str(office.check()["weixin"]["unknowns"])


@pytest.mark.parametrize("shown", ["2021-12-30 13:00", "2021-12-31"])
def test_a_screenshot_shows_nothing_published_after_it(office: Office, shown: str) -> None:
    os.utime(office.folder / "a.png", (ago(1).timestamp(), ago(1).timestamp()))

    done = office.run("observe", "weixin", "--newest", shown, "--screenshot",
               office.folder / "a.png", "--by", "张三")  # fmt: skip
    same_day = office.run("observe", "weixin", "--newest", "2021-12-30", "--screenshot",
                   office.folder / "a.png", "--by", "张三")  # fmt: skip

    assert done.code == 2 and "截图保存于 2021-12-30 12:00，早于所填最新内容的时间" in done.err
    assert same_day.code == 0
