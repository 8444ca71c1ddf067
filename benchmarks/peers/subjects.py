"""The programs compared: what each is given beforehand, how it is started, what it must have seen.

Each works in a folder of its own, which holds ``urls.txt`` and is its home as well: what a program
caches for its user is cold with the rest. All run as their documentation says, with defaults.
"""

import json
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks import feeds
from benchmarks.peers import environment
from benchmarks.server import Server

HERE = Path(__file__).parent
FLOOR = "tuned loop"
OURS = "monitor"
XPATH = "(//item/pubDate)[1]/text()"
NEVER = "1970-01-01T00:00:00+00:00"
HEAD = """\
jurisdiction: {name: 高台县}
pace: {default: 0}
network: {allow_private: true}
units:
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one run of one program happens. *python*: the peers' own."""

    folder: Path
    python: Path
    server: Server
    total: int

    @property
    def urls(self) -> list[str]:
        return [feeds.address("feed", number, self.server.port) for number in range(self.total)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """*prepare* is not timed; *command* is, cold and warm; *faults* says what it saw wrongly.

    *codes*: the exit codes that are none of a failure. *what*: what it does, for the table.
    """

    name: str
    what: str
    prepare: Callable[[Place], None]
    command: Callable[[Place], list[str]]
    faults: Callable[[Place], list[str]] = lambda _: []
    codes: tuple[int, ...] = (0,)
    wanted: bool = True  # without being asked for by name


def _register(place: Place) -> None:
    """Write one unit an account: five thousand accounts of one unit are no county."""
    units = "".join(f"  - {{id: u{n}, name: 单位{n}}}\n" for n in range(place.total))
    accounts = "".join(
        f"  - {{id: a{n}, name: 账号{n}, platform: wechat, unit: u{n}, "
        f"filed: true, opened_on: 2016-05-01, sources: [{{kind: feed, url: '{url}'}}]}}\n"
        for n, url in enumerate(place.urls)
    )
    text = f"{HEAD}{units}accounts:\n{accounts}"
    (place.folder / "accounts.yaml").write_text(text, encoding="utf-8")


def _verdicts(place: Place) -> list[str]:
    """Hold what was stored of every account against what its feed said.

    A feed that others make vouches for nothing: an old item condemns nobody, it leaves unknown.
    """
    command = [str(environment.program()), "-C", str(place.folder), "status", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seen = {one["id"]: one for one in json.loads(done.stdout)["accounts"]}
    faults = []
    for number in range(place.total):
        account = seen.get(f"a{number}", {})
        at = feeds.newest(number, place.server.started)
        verdict = "pass" if feeds.age(number) <= feeds.LIMIT else "unknown"
        shown = account.get("newest_post_at")
        if account.get("verdict") != verdict or datetime.fromisoformat(shown or NEVER) != at:
            faults.append(f"a{number}: {account.get('verdict')} {shown}, published {at}")
    return faults


def _jobs(key: str) -> Callable[[Place], None]:
    def prepare(place: Place) -> None:
        jobs = [
            f"name: a{n}\nurl: {url}\n{key}:\n  - xpath:\n      path: {XPATH}\n      method: xml\n"
            for n, url in enumerate(place.urls)
        ]
        (place.folder / "jobs.yaml").write_text("---\n".join(jobs), encoding="utf-8")
        (place.folder / "hooks.py").write_text("")
        settings = "report:\n  stdout:\n    enabled: true\n    color: false\n"
        unasked = "version_check:\n  enabled: false\n" if key == "filters" else ""
        (place.folder / "settings.yaml").write_text(unasked + settings)

    return prepare


def _watcher(name: str, jobs: str, store: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        files = {jobs: "jobs.yaml", "--config": "settings.yaml", store: "kept.db"}
        words = [word for pair in (files | {"--hooks": "hooks.py"}).items() for word in pair]
        return [str(place.python.with_name(name)), *words]

    return command


def _reader(act: str) -> Callable[[Place], list[str]]:
    return lambda place: [
        str(place.python), str(HERE / "reader_run.py"), act, "urls.txt", "reader.db"
    ]  # fmt: skip


def _add_feeds(place: Place) -> None:
    subprocess.run(_reader("add")(place), cwd=place.folder, check=True)


def _rows(place: Place) -> list[str]:
    """Hold what the loop kept against what the feeds said."""
    db = sqlite3.connect(place.folder / "loop.db")
    kept = dict(db.execute("SELECT url, newest FROM feeds").fetchall())
    db.close()
    return [
        f"{url}: {kept.get(url)}"
        for number, url in enumerate(place.urls)
        if kept.get(url) != feeds.newest(number, place.server.started).timestamp()
    ]


def _nothing(_: Place) -> None:
    """Give nothing beforehand."""


SUBJECTS = (
    Subject(
        name=FLOOR,
        what="one requests Session, 64 pools, 10 threads, lxml; one row a feed; judges nothing",
        prepare=_nothing,
        command=lambda place: [
            str(place.python), str(HERE / "tuned_loop.py"), "urls.txt", "loop.db"
        ],
        faults=_rows,
    ),
    Subject(
        name=OURS,
        what="`monitor check`: evidence, every post, verdicts with reasons, the table, all kept",
        prepare=_register,
        command=lambda _: [str(environment.program()), "check"],
        faults=_verdicts,
        codes=(0, 1, 3),
    ),
    Subject(
        name="urlwatch",
        what="one job a feed, an XPath filter to the first date, its cache",
        prepare=_jobs("filter"),
        command=_watcher("urlwatch", "--urls", "--cache"),
    ),
    Subject(
        name="reader",
        what="`update_feeds(workers=10)`, every entry stored",
        prepare=_add_feeds,
        command=_reader("update"),
    ),
    Subject(
        name="webchanges",
        what="as urlwatch",
        prepare=_jobs("filters"),
        command=_watcher("webchanges", "--jobs", "--database"),
        wanted=False,
    ),
)  # fmt: skip
