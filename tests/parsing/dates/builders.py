"""The moment at which dates are read."""

from datetime import datetime

from monitor.model.clock import BEIJING

SEEN = datetime(2026, 11, 23, 10, 30, tzinfo=BEIJING)  # a Monday
