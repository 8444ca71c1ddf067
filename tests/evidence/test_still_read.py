"""Starring takes grants and nothing that a source reads: the same posts, days and verdicts."""

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.evidence import archive, records
from monitor.system.redact import Scrubber
from tests.builders import NOON
from tests.running import run
from tests.sites import site, website_office

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.warc.gz"))
GRANT = "QVFIUk5fMg4711x"
NOISE = (
    f'<input type="hidden" name="token" value="{GRANT}A">'
    f'<script>var cfg = {{accessToken: "{GRANT}B", token: "list", next_token: "n2"}}</script>'
)


def starred_anew(source: Path, target: Path) -> None:
    """Write *source* again, every answer as it would be kept had it come today, noise and all."""
    scrubber = Scrubber()
    with target.open("wb") as file:
        for record, _, _ in archive.read(source):
            block = record.block
            if record.kind == "response":
                block = scrubber.wire(block, learn=True)[0]
            said = [(k, v) for k, v in record.headers.items() if not k.startswith("content-")]
            kept = [(k, v) for k, v in said if k not in ("warc-type", "warc-block-digest")]
            kind = record.headers["content-type"]
            file.write(records.record(record.kind, kind, kept, block))


def judged(folder: Path, recording: Path) -> Any:
    output = json.loads(run(folder, "check", "--replay", recording, "--json").out)
    return output["accounts"], output["summary"], output["incidents"]


@pytest.mark.share(2)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name[7:17])
def test_the_recorded_county_is_judged_the_same(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "accounts.yaml").write_bytes((ROOT / "accounts.yaml").read_bytes())
    again = tmp_path / sample.name
    starred_anew(sample, again)

    assert judged(tmp_path, again) == judged(tmp_path, sample)


def lines(first: int, *dates: str) -> str:
    return "".join(
        f"<li><a href='/a/{n}.html'>云岭县水利动态{n}</a><span>{date}</span></li>"
        for n, date in enumerate(dates, first)
    )


def page(body: str, following: str) -> str:
    return (
        f"<html><head><title>动态</title></head><body>{NOISE}<ul class='list'>{body}</ul>"
        f"<a class='next' href='{following}'>下一页</a></body></html>"
    )


@pytest.mark.parametrize(
    "following",
    [
        f"/more?token={GRANT}A&page=2",
        f"/more?cursor={GRANT}B",
        f"/more/{GRANT}A",
        "/more?token=public",
        f"/more?access_token={GRANT}C",
    ],
)
@pytest.mark.parametrize("dates", [("2021-12-28", "2021-12-20"), ("2021-11-20", "2021-11-12")])
def test_a_list_whose_next_page_takes_a_token_is_replayed_with_the_same_verdict(
    following: str, dates: tuple[str, str], tmp_path: Path
) -> None:
    pages = {"/": page(lines(0, *dates), following)}
    more = page(lines(5, "2021-10-30", "2021-10-01"), "/end")
    with site(pages, otherwise=more) as (origin, asked), time_machine.travel(NOON, tick=False):
        source = f"{{kind: webpage, url: '{origin}/', item: 'ul.list li', next: 'a.next'}}"
        website_office(tmp_path, {"column": source})
        live = json.loads(run(tmp_path, "check", "--json").out)
        recording = next((tmp_path / "data" / "evidence").glob("*.warc.gz"))
        replayed = judged(tmp_path, recording)

    stored = b"".join(record.block for record, _, _ in archive.read(recording))
    assert any(path.startswith("/more") for path in asked), "the next page was asked for"
    assert replayed[0][0]["verdict"] == live["accounts"][0]["verdict"]
    assert replayed == (live["accounts"], live["summary"], live["incidents"])
    assert GRANT.encode() not in stored
