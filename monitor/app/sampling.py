"""Which accounts a spot check takes: pure."""

from collections.abc import Sequence
from random import Random

from monitor.model import Account


def draw(accounts: Sequence[Account], share: float, seed: int) -> tuple[Account, ...]:
    """Draw a sample stratified by platform: *share* of each, at least one, required ones always.

    The same accounts, share and seed give the same sample, whatever the order of the register.
    """
    strata: dict[str, list[Account]] = {}
    for account in sorted(accounts, key=lambda account: account.id):
        strata.setdefault(account.platform.value, []).append(account)
    chosen: set[str] = {account.id for account in accounts if account.required}
    for platform in sorted(strata):
        stratum = strata[platform]
        size = max(1, -int(-len(stratum) * share // 1))  # rounded up: never less than promised
        missing = size - sum(account.id in chosen for account in stratum)
        optional = [account for account in stratum if account.id not in chosen]
        dice = Random(f"{seed}:{platform}")  # noqa: S311  # a reproducible draw, no secret
        chosen.update(a.id for a in dice.sample(optional, min(max(missing, 0), len(optional))))
    return tuple(account for account in accounts if account.id in chosen)
