"""日程 (``/schedule``): what is done by itself, what keeps it from that, and the backup."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from monitor.app import backup, doctor, key_list, wrong_clock
from monitor.app.schedule_view import schedule_view
from monitor.app.task_retries import status_text
from monitor.desk import flash, guard
from monitor.desk.office import office
from monitor.model import clock
from monitor.model.errors import ConfigError, RequestError
from monitor.model.schedule import Task, show_missed

page = Blueprint("schedule", __name__)

PAST = 20  # runs of tasks on the page
TONES = {doctor.OK: "pass", doctor.WARN: "unknown", doctor.BAD: "fail"}
ORDER = (doctor.BAD, doctor.WARN, doctor.OK)  # worst first
NEVER = "尚未备份过：请先在值班台所在的电脑上运行 monitor backup 目录，此后可在本页备份到同一目录"


@page.get("/schedule")
def show() -> str:
    """Show the schedule, what was found amiss, and the keys by their names."""
    place, now = office(), clock.now()
    registry = place.registry
    with place.reading() as db:
        view = schedule_view(db, registry.schedule, now, PAST)
        incidents = wrong_clock.incidents(db, now)
    remarks = doctor.examine(place.accounts_file, place.data, now, lambda _: registry)
    return render_template(
        "schedule.html",
        view=view,
        ahead=wrong_clock.ahead_of_schedule(view.newest_at) if view.newest_at else "",
        incidents=incidents,
        remarks=sorted(remarks, key=lambda remark: ORDER.index(remark.grade)),
        tones=TONES,
        keys=_keys(),
        date=lambda on: clock.show_day(clock.day_start(on)),
        last=backup.last(place.data),
        task=lambda run: Task(run.task).label,
        outcome=status_text,
        missed=show_missed,
        backing_up=place.background,
        told=flash.told(),
    )


@page.post("/schedule/backup")
@guard.for_duty
def back_up() -> Response:
    """Begin a copy beside the last one: where to was settled on the PC, never by a page."""
    place = office()
    place.refuse_demo()
    last = backup.last(place.data)
    if last is None:
        raise RequestError(NEVER)
    folder = last[1].parent
    now = clock.now()
    begun = place.background.start(
        lambda: backup.backup(place.data, place.accounts_file, folder, now)
    )
    flash.tell(what="已开始备份，完成后本页列出" if begun else "正在备份，请等它结束")
    return redirect("/schedule#backup", 303)


def _keys() -> tuple[key_list.KeyRow, ...] | None:
    place = office()
    try:
        return key_list.keys(place.registry, place.keys(), place.data, clock.now())
    except ConfigError:
        return None  # told among the remarks
