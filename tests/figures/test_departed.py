"""Accounts that failed and have left, cases that ended with them, results corrected since."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.cases.case import SYSTEM_ACTOR, CaseStep, StepKind
from monitor.figures import AccountHistory, Figures
from monitor.figures.pass_rate import Tally
from monitor.figures.values import EarlierPeriod
from reports import figures_json, template_filters
from tests.figures.builders import QUARTER, case, figures, history, registered, step


def gone(letters: str, id: str) -> AccountHistory:
    return history(letters, registered(id, name=f"高台{id}"), departed=True)


def before(failed: int) -> EarlierPeriod:
    return EarlierPeriod(period=QUARTER.before, tally=Tally(failed=failed))


@pytest.mark.parametrize(
    ("letters", "listed"), [("fppp", True), ("f---", True), ("pfff", False), ("-fff", False)]
)
def test_whoever_failed_in_the_period_before_and_left_is_named(letters: str, listed: bool) -> None:
    value = figures(history("pppp"), gone(letters, "a"))

    assert [account.id for account in value.left_failing] == ["a"] * listed
    assert [row["id"] for row in figures_json.render(value)["left_failing"]] == ["a"] * listed
    assert [entry.account.id for entry in value.accounts] == ["caizheng-weixin"]


def test_they_are_named_in_order_with_the_day_on_which_they_left() -> None:
    left = registered("b", left_on=date(2021, 11, 5))

    value = figures(gone("fppp", "c"), gone("fppp", "b"), gone("fppp", "a"), left=(left,))

    assert [(account.id, account.left_on) for account in value.left_failing] == [
        ("a", None), ("b", date(2021, 11, 5)), ("c", None)
    ]  # fmt: skip
    assert value.left_on == {"b": date(2021, 11, 5)}


COUNTY = (history("fppp"), history("ffff", registered("b")), gone("fppp", "c"))


@pytest.mark.parametrize(("failed", "dropped"), [(None, 0), (0, 0), (2, 0), (3, 0), (4, 1), (7, 4)])
def test_what_the_period_before_counted_beyond_these_was_corrected(
    failed: int | None, dropped: int
) -> None:
    value = figures(*COUNTY, before=None if failed is None else before(failed))

    assert (len(value.rectified), len(value.left_failing)) == (2, 1)
    assert value.dropped == dropped == figures_json.render(value)["dropped"]


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (3, ("账号3个", "1个已关停注销或整合", "高台c", "其余2个")),
        (5, ("账号5个", "1个已关停注销或整合", "2个的结论此后已更正或撤销", "其余2个")),
    ],
)
def test_the_paper_says_what_became_of_each(failed: int, said: tuple[str, ...]) -> None:
    lead = template_filters.rectified_lead(figures(*COUNTY, before=before(failed)))

    assert all(part in lead for part in said), lead
    assert ("更正" in lead) is (failed == 5)


def closing(by: str, *between: CaseStep, run: int = 3) -> tuple[CaseStep, ...]:
    return (step(StepKind.OPEN, 2), *between, step(StepKind.CLOSE, run, by=by))


EARLIER, LATER = date(2021, 11, 5), date(2021, 12, 24)
CLOSED = date(2021, 11, 30)


@pytest.mark.parametrize(
    ("steps", "left_on", "day"),
    [
        (closing(SYSTEM_ACTOR), EARLIER, EARLIER),  # it ended with its account
        (closing(SYSTEM_ACTOR), CLOSED, CLOSED),
        (closing(SYSTEM_ACTOR), LATER, CLOSED),
        (closing(SYSTEM_ACTOR), None, CLOSED),
        (closing("张三"), EARLIER, CLOSED),  # a person struck it off
        (closing(SYSTEM_ACTOR, step(StepKind.PASSED, 3, by=SYSTEM_ACTOR)), EARLIER, CLOSED),
        ((step(StepKind.OPEN, 2),), EARLIER, None),
    ],
)
def test_a_case_ends_on_the_day_on_which_its_account_left(
    steps: tuple[CaseStep, ...], left_on: date | None, day: date | None
) -> None:
    value = of_one_case(steps, left_on)

    assert [value.closed_on(each) for each in value.cases] == [day]
    (told,) = figures_json.render(value)["cases"]
    assert told["closed_on"] == (day and day.isoformat())


def test_what_was_withdrawn_ended_when_that_was_found() -> None:
    refuted = case(
        1, registered(), step(StepKind.OPEN, 2), step(StepKind.REFUTED, 3, by=SYSTEM_ACTOR)
    )

    assert of_one_case((step(StepKind.OPEN, 2),), EARLIER).closed_on(refuted) == CLOSED


def of_one_case(steps: tuple[CaseStep, ...], left_on: date | None) -> Figures:
    account = registered()
    gone = (replace(account, left_on=left_on),)
    return figures(history("ffff"), cases=(case(1, account, *steps),), left=gone)
