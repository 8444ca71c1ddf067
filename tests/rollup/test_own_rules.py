"""The city's own limit, applied to lines: nobody fails by it whom the county never examined."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.model import Platform, Precision, State, Verdict, Window
from monitor.rollup.own_rules import EARLIER_LOOKS, NOT_EXAMINED, NOT_SETTLED, REPOSTS, judged
from monitor.rollup.reported import ReportedAccount, ReportedFinding
from monitor.verdicts.freshness import Limit
from tests.builders import NOON

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
SILENT = ReportedFinding(check="U01", message="已20天未更新，超过14天")
UNSAFE = ReportedFinding(check="S01", message="严重表述错误")
LONG, SHORT = Limit(days=30), Limit(days=7)


def line(days: float | None, verdict: Verdict | None = PASS, **known: Any) -> ReportedAccount:
    """An account whose newest post was so many days old at the look that decided."""
    usual = ReportedAccount(
        county="629921",
        county_name="甲县",
        id="a",
        name="甲",
        platform=Platform.WECHAT,
        unit="某局",
        verdict=verdict,
        state=State.FRESH,
        seen_at=NOON,
        newest_at=None if days is None else NOON - timedelta(days=days),
        precision=Precision.SECOND,
        window=Window(since=NOON - timedelta(days=400), until=NOON),
        limit_days=14,
        failures=1 if verdict is FAIL else 0,
        findings=(SILENT,) if verdict is FAIL else (),
        abstained=("U01",) if verdict is UNKNOWN else (),
        reasons=("来源未能查看",) if verdict is UNKNOWN else (),
    )
    return replace(usual, **known)


NARROW = Window(since=NOON - timedelta(days=20), until=NOON)
CASES: dict[str, tuple[ReportedAccount, Limit, Verdict, str]] = {
    "failed, within the longer limit": (line(20, FAIL), LONG, PASS, ""),
    "failed, exactly at the longer limit": (line(30, FAIL), LONG, PASS, ""),
    "failed, beyond the longer limit too": (line(31, FAIL), LONG, FAIL, ""),
    "failed, never published": (line(None, FAIL), LONG, FAIL, ""),
    "failed, but the window is too narrow for the longer limit": (
        line(None, FAIL, window=NARROW), LONG, UNKNOWN, NOT_SETTLED,
    ),
    "failed often, perhaps for longer at an earlier look": (
        line(20, FAIL, failures=2), LONG, UNKNOWN, EARLIER_LOOKS,
    ),
    "failed often, never for longer": (
        line(20, FAIL, failures=2, longest_silence=30), LONG, PASS, "",
    ),
    "failed often, once for longer": (
        line(20, FAIL, failures=2, longest_silence=31), LONG, UNKNOWN, EARLIER_LOOKS,
    ),
    "failed by the longer limit is failed by the shorter": (line(20, FAIL), SHORT, FAIL, ""),
    "failed, opened within the longer limit": (
        line(None, FAIL, opened_on=(NOON - timedelta(days=29)).date()), LONG, UNKNOWN, NOT_SETTLED,
    ),
    "failed, opened before the longer limit": (
        line(None, FAIL, opened_on=date(2000, 1, 1)), LONG, FAIL, "",
    ),
    "failed for something else as well": (
        line(20, FAIL, findings=(SILENT, UNSAFE)), LONG, FAIL, "",
    ),
    "passed, within the shorter limit": (line(7), SHORT, PASS, ""),
    "passed, beyond the shorter limit: nobody looked a second time": (
        line(8), SHORT, UNKNOWN, NOT_EXAMINED,
    ),
    "passed, nobody vouches": (line(8, window=None), SHORT, UNKNOWN, NOT_SETTLED),
    "passed, of no look": (line(8, seen_at=None), SHORT, UNKNOWN, NOT_SETTLED),
    "passed, its time known to a month only": (
        line(5, precision=Precision.MONTH), SHORT, UNKNOWN, NOT_SETTLED,
    ),
    "passed, its time known to a day": (line(5, precision=Precision.DAY), SHORT, PASS, ""),
    "unknown, within the longer limit": (line(20, UNKNOWN), LONG, PASS, ""),
    "unknown, beyond the longer limit": (line(31, UNKNOWN), LONG, UNKNOWN, NOT_EXAMINED),
    "unknown for something else": (
        line(20, UNKNOWN, abstained=("S01",)), LONG, UNKNOWN, "来源未能查看",
    ),
    "a repost may be what was seen": (
        line(5), Limit(days=7, reposts=False), UNKNOWN, REPOSTS,
    ),
    "a repost may have come since": (
        line(40, FAIL, count_reposts=False), LONG, UNKNOWN, REPOSTS,
    ),
    "hours are counted exactly": (
        line(6.9, exact_hours=False), Limit(days=7, exact_hours=True), PASS, "",
    ),
    "of a day's precision, hours cannot be counted exactly": (
        line(6.9, precision=Precision.DAY), Limit(days=7, exact_hours=True), UNKNOWN, NOT_SETTLED,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "limit", "verdict", "reason"), CASES.values(), ids=CASES)
def test_a_line_is_judged_again(
    given: ReportedAccount, limit: Limit, verdict: Verdict, reason: str
) -> None:
    found = judged(given, limit)

    assert (found.verdict, "；".join(found.reasons)) == (verdict, reason)
    assert found.county_verdict is given.verdict
    assert bool(found.findings) == (verdict is FAIL)
    kept = State.UNKNOWN if verdict is UNKNOWN else None
    assert found.state is (given.state if verdict is given.verdict else kept)


@pytest.mark.parametrize(
    "given",
    [line(5), line(20, FAIL), line(20, UNKNOWN), line(5, verdict=None), line(5, limit_days=None)],
)
def test_the_same_limit_leaves_the_line_as_it_is(given: ReportedAccount) -> None:
    assert judged(given, Limit(days=14)) is given


@pytest.mark.parametrize("limit", [SHORT, LONG])
@pytest.mark.parametrize(
    "given",
    [line(5, UNKNOWN, abstained=(), reasons=("核查答复已撤回",)), line(5, FAIL, findings=())],
)
def test_nobody_is_cleared_of_what_the_line_does_not_tell(
    given: ReportedAccount, limit: Limit
) -> None:
    assert judged(given, limit) is given


def test_nobody_fails_whom_the_county_did_not_fail() -> None:
    for days in range(1, 60):
        for verdict in (PASS, UNKNOWN):
            for limit in (SHORT, LONG, Limit(days=7, exact_hours=True)):
                assert judged(line(days, verdict), limit).verdict is not FAIL
