"""Type the story into whatever release of `monitor` is imported: ``python -m tests.old.drive``.

Reads from its standard input which folder to work in and what that release knows; writes what it
said in the end.
"""

import json
import os
import sys
from collections.abc import Container, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import time_machine

from monitor.clock import BEIJING
from tests.old.county import SHOT, serving
from tests.old.story import ASKED, LISTS, STORY, Typed
from tests.running import Done, run


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def enter(folder: Path, one: Typed) -> Done:
    """Type *one* at its moment; the screenshots it names are taken a minute before."""
    at = moment(one.at)
    for shot in one.shots:
        path = folder / shot
        path.write_bytes(SHOT + shot.encode())
        os.utime(path, (at.timestamp() - 60,) * 2)
    with time_machine.travel(at, tick=False):
        return run(folder, *(word.format(folder=folder) for word in one.words))


def live(folder: Path, story: Iterable[Typed], known: Container[str]) -> dict[str, Any]:
    """Type the *story* into the program; return what it answered to questions on the way."""
    for name, text in LISTS.items():
        (folder / name).write_text(text, "utf-8")
    names = {one: name for name, one in ASKED.items()}
    told = {}
    for one in story:
        if not one.needs or one.needs in known:
            done = enter(folder, one)
            if done.code == 2:
                raise SystemExit(f"{one.words}: {done.err}")
            if one in names:
                told[names[one]] = _told(one, done)
    return told


def asked(folder: Path, known: Container[str]) -> dict[str, Any]:
    """Return what the program says of it all: exit code and answer, by question."""
    told: dict[str, Any] = {}
    for name, one in ASKED.items():
        if one.needs and one.needs not in known:
            continue
        told[name] = _told(one, enter(folder, one))
    return told


def _told(one: Typed, done: Done) -> dict[str, Any]:
    answer = json.loads(done.out) if "--json" in one.words and done.out else done.out.strip()
    return {"code": done.code, "answer": answer}


def main() -> None:
    order = json.load(sys.stdin)
    folder, known = Path(order["folder"]), frozenset(order["known"])
    with serving(folder):
        then = live(folder, STORY, known)
        json.dump(asked(folder, known) | then, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
