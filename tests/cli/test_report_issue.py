"""`monitor report --issue`: what left the office stays as it was, and nothing leaves too early."""

import json
from datetime import date
from pathlib import Path

import pytest
import time_machine

from monitor.model import clock
from monitor.system.database import open_database
from tests.office import papers
from tests.running import run


def condemn(quarter: Path) -> None:
    """Let the closing look of the quarter say otherwise than when it was issued."""
    with open_database(quarter / "data" / "monitor.db") as db:
        db.execute("UPDATE assessments SET verdict = 'fail', state = 'stale' WHERE run = 4")
        db.conn.commit()


def test_the_next_report_compares_with_the_quarter_as_it_was_issued(quarter: Path) -> None:
    words = ("report", "quarter", "2021Q4", "--format", "json", "--issue")
    run(quarter, *words, "高政办报〔2022〕3号", "2022-01-05")
    issued = json.loads(run(quarter, "report", "quarter", "2021Q4", "--json").out)["total"]
    condemn(quarter)

    live = json.loads(run(quarter, "report", "quarter", "2021Q4", "--json").out)["total"]
    before = json.loads(run(quarter, "report", "quarter", "2022Q1", "--json").out)["before"]

    assert live["pass_rate"] != issued["pass_rate"]
    assert before == {"period": "2021Q4", "pass_rate": issued["pass_rate"]}


def test_the_letter_issued_last_is_what_the_next_report_compares_with(quarter: Path) -> None:
    words = ("report", "quarter", "2021Q4", "--format", "json")
    run(quarter, *words, "--issue", "高政办报〔2022〕3号", "2022-01-05")
    condemn(quarter)
    run(quarter, *words, "--for", "units", "--issue", "高政办发〔2022〕4号", "2022-01-06")

    live = json.loads(run(quarter, "report", "quarter", "2021Q4", "--json").out)["total"]
    before = json.loads(run(quarter, "report", "quarter", "2022Q1", "--json").out)["before"]

    assert before["pass_rate"] == live["pass_rate"]


@pytest.mark.parametrize(
    ("today", "issued_on", "sentence"),
    [
        (date(2022, 1, 5), "2022-01-06", "印发日期 2022-01-06 晚于今天，不能印发。"),
        (date(2022, 1, 5), "2022-01-05", ""),
        (date(2022, 1, 5), "2022年1月1日", ""),
        (date(2022, 1, 5), "2021-12-31", "2021年第四季度至 2021-12-31 结束"),
        (date(2021, 12, 31), "2021-12-31", "时尚未结束，不能印发。"),
    ],
)
def test_nothing_is_issued_before_its_day_nor_before_the_quarter_is_over(
    today: date, issued_on: str, sentence: str, quarter: Path
) -> None:
    words = ("--format", "json", "--issue", "高政办报〔2022〕3号", issued_on)
    with time_machine.travel(clock.day_start(today), tick=False):
        done = run(quarter, "report", "quarter", "2021Q4", *words)

    assert (done.code, sentence in done.err) == (2 if sentence else 0, True)
    assert ("已登记印发" in done.err) is not bool(sentence)
    assert bool(papers(quarter)) is not bool(sentence)
