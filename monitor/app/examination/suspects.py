"""Which sources are about to condemn an account: pure."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.model import Check, Claim, Snapshot, Verdict
from monitor.verdicts.judge import judged


def suspects(snapshot: Snapshot, checks: Sequence[Check]) -> frozenset[str]:
    """Return the sources whose unexamined window would make a check fail."""
    unexamined = [claim for claim in snapshot.claims if claim.examination is None]
    if not unexamined:
        return frozenset()
    open_checks = [c for c in checks if judged(c, snapshot).verdict is Verdict.UNKNOWN]
    return frozenset(
        claim.source
        for claim in unexamined
        if any(_would_fail(check, snapshot, claim) for check in open_checks)
    )


def _would_fail(check: Check, snapshot: Snapshot, claim: Claim) -> bool:
    believed = replace(snapshot, windows=(*snapshot.windows, claim.window))
    return judged(check, believed).verdict is Verdict.FAIL
