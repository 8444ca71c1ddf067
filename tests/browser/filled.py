"""A county in the middle of its quarter: looks, cases at every stage, letters, papers, people."""

from datetime import timedelta
from pathlib import Path

import time_machine

from tests.browser.desks import add_people
from tests.hand_county import OPENED, county, live
from tests.office import Office

ROUNDS = 8  # weeks that were lived; the seventh answers the six questions
NOW = OPENED + timedelta(days=7 * ROUNDS - 1)


def filled(folder: Path) -> Office:
    """Live some weeks in *folder*, make the papers of the month, let people in."""
    office = county(folder)
    live(office, ROUNDS)
    days = (NOW - office.opened_at).days
    for words in (("month", "2026-11"), ("notice", "tongji-wechat")):
        done = office.at(days, "report", *words)
        assert done.code != 2, done.err
    with time_machine.travel(NOW, tick=False):
        add_people(office.data)
    return office
