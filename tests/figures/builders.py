"""Histories for figures: a few words say what each spot check of a quarter saw."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.cases.case import Case, CaseStep, StepKind
from monitor.figures import (
    AccountHistory,
    Figures,
    PeriodAssessment,
    PeriodData,
    PeriodFinding,
    PeriodRun,
)
from monitor.figures.compute import compute
from monitor.model import AccountSnapshot, Jurisdiction, Platform, RunMode, State, Verdict
from monitor.model.clock import BEIJING
from monitor.model.outcome import Outcome
from monitor.model.period import Period, Span
from monitor.verdicts.freshness import Limit

QUARTER = Period(year=2021, month=10, span=Span.QUARTER)
COUNTY = Jurisdiction(
    name="高台县",
    office="高台县人民政府办公室",
    reports_to="张掖市人民政府办公室",
    contact="0936-0000000",
)
CHECKS = {  # run → moment; the first is of the quarter before
    1: datetime(2021, 9, 30, 16, tzinfo=BEIJING),
    2: datetime(2021, 10, 29, 16, tzinfo=BEIJING),
    3: datetime(2021, 11, 30, 16, tzinfo=BEIJING),
    4: datetime(2021, 12, 31, 16, tzinfo=BEIJING),
}
MADE_AT = datetime(2022, 1, 4, 9, tzinfo=BEIJING)
LIMITS = {"remind_days": 7, "max_days": 14, "zombie_days": 90, "cancel_days": 365}
BASES = {"内容不更新": "国办秘函〔2019〕19号：监测时间点前2周内无更新，单项否决"}
SAID = {
    "p": (Verdict.PASS, State.FRESH, 1),
    "d": (Verdict.PASS, State.DUE, 9),
    "f": (Verdict.FAIL, State.STALE, 20),
    "z": (Verdict.FAIL, State.ZOMBIE, 100),
    "u": (Verdict.UNKNOWN, State.UNKNOWN, None),
}


def registered(id: str = "caizheng-weixin", **overrides: Any) -> AccountSnapshot:
    values: dict[str, Any] = {
        "name": "高台财政",
        "platform": Platform.WECHAT,
        "unit": "高台县财政局",
        "unit_id": "caizheng",
        "kind": "department",
    }
    return AccountSnapshot(id=id, **(values | overrides))


def look(run: int, letter: str, *, title: str = "", idle: int | None = None) -> PeriodAssessment:
    """One letter of ``SAID`` says what the spot check *run* found."""
    verdict, state, days = SAID[letter]
    days = idle if idle is not None else days
    at = CHECKS[run]
    message = f"截至{at:%Y年%m月%d日}，已{days}天未更新（最近一次：《{title}》），超过14天"
    return PeriodAssessment(
        run=run,
        at=at,
        as_of=at,
        verdict=verdict,
        state=state,
        newest_at=at - timedelta(days=days) if days is not None else None,
        newest_title=title,
        problems=(PeriodFinding(check="U01", title="内容不更新", message=message),)
        if verdict is Verdict.FAIL
        else (),
        abstained=("U01",) if verdict is Verdict.UNKNOWN else (),
        reasons=("来源未能查看",) if verdict is Verdict.UNKNOWN else (),
        gaps=(("feed", Outcome.BRIDGE_DOWN, "桥接服务没有应答"),)
        if verdict is Verdict.UNKNOWN
        else (),
    )


def history(
    letters: str = "ppp", account: AccountSnapshot | None = None, **fields: Any
) -> AccountHistory:
    """*said*: a letter a spot check of the quarter; of four letters the first is of the one before.

    ``-`` stands for a spot check that did not look at the account.
    """
    first = 5 - len(letters)
    title = fields.pop("title", "")
    looks = tuple(
        look(run, letter, title=title) for run, letter in enumerate(letters, first) if letter != "-"
    )
    fields.setdefault("seen_in", frozenset(seen.run for seen in looks if not seen.gaps))
    listed = [at for at in fields.get("published", ()) if QUARTER.holds(at)]
    fields.setdefault("listed", len(listed))
    fields.setdefault("listed_windows", fields.get("windows", ()))
    return AccountHistory(account=account or registered(), looks=looks, **fields)


def spotchecks(number: int = 0) -> tuple[PeriodRun, ...]:
    return tuple(
        PeriodRun(id=run, moment=CHECKS[run], mode=RunMode.FULL, registered=number, looked=number)
        for run in (2, 3, 4)
    )


def past(histories: Sequence[AccountHistory], **overrides: Any) -> PeriodData:
    register = tuple(history.account for history in histories)
    values: dict[str, Any] = {
        "spotchecks": spotchecks(len(register)),
        "register": register,
        "register_before": register,
        "histories": histories,
    }
    return PeriodData(**(values | overrides))


def figures(*histories: AccountHistory, **overrides: Any) -> Figures:
    """Return the quarter's figures of *histories*; *more* goes to the past or the computing."""
    told = {
        key: overrides.pop(key)
        for key in ("spotchecks", "register", "register_before", "cases", "slips", "answers")
        if key in overrides
    }
    values: dict[str, Any] = {
        "jurisdiction": COUNTY,
        "made_at": MADE_AT,
        "limit_of": lambda _: Limit(days=14),
        "limits": LIMITS,
        "bases": BASES,
        "program": "newmedia-monitor/0",
    }
    return compute(past(histories, **told), QUARTER, **(values | overrides))


def case(id: int, account: AccountSnapshot, *steps: CaseStep) -> Case:
    """Return a case of *account* with its steps, the first of them told."""
    return Case(
        id=id,
        account=account.id,
        name=account.name,
        unit=account.unit_id,
        unit_name=account.unit,
        platform=account.platform,
        check="U01",
        title="内容不更新",
        steps=steps,
    )


def step(move: StepKind, run: int, hours: float = 0, **overrides: Any) -> CaseStep:
    """Return a step, so many *hours* after a check."""
    values: dict[str, Any] = {"by": "张三", "text": "已20天未更新"} | overrides
    return CaseStep(kind=move, at=CHECKS[run] + timedelta(hours=hours), **values)
