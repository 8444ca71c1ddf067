"""What a letter asks of a unit: what puts its own kind of problem right, and nothing else."""

from datetime import date

import pytest

from monitor.cases.earlier_notices import EarlierNotice
from monitor.figures import AccountFigures, PeriodFinding
from monitor.model import State, Status, Verdict
from reports import letter_wording
from tests.figures.builders import figures, history, registered

KEEPING = ("恢复更新", "恢复正常更新", "关停注销", "最新内容链接")


def failing(
    check: str,
    kind: str = "",
    about: str = "",
    *,
    status: Status = Status.ACTIVE,
    state: State = State.STALE,
    id: str = "a",
    basis: str = "",
) -> AccountFigures:
    problem = PeriodFinding(
        check=check, title=check, message="问题。", kind=kind, about=about, basis=basis
    )
    return AccountFigures(
        account=registered(id, name=f"账号{id}", status=status),
        verdict=Verdict.FAIL,
        state=state,
        problems=(problem,),
    )


def asked(*accounts: AccountFigures) -> str:
    phrases = letter_wording.phrases(accounts, figures(history()))
    form = letter_wording.receipt(accounts)
    answers = "".join(str(cell) for row in form.rows for cell in row)
    return "".join([*phrases["demands"], phrases["proofs"], answers])


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (failing("U01"), "恢复正常更新，明确专人负责，此后更新间隔不超过14天"),
        (failing("U01", state=State.ZOMBIE), "是否保留作出决定"),
        (failing("U01", state=State.EMPTY), "是否保留作出决定"),
    ],
)
def test_who_is_silent_is_asked_to_post_and_for_a_link(account: AccountFigures, words: str) -> None:
    assert words in asked(account) and "最新内容链接" in asked(account)
    assert "近期发布内容的链接" in letter_wording.objections([account])


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (failing("U01", status=Status.CLOSING), "请发布停更公告"),
        (failing("U01", status=Status.FROZEN, state=State.ZOMBIE), "请发布停更公告"),
        (failing("U01", status=Status.CANCELLED), "及时办理关停备案"),
        (failing("S01", "unsafe_content", "wording"), "立即更正或者删除有关内容，举一反三"),
        (failing("S01", "unsafe_content", "secrets"), "按照保密工作有关规定报告和处置"),
        (failing("S01", "unsafe_content", "links"), "链接全面排查"),
        (failing("S01", "unsafe_content", "opinion"), "妥善回应处置"),
        (failing("S02", "poor_interaction", "interaction"), "开通并维护留言、评论等互动功能"),
        (failing("S02", "poor_interaction", "honesty"), "立即停止有关做法"),
        (failing("U02", "account_gone", "feed"), "说明账号注销或者无法查看的原因"),
        (failing("U02", "account_gone", "feed", status=Status.CANCELLED), "及时办理关停备案"),
        (failing("U02", "account_blocked", "feed"), "联系平台恢复正常使用"),
        (failing("U02", "account_moved", "feed"), "办理账号变更备案"),
        (failing("R02", "unlisted"), "补办账号备案"),
        (failing("R02", "unfiled"), "补办账号备案"),
        (failing("R02", "changing"), "办理账号变更备案"),
        (failing("R02", "cancelled"), "及时办理关停备案"),
        (failing("R01", "duplicate_account"), "整合在同一平台重复开设的账号"),
        (failing("H00"), "立即整改上述问题，举一反三"),
        (failing("S01"), "立即整改上述问题，举一反三"),  # kept before findings had keys
        (failing("U02", "of_tomorrow"), "立即整改上述问题，举一反三"),
    ],
)
def test_whoever_did_something_else_is_not_told_to_post(
    account: AccountFigures, words: str
) -> None:
    text = asked(account)

    assert words in text and not any(word in text for word in KEEPING)
    silent = account.problems[0].check == "U01"  # who is closing may still object by a post
    assert ("近期发布内容的链接" in letter_wording.objections([account])) is silent


@pytest.mark.parametrize("account", [failing("S01", "unsafe_content", "wording"), failing("S02")])
def test_no_letter_denies_twice(account: AccountFigures) -> None:
    phrases = letter_wording.phrases([account], figures(history()))

    assert "未见" not in str(phrases) and "不符合要求" not in str(phrases)


def test_each_demand_stands_once_and_names_its_accounts_where_they_differ() -> None:
    silent, other = failing("U01", id="b"), failing("U01", id="c")
    slip = failing("S01", "unsafe_content", "wording", id="d")
    value = figures(history())

    assert len(letter_wording.demands([silent, other], value)) == 1
    alone = letter_wording.demands([silent], value)
    first, second = letter_wording.demands([silent, other, slip], value)
    assert alone[0].startswith("恢复") and first.startswith("账号“账号b”“账号c”：恢复")
    assert second.startswith("账号“账号d”：立即更正")
    assert letter_wording.proofs([silent, slip]) == "有关证明材料"
    assert letter_wording.proofs([silent, other]) == "恢复更新后的内容链接"


@pytest.mark.parametrize(
    ("bases", "words"),
    [
        (("国办秘函〔2019〕19号：甲", "国办秘函〔2019〕19号：乙"),
         "《国务院办公厅秘书局关于印发政府网站与政务新媒体检查指标、监管工作年度考核指标的通知》"
         "（国办秘函〔2019〕19号）：甲；乙"),
        (("国办发〔2018〕123号：甲",),
         "《国务院办公厅关于推进政务新媒体健康有序发展的意见》（国办发〔2018〕123号）：甲"),
        (("某县办法：每周更新",), "某县办法：每周更新"),
        (("工作人员登记", "某县办法：甲"), "工作人员登记；某县办法：甲"),
    ],
)  # fmt: skip
def test_a_letter_names_each_document_once_with_its_title(
    bases: tuple[str, ...], words: str
) -> None:
    accounts = [failing(f"X{n:02}", basis=basis) for n, basis in enumerate(bases)]

    assert letter_wording.grounds(accounts, figures(history(), bases={})) == words


def test_a_second_notice_says_so() -> None:
    earlier = (
        EarlierNotice(date(2021, 3, 5), ("甲号",)),
        EarlierNotice(date(2021, 10, 8), ("甲号", "乙号")),
    )

    assert letter_wording.repeated(()) == ""
    assert letter_wording.repeated(earlier) == (
        "近一年内，已于2021年10月8日就账号“甲号”“乙号”的问题通知你单位整改，本次为第三次。"
    )


def test_a_long_problem_is_told_whole() -> None:
    value = failing("U01")
    long = "长" * 900 + "完"
    problem = PeriodFinding(check="H00", title="人工发现", message=long)

    (sentence,) = letter_wording.problems(
        [AccountFigures(account=value.account, verdict=Verdict.FAIL, problems=(problem,))]
    )

    assert sentence.endswith("长完。") and "…" not in sentence
