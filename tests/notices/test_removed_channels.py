"""Notices of a channel that was renamed or removed wait, and the office hears of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.notices import delivery, stranded
from monitor.notices.channels import Undelivered
from monitor.notices.delivery import deliver, put_stranded
from monitor.notices.notice import Kind, Notice, Route
from monitor.notices.outbox import Outbox
from monitor.system.connection import Database
from monitor.system.database import open_database
from tests.builders import NOON
from tests.notices.test_delivery import Bell, Keys
from tests.office import make_office

UNIT = Notice(key="due:a:1", kind=Kind.DUE, text="城关发布：请更新", account="a", unit="cg")
OFFICES = Notice(key="clock:1", kind=Kind.CLOCK, text="本机时钟快")


def ring(db: Database, *routes: Route, after: timedelta = timedelta()) -> None:
    now = NOON + after
    put_stranded(Outbox(db), routes, now)
    deliver(Outbox(db), routes, Keys(), now, lambda _: None)


def town(bell: Bell, name: str = "town") -> Route:
    return Route(name=name, channel=bell, units=("cg",))


def waiting_of(db: Database) -> dict[str, list[str]]:
    return {
        entry.notice.key: list(entry.waiting)
        for entry in Outbox(db).latest_entries()
        if entry.waiting
    }


@pytest.mark.parametrize("name", [None, "renamed"])
def test_the_office_hears_of_it_once_and_nothing_counts_as_delivered(
    db: Database, name: str | None
) -> None:
    office, old, new = Bell(), Bell(fails=[Undelivered("断网")]), Bell()
    head = Route(name="office", channel=office)
    delivery.enqueue(Outbox(db), [UNIT, OFFICES], [head, town(old)], NOON)
    ring(db, head, town(old))
    later = [head, *([town(new, name)] if name else [])]
    for days in range(1, 4):
        ring(db, *later, after=timedelta(days=days))

    assert waiting_of(db) == {"due:a:1": ["town"]}
    (line,) = [
        line
        for message in office.heard
        for line in message.text.splitlines()
        if "已不在名单中" in line
    ]
    assert line == "1.渠道“town”已不在名单中，1条通知未能送达：城关发布：请更新"
    assert stranded.sentences(Outbox(db), later, NOON + timedelta(days=4)) == (
        "渠道“town”已不在名单中，1条通知未能送达",
    )


def test_a_channel_that_comes_back_gets_what_waits_for_it(db: Database) -> None:
    office, old = Bell(), Bell(fails=[Undelivered("断网")])
    head = Route(name="office", channel=office)
    delivery.enqueue(Outbox(db), [UNIT], [head, town(old)], NOON)
    ring(db, head, town(old))
    ring(db, head, after=timedelta(days=1))

    ring(db, head, town(old), after=timedelta(days=2))

    assert [message.text.count("城关发布") for message in old.heard] == [1]
    assert waiting_of(db) == {}
    assert stranded.sentences(Outbox(db), [head, town(old)], NOON) == ()


def test_what_waits_for_the_only_office_channel_goes_to_its_successor(db: Database) -> None:
    old, new = Bell(fails=[Undelivered("断网")]), Bell()
    before, after = Route(name="office", channel=old), Route(name="bureau", channel=new)
    many = [Notice(key=f"k{n}", kind=Kind.DUE, text=f"第{n}条\n换行") for n in range(25)]
    delivery.enqueue(Outbox(db), many, [before], NOON)
    ring(db, before)

    ring(db, after, after=timedelta(days=1))
    ring(db, after, after=timedelta(days=2))

    (message,) = new.heard
    assert "渠道“office”已不在名单中，25条通知未能送达：第0条 换行；" in message.text
    assert "第19条 换行；其余5条见通知列表" in message.text and "第20条" not in message.text


def test_what_comes_to_wait_later_is_told_as_well(db: Database) -> None:
    """The channel came back for a day, and was taken away again."""
    office = Route(name="office", channel=Bell())
    for days, key in enumerate(("k1", "k2", "k3")):
        delivery.enqueue(Outbox(db), [replace(UNIT, key=key)], [office, town(Bell())], NOON)
        told = [put_stranded(Outbox(db), [office], NOON + timedelta(days=days)) for _ in range(2)]
        assert told == [1, 0]


def test_without_any_channel_it_is_written_down_and_waits(db: Database) -> None:
    old = Bell(fails=[Undelivered("断网")])
    delivery.enqueue(Outbox(db), [OFFICES], [Route(name="office", channel=old)], NOON)
    ring(db, Route(name="office", channel=old))

    ring(db, after=timedelta(days=1))

    assert waiting_of(db) == {"clock:1": ["office"]}
    assert {entry.notice.kind for entry in Outbox(db).latest_entries()} == {
        Kind.CLOCK,
        Kind.CHANNEL,
    }


def test_what_was_acknowledged_is_told_to_nobody(db: Database) -> None:
    outbox = Outbox(db)
    delivery.enqueue(outbox, [OFFICES], [Route(name="office", channel=Bell())], NOON)
    outbox.acknowledge("1", at=NOON)

    assert put_stranded(outbox, [], NOON) == 0


BUREAU = {"kind": "webhook", "url": "http://127.0.0.1:9/", "allow_private": True}


def test_the_commands_say_it(tmp_path: Path) -> None:
    county = {"name": "某县", "code": "620000", "office": "某办", "reports_to": "某市"}
    town_unit = {"id": "cg", "name": "某镇", "kind": "town"}
    office = make_office(
        tmp_path, units=[town_unit], jurisdiction=county, channels={"bureau": BUREAU}
    )
    office.data.mkdir()
    with open_database(office.database) as db:
        routes = [Route(name="office", channel=Bell()), Route(name="bureau", channel=Bell())]
        delivery.enqueue(Outbox(db), [OFFICES], routes, NOON)

    shown = office.run("notices", "list").out.replace("\n", "").replace(" ", "")
    assert "待送（渠道“office”" in shown
    (notice,) = office.json("notices", "list")
    assert sorted(notice["waiting"]) == ["bureau", "office"]
    assert notice["without_channel"] == ["office"]
    sentence = "渠道“office”已不在名单中，1条通知未能送达"
    assert sentence in office.run("status").err
    assert sentence in office.run("doctor").out.replace("\n", "")
    office.write("accounts: 7")
    assert office.json("notices", "list")[0]["without_channel"] == []
