"""The silent account with its ordinary options, asked of one snapshot."""

from checks.silent_account import SilentAccount
from monitor import clock
from monitor.model import Finding, Snapshot
from tests.builders import window

CHECK = SilentAccount()
WHOLE = window(clock.BEGINNING)


def find(seen: Snapshot, check: SilentAccount = CHECK) -> list[Finding]:
    return list(check.find(seen))
