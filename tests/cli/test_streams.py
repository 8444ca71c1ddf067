"""A command that is started without its streams, or stopped before it has begun."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.cli import streams
from monitor.model import clock
from monitor.model.system_errors import ENDED
from tests.app.test_mishaps import feed
from tests.http.server import ok, speaking
from tests.sites import feed_office


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Where the account is seen to be fresh."""
    body = feed("今日动态", clock.now() - timedelta(hours=1))
    with speaking(ok(body, "Content-Type: application/feed+json")) as (at, _):
        yield at


@pytest.fixture(scope="module")
def whole(origin: str, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How a check ends that has all its streams."""
    folder = feed_office(tmp_path_factory.mktemp("whole"), origin, ["a"]).folder
    return started(folder, "", "check").returncode


def started(folder: Path, closed: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run ``monitor words…`` from a shell that closes the streams *closed* names."""
    command = f'exec "$0" -m monitor -C "$1" {" ".join(words)} {closed}'
    return subprocess.run(
        ["sh", "-c", command, sys.executable, str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.share(3)
@pytest.mark.parametrize("words", [("worklist",), ("check",), ("check", "--json")])
def test_a_closed_output_is_told_as_one(
    words: tuple[str, ...], tmp_path: Path, origin: str
) -> None:
    feed_office(tmp_path, origin, ["a"])
    done = started(tmp_path, ">&-", *words)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"错误：{ENDED}。\n")


@pytest.mark.share(3)
@pytest.mark.parametrize("closed", ["2>&-", "<&-", "<&- 2>&-"])
def test_what_is_merely_told_may_be_closed(
    closed: str, tmp_path: Path, origin: str, whole: int
) -> None:
    feed_office(tmp_path, origin, ["a"])
    done = started(tmp_path, closed, "check")

    assert whole == 0
    assert done.returncode == whole
    assert "结论" in done.stdout


def test_whoever_is_stopped_early_says_so() -> None:
    kept = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), streams.stoppable():
            signal.raise_signal(signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, kept)


def test_a_signal_that_somebody_else_awaits_is_left_to_him() -> None:
    kept = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with streams.stoppable():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, kept)


def test_only_the_main_thread_waits_for_a_signal() -> None:
    ended: list[bool] = []

    def inside() -> None:
        with streams.stoppable():
            ended.append(True)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()

    assert ended == [True]
