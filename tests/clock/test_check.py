"""A check by a machine whose clock is wrong: said first, nobody accused, nothing opened."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.audit import audit
from monitor.cases import PROGRAM, Added, Case, Move, Step
from monitor.clock import BEIJING
from monitor.http.look import Validator
from monitor.live import Earlier
from monitor.model import EvidenceRef
from monitor.store import Memos, Store
from tests.builders import NOON, days
from tests.clock.site import Host, county

HOUR = timedelta(hours=1)
BATTERIES = [datetime(year, 1, 1, tzinfo=UTC) - NOON for year in (1970, 2009)]
WRONG = [HOUR, -HOUR, days(21), days(-21), days(365), days(-365), *BATTERIES]
LATER = NOON + days(2000)
FRESH, DEAD = (2, 6, 11), (100, 120, 150)


def checked(said: str) -> dict[str, Any]:
    value = json.loads(said)
    return {one["id"]: one["verdict"] for one in value["accounts"]} | {
        "incidents": value["incidents"]
    }


@pytest.mark.parametrize("ours", WRONG)
def test_a_wrong_clock_accuses_nobody_who_published(tmp_path: Path, ours: timedelta) -> None:
    with county(tmp_path, Host(), Host()) as made:
        done = made.at(ours, "check", "--json")

        said = checked(done.out)
        assert said["a1"] != "fail" and said["a2"] != "fail"
        (incident,) = said["incidents"]
        assert incident["platform"] is None and incident["outcome"] == "clock"
        assert ("快约" if ours > timedelta() else "慢约") in incident["message"]
        assert "不立案、不销号" in done.err


@pytest.mark.parametrize("ours", WRONG)
def test_a_wrong_clock_clears_nobody_who_is_silent(tmp_path: Path, ours: timedelta) -> None:
    with county(tmp_path, Host(ages=DEAD), Host(ages=DEAD)) as made:
        said = checked(made.at(ours, "check", "--json").out)

        assert said["a1"] != "pass" and said["a2"] != "pass"


@pytest.mark.parametrize("ours", [timedelta(), timedelta(minutes=10), -timedelta(minutes=10)])
def test_clocks_that_differ_by_minutes_agree(tmp_path: Path, ours: timedelta) -> None:
    with county(tmp_path, Host(), Host(ages=DEAD)) as made:
        done = made.at(ours, "check", "--json")

        said = checked(done.out)
        assert said["incidents"] == [] and said["a1"] == "pass"
        assert made.at(ours, "status").err == ""
        assert "与服务器时间一致" in made.at(ours, "doctor").out.replace("\n", "")


def test_one_server_that_is_wrong_is_no_trouble_of_ours(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host(), Host(offset=days(-400))) as made:
        said = checked(made.at(timedelta(), "check", "--json").out)

        assert said["incidents"] == [] and said["a1"] == said["a2"] == "pass"


def test_whom_no_server_told_the_time_is_judged_by_what_the_others_say(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host(), Host(offset=None), Host(offset=None, ages=FRESH)) as made:
        done = made.at(days(21), "check", "--json")

        said = checked(done.out)
        assert said["a3"] == said["a4"] == "unknown"
        assert len(json.loads(done.out)["accounts"]) == 4
        kept = json.loads(made.at(days(21), "status", "--json").out)
        assert {one["id"]: one["verdict"] for one in kept["accounts"]}["a3"] == "unknown"


def test_whom_no_server_told_the_time_is_judged_by_ours_where_it_is_right(tmp_path: Path) -> None:
    """Five past midnight by ours, three to by theirs: the fifteenth day has begun, or has not."""
    true = datetime(2021, 12, 30, 23, 57, tzinfo=BEIJING)
    silent = Host(offset=None, since=true, ages=(14.5, 20, 30))
    with county(tmp_path, Host(), silent) as made:
        made.now = true

        said = checked(made.at(timedelta(minutes=8), "check", "--json").out)

        assert said["a2"] == "fail" and said["incidents"] == []
        assert checked(made.at(timedelta(), "check", "--json").out)["a2"] != "fail"


def test_where_nobody_tells_the_time_nothing_is_said_of_ours(tmp_path: Path) -> None:
    with county(tmp_path, Host(offset=None, since=LATER)) as made:
        made.now = LATER
        said = checked(made.at(timedelta(), "check", "--json").out)

        assert said["incidents"] == [] and said["a1"] == "pass"
        lines = json.loads(made.at(timedelta(), "doctor", "--json").out)
        (line,) = [one for one in lines if one["topic"] == "时钟"]
        assert "无从比对" in line["message"] and line["grade"] != "正常"


def test_it_stands_first_wherever_the_office_looks(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host()) as made:
        shown = made.at(days(20), "check").out
        status, list_ = made.at(days(20), "status").out, made.at(days(20), "worklist").out
        doctor = made.at(days(20), "doctor")

        for text in (shown, status, list_):
            words = text.replace("\n", "").replace(" ", "")
            assert "本机时钟比服务器快约20天" in words
            assert words.index("本机时钟") < (
                words.find("清水林业") if "清水林业" in words else 9999
            )
        assert doctor.code == 2 and "快约20天" in doctor.out
        told = json.loads(made.at(days(20), "worklist", "--json").out)["incidents"]
        assert told[0]["outcome"] == "clock"


def test_no_case_is_opened_and_none_closed_by_a_wrong_clock(tmp_path: Path) -> None:
    with county(tmp_path, Host(ages=DEAD), Host(ages=DEAD)) as made:
        made.at(timedelta(), "check")
        before = made.at(timedelta(), "cases", "list", "--json").out
        assert len(json.loads(before)["cases"]) == 2
        for host in made.hosts.values():
            host.ages = (-0.5, *DEAD)
        made.now += days(1)

        made.at(days(20), "check")
        assert made.at(timedelta(), "cases", "list", "--json").out == before
        assert made.at(days(20), "cases", "verify").code == 2
        assert made.at(days(20), "report", "notice", "a1").code == 2

        done = made.at(timedelta(), "check")
        assert "复查合格销号 2 个" in done.err


@pytest.mark.parametrize("ours", WRONG)
def test_the_first_right_check_says_so_and_goes_on(tmp_path: Path, ours: timedelta) -> None:
    with county(tmp_path, Host(), Host()) as made:
        made.at(timedelta(), "check")
        made.now += days(1)
        made.at(ours, "check")
        made.now += days(1)

        done = made.at(timedelta(), "check", "--json")

        said = checked(done.out)
        assert said["a1"] == said["a2"] == "pass" and said["incidents"] == []
        assert done.err.count("本机时钟已与服务器一致") == 1
        assert "本机时钟已" not in made.at(timedelta(), "check").err
        status = json.loads(made.at(timedelta(), "status", "--json").out)
        assert {one["verdict"] for one in status["accounts"]} == {"pass"}
        assert status["incidents"] == []
        assert made.at(timedelta(), "evidence", "verify").code == 0


@pytest.mark.parametrize("offset", [None, days(-30)])
def test_a_clock_that_was_put_back_is_said_though_nobody_confirms_it(
    tmp_path: Path, offset: timedelta | None
) -> None:
    with county(tmp_path, Host(offset=offset)) as made:
        made.at(days(20), "check")

        first, second = (made.at(timedelta(), "check").err for _ in range(2))

        assert "有1次检查、1次观测的日期在将来（最晚 2022-01-20 12:00）" in first
        assert "日期在将来" not in second


def test_what_servers_said_before_the_clock_was_moved_stands_no_more(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host()) as made:
        made.at(days(20), "check")
        assert made.at(days(20), "cases", "verify").code == 2

        assert made.at(timedelta(), "cases", "verify").code == 0
        assert json.loads(made.at(timedelta(), "status", "--json").out)["incidents"] == []
        (line, *_) = (
            one for one in json.loads(made.at(timedelta(), "doctor", "--json").out)
            if one["topic"] == "时钟"
        )  # fmt: skip
        assert "快约" not in line["message"] and line["grade"] != "正常"


@pytest.mark.parametrize("ours", [days(21), days(365)])
def test_what_is_dated_in_the_future_is_never_the_latest(tmp_path: Path, ours: timedelta) -> None:
    with county(tmp_path, Host(), Host()) as made:
        made.at(timedelta(), "check")
        made.at(ours, "check")

        status = made.at(timedelta(), "status", "--json")
        told = json.loads(status.out)
        assert {one["verdict"] for one in told["accounts"]} == {"pass"}
        assert told["ahead"]["runs"] == 1 and told["ahead"]["looks"] >= 2
        assert "日期在将来" in made.at(timedelta(), "status").err
        history = json.loads(made.at(timedelta(), "show", "a1", "--json").out)
        assert [one.get("apart", "") for one in history["verdicts"]] == ["", "日期在将来"]

        # nor is it when its day has come
        made.at(timedelta(), "check")
        made.now += ours + days(1)
        latest = json.loads(made.at(timedelta(), "show", "a1", "--json").out)["verdicts"]
        assert [one.get("apart", "") for one in latest] == ["", "", "日期不准"]
        with Store(tmp_path / "data" / "monitor.db") as store:
            assert store.misdated_runs() == {2}


def test_a_look_dated_ahead_vouches_for_nothing_when_its_day_has_come(tmp_path: Path) -> None:
    """What it saw is three weeks older than it says; what was published since was not there."""
    with county(tmp_path, Host(), Host()) as made:
        made.at(days(21), "check")
        made.at(timedelta(), "check")
        made.now += days(7)
        for host in made.hosts.values():
            host.ages = (-6, *FRESH)
        made.at(timedelta(), "check")
        made.now += days(13)  # the day before the wrong date comes
        made.at(timedelta(), "check")
        made.now += days(1.2)
        for host in made.hosts.values():
            host.ages = ()

        said = checked(made.at(timedelta(), "check", "--json").out)

        assert said["a1"] != "fail"


def test_a_check_by_a_wrong_clock_can_be_made_again(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host(offset=None), Host()) as made:
        first = made.at(days(20), "check", "--json").out
        (file,) = (tmp_path / "data" / "evidence").glob("*.warc.gz")
        made.at(timedelta(), "check")

        again = made.at(timedelta(), "check", "--replay", file, "--json").out
        alone = made.at(timedelta(), "check", "--replay", file, "a2", "--json").out

        assert checked(again) == checked(first)
        assert checked(alone)["a2"] == checked(first)["a2"] == "unknown"
        assert checked(alone)["incidents"][0]["outcome"] == "clock"


def test_a_day_file_of_the_future_takes_that_day_when_it_comes(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host()) as made:
        made.at(days(20), "check")
        made.at(timedelta(), "check")
        made.now += days(20)

        made.at(timedelta(), "check")

        assert made.at(timedelta(), "evidence", "verify").code == 0
        folder = tmp_path / "data" / "evidence"
        assert len(list(folder.glob("*.warc.gz"))) == 2
        assert not list(folder.glob("*.torn*"))
        with Store(tmp_path / "data" / "monitor.db") as store:
            assert audit(store, folder).faults == ()


def test_a_quarter_counts_no_check_of_a_day_to_come(tmp_path: Path) -> None:
    with county(tmp_path, Host(since=NOON - days(60)), Host(since=NOON - days(60))) as made:
        made.now = NOON - days(60)
        made.at(timedelta(), "check")
        made.at(days(30), "check")

        def checks() -> int:
            done = made.at(timedelta(), "report", "quarter", "2021Q4", "--format", "json", "--json")
            return len(json.loads(done.out)["spot_checks"])

        assert checks() == 1
        made.at(timedelta(), "check")
        assert checks() == 2
        made.now += days(40)
        assert checks() == 2


def test_a_quarter_knows_no_case_of_a_day_to_come(tmp_path: Path) -> None:
    with county(tmp_path, Host(since=NOON - days(60)), Host(since=NOON - days(60))) as made:
        made.now = NOON - days(60)
        made.at(timedelta(), "check")
        step = Step(move=Move.OPEN, at=NOON - days(10), by=PROGRAM, text="已22天未更新")
        case = Case(id=0, account="a1", name="x", unit="lin", unit_name="x", platform="website",
                    check="U01", title="内容不更新", steps=(step,))  # fmt: skip
        with Store(tmp_path / "data" / "monitor.db") as store:
            store.add_steps(lambda _: [Added(case=case, steps=(step,))])

        report = ("report", "quarter", "2021Q4", "--format", "json", "--json")
        assert json.loads(made.at(timedelta(), *report).out)["cases"] == []
        shown = made.at(timedelta(), "cases", "show", "1").out
        assert "日期在将来" in shown.replace("\n", "")
        made.now = NOON
        assert len(json.loads(made.at(timedelta(), *report).out)["cases"]) == 1


@pytest.mark.parametrize(("ahead", "known"), [(0, True), (1, False)])
def test_an_answer_of_a_day_to_come_is_asked_for_whole(
    tmp_path: Path, ahead: int, known: bool
) -> None:
    """What it calls yesterday, it calls so by a wrong clock."""
    ref = EvidenceRef(file="2021-12-31.warc.gz", offset=0, length=1, sha256="")
    url = "http://127.0.0.1/f.xml"
    kept = {url: Validator(url=url, etag="x", last_modified="", ref=ref)}
    Store(tmp_path / "monitor.db").close()
    memos = Memos(tmp_path / "monitor.db")

    with time_machine.travel(NOON - days(ahead), tick=False):
        found = Earlier(tmp_path, kept, memos).validators(url)

    memos.close()
    assert (found is not None) is known


def test_the_seal_covers_what_was_said_of_the_clock(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host()) as made:
        made.at(days(20), "check")
        with Store(tmp_path / "data" / "monitor.db") as store:
            store.db.execute("UPDATE runs SET clock_offset = 0")
            store.db.conn.commit()

        assert made.at(days(20), "evidence", "verify").code == 1
