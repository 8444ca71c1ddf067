"""Which steps may follow in the life of an account."""

from datetime import date
from typing import Any

import pytest

from monitor.model import Account, Closing, Status
from monitor.model.errors import ConfigError
from monitor.registry import lifecycle
from tests.builders import account

TODAY = date(2021, 12, 31)
NOTICE, FROZEN, CANCELLED = date(2021, 12, 1), date(2021, 12, 5), date(2021, 12, 20)


def closed(account: Account, steps: dict[str, date], reason: str = "") -> lifecycle.Values:
    return lifecycle.closed(account, Closing(**steps), TODAY, reason)


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ({"notice_on": NOTICE}, "closing"),
        ({"notice_on": NOTICE, "frozen_on": FROZEN}, "frozen"),
        ({"notice_on": NOTICE, "cancelled_on": CANCELLED}, "cancelled"),
        ({"notice_on": NOTICE, "cancelled_on": CANCELLED, "filed_on": TODAY}, "closed"),
    ],
)
def test_the_last_step_gives_the_status(steps: dict[str, date], status: str) -> None:
    said = closed(account(), steps)

    assert said["status"] == status
    assert said["closing"] == {name: day.isoformat() for name, day in steps.items()}


def test_steps_taken_before_stay() -> None:
    one = account(status=Status.CLOSING, closing=Closing(notice_on=NOTICE))

    assert closed(one, {"cancelled_on": CANCELLED})["closing"] == {
        "notice_on": "2021-12-01", "cancelled_on": "2021-12-20"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ({}, "请写明"),
        ({"frozen_on": FROZEN}, "尚未登记停更公告，不能直接登记平台冻结"),
        ({"cancelled_on": CANCELLED}, "尚未登记停更公告，不能直接登记平台注销"),
        ({"notice_on": NOTICE, "filed_on": TODAY}, "尚未登记平台注销，不能直接登记关停备案"),
        ({"filed_on": TODAY}, "尚未登记停更公告、平台注销"),
        ({"notice_on": date(2022, 1, 1)}, "在将来"),
        ({"notice_on": CANCELLED, "cancelled_on": NOTICE}, "早于停更公告日期 2021-12-20"),
    ],
)
def test_an_illegal_step_is_refused(steps: dict[str, date], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        closed(account(), steps)


@pytest.mark.parametrize("steps", [{"cancelled_on": CANCELLED}, {"filed_on": TODAY}])
def test_a_reason_lets_a_step_be_skipped_but_not_turned_round(steps: dict[str, date]) -> None:
    assert closed(account(), steps, "平台已自行注销")
    one = account(closing=Closing(notice_on=TODAY))
    with pytest.raises(ConfigError, match="早于"):
        closed(one, {"cancelled_on": CANCELLED}, "平台已自行注销")


def test_a_merged_account_cannot_be_closed() -> None:
    with pytest.raises(ConfigError, match="已整合"):
        closed(account(status=Status.MERGED), {"notice_on": NOTICE})


@pytest.mark.parametrize(
    ("account", "into", "reason", "sentence"),
    [
        (account("a"), account("a"), "x", "自身"),
        (account("a"), account("b", status=Status.CLOSED), "x", "不能接收整合"),
        (account("a"), account("b", status=Status.CANCELLED), "x", "不能接收整合"),
        (account("a", status=Status.CLOSED), account("b"), "", "改登记为整合须用 --reason"),
        (account("a"), account("b"), "", "尚未登记停更公告"),
    ],
)
def test_a_merger_needs_a_living_target_and_a_notice(
    account: Account, into: Account, reason: str, sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        lifecycle.merged(account, into, TODAY, TODAY, reason)


@pytest.mark.parametrize(
    ("reason", "more"), [("机构改革", {}), ("", {"closing": Closing(notice_on=NOTICE)})]
)
def test_a_merger_names_where_it_goes_on(reason: str, more: dict[str, Any]) -> None:
    said = lifecycle.merged(account("a", **more), account("b"), CANCELLED, TODAY, reason)

    assert said == {"status": "merged", "merged_into": "b", "merged_on": "2021-12-20"}


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2022, 1, 1), "整合日期 2022-01-01 在将来"),
        (date(2021, 11, 30), "早于停更公告日期 2021-12-01"),
        (date(2015, 1, 1), "早于开设日期 2016-05-01"),
    ],
)
def test_a_merger_has_a_day_that_can_be(on: date, sentence: str) -> None:
    one = account("a", opened_on=date(2016, 5, 1), closing=Closing(notice_on=NOTICE))
    with pytest.raises(ConfigError, match=sentence):
        lifecycle.merged(one, account("b"), on, TODAY, "机构改革")


def test_steps_of_one_day_are_in_order() -> None:
    one = account("a", closing=Closing(notice_on=NOTICE))

    assert closed(one, {"cancelled_on": NOTICE})["status"] == "cancelled"
    assert lifecycle.merged(one, account("b"), NOTICE, TODAY, "")["merged_on"] == "2021-12-01"


def test_no_step_comes_before_the_opening() -> None:
    one = account(opened_on=NOTICE)

    assert closed(one, {"notice_on": NOTICE})
    with pytest.raises(ConfigError, match="停更公告日期 2021-11-30 早于开设日期 2021-12-01"):
        closed(one, {"notice_on": date(2021, 11, 30)})


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({}, []),
        ({"status": Status.CLOSING}, ["状态为“拟关停”，未登记停更公告日期"]),
        ({"status": Status.CLOSING, "closing": Closing(notice_on=NOTICE)}, []),
        ({"status": Status.CANCELLED, "closing": Closing(notice_on=NOTICE)},
         ["状态为“已注销待备案”，未登记平台注销日期"]),
        ({"status": Status.CLOSED}, ["状态为“已注销已备案”，未登记关停备案日期，已不再统计"]),
        ({"status": Status.CLOSED, "closing": Closing(filed_on=date(2022, 1, 1))},
         ["关停备案日期 2022-01-01 在将来，请待办理后登记"]),
        ({"status": Status.CANCELLED, "closing": Closing(cancelled_on=CANCELLED, filed_on=TODAY)},
         ["已登记关停备案日期 2021-12-31，状态仍为“已注销待备案”"]),
        ({"closing": Closing(notice_on=NOTICE)}, ["状态为“正常”，却登记了关停日期"]),
        ({"status": Status.CANCELLED, "closing": Closing(notice_on=TODAY, cancelled_on=NOTICE)},
         ["平台注销日期 2021-12-01 早于停更公告日期 2021-12-31，请核对"]),
        ({"status": Status.MERGED, "merged_into": "b"},
         ["状态为“已整合”，未登记去向账号或整合日期，已不再统计"]),
        ({"status": Status.MERGED, "merged_into": "b", "merged_on": NOTICE}, []),
    ],
)  # fmt: skip
def test_what_was_written_by_hand_and_does_not_agree_is_told(
    entry: dict[str, Any], expected: list[str]
) -> None:
    assert list(lifecycle.doubts(account(**entry), TODAY)) == expected


@pytest.mark.parametrize(
    ("was", "to", "reason", "allowed"),
    [
        (Status.ACTIVE, Status.CHANGING, "", True),
        (Status.UNLISTED, Status.ACTIVE, "", True),
        (Status.ACTIVE, Status.CLOSING, "x", False),
        (Status.ACTIVE, Status.CLOSED, "x", False),
        (Status.ACTIVE, Status.MERGED, "x", False),
        (Status.CLOSED, Status.ACTIVE, "", False),
        (Status.CLOSED, Status.ACTIVE, "重新启用", True),
        (Status.CLOSED, Status.CLOSED, "", True),
    ],
)
def test_a_plain_change_skips_no_step(was: Status, to: Status, reason: str, allowed: bool) -> None:
    if allowed:
        lifecycle.check_status(account(status=was), to, reason)
        return
    with pytest.raises(ConfigError):
        lifecycle.check_status(account(status=was), to, reason)


def test_a_status_told_again_clears_no_step() -> None:
    one = account(status=Status.CLOSING, closing=Closing(notice_on=NOTICE))

    assert lifecycle.anew(one, Status.CLOSING) == {}
    assert set(lifecycle.anew(one, Status.ACTIVE)) == {"closing", "merged_into", "merged_on"}
