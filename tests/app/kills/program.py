"""The program in a process that is forked with everything imported: kills fall on its work."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import openpyxl  # noqa: F401  # what commands import by and by
import time_machine

import monitor.app.backup
import monitor.app.check
import monitor.app.daemon
import monitor.app.report
import monitor.cli
import monitor.registry.ledger
import reports.html
import reports.word
import reports.xlsx  # noqa: F401


def perform(moment: datetime, words: Sequence[str]) -> None:
    """Run ``monitor words…`` without a word on the screen, the clock begun at *moment*."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        sys.stdout = sys.stderr = nowhere
        with suppress(SystemExit), time_machine.travel(moment, tick=True):
            monitor.cli.main(list(words))
