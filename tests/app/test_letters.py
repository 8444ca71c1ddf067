"""Who gets a letter, by which day they answer, and which letters are none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.app import letter_files, letters, report
from monitor.figures import Tally
from monitor.figures.issues import Issued, IssueStore
from monitor.figures.values import EarlierPeriod
from monitor.model.errors import RequestError
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.system.database import open_database
from reports import figures_json
from tests.figures.builders import MADE_AT, QUARTER, figures, history, registered
from tests.hand_office import MONDAY
from tests.office import Office

DAY = timedelta(days=1)
FAILING, OTHER = "caizheng-weixin", "minzheng-douyin"


@pytest.fixture
def db(office: Office) -> Iterator[Database]:
    with open_database(office.database) as opened:
        yield opened


def prepared(
    db: Database, registry: Registry, *ids: str, days: float = 1, **more: Any
) -> letters.Letters:
    now = MONDAY + days * DAY
    letter = report.letter(registry, registry.path.parent, now.date())
    accounts = [registry.account(id) for id in ids or (FAILING,)]
    return letters.prepare(db, registry, accounts, letter, now, **more)


def term(prepared: letters.Letters) -> date:
    (letter,) = prepared.letters
    return letter.letter.due


def test_a_letter_tells_the_faults_of_the_latest_verdict(db: Database, registry: Registry) -> None:
    written = prepared(db, registry)

    (entry,) = written.accounts
    assert [problem.check for problem in entry.problems] == ["U01"]
    assert [letter.unit for letter in written.letters] == ["caizheng"] and written.waiting == (1,)


def test_each_unit_gets_one_letter(office: Office, db: Database, registry: Registry) -> None:
    office.at(0.5, "cases", "open", OTHER, "--text", "留言未回复", "--by", "张三")

    written = prepared(db, registry, OTHER, FAILING)

    assert [letter.unit for letter in written.letters] == ["minzheng", "caizheng"]
    assert [entry.account.id for entry in written.accounts] == [OTHER, FAILING]
    assert set(written.waiting) == {1, 2}


def test_letters_of_two_months_stand_on_the_later_ones_figures(
    office: Office, db: Database, registry: Registry
) -> None:
    (office.folder / "home.png").write_bytes(b"\x89PNG\r\n\x1a\n another")
    office.at(24, "observe", FAILING, "--newest", "2021-10-08", "--screenshot",
       office.folder / "home.png", "--by", "李四")  # fmt: skip
    office.at(24, "check", FAILING)
    office.at(26, "cases", "open", OTHER, "--text", "留言未回复", "--by", "张三")

    for ids in ((FAILING, OTHER), (OTHER, FAILING)):
        assert prepared(db, registry, *ids, days=26.5).figures.period.name == "2022-01"


def test_a_unit_answers_by_the_day_named_or_set_or_usual(
    office: Office, db: Database, registry: Registry
) -> None:
    assert term(prepared(db, registry)) == date(2021, 12, 14)

    office.at(1, "cases", "notify", "1", "--due", "2021-12-08", "--by", "张三")
    assert term(prepared(db, registry)) == date(2021, 12, 8)
    assert term(prepared(db, registry, days=2)) == date(2021, 12, 8)
    assert term(prepared(db, registry, days=3)) == date(2021, 12, 16)  # that day has passed
    assert term(prepared(db, registry, due=date(2021, 12, 30))) == date(2021, 12, 30)
    assert prepared(db, registry).waiting == ()


@pytest.mark.parametrize(
    ("id", "days", "words"),
    [
        (OTHER, 1, "最近一次结论为“无法判定”"),
        (FAILING, 8, "不再采信"),
    ],
)
def test_an_account_without_a_standing_fault_gets_no_letter(
    db: Database, registry: Registry, id: str, days: float, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        prepared(db, registry, id, days=days)


def test_an_account_that_was_never_checked_gets_no_letter(
    registry: Registry, tmp_path: Path
) -> None:
    with (
        open_database(tmp_path / "fresh.db") as fresh,
        pytest.raises(RequestError, match="尚未检查过"),
    ):
        prepared(fresh, registry)


def test_a_look_since_the_check_keeps_the_letter_back(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(1, "observe", FAILING, "--newest", "昨天", "--by", "张三")

    with pytest.raises(RequestError, match="检查之后又有人工登记"):
        prepared(db, registry, days=1.1)


def test_a_letter_never_takes_the_place_of_another(
    office: Office, db: Database, registry: Registry
) -> None:
    written = prepared(db, registry)
    folder, stage = office.folder / "out", office.folder / "half"

    names = [letter_files.write(written, folder, stage, ["html"]).files[0].name for _ in range(3)]

    stem = "整改通知书-高台县财政局-2021-12-07"
    assert names == [f"{stem}.html", f"{stem}-2.html", f"{stem}-3.html"]


def test_all_letters_are_those_of_open_problems(
    office: Office, db: Database, registry: Registry
) -> None:
    def units(days: float) -> list[str]:
        now = MONDAY + days * DAY
        letter = report.letter(registry, registry.path.parent, now.date())
        return [letter.unit for letter in letters.prepare_all(db, registry, letter, now).letters]

    assert units(1) == ["caizheng"]
    office.at(1, "cases", "open", OTHER, "--text", "留言未回复", "--by", "张三")
    assert units(1.1) == ["caizheng", "minzheng"]
    office.at(1, "cases", "notify", "1", "2", "--by", "张三")
    assert units(1.2) == ["caizheng", "minzheng"]
    office.at(1, "cases", "rectify", "1", "--text", "已更新", "--by", "张三")
    assert units(1.3) == ["minzheng"]  # what is reported as put right waits for the recheck


def test_who_gets_none_of_all_letters_is_named_with_the_reason(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(7, "cases", "open", OTHER, "--text", "留言未回复", "--by", "张三")
    now = MONDAY + 8 * DAY
    letter = report.letter(registry, registry.path.parent, now.date())

    prepared = letters.prepare_all(db, registry, letter, now)

    assert [entry.account.id for entry in prepared.accounts] == [OTHER]
    (reason,) = prepared.skipped
    assert f"“{registry.account(FAILING).name}（微信）”" in reason and "不再采信" in reason


def test_where_nobody_has_an_open_problem_there_is_no_letter(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(1, "cases", "exempt", "1", "--document", "1号", "--until", "2022-03-01",
       "--reason", "x", "--by", "张三")  # fmt: skip
    now = MONDAY + 1.1 * DAY
    letter = report.letter(registry, registry.path.parent, now.date())

    with pytest.raises(RequestError, match="没有需要制发整改通知书的单位"):
        letters.prepare_all(db, registry, letter, now)


def test_a_second_letter_tells_of_the_first(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(1, "cases", "notify", "1", "--due", "2021-12-08", "--by", "张三")

    def earlier(days: float) -> list[date]:
        (letter,) = prepared(db, registry, days=days).letters
        return [notice.on for notice in letter.earlier]

    assert earlier(1.1) == earlier(3) == []  # nobody has looked since its term went by
    home = office.screenshot("home.png", b"later")
    office.at(4, "observe", FAILING, "--newest", "2021-10-08", "--screenshot", home,
       "--by", "张三")  # fmt: skip
    office.at(4, "check", FAILING)
    assert earlier(4.1) == [date(2021, 12, 7)]


def test_what_the_register_says_of_the_filing_is_told_when_the_account_is_named(
    office: Office, db: Database
) -> None:
    office.write(office.text().replace("name: 高台民政\n", "name: 高台民政\n  filed: false\n"))
    registry = office.register()

    written = prepared(db, registry, OTHER, FAILING)

    assert [p.check for entry in written.accounts for p in entry.problems] == ["R02", "U01"]
    now = MONDAY + DAY
    every = letters.prepare_all(db, registry, report.letter(registry, office.folder, now.date()),
                                now)  # fmt: skip
    assert [entry.account.id for entry in every.accounts] == [FAILING]


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("黑山乡人民政府", "黑山乡人民政府"),
        ('甲/乙\\丙:丁*?"<>|局', "甲乙丙丁局"),
        ("高 台\u3000县\n局", "高台县局"),
        ("局" * 60, "局" * 40),
        ("某局..", "某局"),
    ],
)
def test_a_units_name_is_a_files_name_on_every_system(unit: str, name: str) -> None:
    assert letter_files.file_name(unit) == name


def test_units_of_one_name_get_their_own_letters(
    office: Office, db: Database, registry: Registry
) -> None:
    written = prepared(db, registry)
    twice = replace(written, letters=written.letters * 2)

    files = letter_files.write(twice, office.folder / "out", office.folder / "half", ["html"]).files

    assert [path.stem[-4:] for path in files] == ["2-07", "07-2"]


def test_a_letter_speaks_no_later_than_its_problem_was_seen(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(0.5, "checklist", "set", OTHER, "wording=否", "--note", "误写", "--by", "张三")
    office.at(3, "check", OTHER)

    (entry,) = prepared(db, registry, OTHER, days=3.1).accounts

    assert entry.closing_at == MONDAY + 0.5 * DAY


def test_earlier_periods_come_from_what_was_issued_or_is_compared_with(db: Database) -> None:
    def issued(back: int, passed: int) -> None:
        period = QUARTER
        for _ in range(back):
            period = period.before
        value = replace(figures(*(history("ppp", registered(f"a{n}")) for n in range(passed))),
                        period=period)  # fmt: skip
        text = figures_json.freeze(value)
        IssueStore(db).issue(
            Issued(period=period.name, kind="quarter_city", version=1, number="1号",
                   issued_on=date(2021, 1, 4), made_at=MADE_AT, figures=text, sha256="0")
        )  # fmt: skip

    for back, passed in ((1, 4), (3, 5), (7, 6), (8, 7)):
        issued(back, passed)
    before = EarlierPeriod(period=QUARTER.before, tally=Tally(registered=9, passed=9))

    past = report._history(db, replace(figures(), before=before))

    assert [(kept.period.name, kept.tally.registered) for kept in past] == [
        ("2021Q3", 9),
        ("2021Q1", 5),
        ("2020Q1", 6),
    ]
