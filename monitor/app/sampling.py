"""Which accounts a spot check takes, and in what order it looks at them: pure."""

from collections.abc import Sequence
from itertools import zip_longest
from random import Random

from monitor.model import Account
from monitor.sources import hosts_of


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


def interleaved(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """Order accounts round-robin by host, so that no worker waits for a busy host in vain."""
    queues: dict[str, list[Account]] = {}
    for account in accounts:
        hosts = [min(hosts_of(source), default="") for source in account.sources[:1]]
        queues.setdefault(hosts[0] if hosts else "", []).append(account)
    rounds = zip_longest(*queues.values())
    return tuple(account for turn in rounds for account in turn if account is not None)
