"""No host is asked twice at the same time, nor before its interval has passed: in every mode."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.evidence.archive import read
from monitor.model import Account
from monitor.model.look_plan import LookPlan
from tests.app.looks.asking import ADDRESSES, ONE, PROCESSES, THREADS, Wandering, hosts, looked_at
from tests.builders import account
from tests.lengths import some

PACE = timedelta(milliseconds=60)
NAMES = (*ADDRESSES, "localhost")
MODES = {"threads": THREADS, "processes": PROCESSES}


def county(port: int, each: int) -> list[Account]:
    """Return accounts of every host, some of two, some led from one to another."""
    at = [f"http://{name}:{port}" for name in NAMES]
    sources = [
        [Wandering(url=f"{origin}/{host}-{n}") for n in range(each)]
        for host, origin in enumerate(at)
    ]
    led = [
        Wandering(
            url=f"{at[1]}/to/127.0.0.3/led-{n}",
            more=f"{at[2]}/more-{n}",
            hosts=(f"127.0.0.3:{port}",),
        )
        for n in range(2)
    ]
    everything = [source for several in sources for source in several]
    return [
        account(f"a{number}", sources=(source,))
        for number, source in enumerate([*everything, *led])
    ]


@pytest.mark.parametrize("mode", some(list(MODES), 1))
def test_a_host_is_asked_by_one_at_a_time_and_in_its_own_time(mode: str, tmp_path: Path) -> None:
    with hosts(takes=0.02) as (port, asked):
        accounts = county(port, each=6)
        looks = looked_at(tmp_path / mode, accounts, MODES[mode], PACE)

    assert sorted(looked.account.id for looked in looks) == sorted(one.id for one in accounts)
    assert not any(seen.reading.gaps for looked in looks for seen in looked.observations)
    assert asked.overlaps() == 0
    assert {name: len(asked.times[name]) for name in NAMES} == {
        "127.0.0.1": 6, "127.0.0.2": 8, "127.0.0.3": 10, "localhost": 6
    }  # fmt: skip
    early = {name: gap for name in NAMES if (gap := asked.least_gap(name)) < PACE.total_seconds()}
    assert early == {}


@pytest.mark.parametrize("mode", some(list(MODES), 0))
def test_a_host_that_wants_to_rest_is_left_alone_by_all_that_follows(
    mode: str, tmp_path: Path
) -> None:
    with hosts() as (port, asked):
        url = f"http://127.0.0.1:{port}"
        paths = ["rest", *map(str, range(40))]
        accounts = [account(f"a{p}", sources=(Wandering(url=f"{url}/{p}"),)) for p in paths]
        looks = looked_at(tmp_path / "x", accounts, MODES[mode], PACE)

    assert asked.paths == ["/rest"]
    assert all(seen.reading.gaps for looked in looks for seen in looked.observations[1:])


@pytest.mark.long
def test_sources_with_keys_and_without_share_the_turns_of_their_host(tmp_path: Path) -> None:
    """The former are asked by this process, the latter by others."""
    with hosts() as (port, asked):
        url = f"http://127.0.0.1:{port}"
        accounts = [
            account(f"a{n}", sources=(Wandering(url=f"{url}/{n}", token="k" if n % 2 else ""),))
            for n in range(6)
        ]
        looks = looked_at(tmp_path / "x", accounts, PROCESSES, PACE)

    assert len(looks) == 6
    assert asked.overlaps() == 0
    assert asked.least_gap("127.0.0.1") >= PACE.total_seconds()


def test_stand_ins_make_one_host_of_many(tmp_path: Path) -> None:
    with hosts(takes=0.01) as (port, asked):
        accounts = [
            account(f"a{n}", sources=(Wandering(url=f"http://h{n}.invalid/{n}"),)) for n in range(8)
        ]
        stand_in = {"wandering": f"http://127.0.0.1:{port}"}
        looked_at(tmp_path / "x", accounts, THREADS, PACE, endpoints=stand_in)

    assert len(asked.paths) == 8
    assert asked.overlaps() == 0


def test_who_minds_nothing_is_asked_by_all_at_once(tmp_path: Path) -> None:
    with hosts(takes=0.05) as (port, asked):
        url = f"http://127.0.0.1:{port}"
        accounts = [account(f"a{n}", sources=(Wandering(url=f"{url}/{n}"),)) for n in range(32)]
        looked_at(tmp_path / "x", accounts, THREADS, timedelta(0))

    assert asked.overlaps() > 8


def bodies(folder: Path) -> list[bytes]:
    (file,) = (folder / "evidence").glob("*.warc.gz")
    records = [record for record, _, _ in read(file) if record.kind == "response"]
    return sorted(record.block.partition(b"\r\n\r\n")[2] for record in records)


def shown(folder: Path, port: int, plan: LookPlan) -> object:
    looks = looked_at(folder, county(port, each=3), plan, timedelta(0))
    readings = {
        (looked.account.id, seen.source): [post.key for post in seen.reading.posts]
        for looked in looks
        for seen in looked.observations
    }
    places = [ref for looked in looks for seen in looked.observations for ref in seen.evidence]
    assert all(ref.file for ref in places) and len(set(places)) == len(places)
    return readings, bodies(folder)


def test_all_modes_show_and_keep_the_same(tmp_path: Path) -> None:
    with hosts() as (port, _):
        one = shown(tmp_path / "one", port, ONE)

        assert shown(tmp_path / "threads", port, THREADS) == one
        assert shown(tmp_path / "processes", port, PROCESSES) == one
