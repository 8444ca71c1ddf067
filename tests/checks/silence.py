"""The silent account with its ordinary options, asked of one snapshot."""

from checks.silent_account import SilentAccount
from monitor.model import Finding, Snapshot, clock
from tests.builders import window

CHECK = SilentAccount()
WHOLE = window(clock.BEGINNING)


def find(seen: Snapshot, check: SilentAccount = CHECK) -> list[Finding]:
    return list(check.find(seen))
