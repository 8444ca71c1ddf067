"""Broken payloads served over loopback to ``monitor check``, a batch of accounts at a time."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import fuzz_mutations as mutations
from benchmarks import fuzz_payloads as payloads
from benchmarks.fuzz_payloads import Sound
from benchmarks.fuzz_readers import stands
from tests.county import answers
from tests.loopback import listening
from tests.running import run

BATCH = 100  # accounts in one check
OURS = ("internal", "程序处理")  # what a gap says where the program itself failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One account's answer: the number of its payload, how it is looked at."""

    number: int
    source: str  # as accounts.yaml has it, ORIGIN and ID to be filled in
    platform: str
    body: bytes
    fresh: bytes


def served(number: int, dice: Random, now: datetime) -> list[Sent]:
    """Return one broken answer for each kind of source that can be told apart by its address."""
    at = payloads.moments(now)
    web = mutations.mutated
    kinds: dict[str, tuple[str, Sound, Any]] = {
        "{kind: webpage, url: 'ORIGIN/ID'}": ("website", payloads.page(now), web),
        "{kind: feed, url: 'ORIGIN/ID', own: true}": ("website", payloads.rss(now), web),
        "{kind: feed, url: 'ORIGIN/ID'}": (
            "website",
            payloads.json_feed(now),
            mutations.mutated_json,
        ),
        "{kind: weibo_public, uid: 'ID'}": (
            "weibo",
            payloads.as_json(answers.get_index(at, "1", "河湾", now)),
            mutations.mutated_json,
        ),
        "{kind: netease, wemedia_id: 'ID'}": (
            "netease",
            payloads.listings(now),
            mutations.mutated_json,
        ),
    }
    source = dice.choice(list(kinds))
    platform, sound, mutate = kinds[source]
    return [
        Sent(
            number=number,
            source=source,
            platform=platform,
            body=mutate(sound.body, dice),
            fresh=sound.fresh,
        )
    ]


def faults(sent: Sequence[Sent], folder: Path) -> Iterator[tuple[int, str]]:
    """Check all of them at once; yield what was at fault, by the number of the payload."""
    place = folder / "check"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    ids = {f"{9_000_000_000 + order}": one for order, one in enumerate(sent)}
    with _serving({id: one.body for id, one in ids.items()}) as origin:
        _register(place, origin, ids)
        done = run(place, "check", "--json")
    if done.code not in (0, 1, 3) or "Traceback" in done.err:
        yield sent[0].number, f"a batch ends with {done.code}: {done.err[-200:]}"
        return
    judged = {one["id"]: one for one in json.loads(done.out)["accounts"]}
    for id, one in ids.items():
        found = judged.get(f"a{id}")
        if found is None:
            yield one.number, "an account is missing"
        elif any(gap["outcome"] == OURS[0] or OURS[1] in gap["message"] for gap in found["gaps"]):
            yield one.number, "the program failed at an account"
        elif found["verdict"] == "fail" and stands(one.body, one.fresh):
            yield one.number, "an account fails, its fresh item intact"


def _register(folder: Path, origin: str, ids: dict[str, Sent]) -> None:
    lines = ["jurisdiction: {name: 河湾县}", "pace: {default: 0}", "network: {allow_private: true}"]
    lines += [f"endpoints: {{weibo_public: '{origin}', netease: '{origin}'}}"]
    lines += ["units: [{id: u, name: 某局}]", "accounts:"]
    lines += [
        f"  - {{id: a{id}, name: a{id}, platform: {one.platform}, unit: u, opened_on: 2016-01-01, "
        f"filed: true, sources: [{one.source.replace('ORIGIN', origin).replace('ID', id)}]}}"
        for id, one in ids.items()
    ]
    (folder / "accounts.yaml").write_text("\n".join(lines), encoding="utf-8")


@contextmanager
def _serving(bodies: dict[str, bytes]) -> Iterator[str]:
    """Answer every address with the body of the account whose number stands in it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            body = next((one for id, one in bodies.items() if id in self.path), b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with listening(Handler) as origin:
        yield origin
