"""The daemon by the clock: a month's end, a year's turn, a whole quarter, nights."""

import json
import os
import socket
from datetime import timedelta

from monitor.audit import audit
from monitor.clock import BEIJING
from monitor.notices import Kind
from monitor.store import Store
from tests.daemon.builders import HOUR, Office, day, only_first, tasks
from tests.http.server import ok, speaking
from tests.running import run


def test_a_months_end_and_a_years_turn_happen_exactly_once(office: Office) -> None:
    office.pass_time(office.daemon(), day(12, 28, 7), day(1, 2, 9, year=2022))

    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "look")] == [
        "12-28 08:30", "12-29 08:30", "12-30 08:30", "12-31 08:30", "01-01 08:30", "01-02 08:30"
    ]  # fmt: skip
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "remind")] == ["12-30 09:00"]
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "full")] == ["12-31 10:00"]
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "report")] == ["12-31 16:00"]
    assert {outcome for *_, outcome in office.done()} == {"ok"}
    with Store(office.folder / "data" / "monitor.db") as store:
        found = store.cases()
    opened = {f"{case.opened_at.astimezone(BEIJING):%m-%d %H}" for case in found}
    assert opened == {"12-31 10"}  # by the spot check, not by the daily looks before it
    reminder = (office.folder / "out" / "reminders" / "2021-12-30.txt").read_text("utf-8")
    assert "1月1日至1月3日放假，更新时限不因节假日顺延" in reminder
    assert "“高台水务”：最近更新12月17日，1月1日起计为不合格" in reminder
    drafts = {path.name for path in (office.folder / "out" / "2021Q4").iterdir()}
    assert "2021Q4政务新媒体检查情况报告.docx" in drafts
    assert "2021Q4政务新媒体检查情况通报.docx" in drafts


ACCOUNTS = int(os.environ.get("MONITOR_ACCOUNTS", "6"))  # 55 for the whole county


def test_a_whole_quarter_happens_exactly_once(office: Office) -> None:
    """National Day with its make-up day, three days of downtime, a bell that hears no flood."""
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
        office.at(office.daemon(), day(9, 30, 18))
        moment = day(10, 1, 8)
        while moment <= day(12, 31, 23):
            if not day(11, 10) <= moment < day(11, 13, 8):  # the power was off
                office.at(office.daemon(), moment + timedelta(minutes=45))
            moment += 12 * HOUR

    missed = {due_at.astimezone(BEIJING).day: number for task, due_at, number, _ in office.done()
              if task == "look" and number}  # fmt: skip
    assert len(tasks(office, "look")) == 92 - 3
    assert missed == {13: 3}
    assert [at.day for at in tasks(office, "full")] == [29, 30, 31]
    assert len(tasks(office, "spot")) == 6
    assert [f"{at:%m-%d}" for at in tasks(office, "remind")] == [
        "10-07", "10-14", "10-21", "10-28", "11-04", "11-11", "11-18", "11-25", "12-02", "12-09",
        "12-16", "12-23", "12-30",
    ]  # fmt: skip
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "report")] == ["12-31 16:00"]
    assert {outcome for *_, outcome in office.done()} == {"ok"}
    with Store(office.folder / "data" / "monitor.db") as store:
        told = store.told(limit=500)
        assert audit(store, office.folder / "data" / "evidence").faults == ()
    keys = [one.notice.key for one in told]
    assert len(keys) == len(set(keys))
    assert all(one.delivered == ("office",) and not one.waiting for one in told)
    assert sum(one.notice.kind is Kind.WEEKLY for one in told) == 13
    assert 0 < len(heard) <= 92  # at most one digest a day


def test_a_daily_look_fails_nobodys_quarter(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 27, 7))
    office.at(daemon, day(12, 27, 9))

    said = json.loads(run(office.folder, "report", "quarter", "2021Q4", "--json").out)

    assert said["spot_checks"] == []
    assert said["total"]["looked"] == 0


def test_notices_wait_out_the_night(office: Office) -> None:
    heard: list[bytes] = []

    def bell(peer: socket.socket, head: bytes) -> None:
        heard.append(head)
        ok(b'{"errcode": 0}')(peer, head)

    path = office.folder / "accounts.yaml"
    with speaking(bell) as (origin, _):
        channel = f"{{kind: wecom, url: '{origin}/send', allow_private: true}}"
        text = path.read_text("utf-8").replace("{share: 10%", "{quiet: '08:00-10:00'")
        path.write_text(f"{text}\nchannels:\n  office: {channel}\n", "utf-8")
        daemon = office.daemon()
        office.at(daemon, day(12, 28, 7))
        office.at(daemon, day(12, 28, 9))
        assert heard == []
        office.at(daemon, day(12, 28, 10))

    assert len(heard) == 1
