"""The application: its pages, what all templates know, how values are written."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask, Response, g, send_from_directory
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined

from monitor.app.standing import Standing, standing
from monitor.desk import (
    account,
    acts_page,
    audit,
    case_page,
    cases,
    contacts,
    errors,
    evidence,
    guard,
    help_page,
    letters,
    listing,
    look,
    machines,
    me,
    papers,
    paste,
    register,
    register_change,
    register_import,
    schedule,
    session,
    slips,
    status,
    today,
)
from monitor.desk.guard import Addresses
from monitor.desk.office import NAME, DeskOffice, office
from monitor.desk.tones import tone
from monitor.model import clock
from monitor.parsing import dates, naming
from reports.check_screen import incident_sentence

PAGES = (
    session.page,
    today.page,
    look.page,
    status.page,
    cases.page,
    case_page.page,
    letters.page,
    account.page,
    evidence.page,
    papers.page,
    register.page,
    register_change.page,
    register_import.page,
    contacts.page,
    slips.page,
    paste.page,
    schedule.page,
    acts_page.page,
    machines.page,
    help_page.page,
    me.page,
)
MENU = (  # words of the menu and where they lead, in this order
    ("今天", "/"),
    ("状态", "/status"),
    ("整改", "/cases"),
    ("报告", "/reports"),
)
MORE = (  # the rest of the menu, one tap away
    ("通知书", "/letters"),
    ("名单", "/register"),
    ("错敏信息", "/slips"),
    ("粘贴清单", "/paste"),
    ("日程", "/schedule"),
    ("操作记录", "/acts"),
    ("帮助", "/help"),
)
YEAR = 365 * 24 * 3600


def create(office: DeskOffice, addresses: Addresses) -> Flask:
    """Return the application of *office*, which answers at *addresses*."""
    app = Flask("monitor.desk", static_folder=None)
    app.config.update({NAME: office, guard.ADDRESSES: addresses})
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.loader = ChoiceLoader(
        [
            PackageLoader("monitor.desk", "templates"),
            PrefixLoader({"reports": PackageLoader("reports", "templates")}),  # what both show
        ]
    )
    app.jinja_env.filters.update(
        moment=clock.show, day=_day, full=naming.full, ended=_ended, about=dates.day_or_minute
    )
    app.jinja_env.filters.update(clip=listing.clip, tone=tone, incident=incident_sentence)
    app.jinja_env.globals.update(main_menu=MENU, asset=_asset, standing=_standing)
    guard.install(app)
    audit.install(app)
    errors.install(app)
    app.context_processor(_known)
    app.add_url_rule("/static/<digest>/<name>", "static", _static)
    for page in PAGES:
        app.register_blueprint(page)
    return app


def _known() -> dict[str, object]:
    """Return what every template knows."""
    row = guard.found_session()
    demo = office().demo
    return {
        "demo": demo.sentence if demo else "",
        "person": row.person if row else None,
        "token": row.token if row else "",
        "duty": row is not None and row.person.role.value == "duty",
        "menu_more": [(words, place) for words, place in MORE if guard.may_open(place)],
    }


def _standing() -> Standing:
    """Return as of when the page is true, asked once a page."""
    if "standing" not in g:
        place = office()
        with place.reading() as db:
            g.standing = standing(db, place.data, clock.now())
    return cast(Standing, g.standing)


def _static(digest: str, name: str) -> Response:
    response = send_from_directory(guard.static_folder(), name, max_age=YEAR)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@cache
def _asset(name: str) -> str:
    data = Path(guard.static_folder() / name).read_bytes()
    return f"/static/{hashlib.sha256(data).hexdigest()[:12]}/{name}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "？", "！")) else f"{sentence}。"


def _day(moment: datetime) -> str:
    return f"{clock.show_day(moment)} 星期{'一二三四五六日'[clock.day(moment).weekday()]}"
