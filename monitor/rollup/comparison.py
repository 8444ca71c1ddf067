"""What a later bundle of the same period says otherwise: from what to what. Pure."""

from collections.abc import Iterable, Iterator

from monitor.figures.pass_rate import Tally
from monitor.rollup.incoming import grouped, tally_of
from monitor.rollup.reported import ReportedAccount

NAMED = 50  # accounts listed one by one


def changes(before: Iterable[ReportedAccount], after: Iterable[ReportedAccount]) -> tuple[str, ...]:
    """Return the differences of two versions as sentences."""
    earlier = {line.key: line for line in before}
    later = {line.key: line for line in after}
    then, now = tally_of(grouped(earlier.values())), tally_of(grouped(later.values()))
    accounts = tuple(_accounts(earlier, later))
    more = len(accounts) - NAMED
    return (
        *_totals(then, now),
        *accounts[:NAMED],
        *((f"另有{more}个账号有变化",) if more > 0 else ()),
    )


def _totals(then: Tally, now: Tally) -> Iterator[str]:
    for word, was, is_now in (
        ("登记账号", then.registered, now.registered),
        ("合格", then.passed, now.passed),
        ("不合格", then.failed, now.failed),
        ("无法判定", then.unknown, now.unknown),
    ):
        if was != is_now:
            yield f"{word}由{was}变为{is_now}"
    rate, rate_now = then.pass_rate.text(), now.pass_rate.text()
    if rate != rate_now:
        yield f"合格率由{rate}变为{rate_now}"


def _accounts(
    earlier: dict[tuple[str, str], ReportedAccount], later: dict[tuple[str, str], ReportedAccount]
) -> Iterator[str]:
    for key in sorted(earlier.keys() | later.keys()):
        before, after = earlier.get(key), later.get(key)
        if after is None and before is not None:
            yield f"“{before.name}”不再列入"
        elif before is None and after is not None:
            yield f"新列入“{after.name}”，{_word(after)}"
        elif before is not None and after is not None and _word(before) != _word(after):
            yield f"“{after.name}”由{_word(before)}变为{_word(after)}"


def _word(line: ReportedAccount) -> str:
    verdict = line.verdict.label if line.verdict else "未检查"
    state = line.state.label if line.state else ""
    return f"{verdict}（{state}）" if state and state != verdict else verdict
