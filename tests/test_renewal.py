"""An owner's grant over many runs, against a platform that ends tokens as 快手 does."""

import gzip
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from monitor.clock import now
from tests.builders import NOON
from tests.http.server import ok, speaking
from tests.running import run

REGISTER = """\
jurisdiction: {name: 高台县}
network: {allow_private: true}
pace: {default: 0}
endpoints: {kuaishou_open: 'ORIGIN'}
units: [{id: u, name: 某局}]
accounts:
  - id: kuaishou
    name: 高台快手
    platform: kuaishou
    unit: u
    sources:
      - {kind: kuaishou_open, app_id: ks1, token: "${KS_TOKEN}",
         refresh_token: "${KS_REFRESH}", app_secret: "${KS_SECRET}"}
"""
SECRETS = "KS_TOKEN: access-0-demo\nKS_REFRESH: refresh-0-demo\nKS_SECRET: secret-demo\n"
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

    def renew(self, said: dict[str, str]) -> dict[str, Any]:
        if said["refresh_token"] != f"refresh-{self.number}-demo":
            return {"result": 109, "error_msg": "demo"}
        self.number += 1
        self.renewed_at = now()
        return {
            "result": 1,
            "access_token": f"access-{self.number}-demo",
            "refresh_token": f"refresh-{self.number}-demo",
            "refresh_token_expires_in": int((ENDS - now()).total_seconds()),
        }

    def listing(self, said: dict[str, str]) -> dict[str, Any]:
        alive = now() < self.renewed_at + timedelta(hours=48)
        if said["access_token"] != f"access-{self.number}-demo" or not alive:
            return {"result": 109, "error_msg": "demo"}
        if "cursor" in said:
            return {"result": 1, "video_list": []}
        stamp = int((now() - timedelta(days=1)).timestamp() * 1000)
        return {"result": 1, "video_list": [{"photo_id": "p1", "create_time": stamp}]}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Path, Platform]]:
    """An office, and the platform that it looks at."""
    platform = Platform()
    with speaking(platform.talk) as (origin, _):
        (tmp_path / "accounts.yaml").write_text(REGISTER.replace("ORIGIN", origin), "utf-8")
        (tmp_path / "secrets.yaml").write_text(SECRETS)
        (tmp_path / "secrets.yaml").chmod(0o600)
        yield tmp_path, platform


def test_a_grant_outlives_its_first_token_by_months(office: tuple[Path, Platform]) -> None:
    folder, platform = office
    for day in range(0, 175, 7):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            assert run(folder, "check", "--json").code == 0, day
    assert platform.number == 24

    recordings = sorted((folder / "data" / "evidence").glob("*.warc.gz"))
    for recording in recordings:
        done = run(folder, "check", "--replay", recording, "--json")
        assert done.code == 0, recording.name
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in recordings)
    logs = b"".join(path.read_bytes() for path in (folder / "data").glob("*.log*"))
    assert b"-demo" not in kept and b"-demo" not in logs


def test_a_grant_that_ended_says_who_must_act(office: tuple[Path, Platform]) -> None:
    folder, platform = office
    platform.number = 5  # granted anew elsewhere: ours are dead

    with time_machine.travel(NOON, tick=False):
        done = run(folder, "check", "--json")

    (said,) = json.loads(done.out)["accounts"]
    assert done.code == 3
    assert [gap["outcome"] for gap in said["gaps"]] == ["auth_expired"]
    assert platform.asked == ["list", "refresh_token"]


def test_a_broken_record_of_grants_costs_one_gap_with_its_remedy(
    office: tuple[Path, Platform],
) -> None:
    folder, _ = office
    (folder / "data").mkdir()
    (folder / "data" / "grants.json").write_text("{")

    with time_machine.travel(NOON, tick=False):
        done = run(folder, "check", "--json")

    (gap,) = json.loads(done.out)["accounts"][0]["gaps"]
    assert (done.code, gap["outcome"]) == (3, "config")
    assert "授权记录读不出来" in gap["message"]
