"""What people enter waits for no check, and no check for it; two people take turns."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from monitor.app import check, observe
from monitor.app.daemon import single
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.test_observe import GROUP, keep
from tests.app.test_observe import keeping as keeper_of
from tests.builders import NOON
from tests.cli.observe.builders import by_hand, by_hand_office
from tests.http.server import ok, status
from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = by_hand_office(tmp_path)
    office.screenshot()
    (tmp_path / "清单.csv").write_text("账号标识,最新内容时间,查看人\nweixin,昨天,张三\n", "utf-8")
    return office


ENTRIES = [
    ("observe", "weixin", "--newest", "昨天", "--by", "张三"),
    ("observe", "weixin", "--none-since", "从未", "--screenshot", "a.png", "--by", "张三"),
    ("observe", "--import", "清单.csv"),
    ("checklist", "set", "weixin", "全部=是", "--by", "张三"),
    ("accounts", "set", "weixin", "note=试", "--by", "张三"),
]


@pytest.mark.parametrize("words", ENTRIES, ids=lambda words: " ".join(words[:2]))
@pytest.mark.parametrize("busy", [lambda data: check.alone(data, NOON), single])
def test_an_entry_is_kept_while_a_check_or_the_daemon_runs(
    busy: "Callable[[Path], AbstractContextManager[None]]",
    words: tuple[str, ...],
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(office.folder)
    with busy(office.data):
        done = office.run(*words)

    assert done.code == 0, done.err
    assert office.faults() == ()


def test_a_check_runs_while_somebody_enters(office: Office) -> None:
    office.data.mkdir()
    with FileLock(office.data / "hand.lock"):
        assert office.run("check").code in (1, 3)


def test_who_comes_second_waits_for_the_first(office: Office) -> None:
    office.data.mkdir()
    lock = FileLock(office.data / "hand.lock", thread_local=False)
    lock.acquire()
    first = threading.Timer(0.3, lock.release)
    first.start()

    done = office.run("observe", "weixin", "--newest", "昨天", "--by", "张三")
    first.join()

    assert done.code == 0, done.err
    assert by_hand(office) == 1


@pytest.mark.parametrize("words", ENTRIES[:4], ids=lambda words: " ".join(words[:2]))
def test_who_waited_in_vain_is_told_in_one_sentence(
    words: tuple[str, ...], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observe, "PATIENCE", 0.1)
    monkeypatch.chdir(office.folder)
    office.data.mkdir()
    with FileLock(office.data / "hand.lock"):
        refused = office.run(*words)

    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert "另有人正在数据目录" in refused.err and "稍后原样再执行一次" in refused.err
    assert office.run(*words).code == 0


def test_two_who_enter_at_once_both_find_their_entries(office: Office) -> None:
    """Over one folder; each its own process's worth of stores and files."""
    messages: list[str] = []

    def enter(keeper: observe.ObservationRecorder, number: int) -> None:
        messages.append(keep(keeper, "douyin", video(number)).observations[0].account)

    with ExitStack() as stack:
        keepers = [stack.enter_context(keeper_at(office.folder)) for _ in range(4)]
        threads = [
            threading.Thread(target=enter, args=(keeper, number))
            for number, keeper in enumerate(keepers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert messages == ["douyin"] * 4
    with open_database(office.database) as db:
        assert len(VerdictReader(db).history("douyin", 10)) == 4
    assert office.faults() == ()


def video(number: int) -> str:
    return f"https://www.douyin.com/video/{int(GROUP) + number}"


def keeper_at(folder: Path) -> "AbstractContextManager[observe.ObservationRecorder]":
    return keeper_of(folder, ok(b"<html>"))


def test_a_link_is_followed_before_anybody_has_to_wait(tmp_path: Path) -> None:
    free: list[bool] = []
    (tmp_path / "data").mkdir()

    def page(peer: object, head: bytes) -> None:
        try:
            with FileLock(tmp_path / "data" / "hand.lock").acquire(timeout=0):
                free.append(True)
        except Timeout:
            free.append(False)
        ok(b"<html>")(peer, head)  # type: ignore[arg-type]

    led = status(302, f"Location: https://www.iesdouyin.com/share/video/{GROUP}/")
    with keeper_of(tmp_path, led, page) as keeper:
        (seen,) = keep(keeper, "douyin", "https://v.douyin.com/iAbc/").observations

    assert free == [True]
    assert len(seen.evidence) == 2
    assert {ref.file.endswith("-hand.warc.gz") for ref in seen.evidence} == {True}
    assert Office(folder=tmp_path).faults() == ()


def torn(office: Office, name: str) -> Path:
    path = min(office.evidence.glob(name))
    with path.open("ab") as file:
        file.write(b"half a record")
    return path


def test_a_torn_entry_is_put_right_by_the_next_one_and_by_no_check(office: Office) -> None:
    """A check cannot know whether somebody is writing there just now."""
    entry = ("observe", "weixin", "--none-since", "从未", "--screenshot", office.folder / "a.png")
    assert office.run(*entry, "--by", "张三").code == 0
    path = torn(office, "*-hand.warc.gz")

    office.check()
    assert not list(path.parent.glob("*.torn-1"))
    done = office.run("observe", "douyin", "--newest", "昨天", "--by", "李四")

    assert "13 字节未登记" in done.err
    assert [one.name for one in path.parent.glob("*.torn-*")] == [f"{path.name}.torn-1"]
    assert office.faults() == ()


def test_an_entry_leaves_alone_what_a_running_check_has_not_registered(office: Office) -> None:
    office.check()
    path = torn(office, "????-??-??.warc.gz")
    size = path.stat().st_size
    with open_database(office.database) as db:
        db.execute("UPDATE runs SET finished_at = NULL")
        db.conn.commit()

    assert office.run("observe", "weixin", "--newest", "昨天", "--by", "张三").code == 0

    assert path.stat().st_size == size
    with open_database(office.database) as db:
        assert len(VerdictReader(db).unfinished()) == 1


@pytest.mark.parametrize("at", [0, 40, -1])
def test_an_altered_entry_is_found(at: int, office: Office) -> None:
    entry = ("observe", "weixin", "--none-since", "从未", "--screenshot", office.folder / "a.png")
    assert office.run(*entry, "--by", "张三").code == 0
    path = next(office.evidence.glob("*-hand.warc.gz"))
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)

    done = office.run("evidence", "verify")

    assert done.code == 1
    assert f"{path.name}@0：内容与登记的哈希不符" in done.out


def test_hands_are_free_throughout_a_slow_check(office: Office) -> None:
    """The real thing: two processes' worth of work at once, each with its own connection."""
    stop = threading.Event()

    def checks() -> None:
        while not stop.is_set():
            run_check(office)

    thread = threading.Thread(target=checks)
    with keeper_at(office.folder) as keeper:
        enter_meanwhile(keeper, thread, stop)

    assert office.faults() == ()
    with open_database(office.database) as db:
        assert len(VerdictReader(db).history("douyin", 10)) == 5


def enter_meanwhile(
    keeper: observe.ObservationRecorder, thread: threading.Thread, stop: threading.Event
) -> None:
    thread.start()
    try:
        for number in range(5):
            keep(keeper, "douyin", video(number))
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join()


def run_check(office: Office) -> None:
    from monitor.model import clock
    from monitor.system.secrets import Secrets

    registry = office.register()
    order = check.CheckRequest(registry=registry, accounts=registry.judged, moment=clock.now())
    check.check(
        order, Secrets({}, {}), office.data,
        stop=threading.Event(), tell=lambda _: None, progress=lambda _: None,
    )  # fmt: skip
