"""Notices of a channel that was renamed or removed wait, and the office hears of them."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app.store import Store
from monitor.notices import delivery
from monitor.notices.channels import Undelivered
from monitor.notices.delivery import deliver, put_stranded
from monitor.notices.notice import Kind, Notice, Route
from tests.builders import NOON
from tests.notices.test_delivery import Bell, Keys
from tests.running import run

UNIT = Notice(key="due:a:1", kind=Kind.DUE, text="城关发布：请更新", account="a", unit="cg")
OFFICES = Notice(key="clock:1", kind=Kind.CLOCK, text="本机时钟快")


def ring(store: Store, *routes: Route, after: timedelta = timedelta()) -> None:
    now = NOON + after
    put_stranded(store, routes, now)
    deliver(store, routes, Keys(), now, lambda _: None)


def town(bell: Bell, name: str = "town") -> Route:
    return Route(name=name, channel=bell, units=("cg",))


def waiting_of(store: Store) -> dict[str, list[str]]:
    return {one.notice.key: list(one.waiting) for one in store.latest_entries() if one.waiting}


@pytest.mark.parametrize("name", [None, "renamed"])
def test_the_office_hears_of_it_once_and_nothing_counts_as_delivered(
    store: Store, name: str | None
) -> None:
    office, old, new = Bell(), Bell(fails=[Undelivered("断网")]), Bell()
    head = Route(name="office", channel=office)
    delivery.enqueue(store, [UNIT, OFFICES], [head, town(old)], NOON)
    ring(store, head, town(old))
    later = [head, *([town(new, name)] if name else [])]
    for days in range(1, 4):
        ring(store, *later, after=timedelta(days=days))

    assert waiting_of(store) == {"due:a:1": ["town"]}
    (line,) = [
        line
        for message in office.heard
        for line in message.text.splitlines()
        if "已不在名单中" in line
    ]
    assert line == "1.渠道“town”已不在名单中，1条通知未能送达：城关发布：请更新"
    assert delivery.stranded(store, later, NOON + timedelta(days=4)) == (
        "渠道“town”已不在名单中，1条通知未能送达",
    )


def test_a_channel_that_comes_back_gets_what_waits_for_it(store: Store) -> None:
    office, old = Bell(), Bell(fails=[Undelivered("断网")])
    head = Route(name="office", channel=office)
    delivery.enqueue(store, [UNIT], [head, town(old)], NOON)
    ring(store, head, town(old))
    ring(store, head, after=timedelta(days=1))

    ring(store, head, town(old), after=timedelta(days=2))

    assert [message.text.count("城关发布") for message in old.heard] == [1]
    assert waiting_of(store) == {}
    assert delivery.stranded(store, [head, town(old)], NOON) == ()


def test_what_waits_for_the_only_office_channel_goes_to_its_successor(store: Store) -> None:
    old, new = Bell(fails=[Undelivered("断网")]), Bell()
    before, after = Route(name="office", channel=old), Route(name="bureau", channel=new)
    many = [Notice(key=f"k{n}", kind=Kind.DUE, text=f"第{n}条\n换行") for n in range(25)]
    delivery.enqueue(store, many, [before], NOON)
    ring(store, before)

    ring(store, after, after=timedelta(days=1))
    ring(store, after, after=timedelta(days=2))

    (message,) = new.heard
    assert "渠道“office”已不在名单中，25条通知未能送达：第0条 换行；" in message.text
    assert "第19条 换行；其余5条见通知列表" in message.text and "第20条" not in message.text


def test_what_comes_to_wait_later_is_told_as_well(store: Store) -> None:
    """The channel came back for a day, and was taken away again."""
    office = Route(name="office", channel=Bell())
    for days, key in enumerate(("k1", "k2", "k3")):
        delivery.enqueue(store, [replace(UNIT, key=key)], [office, town(Bell())], NOON)
        told = [put_stranded(store, [office], NOON + timedelta(days=days)) for _ in range(2)]
        assert told == [1, 0]


def test_without_any_channel_it_is_written_down_and_waits(store: Store) -> None:
    old = Bell(fails=[Undelivered("断网")])
    delivery.enqueue(store, [OFFICES], [Route(name="office", channel=old)], NOON)
    ring(store, Route(name="office", channel=old))

    ring(store, after=timedelta(days=1))

    assert waiting_of(store) == {"clock:1": ["office"]}
    assert {one.notice.kind for one in store.latest_entries()} == {Kind.CLOCK, Kind.CHANNEL}


def test_what_was_acknowledged_is_told_to_nobody(store: Store) -> None:
    delivery.enqueue(store, [OFFICES], [Route(name="office", channel=Bell())], NOON)
    store.acknowledge("1", at=NOON)

    assert put_stranded(store, [], NOON) == 0


REGISTER = """
jurisdiction: {name: 某县, code: "620000", office: 某办, reports_to: 某市}
channels:
  bureau: {kind: webhook, url: "http://127.0.0.1:9/", allow_private: true}
units:
  - {id: cg, name: 某镇, kind: town}
accounts: []
"""


def test_the_commands_say_it(tmp_path: Path) -> None:
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")
    (tmp_path / "data").mkdir()
    with Store(tmp_path / "data" / "monitor.db") as store:
        routes = [Route(name="office", channel=Bell()), Route(name="bureau", channel=Bell())]
        delivery.enqueue(store, [OFFICES], routes, NOON)

    shown = run(tmp_path, "notices", "list").out.replace("\n", "").replace(" ", "")
    assert "待送（渠道“office”" in shown
    (said,) = json.loads(run(tmp_path, "notices", "list", "--json").out)
    assert sorted(said["waiting"]) == ["bureau", "office"]
    assert said["without_channel"] == ["office"]
    sentence = "渠道“office”已不在名单中，1条通知未能送达"
    assert sentence in run(tmp_path, "status").err
    assert sentence in run(tmp_path, "doctor").out.replace("\n", "")
    (tmp_path / "accounts.yaml").write_text("accounts: 7", "utf-8")
    assert json.loads(run(tmp_path, "notices", "list", "--json").out)[0]["without_channel"] == []
