"""What a person enters is judged at once, and counts as no check."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from monitor.app import current_verdicts, entry_verdict
from monitor.model import clock
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.builders import NOON
from tests.lengths import some
from tests.office import LOOPBACK, Office, account, feed_sources, make_office


def status_of(office: Office, id: str) -> dict[str, object]:
    accounts = office.json("status")["accounts"]
    return next((account for account in accounts if account["id"] == id), {})


CLAIMS = [
    (["--newest", "昨天"], "pass", "合格"),
    (["--newest", "2021-12-10"], "unknown", "无法判定"),  # without a picture it condemns nobody
    (["--none-since", "2021-12-10", "--screenshot", "a.png"], "fail", "不合格（超期未更新）"),
    (["--none-since", "2021-12-17", "--screenshot", "a.png"], "unknown", "无法判定"),
    (["--none-since", "从未", "--screenshot", "a.png"], "fail", "不合格（从未发布）"),
]


@pytest.mark.parametrize(("words", "verdict", "told"), some(CLAIMS, 1, 2))
def test_a_look_is_judged_at_once_as_a_check_would(
    words: list[str],
    verdict: str,
    told: str,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(office.folder)

    done = office.at(0, "observe", "weixin", *words, "--by", "张三")
    at_once = status_of(office, "weixin")
    checked = office.at(0, "check", "--json")

    assert f"结论：{told}" in done.err and done.code == 0
    assert at_once["verdict"] == verdict
    (again,) = [a for a in json.loads(checked.out)["accounts"] if a["id"] == "weixin"]
    assert {**again, "as_of": ""} == {**at_once, "as_of": ""}
    assert office.faults() == ()


def test_only_who_was_looked_at_has_a_verdict(office: Office) -> None:
    office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")

    assert office.json("status")["never_checked"] == ["douyin", "toutiao", "lanmu"]


def test_a_look_is_no_run_and_opens_no_case(office: Office) -> None:
    office.run("observe", "weixin", "--none-since", "从未", "--screenshot",
               office.folder / "a.png", "--by", "张三")  # fmt: skip

    with open_database(office.database) as db:
        assert VerdictReader(db).runs() == ()
    assert office.json("cases", "list")["cases"] == []
    told = office.run("report", "quarter", "2021Q4", "--format", "terminal").out
    assert "本期未开展检查" in told
    office.check()
    assert [case["account"] for case in office.json("cases", "list")["cases"]] == ["weixin"]


def test_an_answer_is_judged_at_once_and_so_is_its_withdrawal(office: Office) -> None:
    office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")
    office.check()

    done = office.run("checklist", "set", "weixin", "表述=否", "--note", "误写", "--by", "张三")
    failing = status_of(office, "weixin")
    office.run("checklist", "withdraw", "weixin", "表述", "--by", "张三", "--reason", "登错")

    assert "结论：不合格" in done.err and "立案" in done.err
    assert (failing["verdict"], status_of(office, "weixin")["verdict"]) == ("fail", "pass")


def test_a_check_takes_over_and_a_later_entry_counts_again(office: Office) -> None:
    office.at(0, "observe", "weixin", "--newest", "昨天", "--by", "张三")
    office.at(0, "check")
    with open_database(office.database) as db:
        found = current_verdicts.verdicts_with_runs(
            VerdictReader(db), office.register(), office.register().judged[:1], NOON
        )
    assert [verdict.run for verdict in found] == [1]

    office.at(0.5, "observe", "weixin", "--newest", "今天", "--by", "李四")
    with open_database(office.database) as db:
        (verdict,) = current_verdicts.verdicts_with_runs(
            VerdictReader(db),
            office.register(),
            office.register().judged[:1],
            NOON + (clock.day_end(clock.day(NOON)) - NOON),
        )
    assert verdict.run is None and verdict.assessment.newest is not None


def test_the_verdict_of_a_look_is_of_its_moment_and_grows_old(office: Office) -> None:
    office.at(0, "observe", "weixin", "--newest", "昨天", "--by", "张三")

    first, later = office.at(0, "status", "--json"), office.at(60, "status", "--json")

    assert '"verdict": "pass"' in first.out
    assert '"verdict": "pass"' not in later.out and '"unknown"' in later.out


def test_what_cannot_be_judged_is_unknown_and_the_entry_is_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(entry_verdict, "inspect", broken)
    done = office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")

    assert done.code == 0 and "已登记" in done.err and "结论：无法判定" in done.err


def test_an_entry_that_repeats_another_is_judged_as_well(office: Office) -> None:
    words = ("observe", "weixin", "--newest", "昨天", "--at", "今天 9:00", "--by", "张三")
    office.at(0, *words)

    again = office.at(0, *words)

    assert "此前已登记" in again.err and "结论：合格" in again.err


def test_json_has_the_verdicts(office: Office) -> None:
    told = office.json("observe", "weixin", "--newest", "昨天", "--by", "张三")

    assert [(v["id"], v["verdict"]) for v in told["verdicts"]] == [("weixin", "pass")]


@pytest.mark.parametrize("means", ["cli", "sheet"])
def test_by_what_means_it_was_entered_is_kept_beside_the_name(means: str, office: Office) -> None:
    if means == "cli":
        office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")
        office.run("observe", "weixin", "--posts", "3", "--month", "2021-11", "--by", "张三")
        office.run("checklist", "set", "weixin", "全部=是", "--by", "张三")
    else:
        (office.folder / "list.csv").write_text(
            "账号标识,最新内容时间,表述,查看人\nweixin,昨天,是,张三\n", "utf-8"
        )
        office.run("observe", "--import", office.folder / "list.csv")

    shown = office.looks("weixin")
    with open_database(office.database) as db:
        kept = {
            table: {row["via"] for row in db.query(f"SELECT via FROM {table}")}
            for table in ("observations", "answers", "post_counts")
        }
    assert [(look["by"], look["via"]) for look in shown] == [("张三", means)]
    assert kept["observations"] == {means} and kept["answers"] <= {means}
    assert kept["post_counts"] <= {means}
    assert office.faults() == ()


def test_what_a_program_saw_came_by_no_means_of_a_person(office: Office) -> None:
    office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")
    office.check()

    with open_database(office.database) as db:
        rows = db.query("SELECT via FROM observations WHERE run IS NOT NULL")
        assert {row["via"] for row in rows} <= {None}


def test_the_verdict_speaks_of_the_moment_of_the_look_whenever_it_is_read(office: Office) -> None:
    office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")

    told = [json.loads(office.at(days, "status", "--json").out) for days in (0, 3)]

    first, later = (report["accounts"][0]["as_of"] for report in told)
    assert first == later == "2021-12-31T12:00:00+08:00"


def test_a_withdrawal_counts_though_a_check_has_taken_the_answer_in(office: Office) -> None:
    office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")
    office.run("checklist", "set", "weixin", "表述=否", "--note", "误写", "--by", "张三")
    assert office.check()["weixin"]["verdict"] == "fail"

    office.run("checklist", "withdraw", "weixin", "表述", "--by", "张三", "--reason", "登错")

    assert status_of(office, "weixin")["verdict"] == "pass"


def test_what_to_do_next_is_a_check_until_one_has_taken_the_entry_in(office: Office) -> None:
    office.run("observe", "weixin", "--none-since", "从未", "--screenshot",
               office.folder / "a.png", "--by", "张三")  # fmt: skip

    before = [step["what"][:14] for step in office.json("status")["next_steps"]]
    office.check()
    after = [step["what"] for step in office.json("status")["next_steps"]]

    assert "1个账号登记所见之后尚未检查" in before
    assert not any("登记所见之后" in what for what in after) and "1个问题待通知" in after[0]


@pytest.mark.long
def test_what_a_program_saw_and_what_a_person_saw_are_judged_together(tmp_path: Path) -> None:
    sources = feed_sources("http://127.0.0.1:9/feed")  # where nobody listens
    office = make_office(
        tmp_path, [account("site", "高台网", "website", sources=sources)], **LOOPBACK
    )
    with time_machine.travel(NOON, tick=False):
        unseen = office.check()["site"]
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        office.run("observe", "site", "--newest", "昨天", "--by", "张三")
        at_once = status_of(office, "site")
        checked = office.check()["site"]

    assert (unseen["verdict"], at_once["verdict"], checked["verdict"]) == (
        "unknown",
        "pass",
        "pass",
    )
    assert [gap["outcome"] for gap in checked["gaps"]] == ["network"]
    assert at_once["gaps"] == checked["gaps"]


def test_the_history_of_an_account_begins_with_what_was_entered_since(office: Office) -> None:
    office.run("observe", "weixin", "--newest", "2021-12-10", "--by", "张三")
    office.check()
    office.run("observe", "weixin", "--newest", "昨天", "--by", "李四")

    told = office.json("show", "weixin")["verdicts"]

    assert [(verdict["run"], verdict["verdict"]) for verdict in told] == [
        (None, "pass"),
        (1, "unknown"),
    ]
    assert "登记" in office.run("show", "weixin").out
    office.check()
    assert [v["run"] for v in office.json("show", "weixin", "--limit", "1")["verdicts"]] == [2]
