"""Runs, what they saw and what they said of it, to be stored."""

from collections.abc import Callable

from monitor.model import (
    Assessment,
    Observation,
    Post,
    Run,
    RunMode,
    State,
    Verdict,
)
from monitor.system.connection import Database
from monitor.verdicts.run_values import AccountResult
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, account, ago, days, observation, post

ID = "chengguan-weixin"


def run(**overrides: object) -> Run:
    values: dict[str, object] = {"mode": RunMode.FULL, "moment": NOON, "started_at": NOON}
    values |= {"registered": 1, "selected": (ID,), "registry": "sha256:demo", "rules": "sha256:r"}
    return Run(id=0, **(values | overrides))  # type: ignore[arg-type]


def assessment(**overrides: object) -> Assessment:
    values: dict[str, object] = {
        "account": account(),
        "verdict": Verdict.PASS,
        "state": State.FRESH,
        "taken_at": NOON,
        "as_of": NOON,
        "newest": post(ago(1)),
        "idle": days(1),
        "results": (),
    }
    return Assessment(**(values | overrides))  # type: ignore[arg-type]


def inspected(*observations: Observation, **fields: object) -> AccountResult:
    return AccountResult(observations=observations, assessment=assessment(**fields))


def seen(*posts: Post, on: float = 0, **fields: object) -> Observation:
    return observation(*posts, taken_at=ago(on), **fields)


def begin(db: Database, **fields: object) -> int:
    return VerdictWriter(db).begin_run(run(**fields), [account()])


def questions(db: Database, ask: Callable[[], object]) -> list[str]:
    """Return the statements that *ask* puts to the database."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    ask()
    db.conn.set_trace_callback(None)
    return asked


def ways(db: Database, ask: Callable[[], object], table: str) -> list[str]:
    """How the questions that *ask* puts find their rows of *table*, in the database's words."""
    about = [sql for sql in questions(db, ask) if f"FROM {table}" in sql]
    return [step for sql in about for *_, step in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
