"""An account's life: added, closed, merged, back again."""

from datetime import timedelta

import pytest

from monitor.model import Status, clock
from tests.cli.accounts_edit.builders import ID, edit
from tests.office import Office


def test_an_account_is_added_at_the_end(office: Office) -> None:
    done = edit(office, "add", "caizheng-weibo", "--name", "高台财政微博", "--platform", "weibo",
                "--unit", "caizheng", "opened_on=2021-12-01", "filed=false")  # fmt: skip

    assert done.code == 0
    last = office.register().accounts[-1]
    assert (last.id, last.name, last.filed) == ("caizheng-weibo", "高台财政微博", False)


def test_a_closing_goes_its_way_to_the_end(office: Office) -> None:
    judged = len(office.register().judged)

    assert edit(office, "close", ID, "--notice-on", "2021-12-01").code == 0
    assert edit(office, "close", ID, "--cancelled-on", "2021-12-20").code == 0
    assert len(office.register().judged) == judged
    assert edit(office, "close", ID, "--filed-on", "今天").code == 0

    registry = office.register()
    assert registry.account(ID).status.label == "已注销已备案"
    assert str(registry.account(ID).closing.filed_on) == "2021-12-31"
    assert len(registry.judged) == judged - 1


def test_a_merger_names_the_account_that_goes_on(office: Office) -> None:
    done = edit(office, "merge", ID, "--into", "chengguan-weixin", "--reason", "机构改革")

    assert done.code == 0
    merged = office.register().account(ID)
    assert (merged.status.value, merged.merged_into) == ("merged", "chengguan-weixin")
    assert str(merged.merged_on) == "2021-12-31"
    assert "已整合" in office.run("accounts", "list", "--status", "merged").out
    assert "2021-12-31" in office.run("accounts", "list", "--status", "merged").out
    assert edit(office, "set", ID, "status=active", "--reason", "误报").code == 0
    assert office.register().account(ID).merged_on is None


def test_a_merger_may_have_happened_before(office: Office) -> None:
    words = ("merge", ID, "--into", "chengguan-weixin", "--reason", "机构改革", "--on")

    assert edit(office, *words, "2022-01-01").code == 2
    assert edit(office, *words, "2021-12-20").code == 0

    assert str(office.register().account(ID).merged_on) == "2021-12-20"


def test_no_account_is_added_out_of_the_count_without_a_reason(office: Office) -> None:
    words = ("add", "x", "--name", "某", "--platform", "weibo", "--unit", "caizheng")

    assert edit(office, *words, "status=closed").code == 2
    assert edit(office, *words, "status=closed", "--reason", "补录").code == 0


def test_an_account_that_comes_back_begins_its_life_anew(office: Office) -> None:
    edit(office, "close", ID, "--notice-on", "2020-01-02")

    assert edit(office, "set", ID, "status=").code == 2
    assert edit(office, "set", ID, "status=", "--reason", "恢复运行").code == 0

    account = office.register().account(ID)
    assert account.status is Status.ACTIVE and account.closing.notice_on is None


@pytest.mark.parametrize("words", [("set", ID), ("add", "x", "--name", "某", "--platform",
                                                 "weibo", "--unit", "caizheng")])  # fmt: skip
@pytest.mark.parametrize(("day", "code"), [(0, 0), (1, 2)])
def test_no_account_opens_in_the_future(
    office: Office, words: tuple[str, ...], day: int, code: int
) -> None:
    opened = clock.day(clock.now()) + timedelta(days=day)

    done = edit(office, *words, f"opened_on={opened}")

    assert done.code == code and ("在将来，未保存" in done.err) is bool(code)


def test_an_account_is_not_added_twice_without_a_reason(office: Office) -> None:
    account = office.register().account(ID)
    words = ("add", "x", "--name", account.name, "--platform", account.platform.value,
             "--unit", account.unit.id)  # fmt: skip

    refused = edit(office, *words)

    assert refused.code == 2 and f"同平台同名称的账号 {ID}" in refused.err
    assert edit(office, *words, "--reason", "迁移期间并行").code == 0


def test_an_account_that_comes_back_to_change_begins_its_life_anew(office: Office) -> None:
    """A notice of years ago does not serve the next closing."""
    edit(office, "close", ID, "--notice-on", "2020-01-02")
    edit(office, "set", ID, "status=changing", "--reason", "误报")

    assert office.register().account(ID).closing.notice_on is None
    assert "尚未登记" in edit(office, "close", ID, "--cancelled-on", "2021-12-01").err
