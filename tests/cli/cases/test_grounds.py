"""Each step of a case names the check that it came from, and keeps what that found as data."""

from monitor.cases.case import CaseStep
from monitor.cases.case_store import CaseStore
from monitor.system.database import open_database
from tests.cli.cases.builders import by, posted
from tests.hand_office import silent
from tests.office import Office


def steps(office: Office) -> list[CaseStep]:
    with open_database(office.database) as db:
        (case,) = CaseStore(db).cases()
    return list(case.steps)


def grounds(office: Office) -> list[tuple[str, int | None, list[str]]]:
    return [(step.kind.value, step.run, [f.kind for f in step.findings]) for step in steps(office)]


def test_a_case_from_its_check_to_the_check_that_passes_it(office: Office) -> None:
    office.at(-1, "check", "minzheng-douyin")
    silent(office)
    by(office, 1, "notify", "1")
    posted(office, 2)
    office.at(2.1, "check")

    assert grounds(office) == [
        ("open", 2, ["silent"]),
        ("notify", None, []),
        ("passed", 3, []),
        ("close", None, []),
    ]
    first = steps(office)[0]
    assert first.text == first.findings[0].message
    assert first.findings[0].evidence == () and first.findings[0].least_days is None


def test_what_fails_at_a_verifying_rests_on_the_check_that_looked(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    silent(office, 3)
    office.at(3.5, "check", "minzheng-douyin")
    by(office, 2, "rectify", "1", "--text", "已恢复更新")

    assert office.at(4, "cases", "verify").code == 0

    assert grounds(office)[-1] == ("failed", 2, ["silent"])


def test_the_words_of_a_step_may_be_changed_and_it_rests_on_the_same(office: Office) -> None:
    """A failing that evidence refutes is none, whatever it was told in."""
    silent(office)
    with open_database(office.database) as db:
        db.execute("UPDATE case_steps SET text = '甲'")
        db.conn.commit()
    day = ("--newest", "2021-12-04", "--screenshot", office.folder / "later.png", "--by", "李四")
    office.screenshot("later.png", b"later")

    office.at(1, "observe", "caizheng-weixin", *day)
    office.at(1.1, "check")

    assert [step.kind.value for step in steps(office)] == ["open", "refuted"]
