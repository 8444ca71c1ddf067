"""What people did, kept for the office: every act at the desk, people added on the command line.

A stranger who fails to log in must fill no disk: the limiter bounds what they may try, and of
failures that repeat within some minutes from one address only the first few are noted.
"""

from datetime import timedelta
from pathlib import Path

from monitor.app.act_log import ActLog
from monitor.model import Means, clock
from monitor.model.act import Act, Ending
from monitor.parsing.text import clean
from monitor.system.database import open_database

REPEATED = timedelta(minutes=10)  # within which the same failure is told once
TOLD = frozenset({2, 3, 5, 10, 20})  # numbers of failures at which another is noted all the same
ENDINGS = frozenset({Ending.REFUSED, Ending.DENIED, Ending.WRONG, Ending.WAITS})  # that repeat
LONGEST = 120  # characters of an object

PEOPLE_ADD = "people.add"
PEOPLE_PASSWORD = "people.password"  # noqa: S105  # the name of an act
PEOPLE_REMOVE = "people.remove"


def record(data: Path, act: Act) -> bool:
    """Append *act*, unless it only repeats a failure; raises StoreError. Say whether it was."""
    is_repeatable = act.ending in ENDINGS and act.times not in TOLD
    since = act.at - REPEATED if is_repeatable else None
    with open_database(data / "monitor.db") as db:
        return ActLog(db).append(act, since)


def on_the_pc(data: Path, verb: str, object: str) -> None:
    """Note what was done on the command line, where nobody logs in."""
    record(
        data,
        Act(at=clock.now(), via=Means.CLI, verb=verb, object=named(object), ending=Ending.DONE),
    )


def named(*parts: str) -> str:
    """Return what an act was done to, in one short line."""
    return clean(" ".join(part for part in parts if part), LONGEST)
