"""What machines ask: whether all is well, numbers, the feed; by our host, each with its word."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import feedparser
import pytest

from monitor.app.people_store import FILE
from monitor.desk import guard
from monitor.desk.machines import SHORTEST, short_words
from monitor.model import clock
from monitor.system import heartbeat
from monitor.system.database import open_database
from tests.builders import NOON
from tests.desk.builders import Browser, desk_office
from tests.office import Office

METRICS, FEED = "m" * SHORTEST, "f" * SHORTEST


@pytest.fixture
def office(office: Office) -> Office:
    """An office that has a database and words for machines."""
    open_database(office.database).close()
    office.keep_secrets({"DESK_METRICS": METRICS, "DESK_FEED": FEED})
    return office


def beat(office: Office, at: datetime) -> None:
    heartbeat.write(office.data, at, doing="")


def told(stranger: Browser) -> tuple[int, str]:
    answer = stranger.get("/healthz")
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("minutes", "code"), [(None, 200), (0, 200), (3, 200), (3.02, 503), (600, 503)]
)
def test_a_daemon_that_ran_here_must_live(
    minutes: float | None, code: int, stranger: Browser, office: Office
) -> None:
    if minutes is not None:
        beat(office, NOON - timedelta(minutes=minutes))

    assert told(stranger) == (code, "ok\n" if code == 200 else "unavailable\n")


class Disk(NamedTuple):
    free: int


@pytest.mark.parametrize(("free", "code"), [(1024**3, 503), (1024**3 + 1, 200)])
def test_a_gigabyte_must_be_free(
    free: int, code: int, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Disk(free))

    assert told(stranger)[0] == code


@pytest.mark.parametrize("content", [None, b"", b"no database" * 1000])
def test_the_database_must_open(content: bytes | None, stranger: Browser, office: Office) -> None:
    office.database.unlink()
    if content is not None:
        office.database.write_bytes(content)

    assert told(stranger) == (503, "unavailable\n")


def test_a_register_with_faults_is_told_elsewhere(stranger: Browser, office: Office) -> None:
    office.write("faults: [")

    assert told(stranger)[0] == 200
    assert stranger.get(f"/metrics?token={METRICS}").status_code == 404


@pytest.mark.parametrize("place", ["/metrics", "/findings.atom"])
def test_each_wants_its_own_word(place: str, stranger: Browser, office: Office) -> None:
    own, other = (METRICS, FEED) if place == "/metrics" else (FEED, METRICS)

    assert stranger.get(f"{place}?token={own}").status_code == 200
    assert stranger.get(place, Authorization=f"Bearer {own}").status_code == 200
    for wrong in ("", other, own[:-1], f"{own}x", "汉字"):
        answer = stranger.get(f"{place}?token={wrong}")
        assert (answer.status_code, answer.text) == (401, "")
    assert stranger.get(place).status_code == 401
    assert stranger.get(place, Authorization=own[:-1]).status_code == 401


@pytest.mark.parametrize("place", ["/metrics", "/findings.atom"])
@pytest.mark.parametrize("word", [None, "", "short", "s" * (SHORTEST - 1)])
def test_without_a_word_that_nobody_guesses_there_is_no_such_page(
    place: str, word: str | None, stranger: Browser, office: Office
) -> None:
    (office.folder / "secrets.yaml").unlink()
    if word:
        office.keep_secrets({"DESK_METRICS": word, "DESK_FEED": word})

    assert stranger.get(f"{place}?token={word or ''}").status_code == 404
    assert len(short_words(desk_office(office))) == (2 if word else 0)


def test_a_session_opens_neither(browser: Browser) -> None:
    for place in ("/metrics", "/findings.atom"):
        assert browser.get(place).status_code == 401


@pytest.mark.parametrize("place", ["/healthz", f"/metrics?token={METRICS}"])
def test_our_own_host_must_be_asked_and_the_headers_stand(place: str, stranger: Browser) -> None:
    answer = stranger.client.get(place, base_url="http://evil.test:8410")
    assert answer.status_code == 400

    answer = stranger.get(place)
    assert "Set-Cookie" not in answer.headers
    for name, expected in guard.HEADERS.items():
        assert answer.headers[name] == expected
    assert stranger.post(place, {}).status_code == 405


def numbers(stranger: Browser) -> dict[str, float]:
    answer = stranger.get(f"/metrics?token={METRICS}")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_the_numbers_are_those_of_the_commands(stranger: Browser, office: Office) -> None:
    office.run("observe", "weixin", "--newest", "2021-12-30", "--by", "张三")
    office.run("check")
    beat(office, NOON - timedelta(seconds=90))
    found = numbers(stranger)

    summary = office.json("status")["summary"]
    by_state: dict[str, float] = {}
    for name, value in found.items():
        if name.startswith("monitor_accounts{"):
            state = name.split('state="')[1].split('"')[0]
            by_state[state] = by_state.get(state, 0) + value
    states = {state: number for state, number in summary["states"].items() if number}
    assert {state: value for state, value in by_state.items() if value} == states
    assert found["monitor_heartbeat_age_seconds"] == 90
    assert found["monitor_last_look_age_seconds"] == 0
    assert found["monitor_outbox_waiting"] == found["monitor_cases_overdue"] == 0
    assert found["monitor_database_bytes"] >= office.database.stat().st_size
    names = {account["name"] for account in office.json("status")["accounts"]}
    page = stranger.get(f"/metrics?token={METRICS}").text
    assert not any(name in page or account in page for name in names for account in ("weixin",))


def test_what_is_not_known_has_no_number(stranger: Browser) -> None:
    found = numbers(stranger)

    assert "monitor_heartbeat_age_seconds" not in found
    assert "monitor_last_look_age_seconds" not in found
    never = 'monitor_accounts{verdict="never_checked",state="never_checked"}'
    assert found[never] == len(desk_office_accounts(stranger))


def desk_office_accounts(stranger: Browser) -> tuple[Any, ...]:
    return tuple(stranger.client.application.config["office"].registry.judged)


LOOKS = [
    ("seen", 1, "[]", 0.5),
    ("seen", 1, '[["feed","network","x"]]', 0.5),
    ("network", 0, '[["feed","network","x"],["weibo","config","y"]]', 0.5),
    ("", 1, "[]", 1.01),
]


@pytest.mark.parametrize(("outcome", "usable", "gaps", "days"), LOOKS)
def test_looks_of_a_day_are_counted_by_what_came_of_them(
    outcome: str, usable: int, gaps: str, days: float, stranger: Browser, office: Office
) -> None:
    at = clock.stamp(NOON - timedelta(days=days))
    with open_database(office.database) as db:
        db.execute(
            "INSERT INTO runs (mode, moment, started_at, registered, selected, interrupted) "
            "VALUES ('look', ?, ?, 1, '[]', 0)", [at, at],
        )  # fmt: skip
        db.execute(
            "INSERT INTO observations (run, account, source, taken_at, posts, gaps, notes, usable)"
            " VALUES (1, 'weixin', 'feed', ?, '[]', ?, '[]', ?)", [at, gaps, usable],
        )  # fmt: skip
        db.conn.commit()

    looks = {n: v for n, v in numbers(stranger).items() if n.startswith("monitor_looks")}
    expected = {f'monitor_looks_last_day{{outcome="{outcome}"}}': 1.0} if outcome else {}
    assert looks == expected


@pytest.mark.parametrize("public", [True, False])
def test_the_feed_is_the_file(public: bool, stranger: Browser, office: Office) -> None:
    if public:
        office.write(f"schedule: {{status_page: public}}\n{office.text()}")
    shot = office.screenshot()
    office.run("observe", "weixin", "--none-since", "2021-11-01", "--screenshot", shot,
               "--by", "张三")  # fmt: skip
    office.run("check")
    answer = stranger.get(f"/findings.atom?token={FEED}")

    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert answer.text == (office.folder / "out" / "findings.atom").read_text("utf-8")
    (entry,) = feedparser.parse(answer.data).entries
    assert ("高台发布" in entry.title) is public


def test_what_is_entered_at_the_desk_is_written_soon(browser: Browser, office: Office) -> None:
    assert browser.look("weixin", newest="昨天").status_code == 303
    browser.client.application.config["office"].status_page.finish()

    page = (office.folder / "out" / "status" / "index.html").read_text("utf-8")
    assert ">1</b><span>合格</span>" in page


def test_a_page_that_cannot_be_written_hinders_no_entry(browser: Browser, office: Office) -> None:
    (office.folder / "out").write_text("a file", "utf-8")
    said: list[str] = []
    place = browser.client.application.config["office"]
    place.tell = said.append

    assert browser.look("weixin", newest="昨天").status_code == 303
    place.status_page.finish()
    assert len(said) == 1 and "状态网页未能更新" in said[0]


def test_words_for_machines_do_not_reach_the_log(office: Office) -> None:
    scrubber = desk_office(office).scrubber()

    assert METRICS not in scrubber.mask_text(f"GET /metrics?token={METRICS}")


@pytest.mark.parametrize("place", ["/healthz", "/static/0/desk.css"])
def test_what_needs_no_session_looks_up_none(place: str, stranger: Browser, office: Office) -> None:
    (office.data / FILE).unlink(missing_ok=True)

    assert stranger.get(place).status_code == 200
    assert not (office.data / FILE).exists()
