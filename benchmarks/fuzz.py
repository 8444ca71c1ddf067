"""Send N broken payloads through every reader and a part of them through the whole check.

``python -m benchmarks.fuzz 1000000``: a table by reader, exit code 1 where anything was at fault:
an error that is no typed one, a text that cannot be kept, a reader that took more than two seconds
of the processor, an account condemned though its fresh item stood in the bytes. Payload k of a
seed is always the same: ``--only k`` sends it alone and shows it, ``--first k`` begins with it. A
reader that does not end is ended after ten seconds, and the table so far is shown on SIGUSR1.
"""

import argparse
import logging
import resource
import signal
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks import fuzz_check
from benchmarks.fuzz_readers import Reader, condemns, readers, stands, unstorable
from monitor.model import clock
from monitor.model.errors import MonitorError
from monitor.sources.sandbox import MEMORY, SECONDS
from monitor.sources.sandbox.limits import MIB

WHOLE = 400  # one payload in so many goes through the whole check, too
ENDLESS = 10  # seconds of the clock after which a reader is ended


class Endless(BaseException):
    """A reader that does not end; no refusal of its own may take this for one."""


@dataclass(slots=True)
class Tally:
    """What came of one reader's payloads."""

    payloads: int = 0
    refused: int = 0
    slowest: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)  # the payload that showed it first

    def note(self, fault: str, number: int) -> None:
        self.faults[fault] += 1
        self.first.setdefault(fault, number)


def send(reader: Reader, payload: bytes, fresh: bytes, now: datetime) -> tuple[str, bool, float]:
    """Return the fault that shows, whether the payload was refused, and how long it took."""
    begun = time.process_time()
    fault, refused, reading = "", False, None
    signal.setitimer(signal.ITIMER_REAL, ENDLESS)
    try:
        reading = reader.read(payload)
    except MonitorError:
        refused = True
    except Endless:
        fault = "does not end"
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        place = "/".join(Path(at.filename).parts[-2:])
        fault = f"{type(error).__name__} at {place}:{at.lineno}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    took = time.process_time() - begun
    if took > SECONDS:
        fault = fault or f"more than {SECONDS:.0f} s"
    if reading is not None and not fault:
        if kept := unstorable(reading):
            fault = f"keeps {kept}"
        elif condemns(reading, now) and stands(payload, fresh):
            fault = "condemns, the fresh item intact"
    return fault, refused, took


def main() -> int:
    """Send what is asked for, print the table, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=20211231)
    parser.add_argument("--only", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--whole", type=int, default=WHOLE, help="one in so many; 0: none")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    now = clock.now().replace(microsecond=0)
    begun, before = time.monotonic(), _peak()
    with tempfile.TemporaryDirectory() as name:
        every = readers(now, Path(name))
        tallies = {reader.name: Tally() for reader in every}
        bounds = list(accumulate(reader.weight for reader in every))
        sent: list[fuzz_check.Sent] = []
        signal.signal(signal.SIGALRM, _ended)
        signal.signal(
            signal.SIGUSR1,
            lambda *_: _told(tallies, time.monotonic() - begun, (_peak() - before) / MIB),
        )
        for number in range(asked.first, asked.number) if asked.only is None else (asked.only,):
            dice = Random(f"{asked.seed}:{number}")
            reader = dice.choices(every, cum_weights=bounds)[0]
            sound = dice.choice(reader.sounds)
            payload = reader.mutate(sound.body, dice)
            tally = tallies[reader.name]
            fault, refused, took = send(reader, payload, sound.fresh, now)
            tally.payloads += 1
            tally.refused += refused
            tally.slowest = max(tally.slowest, took)
            if fault:
                tally.note(fault, number)
            if asked.only is not None:
                print(f"{reader.name}: {payload!r}\n{fault or 'no fault'}")
            if asked.whole and number % asked.whole == 0:
                sent += fuzz_check.served(number, dice, now)
            if len(sent) >= fuzz_check.BATCH:
                _checked(sent, Path(name), tallies)
        if sent:
            _checked(sent, Path(name), tallies)
    more = (_peak() - before) / MIB
    seconds = time.monotonic() - begun
    return _told(tallies, seconds, more)


def _ended(*_: object) -> None:
    raise Endless


def _checked(sent: list[fuzz_check.Sent], folder: Path, tallies: dict[str, Tally]) -> None:
    tally = tallies.setdefault("the whole check", Tally())
    tally.payloads += len(sent)
    begun = time.process_time()
    for number, fault in fuzz_check.faults(sent, folder):
        tally.note(fault, number)
    tally.slowest = max(tally.slowest, (time.process_time() - begun) / len(sent))
    sent.clear()


def _peak() -> int:
    """Return the most memory that this process has used, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _told(tallies: dict[str, Tally], seconds: float, more: float) -> int:
    """Print the table; return the exit code."""
    print(f"{'reader':20} {'payloads':>9} {'refused':>9} {'slowest s':>9} {'faults':>7}")
    for name, tally in tallies.items():
        count = sum(tally.faults.values())
        figures = f"{tally.payloads:9,} {tally.refused:9,} {tally.slowest:9.2f} {count:7,}"
        print(f"{name:20} {figures}")
        for fault, times in tally.faults.most_common(10):
            print(f"    {times:,} × {fault}, first in {tally.first[fault]}")
    total = sum(sum(tally.faults.values()) for tally in tallies.values())
    over = more > MEMORY / MIB
    print(f"{sum(tally.payloads for tally in tallies.values()):,} payloads in {seconds:.0f} s, "
          f"{more:.0f} MiB more than before, {total:,} faults")  # fmt: skip
    return 1 if total or over else 0


if __name__ == "__main__":
    raise SystemExit(main())
