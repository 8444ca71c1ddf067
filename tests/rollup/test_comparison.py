"""What a later version says otherwise: from what to what, account by account, and no more."""

from monitor.bundles.reading import read
from monitor.model import Platform, Verdict
from monitor.rollup.comparison import NAMED, changes
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.unpacking import incoming
from tests.bundles.builders import account_line
from tests.rollup.cities import NOW, bundle

PASS, FAIL = Verdict.PASS, Verdict.FAIL


def accounts(*judged: tuple[int, Verdict | None]) -> tuple[ReportedAccount, ...]:
    lines = [account_line(number, verdict, platform=Platform.WECHAT) for number, verdict in judged]
    content = bundle(accounts=lines)
    return incoming(read(content), content, file="a", received_at=NOW).accounts


def test_the_same_accounts_are_no_change() -> None:
    assert changes(accounts((1, PASS), (2, FAIL)), accounts((2, FAIL), (1, PASS))) == ()


def test_who_left_came_or_changed_is_named() -> None:
    found = changes(accounts((1, PASS), (2, PASS), (3, None)), accounts((2, FAIL), (4, PASS)))

    assert found == (
        "登记账号由3变为2",
        "合格由2变为1",
        "不合格由0变为1",
        "合格率由100%变为50.0%",
        "“清河县第1号发布”不再列入",
        "“清河县第2号发布”由合格（正常）变为不合格（超期未更新）",
        "“清河县第3号发布”不再列入",
        "新列入“清河县第4号发布”，合格（正常）",
    )


def test_no_more_than_so_many_are_named_and_the_others_counted() -> None:
    def all_of(number: int, verdict: Verdict) -> tuple[ReportedAccount, ...]:
        return accounts(*((place, verdict) for place in range(number)))

    exact = changes(all_of(NAMED, PASS), all_of(NAMED, FAIL))
    more = changes(all_of(NAMED + 2, PASS), all_of(NAMED + 2, FAIL))

    assert len(exact) == 3 + NAMED
    assert len(more) == 3 + NAMED + 1
    assert more[-1] == "另有2个账号有变化"
