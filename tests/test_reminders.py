"""The week's reminder: who is named, as what, by what is known."""

from typing import Any

from monitor import inspection
from monitor.freshness import Limit
from monitor.model import Account, Answer, Assessment, Item, Verdict
from monitor.model.head import Head
from monitor.policy import Policy
from monitor.reminders import weekly
from monitor.workdays import Workdays
from tests.builders import NOON, account, ago, gap, post, snapshot, window

ONE = account("a", name="高台财政")


def assessed(age: float | None, of: Account = ONE, **more: Any) -> Assessment:
    posts = () if age is None else (post(ago(age)),)
    values: dict[str, Any] = {"windows": (window(ago(400)),)} | more
    seen = snapshot(*posts, account=of, **values)
    return inspection.inspect(seen, inspection.checks_for(of, Policy()))


def text(*said: Assessment, **more: Any) -> str:
    return weekly(said, NOON, Workdays(), [ONE], **({"limit_of": lambda _: Limit(days=14)} | more))


def test_everybody_stands_in_the_list_of_what_is_known() -> None:
    assert "各账号本周均已更新" in text(assessed(1))
    assert "请尽快发布（1个）" in text(assessed(10))
    assert "已超期，请立即更新并书面说明（1个）" in text(assessed(20))
    assert "系统无法查看" in text(assessed(None, windows=(), gaps=(("feed", gap()),)))
    assert "尚未查看（1个）" in text()


def test_no_screenshot_is_asked_of_an_account_that_was_seen_updating() -> None:
    no = Answer(item=Item.SECRETS, good=False, at=ago(100), by="张三")
    said = assessed(1, answers=(no,))

    assert said.verdict is Verdict.UNKNOWN and "系统无法查看" not in text(said)


def test_whom_a_person_has_looked_at_since_is_accused_of_nothing() -> None:
    for age in (10, 20):
        told = text(assessed(age), waiting={"a"})
        assert "已登记人工观测，待重新检查（1个）" in told
        assert "超期" not in told and "请尽快" not in told and "均已更新" not in told
    assert "待重新检查" not in text(assessed(1), waiting={"a"})


def test_the_day_it_becomes_a_fault_goes_by_the_accounts_own_limit() -> None:
    assert "1月5日起计为不合格" in text(assessed(10))
    assert "1月21日起计为不合格" in text(assessed(10), limit_of=lambda _: Limit(days=30))


def test_the_head_of_the_chain_goes_with_it_where_there_is_one() -> None:
    head = Head(12, "9f86d081884c7d65" + "0" * 48)

    assert text(assessed(1), sealed=head).endswith(
        "\n（证据封存：第12次抽查，封存码 9f86d081884c7d65）\n"
    )
    assert "封存" not in text(assessed(1))
