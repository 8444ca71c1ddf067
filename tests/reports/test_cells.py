"""What is known of a silence: where no post is known, no less than so many days."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.figures import AccountHistory, Figures
from monitor.model import State, Window
from reports import charts, formatting, report_tables
from reports.document_model import shown
from reports.unknown_causes import cause_of
from tests.figures.builders import figures, history, look, registered
from tests.reports.papers import lines, paper


def silent(days: int = 140) -> AccountHistory:
    """An account that nobody ever saw a post of, vouched for over so many days."""
    seen = replace(look(4, "z"), newest_at=None)
    window = Window(since=seen.as_of - timedelta(days=days), until=seen.as_of)
    return AccountHistory(account=registered("z"), looks=(seen,), windows=(window,))


def row(value: Figures, name: str) -> dict[str, str]:
    table = report_tables.tables(value)[name]
    titles = [column.title for column in table.columns]
    return dict(zip(titles, (shown(cell, 1) for cell in table.rows[0]), strict=True))


@pytest.mark.parametrize("name", ["failing", "zombies", "everyone"])
def test_a_table_says_for_how_long_at_least(name: str) -> None:
    assert row(figures(silent()), name)["未更新天数"] == "不少于140"


def test_a_silence_that_began_before_the_period_is_not_told_shorter() -> None:
    assert row(figures(silent()), "failing")["最长间隔"] == "不少于140"


def test_a_sentence_says_for_how_long_at_least() -> None:
    assert "（不少于140天未更新）" in lines(paper("quarter_city", figures(silent())))


def test_who_fails_where_nobody_could_look_is_not_closed_as_unknown() -> None:
    unsafe = replace(look(4, "f"), state=State.UNKNOWN, newest_at=None)

    (account,) = figures(AccountHistory(account=registered(), looks=(unsafe,))).accounts

    assert formatting.state(account) == "不合格"


@pytest.mark.parametrize(
    ("check", "why", "cause"),
    [
        ("S01", "本季度尚未复核", "原有问题尚未复核"),
        ("U04", "平台显示名称不同", "显示名称与登记名称不符"),
        ("U01", "订阅桥接服务故障", "监测技术原因"),
    ],
)
def test_why_an_account_is_unknown_is_told_by_the_check_that_abstained(
    check: str, why: str, cause: str
) -> None:
    fresh = look(4, "p").newest_at
    seen = replace(look(4, "u"), newest_at=fresh, abstained=(check,), reasons=(why,))

    (account,) = figures(AccountHistory(account=registered(), looks=(seen,))).accounts

    assert (formatting.reason(account), cause_of(account).label) == (why, cause)


@pytest.mark.parametrize(("days", "advised"), [(364, False), (365, True)])
def test_a_silence_of_a_year_at_least_is_advised_to_close(days: int, advised: bool) -> None:
    text = row(figures(silent(days)), "zombies")["处置建议"]

    assert ("建议按程序关停注销" in text) is advised


@pytest.mark.parametrize(
    ("history", "value"),
    [
        (silent(), "不少于140天"),
        (history("f"), "20天"),
        (history("z"), "100天"),
        (history("p"), None),
        (history("fp"), None),
        (AccountHistory(account=registered(), looks=(look(4, "u", idle=48),)), None),
        (
            AccountHistory(
                account=registered(),
                looks=(replace(look(4, "f"), newest_at=None, state=State.EMPTY),),
            ),
            "从未发布",
        ),
        (
            AccountHistory(
                account=registered(), looks=(replace(look(4, "f"), state=State.ABNORMAL),)
            ),
            None,
        ),
    ],
)
def test_the_chart_shows_nobody_as_silent_who_may_not_be(
    history: AccountHistory, value: str | None
) -> None:
    chart = charts.silent(figures(history))

    assert [bar.value for bar in chart.bars] == [value] if chart else value is None
