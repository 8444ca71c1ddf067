"""The daemon by the clock: a month's end, a year's turn, the nights."""

import socket

import pytest

from monitor.app import head_comparison
from monitor.cases.case_store import CaseStore
from monitor.model import clock
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from tests.app.daemon.builders import HOUR, Office, day, tasks
from tests.county.register import only_first
from tests.http.server import ok, speaking
from tests.lengths import LONG

AWAKE = (7, 9, 10, 12, 15, 16, 23)


@pytest.mark.long
def test_a_months_end_and_a_years_turn_happen_exactly_once(office: Office) -> None:
    """Asked each hour of the day, and of the night where it may take longer."""
    only_first(office.folder / "accounts.yaml", 30)
    daemon, moment = office.daemon(), day(12, 28, 7)
    while moment <= day(1, 2, 9, year=2022):
        if LONG or clock.beijing(moment).hour in AWAKE:
            office.at(daemon, moment)
        moment += HOUR

    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "look")] == [
        "12-28 08:30", "12-29 08:30", "12-30 08:30", "12-31 08:30", "01-01 08:30", "01-02 08:30"
    ]  # fmt: skip
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "remind")] == ["12-31 09:00"]
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "full")] == ["12-31 10:00"]
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "report")] == ["12-31 16:00"]
    assert {outcome for *_, outcome in office.done()} == {"ok"}
    with open_database(office.folder / "data" / "monitor.db") as db:
        found = CaseStore(db).cases()
    opened = {f"{case.opened_at.astimezone(BEIJING):%m-%d %H}" for case in found}
    assert opened == {"12-29 15", "12-31 10"}  # by spot checks, not by the daily looks between
    reminder = (office.folder / "out" / "reminders" / "2021-12-31.txt").read_text("utf-8")
    head = head_comparison.head(office.folder / "data")
    assert head is not None and "\n（证据封存：第" in reminder
    assert "1月1日至1月3日放假，更新时限不因节假日顺延" in reminder
    assert "“高台水务”：最近更新12月17日（截至12月30日所见），1月1日起计为不合格" in reminder
    drafts = {path.name for path in (office.folder / "out" / "2021Q4").iterdir()}
    assert "2021Q4政务新媒体检查情况报告.docx" in drafts
    assert "2021Q4政务新媒体检查情况通报.docx" in drafts
    assert {"2021Q4报告领导阅签单.docx", "2021Q4通报领导阅签单.docx"} <= drafts


@pytest.mark.long
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
