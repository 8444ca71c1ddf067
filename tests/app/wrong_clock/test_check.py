"""A check by a machine whose clock is wrong: said first, nobody accused, nothing opened."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from tests.app.wrong_clock.site import DEAD, FRESH, Host, checked, county
from tests.builders import NOON, days

HOUR = timedelta(hours=1)
BATTERIES = [datetime(year, 1, 1, tzinfo=UTC) - NOON for year in (1970, 2009)]
WRONG = [HOUR, -HOUR, days(21), days(-21), days(365), days(-365), *BATTERIES]
LATER = NOON + days(2000)


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
        assert "暂不复查销号" in made.at(days(20), "cases", "verify").err
        letters = made.at(days(20), "report", "notice", "a1")
        assert letters.code == 2 and "暂不制发通知书" in letters.err

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


def test_the_seal_covers_what_was_said_of_the_clock(tmp_path: Path) -> None:
    with county(tmp_path, Host(), Host()) as made:
        made.at(days(20), "check")
        with open_database(tmp_path / "data" / "monitor.db") as db:
            db.execute("UPDATE runs SET clock_offset = 0")
            db.conn.commit()

        assert made.at(days(20), "evidence", "verify").code == 1
