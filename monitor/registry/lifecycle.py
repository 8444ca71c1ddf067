"""The life of an account from its opening to its filed closing: which steps may follow. Pure.

停更公告 → (平台冻结期) → 注销 → 关停备案. An account that is being closed is still judged; it
leaves the count on the day its closing is filed. Source: what bulletins of counties and cities
demand (金普 2025 Q3; 甘孜 2024: 注销但未报备新媒体11个).
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import partial
from itertools import pairwise

from monitor.model import Account, Closing, Status
from monitor.model.errors import ConfigError
from monitor.registry.ways import COMMANDS, Ways

STEPS = {  # in their order; the status that each brings, and how it is called
    "notice_on": (Status.CLOSING, "停更公告"),
    "frozen_on": (Status.FROZEN, "平台冻结"),
    "cancelled_on": (Status.CANCELLED, "平台注销"),
    "filed_on": (Status.CLOSED, "关停备案"),
}
OPTIONAL = frozenset({"frozen_on"})  # not every platform freezes
BY_STEPS = frozenset({status for status, _ in STEPS.values()} | {Status.MERGED})
Values = dict[str, str | Mapping[str, str] | None]


class ReasonNeeded(ConfigError):
    """A change that is out of the ordinary is made only with a reason."""


def closed(
    account: Account, given: Closing, today: date, reason: str, ways: Ways = COMMANDS
) -> Values:
    """Return the fields of *account* after the steps *given*; raises ConfigError.

    A step without those before it is illegal, and is taken only with a *reason*.
    """
    steps = {field.name: getattr(given, field.name) for field in fields(Closing)}
    days = {name: day for name, day in steps.items() if day is not None}
    if not days:
        raise ConfigError("请写明停更公告、冻结、注销或关停备案的日期")
    if account.status is Status.MERGED:
        raise ConfigError("该账号已整合，不能再关停")
    dates = {
        name: day
        for name in STEPS
        if (day := days.get(name) or getattr(account.closing, name)) is not None
    }
    for name, day in days.items():
        _check_day(account, day, today, STEPS[name][1])
    _check_order(dates)
    last = max(dates, key=list(STEPS).index)
    missing = [
        STEPS[name][1]
        for name in list(STEPS)[: list(STEPS).index(last)]
        if name not in dates and name not in OPTIONAL
    ]
    if missing and not reason.strip():
        skipped = f"尚未登记{'、'.join(missing)}，不能直接登记{STEPS[last][1]}"
        raise ReasonNeeded(f"{skipped}；确有特殊情况的请{ways.reason}")
    return {
        "status": STEPS[last][0].value,
        "closing": {name: day.isoformat() for name, day in dates.items()},
    }


def merged(
    account: Account,
    into: Account,
    on: date,
    today: date,
    reason: str,
    ways: Ways = COMMANDS,
) -> Values:
    """Return the fields of *account* that goes on in *into* since *on*; raises ConfigError."""
    if account.id == into.id:
        raise ConfigError("账号不能整合到自身")
    if into.status in BY_STEPS:
        raise ConfigError(f"去向账号 {into.id} 状态为“{into.status.label}”，不能接收整合")
    if not account.judged and not reason.strip():
        raise ReasonNeeded(f"该账号状态为“{account.status.label}”，改登记为整合须{ways.reason}")
    if account.closing.notice_on is None and not reason.strip():
        unannounced = "尚未登记停更公告（迁移公告），不能直接整合"
        raise ReasonNeeded(f"{unannounced}；确有特殊情况的请{ways.reason}")
    _check_day(account, on, today, "整合")
    notice = account.closing.notice_on
    if notice is not None and on < notice:
        raise ConfigError(f"整合日期 {on} 早于停更公告日期 {notice}，请核对")
    return {
        "status": Status.MERGED.value,
        "merged_into": into.id,
        "merged_on": on.isoformat(),
    }


def check_status(account: Account, status: Status, reason: str, ways: Ways = COMMANDS) -> None:
    """Raise ConfigError where a plain change to *status* would skip a step."""
    if status in BY_STEPS and status is not account.status:
        way = ways.merging if status is Status.MERGED else ways.closing
        raise ConfigError(f"状态“{status.label}”须{way}")
    if account.status in BY_STEPS and status is not account.status and not reason.strip():
        raise ReasonNeeded(
            f"该账号状态为“{account.status.label}”，恢复为“{status.label}”须{ways.reason}"
        )


def anew(account: Account, status: Status) -> dict[str, None]:
    """Return the fields to clear when an account is reopened."""
    back = account.status in BY_STEPS and status not in BY_STEPS
    return dict.fromkeys(("closing", "merged_into", "merged_on")) if back else {}


def latest_step_on(account: Account) -> date | None:
    """Return the day of the latest step towards the end of *account*, None where it takes none."""
    closing = account.closing
    if account.merged_on is not None:
        return account.merged_on
    return closing.filed_on or closing.cancelled_on or closing.frozen_on or closing.notice_on


def doubts(account: Account, today: date) -> Iterator[str]:
    """Yield contradictions in the life cycle of *account* as the register has it."""
    closing, label = account.closing, account.status.label
    days = {name: day for name in STEPS if (day := getattr(closing, name)) is not None}
    for name, (status, step) in STEPS.items():
        if account.status is status and name not in days:
            out = "，已不再统计" if status is Status.CLOSED else ""
            yield f"状态为“{label}”，未登记{step}日期{out}"
    if account.status is Status.MERGED and not (account.merged_into and account.merged_on):
        yield f"状态为“{label}”，未登记去向账号或整合日期，已不再统计"
    if account.status is not Status.CLOSED and closing.filed_on is not None:
        yield f"已登记关停备案日期 {closing.filed_on}，状态仍为“{label}”"
    elif days and account.status not in BY_STEPS:
        yield f"状态为“{label}”，却登记了关停日期"
    checks = [partial(_check_day, account, day, today, STEPS[n][1]) for n, day in days.items()]
    for check in [*checks, partial(_check_order, days)]:
        try:
            check()
        except ConfigError as error:
            yield str(error)


def _check_day(account: Account, day: date, today: date, step: str) -> None:
    if day > today:
        raise ConfigError(f"{step}日期 {day} 在将来，请待办理后登记")
    if account.opened_on is not None and day < account.opened_on:
        raise ConfigError(f"{step}日期 {day} 早于开设日期 {account.opened_on}，请核对")


def _check_order(dates: Mapping[str, date]) -> None:
    ordered = [(name, dates[name]) for name in STEPS if name in dates]
    for (earlier, before), (later, after) in pairwise(ordered):
        if before > after:
            raise ConfigError(
                f"{STEPS[later][1]}日期 {after} 早于{STEPS[earlier][1]}日期 {before}，请核对"
            )
