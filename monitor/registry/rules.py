"""Which checks judge an account, with the options that the policy sets."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, field, fields

from checks import CHECKS, name_of
from checks.silent_account import SilentAccount
from monitor.model import Account, Check, Platform
from monitor.model.policy import Policy
from monitor.verdicts.freshness import Limit


def checks_for(account: Account, policy: Policy) -> tuple[Check, ...]:
    """Return the checks of *account*, their options as the policy sets them."""
    return tuple(check(**policy.options(name_of(check), account)) for check in CHECKS)


def limits(accounts: Iterable[Account], policy: Policy) -> Callable[[str], Limit]:
    """Return a function from account id to the longest silence allowed."""
    by_id = {account.id: account for account in accounts}

    def limit_of(id: str) -> Limit:
        account = by_id.get(id)
        name = name_of(SilentAccount)
        options = policy.options(name, account) if account else policy.checks.get(name, {})
        silent = SilentAccount(**options)
        return Limit(
            days=silent.max_days, exact_hours=silent.exact_hours, reposts=silent.count_reposts
        )

    return limit_of


@dataclass
class ChecksOf:
    """The checks of an account, built once a platform where it sets no options itself."""

    policy: Policy
    _made: dict[Platform, tuple[Check, ...]] = field(default_factory=dict, init=False)

    def __call__(self, account: Account) -> tuple[Check, ...]:
        if account.policy:
            return checks_for(account, self.policy)
        if account.platform not in self._made:
            self._made[account.platform] = checks_for(account, self.policy)
        return self._made[account.platform]


def rules_hash(policy: Policy) -> str:
    """Return the identity of the rules in force: the hash of their text."""
    return "sha256:" + hashlib.sha256(rules_text(policy).encode()).hexdigest()


def rules_text(policy: Policy) -> str:
    """Return the rules in force as JSON: codes, defaults, options."""
    rules = {
        "checks": {
            check.rule.code: {
                field.name: field.default for field in fields(check) if field.default is not MISSING
            }
            for check in CHECKS
        },
        "policy": policy.checks,
        "platforms": policy.platforms,
    }
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, default=str)


def look_days(checks: Iterable[Check]) -> int:
    """Return for how many days a look counts, by *checks*."""
    return max((check.look_days for check in checks), default=0)
