"""Figures as lines of a bundle, and lines as figures again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from monitor.bundles.account_line import LimitsLine
from monitor.bundles.case_line import ChangeKind
from monitor.bundles.reading import read
from monitor.bundles.values import Bundle
from monitor.bundles.writing import write
from monitor.cases.case import StepKind
from monitor.figures import Figures
from monitor.figures.bundle_figures import account_figures, case_of
from monitor.figures.bundle_lines import PROOFS, LineMaker, ends, without_phones
from monitor.figures.values import Pending, RegisterFinding
from monitor.model import ChecklistItem, Window
from monitor.model.clock import BEIJING
from tests.bundles import builders as bundles
from tests.figures.builders import CHECKS, case, figures, history, registered, step

LIMITS = LimitsLine(remind_days=7, max_days=14, zombie_days=90, cancel_days=365)
LONG = Window(since=datetime(2021, 9, 1, tzinfo=BEIJING), until=CHECKS[4])


def maker(computed: Figures) -> LineMaker:
    return LineMaker(figures=computed, limits=lambda _: LIMITS, hashes={})


def handed_in(computed: Figures) -> Bundle:
    """The figures as a city reads them."""
    lines = maker(computed)
    whole = bundles.parts(
        tuple(lines.accounts()), cases=tuple(lines.cases()), changes=tuple(lines.changes())
    )
    manifest = bundles.manifest(whole, period="2021Q4")
    return read(write(manifest, whole))


@pytest.mark.parametrize(
    "letters", ["ppp", "pfp", "fff", "zpp", "zzz", "ppu", "uuu", "d", "p-f", "---"]
)
def test_an_account_is_read_as_it_was_told(letters: str) -> None:
    computed = figures(history(letters, windows=(LONG,)))
    (entry,) = computed.accounts

    (line,) = handed_in(computed).accounts

    assert account_figures(line) == entry


def test_what_is_known_besides_is_told_with_the_account() -> None:
    account = registered()
    computed = replace(
        figures(history("fpp", account)),
        pending=(Pending(account=account, items=(ChecklistItem.SECRETS,)),),
        register_findings=(RegisterFinding(account=account, check="R01", kind="twin"),),
    )
    (line,) = handed_in(computed).accounts

    assert line.pending == (ChecklistItem.SECRETS,)
    assert [(one.check, one.kind) for one in line.register_findings] == [("R01", "twin")]


def test_what_became_of_the_failures_before_is_told_with_the_account() -> None:
    (line,) = handed_in(figures(history("fppp"))).accounts

    assert line.rectified
    assert line.rectified.outcome == "fixed"


def test_lines_stand_in_the_registers_order() -> None:
    entries = [history("ppp", registered(id)) for id in ("a", "b", "c")]
    computed = replace(figures(*entries), register_order=("c", "a"))

    assert [line.id for line in maker(computed).accounts()] == ["c", "a", "b"]


def test_cases_are_read_as_they_were_told() -> None:
    account = registered()
    steps = (step(StepKind.OPEN, 2), step(StepKind.NOTIFY, 2, 1, due_on=date(2021, 11, 5)))
    told = case(7, account, *steps)
    bundle = handed_in(figures(history("fpp", account), cases=(told,)))

    assert [case_of(line) for line in bundle.cases] == [told]


def test_accounts_that_came_and_went_are_told() -> None:
    new = registered("new")
    computed = replace(
        figures(history("ppp", new)),
        opened=(new,),
        closed=(registered("gone", left_on=date(2021, 11, 1)),),
        renamed=(("旧名", new),),
    )
    changes = handed_in(computed).parts.changes

    assert [(one.kind, one.id, one.was) for one in changes] == [
        (ChangeKind.OPENED, "new", ""),
        (ChangeKind.CLOSED, "gone", ""),
        (ChangeKind.RENAMED, "new", "旧名"),
    ]
    assert changes[1].left_on == date(2021, 11, 1)


@pytest.mark.parametrize(
    ("windows", "since"),
    [
        ((), None),
        ((LONG,), LONG.since),
        # another's claim that reaches further back is not what condemned
        ((LONG, replace(LONG, since=datetime(2020, 1, 1, tzinfo=BEIJING))), LONG.since),
        # one that is too short to condemn, or ends too early, is not it either
        ((LONG, replace(LONG, since=CHECKS[4] - timedelta(days=3))), LONG.since),
        ((replace(LONG, until=CHECKS[4] - timedelta(seconds=1)),), None),
    ],
)
def test_the_window_told_is_the_narrowest_that_can_have_condemned(
    windows: tuple[Window, ...], since: datetime | None
) -> None:
    (line,) = maker(figures(history("ppf", windows=windows))).accounts()

    assert line.seen
    assert line.seen.window_since == since


def test_of_an_account_that_nobody_condemned_no_window_is_told() -> None:
    (line,) = maker(figures(history("ppd", windows=(LONG,)))).accounts()

    assert line.seen
    assert line.seen.window_since is None


def test_the_look_told_is_the_last_that_failed() -> None:
    (line,) = maker(figures(history("pfp"))).accounts()

    assert line.seen
    assert line.seen.at == CHECKS[3]


@pytest.mark.parametrize("number", [0, PROOFS, PROOFS + 1, 40])
def test_of_many_records_the_first_and_last_are_named(number: int) -> None:
    places = tuple(f"a@{n}" for n in range(number))

    named = ends(places)

    assert len(named) == min(number, PROOFS)
    assert (named[:1], named[-1:]) == (places[:1], places[-1:])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("电话13812345678，已整改", "电话（电话略），已整改"),
        ("办公室0936-6621234", "办公室（电话略）"),
        ("+86 138-1234-5678", "（电话略）"),
        ("见 https://a.cn/13812345678", "见 https://a.cn/13812345678"),
        ("第20211230号，12345678901", "第20211230号，12345678901"),
        ("号码138123456789", "号码138123456789"),
    ],
)
def test_telephone_numbers_are_left_out_of_what_people_wrote(text: str, left: str) -> None:
    assert without_phones(text) == left
