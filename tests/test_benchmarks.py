"""The benchmarks' own server and harness: what a stranger measures with must be right, too."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import asdict
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[1]
if not (ROOT / "benchmarks").is_dir():
    pytest.skip("not part of the distribution", allow_module_level=True)

from benchmarks import feeds, readme, server, where  # noqa: E402
from benchmarks.peers import measuring, table  # noqa: E402

STARTED = datetime(2026, 6, 30, 17, 30, tzinfo=feeds.BEIJING)


def test_a_feed_says_when_its_account_last_published() -> None:
    for number in range(feeds.AGES):
        root = etree.fromstring(feeds.feed(number, STARTED))
        dates = [parsedate_to_datetime(one.findtext("pubDate") or "") for one in root.iter("item")]

        assert len(dates) == feeds.ITEMS
        assert max(dates) == feeds.newest(number, STARTED)


def test_no_account_is_near_enough_to_the_limit_for_a_midnight_to_turn_it() -> None:
    ages = {feeds.age(number) for number in range(feeds.AGES)}

    assert max(ages) > feeds.LIMIT > min(ages)
    assert not ages & {feeds.LIMIT - 1, feeds.LIMIT}


def test_the_server_answers_unchanged_to_its_own_tag_alone_and_counts_it() -> None:
    with server.running(2) as serving:
        before = serving.counts()
        statuses = [
            _status(feeds.address("feed", number, serving.port), tag)
            for number, tag in ((0, ""), (0, feeds.tag(0)), (0, feeds.tag(1)), (1, feeds.tag(1)))
        ]
        asked = serving.counts().since(before)

    assert statuses == [200, 304, 200, 304]
    assert (asked.requests, asked.unchanged, asked.connections) == (4, 2, 4)


def _status(url: str, tag: str) -> int:
    request = urllib.request.Request(url, headers={"If-None-Match": tag} if tag else {})
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


HELPER = """
import os, time
if os.fork() == 0:
    held = bytearray(b"x") * 60_000_000
    while time.process_time() < 0.25:
        pass
    os._exit(0)
os.wait()
raise SystemExit(3)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_what_a_helper_costs_is_counted_and_told_apart(tmp_path: Path) -> None:
    cost = measuring.measured([sys.executable, "-S", "-c", HELPER], tmp_path, {})

    assert cost.code == 3 and cost.processes == 2
    assert cost.cpu >= 0.25 > cost.own
    assert cost.largest >= 60_000_000 / 2**20 and cost.together >= cost.largest


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    asleep = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]

    assert measuring.measured(asleep, tmp_path, {}, limit=0.1).code < 0


def run(wall: float, *faults: str) -> table.Run:
    cost = measuring.Cost(
        code=0, wall=wall, cpu=wall / 2, own=0.1, largest=40, together=60, processes=2
    )
    return table.Run(cost, server.Counts(10, 10, 1, 0.1), faults)


def test_the_table_shows_medians_and_ratios_to_the_loop() -> None:
    rows = [
        table.row(10, 0, "tuned loop", {p: [run(1), run(2), run(9)] for p in table.PHASES}),
        table.row(10, 0, "monitor", {p: [run(3), run(4, "a7"), run(4)] for p in table.PHASES}),
    ]
    about = {"date": "d", "machine": "m", "load": 0.5, "versions": "v"}
    block = table.markdown(
        {"about": about, "rows": json.loads(json.dumps(list(map(asdict, rows))))}
    )

    assert block.startswith("d, m, load 0.5 before the first run. v.\n")
    assert "| 10 | tuned loop | 2.00 | 1.00 | 1.00 |" in block
    assert "| 10 | **monitor** | 4.00 | **2.00** | 2.00 |" in block
    assert "| 3, faulty |" in block
    assert table.ratios(rows) == [
        "10 feeds: 2.00 × tuned loop cold, 2.00 × warm (by CPU 2.00, 2.00); warm 1.00 × cold",
    ]


@pytest.mark.parametrize(
    ("stack", "part"),
    [
        (
            "main (monitor:6);get (monitor/verdicts/texts.py:9);loads (json/__init__.py:3)",
            "storing",
        ),
        ("perform (monitor/app/spot_check.py:1);inspect (monitor/verdicts/judge.py:2)", "judging"),
        ("run (app/looks/worker.py:3);send (monitor/http/live.py:2);recv (socket.py:1)", "HTTP"),
        ("main (monitor:6);find_and_load (<frozen importlib._bootstrap>:1);f (re.py:1)", "imports"),
        ("check (monitor/app/check.py:5);_submit (monitor/app/looks/look_pool.py:6)", "the rest"),
        ("run (threading.py:1);Threads._work (monitor/system/threads.py:60)", None),
        ("main (monitor:6);wait (threading.py:324)", None),
    ],
)
def test_a_sample_belongs_to_the_innermost_part(stack: str, part: str | None) -> None:
    found = where.part(stack)

    assert found is None if part is None else (found or "").startswith(part)


def test_a_block_of_the_readme_is_replaced_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "README.md"
    page.write_text("a\n<!-- x -->\nold\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n", "utf-8")
    monkeypatch.setattr(readme, "README", page)

    readme.put("x", "new\n")

    text = page.read_text("utf-8")
    assert text == "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n"
    with pytest.raises(SystemExit, match="no block z"):
        readme.put("z", "new")


@pytest.mark.long
def test_the_harness_runs_the_program_and_finds_its_verdicts_right(tmp_path: Path) -> None:
    words = "--n 41 --rounds 1 --only monitor"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peers", *words.split(), "--work", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["rows"]
    assert row["faults"] == [] and row["unchanged"] == 41
