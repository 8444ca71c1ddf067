"""操作记录 (``/acts``): who did what at the desk and with its people, the newest first."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, render_template, request

from monitor.app.act_log import ActFilter, ActLog
from monitor.desk import act_words, downloads, listing
from monitor.desk.act_objects import ActObjects
from monitor.desk.office import office
from monitor.model import clock
from monitor.model.act import Act
from monitor.model.errors import RegistryError
from monitor.registry import Registry

page = Blueprint("acts", __name__)

SPANS = {"1": "今天", "7": "近7天", "30": "近30天", "366": "近一年"}
TITLES = ("时间", "人员", "用户名", "地址", "方式", "操作", "对象", "结果", "一小时内第几次")


@page.get("/acts")
def show() -> str | Response:
    """Show the acts that are asked for, or give them as a table."""
    asked = ActFilter(
        person=request.args.get("person", "")[:40],
        verb=request.args.get("verb", "")[:40],
        since=_since(request.args.get("days", "")),
    )
    objects = ActObjects.of(_registry())
    with office().reading() as db:
        log = ActLog(db)
        rows = log.listed(asked)
        if request.args.get("format") == "csv":
            return downloads.csv("操作记录", TITLES, [_cells(act, objects) for act in rows[:]])
        return render_template(
            "acts.html",
            acts=listing.paged(rows),
            people=log.people(),
            verbs=sorted((act_words.called(verb), verb) for verb in log.verbs()),
            spans=SPANS,
            asked=request.args,
            called=act_words.called,
            nobody=act_words.NOBODY,
            object=objects.shown,
            here=listing.here,
            page_link=lambda number: listing.here(page=number),
            clipped=listing.CLIPPED,
        )


def _registry() -> Registry | None:
    try:
        return office().registry
    except RegistryError:
        return None  # what was done can be read all the same


def _since(days: str) -> datetime | None:
    """Return the first moment of so many days, today among them; None where not one is meant."""
    if days not in SPANS:
        return None
    return clock.day_start(clock.day(clock.now()) - timedelta(days=int(days) - 1))


def _cells(act: Act, objects: ActObjects) -> tuple[str | int, ...]:
    by = act.by or act_words.NOBODY[act.via]
    times = act.times if act.times > 1 else ""
    verb = act_words.called(act.verb)
    return (
        clock.show(act.at), by, act.person, act.address, act.via.label, verb, objects.shown(act),
        act.ending.label, times,
    )  # fmt: skip
