"""An owner's grant over many runs, against a platform that ends tokens as 快手 does."""

import gzip
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from monitor.app.daemon import Daemon
from monitor.app.tasks import TaskRunner
from monitor.model.clock import now
from monitor.notices.notice import Kind
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from monitor.system.secrets import Secrets
from tests.builders import NOON
from tests.http.server import ok, speaking
from tests.office import LOOPBACK, Office, account, make_office

SOURCE = {
    "kind": "kuaishou_open",
    "app_id": "ks1",
    "token": "${KS_TOKEN}",
    "refresh_token": "${KS_REFRESH}",
    "app_secret": "${KS_SECRET}",
}
BELL = {"kind": "wecom", "url": "http://127.0.0.1:9/bot"}


def secrets(number: int = 0) -> dict[str, str]:
    """Return the keys as they are after so many renewals."""
    return {
        "KS_TOKEN": f"access-{number}-demo",
        "KS_REFRESH": f"refresh-{number}-demo",
        "KS_SECRET": "secret-demo",
    }


ENDS = NOON + timedelta(days=180)


@dataclass
class Platform:
    """Knows one valid refresh token; an access token lives 48 hours from its renewal."""

    number: int = 0
    renewed_at: Any = NOON
    asked: list[str] = field(default_factory=list)

    def talk(self, peer: socket.socket, head: bytes) -> None:
        url = urlsplit(head.split(b" ")[1].decode())
        said = {key: values[0] for key, values in parse_qs(url.query).items()}
        self.asked.append(url.path.rpartition("/")[2])
        answer = self.renew(said) if "refresh" in url.path else self.listing(said)
        ok(json.dumps(answer).encode(), "Content-Type: application/json")(peer, head)

    def renew(self, query: dict[str, str]) -> dict[str, Any]:
        if query["refresh_token"] != f"refresh-{self.number}-demo":
            return {"result": 109, "error_msg": "demo"}
        self.number += 1
        self.renewed_at = now()
        return {
            "result": 1,
            "access_token": f"access-{self.number}-demo",
            "refresh_token": f"refresh-{self.number}-demo",
            "refresh_token_expires_in": int((ENDS - now()).total_seconds()),
        }

    def listing(self, query: dict[str, str]) -> dict[str, Any]:
        alive = now() < self.renewed_at + timedelta(hours=48)
        if query["access_token"] != f"access-{self.number}-demo" or not alive:
            return {"result": 109, "error_msg": "demo"}
        if "cursor" in query:
            return {"result": 1, "video_list": []}
        stamp = int((now() - timedelta(days=1)).timestamp() * 1000)
        return {"result": 1, "video_list": [{"photo_id": f"p{stamp}", "create_time": stamp}]}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Office, Platform]]:
    """An office, and the platform that it looks at."""
    platform = Platform()
    with speaking(platform.talk) as (origin, _):
        office = make_office(
            tmp_path,
            [account("kuaishou", "高台快手", "kuaishou", sources=[SOURCE])],
            secrets=secrets(),
            endpoints={"kuaishou_open": origin},
            schedule={"spread": 0},
            channels={"office": BELL},
            **LOOPBACK,
        )
        yield office, platform


@pytest.mark.long
def test_a_grant_outlives_its_first_token_by_months(watched: tuple[Office, Platform]) -> None:
    office, platform = watched
    for day in range(0, 175, 7):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            assert office.run("check", "--json").code == 0, day
    assert platform.number == 24

    recordings = sorted(office.evidence.glob("*.warc.gz"))
    for recording in recordings:
        done = office.run("check", "--replay", recording, "--json")
        assert done.code == 0, recording.name
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in recordings)
    logs = b"".join(path.read_bytes() for path in office.data.glob("*.log*"))
    assert b"-demo" not in kept and b"-demo" not in logs


def test_a_grant_that_ended_says_who_must_act(watched: tuple[Office, Platform]) -> None:
    office, platform = watched
    platform.number = 5  # granted anew elsewhere: ours are dead

    with time_machine.travel(NOON, tick=False):
        done = office.run("check", "--json")

    (account,) = json.loads(done.out)["accounts"]
    assert done.code == 3
    assert [gap["outcome"] for gap in account["gaps"]] == ["auth_expired"]
    assert platform.asked == ["list", "refresh_token"]


def daemon(office: Office) -> Daemon:
    chores = TaskRunner(
        accounts=office.accounts_file,
        data=office.data,
        out=office.folder / "out",
        secrets_of=lambda registry: Secrets.load(office.folder, {}, registry.secret_names),
        stop=Event(),
        tell=lambda _: None,
    )
    return Daemon(chores=chores, data=office.data, stop=Event(), tell=lambda _: None)


def messages(office: Office) -> list[str]:
    with open_database(office.database) as db:
        notices = Outbox(db).told()
    return [entry.notice.text for entry in notices if entry.notice.kind is Kind.CREDENTIAL]


def test_the_end_of_a_grant_is_told_two_weeks_and_three_days_before(
    watched: tuple[Office, Platform],
) -> None:
    office, _ = watched
    heard: dict[int, list[str]] = {}
    keeper = daemon(office)
    for left in (30, 15, 14, 9, 4, 3, 1):
        with time_machine.travel(ENDS - timedelta(days=left), tick=False):
            keeper.tick(now())
            heard[left] = messages(office)

    assert [len(heard[left]) for left in (30, 15, 14, 9, 4, 3, 1)] == [0, 0, 1, 1, 1, 2, 2]
    assert all(f"{left}天后到期（6月29日）" in heard[left][0] for left in (14, 3))


def test_a_grant_given_anew_is_not_told_of_for_the_old_ones_sake(
    watched: tuple[Office, Platform],
) -> None:
    office, platform = watched
    with time_machine.travel(ENDS - timedelta(days=30), tick=False):
        daemon(office).tick(now())  # from now on every day's look is due
        assert office.run("check").code == 0
    platform.number = 9  # the owner has granted anew, and the keys are put in their place
    platform.renewed_at = ENDS - timedelta(days=3)
    office.keep_secrets(secrets(9))

    with time_machine.travel(ENDS - timedelta(days=3), tick=False):
        daemon(office).tick(now())
        text = office.run("doctor").out

    assert platform.asked[-2:] == ["list", "list"]
    assert messages(office) == []
    assert "到期" not in text


@pytest.mark.parametrize(
    ("left", "grade", "sentence"),
    [
        (20, "正常", "1个账号授权在14天之后到期，最早于2022年6月29日"),
        (14, "注意", "高台快手：授权14天后到期（6月29日），请账号运维人员重新授权并更新密钥"),
        (0, "注意", "高台快手：授权今天到期（6月29日），请账号运维人员重新授权并更新密钥"),
    ],
)
def test_doctor_tells_when_a_grant_ends(
    watched: tuple[Office, Platform], left: int, grade: str, sentence: str
) -> None:
    office, _ = watched
    with time_machine.travel(ENDS - timedelta(days=30), tick=False):
        assert office.run("check").code == 0

    with time_machine.travel(ENDS - timedelta(days=left), tick=False):
        lines = json.loads(office.run("doctor", "--json").out)

    assert {"topic": "授权", "grade": grade, "message": sentence} in lines


def test_doctor_tells_of_a_day_that_has_passed(watched: tuple[Office, Platform]) -> None:
    office, _ = watched
    ended = SOURCE | {"token_until": date(2021, 12, 1)}
    make_office(office.folder, [account("kuaishou", "高台快手", "kuaishou", sources=[ended])])

    with time_machine.travel(NOON, tick=False):
        text = office.run("doctor").out.replace("\n", "").replace(" ", "")

    assert "高台快手：授权已于2021年12月1日到期" in text


KILLED = """
import os, sys, time_machine
from datetime import datetime
from monitor.system import token_store
from monitor.cli import main
token_store.whole = lambda *_, **__: os._exit(137)
with time_machine.travel(datetime.fromisoformat(sys.argv[2]), tick=False):
    main(["-C", sys.argv[1], "check"])
"""


def test_killed_before_the_new_token_was_kept_it_is_granted_anew_by_its_owner(
    watched: tuple[Office, Platform],
) -> None:
    office, platform = watched
    moment = NOON + timedelta(days=3)

    with time_machine.travel(moment, tick=False):
        words = [sys.executable, "-c", KILLED, str(office.folder), moment.isoformat()]
        killed = subprocess.run(words, check=False, capture_output=True)
        done = office.run("check", "--json")

    (account,) = json.loads(done.out)["accounts"]
    recordings = office.evidence.glob("*.warc.gz")
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in recordings)
    assert (killed.returncode, platform.number) == (137, 1)
    assert [gap["outcome"] for gap in account["gaps"]] == ["auth_expired"]
    assert "由账号本人重新授权" in account["gaps"][0]["message"]
    assert b"-demo" not in kept


def test_a_broken_record_of_grants_costs_one_gap_with_its_remedy(
    watched: tuple[Office, Platform],
) -> None:
    office, _ = watched
    office.data.mkdir()
    (office.data / "grants.json").write_text("{")

    with time_machine.travel(NOON, tick=False):
        done = office.run("check", "--json")

    (gap,) = json.loads(done.out)["accounts"][0]["gaps"]
    assert (done.code, gap["outcome"]) == (3, "config")
    assert "授权记录读不出来" in gap["message"]
