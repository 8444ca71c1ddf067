"""The log: a line of JSON each, no secret, one file for a run within a daemon."""

import json
import logging
from pathlib import Path

from monitor.system.logs import FILE, logging_to
from monitor.system.redact import Scrubber

log = logging.getLogger("tests.logs")


def lines(data: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (data / FILE).read_text("utf-8").splitlines()]


def test_a_line_says_when_who_and_what(tmp_path: Path) -> None:
    with logging_to(tmp_path, Scrubber()):
        log.warning("第 %s 次", 7)

    (line,) = lines(tmp_path)
    assert (line["level"], line["where"], line["what"]) == ("WARNING", "tests.logs", "第 7 次")
    assert line["at"].endswith("+08:00")


def test_a_traceback_stays_on_its_line_without_secrets(tmp_path: Path) -> None:
    with logging_to(tmp_path, Scrubber(["demo-secret-1"])):
        try:
            raise ValueError("demo-secret-1")
        except ValueError:
            log.exception("with demo-secret-1")

    (line,) = lines(tmp_path)
    assert "ValueError" in line["traceback"]
    assert "demo-secret-1" not in json.dumps(line)


def test_a_run_within_a_daemon_writes_each_line_once_and_hides_both_ones_secrets(
    tmp_path: Path,
) -> None:
    with logging_to(tmp_path, Scrubber(["daemon-secret"])):
        with logging_to(tmp_path, Scrubber(["granted-token"])):
            log.error("daemon-secret granted-token")
        log.error("after")
    log.error("outside")

    assert [line["what"] for line in lines(tmp_path)] == ["*** ***", "after"]
