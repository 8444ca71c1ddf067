"""The scheduled papers: the week's reminder, the quarter's draft."""

from datetime import datetime
from pathlib import Path

from monitor.app import paper_order, wrong_clock
from monitor.app.current_verdicts import current_updating
from monitor.app.paper_order import PaperOrder
from monitor.app.tasks.task_context import TaskContext
from monitor.model import clock
from monitor.model.period import quarter_of
from monitor.notices import delivery, notice, reminders
from monitor.notices.outbox import Outbox
from monitor.registry import Registry, rules
from monitor.system import files
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.database import open_database
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader


def remind(place: TaskContext, registry: Registry, due_at: datetime, now: datetime) -> str:
    """Write the week's reminder and enqueue it, once."""
    day = f"{clock.day(due_at)}"
    path = place.out / "reminders" / f"{day}.txt"
    with open_database(place.data / "monitor.db") as db:
        if Outbox(db).is_decided(notice.weekly(day, "").key, due_at, now):
            return f"提醒文字此前已写入 {path}，不再重复发送"
        wrong_clock.refuse(ClockLog(db), now, "发送更新提醒")
        reader = VerdictReader(db)
        assessments = current_updating(reader, registry, registry.judged, now)
        newest_post_at = reader.newest_post_at(assessments, now)
        sealed = ChainHeads(db).head()
    text = reminders.weekly(
        assessments,
        now,
        registry.schedule.workdays,
        registry.judged,
        rules.limits(registry.accounts, registry.policy),
        newest_post_at=newest_post_at,
        sealed=sealed,
    )
    written = files.deliver(place.data, path, text.encode())
    for kept in written.kept:
        place.tell(str(kept))
    with open_database(place.data / "monitor.db") as db:
        delivery.enqueue(Outbox(db), [notice.weekly(day, text)], registry.channels, now)
    return f"提醒文字已写入 {written.files[0]}"


def report(
    place: TaskContext, folder: Path, registry: Registry, due_at: datetime, now: datetime
) -> str:
    """Draft the quarter's papers below the output folder. *folder*: that of the templates."""
    day = clock.day(due_at)
    period = quarter_of(day)
    with open_database(place.data / "monitor.db") as db:
        if Outbox(db).is_decided(notice.report(period.name, "").key, due_at, now):
            return f"{period.label}报告和通报的草稿此前已生成"
        wrong_clock.refuse(ClockLog(db), now, "生成报告")
        orders = [
            PaperOrder(kind=kind, period=period) for kind in ("quarter_city", "quarter_units")
        ]
        computed = paper_order.figures(db, registry, orders[0], now)
        for order in orders:
            job = paper_order.prepare(db, registry, folder, computed, order)
            published = paper_order.place(
                db, job, place.out, place.data, tell=place.tell, mark=None
            )
            for kept in published.kept:
                place.tell(str(kept))
        where = f"{period.label}报告和通报的草稿已生成，在 {place.out / period.name}"
        delivery.enqueue(Outbox(db), [notice.report(period.name, where)], registry.channels, now)
    return where
