"""Where the program's own words go: a rotating file in the data directory, secrets taken out."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from monitor.scrub import Redact, Scrubber

FILE = "monitor.log"
SIZE = 2_000_000
KEPT = 5


@contextmanager
def logging_to(data: Path, scrubber: Scrubber) -> Iterator[None]:
    """Write log lines into *data* while a run lasts."""
    data.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        data / FILE, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(Redact(scrubber))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()
