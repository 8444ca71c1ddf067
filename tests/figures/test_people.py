"""What people checked and what lists told: whose it is, of which quarter, put right when."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from monitor.cases.wording_errors import WordingError
from monitor.figures import Pending, PeriodFinding
from monitor.figures.values import UnitWordingErrors
from monitor.model import Answer, ChecklistItem, State, Status, Verdict
from monitor.model.clock import BEIJING
from monitor.model.rate import Rate
from monitor.verdicts.checklist import SAFETY
from tests.figures.builders import CHECKS, figures, history, registered


def slip(
    on: date, unit: str = "caizheng", name: str = "高台县财政局", **options: Any
) -> WordingError:
    return WordingError(unit=unit, unit_name=name, text="帐号", found_on=on, **options)


def answer(item: ChecklistItem, *, good: bool = True) -> Answer:
    at = datetime(2021, 12, 1, tzinfo=BEIJING)
    return Answer(item=item, good=good, at=at, by="张三")


def test_wording_errors_count_in_the_quarter_that_found_them() -> None:
    days = (date(2021, 9, 30), date(2021, 10, 1), date(2021, 12, 31), date(2022, 1, 1))

    (own,) = figures(history(), slips=tuple(map(slip, days))).slips

    assert own.found == 2


def test_what_is_put_right_later_was_open_when_the_quarter_ended() -> None:
    day = date(2021, 12, 1)
    listed = tuple(slip(day, fixed_on=on) for on in (date(2021, 12, 31), date(2022, 1, 1), None))

    assert figures(history(), slips=listed).slips == (
        UnitWordingErrors(unit="高台县财政局", found=3, grave=0, fixed=1, unsaid=3),
    )


def test_wording_errors_stand_by_unit_the_most_first_and_withdrawn_ones_nowhere() -> None:
    day = date(2021, 12, 1)
    listed = (
        slip(day, "u", "高台县民政局"),
        slip(day, name="财政局"),  # before it was renamed
        slip(day, veto=True),
        slip(day, "v", "高台县水务局", withdrawn="误报"),
    )

    assert figures(history(), slips=listed).slips == (
        UnitWordingErrors(unit="高台县财政局", found=2, grave=1, fixed=0, unsaid=1),
        UnitWordingErrors(unit="高台县民政局", found=1, grave=0, fixed=0, unsaid=1),
    )


def test_the_support_of_interaction_rests_on_the_last_answer_of_accounts_in_charge() -> None:
    gone = registered("d", status=Status.CLOSED)
    members = [registered(id) for id in "abc"]
    first, last = answer(ChecklistItem.INTERACTION, good=False), answer(ChecklistItem.INTERACTION)

    computed = figures(
        *(history(account=account) for account in members),
        register=(*members, gone),
        answers={
            "a": (first, last),
            "b": (last, first),
            "c": (answer(ChecklistItem.LINKS),),
            "d": (last,),
        },
    )

    assert computed.interaction == Rate(1, 2)


def test_safety_is_checked_where_every_item_is() -> None:
    whole = tuple(map(answer, SAFETY))
    members = [registered(id) for id in "abc"]
    gone = registered("d", status=Status.MERGED)

    computed = figures(
        *(history(account=account) for account in members),
        register=(*members, gone),
        answers={"a": whole, "b": whole[1:], "d": whole},
    )

    assert computed.safety == 1


def test_a_no_that_no_check_of_the_quarter_took_up_is_told_and_fails_nobody() -> None:
    nos = (answer(ChecklistItem.HONESTY, good=False), answer(ChecklistItem.WORDING, good=False))
    put_right = (answer(ChecklistItem.LINKS, good=False), answer(ChecklistItem.LINKS))
    account = registered("a")

    computed = figures(history("pppp", account), answers={"a": (*nos, *put_right)})

    assert computed.pending == (
        Pending(account=account, items=(ChecklistItem.WORDING, ChecklistItem.HONESTY)),
    )
    assert computed.failing == ()


def test_a_no_that_a_check_took_up_is_told_as_a_problem_only() -> None:
    no = answer(ChecklistItem.WORDING, good=False)
    account = history("ppfp", registered("a"))
    problem = PeriodFinding(check="S01", title="安全问题", message="表述有误", about="wording")
    other = PeriodFinding(
        check="U02", title="账号异常", message="已注销", about="wording"
    )  # a source

    def pending(run: int, problem: PeriodFinding = problem) -> tuple[Pending, ...]:
        looks = [
            replace(assessment, problems=(problem,)) if assessment.run == run else assessment
            for assessment in account.looks
        ]
        return figures(replace(account, looks=tuple(looks)), answers={"a": (no,)}).pending

    assert pending(3) == ()
    assert len(pending(1)) == 1  # taken up in the quarter before only
    assert len(pending(3, other)) == 1


def seen(**options: Any) -> Any:
    """A check failed the account for its silence and for what somebody answered."""
    silent = history("pzu", registered("a"), **options)
    answered = PeriodFinding(check="S01", title="安全问题", message="表述有误", answers=(7, 8))
    looks = tuple(
        replace(assessment, problems=(*assessment.problems, answered))
        if assessment.problems
        else assessment
        for assessment in silent.looks
    )
    return replace(silent, looks=looks)


def test_a_no_still_fails_where_the_silence_beside_it_is_refuted() -> None:
    """What evidence found since refutes makes nobody a zombie, whatever else was wrong."""
    (account,) = figures(seen(proved=(CHECKS[3] - timedelta(days=2),))).accounts

    assert [problem.check for problem in account.problems] == ["S01"]
    assert account.verdict is Verdict.FAIL and not account.zombie


def test_a_no_of_the_quarter_fails_where_the_silence_was_seen_before_it() -> None:
    before = seen()
    looks = tuple(
        replace(look, as_of=CHECKS[1]) if look.problems else look for look in before.looks
    )

    (account,) = figures(replace(before, looks=looks)).accounts

    assert [problem.check for problem in account.problems] == ["S01"] and not account.zombie


def test_an_answer_that_was_taken_back_leaves_the_silence_beside_it() -> None:
    (account,) = figures(seen(withdrawn=frozenset({7, 8, 9}))).accounts

    assert [problem.check for problem in account.problems] == ["U01"] and account.zombie


def test_a_look_that_rests_on_what_was_taken_back_saw_nothing() -> None:
    looks = tuple(
        replace(look, problems=look.problems[1:], state=State.FRESH) if look.problems else look
        for look in seen().looks
    )
    last = replace(seen(), looks=looks[:2], withdrawn=frozenset({7, 8}))

    (account,) = figures(last).accounts

    assert account.verdict is Verdict.UNKNOWN
    assert account.reasons == ("核对结果登记有误，已撤销，原结论不予采信",)
