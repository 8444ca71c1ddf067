"""A whole quarter by the clock, asked day by day."""

import json
import os
import socket
from datetime import timedelta

import pytest

from monitor.app.audit import audit
from monitor.model.clock import BEIJING
from monitor.notices.notice import Kind
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from tests.app.daemon.builders import HOUR, Office, day, tasks
from tests.county.register import only_first
from tests.http.server import ok, speaking
from tests.lengths import LONG
from tests.running import run

FIRST, OFF = (
    (day(10, 1, 20), day(11, 10)) if LONG else (day(12, 5, 20), day(12, 10))
)  # the first evening, and when the power failed
ACCOUNTS = int(os.environ.get("MONITOR_ACCOUNTS", "2"))  # 55 for the whole county


@pytest.mark.long
def test_a_whole_quarter_happens_exactly_once(office: Office) -> None:
    """National Day with its make-up day, three days of downtime, a bell that hears no flood.

    Where it may not take long: the quarter's last weeks.
    """
    heard: list[bytes] = []

    def bell(peer: socket.socket, head: bytes) -> None:
        heard.append(head)
        ok(b'{"errcode": 0}')(peer, head)

    path = office.folder / "accounts.yaml"
    with speaking(bell) as (origin, _):
        only_first(path, ACCOUNTS)
        channel = f"{{kind: wecom, url: '{origin}/send', allow_private: true}}"
        text = path.read_text("utf-8")
        path.write_text(f"{text}\nchannels:\n  office: {channel}\n", "utf-8")
        office.at(office.daemon(), FIRST - 26 * HOUR)
        moment = FIRST
        while moment <= day(12, 31, 23):
            if not OFF <= moment < OFF + 80 * HOUR:  # the power was off
                office.at(office.daemon(), moment + timedelta(minutes=45))
            moment += (24 if moment < day(12, 20) else 12) * HOUR

    missed = {due_at.astimezone(BEIJING).day: number for task, due_at, number, _ in office.done()
              if task == "look" and number}  # fmt: skip
    number = (day(1, 1, year=2022) - FIRST).days + 1
    assert len(tasks(office, "look")) == number - 3
    assert missed == {13: 3}
    assert [at.day for at in tasks(office, "full")] == ([29, 30, 31] if LONG else [31])
    assert len(tasks(office, "spot")) == (6 if LONG else 2)
    fridays = [day(10, 1) + timedelta(days=7 * week) for week in range(14)]
    weekly = [f"{at:%m-%d}" for at in fridays if at > FIRST - 26 * HOUR]
    assert [f"{at:%m-%d}" for at in tasks(office, "remind")] == weekly
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "report")] == ["12-31 16:00"]
    assert {outcome for *_, outcome in office.done()} == {"ok"}
    with open_database(office.folder / "data" / "monitor.db") as db:
        told = Outbox(db).latest_entries(limit=500)
        assert audit(db, office.folder / "data" / "evidence").faults == ()
    keys = [one.notice.key for one in told]
    assert len(keys) == len(set(keys))
    assert all(one.delivered == ("office",) and not one.waiting for one in told)
    assert sum(one.notice.kind is Kind.WEEKLY for one in told) == len(weekly)
    assert 0 < len(heard) <= number  # at most one digest a day


def test_a_daily_look_fails_nobodys_quarter(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 27, 7))
    office.at(daemon, day(12, 27, 9))

    said = json.loads(run(office.folder, "report", "quarter", "2021Q4", "--json").out)

    assert said["spot_checks"] == []
    assert said["total"]["looked"] == 0
