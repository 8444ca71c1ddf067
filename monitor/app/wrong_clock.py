"""A clock that proved wrong: what waits until it is right, what is said of it, what is set aside.

The servers of the newest run that told the time are asked, nobody new.
"""

from datetime import datetime

from monitor.model import Incident, Run, clock, clock_offset
from monitor.model.clock_offset import Comparison
from monitor.model.errors import WrongClock
from monitor.system.connection import Database
from monitor.verdicts.clock_log import Ahead, ClockLog
from monitor.verdicts.reader import VerdictReader


def wrong(clock_log: ClockLog, now: datetime) -> Comparison | None:
    """Return the latest comparison of our clock where it is wrong and still counts."""
    comparison = clock_log.compared()
    return (
        comparison
        if comparison is not None and comparison.is_wrong and comparison.still_applies(now)
        else None
    )


def refuse(clock_log: ClockLog, now: datetime, what: str) -> None:
    """Raise WrongClock where *what* must wait until the clock is right."""
    comparison = wrong(clock_log, now)
    if comparison is not None:
        difference = clock_offset.difference(comparison.offset)
        raise WrongClock(f"{difference}，暂不{what}；请校准本机时间并重新检查")


def incidents(db: Database, now: datetime) -> tuple[Incident, ...]:
    """Return the incident of a wrong clock, by the newest run."""
    comparison = wrong(ClockLog(db), now)
    return (
        ()
        if comparison is None
        else clock_offset.incident(comparison.offset, VerdictReader(db).done_in(comparison.run))
    )


def set_aside_misdated(clock_log: ClockLog, run: Run, now: datetime) -> str:
    """Set aside what a wrong clock dated, where the servers of *run* confirm the clock now.

    Return what staff should know of it, once: after the first run that the clock was right in.
    """
    before = clock_log.compared(before=run.id)
    was_ahead = clock_log.last_run_is_ahead(run.id, now)
    if run.clock_offset is None:
        message = f"{ahead_of_now(clock_log.ahead(now))}；本次没有服务器告知时间，无从比对"
        return message if was_ahead else ""
    if clock_offset.is_wrong(run.clock_offset):
        return ahead_of_now(clock_log.ahead(now)) if was_ahead else ""
    clock_log.set_aside(run.id, now)
    aside = clock_log.set_aside_by(run.id)
    if aside:
        return f"本机时钟已与服务器一致；此前{aside}次查看的日期不准，单独列示，不作为最近一次结论"
    return "本机时钟已与服务器一致，此前不准" if before is not None and before.is_wrong else ""


def ahead_of_now(ahead: Ahead) -> str:
    """Return a sentence on what is dated in the future and set apart."""
    at = clock.show(ahead.latest_at) if ahead.latest_at else ""
    number = f"{ahead.runs}次检查、{ahead.looks}次观测"
    return f"有{number}的日期在将来（最晚 {at}），不作为最近一次结论"


def ahead_of_schedule(at: datetime) -> str:
    """Return a sentence on a duty in the log that is dated in the future."""
    return f"日程记录中有事项的日期在将来（最晚 {clock.show(at)}），不计为已办，日程照常进行"
