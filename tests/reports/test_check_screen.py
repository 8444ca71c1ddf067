"""The spot check on a screen: incidents first, worst first, words beside colours, any width."""

import random
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from monitor.model import (
    Answer,
    ChecklistItem,
    Finding,
    Note,
    NoteKind,
    Platform,
    Result,
    RunMode,
    State,
    Verdict,
)
from reports import account_rows, check_screen
from tests.builders import ago, gap, post, snapshot
from tests.conftest import Golden
from tests.reports.builders import assessed, everyone, inspection_of, printed


@pytest.mark.parametrize("width", [80, 120])
def test_the_whole_report(width: int, golden: Golden) -> None:
    shown = printed(check_screen.render(inspection_of(everyone())), width)

    golden.check(f"terminal-{width}.txt", shown)


@pytest.mark.parametrize("width", [60, 80, 100, 109, 110, 120, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    shown = printed(check_screen.render(inspection_of(everyone())), width)

    assert max(map(cell_len, shown.splitlines())) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_no_account_name_is_cut_short(width: int) -> None:
    shown = printed(check_screen.render(inspection_of(everyone())), width)

    joined = "".join(shown.split())
    for name in ("高台发布", "高台水务", "高台财政", "高台信访", "新坝镇微讯", "高台审计"):
        assert name in joined


def test_every_state_is_told_in_words() -> None:
    shown = printed(check_screen.render(inspection_of(everyone())), 120)

    for state in State:
        assert state.label in shown


def test_the_same_text_in_whatever_order_the_accounts_come() -> None:
    assessments = list(everyone())
    shown = printed(check_screen.render(inspection_of(assessments)), 120)
    random.Random(1).shuffle(assessments)

    assert printed(check_screen.render(inspection_of(assessments)), 120) == shown


@pytest.mark.parametrize("forbidden", ["\x1b", "\u202e"])
def test_words_from_outside_command_no_screen(forbidden: str) -> None:
    assert forbidden not in printed(check_screen.render(inspection_of(everyone())), 120)


def test_markup_from_outside_stays_text() -> None:
    console = Console(width=200, force_terminal=True, color_system="truecolor")
    with console.capture() as captured:
        console.print(account_rows.rows(everyone()))

    assert "[bold red]赢" in captured.get()


def test_an_incident_stands_above_the_table_and_is_told_once() -> None:
    shown = printed(check_screen.render(inspection_of(everyone())), 120)

    assert shown.index("抖音3个账号均“订阅桥接服务故障”") < shown.index("状态  ")
    assert shown.count("按一起平台异常处理") == 1


def test_a_sample_tells_its_size_and_seed() -> None:
    value = inspection_of(everyone(), mode=RunMode.SAMPLE, seed=4711)

    shown = printed(check_screen.render(value), 120)

    assert "政务新媒体抽查\n" in shown and "抽查 11 个，随机种子 4711" in shown


def test_fresh_accounts_of_a_large_register_are_counted_not_listed() -> None:
    fresh = next(
        assessment
        for assessment in everyone()
        if assessment.state is State.FRESH and not assessment.gaps
    )
    many = [
        replace(fresh, account=replace(fresh.account, id=f"a{n}", name=f"第{n}号"))
        for n in range(301)
    ]

    at_most = printed(check_screen.render(inspection_of(many[:300])), 120)
    beyond = printed(check_screen.render(inspection_of(many)), 120)

    assert "第299号" in at_most and "未逐一列出" not in at_most
    assert "第299号" not in beyond and "另有 301 个账号更新正常，未逐一列出。" in beyond


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.UNKNOWN])
def test_who_updates_and_yet_does_not_pass_is_listed_in_a_large_register(verdict: Verdict) -> None:
    fresh = everyone()[0]
    many = [replace(fresh, account=replace(fresh.account, id=f"a{n}")) for n in range(300)]
    unsafe = replace(fresh, account=replace(fresh.account, name="高台安全"), verdict=verdict)

    shown = printed(check_screen.render(inspection_of([*many, unsafe])), 120)

    assert "高台安全" in shown and "另有 300 个账号更新正常，未逐一列出。" in shown


def test_every_unknown_account_is_in_the_list_of_what_to_do() -> None:
    shown = printed(check_screen.render(inspection_of(everyone())), 120)

    assert "请技术人员检查桥接服务（3个：高台第1抖音号、高台第2抖音号、高台第3抖音号）" in shown


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.UNKNOWN])
def test_who_updates_and_yet_does_not_pass_is_not_called_in_order(verdict: Verdict) -> None:
    fresh = everyone()[0]
    assert fresh.state is State.FRESH

    (row,) = (
        line
        for line in printed(account_rows.rows([replace(fresh, verdict=verdict)]), 120).split("\n")
        if "高台发布" in line
    )

    assert row.startswith(verdict.label) and State.FRESH.label not in row


def test_who_fails_where_nobody_could_look_is_not_called_unknown() -> None:
    walled = replace(everyone()[-1], verdict=Verdict.FAIL)
    assert walled.state is State.UNKNOWN

    shown = printed(account_rows.rows([walled]), 120)

    assert shown.splitlines()[1].startswith(Verdict.FAIL.label)


def test_namesakes_are_told_apart_in_the_list_of_what_to_do() -> None:
    blind = everyone()[-1]
    assessments = [
        replace(blind, account=replace(blind.account, id=platform.value, platform=platform))
        for platform in (Platform.WEIBO, Platform.DOUYIN)
    ]

    shown = printed(check_screen.render(inspection_of(assessments)), 120)

    assert "高台第3抖音号（抖音）、高台第3抖音号（微博）" in shown


@pytest.mark.parametrize(("number", "finding"), [(0, ""), (2, "超过14天；")])
def test_a_contradiction_is_told_beside_the_verdict_and_never_left_out(
    number: int, finding: str
) -> None:
    note = "观测相互矛盾：张三与李四"
    doubt = Note(kind=NoteKind.CONTRADICTION, text=note)
    doubted = replace(everyone()[number], notes=(Note(text="x"), doubt))
    many = [doubted] + [
        replace(everyone()[0], account=replace(everyone()[0].account, id=str(n)))
        for n in range(check_screen.LISTED)
    ]

    assert f"{finding}{note}" in account_rows.explanation(doubted)
    assert "张三与李四" in printed(check_screen.render(inspection_of(many)), 200)


def test_an_unknown_is_explained_by_the_check_that_abstained() -> None:
    no = Answer(item=ChecklistItem.SECRETS, good=False, at=ago(100), by="张三")
    assessment = assessed(snapshot(post(ago(1)), gaps=(("feed", gap()),), answers=(no,)))

    text = account_rows.explanation(assessment)
    shown = printed(check_screen.render(inspection_of([assessment])), 200)

    assert text == "“未见泄露国家秘密”上次核对不符合要求，本季度尚未复核"
    assert check_screen.BY_HAND in shown and assessment.gaps[0][1].action not in shown


def test_every_fault_of_an_account_is_told() -> None:
    stale = everyone()[2]
    unsafe = Result(
        check="S01", title="安全问题", basis="", verdict=Verdict.FAIL,
        findings=tuple(
            Finding(kind="unsafe_content", message=one) for one in ("机构名称误写", "一条外链失效")
        ),
    )  # fmt: skip

    text = account_rows.explanation(replace(stale, results=(*stale.results, unsafe)))

    assert "未更新" in text and "机构名称误写" in text and "一条外链失效" in text
