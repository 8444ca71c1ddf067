"""What is said of a clock that proved wrong: once an episode, and when it is right again."""

from datetime import datetime

from monitor.app import wrong_clock
from monitor.model import clock, clock_offset
from monitor.model.clock_offset import Comparison
from monitor.notices.notice import Kind, Notice
from monitor.verdicts.clock_log import ClockLog


def notice(clock_log: ClockLog, comparison: Comparison) -> Notice:
    """Return the notice of a wrong clock, once an episode."""
    first = clock_log.wrong_since(comparison.run)
    side = "slow" if comparison.offset.total_seconds() > 0 else "fast"
    difference = clock_offset.difference(comparison.offset)
    return Notice(
        key=f"clock:{first}:{side}",
        kind=Kind.CLOCK,
        text=f"{difference}，请立即校准；校准前不向单位发送通知，不立案、不销号",
    )


def recovered(clock_log: ClockLog, run: int) -> tuple[Notice, ...]:
    """Return the notice that the clock was right again in *run*, empty where it was never wrong."""
    before = clock_log.compared(before=run)
    aside = clock_log.set_aside_by(run)
    if not aside and not (before is not None and before.is_wrong):
        return ()
    listed = f"，日期不准的{aside}次查看单独列示" if aside else ""
    text = f"本机时钟已恢复准确，监测照常进行{listed}"
    return (Notice(key=f"clock:right:{run}", kind=Kind.CLOCK, text=text),)


def duty_ahead(at: datetime) -> Notice:
    """Return the notice of a duty that is recorded as done in the future."""
    return Notice(
        key=f"clock:duty:{clock.stamp(at)}",
        kind=Kind.CLOCK,
        text=f"{wrong_clock.ahead_of_schedule(at)}，请核对本机时间",
    )
