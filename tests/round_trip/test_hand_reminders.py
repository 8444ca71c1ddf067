"""Four weeks of an office that looks by hand: whom the Friday's reminder names, and whom it spares.

The rounds are on a Monday, on a Thursday, in no week, and on a Thursday. What each account has
published is known here, so that nobody is named to the units whose silence nobody saw.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.model.clock import BEIJING
from monitor.notices.channels.bots import Wecom
from monitor.notices.reminders import OFFICE
from tests.http.server import ok, speaking
from tests.notices.channels.builders import body
from tests.office import Office, account, make_office

MONDAY = datetime(2021, 11, 15, 10, tzinfo=BEIJING)
WEEK, FRIDAY = 7, 4 - 55 / 60 / 24  # at five past nine
ROUNDS = {0: 0, 1: 3, 3: 3}  # the day of the week's round
SILENT = {f"a{n:02}": [-n] for n in range(1, 16)}  # the days of its posts: one, and no more
WEEKLY = {f"w{n}": [n + 7 * week for week in range(-2, 5)] for n in range(5)}
POSTS = SILENT | WEEKLY
LIMIT = 14


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """What was sent in each week: the file's text, to the office's bot, to the units."""

    office: Office
    texts: list[str] = field(default_factory=list)
    to_office: list[list[str]] = field(default_factory=list)
    to_units: list[list[str]] = field(default_factory=list)


def posted(id: str, day: float) -> int:
    """Return the day of the newest post of an account before the round of *day*."""
    return max(post for post in POSTS[id] if post < day)


def expected(week: int) -> set[str]:
    """Return whom to name: a week of silence was seen by the round, and it ends before the next.

    Written down anew: what the round of the same week saw, and that a fortnight is over by the
    next Friday and not yet on this one.
    """
    if week not in ROUNDS:
        return set()
    looked, friday = WEEK * week + ROUNDS[week], WEEK * week + 4
    return {
        id
        for id in POSTS
        for newest in [posted(id, looked)]
        if looked - newest >= 7 and friday <= newest + LIMIT < friday + WEEK
    }


def look(office: Office, day: int) -> None:
    path = office.folder / f"{day}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("账号标识", "最新内容时间", "查看人", "查看时间"))
        at = MONDAY + timedelta(days=day)
        for id in POSTS:
            newest = MONDAY + timedelta(days=posted(id, day))
            rows.writerow((id, f"{newest:%Y-%m-%d %H:%M}", "张三", f"{at:%Y-%m-%d %H:%M}"))
    done = office.at(day + 0.01, "observe", "--import", path, "--by", "张三")
    assert done.code == 0, done.err


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    with speaking(ok(b'{"errcode": 0}')) as (origin, heads):
        channel = {"kind": "wecom", "url": f"{origin}/office", "allow_private": True}
        to_all = {
            "kind": "webhook",
            "url": f"{origin}/units",
            "allow_private": True,
            "units": ["u"],
        }
        office = make_office(
            tmp_path_factory.mktemp("hand"),
            [account(id, f"云岭{id}", unit="v" if id in WEEKLY else "u") for id in POSTS],
            units=[{"id": "u", "name": "云岭县某局"}, {"id": "v", "name": "云岭镇"}],
            opened_at=MONDAY,
            channels={"office": channel, "units": to_all},
            schedule={"full": "停用", "spot": "停用", "report": "停用"},
        )
        lived = Weeks(office=office)
        office.at(-1, "daemon", "--once")
        for week in range(4):
            if week in ROUNDS:
                look(office, WEEK * week + ROUNDS[week])
            heads.clear()
            friday = WEEK * week + FRIDAY
            done = office.at(friday, "daemon", "--once")
            assert done.code == 0, done.err
            office.at(friday + 0.01, "daemon", "--once")  # what was too much for one go
            said = [(head.split(b" ")[1].decode(), body(head)) for head in heads]
            day = MONDAY + timedelta(days=friday)
            reminder = office.folder / "out" / "reminders" / f"{day:%Y-%m-%d}.txt"
            lived.texts.append(reminder.read_text("utf-8"))
            lived.to_office.append(_texts(said, "/office"))
            lived.to_units.append(_texts(said, "/units"))
        yield lived


def _texts(said: list[tuple[str, Any]], path: str) -> list[str]:
    bodies = [value for where, value in said if where == path]
    return [value["text"]["content"] if "msgtype" in value else value["text"] for value in bodies]


def names(text: str) -> list[str]:
    return re.findall(r"云岭([aw]\d+)", text)


@pytest.mark.parametrize("week", range(4))
def test_units_are_named_whose_seen_silence_runs_out_before_the_next_reminder(
    weeks: Weeks, week: int
) -> None:
    for_units, _, _ = weeks.texts[week].partition(OFFICE)

    assert sorted(names(for_units)) == sorted(expected(week))
    sent = names("\n".join(weeks.to_units[week]))
    assert sorted(sent) == sorted(expected(week) - set(WEEKLY)), "whose unit has a channel"


def test_each_week_tries_what_it_should(weeks: Weeks) -> None:
    assert [len(expected(week)) for week in range(4)] == [5, 4, 0, 1]
    weekly = [set(WEEKLY) & expected(week) for week in range(4)]
    assert weekly == [{"w0"}, {"w3"}, set(), {"w3"}], "those that post after the look of the day"


@pytest.mark.parametrize("week", list(ROUNDS))
def test_what_is_told_is_true_up_to_the_day_it_bears(weeks: Weeks, week: int) -> None:
    looked = WEEK * week + ROUNDS[week]
    for_units, _, _ = weeks.texts[week].partition(OFFICE)
    for line in filter(names, for_units.splitlines()):
        (id,) = names(line)
        newest = MONDAY + timedelta(days=posted(id, looked))
        fails = newest + timedelta(days=LIMIT + 1)
        assert f"最近更新{newest.month}月{newest.day}日" in line
        assert line.endswith(f"，{fails.month}月{fails.day}日起计为不合格")
        seen = MONDAY + timedelta(days=looked)
        as_of = f"（截至{seen.month}月{seen.day}日所见）"
        assert as_of in line, "it may have published since"


def test_without_a_round_no_unit_is_named_and_the_office_is_told_to_look(weeks: Weeks) -> None:
    for_units, _, for_office = weeks.texts[2].partition(OFFICE)

    assert names(for_units) == [] and "本周没有需要提醒的单位。" in for_units
    assert "截图" not in weeks.texts[2], "it was the office that did not look"
    assert f"待查看，请先查看再提醒（{len(POSTS)}个）" in for_office
    assert sorted(names(for_office)) == sorted(POSTS)
    assert "“云岭a01”：最近所见11月14日，11月25日查看，此后未查看" in for_office


def test_a_text_longer_than_the_bot_takes_arrives_whole(weeks: Weeks) -> None:
    told = weeks.to_office[2]
    lines = {line for text in told for line in text.splitlines()}

    assert len(told) > 1 and all(len(text.encode()) <= Wecom.limit for text in told)
    assert set(weeks.texts[2].strip().splitlines()[1:]) <= lines
    kept = json.loads(weeks.office.run("notices", "list", "--json").out)
    assert all(not notice["waiting"] for notice in kept)


def test_the_state_says_whom_to_look_at_and_counts_no_unseen_days(weeks: Weeks) -> None:
    """On the Monday after a round of a Thursday the looks are told to nobody any more."""
    office, day = weeks.office, WEEK * 2 + 0.2
    done = office.at(day, "check", "--json")
    said = {one["id"]: one for one in json.loads(done.out)["accounts"]}
    late = {id for id in POSTS if 8 <= WEEK * 2 - posted(id, 10) <= LIMIT}

    states = {id for id, one in said.items() if one["state"] == "to_view"}
    seen_a_week = {id for id in late if 10 - posted(id, 10) >= 7}
    assert states == late - seen_a_week
    assert all(said[id]["idle_days"] is None for id in states)
    assert json.loads(done.out)["summary"]["states"]["to_view"] == len(states)


def test_what_the_report_counts_as_reminders_went_to_units(weeks: Weeks) -> None:
    done = weeks.office.at(44, "report", "quarter", "2021Q4", "--format", "json", "--out",
                           weeks.office.folder / "q")  # fmt: skip
    assert done.code == 0, done.err
    (path,) = (weeks.office.folder / "q").rglob("2021Q4*.json")

    assert json.loads(path.read_text("utf-8"))["reminded"] == sum(
        len(expected(week) - set(WEEKLY)) for week in range(4)
    )


def test_another_doubt_hides_no_silence_from_the_reminder(tmp_path: Path) -> None:
    """An answer of last quarter makes the verdict unknown; the silence was seen all the same."""
    accounts = [account("due", "云岭一"), account("old", "云岭二"), account("fresh", "云岭三")]
    idle = {"look": "停用", "full": "停用", "spot": "停用", "report": "停用"}
    office = make_office(tmp_path, accounts, opened_at=MONDAY, schedule=idle)
    for id in ("due", "old", "fresh"):
        words = ("表述=否", "--note", "错字", "--by", "张三")
        assert office.at(-100, "checklist", "set", id, *words).code == 0
    office.at(-5, "daemon", "--once")
    for id, looked, newest in (("old", -3, 3), ("due", 3, 9), ("fresh", 3, 1)):
        day = MONDAY + timedelta(days=looked - newest)
        done = office.at(looked, "observe", id, "--newest", f"{day:%Y-%m-%d}", "--by", "张三")
        assert done.code == 0, done.err
    states = {id: one["state"] for id, one in at_four(office).items()}
    assert set(states.values()) == {"unknown"}
    office.at(4.1, "daemon", "--once")

    (reminder,) = (office.folder / "out" / "reminders").glob("*.txt")
    for_units, _, for_office = reminder.read_text("utf-8").partition(OFFICE)
    assert re.findall("云岭.", for_units) == ["云岭一"] and "均已更新" not in for_units
    assert re.findall("云岭.", for_office) == ["云岭二"]


def at_four(office: Office) -> dict[str, Any]:
    """Return what a check on the Friday before the reminder says, by account."""
    said = json.loads(office.at(FRIDAY - 0.02, "check", "--json").out)
    return {one["id"]: one for one in said["accounts"]}
