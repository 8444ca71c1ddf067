"""`monitor report --issue`: what left the office stays as it was, and nothing leaves too early."""

import json
from pathlib import Path

from monitor.store import Store
from tests.running import run


def condemn(quarter: Path) -> None:
    """Let the closing look of the quarter say otherwise than when it was issued."""
    with Store(quarter / "data" / "monitor.db") as store:
        store.db.execute("UPDATE assessments SET verdict = 'fail', state = 'stale' WHERE run = 4")
        store.db.conn.commit()


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
