"""Counties drawn by a number, in which everything happens that a quarter's paper tells of."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from monitor.cases.case import SYSTEM_ACTOR, Case, CaseStep, StepKind
from monitor.cases.wording_errors import WordingError
from monitor.figures import AccountHistory, Figures, PeriodAssessment, PeriodFinding, PeriodRun
from monitor.figures.pass_rate import Tally
from monitor.figures.values import EarlierPeriod, RegisterFinding
from monitor.model import (
    AccountSnapshot,
    Answer,
    ChecklistItem,
    Platform,
    RunMode,
    State,
    Status,
    Window,
)
from monitor.model.clock import BEIJING
from monitor.model.outcome import Outcome
from monitor.model.period import Period, Span
from monitor.model.post_count import PostCount
from tests.figures.builders import (
    CHECKS,
    LIMITS,
    MADE_AT,
    QUARTER,
    case,
    figures,
    history,
    registered,
    spotchecks,
    step,
)

WHOLE = (Window(since=QUARTER.since - timedelta(days=1), until=CHECKS[4]),)
OLD = (Window(since=datetime(2021, 5, 1, tzinfo=BEIJING), until=CHECKS[4]),)
MODES = (RunMode.FULL, RunMode.FULL, RunMode.SAMPLE, RunMode.SELECTED)
MIXED = (
    "ppp", "ddd", "fff", "zzz", "zpp", "zuu", "zff", "puu", "uuu", "---", "pp-", "-p-", "ffp",
    "ffu", "fppp", "ffff", "fpfp", "fuuu", "f---", "pppp", "uffp", "fffp", "fzz",
)  # fmt: skip
# of a whole county: what most of its accounts were like
FRESH = ("ppp", "ppp", "ppp", "ppd")
MOODS = (
    MIXED,
    ("fff", "ffff"),
    ("fpp", "fppp", "ffp"),
    ("ffu", "ffu", "ffu", "puu", "u--"),
    ("zzz", "zpp"),
    ("ppp", "ppp", "pppp", "puu", "uuu"),
    FRESH,
)
EMPTY, IDLE = 27, 28  # seeds: nobody is on the register; nothing was checked
NUMERALS = "一二三四五六七八九十"
KINDS = ("town", "department", "office", "institution", "")
CAVEAT = "2022年1月1日按法定节假日推算"
ADDED = PeriodFinding(
    check="S01",
    title="安全问题",
    kind="unsafe_content",
    about="wording",
    detail="12月3日第2条错字",
    message="“未见严重表述错误”不符合要求（12月3日第2条错字）",
)
BLOCKED = PeriodFinding(
    check="U02",
    title="账号异常",
    kind="account_blocked",
    message="平台提示账号已封禁（代码403）",
)


def county(seed: int) -> Figures:
    """Return the figures of the county of that *seed*."""
    draw = random.Random(seed)
    mood = MOODS[seed % len(MOODS)]
    number = draw.randint(12, 40) if seed % 3 else draw.randint(1, 11)
    number = number if seed != EMPTY else 0
    sound = mood == FRESH and seed % 2 == 0  # nobody of them owes anything
    accounts = [_account(n, draw, seed) for n in range(number)]
    runs = spotchecks(number) if sound else _runs(draw, number)
    runs = runs if seed not in (EMPTY, IDLE) else ()
    histories = [_history(account, draw, mood, runs) for account in accounts]
    gone = [_gone(n, draw, seed) for n in range(4)]
    histories += [
        history("f---", account, departed=True) for account in gone[: draw.choice((0, 0, 2))]
    ]
    merged = replace(gone[3], merged_into="高台县融媒体")
    new = 0 if mood == FRESH else draw.randint(0, number)
    then = [replace(a, name=_earlier(a, draw)) for a in accounts[new:]] + [*gone[:3], merged]
    value = figures(
        *histories,
        spotchecks=runs,
        register=tuple(accounts),
        register_before=tuple(then) if sound or draw.random() < 0.7 else None,
        left=(*gone[:3], merged),
        cases=() if sound else _cases(accounts, gone, draw, exempt=seed % 14 == 8),
        answers={} if sound else _answers(accounts, draw),
        slips=tuple(
            _slip(n, accounts, draw) for n in range(draw.choice((0, 0, 5, 20)) * (not sound))
        ),
        limits={**LIMITS, "zombie_days": draw.choice((90, 60))},
        decimals=draw.choice((1, 1, 2)),
        before=_tally(QUARTER.before, draw),
        year_before=_tally(QUARTER.year_before, draw),
    )
    return replace(
        value,
        reminded=draw.choice((0, 7, 31)),
        alarmed=draw.choice((0, 3)),
        superior_mean=draw.choice((None, Decimal("83.5"))),
        register_findings=tuple(_register_findings(accounts, draw, doubled=seed % 5 == 2)),
        register_order=tuple(account.id for account in _by_unit(accounts)),
        due_caveats={c.id: CAVEAT for c in value.cases if c.id % 3 == 0},
    )


def _account(number: int, draw: random.Random, seed: int) -> AccountSnapshot:
    kind = KINDS[number % len(KINDS)]
    name = f"{NUMERALS[number // 10 % 10]}{NUMERALS[number % 10]}"
    unit = NUMERALS[number % (9 if seed % 2 else 10)] + "甲" * (number % (1 + seed % 3))
    return registered(
        f"a{number:03}",
        name=f"高台{name}号" if number % 7 else f"高台12345热线{name}{number}",
        platform=draw.choice(list(Platform)[: 3 if seed % 4 == 1 else 14]),
        unit=f"{unit}{'镇' if kind == 'town' else '局'}",
        unit_id=f"{unit}{'镇' if kind == 'town' else '局'}",
        kind=kind,
        filed=draw.choice((None, True, False)),
        status=draw.choice((Status.ACTIVE, Status.ACTIVE, Status.FROZEN)),
    )


def _gone(number: int, draw: random.Random, seed: int) -> AccountSnapshot:
    account = _account(100 + number, draw, seed)
    return replace(account, name=f"高台旧{NUMERALS[number]}号", left_on=date(2021, 11, 5))


def _earlier(account: AccountSnapshot, draw: random.Random) -> str:
    return draw.choice((account.name, f"原{account.name}2号"))


def _by_unit(accounts: Sequence[AccountSnapshot]) -> list[AccountSnapshot]:
    return sorted(accounts, key=lambda account: (account.unit, account.id))


def _runs(draw: random.Random, number: int) -> tuple[PeriodRun, ...]:
    """Return three days of checks or fewer, one of them with a second run."""
    again = replace(spotchecks()[1], id=5, moment=CHECKS[3] + timedelta(hours=1))
    kept = [run for run in spotchecks() if draw.random() < 0.85 or run.id == 4]
    kept = kept[-1:] if draw.random() < 0.2 else kept
    kept += [again] if any(run.id == 3 for run in kept) and draw.random() < 0.5 else []
    runs = sorted(kept, key=lambda run: run.moment)
    modes = [draw.choice(MODES) for _ in runs]
    if draw.random() < 0.2:
        modes = [RunMode.SAMPLE] * len(runs)
    return tuple(
        replace(run, mode=mode, registered=number, looked=number, sample="20%", seed=7)
        for run, mode in zip(runs, modes, strict=True)
    )


def _history(
    account: AccountSnapshot, draw: random.Random, mood: Sequence[str], runs: Sequence[PeriodRun]
) -> AccountHistory:
    fields = draw.choice(
        (
            {},
            {},
            {"listed": draw.randint(0, 4000), "listed_windows": WHOLE},
            {"listed": draw.randint(1, 40)},
            {"post_counts": _entered(account.id, draw)},
        )
    )
    letters = draw.choice(mood if draw.random() < 0.8 or mood == FRESH else MIXED)
    told = history(letters, account, windows=draw.choice(((), WHOLE, OLD)), **fields)
    change = draw.choice((_same, _same, _same, _unsafe, _blocked, _never, _to_view, _other_gap))
    ids = {run.id for run in runs}
    looks = [change(look, draw) for look in told.looks if look.run in ids or look.run == 1]
    looks += [
        replace(look, run=5, at=look.at + timedelta(hours=1), as_of=look.at + timedelta(hours=1))
        for look in looks
        if look.run == 3 and 5 in ids
    ]
    looks.sort(key=lambda look: look.at)
    seen = frozenset(look.run for look in looks if not look.gaps)
    return replace(told, looks=tuple(looks), seen_in=seen)


def _same(look: PeriodAssessment, draw: random.Random) -> PeriodAssessment:
    return look


def _unsafe(look: PeriodAssessment, draw: random.Random) -> PeriodAssessment:
    if not look.problems:
        return look
    return replace(look, problems=(*look.problems, ADDED))


def _blocked(look: PeriodAssessment, draw: random.Random) -> PeriodAssessment:
    if not look.problems:
        return look
    return replace(look, state=State.ABNORMAL, problems=(BLOCKED,))


def _never(look: PeriodAssessment, draw: random.Random) -> PeriodAssessment:
    """Return a look of a silent account of which no post is known."""
    if look.state not in (State.STALE, State.ZOMBIE):
        return look
    return replace(look, newest_at=None)


def _to_view(look: PeriodAssessment, draw: random.Random) -> PeriodAssessment:
    return replace(look, state=State.TO_VIEW) if look.state is State.DUE else look


def _other_gap(look: PeriodAssessment, draw: random.Random) -> PeriodAssessment:
    if not look.gaps:
        return look
    outcome = draw.choice((Outcome.AUTH_EXPIRED, Outcome.CHALLENGE, Outcome.UNDATED))
    gaps = draw.choice(((), (("feed", outcome, "接口应答40001"),)))
    return replace(look, gaps=gaps)


def _entered(id: str, draw: random.Random) -> tuple[PostCount, ...]:
    months = (Period(year=2021, month=month, span=Span.MONTH) for month in (10, 11, 12))
    return tuple(
        PostCount(account=id, month=month, posts=draw.randint(0, 900), by="张三", at=MADE_AT)
        for month in months
    )


def _notified(run: int, due: date) -> CaseStep:
    return step(StepKind.NOTIFY, run, 1, due_on=due)


PAST, TO_COME = date(2021, 11, 5), date(2022, 1, 12)
COURSES: tuple[tuple[CaseStep, ...], ...] = (
    (step(StepKind.OPEN, 3),),
    (step(StepKind.OPEN, 2), _notified(2, PAST)),
    (step(StepKind.OPEN, 1), _notified(1, date(2021, 12, 30))),
    (step(StepKind.OPEN, 4), _notified(4, TO_COME)),
    (step(StepKind.OPEN, 2), _notified(2, PAST), step(StepKind.RECTIFY, 3, text="已整改2条")),
    (step(StepKind.OPEN, 1), _notified(1, PAST), step(StepKind.PASSED, 2), step(StepKind.CLOSE, 2)),
    (step(StepKind.OPEN, 1), step(StepKind.CLOSE, 3, text="机构改革第3批撤并")),
    (
        step(StepKind.OPEN, 1),
        step(
            StepKind.EXEMPT, 2, text="已批准", document="高府办函〔2021〕36号", until=TO_COME
        ),
    ),
    (
        step(StepKind.OPEN, 1),
        step(StepKind.PASSED, 2),
        step(StepKind.CLOSE, 2),
        step(StepKind.REOPEN, 4),
    ),
)  # fmt: skip


def _cases(
    accounts: Sequence[AccountSnapshot],
    gone: Sequence[AccountSnapshot],
    draw: random.Random,
    *,
    exempt: bool,
) -> tuple[Case, ...]:
    favourite = COURSES[7] if exempt else draw.choice((*COURSES, COURSES[1]))
    courses = [favourite] if exempt else [*COURSES, *[favourite] * 12]
    cases = [
        case(number, account, *draw.choice(courses))
        for number, account in enumerate(accounts, 1)
        if exempt or draw.random() < 0.7
    ]
    ended = step(StepKind.CLOSE, 3, text="账号已注销", by=SYSTEM_ACTOR)
    cases += [
        case(200 + number, account, step(StepKind.OPEN, draw.choice((1, 2, 2))), ended)
        for number, account in enumerate(gone[: draw.randint(0, 3)])
    ]
    return tuple(cases) if exempt or draw.random() < 0.85 else ()


def _answers(
    accounts: Iterable[AccountSnapshot], draw: random.Random
) -> dict[str, tuple[Answer, ...]]:
    share = draw.choice((0.0, 0.5, 1.0))
    good: Callable[[], bool] = lambda: draw.random() < 0.8  # noqa: E731
    return {
        account.id: tuple(
            Answer(item=item, good=good(), at=CHECKS[2], by="张三") for item in ChecklistItem
        )
        for account in accounts
        if draw.random() < share
    }


def _slip(number: int, accounts: Sequence[AccountSnapshot], draw: random.Random) -> WordingError:
    units = sorted({account.unit for account in accounts}) or ["一局"]
    unit = units[number % 4 % len(units)]
    return WordingError(
        unit=unit,
        unit_name=unit,
        text="帐号",
        found_on=date(2021, 11, 1 + number),
        veto=draw.choice((None, True, False)),
        fixed_on=draw.choice((None, date(2021, 12, 30))),
    )


def _register_findings(
    accounts: Sequence[AccountSnapshot], draw: random.Random, *, doubled: bool
) -> Iterable[RegisterFinding]:
    kinds: tuple[tuple[str, Any], ...] = (
        ("R01", "duplicate_account"),
        ("R02", "unfiled"),
        ("R02", Status.UNLISTED.value),
        ("R02", Status.CHANGING.value),
        ("R02", Status.CANCELLED.value),
        ("R03", "incomplete_entry"),
        ("R04", "orphan_unit"),
    )
    usual, share = draw.choice(kinds), draw.choice((0.0, 0.5))
    if doubled:
        usual, share = kinds[0], 0.9
    for account in accounts:
        if draw.random() < share:
            check, kind = draw.choice((usual, usual, draw.choice(kinds)))
            yield RegisterFinding(account=account, check=check, kind=kind)


def _tally(period: Period, draw: random.Random) -> EarlierPeriod | None:
    if draw.random() < 0.3:
        return None
    passed, failed, unknown = draw.randint(0, 40), draw.randint(0, 25), draw.randint(0, 3)
    whole = passed + failed + unknown
    return EarlierPeriod(
        period=period,
        tally=Tally(registered=whole, passed=passed, failed=failed, unknown=unknown),
    )
