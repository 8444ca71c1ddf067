"""A check by a machine whose clock is wrong: said first, nobody accused, nothing opened."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from tests.app.wrong_clock.site import DEAD, FRESH, Host, checked, open_county
from tests.builders import NOON, days

pytestmark = pytest.mark.share(2)  # of cases that are alike, each second where it may not take long

HOUR = timedelta(hours=1)
BATTERIES = [datetime(year, 1, 1, tzinfo=UTC) - NOON for year in (1970, 2009)]
WRONG = [HOUR, -HOUR, days(21), days(-21), days(365), days(-365), *BATTERIES]
LATER = NOON + days(2000)


@pytest.mark.parametrize("ours", WRONG)
def test_a_wrong_clock_accuses_nobody_who_published(tmp_path: Path, ours: timedelta) -> None:
    with open_county(tmp_path, Host(), Host()) as county:
        done = county.at(ours, "check", "--json")

        output = checked(done.out)
        assert output["a1"] != "fail" and output["a2"] != "fail"
        (incident,) = output["incidents"]
        assert incident["platform"] is None and incident["outcome"] == "clock"
        assert ("快约" if ours > timedelta() else "慢约") in incident["message"]
        assert "不立案、不销号" in done.err


@pytest.mark.parametrize("ours", WRONG)
def test_a_wrong_clock_clears_nobody_who_is_silent(tmp_path: Path, ours: timedelta) -> None:
    with open_county(tmp_path, Host(ages=DEAD), Host(ages=DEAD)) as county:
        output = checked(county.at(ours, "check", "--json").out)

        assert output["a1"] != "pass" and output["a2"] != "pass"


@pytest.mark.parametrize("ours", [timedelta(), timedelta(minutes=10), -timedelta(minutes=10)])
def test_clocks_that_differ_by_minutes_agree(tmp_path: Path, ours: timedelta) -> None:
    with open_county(tmp_path, Host(), Host(ages=DEAD)) as county:
        done = county.at(ours, "check", "--json")

        output = checked(done.out)
        assert output["incidents"] == [] and output["a1"] == "pass"
        assert county.at(ours, "status").err == ""
        assert "与服务器时间一致" in county.at(ours, "doctor").out.replace("\n", "")


def test_one_server_that_is_wrong_is_no_trouble_of_ours(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(), Host(), Host(offset=days(-400))) as county:
        output = checked(county.at(timedelta(), "check", "--json").out)

        assert output["incidents"] == [] and output["a1"] == output["a2"] == "pass"


def test_whom_no_server_told_the_time_is_judged_by_what_the_others_say(tmp_path: Path) -> None:
    with open_county(
        tmp_path, Host(), Host(), Host(offset=None), Host(offset=None, ages=FRESH)
    ) as county:
        done = county.at(days(21), "check", "--json")

        output = checked(done.out)
        assert output["a3"] == output["a4"] == "unknown"
        assert len(json.loads(done.out)["accounts"]) == 4
        kept = json.loads(county.at(days(21), "status", "--json").out)
        assert {account["id"]: account["verdict"] for account in kept["accounts"]}[
            "a3"
        ] == "unknown"


def test_whom_no_server_told_the_time_is_judged_by_ours_where_it_is_right(tmp_path: Path) -> None:
    """Five past midnight by ours, three to by theirs: the fifteenth day has begun, or has not."""
    true = datetime(2021, 12, 30, 23, 57, tzinfo=BEIJING)
    silent = Host(offset=None, since=true, ages=(14.5, 20, 30))
    with open_county(tmp_path, Host(), silent) as county:
        county.now = true

        output = checked(county.at(timedelta(minutes=8), "check", "--json").out)

        assert output["a2"] == "fail" and output["incidents"] == []
        assert checked(county.at(timedelta(), "check", "--json").out)["a2"] != "fail"


def test_where_nobody_tells_the_time_nothing_is_said_of_ours(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(offset=None, since=LATER)) as county:
        county.now = LATER
        output = checked(county.at(timedelta(), "check", "--json").out)

        assert output["incidents"] == [] and output["a1"] == "pass"
        lines = json.loads(county.at(timedelta(), "doctor", "--json").out)
        (line,) = [line for line in lines if line["topic"] == "时钟"]
        assert "无从比对" in line["message"] and line["grade"] != "正常"


def test_it_stands_first_wherever_the_office_looks(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(), Host()) as county:
        shown = county.at(days(20), "check").out
        status, list_ = county.at(days(20), "status").out, county.at(days(20), "worklist").out
        doctor = county.at(days(20), "doctor")

        for text in (shown, status, list_):
            words = text.replace("\n", "").replace(" ", "")
            assert "本机时钟比服务器快约20天" in words
            assert words.index("本机时钟") < (
                words.find("清水林业") if "清水林业" in words else 9999
            )
        assert doctor.code == 2 and "快约20天" in doctor.out
        incidents = json.loads(county.at(days(20), "worklist", "--json").out)["incidents"]
        assert incidents[0]["outcome"] == "clock"


def test_no_case_is_opened_and_none_closed_by_a_wrong_clock(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(ages=DEAD), Host(ages=DEAD)) as county:
        county.at(timedelta(), "check")
        before = county.at(timedelta(), "cases", "list", "--json").out
        assert len(json.loads(before)["cases"]) == 2
        for host in county.hosts.values():
            host.ages = (-0.5, *DEAD)
        county.now += days(1)

        county.at(days(20), "check")
        assert county.at(timedelta(), "cases", "list", "--json").out == before
        assert "暂不复查销号" in county.at(days(20), "cases", "verify").err
        letters = county.at(days(20), "report", "notice", "a1")
        assert letters.code == 2 and "暂不制发通知书" in letters.err

        done = county.at(timedelta(), "check")
        assert "复查合格销号 2 个" in done.err


@pytest.mark.parametrize("ours", WRONG)
def test_the_first_right_check_says_so_and_goes_on(tmp_path: Path, ours: timedelta) -> None:
    with open_county(tmp_path, Host(), Host()) as county:
        county.at(timedelta(), "check")
        county.now += days(1)
        county.at(ours, "check")
        county.now += days(1)

        done = county.at(timedelta(), "check", "--json")

        output = checked(done.out)
        assert output["a1"] == output["a2"] == "pass" and output["incidents"] == []
        assert done.err.count("本机时钟已与服务器一致") == 1
        assert "本机时钟已" not in county.at(timedelta(), "check").err
        status = json.loads(county.at(timedelta(), "status", "--json").out)
        assert {account["verdict"] for account in status["accounts"]} == {"pass"}
        assert status["incidents"] == []
        assert county.at(timedelta(), "evidence", "verify").code == 0


def test_what_servers_said_before_the_clock_was_moved_stands_no_more(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(), Host()) as county:
        county.at(days(20), "check")
        assert county.at(days(20), "cases", "verify").code == 2

        assert county.at(timedelta(), "cases", "verify").code == 0
        assert json.loads(county.at(timedelta(), "status", "--json").out)["incidents"] == []
        (line, *_) = (
            row for row in json.loads(county.at(timedelta(), "doctor", "--json").out)
            if row["topic"] == "时钟"
        )  # fmt: skip
        assert "快约" not in line["message"] and line["grade"] != "正常"


def test_a_check_by_a_wrong_clock_can_be_made_again(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(), Host(offset=None), Host()) as county:
        first = county.at(days(20), "check", "--json").out
        (file,) = (tmp_path / "data" / "evidence").glob("*.warc.gz")
        county.at(timedelta(), "check")

        again = county.at(timedelta(), "check", "--replay", file, "--json").out
        alone = county.at(timedelta(), "check", "--replay", file, "a2", "--json").out

        assert checked(again) == checked(first)
        assert checked(alone)["a2"] == checked(first)["a2"] == "unknown"
        assert checked(alone)["incidents"][0]["outcome"] == "clock"


def test_the_seal_covers_what_was_said_of_the_clock(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(), Host()) as county:
        county.at(days(20), "check")
        with open_database(tmp_path / "data" / "monitor.db") as db:
            db.execute("UPDATE runs SET clock_offset = 0")
            db.conn.commit()

        assert county.at(days(20), "evidence", "verify").code == 1
